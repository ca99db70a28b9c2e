import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestPostgres } from './postgres.ts';

/** What a scripted answer does instead of, or after, what was asked. */
export interface Fault {
  method: string;
  path: RegExp;
  /** Answers this instead of doing what was asked. */
  answer?: { status: number; code?: string; message?: string; headers?: Record<string, string> };
  /** Does what was asked and then breaks the connection, so that nobody hears of it. */
  breaks?: boolean;
}

/** Neon's API for one project over loopback, by its OpenAPI description, with real databases behind it. */
export interface ScriptedNeon {
  url: string;
  /** The names of its branches besides the default one. */
  branches(): { name: string; expiresAt: string | undefined }[];
  /** What was asked so far, as `METHOD /path`. */
  asked: string[];
  /** Faults to come, each for one matching request. */
  faults: Fault[];
  close(): Promise<void>;
}

interface Branch {
  id: string;
  name: string;
  parent_id?: string;
  default: boolean;
  expires_at?: string;
}

const key = 'napi_key';
const rfc3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;
const mostBranches = 10;

/** Starts the API. Each branch is a database of `postgres`, cloned from that of its parent; the default branch's is `root`. */
export async function serveNeon({ postgres, root }: { postgres: TestPostgres; root: string }): Promise<ScriptedNeon> {
  const branches = new Map<string, Branch>([['br-main', { id: 'br-main', name: 'main', default: true }]]);
  const asked: string[] = [];
  const faults: Fault[] = [];
  const databaseOf = (id: string) => (id === 'br-main' ? root : `${root}_${id}`);
  let count = 0;
  // An operation is seen running once before it is finished.
  const running = new Set<string>();

  const create = async (body: { branch?: Partial<Branch>; endpoints?: { type: string }[] }) => {
    const { name = '', parent_id = 'br-main', expires_at } = body.branch ?? {};
    if (branches.size > mostBranches) return refuse(422, 'BRANCHES_LIMIT_EXCEEDED', 'branches limit exceeded');
    if ([...branches.values()].some((branch) => branch.name === name))
      return refuse(409, 'BRANCH_ALREADY_EXISTS', `${name} exists`);
    if (expires_at !== undefined && !rfc3339.test(expires_at)) return refuse(400, '', 'expires_at is not RFC 3339 to the second');
    if (branches.get(parent_id)?.expires_at) return refuse(422, '', 'an expiring branch cannot have children');
    if (body.endpoints?.[0]?.type !== 'read_write') return refuse(400, '', 'a branch without a compute cannot be reached');
    const id = `br-test-${(count += 1)}`;
    await postgres.query('postgres', `CREATE DATABASE "${databaseOf(id)}" TEMPLATE "${databaseOf(parent_id)}"`);
    const branch = { id, name, parent_id, default: false, ...(expires_at === undefined ? {} : { expires_at }) };
    branches.set(id, branch);
    running.add(`op-${id}`);
    return accept(201, {
      branch,
      endpoints: [],
      operations: [{ id: `op-${id}`, status: 'scheduling' }],
      roles: [],
      databases: [],
    });
  };

  const list = (query: URLSearchParams) => {
    const search = query.get('search') ?? '';
    const found = [...branches.values()].filter(({ name, id }) => name.includes(search) || id.includes(search));
    // Pages of two, so that whoever reads only the first is found out.
    const from = Number(query.get('cursor') ?? 0);
    const next = from + 2 < found.length ? { next: String(from + 2) } : {};
    return accept(200, { branches: found.slice(from, from + 2), pagination: next });
  };

  const remove = async (id: string) => {
    const branch = branches.get(id);
    if (!branch || branch.default) return refuse(branch ? 422 : 404, '', 'branch not found');
    branches.delete(id);
    await postgres.query('postgres', `DROP DATABASE "${databaseOf(id)}" WITH (FORCE)`);
    return accept(200, { branch, operations: [] });
  };

  const uri = (query: URLSearchParams) => {
    const id = query.get('branch_id') ?? '';
    if (!branches.has(id)) return refuse(404, '', 'branch not found');
    return accept(200, { uri: `${postgres.url(databaseOf(id))}${query.get('pooled') === 'true' ? '?pooled=1' : ''}` });
  };

  const answer = async (method: string, path: string, query: URLSearchParams, body: unknown): Promise<Answer> => {
    const [, id = ''] = /^\/branches\/([^/]+)$/.exec(path) ?? [];
    const [, operation] = /^\/operations\/([^/]+)$/.exec(path) ?? [];
    if (path === '/branches' && method === 'POST') return create(body as object);
    if (path === '/branches' && method === 'GET') return list(query);
    if (path === '/connection_uri') return uri(query);
    if (operation)
      return accept(200, { operation: { id: operation, status: running.delete(operation) ? 'running' : 'finished' } });
    if (method === 'DELETE') return remove(id);
    const branch = branches.get(id);
    if (!branch) return refuse(404, '', 'branch not found');
    if (method === 'PATCH') Object.assign(branch, (body as { branch: Partial<Branch> }).branch);
    return accept(200, { branch });
  };

  const handle = async (request: IncomingMessage, response: ServerResponse) => {
    const url = new URL(request.url ?? '', 'http://localhost');
    const path = url.pathname.replace('/api/v2/projects/p1', '');
    const method = request.method ?? '';
    asked.push(`${method} ${path}`);
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString();
    const at = faults.findIndex((fault) => fault.method === method && fault.path.test(path));
    const [fault] = at < 0 ? [] : faults.splice(at, 1);
    const scripted = fault?.answer;
    const given =
      request.headers.authorization === `Bearer ${key}`
        ? scripted
          ? refuse(scripted.status, scripted.code ?? '', scripted.message ?? '')
          : await answer(method, path, url.searchParams, text === '' ? null : JSON.parse(text))
        : refuse(401, '', 'authentication required');
    if (fault?.breaks) return void request.socket.destroy();
    response.writeHead(given.status, { 'content-type': 'application/json', ...scripted?.headers });
    response.end(JSON.stringify(given.body));
  };

  const server = createServer(
    (request, response) =>
      void handle(request, response).catch((error: unknown) => {
        response.writeHead(500).end(JSON.stringify({ code: '', message: String(error) }));
      }),
  ).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/v2`,
    branches: () =>
      [...branches.values()].filter((branch) => !branch.default).map(({ name, expires_at: expiresAt }) => ({ name, expiresAt })),
    asked,
    faults,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** The key that the scripted project takes. */
export const neonKey = key;

interface Answer {
  status: number;
  body: unknown;
}

const accept = (status: number, body: unknown): Answer => ({ status, body });
const refuse = (status: number, code: string, message: string): Answer => ({
  status,
  body: { request_id: 'test', code, message },
});
