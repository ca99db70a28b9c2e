import { expect, test } from 'vitest';
import { explain } from '../../mcp-server/kernel/explain.ts';
import type { Failure } from '../../mcp-server/kernel/failure.ts';
import { samples } from './failures.ts';

const all = Object.values<Failure>(samples);

test('every failure is explained on one page', async () => {
  const page = all.map((failure) => {
    const { message, hint } = explain(failure);
    return `${failure.reason}\n  ${message.replaceAll('\n', '\n  ')}\n  → ${hint}\n`;
  });
  await expect(page.join('\n')).toMatchFileSnapshot('explanations.txt');
});

test.each(all)('$reason is said in sentences that neither plead nor shout', (failure) => {
  const { message, hint } = explain(failure);
  expect(message.split('\n')[0]).toMatch(/^\S.*\.$/);
  expect(hint).toMatch(/^\S.*\.$/);
  expect(`${message} ${hint}`).not.toMatch(/please|sorry|oops|!|undefined|\[object/i);
});

test.each(all.filter((failure) => 'keptAt' in failure))('$reason says where work is kept', (failure) => {
  expect(explain(failure).message).toContain(`kept at ${failure.keptAt}`);
});

test('what a program printed is cut to its last lines', () => {
  const stderr = Array.from({ length: 500 }, (_, line) => `line ${line} ${'x'.repeat(1000)}`).join('\n');
  const { message } = explain({ reason: 'git-failed', args: ['gc'], exitCode: 1, stderr });
  expect(message.length).toBeLessThan(1000);
  expect(message).toContain('line 499');
});
