import { describe, expect, it } from 'vitest';
import { waitSession } from '../../mcp-server/domain/sessions/wait-session.ts';
import type { Commit } from '../../mcp-server/kernel/model.ts';
import { bash, say, type Script } from '../support/scripted-model.ts';
import { setStage } from '../support/session-stage.ts';

/** Runs a builder whose work is due, and answers what it was told when it wanted to end. */
async function build(script: Script, checks: string[] = []) {
  const told: string[] = [];
  const stage = await setStage((asked) => {
    if (asked.latest.includes('Mend this, then end.')) told.push(asked.latest);
    return script(asked);
  });
  const since = stage.git(['rev-parse', 'HEAD']) as Commit;
  const { session } = await stage.launch({ due: { worktree: stage.worktree, since, checks } });
  const { failure } = await waitSession(stage.infra, { session });
  return { stage, told, failure, since };
}

const commit = bash('echo x > a.txt && git add a.txt && git commit --quiet --message "Add a"');

describe('the Stop hook', () => {
  it('sends a builder back that committed nothing', async () => {
    const { told, failure, stage, since } = await build(({ everything }) => {
      if (!everything.includes('Nothing was committed')) return [say('Done.')];
      return everything.includes('Add a') ? [say('Committed.')] : [commit];
    });
    expect(failure).toBeNull();
    expect(told[0]).toContain('Nothing was committed on this branch');
    expect(stage.git(['rev-list', '--count', `${since}..HEAD`])).toBe('1');
  });

  it('sends a builder back whose tree is dirty, and names the files', async () => {
    const { told } = await build(({ results }) => (results === 0 ? [bash('echo x > left.txt')] : [say('Done.')]));
    expect(told[0]).toContain('left.txt');
  });

  it('sends a builder back whose checks fail, with what they print', async () => {
    const { told } = await build(({ results }) => (results === 0 ? [commit] : [say('Done.')]), ['echo three of four; exit 3']);
    expect(told[0]).toMatch(/ends with 3.*three of four/s);
  });

  it('sends a builder back once only, and leaves the rest to the supervisor', async () => {
    const { told, failure } = await build(() => [say('I am done, whatever you say.')]);
    expect({ told: told.length, failure }).toEqual({ told: 1, failure: null });
  });

  it('says nothing to a builder that committed its work', async () => {
    const { told, failure } = await build(({ results }) => (results === 0 ? [commit] : [say('Done.')]), ['test -s a.txt']);
    expect({ told, failure }).toEqual({ told: [], failure: null });
  });
});
