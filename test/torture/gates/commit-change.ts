import type { Commit } from '../../../mcp-server/kernel/model.ts';
import type { TestRepository } from '../../support/repository.ts';
import type { Attempted, Files } from './attacks.ts';

/** Commits a change on the first commit of a repository. */
export const commitChange = (sample: TestRepository, change: Attempted): Commit =>
  commitChanges(sample, [change])[0] ?? sample.base;

/** Commits changes, each on the first commit of a repository, in the order given, by one process and without a worktree. */
export function commitChanges(sample: TestRepository, changes: readonly Attempted[]): Commit[] {
  const input = changes.map((change, at) => streamed(change, { base: sample.base, mark: `:${at + 1}` })).join('');
  return sample.git(['fast-import', '--quiet', '--force'], { input }).split('\n') as Commit[];
}

const streamed = ({ name, message = name, files }: Attempted, { base, mark }: { base: Commit; mark: string }): string =>
  [
    `commit refs/tried/${mark.slice(1)}\nmark ${mark}\ncommitter Sam Tester <sam@example.org> 1700000000 +0000`,
    `${data(message)}\nfrom ${base}`,
    ...Object.entries(files).map(([path, content]) => fileLine(path, content)),
    `\nget-mark ${mark}\n`,
  ].join('\n');

function fileLine(path: string, content: Files[string] | undefined): string {
  if (content === null || content === undefined) return `D ${path}`;
  return typeof content === 'string'
    ? `M 100644 inline ${path}\n${data(content)}`
    : `M 120000 inline ${path}\n${data(content.link)}`;
}

const data = (text: string): string => `data ${Buffer.byteLength(text)}\n${text}`;
