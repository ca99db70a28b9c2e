import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { readDiff as readPatch } from '../../infra/git/diff.ts';
import { gitOk } from '../../infra/git/git.ts';
import { inRepository } from '../../infra/git/in-repository.ts';
import type { Commit, Repository } from '../../kernel/model.ts';
import { ok, type Result } from '../../kernel/result.ts';

/** The change under review: inline, or in a file with its stat in the brief. */
export type ReviewDiff = { path: null; text: string } | { path: string; stat: string };

/** What is reviewed: what `commit` changed since `base`. A diff that is too long for a brief is written to `path`. */
export interface DiffWanted {
  repository: Repository;
  base: Commit;
  commit: Commit;
  path: string;
}

// About 15,000 tokens: more in a prompt crowds out the code around the change, which a reviewer must read too.
const inlineBytes = 60_000;

/** Reads the change under review. */
export async function readDiff({ path, ...range }: DiffWanted): Promise<Result<ReviewDiff, 'git-failed'>> {
  const patch = await readPatch(range);
  if (!patch.ok) return patch;
  if (Buffer.byteLength(patch.value) <= inlineBytes) return ok({ path: null, text: patch.value });
  const { repository, base, commit } = range;
  const args = ['diff', '--no-ext-diff', '--no-textconv', '--stat=120', '--stat-count=200', base, commit, '--'];
  const stat = await gitOk({ ...inRepository(repository), args });
  if (!stat.ok) return stat;
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  writeFileSync(path, patch.value, { mode: 0o600 });
  return ok({ path, stat: stat.value });
}
