import { chownSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { requirement } from '../../e2e/requirements.ts';
import { postgresAccount } from '../../toolkit/src/postgres/account.ts';
import { until } from './until.ts';
import { freePort, start } from './processes.ts';

export interface TestPooler {
  /** The same database, behind the pooler. */
  url: string;
  stop(): Promise<void>;
}

/** A PgBouncer in transaction mode before this database, with so few connections that programs have to share them. */
export async function startTestPooler(databaseUrl: string): Promise<TestPooler> {
  const { hostname, port, username, password, pathname } = new URL(databaseUrl);
  const folder = mkdtempSync(join(tmpdir(), 'evenkeel-test-pgbouncer-'));
  const listenPort = await freePort();
  const settings = {
    listen_addr: '127.0.0.1',
    listen_port: listenPort,
    unix_socket_dir: '',
    auth_type: 'scram-sha-256',
    auth_file: join(folder, 'users.txt'),
    pool_mode: 'transaction',
    default_pool_size: 5,
    ignore_startup_parameters: 'extra_float_digits',
  };
  const lines = Object.entries(settings).map(([name, value]) => `${name} = ${value}`);
  const target = `* = host=${hostname} port=${port} user=${username} password=${password}`;
  writeFileSync(join(folder, 'pgbouncer.ini'), ['[databases]', target, '[pgbouncer]', ...lines, ''].join('\n'));
  writeFileSync(settings.auth_file, `"${username}" "${password}"\n`);
  // It refuses to run as root, as PostgreSQL does.
  const account = postgresAccount(folder);
  if (account) {
    for (const path of [folder, settings.auth_file, join(folder, 'pgbouncer.ini')]) {
      chownSync(path, account.uid, account.gid);
    }
  }
  const program = requirement('pgbouncer').path ?? 'pgbouncer';
  const pooler = start(program, [join(folder, 'pgbouncer.ini')], {
    cwd: '/',
    ...(account && { uid: account.uid, gid: account.gid }),
  });
  const stop = async () => {
    pooler.kill('SIGKILL');
    await pooler.ended;
    rmSync(folder, { recursive: true, force: true });
  };
  await until('PgBouncer listens', () =>
    [...pooler.stderr, ...pooler.stdout].some((line) => line.includes('process up')),
  );
  return { url: `postgresql://${username}:${password}@127.0.0.1:${listenPort}${pathname}`, stop };
}
