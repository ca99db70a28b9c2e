import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { findProcesses } from '../../mcp-server/infra/process/find-processes.ts';
import { claudeEnvironment } from '../support/claude.ts';
import { connectMcp } from '../support/mcp-client.ts';
import { makeRepository } from '../support/repository.ts';
import { bash, say, serveScript, use, type Script } from '../support/scripted-model.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const files = {
  'package.json': '{ "name": "sample", "private": true, "scripts": { "test": "sh test.sh" } }\n',
  'test.sh': 'test -s README.md\n',
};

async function prepare(script: Script) {
  const folder = temporaryFolder();
  const sample = makeRepository({ files: { ...files, 'README.md': '# sample\n' } });
  const model = await serveScript(script);
  onTestFinished(async () => {
    await model.close();
    sample.dispose();
  });
  const environment = claudeEnvironment({ folder, url: model.url });
  return { sample, model, ...(await connectMcp({ cwd: sample.path, folder, environment })) };
}

// The last one: a conversation that is resumed holds the briefs of all its stages.
const stageOf = (everything: string): string => [...everything.matchAll(/stage=(\w+)/g)].at(-1)?.[1] ?? '';

/** Builds a greeting with a fault, finds the fault as a reviewer, and mends it when it is told. */
const player: Script = ({ everything, results }) => {
  const stage = stageOf(everything);
  if (stage === 'review') {
    const isMended = everything.includes('hello, world');
    const finding = {
      severity: 'major',
      title: 'It greets nobody',
      file: 'greeting.txt',
      line: 1,
      what: 'The spec asks for the world.',
      evidence: { files: [], command: 'grep -q world greeting.txt' },
    };
    return [use('StructuredOutput', { summary: 'A greeting.', findings: isMended ? [] : [finding] })];
  }
  const text = stage === 'fix' ? 'hello, world' : 'hello';
  if (results === 0)
    return [bash(`echo "${text}" > greeting.txt && git add greeting.txt && git commit --quiet --message "Say ${text}"`)];
  return [say('Committed.')];
};

describe('an agent', () => {
  it('takes one task from worktree to merge, tool by tool', { timeout: 180_000 }, async () => {
    const { sample, call } = await prepare(player);
    const made = await call('workspace_create', { name: 'greet', setup: false });
    expect(made.isError, made.text).toBe(false);
    const { path: worktree, run, branch, ports } = made.facts as { path: string; run: string; branch: string; ports: object[] };
    expect({ branch, ports: ports.length }).toEqual({ branch: `fanout/${run}/task/greet`, ports: 1 });
    expect((await call('workspace_create', { name: 'greet', run, setup: false })).facts).toMatchObject({ path: worktree });

    const launched = await call('session_launch', { worktree, brief: 'Greet the world in greeting.txt.', model: 'sonnet' });
    const heard: string[] = [];
    const built = await call(
      'session_wait',
      { session: launched.facts['session'] },
      { onprogress: (message) => heard.push(message) },
    );
    expect(built.facts).toMatchObject({ state: 'succeeded', answer: 'Committed.', problem: null, worktree });
    expect((await call('session_list', { run })).facts).toMatchObject({
      total: 1,
      sessions: [{ stage: 'build', task: 'greet' }],
    });
    const output = await call('session_output', { session: launched.facts['session'] });
    expect((output.facts['lines'] as string[]).join('\n')).toMatch(/uses: .*greeting\.txt/);
    expect(existsSync(output.facts['path'] as string)).toBe(true);

    const checked = await call('check_run', { worktree });
    expect(checked.facts).toMatchObject({ passed: true, checks: [{ command: 'npm test', exitCode: 0 }] });
    const diff = await call('worktree_diff', { worktree });
    expect(diff.facts).toMatchObject({ changed: 1, files: ['greeting.txt'], uncommitted: [] });
    expect(readFileSync(diff.facts['patchPath'] as string, 'utf8')).toContain('+hello');

    const review = { worktree, title: 'Greet the world', spec: 'greeting.txt greets the world.' };
    expect((await call('review_start', review)).facts).toMatchObject({
      decision: 'block',
      findings: [{ status: 'reproduced', place: 'greeting.txt:1' }],
    });
    const fixing = await call('session_launch', {
      worktree,
      brief: 'It greets nobody. Mend it.',
      stage: 'fix',
      resumes: launched.facts['session'],
    });
    expect(fixing.isError, fixing.text).toBe(false);
    const fixed = await call('session_wait', { session: fixing.facts['session'] });
    expect(fixed.facts).toMatchObject({ state: 'succeeded' });
    expect((await call('review_start', review)).facts).toMatchObject({ decision: 'pass', findings: [] });

    const merged = await call('merge_start', { worktree, title: 'Greet the world' });
    expect(merged.facts, merged.text).toMatchObject({ branch: `fanout/${run}/merged`, onto: sample.base });
    expect(sample.git(['show', `fanout/${run}/merged:greeting.txt`])).toBe('hello, world');
    expect(sample.git(['status', '--porcelain'])).toBe('');
    expect(sample.git(['rev-parse', 'main'])).toBe(sample.base);

    const removed = await call('workspace_release', { worktree });
    expect(removed.facts).toMatchObject({ path: worktree, branch });
    expect(existsSync(worktree)).toBe(false);
    expect((await call('port_list')).facts).toEqual({ ports: [] });
    expect((await call('worktree_list')).facts).toEqual({ worktrees: [] });
    expect(findProcesses({ directory: join(sample.folder, 'sample.fanout') })).toEqual([]);
  });

  it('says something to a session, stops it, and finds its work where it was', { timeout: 120_000 }, async () => {
    const { call } = await prepare(({ everything }) =>
      everything.includes('Write it down') ? null : [bash('echo begun > notes.txt'), say('Waiting.')],
    );
    const { facts } = await call('worktree_create', { name: 'notes' });
    const worktree = facts['path'] as string;
    const launched = await call('session_launch', { worktree, brief: 'Write it down.' });
    const { session } = launched.facts;
    expect((await call('session_status', { session })).facts).toMatchObject({ state: 'running' });
    expect((await call('session_message', { session, text: 'Go on.' })).isError).toBe(false);
    const started = performance.now();
    expect((await call('session_wait', { session, seconds: 1 })).facts).toMatchObject({ state: 'running' });
    expect(performance.now() - started).toBeLessThan(20_000);
    expect((await call('session_stop', { session })).facts).toMatchObject({
      state: 'failed',
      problem: expect.stringContaining('stopped'),
    });
    const after = await call('session_message', { session, text: 'Go on.' });
    expect(after.text).toMatch(/^session-ended/);
    expect(findProcesses({ token: `FANOUT_SESSION=${String(session)}` })).toEqual([]);
    await call('worktree_remove', { worktree });
  });

  it('is refused worktrees that fanout did not make', async () => {
    const { call, sample } = await prepare(() => [say('no')]);
    const path = join(sample.folder, 'theirs');
    sample.git(['worktree', 'add', '--quiet', '-b', 'theirs', path]);
    expect(await call('worktree_remove', { worktree: path })).toMatchObject({
      isError: true,
      text: expect.stringMatching(/^worktree-unknown/),
    });
    expect(await call('worktree_remove', { worktree: sample.path })).toMatchObject({ isError: true });
    expect((await call('worktree_list')).facts).toMatchObject({ worktrees: [{ path, isOurs: false }] });
    expect(existsSync(path)).toBe(true);
  });

  it('keeps what is not committed when a worktree is removed, and says where', async () => {
    const { call, sample } = await prepare(() => [say('no')]);
    const { facts } = await call('worktree_create', { name: 'keep' });
    writeFileSync(join(facts['path'] as string, 'draft.txt'), 'precious\n');
    const removed = await call('worktree_remove', { worktree: facts['path'] });
    const [ref = ''] = removed.facts['kept'] as string[];
    expect(ref).toMatch(/^refs\/fanout\/.*\/rescue\/keep\//);
    expect(sample.git(['rev-parse', '--verify', '--quiet', ref])).not.toBe('');
  });
});
