import { expect, test } from 'vitest';
import { listeningInodes } from './ports.ts';

test('the kernel table of sockets: only those that listen, only on the port', () => {
  const table = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:1F40 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 111 1 0 100 0 0 10 0
   1: 0100007F:1F40 0100007F:ABCD 01 00000000:00000000 00:00000000 00000000  1000        0 222 1 0 100 0 0 10 0
   2: 00000000:0BB8 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 333 1 0 100 0 0 10 0`;
  expect(listeningInodes(table, 8000)).toEqual(['socket:[111]']);
  expect(listeningInodes(table, 3000)).toEqual(['socket:[333]']);
  expect(listeningInodes(table, 80)).toEqual([]);
});
