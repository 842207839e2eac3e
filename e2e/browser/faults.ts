import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults, RunOptions } from 'axe-core';
import type { Page } from 'playwright-core';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** The overlay of `next dev`, which lies above the page when something failed in it. */
const OVERLAY = `document.querySelector('nextjs-portal')?.shadowRoot?.querySelector('[data-nextjs-dialog-content]')?.textContent`;

/** What is wrong with the page as it is now: what axe-core finds, whether it is wider than the screen, what Next says. */
export async function faults(page: Page): Promise<string[]> {
  const options: RunOptions = { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] };
  await page.evaluate(axe);
  const { violations } = await page.evaluate<AxeResults>(`axe.run(document, ${JSON.stringify(options)})`);
  const isTooWide = await page.evaluate<boolean>('document.documentElement.scrollWidth > innerWidth');
  const error = await page.evaluate<string | undefined>(OVERLAY);
  return [
    ...(error ? [`Next shows an error: ${error.slice(0, 300)}`] : []),
    ...violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' | ')}`),
    ...(isTooWide ? ['wider than the screen'] : []),
  ];
}
