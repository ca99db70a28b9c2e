import { z } from 'zod';
import type { Commit } from '../../kernel/model.ts';
import type { PullChecks, RedCheck } from '../../kernel/pull.ts';
import { fail, ok, type Result } from '../../kernel/result.ts';
import { gh, type Forge, type GhReason } from './gh.ts';

/** A pull request as the forge has it. */
export interface PullRequest {
  number: number;
  url: string;
  state: 'open' | 'closed' | 'merged';
  isDraft: boolean;
  /** The branch that it goes to. */
  base: string;
  /** The tip of its branch. */
  head: string;
  /** What its checks say together. */
  checks: PullChecks;
  /** The checks that failed. */
  red: RedCheck[];
  /** Whether the forge would merge it now. */
  mergeable: 'yes' | 'no' | 'undecided';
}

/** A pull request to be. Title and body are text of others. */
export interface PullRequestWanted {
  repository: string;
  branch: string;
  base: string;
  title: string;
  body: string;
  draft: boolean;
}

const check = z.object({
  status: z.string().optional(),
  conclusion: z.string().nullish(),
  state: z.string().optional(),
  name: z.string().optional(),
  context: z.string().optional(),
  detailsUrl: z.string().nullish(),
  targetUrl: z.string().nullish(),
});

const answered = z.object({
  number: z.int(),
  url: z.string(),
  state: z.string(),
  isDraft: z.boolean(),
  isCrossRepository: z.boolean(),
  baseRefName: z.string(),
  headRefOid: z.string(),
  mergeStateStatus: z.string(),
  statusCheckRollup: z.array(check).nullish(),
});

const fields = `--json=${Object.keys(answered.shape).join(',')}`;

/** The pull request of a branch: the open one, else the newest. One from a fork that calls its branch the same is not it. */
async function findPullRequest(
  forge: Forge,
  { repository, branch }: { repository: string; branch: string },
): Promise<Result<PullRequest | null, GhReason>> {
  const args = ['pr', 'list', `--head=${branch}`, '--state=all', '--limit=50', fields];
  const listed = await gh(forge, { repository, args });
  if (!listed.ok) return listed;
  const read = parse(z.array(answered), listed.value, { repository, what: 'pr list' });
  if (!read.ok) return read;
  const ours = read.value.filter((one) => !one.isCrossRepository).map(toPullRequest);
  return ok(ours.find(({ state }) => state === 'open') ?? ours.toSorted((one, other) => other.number - one.number)[0] ?? null);
}

/** Opens the pull request of a branch, unless the forge has one for it already: said twice there is one. */
export async function openPullRequest(forge: Forge, wanted: PullRequestWanted): Promise<Result<PullRequest, GhReason>> {
  const { repository, branch, base, title, body, draft } = wanted;
  const there = await findPullRequest(forge, wanted);
  if (!there.ok) return there;
  if (there.value) return ok(there.value);
  const args = ['pr', 'create', `--head=${branch}`, `--base=${base}`, `--title=${title}`, '--body-file=-'];
  const created = await gh(forge, { repository, args: draft ? [...args, '--draft'] : args, input: body });
  // It may have been made although the answer was lost.
  const found = await findPullRequest(forge, wanted);
  if (found.ok && found.value) return ok(found.value);
  if (!created.ok) return created;
  return found.ok
    ? fail({
        reason: 'forge-refused',
        repository,
        what: 'pr create',
        exitCode: 0,
        detail: `no pull request for ${branch} is listed`,
      })
    : found;
}

/** Reads a pull request as it stands now. */
export async function readPullRequest(
  forge: Forge,
  { repository, number }: { repository: string; number: number },
): Promise<Result<PullRequest, GhReason>> {
  const viewed = await gh(forge, { repository, args: ['pr', 'view', String(number), fields] });
  if (!viewed.ok) return viewed;
  const read = parse(answered, viewed.value, { repository, what: 'pr view' });
  return read.ok ? ok(toPullRequest(read.value)) : read;
}

/** Merges a pull request, if its branch still stands at exactly this commit. The forge refuses any other. */
export async function mergePullRequest(
  forge: Forge,
  { repository, number, commit }: { repository: string; number: number; commit: Commit },
): Promise<Result<null, GhReason>> {
  const args = ['pr', 'merge', String(number), '--merge', `--match-head-commit=${commit}`];
  const merged = await gh(forge, { repository, args });
  return merged.ok ? ok(null) : merged;
}

/** Lets a pull request go to another branch, such as when the one that it stood on has landed. */
export async function retargetPullRequest(
  forge: Forge,
  { repository, number, base }: { repository: string; number: number; base: string },
): Promise<Result<null, GhReason>> {
  // `gh pr edit` asks for much else of a pull request first, some of which forges have given up.
  const path = `repos/${repository.split('/').slice(1).join('/')}/pulls/${number}`;
  const edited = await gh(forge, { repository, args: ['api', '--method=PATCH', path, `--raw-field=base=${base}`, '--silent'] });
  return edited.ok ? ok(null) : edited;
}

function parse<T>(
  schema: z.ZodType<T>,
  text: string,
  { repository, what }: { repository: string; what: string },
): Result<T, 'forge-refused'> {
  const detail = 'its answer could not be read';
  try {
    const read = schema.safeParse(JSON.parse(text));
    return read.success ? ok(read.data) : fail({ reason: 'forge-refused', repository, what, exitCode: 0, detail });
  } catch {
    return fail({ reason: 'forge-refused', repository, what, exitCode: 0, detail });
  }
}

const mergeableIn: Record<string, PullRequest['mergeable']> = { CLEAN: 'yes', HAS_HOOKS: 'yes', UNKNOWN: 'undecided' };

const toPullRequest = (one: z.output<typeof answered>): PullRequest => ({
  number: one.number,
  url: one.url,
  state: one.state === 'MERGED' ? 'merged' : one.state === 'CLOSED' ? 'closed' : 'open',
  isDraft: one.isDraft,
  base: one.baseRefName,
  head: one.headRefOid,
  checks: addUp(one.statusCheckRollup ?? []),
  red: (one.statusCheckRollup ?? []).filter((said) => stateOf(said) === 'failed').map(toRed),
  mergeable: mergeableIn[one.mergeStateStatus] ?? 'no',
});

const old: Record<string, PullChecks> = { SUCCESS: 'passed', PENDING: 'pending', EXPECTED: 'pending' };
const good = new Set(['SUCCESS', 'NEUTRAL', 'SKIPPED']);

/** A check run has a status and then a conclusion, a status of the older kind only a state. */
function stateOf({ status, conclusion, state }: z.output<typeof check>): PullChecks {
  if (state !== undefined) return old[state] ?? 'failed';
  if (status !== 'COMPLETED') return 'pending';
  return good.has(conclusion ?? '') ? 'passed' : 'failed';
}

const toRed = ({ name, context, detailsUrl, targetUrl }: z.output<typeof check>): RedCheck => ({
  name: name ?? context ?? 'a check without a name',
  url: detailsUrl ?? targetUrl ?? '',
});

function addUp(checks: readonly z.output<typeof check>[]): PullChecks {
  if (checks.length === 0) return 'none';
  const said = new Set(checks.map(stateOf));
  return said.has('failed') ? 'failed' : said.has('pending') ? 'pending' : 'passed';
}
