import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { withClient } from '../../postgres/with-client.ts';
import type { Plan } from '../../native/plan.ts';
import { postgresUrl } from '../../native/plan.ts';
import type { SigningKey } from '../signing-key.ts';
import { signToken } from '../tokens.ts';

/**
 * Puts a public key beside the app's own in its table of keys. It is the oldest there, so the app goes on signing with
 * its own; the private half stays here.
 */
export async function putSigningKey(postgres: Plan['postgres']): Promise<SigningKey> {
  const kid = randomUUID();
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  await withClient({ connectionString: postgresUrl(postgres) }, (client) =>
    client.query(
      `INSERT INTO jwks (id, public_key, private_key, alg, crv, created_at)
       VALUES ($1, $2, '', 'EdDSA', 'Ed25519', '2000-01-01')`,
      [kid, JSON.stringify(publicKey.export({ format: 'jwk' }))],
    ),
  );
  return { kid, sign: (claims) => signToken({ header: { kid }, claims }, privateKey) };
}
