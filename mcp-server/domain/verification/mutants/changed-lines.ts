import { gitOk } from '../../../infra/git/git.ts';
import { inRepository } from '../../../infra/git/in-repository.ts';
import type { Commit, Repository } from '../../../kernel/model.ts';
import { ok, type Result } from '../../../kernel/result.ts';

/** Lines of a file, from the first to the last, as the commit numbers them. */
export interface ChangedLines {
  file: string;
  from: number;
  to: number;
}

const plain = ['--no-color', '--no-ext-diff', '--no-textconv', '--no-renames', '--src-prefix=a/', '--dst-prefix=b/'];

/** The lines that a commit added or changed since `base`. Files with names that git must quote are left out. */
export async function readChangedLines({
  repository,
  base,
  commit,
}: {
  repository: Repository;
  base: Commit;
  commit: Commit;
}): Promise<Result<ChangedLines[], 'git-failed'>> {
  const patch = await gitOk({ ...inRepository(repository), args: ['diff', '--unified=0', ...plain, base, commit, '--'] });
  return patch.ok ? ok(parsePatch(patch.value)) : patch;
}

/** Reads a patch without context. What stands inside a hunk is counted, since an added line may look like a header. */
function parsePatch(patch: string): ChangedLines[] {
  const found: ChangedLines[] = [];
  let file: string | null = null;
  let inside = 0;
  for (const line of patch.split('\n')) {
    if (inside > 0) {
      // `\ No newline at end of file` belongs to no side.
      if (!line.startsWith('\\')) inside -= 1;
      continue;
    }
    const hunk = /^@@ -\d+(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/.exec(line);
    if (hunk) {
      const added = Number(hunk[3] ?? 1);
      const from = Number(hunk[2]);
      inside = Number(hunk[1] ?? 1) + added;
      if (file !== null && added > 0) found.push({ file, from, to: from + added - 1 });
    } else if (line.startsWith('+++ ')) {
      file = line.startsWith('+++ b/') ? line.slice(6).replace(/\t$/, '') : null;
    }
  }
  return found;
}
