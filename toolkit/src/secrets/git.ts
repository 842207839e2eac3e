import type { Environment } from '../environment.ts';
import { askBriefly } from '../system/ask.ts';

/** Whether git would take `.env` into a commit: 'tracked' when it has done so; undefined where nothing is to fear. */
export async function exposure(root: string, environment: Environment): Promise<'tracked' | 'not ignored' | undefined> {
  const git = async (...words: string[]) => {
    const { answer } = await askBriefly(['git', ...words], root, environment);
    return answer.kind === 'ended' ? answer.code : undefined;
  };
  if ((await git('ls-files', '--error-unmatch', '.env')) === 0) return 'tracked';
  // 1: it is not ignored; all else: there is no git, or no repository.
  return (await git('check-ignore', '--quiet', '.env')) === 1 ? 'not ignored' : undefined;
}
