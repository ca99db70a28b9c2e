import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { scripts } from '../../demo/model/scripts/all.ts';
import { serveModel, type Model } from '../../demo/model/serve.ts';
import { makeDemoSample, tryOut } from '../support/demo-sample.ts';
import type { TestRepository } from '../support/repository.ts';
import { agents, answers, play } from './stages.ts';

let model: Model;
let sample: TestRepository;

beforeEach(async () => {
  model = await serveModel({ scripts });
  sample = makeDemoSample();
});
afterEach(async () => {
  await model.close();
  sample.dispose();
});

const head = () => sample.git(['rev-parse', 'HEAD']);
const testsPass = (commit: string) => tryOut(sample, { commit, files: [], command: 'npm test' }) === 0;

describe.each(agents)('played by $name', ({ command }) => {
  const stage = (task: string, name: string, more: { material?: string; resumes?: string } = {}) =>
    play(command, { task, stage: name, cwd: sample.path, folder: sample.folder, url: model.url, ...more });

  const review = async (task: string, base: string) => {
    const diff = sample.git(['diff', base, 'HEAD']);
    const { result } = await stage(task, 'review', { material: `# The change\n\n\`\`\`diff\n${diff}\n\`\`\`\n` });
    return answers.review.parse(result['structured_output']);
  };

  test('a plan names what the task will touch, and changes nothing', async () => {
    const { exitCode, result } = await stage('members', 'plan');
    expect(exitCode).toBe(0);
    expect(result).toMatchObject({ subtype: 'success', is_error: false, permission_denials: [] });
    expect(answers.plan.parse(result['structured_output']).paths).toContain('src/members.js');
    expect(sample.git(['status', '--porcelain'])).toBe('');
  });

  test('a fault that no test of the project catches is built, shown, mended, passed and turned into a rule', async () => {
    const base = head();
    const built = await stage('search', 'build');
    expect(built.result).toMatchObject({ is_error: false, permission_denials: [] });
    const broken = head();
    expect(broken).not.toBe(base);
    expect(sample.git(['status', '--porcelain'])).toBe('');
    expect(testsPass(broken)).toBe(true);

    const { findings } = await review('search', base);
    expect(findings).toHaveLength(1);
    const [finding] = findings;
    const { files, command } = finding?.evidence ?? { files: [], command: 'true' };
    const source = readFileSync(join(sample.path, finding?.file ?? ''), 'utf8').split('\n');
    expect(source[(finding?.line ?? 0) - 1]).toContain('new RegExp');
    expect(tryOut(sample, { commit: broken, files, command })).toBe(1);

    const fixed = await stage('search', 'fix', {
      material: `# Findings\n\n${finding?.title} (${finding?.file}:${finding?.line})\n`,
      resumes: built.session,
    });
    expect(fixed.result).toMatchObject({ is_error: false, permission_denials: [] });
    expect(Number(fixed.result['total_cost_usd'])).toBeGreaterThan(Number(built.result['total_cost_usd']));
    expect(tryOut(sample, { commit: head(), files, command })).toBe(0);
    expect(sample.git(['ls-files', 'test'])).toContain(files[0]?.path);
    expect(testsPass(head())).toBe(true);
    expect((await review('search', base)).findings).toEqual([]);

    const { result } = await stage('search', 'learn', { material: '# Finding\n' });
    expect(answers.learn.parse(result['structured_output']).rule).toContain('regular expression');
  });

  // members ─▶ reservations │ ratings: both add to the same places of src/app.js
  test('a conflict is resolved so that both sides stay', async () => {
    const quick = agents.at(-1)?.command ?? [];
    const build = (task: string) =>
      play(quick, { task, stage: 'build', cwd: sample.path, folder: sample.folder, url: model.url });
    await build('members');
    sample.git(['checkout', '--quiet', '-b', 'ours']);
    const built = await stage('ratings', 'build');
    sample.git(['checkout', '--quiet', 'main']);
    await build('reservations');
    sample.git(['checkout', '--quiet', 'ours']);
    expect(() => sample.git(['merge', '--quiet', 'main'])).toThrow('Command failed');
    expect(sample.git(['diff', '--name-only', '--diff-filter=U'])).toBe('src/app.js');

    const { result } = await stage('ratings', 'fix', {
      material: '# Conflict\n\nThese files have conflict markers: src/app.js\n',
      resumes: built.session,
    });
    expect(result).toMatchObject({ is_error: false, permission_denials: [] });
    expect(sample.git(['status', '--porcelain'])).toBe('');
    expect(sample.git(['rev-list', '--parents', '-1', 'HEAD']).split(' ')).toHaveLength(3);
    const app = readFileSync(join(sample.path, 'src/app.js'), 'utf8');
    expect(app).toContain("'/books/:id/ratings'");
    expect(app).toContain("'/books/:id/reservations'");
    expect(app).not.toMatch(/^[<=>]{7}/m);

    await build('statistics');
    expect(sample.git(['log', '-1', '--format=%s'])).toContain('statistics');
    expect(testsPass(head())).toBe(true);
  });
});
