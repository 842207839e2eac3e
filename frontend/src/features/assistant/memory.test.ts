import { afterEach, expect, test, vi } from 'vitest';
import { forgetEverything } from '../../browser-memory.ts';
import { createMemory, NEW_PLACE } from './memory.ts';

afterEach(() => vi.unstubAllGlobals());

/** As much of a browser's storage as is used. */
class TestStorage {
  getItem(name: string): string | null {
    return (this as unknown as Record<string, string>)[name] ?? null;
  }
  setItem(name: string, text: string) {
    (this as unknown as Record<string, string>)[name] = text;
  }
  removeItem(name: string) {
    delete (this as unknown as Record<string, string>)[name];
  }
}

function stubStorage() {
  const [tab, browser] = [new TestStorage(), new TestStorage()];
  vi.stubGlobal('sessionStorage', tab);
  vi.stubGlobal('localStorage', browser);
  return { tab, browser };
}

test('drafts and texts that were not sent are kept for each conversation and each person', () => {
  stubStorage();
  const memory = createMemory('ada');
  memory.keep('talk', { draft: 'Half a thou' });
  memory.keep('talk', { unsent: ['One'] });
  memory.keep(NEW_PLACE, { draft: 'Another' });
  memory.setOpenPlace('talk');
  const again = createMemory('ada');
  expect(again.read('talk')).toEqual({ draft: 'Half a thou', unsent: ['One'] });
  expect([again.read(NEW_PLACE).draft, again.openPlace()]).toEqual(['Another', 'talk']);
  expect(createMemory('grace').read('talk')).toEqual({ draft: '', unsent: [] });
  expect(createMemory('grace').openPlace()).toBeUndefined();
});

test('nothing is left of what was sent, nor of anything once somebody has signed out', () => {
  const { tab, browser } = stubStorage();
  browser.setItem('not ours', 'stays');
  const memory = createMemory('ada');
  memory.keep('talk', { draft: 'Half a thou' });
  memory.keep('talk', { draft: '' });
  expect(Object.keys(browser)).toEqual(['not ours']);
  memory.keep('talk', { draft: 'Half a thou' });
  memory.setOpenPlace('talk');
  forgetEverything();
  expect([Object.keys(browser), Object.keys(tab)]).toEqual([['not ours'], []]);
});

test('where nothing may be stored nothing is remembered, and nothing breaks', () => {
  const refuse = () => {
    throw new Error('The operation is insecure.');
  };
  const storage = { getItem: refuse, setItem: refuse, removeItem: refuse };
  vi.stubGlobal('sessionStorage', storage);
  vi.stubGlobal('localStorage', storage);
  const memory = createMemory('ada');
  memory.keep('talk', { draft: 'Half a thou' });
  memory.setOpenPlace('talk');
  expect([memory.read('talk').draft, memory.openPlace()]).toEqual(['', undefined]);
  forgetEverything();
});
