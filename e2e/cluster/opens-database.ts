import type { Namespace } from './namespace.ts';

/** Whether the database takes a password, by the way that asks for one: not that of its own localhost. */
export const opensDatabase = ({ exec }: Namespace, password: string): Promise<boolean> =>
  exec('postgres-0', 'sh', '-c', 'PGPASSWORD=$1 psql -U app -h "$(hostname -i)" -Atc "SELECT 1"', 'sh', password)
    .then(() => true)
    .catch(() => false);
