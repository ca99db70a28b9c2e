import type { Clock } from '../../../../kernel/clock.ts';

/** A project of Neon and the key that opens it. */
export interface NeonProject {
  api: string;
  key: string;
  project: string;
}

/** One request below `/projects/<project>`. */
export interface NeonCall {
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  path: string;
  query?: Record<string, string>;
  body?: unknown;
  signal?: AbortSignal | undefined;
}

/** What Neon answered. Status 0 says that no answer came, so that nobody knows whether the request was carried out. */
export interface NeonAnswer {
  status: number;
  body: unknown;
  /** What Neon says went wrong, or the network. */
  detail: string;
  /** Neon's own name for what went wrong, such as `BRANCHES_LIMIT_EXCEEDED`. */
  code: string;
}

const answerMs = 30_000;
// A project is locked while an operation of its own runs, and a minute is how far its rate limit reaches back.
const patienceMs = 120_000;

/**
 * Calls Neon's API. What it says may be said again (423 locked, 429 too many, 503) is, after the pause that it asks for; an
 * answer that did not come only where asking twice is harmless.
 */
export async function callNeon(clock: Clock, project: NeonProject, call: NeonCall): Promise<NeonAnswer> {
  const start = clock.elapsed();
  for (let tries = 1; ; tries++) {
    const { pauseMs, ...answer } = await ask(project, call);
    const mayRetry =
      [423, 429, 503].includes(answer.status) || (call.method === 'GET' && (answer.status === 0 || answer.status > 499));
    const wait = pauseMs ?? Math.min(8000, 250 * 2 ** tries) * (0.5 + Math.random());
    const isOver =
      call.signal?.aborted === true || clock.elapsed() - start + wait > patienceMs || (answer.status === 0 && tries === 4);
    if (!mayRetry || isOver) return answer;
    await clock.sleep(wait, call.signal);
  }
}

async function ask(
  { api, key, project }: NeonProject,
  { method, path, query = {}, body, signal }: NeonCall,
): Promise<NeonAnswer & { pauseMs: number | null }> {
  const url = new URL(`${api.replace(/\/$/, '')}/projects/${encodeURIComponent(project)}${path}`);
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  const limit = AbortSignal.timeout(answerMs);
  try {
    const response = await fetch(url, {
      method,
      headers: {
        authorization: `Bearer ${key}`,
        accept: 'application/json',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      signal: signal ? AbortSignal.any([signal, limit]) : limit,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const pause = Number(response.headers.get('retry-after') ?? Number.NaN);
    return { status: response.status, pauseMs: pause >= 0 ? pause * 1000 : null, ...read(text, response.statusText) };
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    return { status: 0, pauseMs: null, body: null, code: '', detail: cause instanceof Error ? cause.message : String(cause) };
  }
}

function read(text: string, otherwise: string): Pick<NeonAnswer, 'body' | 'detail' | 'code'> {
  try {
    const body = JSON.parse(text) as { message?: unknown; code?: unknown } | null;
    return { body, detail: asText(body?.message, otherwise), code: asText(body?.code, '') };
  } catch {
    return { body: null, detail: otherwise, code: '' };
  }
}

const asText = (value: unknown, otherwise: string): string => (typeof value === 'string' ? value : otherwise);
