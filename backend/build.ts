import { cpSync, mkdirSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build, type Plugin } from 'esbuild';
import { assets } from './src/platform/assets.ts';

/**
 * Bundles the image's programs into backend/dist: `node backend/build.ts`. Started as `node backend/dist/main.js api`, they
 * need nothing of node_modules. Each command loads its own chunks only.
 */
const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));
const outdir = path('dist');

const bundledAssets: Plugin = {
  name: 'bundled-assets',
  setup(builder) {
    builder.onResolve({ filter: /\/assets\.ts$/ }, () => ({ path: path('src/platform/assets.bundled.ts') }));
  },
};

rmSync(outdir, { recursive: true, force: true });
await build({
  entryPoints: [path('src/main.ts'), path('src/prime.ts')],
  outdir,
  bundle: true,
  splitting: true,
  platform: 'node',
  format: 'esm',
  target: 'node24',
  // Names stay, so that a stack in the log can be read.
  minifyWhitespace: true,
  minifySyntax: true,
  legalComments: 'none',
  external: ['pg-native'],
  plugins: [bundledAssets],
  // CommonJS packages in the bundle call these.
  banner: {
    js: [
      "import { createRequire as __createRequire } from 'node:module';",
      "import { fileURLToPath as __fileURLToPath } from 'node:url';",
      'const require = __createRequire(import.meta.url);',
      'const __filename = __fileURLToPath(import.meta.url);',
      "const __dirname = __filename.replace(/\\/[^/]*$/, '');",
    ].join('\n'),
  },
  logLevel: 'warning',
});

cpSync(assets.schemaEngine(), `${outdir}/schema-engine.wasm`);
mkdirSync(`${outdir}/swagger-ui`);
const pages = ['index.html', 'index.css', 'swagger-ui.css', 'swagger-ui-bundle.js', 'swagger-ui-standalone-preset.js'];
for (const file of [...pages, 'favicon-32x32.png', 'favicon-16x16.png']) {
  cpSync(`${assets.swaggerUi()}/${file}`, `${outdir}/swagger-ui/${file}`);
}
