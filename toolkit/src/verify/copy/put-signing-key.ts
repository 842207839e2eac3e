import { generateKeyPairSync, randomUUID } from 'node:crypto';
import type { Plan } from '../../native/plan.ts';
import { postgresUrl } from '../../native/plan.ts';
import { withClient } from '../../postgres/with-client.ts';
import type { SigningKey } from '../signing-key.ts';
import { signToken } from '../tokens.ts';

/**
 * Puts a public key beside the app's own in its table of keys. It is the oldest there, so the app goes on signing with
 * its own; the private half stays here.
 * @param run a query in the database of the app
 */
export async function putSigningKey(run: (query: string) => Promise<unknown>): Promise<SigningKey> {
  const kid = randomUUID();
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  // Of neither value anything needs to be escaped: letters, digits, and what JSON has.
  const jwk = JSON.stringify(publicKey.export({ format: 'jwk' }));
  await run(
    `INSERT INTO jwks (id, public_key, private_key, alg, crv, created_at)
     VALUES ('${kid}', '${jwk}', '', 'EdDSA', 'Ed25519', '2000-01-01')`,
  );
  return { kid, sign: (claims) => signToken({ header: { kid }, claims }, privateKey) };
}

/** The same in a database that this machine reaches. */
export function putSigningKeyInto(postgres: Plan['postgres']): Promise<SigningKey> {
  return putSigningKey((query) =>
    withClient({ connectionString: postgresUrl(postgres) }, (client) => client.query(query)),
  );
}
