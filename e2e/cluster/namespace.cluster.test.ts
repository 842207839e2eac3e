import { expect, test } from 'vitest';
import { describeWithCluster } from './world.ts';

describeWithCluster('A namespace of the tests', (world) => {
  test('admits no pod that is not restricted', async () => {
    const place = await world.namespace('strict');
    const { code, text } = await place.attempt([world.kubectl, 'run', 'free', '--image=redis:8']);
    expect({ code, text }).toEqual({ code: 1, text: expect.stringContaining('violates PodSecurity "restricted') });
  });

  test('tells all it knows when a command fails, and no secret', async () => {
    const place = await world.namespace('told');
    await place.secrets();
    const password = await place.secret('data-secrets', 'postgres-password');
    const told = await place.demand(['sh', '-c', `echo ${password} is wrong; exit 3`]).catch(String);
    expect(told).toContain('… is wrong');
    expect(told).toContain('== kubectl get events');
    expect(told).not.toContain(password);
  });
});
