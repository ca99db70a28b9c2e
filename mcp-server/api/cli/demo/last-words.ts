import type { RunView } from '../../../domain/coordination/work/view.ts';
import { git } from '../../../infra/git/git.ts';
import { sanitiseLine, sanitiseText } from '../terminal/sanitise.ts';
import type { Paint } from '../terminal/terminal.ts';
import type { Scene } from './scene.ts';

/** The history of what was merged, as `git log --graph --oneline` draws it. */
export async function historyText(view: RunView): Promise<string> {
  const args = ['log', '--graph', '--oneline', view.mergedBranch, '--'];
  const { stdout } = await git({ cwd: view.repository.commonDir, args });
  return sanitiseText(stdout).trimEnd();
}

/** The rule files that the lessons of a run became, as they stand on the merged branch. */
export async function lessonText(view: RunView): Promise<string> {
  const files = await Promise.all(
    view.lessons.map(async ({ path, commit }) => {
      const { stdout } = await git({ cwd: view.repository.commonDir, args: ['show', `${commit}:${path}`] });
      return [
        `${sanitiseLine(path)}:`,
        ...sanitiseText(stdout)
          .trimEnd()
          .split('\n')
          .map((line) => `  ${line}`),
      ].join('\n');
    }),
  );
  return files.join('\n\n');
}

/** How to look at what the demo made. */
export function lookText({ folder, repository }: Scene, { view, paint }: { view: RunView; paint: Paint }): string {
  return [
    paint('bold', 'Look at it:'),
    `  cd ${repository}`,
    `  git log --stat ${view.mergedBranch}`,
    `  git switch ${view.mergedBranch} && npm test`,
    `The sample repository stays until you remove it: rm -r ${folder}`,
  ].join('\n');
}
