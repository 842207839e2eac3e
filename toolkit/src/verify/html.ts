export interface Script {
  src: string | undefined;
  nonce: string | undefined;
}

const TAG = /<(script|link|img|source|iframe)\b([^>]*)>/gi;

/** The scripts of a page that a browser would run; blocks of data are none. */
export function scripts(html: string): Script[] {
  return tags(html)
    .filter(({ name, attributes }) => name === 'script' && !/\bjson\b/.test(attribute(attributes, 'type') ?? ''))
    .map(({ attributes }) => ({ src: attribute(attributes, 'src'), nonce: attribute(attributes, 'nonce') }));
}

/** The addresses of what a page loads: scripts, styles, icons, pictures. */
export function assets(html: string, page: string): URL[] {
  const found = tags(html).map(({ attributes }) => attribute(attributes, 'src') ?? attribute(attributes, 'href'));
  return absolute(found, page);
}

/** The addresses of what a style sheet loads. */
export function assetsOfStyles(css: string, sheet: string): URL[] {
  const found = [...css.matchAll(/url\(\s*["']?([^"')]+)|@import\s+["']([^"']+)/g)].map(
    ([, url, imported]) => url ?? imported,
  );
  return absolute(found, sheet);
}

function tags(html: string): { name: string; attributes: string }[] {
  return [...html.matchAll(TAG)].map(([, name = '', attributes = '']) => ({ name: name.toLowerCase(), attributes }));
}

function attribute(attributes: string, name: string): string | undefined {
  return new RegExp(`(?:^|\\s)${name}\\s*=\\s*["']([^"']*)`, 'i').exec(attributes)?.[1];
}

function absolute(found: (string | undefined)[], base: string): URL[] {
  return found
    .filter((address) => address !== undefined && URL.canParse(address, base))
    .map((address) => new URL(address ?? '', base));
}
