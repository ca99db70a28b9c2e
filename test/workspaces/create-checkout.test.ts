import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { withCheckout } from '../../mcp-server/domain/verification/with-checkout.ts';
import { readCheckoutState } from '../../mcp-server/domain/verification/checkout-state.ts';
import { defaultConfig } from '../../mcp-server/kernel/config.ts';
import { makeInfra } from '../support/infra.ts';
import { makeRepository } from '../support/repository.ts';

test('a checkout for a review or a merge has the files that a worktree is given besides its commit, and counts as clean', async () => {
  const infra = makeInfra();
  onTestFinished(infra.dispose);
  const sample = makeRepository({ files: { '.gitignore': '.env\n', '.worktreeinclude': '.env\n' } });
  onTestFinished(sample.dispose);
  sample.write({ '.env': 'KEY=1\n' });
  const { repository, base: commit, folder } = sample;
  const config = { ...defaultConfig, setup: false as const };
  const wanted = { repository, commit, config, path: join(folder, 'checkout'), outputPath: join(folder, 'setup.log') };
  const seen = await withCheckout(infra, wanted, async ({ path }) => ({
    text: readFileSync(join(path, '.env'), 'utf8'),
    state: await readCheckoutState(path),
  }));
  expect(seen).toMatchObject({ ok: true, value: { state: { tracked: [], untracked: [] } } });
  const text = seen.ok ? seen.value.text : '';
  expect(text.startsWith('KEY=1\n')).toBe(true);
  expect(text).toMatch(/^PORT=\d+$/m);
  const without = await withCheckout(infra, { ...wanted, included: false }, async ({ path }) => existsSync(join(path, '.env')));
  expect(without).toEqual({ ok: true, value: false });
});
