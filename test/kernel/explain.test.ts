import { expect, test } from 'vitest';
import { explain } from '../../mcp-server/kernel/explain.ts';
import type { Reason } from '../../mcp-server/kernel/failure.ts';
import { samples } from './failures.ts';

const page = (Object.keys(samples) as Reason[])
  .map((reason) => {
    const { message, hint } = explain(samples[reason]);
    return `${reason}\n  ${message.replaceAll('\n', '\n  ')}\n  → ${hint}\n`;
  })
  .join('\n');

test('every failure is explained on one page', async () => {
  await expect(page).toMatchFileSnapshot('explanations.txt');
});

test('every message names the thing, ends as a sentence and stays polite without pleading', () => {
  for (const reason of Object.keys(samples) as Reason[]) {
    const { message, hint } = explain(samples[reason]);
    expect(message.split('\n  ')[0], reason).toMatch(/^\S.*[.:]$/s);
    expect(hint, reason).toMatch(/^\S.*\.$/s);
    expect(`${message} ${hint}`, reason).not.toMatch(/please|sorry|oops|!|undefined|\[object/i);
  }
});

test('whatever keeps work says where it is kept', () => {
  for (const reason of Object.keys(samples) as Reason[]) {
    const sample = samples[reason];
    if ('keptAt' in sample) expect(explain(sample).message, reason).toContain(`kept at ${sample.keptAt}`);
  }
});

test('what a program printed is cut to its last lines', () => {
  const stderr = Array.from({ length: 500 }, (_, line) => `line ${line} ${'x'.repeat(1000)}`).join('\n');
  const { message } = explain({ reason: 'git-failed', args: ['gc'], exitCode: 1, stderr });
  expect(message.length).toBeLessThan(1000);
  expect(message).toContain('line 499');
});
