/** What `evenkeel up` has to tell; the reports in src/report decide how it looks. */
export type UpEvent =
  | { type: 'progress'; part: string; state: PartState; seconds: number }
  | { type: 'note'; message: string }
  | { type: 'log'; part: string; line: string }
  | {
      type: 'ready';
      seconds: number;
      addresses: Record<string, string>;
      database: { host: string; port: number; name: string };
      demo: { email: string; password: string } | undefined;
      data: string;
    }
  | { type: 'stopping'; reason: string };

export type PartState = 'waiting' | 'starting' | 'healthy' | 'completed' | 'skipped' | 'stopped';

export type Tell = (event: UpEvent) => void;
