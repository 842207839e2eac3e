import type { Runtime } from '../runtime/runtime.ts';

/** The copy of the app that is looked at. Checks know nothing else about where it runs. */
export interface Target {
  runtime: Runtime;
  /** Origin without a slash at its end, such as http://localhost:3000. */
  frontendUrl: string;
  backendUrl: string;
  /** Served by development servers: those compile a page when it is first asked for, and their pages may use eval. */
  isDevelopment: boolean;
}
