import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import picomatch from 'picomatch';
import { parse } from 'yaml';
import { expect, test } from 'vitest';
import { decide } from '../../demo/model/decide.ts';
import { conflictsIn } from '../../demo/model/roles/conflicts.ts';
import { findAdded } from '../../demo/model/roles/find-added.ts';
import { scripts } from '../../demo/model/scripts/all.ts';
import type { Message } from '../../demo/model/wire/messages.ts';

const demo = resolve(import.meta.dirname, '../../demo');
const ask = (...messages: Message[]) => decide({ model: 'sonnet', messages }, scripts);
const brief = (stage: string, more = ''): Message => ({
  role: 'user',
  content: [{ type: 'text', text: `fanout: run=abcd1234 task=search stage=${stage} attempt=1\n\n${more}` }],
});

test('the graph is a diamond with one task beside it, and every task has a script that keeps to its paths', () => {
  const { tasks } = parse(readFileSync(join(demo, 'graph.yaml'), 'utf8')) as {
    tasks: { key: string; dependsOn?: string[]; paths: string[]; specFile: string }[];
  };
  expect(tasks.map(({ key, dependsOn = [] }) => `${key} < ${dependsOn.join(' ')}`)).toEqual([
    'members < ',
    'reservations < members',
    'ratings < members',
    'statistics < reservations ratings',
    'search < ',
  ]);
  for (const { key, paths, specFile } of tasks) {
    const script = scripts.find((each) => each.key === key);
    const changes = script ? [script.change, ...(script.fault ? [script.fault.mend] : [])] : [];
    const touched = changes.flatMap(({ edits, files }) => [...edits, ...files].map(({ path }) => path));
    expect(touched).not.toEqual([]);
    expect(touched.filter((path) => !picomatch.isMatch(path, paths))).toEqual([]);
    expect(readFileSync(join(demo, specFile), 'utf8')).toContain('# ');
  }
});

test('the latest brief counts, whatever the client adds around it', () => {
  const reminder: Message = {
    role: 'user',
    content: [{ type: 'text', text: '<system-reminder>\nCLAUDE.md\n</system-reminder>' }],
  };
  const environment: Message = { role: 'system', content: '# Environment\nfanout: run=x task=members stage=plan attempt=1' };
  const [first] = ask(reminder, brief('build'), { role: 'assistant', content: 'Built.' }, brief('learn'), environment);
  expect(first).toMatchObject({ type: 'tool_use', name: 'StructuredOutput' });
});

test('a reviewer without a diff gives no verdict', () => {
  expect(ask(brief('review', '# Spec\n'))).toEqual([{ type: 'text', text: expect.stringContaining('no diff') as string }]);
});

test('a reviewer reads the diff from the file that its brief names', () => {
  expect(ask(brief('review', 'It is in the file /some/where/change.diff; read it whole.'))).toMatchObject([
    { name: 'Read', input: { file_path: '/some/where/change.diff' } },
  ]);
});

test('a task without a script is named', () => {
  const [answer] = ask({ role: 'user', content: 'fanout: run=abcd1234 task=other stage=build attempt=1' });
  expect(answer).toMatchObject({ type: 'text', text: expect.stringContaining('no script for the task other') as string });
});

test('an added line is found with its file and number', () => {
  const diff = [
    'diff --git a/a.js b/a.js',
    '--- a/a.js',
    '+++ b/a.js',
    '@@ -4,3 +7,3 @@ list() {',
    ' kept',
    '-bad()',
    '+good()',
    '+bad()',
  ].join('\n');
  expect(findAdded(diff, /bad/)).toEqual({ file: 'a.js', line: 9 });
  expect(findAdded(diff, /kept|worse/)).toBeNull();
});

test('both sides of a conflict are kept, and the base of the diff3 style is not', () => {
  const text = ['top', '<<<<<<< HEAD', 'ours', '||||||| base', 'base', '=======', 'theirs', '>>>>>>> other', 'end'].join('\n');
  expect(conflictsIn(text)).toEqual([{ region: text.split('\n').slice(1, -1).join('\n'), both: 'ours\ntheirs' }]);
  expect(conflictsIn('=======\nno conflict')).toEqual([]);
});

test('the model says where it listens, and ends when its input does', async () => {
  const child = spawn(process.execPath, [join(demo, 'model/main.ts')], { stdio: ['pipe', 'pipe', 'inherit'] });
  const [url] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  const refused = await fetch(`${url}/v1/models`);
  expect(refused.status).toBe(404);
  child.stdin.end();
  expect(await once(child, 'exit')).toEqual([0, null]);
});
