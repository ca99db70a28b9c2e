import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { join } from 'node:path';

/** A pull request of the scripted GitHub. */
export interface ScriptedPull {
  number: number;
  head: string;
  base: string;
  title: string;
  body: string;
  draft: boolean;
  state: 'OPEN' | 'CLOSED' | 'MERGED';
  /** What its checks say; none where there are none. */
  checks: ('SUCCESS' | 'FAILURE' | 'PENDING')[];
}

/** A GitHub that listens on a socket for the real `gh`, over a real bare repository. */
export interface ScriptedGitHub {
  /** The bare repository, as a remote is added. */
  remote: string;
  /** What `gh` must be started with to speak to it. */
  environment: Record<string, string>;
  pulls: ScriptedPull[];
  /** How many times each mutation came. */
  asked: Record<'create' | 'merge' | 'retarget', number>;
  /** Answers the next requests to create with this status, after or instead of doing it. */
  fail: { create?: 'before' | 'after' | undefined };
  git(...args: string[]): string;
  close(): Promise<void>;
}

/** Whether the real `gh` is on PATH; tests of it are skipped where it is not. */
export const hasGh = spawnSync('gh', ['--version']).status === 0;

/** Serves a GitHub with one repository, `sam/sample`, in a folder of its own. */
export async function serveGitHub(folder: string): Promise<ScriptedGitHub> {
  const remote = join(folder, 'remote.git');
  const configuration = join(folder, 'gh');
  const socket = join(folder, 'github.sock');
  mkdirSync(configuration, { recursive: true });
  writeFileSync(join(configuration, 'config.yml'), `http_unix_socket: ${socket}\n`);
  execFileSync('git', ['init', '--quiet', '--bare', '--initial-branch=main', remote]);
  const git = (...args: string[]) =>
    execFileSync('git', ['--git-dir', remote, ...args], { encoding: 'utf8', stdio: 'pipe' }).trim();
  const hub: ScriptedGitHub = {
    remote,
    environment: { GH_CONFIG_DIR: configuration, GH_TOKEN: 'scripted' },
    pulls: [],
    asked: { create: 0, merge: 0, retarget: 0 },
    fail: {},
    git,
    close: async () => {
      server.close();
      await once(server, 'close');
    },
  };
  const server = createServer((request, response) => {
    read(request)
      .then((body) => {
        const told = answer(hub, request, body);
        response.writeHead(told.status, { 'content-type': 'application/json', connection: 'close' });
        return response.end(JSON.stringify(told.body));
      })
      .catch((error: unknown) => {
        response.writeHead(500);
        response.end(JSON.stringify({ message: String(error) }));
      });
  });
  await new Promise<void>((resolve) => server.listen(socket, resolve));
  return hub;
}

async function read(request: IncomingMessage): Promise<string> {
  let body = '';
  request.setEncoding('utf8');
  for await (const chunk of request) body += chunk;
  return body;
}

interface Question {
  query: string;
  variables: Record<string, unknown> & { input?: Record<string, unknown> };
}

function answer(hub: ScriptedGitHub, { method, url = '' }: IncomingMessage, body: string): { status: number; body: unknown } {
  const patched = /^\/repos\/sam\/sample\/pulls\/(\d+)$/.exec(url);
  if (method === 'PATCH' && patched) {
    const pull = pullOf(hub, Number(patched[1]));
    pull.base = (JSON.parse(body) as { base: string }).base;
    hub.asked.retarget += 1;
    return { status: 200, body: {} };
  }
  const { query, variables } = JSON.parse(body) as Question;
  if (query.includes('createPullRequest')) return create(hub, variables.input ?? {});
  if (query.includes('mergePullRequest')) return merge(hub, variables.input ?? {});
  return { status: 200, body: { data: tell(hub, { query, variables }) } };
}

function tell(hub: ScriptedGitHub, { query, variables }: Question): unknown {
  if (query.includes('pullRequestTemplates')) return { repository: { pullRequestTemplates: [] } };
  if (query.includes('__type(')) return {};
  if (query.includes('pullRequest(number')) {
    return { repository: { pullRequest: node(hub, pullOf(hub, Number(variables['pr_number']))) } };
  }
  if (query.includes('pullRequests(')) {
    const head = variables['headBranch'] ?? variables['headRefName'];
    const states = (variables['state'] ?? variables['states']) as string[];
    const found = hub.pulls.filter((pull) => pull.head === head && states.includes(pull.state)).toReversed();
    const pageInfo = { hasNextPage: false, endCursor: '' };
    const pullRequests = { totalCount: found.length, nodes: found.map((pull) => node(hub, pull)), pageInfo };
    return { repository: { pullRequests, defaultBranchRef: { name: 'main' } } };
  }
  const allowed = { mergeCommitAllowed: true, rebaseMergeAllowed: true, squashMergeAllowed: true };
  const repository = {
    id: 'R_1',
    name: 'sample',
    owner: { login: 'sam' },
    defaultBranchRef: { name: 'main' },
    viewerPermission: 'ADMIN',
  };
  return { repository: { ...repository, ...allowed, hasIssuesEnabled: true }, viewer: { login: 'sam' } };
}

function create(hub: ScriptedGitHub, input: Record<string, unknown>): { status: number; body: unknown } {
  hub.asked.create += 1;
  const { create: fault } = hub.fail;
  hub.fail = {};
  if (fault === 'before') return { status: 502, body: { message: 'Bad gateway' } };
  const [head, base] = [String(input['headRefName']), String(input['baseRefName'])];
  for (const branch of [head, base]) hub.git('rev-parse', '--verify', `refs/heads/${branch}`);
  const pull: ScriptedPull = {
    number: 10 + hub.pulls.length,
    head,
    base,
    title: String(input['title']),
    body: String(input['body']),
    draft: input['draft'] === true,
    state: 'OPEN',
    checks: [],
  };
  hub.pulls.push(pull);
  if (fault === 'after') return { status: 502, body: { message: 'Bad gateway' } };
  return { status: 200, body: { data: { createPullRequest: { pullRequest: node(hub, pull) } } } };
}

/** Merges as GitHub does: only the head that was expected, with a merge commit. */
function merge(hub: ScriptedGitHub, input: Record<string, unknown>): { status: number; body: unknown } {
  hub.asked.merge += 1;
  const pull = pullOf(hub, Number(String(input['pullRequestId']).slice(3)));
  const head = hub.git('rev-parse', `refs/heads/${pull.head}`);
  if (input['expectedHeadOid'] !== head) {
    return {
      status: 200,
      body: {
        data: null,
        errors: [{ type: 'UNPROCESSABLE', message: 'Head branch was modified. Review and try the merge again.' }],
      },
    };
  }
  const [tree = ''] = hub.git('merge-tree', '--write-tree', pull.base, head).split('\n');
  const who = ['-c', 'user.name=GitHub', '-c', 'user.email=noreply@example.org'];
  const commit = hub.git(...who, 'commit-tree', tree, '-p', pull.base, '-p', head, '-m', `Merge pull request #${pull.number}`);
  hub.git('update-ref', `refs/heads/${pull.base}`, commit);
  pull.state = 'MERGED';
  return { status: 200, body: { data: { mergePullRequest: { clientMutationId: '1' } } } };
}

function pullOf(hub: ScriptedGitHub, number: number): ScriptedPull {
  const pull = hub.pulls.find((one) => one.number === number);
  if (!pull) throw new Error(`There is no pull request ${number}`);
  return pull;
}

function node(hub: ScriptedGitHub, pull: ScriptedPull): unknown {
  const contexts = pull.checks.map((said, index) => ({
    __typename: 'CheckRun',
    name: `check ${index}`,
    status: said === 'PENDING' ? 'IN_PROGRESS' : 'COMPLETED',
    conclusion: said === 'PENDING' ? null : said,
  }));
  const rollup = { contexts: { nodes: contexts, pageInfo: { hasNextPage: false, endCursor: '' } } };
  const isGood = pull.checks.every((said) => said === 'SUCCESS');
  return {
    id: `PR_${pull.number}`,
    number: pull.number,
    url: `https://github.com/sam/sample/pull/${pull.number}`,
    title: pull.title,
    state: pull.state,
    isDraft: pull.draft,
    isCrossRepository: false,
    baseRefName: pull.base,
    headRefName: pull.head,
    headRefOid: hub.git('rev-parse', `refs/heads/${pull.head}`),
    mergeStateStatus: isGood ? 'CLEAN' : 'BLOCKED',
    headRepositoryOwner: { id: 'U_1', login: 'sam' },
    statusCheckRollup: { nodes: [{ commit: { statusCheckRollup: pull.checks.length > 0 ? rollup : null } }] },
    commits: { nodes: [] },
  };
}
