import { asRunId, asTaskKey } from '../../../kernel/id.ts';
import type { Commit, Repository, RunId, TaskKey } from '../../../kernel/model.ts';
import { refPrefix } from '../../../kernel/names.ts';
import { listRefs } from '../../../infra/git/refs.ts';

/** Work that a ref below `refs/fanout/` keeps since its worktree or branch went. */
export interface KeptWork {
  /** The ref that names it; what is kept beside it has the same name with an ending. */
  ref: string;
  run: RunId;
  task: TaskKey;
  /** `rescue`: what was not committed. `attempt`: a branch's commits. */
  kind: 'rescue' | 'attempt';
  commit: Commit | null;
  /** Commits that no branch had. */
  history: Commit | null;
  /** Ignored files that were wanted and changed. */
  ignored: Commit | null;
}

const pattern = /^([^/]+)\/(rescue|attempt)\/([^/]+)\/(\d+(?:-\d+)?)(-history|-ignored)?(?:-\d+)?$/;

/** All work that is kept in a repository, the newest of each task last. */
export async function listKept(repository: Repository): Promise<KeptWork[]> {
  const found = new Map<string, KeptWork>();
  for (const { ref, commit } of await listRefs({ repository, prefix: refPrefix })) {
    const [, runText = '', kind, taskText = '', when = '', ending] = pattern.exec(ref.slice(refPrefix.length)) ?? [];
    const [run, task] = [asRunId(runText), asTaskKey(taskText)];
    if (run === null || task === null || (kind !== 'rescue' && kind !== 'attempt')) continue;
    const name = `${refPrefix}${run}/${kind}/${task}/${when}`;
    const known = found.get(name) ?? { ref: name, run, task, kind, commit: null, history: null, ignored: null };
    if (ending === '-history') known.history = commit;
    else if (ending === '-ignored') known.ignored = commit;
    else known.commit = commit;
    found.set(name, known);
  }
  return [...found.values()].toSorted((one, other) => one.ref.localeCompare(other.ref, 'en', { numeric: true }));
}
