import { resolve } from 'node:path';
import { z } from 'zod';
import { describeIssues, sortProblems } from '../../kernel/issues.ts';
import { parseYaml } from '../../kernel/parse-yaml.ts';
import { fail, ok, type Result } from '../../kernel/result.ts';
import { simulatedModes, type Scenario } from '../sessions/agents/simulated-agent.ts';
import { readText } from './read-text.ts';

const rule = z.strictObject({
  task: z.string().min(1).describe('The key of a task. Default: any.').optional(),
  stage: z.enum(['plan', 'build', 'review', 'fix', 'learn']).describe('Default: any.').optional(),
  nth: z.int().positive().describe('Only this session of those of its task and stage, from 1. Default: any.').optional(),
  mode: z.enum(simulatedModes).describe('How the session behaves.'),
});

const scenarioSchema = z.strictObject({
  rules: z.array(rule).default([]).describe('The first that fits counts; a session that none fits does its work.'),
  turnUsd: z.number().min(0).default(0.01).describe('What one turn costs.'),
  turnMs: z.int().min(0).default(20).describe('How long one turn takes.'),
  limitMs: z.int().min(0).default(3_000).describe('How long a usage limit holds.'),
});

const mostBytes = 262_144;

/** Reads how the sessions of a simulated run behave, from YAML or JSON. */
export function readScenario({
  path,
  from,
}: {
  path: string;
  from: string;
}): Result<Scenario, 'graph-invalid' | 'file-unreadable'> {
  const text = readText(resolve(from, path), { mostBytes, plainFile: true });
  if (!text.ok) return fail({ reason: 'file-unreadable', path, detail: text.failure.detail });
  const source = parseYaml({ text: text.value, path });
  if (source.problems.length > 0) return fail({ reason: 'graph-invalid', path, problems: source.problems });
  const parsed = scenarioSchema.safeParse(source.value ?? {}, { reportInput: true });
  if (parsed.success) return ok(parsed.data);
  const problems = sortProblems(describeIssues(parsed.error, { schema: scenarioSchema, locate: source.locate }));
  return fail({ reason: 'graph-invalid', path, problems });
}
