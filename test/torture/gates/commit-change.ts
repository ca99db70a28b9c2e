import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Commit } from '../../../mcp-server/kernel/model.ts';
import type { TestRepository } from '../../support/repository.ts';
import type { Attempted } from './attacks.ts';

/** Commits a change on the first commit of a repository, and leaves nothing of the change before it. */
export function commitChange(sample: TestRepository, { files, name, message = name }: Attempted): Commit {
  sample.git(['checkout', '--quiet', '--force', '--detach', sample.base]);
  for (const [file, content] of Object.entries(files)) {
    const path = join(sample.path, file);
    rmSync(path, { force: true });
    if (content === null) continue;
    mkdirSync(dirname(path), { recursive: true });
    if (typeof content === 'string') writeFileSync(path, content);
    else symlinkSync(content.link, path);
  }
  sample.git(['add', '--all', '--force']);
  sample.git(['commit', '--quiet', '--message', message]);
  return sample.git(['rev-parse', 'HEAD']) as Commit;
}
