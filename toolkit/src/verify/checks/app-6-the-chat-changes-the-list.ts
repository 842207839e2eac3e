import { usersOf } from '../accounts.ts';
import { mustBeOffline } from '../assistant.ts';
import { mustCome, openAs, openChat, taskRow } from '../browser/page-actions.ts';
import type { BrowserRequest } from '../browser/tab.ts';
import { defineCheck } from '../check.ts';

const TITLE = 'feed the otters';
const MARK = 'window.verifyWasHere';

export const theChatChangesTheList = defineCheck({
  id: 'APP-6',
  title: 'The chat shows its tools and changes the list',
  turn: 'pages',
  needs: 'browser',

  async gather(context) {
    await mustBeOffline(context, 'what it makes of a sentence');
    const account = await usersOf(context.accounts.newcomer());
    const tab = await openAs(context, '/', account);
    const chats: BrowserRequest[] = [];
    const complaints: string[] = [];
    tab.on(
      'request',
      (request) => request.method() === 'POST' && request.url().endsWith('/chat') && chats.push(request),
    );
    tab.on('pageerror', ({ message }) => complaints.push(message));
    await tab.evaluate(`${MARK} = true`);

    const opened = openChat(tab);
    await mustCome(
      'The chat opens on the dashboard.',
      'a button for the assistant, and a field for a message',
      tab,
      opened,
    );
    const box = await opened;
    await mustCome(
      'The chat says that a stand-in model answers.',
      'the word offline',
      tab,
      tab
        .getByText(/offline/i)
        .first()
        .waitFor(),
    );
    await box.fill(`Add a task to ${TITLE}`);
    await box.press('Enter');
    await mustCome('The list changes by itself.', `the task "${TITLE}" in it`, tab, taskRow(tab, TITLE).waitFor());
    const shown = tab.getByText(new RegExp(`added.*${TITLE}`, 'i')).last();
    await mustCome('The chat shows what its tools did.', `Added "${TITLE}"`, tab, shown.waitFor());
    const isSamePage = (await tab.evaluate(`${MARK} === true`)) === true;
    const accepts = chats.map((request) => request.headers()['accept'] ?? '');
    await tab.close();
    return { isSamePage, accepts, complaints };
  },

  judge: ({ isSamePage, accepts, complaints }) => [
    ...(isSamePage
      ? []
      : [
          {
            what: 'The list changes without a reload.',
            expected: 'the same page',
            came: 'a page loaded anew',
            where: 'the page /',
          },
        ]),
    ...(accepts.some((each) => each.includes('text/event-stream'))
      ? []
      : [
          {
            what: 'The answer streams.',
            expected: 'POST …/chat with accept: text/event-stream',
            came: accepts.join('; ') || 'no such request',
            where: 'the page /',
          },
        ]),
    ...complaints.map((came) => ({
      what: 'The page runs without an error.',
      expected: 'none',
      came,
      where: 'the page /',
    })),
  ],

  saw: () => 'one message in Chromium: the tool was shown, the task was in the list, no reload',
});
