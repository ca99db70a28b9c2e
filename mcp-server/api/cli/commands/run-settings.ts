import { z } from 'zod';
import { defaultModels } from '../../../domain/coordination/work/run-session.ts';
import type { Config } from '../../../kernel/config.ts';
import type { Stage, Task } from '../../../kernel/model.ts';
import type { Flag } from './command.ts';

/** The stages that a session is launched for. */
export const stages = ['plan', 'build', 'review', 'fix', 'learn'] as const satisfies Stage[];
const expected = `STAGE=MODEL, where STAGE is one of ${stages.join(', ')}`;

/** `--model build=opus`, as often as wanted. */
export const modelChoice = z
  .array(
    z
      .string()
      .regex(new RegExp(`^(?:${stages.join('|')})=\\S+$`), expected)
      .transform((text): [Stage, string] => {
        const [stage = '', ...model] = text.split('=');
        return [stage as Stage, model.join('=')];
      }),
  )
  .default([]);

/** The flags of `run` that stand above `fanout.yaml`. */
export const settingFlags: Flag[] = [
  { flags: '--base <branch>', says: 'start from this branch or commit instead of the one you are on' },
  { flags: '--model <stage=model>', says: 'use this model for a stage: plan, build, review, fix or learn', repeats: true },
  { flags: '--budget-usd <amount>', says: 'stop when the run has spent this much at list price' },
  { flags: '--simulate <scenario>', says: 'no model: sessions behave as this file says, also badly; see docs/survival.md' },
  { flags: '--claude <path>', says: 'the Claude Code program, by default the one on PATH' },
];

/** What the flags of `run` say about the configuration. */
export interface Settings {
  slots?: number | undefined;
  claude?: string | undefined;
  budgetUsd?: number | undefined;
  model: [Stage, string][];
}

/** The configuration with what the flags say above it. */
export function withSettings(config: Config, { slots, claude, budgetUsd, model }: Settings): Config {
  const stagesWith = { ...config.stages };
  for (const [stage, name] of model) stagesWith[stage] = { ...stagesWith[stage], model: name };
  return {
    ...config,
    stages: stagesWith,
    ...(slots === undefined ? {} : { slots }),
    ...(claude === undefined ? {} : { claude }),
    ...(budgetUsd === undefined ? {} : { budget: { ...config.budget, usd: budgetUsd } }),
  };
}

/** The model of each stage of a task: the task's own choice, then the configuration's, then ours. */
export const modelsOf = (config: Config, task: Task): Record<Stage, string> =>
  Object.fromEntries(
    stages.map((stage) => [stage, task.models[stage] ?? config.stages[stage]?.model ?? defaultModels[stage]]),
  ) as Record<Stage, string>;
