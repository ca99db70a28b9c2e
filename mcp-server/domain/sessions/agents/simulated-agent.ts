import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Agent } from '../../../kernel/event.ts';
import { digest } from '../../../kernel/id.ts';
import { shipped } from '../../../kernel/installation.ts';

const program = shipped('demo', 'simulator', 'main.ts');

/** The ways in which a session of a simulated run can behave. */
export const simulatedModes = [
  'works',
  'limit-in-seconds',
  'limit-in-milliseconds',
  'limit-in-words',
  'rate-limit',
  'rate-limit-exit-0',
  'overloaded',
  'server-error',
  'unreachable',
  'unauthorised',
  'forbidden',
  'no-credit',
  'bad-request',
  'cannot-resume',
  'hang-from-start',
  'hang-before-result',
  'hang-after-result',
  'deaf-to-term',
  'success-with-error',
  'error-during-execution',
  'error-then-success',
  'success-then-exit-1',
  'exit-0-without-result',
  'exit-1-without-result',
  'exit-143',
  'cut-json',
  'long-line',
  'ansi',
  'binary-noise',
  'not-json',
  'killed-by-9',
  'segfault',
  'kills-shim',
  'commits-then-dies',
  'dies-with-index-lock',
  'detached-grandchildren',
  'nothing-committed',
  'dirty-tree',
  'wrong-branch',
  'detached-head',
  'answer-missing',
  'answer-unfit',
  'answer-given-up',
  'repeats-itself',
  'no-progress',
  'denied-for-good',
  'spends-without-end',
] as const;

/** One of these ways. */
export type SimulatedMode = (typeof simulatedModes)[number];

/** Which sessions of a simulated run misbehave, and how; the first rule that fits counts. */
export interface Scenario {
  rules: { task?: string | undefined; stage?: string | undefined; nth?: number | undefined; mode: SimulatedMode }[];
  /** What one turn costs. */
  turnUsd: number;
  /** How long one turn takes. */
  turnMs: number;
  /** How long a usage limit holds; 3 s where nothing is said. */
  limitMs?: number | undefined;
}

/**
 * An agent that behaves as a scenario says and never asks a model. Its name is `scripted`, as of every agent that is not
 * Claude Code. The scenario is written down below the state folder, where its sessions read it.
 */
export function simulatedAgent({ home, scenario }: { home: string; scenario: Scenario }): Agent {
  const text = JSON.stringify(scenario);
  const folder = join(home, 'scenarios');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, `${digest(text)}.json`);
  writeFileSync(path, text, { mode: 0o600 });
  return { name: 'scripted', command: [process.execPath, program, '--scenario', path], version: '1.0.0' };
}
