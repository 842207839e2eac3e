import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';

/** The pictures that pages are compared with; the README shows some of them. */
const folder = fileURLToPath(new URL('../../docs/images/', import.meta.url));
/** Where a picture is put that is not as it was. */
const differing = fileURLToPath(new URL('../../.evenkeel/pictures/', import.meta.url));
const drawnWith = `${folder}drawn-with.json`;

// Letters' edges differ a little from run to run; what anybody would see is more than either.
const CHANNEL_TOLERANCE = 32;
const SHARE_TOLERANCE = 0.0005;

/** Whether pictures are to be taken anew: `npm run screenshots`. */
export const isUpdating = process.env['PICTURES'] === 'update';

// The corner that says which runtime serves the page is not there for users, and differs from runtime to runtime.
const HIDE_CORNER = `document.querySelector('[aria-label=Runtime]')?.style.setProperty('visibility', 'hidden')`;

interface Taken {
  /** With all pixels of a sharp screen, for pictures that people look at. */
  isSharp?: boolean | undefined;
  /** With what one would have to scroll to. */
  isWhole?: boolean | undefined;
  /** With the corner for developers. */
  withCorner?: boolean | undefined;
}

/**
 * Compares the page with its picture, or takes the picture anew.
 * @returns what is different, in words; undefined when nothing is
 */
export async function pictureFault(
  page: Page,
  name: string,
  { isSharp, isWhole = false, withCorner }: Taken,
): Promise<string | undefined> {
  const file = `${folder}${name}.webp`;
  if (!withCorner) await page.evaluate(HIDE_CORNER);
  const png = await page.screenshot({
    animations: 'disabled',
    caret: 'hide',
    scale: isSharp ? 'device' : 'css',
    fullPage: isWhole,
  });
  const actual = `data:image/png;base64,${png.toString('base64')}`;
  if (isUpdating) {
    writeFileSync(file, fromDataUrl(await inBlankPage<string>(page, webpOf, { actual })));
    return undefined;
  }
  if (!existsSync(file)) return `${name}: there is no picture yet; npm run screenshots takes it`;
  const expected = `data:image/webp;base64,${readFileSync(file).toString('base64')}`;
  const { share, sizes } = await inBlankPage<Comparison>(page, comparison, {
    actual,
    expected,
    tolerance: CHANNEL_TOLERANCE,
  });
  if (share <= SHARE_TOLERANCE) return undefined;
  mkdirSync(differing, { recursive: true });
  writeFileSync(`${differing}${name}.png`, png);
  return `${name}: ${(share * 100).toFixed(2)} % of it differ (${sizes}); as it is now: .evenkeel/pictures/${name}.png`;
}

/**
 * What draws the pages here: pictures that another Chromium drew, or that have other fonts, cannot be compared.
 * @returns why they cannot, undefined when they can
 */
export async function otherDrawing(page: Page): Promise<string | undefined> {
  const width = await page.evaluate<number>(`(() => {
    const context = document.createElement('canvas').getContext('2d');
    context.font = '32px ' + getComputedStyle(document.body).fontFamily;
    return Math.round(context.measureText('Evenkeel 0123456789 The quick brown fox').width * 100) / 100;
  })()`);
  const here = { chromium: page.context().browser()?.version().split('.')[0], width };
  if (isUpdating) writeFileSync(drawnWith, `${JSON.stringify(here)}\n`);
  const there: unknown = JSON.parse(readFileSync(drawnWith, 'utf8'));
  if (JSON.stringify(here) === JSON.stringify(there)) return undefined;
  return `drawn here with ${JSON.stringify(here)}, the pictures with ${JSON.stringify(there)}`;
}

interface Comparison {
  /** Of the pixels, 0 to 1. */
  share: number;
  sizes: string;
}

const fromDataUrl = (url: string) => Buffer.from(url.slice(url.indexOf(',') + 1), 'base64');

/** Runs a function of the browser in a page without a policy, as pictures are decoded there. */
async function inBlankPage<Result>(page: Page, script: string, input: object): Promise<Result> {
  const blank = await page.context().newPage();
  try {
    return await blank.evaluate<Result>(`(${script})(${JSON.stringify(input)})`);
  } finally {
    await blank.close();
  }
}

const decode = `async (url) => {
  const image = new Image();
  image.src = url;
  await image.decode();
  const { naturalWidth: width, naturalHeight: height } = image;
  const canvas = Object.assign(document.createElement('canvas'), { width, height });
  const context = canvas.getContext('2d', { willReadFrequently: true });
  context.drawImage(image, 0, 0);
  return { canvas, width, height, data: context.getImageData(0, 0, width, height).data };
}`;

// A tenth of what the same pictures need as PNG.
const webpOf = `async ({ actual }) => (await (${decode})(actual)).canvas.toDataURL('image/webp', 0.85)`;

const comparison = `async ({ actual, expected, tolerance }) => {
  // Both have lost the same in packing.
  const packed = await (${webpOf})({ actual });
  const [one, other] = await Promise.all([packed, expected].map(${decode}));
  const sizes = one.width + '×' + one.height + ', was ' + other.width + '×' + other.height;
  if (one.width !== other.width || one.height !== other.height) return { share: 1, sizes };
  let differing = 0;
  for (let at = 0; at < one.data.length; at += 4) {
    const far = (channel) => Math.abs(one.data[at + channel] - other.data[at + channel]) > tolerance;
    if (far(0) || far(1) || far(2)) differing++;
  }
  return { share: differing / (one.width * one.height), sizes };
}`;
