import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Infra } from '../../../mcp-server/infra/infra.ts';
import type { TestRepository } from '../../support/repository.ts';
import { refs, type Place } from './places.ts';
import { steps, type StepName } from './steps.ts';

/** What stands before a step, and what must hold once it was done after a kill: the sentences say what does not. */
export interface Scene {
  set(at: At): Promise<void> | void;
  wrong(at: Omit<At, 'infra'>): string[];
}

interface At {
  infra: Infra;
  place: Place;
  sample: TestRepository;
}

const aside = (at: At, files: Record<string, string>, message: string): string => {
  const { sample, place } = at;
  const from = sample.git(['rev-parse', refs.merged]);
  const blobs = Object.entries(files).map(([name, content]) => {
    const blob = sample.git(['hash-object', '-w', '--stdin'], { input: content });
    return { name, record: `100644 blob ${blob}\t${name}` };
  });
  const kept = sample.git(['ls-tree', from]).split('\n');
  const others = kept.filter((record) => !blobs.some(({ name }) => record.endsWith(`\t${name}`)));
  const tree = sample.git(['mktree'], { input: `${[...others, ...blobs.map(({ record }) => record)].join('\n')}\n` });
  const commit = sample.git(['commit-tree', tree, '-p', from, '-m', message]);
  sample.git(['update-ref', refs.merged, commit, from], { cwd: place.repository.mainWorktree ?? '' });
  return commit;
};

const work = async (at: At, files: Record<string, string>): Promise<void> => {
  for (const [name, content] of Object.entries(files)) writeFileSync(join(at.place.worktree, name), content);
  await steps.commit(at.infra, at.place);
};

type Look = Omit<At, 'infra'>;

const inWorktree = ({ sample, place }: Look, ...args: string[]): string => sample.git(args, { cwd: place.worktree });
const check = (...claims: [holds: boolean, otherwise: string][]): string[] =>
  claims.flatMap(([holds, otherwise]) => (holds ? [] : [otherwise]));
const isAt = ({ sample }: Look, name: string, content: string): boolean => sample.git(['show', name]) === content.trimEnd();

/** One scene for every step. */
export const scenes: Record<StepName, Scene> = {
  create: {
    set: () => undefined,
    wrong: (at) =>
      check(
        [inWorktree(at, 'status', '--porcelain') === '', 'the worktree is not clean'],
        [inWorktree(at, 'rev-parse', 'HEAD') === at.place.base, 'HEAD is not the base'],
        [inWorktree(at, 'symbolic-ref', '--short', 'HEAD') === at.place.branch, 'another branch is checked out'],
        [existsSync(join(at.place.worktree, 'wanted.local')), 'a wanted file was not copied'],
      ),
  },
  commit: {
    set: async (at) => {
      await steps.create(at.infra, at.place);
      for (const name of ['a.txt', 'new.txt']) writeFileSync(join(at.place.worktree, name), 'mine\n');
    },
    wrong: (at) =>
      check(
        [inWorktree(at, 'status', '--porcelain') === '', 'the worktree is not clean'],
        [inWorktree(at, 'rev-list', '--count', `${at.place.base}..HEAD`) === '1', 'there is not one commit'],
        [isAt(at, `${at.place.branch}:new.txt`, 'mine\n'), 'the work is not in it'],
      ),
  },
  lesson: {
    set: () => undefined,
    wrong: (at) => check([isAt(at, `${refs.merged}:lesson.md`, 'Mind the gap.\n'), 'the lesson is not there']),
  },
  merge: {
    set: async (at) => {
      await steps.create(at.infra, at.place);
      await work(at, { 'new.txt': 'mine\n' });
      aside(at, { 'other.txt': 'theirs\n' }, 'other');
    },
    wrong: (at) =>
      check(
        [at.sample.git(['rev-list', '--merges', '--count', refs.merged]) === '1', 'it was not merged once'],
        [isAt(at, `${refs.merged}:new.txt`, 'mine\n'), 'the work is not in it'],
        [isAt(at, `${refs.merged}:other.txt`, 'theirs\n'), 'the others’ work is not in it'],
        [!existsSync(`${at.place.worktree}.merge`), 'a checkout is left'],
      ),
  },
  conflict: {
    set: async (at) => {
      await steps.create(at.infra, at.place);
      await work(at, { 'a.txt': 'mine\n', 'new.txt': 'mine\n' });
      aside(at, { 'a.txt': 'theirs\n', 'other.txt': 'theirs\n' }, 'other');
    },
    wrong: (at) =>
      check(
        [inWorktree(at, 'rev-parse', 'MERGE_HEAD') === at.sample.git(['rev-parse', refs.merged]), 'no merge is under way'],
        [/^AA|^UU a\.txt$/m.test(inWorktree(at, 'status', '--porcelain')), 'git does not show the conflict'],
        [readFileSync(join(at.place.worktree, 'a.txt'), 'utf8').includes('<<<<<<<'), 'there are no markers'],
        [existsSync(join(at.place.worktree, 'other.txt')), 'the others’ file is not there'],
        [existsSync(join(at.place.worktree, 'new.txt')), 'the task’s own file is gone'],
      ),
  },
  catchUp: {
    set: async (at) => {
      await steps.create(at.infra, at.place);
      await work(at, { 'new.txt': 'mine\n' });
      aside(at, { 'a.txt': 'theirs\n', 'other.txt': 'theirs\n' }, 'other');
    },
    wrong: (at) =>
      check(
        [inWorktree(at, 'status', '--porcelain') === '', 'the worktree is not clean'],
        [inWorktree(at, 'rev-list', '--merges', '--count', `${at.place.base}..HEAD`) === '1', 'it was not merged once'],
        [inWorktree(at, 'rev-parse', 'HEAD^2') === at.sample.git(['rev-parse', refs.merged]), 'something else was merged'],
        [readFileSync(join(at.place.worktree, 'a.txt'), 'utf8') === 'theirs\n', 'the others’ change is not there'],
        [existsSync(join(at.place.worktree, 'new.txt')), 'the task’s own file is gone'],
      ),
  },
  deliver: {
    set: (at) => {
      aside(at, { 'a.txt': 'landed\n', 'new.txt': 'landed\n' }, 'one');
      aside(at, { 'newer.txt': 'landed\n' }, 'two');
      at.sample.write({ 'b.txt': 'mine\n', 'untracked.txt': 'mine\n' });
    },
    wrong: (at) =>
      check(
        [at.sample.git(['rev-parse', 'main']) === at.sample.git(['rev-parse', refs.merged]), 'main was not moved'],
        [at.sample.git(['status', '--porcelain']) === ' M b.txt\n?? untracked.txt', 'the checkout is not as it should be'],
        [readFileSync(join(at.sample.path, 'b.txt'), 'utf8') === 'mine\n', 'the person’s change is lost'],
      ),
  },
  remove: {
    set: async (at) => {
      await steps.create(at.infra, at.place);
      await work(at, { 'new.txt': 'mine\n' });
      for (const name of ['a.txt', 'untracked.txt', 'wanted.local']) writeFileSync(join(at.place.worktree, name), 'not yet\n');
      inWorktree(at, 'add', 'a.txt');
      writeFileSync(join(at.place.worktree, 'b.txt'), 'nor this\n');
    },
    wrong: (at) =>
      check(
        [!existsSync(at.place.worktree), 'the worktree is still there'],
        [at.sample.git(['for-each-ref', `refs/heads/${at.place.branch}`]) === '', 'its branch is still there'],
        [isAt(at, `${refs.attempt}:new.txt`, 'mine\n'), 'its commit is lost'],
        [isKept(at, 'a.txt', 'not yet\n'), 'what was staged is lost'],
        [isKept(at, 'b.txt', 'nor this\n'), 'what was changed is lost'],
        [isKept(at, 'untracked.txt', 'not yet\n'), 'what was untracked is lost'],
        [isKept(at, 'wanted.local', 'not yet\n'), 'what was ignored is lost'],
      ),
  },
  shelve: {
    set: async (at) => {
      widen(at);
      await steps.renew(at.infra, at.place);
      await work(at, { 'new.txt': 'mine\n' });
      writeFileSync(join(at.place.worktree, 'untracked.txt'), 'not yet\n');
    },
    wrong: (at) =>
      check(
        [!existsSync(at.place.worktree), 'the worktree is still there'],
        [isAt(at, `${refs.attempt}:new.txt`, 'mine\n'), 'its commit is lost'],
        [isKept(at, 'untracked.txt', 'not yet\n'), 'what was untracked is lost'],
      ),
  },
  renew: {
    set: async (at) => {
      widen(at);
      await steps.renew(at.infra, at.place);
      await work(at, { 'new.txt': 'mine\n' });
      await steps.shelve(at.infra, at.place);
      if (spares(at).length === 0) throw new Error('No spare was kept');
    },
    wrong: (at) =>
      check(
        [inWorktree(at, 'status', '--porcelain', '--ignored') === '!! wanted.local', 'the worktree is not clean'],
        [inWorktree(at, 'rev-parse', 'HEAD') === at.sample.git(['rev-parse', refs.wide]), 'HEAD is not the base'],
        [inWorktree(at, 'diff', 'HEAD') === '', 'a file is not that of the base'],
        [!existsSync(join(at.place.worktree, 'new.txt')), 'a file of another task is there'],
      ),
  },
};

/** A commit with an index so large that the files of its worktrees are worth keeping. */
function widen({ sample }: At): void {
  const folder = Array.from({ length: 14 }, () => 'deep'.repeat(60)).join('/');
  const files = Array.from({ length: 25 }, (_, nth): [string, string] => [`${folder}/${nth}.txt`, `${nth}\n`]);
  sample.commit(Object.fromEntries(files), 'wide');
  sample.git(['update-ref', refs.wide, 'HEAD']);
  // What is packed is not dated anew file by file.
  sample.git(['repack', '-a', '-d', '-q']);
}

const spares = ({ place }: At): string[] =>
  readdirSync(place.home, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('/spare.json'));

/** Whether one of the refs of the rescue holds this content; a removal that was killed may have made several. */
const isKept = (at: Look, file: string, content: string): boolean =>
  at.sample
    .git(['for-each-ref', '--format=%(refname)', `${refs.rescue}*`])
    .split('\n')
    .some(
      (ref) => ref !== '' && at.sample.git(['ls-tree', '--name-only', ref, file]) !== '' && isAt(at, `${ref}:${file}`, content),
    );
