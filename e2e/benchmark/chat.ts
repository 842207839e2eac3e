import { execFileSync } from 'node:child_process';

const TURNS = 100;

/** Turns of the demo user with the model that answers offline: the whole answer's time, and the first byte's of a stream. */
export async function chatTurns(root: string, data: string): Promise<{ whole: number[]; firstByte: number[] }> {
  const asked = ['toolkit/bin/evenkeel.js', 'token', '--data', data, '--json'];
  const said = execFileSync(process.execPath, asked, { cwd: root, encoding: 'utf8' });
  const { token, user_id, backend } = JSON.parse(said) as { token: string; user_id: string; backend: string };
  const whole: number[] = [];
  const firstByte: number[] = [];
  let conversation: string | undefined;

  async function turn(message: string, accept: string): Promise<{ first: number; all: number; text: string }> {
    const began = performance.now();
    const answer = await fetch(`${backend}/api/${user_id}/chat`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json', Accept: accept },
      body: JSON.stringify({ message, conversation_id: conversation }),
    });
    if (answer.status !== 200 || !answer.body) throw new Error(`A chat turn was answered with ${answer.status}.`);
    let first = 0;
    let text = '';
    for await (const part of answer.body.pipeThrough(new TextDecoderStream())) {
      first ||= performance.now() - began;
      text += part;
    }
    return { first, all: performance.now() - began, text };
  }

  for (let index = 0; index < TURNS + 5; index += 1) {
    // Each adds a task and deletes it again, so that the list stays as long as it was.
    const message = index % 2 ? 'Delete the benchmark task' : 'Add a task to run the benchmark';
    const { all, text } = await turn(message, 'application/json');
    conversation = (JSON.parse(text) as { conversation_id: string }).conversation_id;
    const { first } = await turn('Show my tasks', 'text/event-stream');
    // The first ones warm it up.
    if (index < 5) continue;
    whole.push(all);
    firstByte.push(first);
  }
  return { whole, firstByte };
}
