import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** Makes an empty folder, by its real path, that is removed when the test is over. */
export function temporaryFolder(): string {
  const path = realpathSync(mkdtempSync(join(tmpdir(), 'fanout-test-')));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}
