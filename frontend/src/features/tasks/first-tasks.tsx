import { Checkbox } from '../../ui/checkbox.tsx';
import { dayWords } from '../../ui/date-words.ts';
import { dayClass, rowClass, rowsClass, TaskText, titleClass } from './task-row-look.tsx';
import type { Task } from './task.ts';

// More than two lines of the widest list show; the page would carry all of it twice.
const SHOWN_CHARACTERS = 300;

/**
 * Tasks as they are to be seen, made at the server: in the place of the list until its code is there. Nothing of it can
 * be used yet, and none of its code is sent.
 */
export function FirstTasks({ tasks, now }: { tasks: readonly Task[]; now: Date }) {
  const days = tasks.map(({ created_at }) => dayWords(created_at, now));
  return (
    <ul inert className={rowsClass}>
      {tasks.map((task, index) => (
        <li key={task.id} className={rowClass}>
          <div className="flex items-start">
            <Checkbox label={task.title} checked={task.completed} readOnly />
            <div className={titleClass}>
              <TaskText task={{ ...task, description: task.description.slice(0, SHOWN_CHARACTERS) }} />
            </div>
            <div className="relative flex shrink-0 items-start">
              {/* The server has another time zone: its words only hold the place of the right ones. */}
              <p className={dayClass}>
                {days[index] !== days[index - 1] && <span className="invisible">{days[index]}</span>}
              </p>
            </div>
          </div>
        </li>
      ))}
    </ul>
  );
}
