import { exportJWK, generateKeyPair, SignJWT, type JWK } from 'jose';
import { describe, expect, test } from 'vitest';
import { createTokenVerifier } from './tokens.ts';

async function makeKey(kid: string) {
  const { publicKey, privateKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519' });
  const sign = () =>
    new SignJWT({ sub: 'ada', iss: 'us', aud: 'api' })
      .setProtectedHeader({ alg: 'EdDSA', kid })
      .setIssuedAt()
      .setExpirationTime('10m')
      .sign(privateKey);
  return { jwk: { ...(await exportJWK(publicKey)), kid, alg: 'EdDSA' }, sign };
}

async function world() {
  const first = await makeKey('first');
  const second = await makeKey('second');
  const stored: JWK[] = [first.jwk];
  const clock = { now: 0, reads: 0 };
  const load = async () => {
    clock.reads += 1;
    return { keys: [...stored] };
  };
  const verify = createTokenVerifier({ issuer: 'us', audience: 'api' }, load, () => clock.now);
  return { first, second, stored, clock, verify };
}

describe('APP-1: reading the keys', () => {
  test('a thousand tokens with forged key ids ask for the keys once a second', async () => {
    const { clock, verify } = await world();
    const forged = await (await makeKey('forged')).sign();
    for (let n = 0; n < 1_000; n += 1) {
      clock.now += 1;
      await expect(verify(forged)).rejects.toThrow('no applicable key found');
    }
    expect(clock.reads).toBeLessThanOrEqual(2);
  });

  test('a key that was made after the keys were read is found', async () => {
    const { first, second, stored, clock, verify } = await world();
    await verify(await first.sign());
    stored.push(second.jwk);
    clock.now += 1_001;
    expect((await verify(await second.sign())).id).toBe('ada');
    expect(clock.reads).toBe(2);
  });

  test('a key that was taken away is no longer believed after ten minutes', async () => {
    const { first, second, stored, clock, verify } = await world();
    const token = await first.sign();
    await verify(token);
    stored.splice(0, 1, second.jwk);
    clock.now += 10 * 60_000 + 1;
    await expect(verify(token)).rejects.toThrow('no applicable key found');
  });

  test('keys that could not be read are asked for again', async () => {
    const { jwk, sign } = await makeKey('first');
    let broken = true;
    const load = async () => {
      if (broken) throw new Error('the database is away');
      return { keys: [jwk] };
    };
    const verify = createTokenVerifier({ issuer: 'us', audience: 'api' }, load);
    await expect(verify(await sign())).rejects.toThrow('the database is away');
    broken = false;
    expect((await verify(await sign())).id).toBe('ada');
  });
});
