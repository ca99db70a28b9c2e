import { changedFiles } from '../../infra/git/diff.ts';
import type { Commit, Finding, Repository } from '../../kernel/model.ts';
import { isTestFile } from '../verification/guard/test-language.ts';

/** A fault that was mended, and the commits before and after. */
export interface Mended {
  repository: Repository;
  finding: Pick<Finding, 'evidence'>;
  brokenAt: Commit;
  fixedAt: Commit;
}

/** The tests that the mending of a fault brought along: files of its evidence, and other tests that it touched. */
export async function keptTests({ repository, finding, brokenAt, fixedAt }: Mended): Promise<string[]> {
  const changed = await changedFiles({ repository, base: brokenAt, commit: fixedAt });
  const brought = new Set(finding.evidence?.files.map(({ path }) => path));
  return changed.ok ? changed.value.filter((path) => brought.has(path) || isTestFile(path, null)) : [];
}
