import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { ReplaySite } from '../../../mcp-server/domain/reviews/replay-findings.ts';
import { defaultConfig } from '../../../mcp-server/kernel/config.ts';
import type { Commit } from '../../../mcp-server/kernel/model.ts';
import type { TestRepository } from '../../support/repository.ts';
import type { CorpusChange } from './corpus-change.ts';

/** The commits of a change: where it starts, the change as it came, one that claims to mend it, and one that does. */
export interface Commits {
  base: Commit;
  change: Commit;
  pretended: Commit;
  mended: Commit;
}

/** Commits a change to the repository, each side of it. */
export function commitSides(sample: TestRepository, { file, faulty, sound, name }: CorpusChange): Commits {
  sample.git(['checkout', '--quiet', '--detach', sample.base]);
  const write = (content: string, message: string): Commit => sample.commit({ [file]: content }, message);
  const change = write(faulty ?? sound, `change ${name}`);
  const pretended = sample.commit({ 'NOTES.md': `mended ${name}\n` }, 'mend');
  const mended = write(sound, 'mend it indeed');
  return { base: sample.base, change, pretended, mended };
}

/** Where a commit is judged. */
export const siteOf = (sample: TestRepository, commit: Commit): ReplaySite => ({
  repository: sample.repository,
  commit,
  path: join(sample.folder, 'review'),
  config: { ...defaultConfig, setup: false, checkMinutes: 1 },
  outputDirectory: join(sample.folder, 'output'),
});

/** Runs `work` with a file there, which is gone afterwards. */
export async function withFile<T>(path: string, content: string, work: () => Promise<T>): Promise<T> {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
  try {
    return await work();
  } finally {
    rmSync(path, { force: true });
  }
}
