import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';

/**
 * Next makes keys at random for each build, for preview mode and for server actions; this app uses neither. Where a build
 * is to be the same each time (SOURCE_DATE_EPOCH), others take their place: `node repeatable.mjs .next/standalone/…/.next`.
 */
const [, , folder] = process.argv;
// oxlint-disable-next-line node/no-process-env -- a setting of the build
const epoch = process.env.SOURCE_DATE_EPOCH;
const files = [
  'prerender-manifest.json',
  'preview-props.json',
  'server-reference-manifest.json',
  'server-reference-manifest.js',
].map((name) => `${folder}/${name.startsWith('prerender') ? '' : 'server/'}${name}`);

if (epoch) {
  const read = (file) => JSON.parse(readFileSync(file, 'utf8'));
  const { encryptionKey } = read(files[2]);
  const keys = Object.values(read(files[1])).concat(encryptionKey);
  for (const file of files) {
    let text = readFileSync(file, 'utf8');
    for (const [index, key] of keys.entries()) {
      const digest = createHash('sha256').update(`${epoch} ${index}`).digest();
      const other = key === encryptionKey ? digest.toString('base64') : digest.toString('hex').slice(0, key.length);
      text = text.replaceAll(key, other);
    }
    writeFileSync(file, text);
  }
}
