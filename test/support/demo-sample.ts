import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { makeRepository, type TestRepository } from './repository.ts';

const project = resolve(import.meta.dirname, '../../demo/project');

/** A repository with the sample project of the demo, as `fanout demo` makes it. */
export function makeDemoSample(): TestRepository {
  const sample = makeRepository({ name: 'lending-library' });
  cpSync(project, sample.path, { recursive: true });
  sample.commit({}, 'A small lending library');
  return sample;
}

/** Runs a command on a commit with files laid over it, in a worktree of its own, and answers its exit code. */
export function tryOut(
  sample: TestRepository,
  { commit, files, command }: { commit: string; files: { path: string; content: string }[]; command: string },
): number {
  const path = join(sample.folder, `try-${commit.slice(0, 8)}`);
  sample.git(['worktree', 'add', '--quiet', '--detach', path, commit]);
  try {
    for (const file of files) {
      mkdirSync(dirname(join(path, file.path)), { recursive: true });
      writeFileSync(join(path, file.path), file.content);
    }
    execFileSync('sh', ['-c', command], { cwd: path, stdio: 'pipe' });
    return 0;
  } catch (failure) {
    return (failure as { status: number }).status;
  } finally {
    sample.git(['worktree', 'remove', '--force', path]);
  }
}
