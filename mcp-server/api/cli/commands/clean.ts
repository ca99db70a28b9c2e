import { z } from 'zod';
import { cleanRuns, type Cleaned } from '../../../domain/coordination/clean-runs.ts';
import type { RunView } from '../../../domain/coordination/work/view.ts';
import { findRepository } from '../../../infra/git/find-repository.ts';
import { fail, ok } from '../../../kernel/result.ts';
import { agrees } from '../terminal/ask.ts';
import { count } from '../terminal/units.ts';
import { defineCommand, isGiven, jsonFlag, yesFlag } from './command.ts';
import { findRun, runsHere } from './find-run.ts';

/** `fanout clean` */
export const clean = defineCommand({
  syntax: 'clean [run]',
  summary: 'Remove the worktrees, temporary branches, ports and processes that ended runs left.',
  description:
    'Runs that are under way are left alone, and so is the branch with what was merged. Before anything goes, work that is not ' +
    'committed is saved below refs/fanout/, and so is every branch that holds commits of its own: nothing is lost.',
  flags: [yesFlag, jsonFlag],
  examples: [
    { line: 'fanout clean', says: 'all ended runs of this repository' },
    { line: 'fanout clean 7k2m --yes', says: 'one run, without asking' },
  ],
  related: ['status', 'merge', 'doctor'],
  input: z.object({ run: z.string().optional(), yes: isGiven, json: isGiven }),
  act: async ({ terminal, cwd, open }, { run, yes, json }) => {
    const infra = await open();
    if (!infra.ok) return infra;
    const named = run === undefined ? null : await findRun(infra.value, { cwd, wanted: run });
    if (named && !named.ok) return named;
    const repository = named ? { ok: true as const, value: named.value.repository } : await findRepository(cwd);
    if (!repository.ok) return repository;
    const views = (named ? [named.value] : await runsHere(infra.value, { cwd })).filter(hasEnded);
    const what = planText(views);
    if (!yes) {
      if (!json) terminal.print(what);
      if (!(await agrees(terminal, 'Clean up?'))) return fail({ reason: 'not-agreed', what });
    }
    const cleaned = await cleanRuns(infra.value, { repository: repository.value, run: named?.value.run });
    if (!cleaned.ok) return cleaned;
    terminal.print(json ? JSON.stringify(cleaned.value) : cleanedText(cleaned.value));
    return ok('done');
  },
});

const hasEnded = ({ status }: RunView): boolean => status === 'finished' || status === 'cancelled';

function planText(views: RunView[]): string {
  const worktrees = views.flatMap(({ tasks }) => tasks.flatMap(({ worktree }) => (worktree ? [worktree] : [])));
  if (views.length === 0) return 'No run of this repository has ended, so there is nothing to clean.';
  const kept = 'What is not committed or not merged is saved below refs/fanout/ first.';
  return [
    `Cleans ${count(views.length, 'ended run')} with up to ${count(worktrees.length, 'worktree')}. ${kept}`,
    ...worktrees.map((path) => `  ${path}`),
  ].join('\n');
}

/** What a clean-up removed, and where it kept what existed nowhere else. */
function cleanedText({ worktrees, branches, databases, kept }: Cleaned): string {
  const gone = `${count(worktrees.length, 'worktree')} and ${count(branches.length, 'temporary branch', 'temporary branches')}`;
  const dropped = databases.length === 0 ? [] : [`Dropped ${count(databases.length, 'database branch', 'database branches')}.`];
  const refs =
    kept.length > 0
      ? ['Work that existed nowhere else is kept at:', ...kept.map((ref) => `  ${ref}`)]
      : ['There was no work to keep.'];
  return [`Removed ${gone}.`, ...dropped, ...refs].join('\n');
}
