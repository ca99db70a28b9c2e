import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inRepository } from '../../../mcp-server/infra/git/in-repository.ts';
import type { Commit, Repository } from '../../../mcp-server/kernel/model.ts';
import type { Merged } from './read-merges.ts';

type Pair = readonly [Merged, Merged];

/**
 * In which files the branches of each pair conflict with each other, by `git merge-tree`. The one that was begun earlier is first
 * brought up to where the other began: what landed in between would otherwise count as a conflict of these two. What git writes
 * goes to a folder that is thrown away.
 */
export function mergePairs(
  repository: Repository,
  { pairs, line }: { pairs: readonly Pair[]; line: readonly Commit[] },
): string[][] {
  const folder = mkdtempSync(join(tmpdir(), 'fanout-objects-'));
  try {
    const git = callGit(repository, folder);
    const stale = new Map(pairs.flatMap((pair) => toBringUp(pair, line)).map((one) => [one.join(' '), one]));
    const merged = mergeAll(git, [...stale.values()]);
    const commits = commitAll(git, { folder, of: [...stale.values()], trees: merged.map(({ tree }) => tree) });
    const fresh = new Map([...stale.keys()].map((key, index) => [key, commits[index]]));
    const now = pairs.map(([one, other]): [string, string] => {
      const [[tip, onto] = []] = toBringUp([one, other], line);
      const up = fresh.get(`${tip} ${onto}`);
      return up === undefined ? [one.tip, other.tip] : [up, tip === one.tip ? other.tip : one.tip];
    });
    return mergeAll(git, now).map(({ conflicts }) => conflicts);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The tip of the earlier branch and the commit that it is brought up to; nothing where both began at the same place. */
function toBringUp([one, other]: Pair, line: readonly Commit[]): [Commit, Commit][] {
  const [early, late] = one.started <= other.started ? [one, other] : [other, one];
  const onto = line[late.started];
  return early.started === late.started || !onto ? [] : [[early.tip, onto]];
}

type Git = (args: string[], input: string) => string;

function callGit(repository: Repository, folder: string): Git {
  const { cwd, environment } = inRepository(repository);
  const apart = { GIT_OBJECT_DIRECTORY: folder, GIT_ALTERNATE_OBJECT_DIRECTORIES: join(repository.commonDir, 'objects') };
  const env = { ...process.env, ...environment, ...apart };
  return (args, input) =>
    input === '' ? '' : execFileSync('git', args, { cwd, env, input, maxBuffer: 1 << 30, encoding: 'utf8' });
}

function mergeAll(git: Git, pairs: readonly (readonly [string, string])[]): { tree: string; conflicts: string[] }[] {
  const args = ['merge-tree', '--write-tree', '--stdin', '-z', '--name-only', '--no-messages'];
  const output = git(args, pairs.map((pair) => `${pair.join(' ')}\n`).join(''));
  // Of each merge: 1 where it is clean and 0 where it is not, the tree, the files that conflict, and an empty field.
  const records = output.split('\0\0').filter((record) => record !== '');
  if (records.length !== pairs.length) throw new Error(`git merged ${records.length} of ${pairs.length} pairs`);
  return records.map((record) => {
    const [, tree = '', ...files] = record.split('\0');
    return { tree, conflicts: record.startsWith('0') ? [...new Set(files)] : [] };
  });
}

/** Makes a commit of each tree, with the branch and what it was brought up to as its parents. */
function commitAll(
  git: Git,
  { folder, of, trees }: { folder: string; of: readonly (readonly [Commit, Commit])[]; trees: readonly string[] },
): string[] {
  const who = 'bench <bench@example.org> 0 +0000';
  const paths = of.map(([tip, onto], index) => {
    const path = join(folder, `commit-${index}`);
    writeFileSync(path, `tree ${trees[index]}\nparent ${onto}\nparent ${tip}\nauthor ${who}\ncommitter ${who}\n\nup\n`);
    return `${path}\n`;
  });
  return git(['hash-object', '-t', 'commit', '-w', '--no-filters', '--stdin-paths'], paths.join(''))
    .split('\n')
    .filter((commit) => commit !== '');
}
