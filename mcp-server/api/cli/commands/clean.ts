import { z } from 'zod';
import { cleanRuns, type Cleaned } from '../../../domain/coordination/clean-runs.ts';
import { findRepository } from '../../../infra/git/find-repository.ts';
import { fail, ok } from '../../../kernel/result.ts';
import { agrees } from '../terminal/ask.ts';
import { count } from '../terminal/units.ts';
import { defineCommand, isGiven, jsonFlag, yesFlag } from './command.ts';
import { findRun } from './find-run.ts';

/** `fanout clean` */
export const clean = defineCommand({
  syntax: 'clean [run]',
  summary: 'Remove the worktrees, temporary branches, databases, ports and processes that ended runs and crashes left.',
  description:
    'Runs that are under way are left alone, and so are workspaces made by hand and the branch with what was merged. Before ' +
    'anything goes, work that is not committed is saved below refs/fanout/, and so is every branch that holds commits of its own: ' +
    'nothing is lost, and `fanout workspace restore` brings it back. What a kill left half-made is finished or taken away, also ' +
    'where it stops git in the whole repository.',
  flags: [
    { flags: '--dry-run', says: 'say what would go, and change nothing' },
    { flags: '--by-hand', says: 'also workspaces made by hand, or for agents of Claude Code, in which no process stands' },
    yesFlag,
    jsonFlag,
  ],
  examples: [
    { line: 'fanout clean --dry-run', says: 'what all ended runs of this repository left' },
    { line: 'fanout clean 7k2m --yes', says: 'one run, without asking' },
  ],
  related: ['status', 'merge', 'workspace', 'doctor'],
  input: z.object({ run: z.string().optional(), dryRun: isGiven, byHand: isGiven, yes: isGiven, json: isGiven }),
  act: async ({ terminal, cwd, open }, { run, dryRun, byHand, yes, json }) => {
    const infra = await open();
    if (!infra.ok) return infra;
    const named = run === undefined ? null : await findRun(infra.value, { cwd, wanted: run });
    if (named && !named.ok) return named;
    const repository = named ? { ok: true as const, value: named.value.repository } : await findRepository(cwd);
    if (!repository.ok) return repository;
    const wanted = { repository: repository.value, run: named?.value.run, byHand };
    const foreseen = yes && !dryRun ? null : await cleanRuns(infra.value, { ...wanted, dryRun: true });
    if (foreseen?.ok === false) return foreseen;
    if (foreseen && (dryRun || isNothing(foreseen.value))) {
      terminal.print(json ? JSON.stringify(foreseen.value) : foreseenText(foreseen.value));
      return ok('done');
    }
    if (foreseen) {
      const what = foreseenText(foreseen.value);
      if (!json) terminal.print(what);
      if (!(await agrees(terminal, 'Clean up?'))) return fail({ reason: 'not-agreed', what });
    }
    const cleaned = await cleanRuns(infra.value, wanted);
    if (!cleaned.ok) return cleaned;
    terminal.print(json ? JSON.stringify(cleaned.value) : cleanedText(cleaned.value));
    return ok('done');
  },
});

const nothing = 'There is nothing to clean.';

const isNothing = ({ worktrees, branches, databases, ports, entries, leftovers }: Cleaned): boolean =>
  worktrees.length + branches.length + databases.length + ports + entries.length + leftovers.length === 0;

/** How many of what, as the end of a sentence. */
const amounts = ({ worktrees, branches, databases, ports, entries, leftovers }: Cleaned): string =>
  [
    ...(worktrees.length > 0 ? [count(worktrees.length, 'worktree')] : []),
    ...(branches.length > 0 ? [count(branches.length, 'temporary branch', 'temporary branches')] : []),
    ...(databases.length > 0 ? [count(databases.length, 'database branch', 'database branches')] : []),
    ...(ports > 0 ? [count(ports, 'port without an owner', 'ports without an owner')] : []),
    ...(entries.length > 0 ? [count(entries.length, 'broken entry of git', 'broken entries of git')] : []),
    ...(leftovers.length > 0 ? [count(leftovers.length, 'half-made folder', 'half-made folders')] : []),
  ].join(', ');

/** What a clean-up would remove. */
function foreseenText(foreseen: Cleaned): string {
  if (isNothing(foreseen)) return nothing;
  const { worktrees, branches, databases, entries, leftovers } = foreseen;
  return [
    `Cleans ${amounts(foreseen)}. What is not committed or not merged is saved below refs/fanout/ first.`,
    ...[...worktrees, ...branches, ...databases, ...entries, ...leftovers].map((each) => `  ${each}`),
  ].join('\n');
}

/** What a clean-up removed, and where it kept what existed nowhere else. */
function cleanedText(cleaned: Cleaned): string {
  const { kept } = cleaned;
  const refs =
    kept.length > 0
      ? [
          'Work that existed nowhere else is kept at:',
          ...kept.map((ref) => `  ${ref}`),
          '`fanout workspace restore REF` brings it back.',
        ]
      : ['There was no work to keep.'];
  return isNothing(cleaned) ? nothing : [`Removed ${amounts(cleaned)}.`, ...refs].join('\n');
}
