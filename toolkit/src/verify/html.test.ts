import { expect, test } from 'vitest';
import { assets, assetsOfStyles, scripts } from './html.ts';

const page = 'http://localhost:8000/docs/';
const hrefs = (urls: URL[]) => urls.map(({ href }) => href);

test('the scripts that run are found, blocks of data are not', () => {
  const html = `<script src="a.js" nonce="n"></script><SCRIPT>1</SCRIPT><script type="application/json">{}</script>
    <script async="" data-src="no" src='b.js'></script><scripture>`;
  expect(scripts(html)).toEqual([
    { src: 'a.js', nonce: 'n' },
    { src: undefined, nonce: undefined },
    { src: 'b.js', nonce: undefined },
  ]);
});

test('assets are addresses as a browser resolves them', () => {
  const html =
    '<link href="./ui.css"><script src="/x.js"></script><img src="//cdn.example/i.png"><a href="https://else.example">';
  expect(hrefs(assets(html, page))).toEqual([
    'http://localhost:8000/docs/ui.css',
    'http://localhost:8000/x.js',
    'http://cdn.example/i.png',
  ]);
});

test('style sheets load things too', () => {
  const css = `@import "more.css"; @font-face { src: url( 'f.woff2' ), url(https://cdn.example/g) }`;
  expect(hrefs(assetsOfStyles(css, page))).toEqual([
    'http://localhost:8000/docs/more.css',
    'http://localhost:8000/docs/f.woff2',
    'https://cdn.example/g',
  ]);
});
