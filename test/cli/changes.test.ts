import { describe, expect, it } from 'vitest';
import { changeJson, changeLine, changes } from '../../mcp-server/api/cli/live/changes.ts';
import { manyPhases, submittedAt, viewRun, viewTask } from './views.ts';

describe('A run on something that is no terminal', () => {
  it('has one plain line per change, oldest first', async () => {
    await expect(changes(null, manyPhases).map(changeLine).join('\n')).toMatchFileSnapshot('frames/changes.txt');
  });

  it('says only what changed', () => {
    const before = viewRun([viewTask('a', { phase: 'planning' }), viewTask('b')]);
    const after = viewRun([viewTask('a', { phase: 'building', since: submittedAt + 12_340 }), viewTask('b')]);
    expect(changes(before, after).map(changeLine)).toEqual(['12.3s a building']);
    expect(changes(after, after)).toEqual([]);
  });

  it('says that a fix goes into its next round', () => {
    const before = viewRun([viewTask('a', { phase: 'fixing', round: 1 })]);
    const after = viewRun([viewTask('a', { phase: 'fixing', round: 2, since: submittedAt + 1_000 })]);
    expect(changes(before, after).map(changeLine)).toEqual(['1.0s a fixing round 2']);
  });

  it('ends with the run', () => {
    const tasks = [viewTask('a', { phase: 'done', since: submittedAt + 5_000 })];
    const before = viewRun(tasks);
    const after = viewRun(tasks, { status: 'finished', finishedAt: submittedAt + 5_200 });
    expect(changes(before, after).map(changeLine)).toEqual(['5.2s run finished']);
    expect(changes(before, after).map(changeJson)).toEqual([{ run: '7k2m9q4x', seconds: 5.2, status: 'finished' }]);
  });
});
