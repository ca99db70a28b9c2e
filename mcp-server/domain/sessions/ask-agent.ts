import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Infra } from '../../infra/infra.ts';
import { exec, type Exited } from '../../infra/process/exec.ts';
import { killTree } from '../../infra/process/kill-tree.ts';
import { scrubEnvironment } from '../../infra/process/scrub.ts';
import { newSessionId } from '../../kernel/id.ts';
import { fail, ok, type Result } from '../../kernel/result.ts';
import type { Adapter } from './agents/adapters.ts';
import { readAnswer, type ReadAnswer } from './agents/read-answer.ts';

/** A question to an agent of another vendor. */
export interface Question {
  name: string;
  adapter: Adapter;
  /** Where its program is. */
  program: string;
  brief: string;
  /** The JSON schema of the answer. */
  schema: object;
  /** The worktree that it may read. */
  cwd: string;
  environment: Record<string, string>;
  passEnvironment: readonly string[];
  /** Gets `brief.md`, `schema.json`, `answer.json`, `stdout.log` and `stderr.log`. */
  directory: string;
  signal?: AbortSignal | undefined;
}

// What minds SIGTERM tidies up in well under this.
const graceMs = 2000;
// The shell only opens the files: they are there while it works, for whoever wants to look.
const intoFiles = 'exec "$@" > "$0/stdout.log" 2> "$0/stderr.log"';

/**
 * Asks an agent of another vendor once and waits for its answer. It runs in a process group of its own, with its output in
 * files, and nothing of it is left when this returns. The answer is not checked here.
 */
export async function askAgent(
  infra: Infra,
  question: Question,
): Promise<Result<Pick<ReadAnswer, 'answer' | 'tokens'>, 'opinion-failed'>> {
  const { name, adapter, program, cwd, directory, signal } = question;
  const files = prepare(question);
  const token = newSessionId();
  let group: number | undefined;
  const [, ...rest] = adapter.argv;
  const args = rest.map((one) => one.replace(/\{(checkout|brief|schema|answer)\}/g, (_, key: keyof typeof files) => files[key]));
  const exited = await exec({
    command: 'sh',
    args: ['-c', intoFiles, directory, program, ...args],
    cwd,
    environment: {
      ...scrubEnvironment(infra.environment, { pass: [...adapter.passEnvironment, ...question.passEnvironment] }),
      ...question.environment,
      FANOUT_OPINION: token,
    },
    ...(adapter.stdin === 'brief' ? { input: question.brief } : {}),
    timeoutMs: adapter.timeoutMs,
    group: true,
    onStart: (pid) => {
      group = pid;
    },
    ...(signal ? { signal } : {}),
  });
  await killTree(infra.clock, { token: `FANOUT_OPINION=${token}`, graceMs, ...(group === undefined ? {} : { group }) });
  const read = readAnswer(adapter.parse, {
    stdout: readFile(join(directory, 'stdout.log')) ?? '',
    stderr: readFile(join(directory, 'stderr.log')) ?? '',
    answer: readFile(files.answer),
  });
  const detail = signal?.aborted ? 'It was called off.' : problemOf(exited, { ...read, timeoutMs: adapter.timeoutMs });
  if (detail !== null) return fail({ reason: 'opinion-failed', agent: name, detail, keptAt: directory });
  return ok({ answer: read.answer, tokens: read.tokens });
}

/** Why there is no answer, or null. What ended badly has not answered, whatever it left in its file. */
function problemOf(
  { exitCode, signal, timedOut }: Exited,
  { answer, problem, timeoutMs }: ReadAnswer & { timeoutMs: number },
): string | null {
  const said = problem === null ? '' : ` Its last word: ${problem}`;
  if (timedOut) return `It gave no answer within ${timeoutMs / 60_000} minutes.${said}`;
  if (exitCode !== 0) return `It ended with ${exitCode === null ? (signal ?? 'no exit code') : `exit code ${exitCode}`}.${said}`;
  return answer === null ? `It printed no JSON where its answer should be.${said}` : null;
}

function prepare({ brief, schema, cwd, directory }: Question) {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const at = (file: string) => join(directory, file);
  const files = { checkout: cwd, brief: at('brief.md'), schema: at('schema.json'), answer: at('answer.json') };
  writeFileSync(files.brief, brief, { mode: 0o600 });
  writeFileSync(files.schema, JSON.stringify(schema), { mode: 0o600 });
  // Never the answer of an earlier try.
  for (const path of [files.answer, at('stdout.log'), at('stderr.log')]) rmSync(path, { force: true });
  return files;
}

const readFile = (path: string): string | null => (existsSync(path) ? readFileSync(path, 'utf8') : null);
