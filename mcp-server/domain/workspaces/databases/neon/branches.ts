import { z } from 'zod';
import { ok, type Result } from '../../../../kernel/result.ts';
import type { Clock } from '../../../../kernel/clock.ts';
import { databaseFailed } from '../terms/database-failed.ts';
import { callNeon, type NeonAnswer, type NeonCall, type NeonProject } from './call-neon.ts';

const branchSchema = z.object({
  id: z.string(),
  name: z.string(),
  parent_id: z.string().optional(),
  default: z.boolean().optional(),
  current_state: z.string().optional(),
  expires_at: z.string().nullish(),
});

/** A branch as Neon describes it. */
export type NeonBranch = z.output<typeof branchSchema>;

const operations = z.array(z.object({ id: z.string(), status: z.string() })).default([]);
const listSchema = z.object({ branches: z.array(branchSchema), pagination: z.object({ next: z.string().nullish() }).optional() });
const madeSchema = z.object({ branch: branchSchema, operations });
const operationSchema = z.object({ operation: z.object({ status: z.string() }) });
const uriSchema = z.object({ uri: z.string() });

/** What is asked of a project, for which database and in which step. */
export interface NeonAsk extends NeonProject {
  database: string;
  step: string;
  signal?: AbortSignal | undefined;
}

type Answered<T> = Promise<Result<T, 'database-failed'>>;

/** All branches whose names hold a text, page by page. */
export async function listBranches(clock: Clock, ask: NeonAsk, search: string): Answered<NeonBranch[]> {
  const found: NeonBranch[] = [];
  let cursor: string | null = null;
  do {
    const query: Record<string, string> = { limit: '1000', ...(search && { search }), ...(cursor === null ? {} : { cursor }) };
    const page = await request(clock, ask, listSchema, { method: 'GET', path: '/branches', query });
    if (!page.ok) return page;
    found.push(...page.value.branches);
    // The last page points nowhere, or at an empty one.
    cursor = page.value.branches.length === 0 ? null : (page.value.pagination?.next ?? null);
  } while (cursor !== null);
  return ok(found);
}

/** The branch of exactly this name, or null. */
export async function findBranch(clock: Clock, ask: NeonAsk, name: string): Answered<NeonBranch | null> {
  const found = await listBranches(clock, ask, name);
  return found.ok ? ok(found.value.find((branch) => branch.name === name) ?? null) : found;
}

/**
 * Makes a branch with a compute of its own that expires by itself, and waits until it can be used. A request whose answer was
 * lost is looked for by its name before it is made again, so that there is never a second one.
 */
export async function makeBranch(
  clock: Clock,
  ask: NeonAsk,
  { name, parent, expiresAt }: { name: string; parent: string | null; expiresAt: number },
): Answered<NeonBranch> {
  const body = {
    branch: { name, expires_at: stamp(expiresAt), ...(parent === null ? {} : { parent_id: parent }) },
    endpoints: [{ type: 'read_write' }],
  };
  for (let tries = 1; ; tries++) {
    const answer = await callNeon(clock, ask, { method: 'POST', path: '/branches', body, signal: ask.signal });
    if (answer.status !== 0) {
      const made = accept(ask, madeSchema, answer);
      if (!made.ok) return made;
      const settled = await settle(clock, ask, made.value.operations);
      return settled.ok ? ok(made.value.branch) : settled;
    }
    const found = await findBranch(clock, ask, name);
    if (!found.ok || found.value !== null) return found as Result<NeonBranch, 'database-failed'>;
    if (tries === 3) return refused(ask, answer);
  }
}

/** Puts the expiry of a branch off. */
export const extendBranch = (
  clock: Clock,
  ask: NeonAsk,
  { id, expiresAt }: { id: string; expiresAt: number },
): Answered<unknown> =>
  request(clock, ask, z.unknown(), {
    method: 'PATCH',
    path: `/branches/${encodeURIComponent(id)}`,
    body: { branch: { expires_at: stamp(expiresAt) } },
  });

/** Deletes a branch. One that is gone already is deleted. */
export async function deleteBranch(clock: Clock, ask: NeonAsk, id: string): Answered<void> {
  const path = `/branches/${encodeURIComponent(id)}`;
  for (let tries = 1; ; tries++) {
    const answer = await callNeon(clock, ask, { method: 'DELETE', path, signal: ask.signal });
    if (answer.status === 404 || (answer.status >= 200 && answer.status < 300)) return ok(undefined);
    // Said twice it is the same deletion.
    if (answer.status !== 0 || tries === 3) return refused(ask, answer);
  }
}

/** The URL of a database in a branch, with the password of its role. */
export async function connectionUrl(
  clock: Clock,
  ask: NeonAsk,
  { branch, database, role, pooled }: { branch: string; database: string; role: string; pooled: boolean },
): Answered<string> {
  const query = { branch_id: branch, database_name: database, role_name: role, pooled: String(pooled) };
  const answer = await request(clock, ask, uriSchema, { method: 'GET', path: '/connection_uri', query });
  return answer.ok ? ok(answer.value.uri) : answer;
}

// Creating takes a second or two; what takes this long has gone wrong.
const settleMs = 180_000;

async function settle(clock: Clock, ask: NeonAsk, started: z.output<typeof operations>): Answered<void> {
  const start = clock.elapsed();
  for (const { id } of started) {
    for (let status = ''; !['finished', 'skipped'].includes(status);) {
      const path = `/operations/${encodeURIComponent(id)}`;
      const answer = await request(clock, ask, operationSchema, { method: 'GET', path });
      if (!answer.ok) return answer;
      status = answer.value.operation.status;
      const hasFailed = ['failed', 'error', 'cancelled'].includes(status);
      if (hasFailed || clock.elapsed() - start > settleMs)
        return databaseFailed({
          database: ask.database,
          step: ask.step,
          detail: `Neon's operation ${id} is ${status}`,
          next: 'See it in the Neon console, then try again.',
        });
      if (!['finished', 'skipped'].includes(status)) await clock.sleep(200 + Math.random() * 100, ask.signal);
    }
  }
  return ok(undefined);
}

async function request<T>(clock: Clock, ask: NeonAsk, schema: z.ZodType<T>, call: NeonCall): Answered<T> {
  return accept(ask, schema, await callNeon(clock, ask, { ...call, signal: ask.signal }));
}

function accept<T>(ask: NeonAsk, schema: z.ZodType<T>, answer: NeonAnswer): Result<T, 'database-failed'> {
  if (answer.status < 200 || answer.status > 299) return refused(ask, answer);
  const read = schema.safeParse(answer.body);
  return read.success ? ok(read.data) : refused(ask, { ...answer, detail: 'its answer is not what its reference describes' });
}

function refused({ database, step }: NeonAsk, { status, detail, code }: NeonAnswer) {
  const said = status === 0 ? `Neon does not answer: ${detail}` : `Neon answered ${status}: ${detail}`;
  return databaseFailed({ database, step, detail: said, next: nextAfter(status, code) });
}

function nextAfter(status: number, code: string): string {
  if (code.includes('LIMIT'))
    return 'Remove what ended runs left with `fanout clean`, run fewer tasks at once, or raise the limits of the project.';
  if (status === 401 || status === 403) return 'Set NEON_API_KEY to a key that may change the project.';
  if (status === 404) return 'Correct `project`, `database` and `role` in fanout.yaml.';
  return 'Look at https://neonstatus.com and the Neon console, then try again.';
}

/** A time as Neon wants it: RFC 3339, to the second. */
const stamp = (at: number): string => `${new Date(at).toISOString().slice(0, 19)}Z`;
