import { expect, onTestFinished, test } from 'vitest';
import { createWorkspace } from '../../mcp-server/domain/workspaces/create-workspace.ts';
import { findLost, dirtyStates, makeDirtyRepository } from '../support/dirty-states.ts';
import { makeInfra } from '../support/infra.ts';
import { valueOf } from '../support/value-of.ts';
import { waysToRemove } from '../support/ways-to-remove.ts';
import { wantedWorkspace } from '../support/workspace.ts';

// Each state once, and each way several times: every pair is in `torture workspaces`.
const table = dirtyStates.map((state, at) => {
  const way = waysToRemove[at % waysToRemove.length];
  return { state, way, title: `${state.name} · ${way?.name}` };
});

test.each(table)('every byte is restorable: $title', async ({ state, way }) => {
  const sample = makeDirtyRepository();
  onTestFinished(sample.dispose);
  const infra = makeInfra({ PATH: process.env['PATH'] });
  onTestFinished(infra.dispose);
  const { path, branch } = valueOf(await createWorkspace(infra, wantedWorkspace(infra, { ...sample, source: sample.path })));
  const texts = state.make({ sample, path });
  await way?.remove(infra, { repository: sample.repository, path, branch });
  expect(findLost({ sample, path }, state, texts)).toEqual([]);
});
