import { git } from '../../infra/git/git.ts';
import { inRepository } from '../../infra/git/in-repository.ts';
import type { Commit, Repository } from '../../kernel/model.ts';
import type { StatedFinding } from './verdict-schema.ts';

/**
 * Checks the place that a finding names: a line outside the file becomes its nearest one. A place in no file of the commit
 * makes a finding minor unless it brings evidence, since it is about something that is not there.
 */
export async function locate(finding: StatedFinding, at: { repository: Repository; commit: Commit }): Promise<StatedFinding> {
  const lines = await countLines(finding.file, at);
  if (lines !== null) return { ...finding, line: Math.min(Math.max(finding.line, 1), Math.max(lines, 1)) };
  return finding.evidence ? finding : { ...finding, severity: 'minor' };
}

async function countLines(file: string, { repository, commit }: Parameters<typeof locate>[1]): Promise<number | null> {
  // A NUL would end the argument, and no path has one.
  if (file.includes('\0')) return null;
  const { exitCode, stdout } = await git({ ...inRepository(repository), args: ['cat-file', 'blob', `${commit}:${file}`] });
  if (exitCode !== 0) return null;
  return stdout.split('\n').length - (stdout.endsWith('\n') ? 1 : 0);
}
