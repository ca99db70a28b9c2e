import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeRepository, type TestRepository } from './repository.ts';

/** A way in which work can stand in a worktree, with every text in it that must not be lost. */
export interface DirtyState {
  name: string;
  /** Makes it, and answers the texts. */
  make(place: { sample: TestRepository; path: string }): string[];
  /** A file that still stands there where the removal is refused instead; absent where it must succeed. */
  refusedFor?: string;
}

/** The repository of all states: files to change, an ignored one that is wanted, and one that is not. */
export const makeDirtyRepository = (): TestRepository =>
  makeRepository({
    files: {
      'a.txt': 'a\n',
      'b.txt': 'b\n',
      'c.txt': 'c\n',
      '.gitignore': 'wanted.local\nunwanted\n',
      '.worktreeinclude': 'wanted.local\n',
    },
  });

/** Every state of work, from a line that is staged to a rebase that stopped. */
export const dirtyStates: DirtyState[] = [
  { name: 'staged', make: (at) => [stage(at, 'a.txt')] },
  { name: 'unstaged', make: (at) => [write(at, 'a.txt')] },
  { name: 'staged, then changed', make: (at) => [stage(at, 'a.txt'), write(at, 'a.txt')] },
  { name: 'staged, then deleted', make: (at) => [stage(at, 'new.txt'), remove(at, 'new.txt')] },
  { name: 'untracked', make: (at) => [write(at, 'deep/er/new.txt')] },
  { name: 'ignored but wanted', make: (at) => [write(at, 'wanted.local')] },
  {
    name: 'changed, but git was told to take it as unchanged',
    make: (at) => (git(at, 'update-index', '--assume-unchanged', 'a.txt'), [write(at, 'a.txt')]),
  },
  {
    name: 'changed, but git was told to leave it out',
    make: (at) => (git(at, 'update-index', '--skip-worktree', 'a.txt'), [write(at, 'a.txt')]),
  },
  { name: 'stashed twice', make: (at) => [0, 1].map(() => stash(at)) },
  { name: 'committed on the branch', make: (at) => [commit(at, 'a.txt')] },
  {
    name: 'committed on a detached HEAD, and changed',
    make: (at) => (git(at, 'checkout', '--quiet', '--detach'), [commit(at, 'a.txt'), write(at, 'b.txt')]),
  },
  { name: 'amended away', make: (at) => [commit(at, 'a.txt'), commit(at, 'a.txt', '--amend')] },
  { name: 'reset away', make: (at) => [commit(at, 'a.txt'), reset(at)] },
  { name: 'a merge that stopped', make: mergeThatStops },
  { name: 'a rebase that stopped, with changes laid aside', make: rebaseThatStops },
  { name: 'a cherry-pick that stopped', make: pickThatStops },
  { name: 'a submodule with changes', make: submodule, refusedFor: 'library/a.txt' },
  { name: 'a repository that was made inside', make: nested, refusedFor: 'nested/inner.txt' },
];

interface Place {
  sample: TestRepository;
  path: string;
}

let texts = 0;
const unique = (): string => `text ${process.pid} ${(texts += 1)} of somebody’s work\n`;

const git = ({ sample, path }: Place, ...args: string[]): string => sample.git(args, { cwd: path });

function write({ path }: Place, file: string, text = unique()): string {
  mkdirSync(join(path, file, '..'), { recursive: true });
  writeFileSync(join(path, file), text);
  return text;
}

function stage(at: Place, file: string): string {
  const text = write(at, file);
  git(at, 'add', '--', file);
  return text;
}

function commit(at: Place, file: string, ...more: string[]): string {
  const text = stage(at, file);
  git(at, 'commit', '--quiet', '--message', 'work', ...more);
  return text;
}

/** Takes a file away and answers a text that is committed already, so that nothing else is expected. */
function remove(at: Place, file: string): string {
  git(at, 'checkout', '--quiet', '--', '.');
  writeFileSync(join(at.path, file), '');
  return 'a\n';
}

function reset(at: Place): string {
  git(at, 'reset', '--quiet', '--hard', 'HEAD~1');
  return 'a\n';
}

function stash(at: Place): string {
  const text = write(at, 'a.txt');
  git(at, 'stash', '--quiet');
  return text;
}

const stops = (at: Place, ...args: string[]): void => {
  try {
    git(at, ...args);
  } catch {
    return;
  }
  throw new Error(`git ${args[0]} did not stop`);
};

function mergeThatStops(at: Place): string[] {
  const theirs = at.sample.commit({ 'a.txt': unique() });
  const mine = commit(at, 'a.txt');
  stops(at, 'merge', '--quiet', theirs);
  const staged = stage(at, 'b.txt');
  const marked = readFileSync(join(at.path, 'a.txt'), 'utf8');
  return [mine, staged, write(at, 'b.txt'), marked];
}

function rebaseThatStops(at: Place): string[] {
  const theirs = at.sample.commit({ 'a.txt': unique() });
  const committed = [commit(at, 'c.txt'), commit(at, 'a.txt')];
  const aside = write(at, 'b.txt');
  stops(at, 'rebase', '--quiet', '--autostash', theirs);
  return [...committed, aside, readFileSync(join(at.path, 'a.txt'), 'utf8'), write(at, 'new.txt')];
}

function pickThatStops(at: Place): string[] {
  git(at, 'checkout', '--quiet', '--detach');
  const picked = commit(at, 'a.txt');
  const name = git(at, 'rev-parse', 'HEAD');
  git(at, 'checkout', '--quiet', '-');
  const mine = commit(at, 'a.txt');
  stops(at, 'cherry-pick', name);
  return [picked, mine, readFileSync(join(at.path, 'a.txt'), 'utf8')];
}

function submodule(at: Place): string[] {
  git(at, '-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', at.sample.path, 'library');
  git(at, 'commit', '--quiet', '--message', 'library');
  return [write(at, 'library/a.txt')];
}

function nested(at: Place): string[] {
  git(at, 'init', '--quiet', 'nested');
  return [write(at, 'nested/inner.txt')];
}

/** Which of these texts cannot be restored from a ref of the repository, or still stand in the worktree at `path`. */
export function findLost({ sample, path }: Place, { refusedFor }: DirtyState, wanted: readonly string[]): string[] {
  if (refusedFor !== undefined && existsSync(join(path, refusedFor)))
    return wanted.includes(readFileSync(join(path, refusedFor), 'utf8')) ? [] : [...wanted];
  const stashes = existsSync(join(sample.repository.commonDir, 'refs/stash'))
    ? sample.git(['rev-list', '--walk-reflogs', 'refs/stash']).split('\n')
    : [];
  const reachable = new Set(
    sample
      .git(['rev-list', '--objects', '--all', ...stashes])
      .split('\n')
      .map((line) => line.slice(0, 40)),
  );
  return wanted.filter((text) => !reachable.has(sample.git(['hash-object', '--no-filters', '--stdin'], { input: text })));
}
