import { daysAgo } from '../../ui/date-words.ts';
import type { ConversationEntry } from './chat.ts';

/** Conversations of one time, with its name. */
export interface Group {
  name: string;
  entries: ConversationEntry[];
}

/** The conversations, latest first as they are given, in groups by the day on which they were last gone on with. */
export function historyGroups(entries: readonly ConversationEntry[], now: Date): Group[] {
  const groups: Group[] = [];
  for (const entry of entries) {
    const name = nameOf(entry.updated_at, now);
    const last = groups.at(-1);
    if (last?.name === name) last.entries.push(entry);
    else groups.push({ name, entries: [entry] });
  }
  return groups;
}

function nameOf(iso: string, now: Date): string {
  const days = daysAgo(iso, now);
  if (days <= 0) return 'Today';
  if (days === 1) return 'Yesterday';
  return days < 7 ? 'Last 7 days' : 'Earlier';
}
