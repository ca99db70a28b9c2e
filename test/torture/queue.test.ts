import { expect, test } from 'vitest';
import { queue } from './queue.ts';

test('the merge queue reverts nothing and lands what was tested, and every seeded fault of it is seen', async () => {
  const { ok, figures } = await queue.run({ kills: 500, say: () => {} });
  expect(figures).toEqual({ groups: 500, violations: 0, mutants: 6, mutantsKilled: 6 });
  expect(ok).toBe(true);
});
