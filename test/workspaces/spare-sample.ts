import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { createWorkspace } from '../../mcp-server/domain/workspaces/create-workspace.ts';
import { removeWorkspace } from '../../mcp-server/domain/workspaces/remove-workspace.ts';
import type { Config } from '../../mcp-server/kernel/config.ts';
import type { Commit } from '../../mcp-server/kernel/model.ts';
import { makeInfra } from '../support/infra.ts';
import { makeRepository } from '../support/repository.ts';
import { valueOf } from '../support/value-of.ts';
import { wantedWorkspace } from '../support/workspace.ts';

// A spare is worth its while by the size of the index, to which long names add as many files do.
const long = 'x'.repeat(180);
/** A file of the sample, relative. */
export const file = (nth: number): string => `src/part-${nth % 40}/${long}-${nth}.txt`;
const files = Object.fromEntries(Array.from({ length: 360 }, (_, nth) => [file(nth), `file ${nth}\n`]));

/** A repository whose released worktrees become spares, and what one does with it. */
export function sampleSpares() {
  const sample = makeRepository({ files: { ...files, '.gitignore': 'ignored/\n.env\n' } });
  onTestFinished(sample.dispose);
  const infra = makeInfra({ PATH: process.env['PATH'], HOME: sample.folder });
  onTestFinished(infra.dispose);
  const create = async (task: string, { config = {}, base = sample.base }: { config?: Partial<Config>; base?: Commit } = {}) =>
    valueOf(await createWorkspace(infra, wantedWorkspace(infra, { ...sample, base, task, config }))).path;
  const remove = async (path: string) =>
    valueOf(await removeWorkspace(infra, { repository: sample.repository, path, rescueRef: 'refs/fanout/test/rescue' }));
  const spares = (): string[] => {
    const root = join(infra.home, 'spares');
    return existsSync(root)
      ? readdirSync(root).flatMap((shelf) => readdirSync(join(root, shelf)).map((name) => join(root, shelf, name)))
      : [];
  };
  /** A worktree is what a fresh clone would be: by content, by modes, and without anything else. */
  const expectFresh = (path: string, commit: Commit = sample.base) => {
    expect(sample.git(['status', '--porcelain', '--ignored', '--untracked-files=all'], { cwd: path })).toBe('');
    // Without an index git has to read every file.
    const seen = { cwd: path, input: '' };
    const index = sample.git(['rev-parse', '--path-format=absolute', '--git-path', 'index'], seen);
    rmSync(index);
    sample.git(['reset', '--mixed', '--quiet'], seen);
    expect(sample.git(['status', '--porcelain', '--ignored', '--untracked-files=all'], { cwd: path })).toBe('');
    expect(sample.git(['rev-parse', 'HEAD'], seen)).toBe(commit);
  };
  return { sample, infra, create, remove, spares, expectFresh };
}

/** What stays the same as long as a file is not made anew. */
export const inode = (path: string): number => statSync(path).ino;
