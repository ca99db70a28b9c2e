import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { submitRun } from '../../mcp-server/domain/coordination/submit-run.ts';
import { readRunState } from '../../mcp-server/domain/coordination/work/record.ts';
import { moveLesson } from '../../mcp-server/domain/lessons/move-lesson.ts';
import { proveRemedy } from '../../mcp-server/domain/lessons/prove-remedy.ts';
import { writeLesson } from '../../mcp-server/domain/lessons/write-lesson.ts';
import { defaultConfig } from '../../mcp-server/kernel/config.ts';
import type { Commit } from '../../mcp-server/kernel/model.ts';
import { evidenceOf } from '../support/finding.ts';
import { makeInfra } from '../support/infra.ts';
import { makeLesson } from '../support/lesson.ts';
import { makeRepository, type TestRepository } from '../support/repository.ts';
import { makeGraph } from '../support/submitted.ts';
import { valueOf } from '../support/value-of.ts';

const target = 'refs/heads/main';
// The lock file must say `pnpm`. One program rewrites it, the other leaves it alone.
const evidence = evidenceOf('test "$LOCK_KIND" = pnpm || grep -q pnpm lock');
const put = (text: string) => `require('fs').writeFileSync('lock', '${text}\\n');\n`;

let infra: ReturnType<typeof makeInfra>;
let sample: TestRepository;
let fixedAt: Commit;
beforeEach(() => {
  infra = makeInfra();
  sample = makeRepository({ files: { lock: 'npm\n', 'bad.js': put('npm'), 'good.js': put('pnpm') } });
  fixedAt = sample.commit({ lock: 'pnpm\n' });
});
afterEach(() => {
  sample.dispose();
  infra.dispose();
});

const provenance = () => ({ ...makeLesson().provenance, brokenAt: sample.base, fixedAt });
const prove = async (differs: Parameters<typeof makeLesson>[0], gates: string[] = []) =>
  valueOf(
    await proveRemedy(infra, {
      repository: sample.repository,
      lesson: makeLesson({ provenance: provenance(), ...differs }),
      evidence,
      gates,
      control: fixedAt,
      path: join(sample.folder, 'checkout'),
      config: defaultConfig,
      outputDirectory: join(sample.folder, 'out'),
    }),
  );

test('a refused command is proven where it brings the fault back and what is run instead does not', async () => {
  const hook = { command: 'node bad.js', instead: 'node good.js' };
  expect(await prove({ hook })).toEqual({ form: 'hook', hook });
  expect(await prove({ hook: { command: 'node good.js', instead: 'node bad.js' } })).toBeNull();
  expect(await prove({ hook }, ['node bad.js --check'])).toBeNull();
});

test('a setting is proven where the evidence passes with it on the faulty commit', async () => {
  const setting = { name: 'LOCK_KIND', value: 'pnpm' };
  expect(await prove({ setting })).toEqual({ form: 'setting', setting });
  expect(await prove({ setting: { name: 'LOCK_KIND', value: 'npm' } })).toBeNull();
});

test('a setting waits for a yes, and then is in the environment of every run that starts from there', async () => {
  const setting = { name: 'TZ', value: 'UTC' };
  const place = { repository: sample.repository, target };
  const written = valueOf(await writeLesson(infra, { ...place, lesson: makeLesson(), proven: { form: 'setting', setting } }));
  expect(written).toMatchObject({
    state: 'candidate',
    asks: expect.stringContaining('environment of every workspace') as string,
  });
  const environmentOf = async (title: string) => {
    const graph = { ...makeGraph('a'), title };
    const agent = { name: 'scripted' as const, command: ['true'], version: '0' };
    const wanted = { from: sample.path, graph, config: { ...defaultConfig, environment: { LANG: 'C' } }, agent };
    return readRunState(infra.store, valueOf(await submitRun(infra, wanted)).run)?.config.environment;
  };
  expect(await environmentOf('before')).toEqual({ LANG: 'C' });
  valueOf(await moveLesson(infra, place, { id: written.lesson.id, to: 'active', because: 'Yes.', by: 'person' }));
  expect(await environmentOf('after')).toEqual({ TZ: 'UTC', LANG: 'C' });
});

test('a lesson about every file is one line of CLAUDE.md after a yes, and goes byte for byte', async () => {
  const place = { repository: sample.repository, target };
  sample.commit({ 'CLAUDE.md': '# Ours\n\nBe kind.' });
  const written = valueOf(await writeLesson(infra, { ...place, lesson: makeLesson({ paths: ['**'] }), proven: null }));
  expect(written).toMatchObject({ state: 'candidate', path: 'CLAUDE.md', asks: 'every session would load it' });
  const { id } = written.lesson;
  const read = () => sample.git(['cat-file', 'blob', 'main:CLAUDE.md']);
  valueOf(await moveLesson(infra, place, { id, to: 'active', because: 'Yes.', by: 'person' }));
  expect(read()).toMatch(
    /^# Ours\n\nBe kind\.\n\n<!-- fanout:lesson [^\n]*\nAdd numbers with `\+`[^\n]* \(Lesson 01234567: advice[^\n]*\)\n<!-- \//,
  );
  valueOf(await moveLesson(infra, place, { id, to: 'retired', because: 'No.', by: 'person' }));
  expect(read()).toBe('# Ours\n\nBe kind.');
});

test('a plugin heals by its own skills and rules, after a yes', async () => {
  sample.commit({
    '.claude-plugin/plugin.json': '{}\n',
    'rules/build.md': '# Building\n',
    'skills/adding/SKILL.md': '# Adding\n',
  });
  const place = { repository: sample.repository, target };
  const write = async (skill: string, id: string) =>
    valueOf(await writeLesson(infra, { ...place, lesson: makeLesson({ skill, id }), proven: null }));
  const asks = 'every user of this plugin would be told it';
  expect(await write('build', '1'.repeat(16))).toMatchObject({ state: 'candidate', path: 'rules/build.md', asks });
  const skill = await write('adding', '2'.repeat(16));
  expect(skill).toMatchObject({ state: 'candidate', path: 'skills/adding/SKILL.md', asks });
  valueOf(await moveLesson(infra, place, { id: skill.lesson.id, to: 'active', because: 'Yes.', by: 'person' }));
  expect(sample.git(['cat-file', 'blob', 'main:skills/adding/SKILL.md'])).toContain('Add numbers with `+`');
});
