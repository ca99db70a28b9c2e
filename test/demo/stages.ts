import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { claudeEnvironment, claudeProgram } from '../support/claude.ts';
import { runAgent, type AgentRun } from '../support/run-agent.ts';

const demo = resolve(import.meta.dirname, '../../demo');

/** The agents that can play the demo, with the flags of a session. */
export const agents = [
  { name: 'Claude Code', command: [claudeProgram] },
  { name: 'the scripted agent', command: [process.execPath, join(demo, 'agent/main.ts')] },
];

const text = z.string();
const finding = z.strictObject({
  severity: z.enum(['critical', 'major', 'minor']),
  title: text,
  file: text,
  line: z.int(),
  what: text,
  evidence: z.strictObject({ files: z.array(z.strictObject({ path: text, content: text })), command: text }).nullable(),
});

/** What the stages answer, as strictly as the product reads it. */
export const answers = {
  plan: z.strictObject({
    summary: text,
    paths: z.array(text),
    steps: z.array(text),
    checks: z.array(text),
    risks: z.array(text),
  }),
  review: z.strictObject({ summary: text, findings: z.array(finding) }),
  learn: z.strictObject({ rule: text, why: text, paths: z.array(text) }),
};

/** One stage of one task, played in `cwd` against the scripted model at `url`. */
export interface Played extends AgentRun {
  session: string;
}

/** Plays a stage with a brief as the product writes it: its first line, the spec, and what else the stage is given. */
export async function play(
  command: string[],
  {
    task,
    stage,
    material = '',
    cwd,
    folder,
    url,
    resumes = null,
  }: { task: string; stage: string; material?: string; cwd: string; folder: string; url: string; resumes?: string | null },
): Promise<Played> {
  const session = resumes ?? randomUUID();
  const schema = answers[stage as keyof typeof answers];
  const spec = readFileSync(join(demo, 'specs', `${task}.md`), 'utf8');
  const flags = ['-p', '--input-format', 'stream-json', '--output-format', 'stream-json', '--verbose', '--model', 'sonnet'];
  const run = await runAgent(
    [
      ...command,
      ...flags,
      ...['--setting-sources', 'project', '--strict-mcp-config', '--permission-mode', schema ? 'dontAsk' : 'acceptEdits'],
      // Claude Code refuses a schema of any draft but 7.
      ...(schema
        ? ['--json-schema', JSON.stringify(z.toJSONSchema(schema, { target: 'draft-7' }))]
        : ['--allowedTools', ...builderTools]),
      ...(resumes ? ['--resume', resumes] : ['--session-id', session]),
    ],
    {
      cwd,
      environment: claudeEnvironment({ folder, url }),
      messages: [`fanout: run=abcd1234 task=${task} stage=${stage} attempt=1\n\n# Spec\n\n${spec}\n${material}`],
    },
  );
  return { ...run, session };
}

const builderTools = ['git add', 'git commit', 'npm test', 'ls'].map((program) => `Bash(${program}:*)`);
