import type { Tell } from '../native/events.ts';
import type { Channel } from '../terminal.ts';

/** One JSON object a line. A password is never among them: `demo.show` is the command that prints it. */
export function jsonReport(out: Channel, demoCommand: string): Tell {
  return (event) => {
    const shown =
      event.type === 'ready' && event.demo ? { ...event, demo: { email: event.demo.email, show: demoCommand } } : event;
    out.write(`${JSON.stringify(shown)}\n`);
  };
}
