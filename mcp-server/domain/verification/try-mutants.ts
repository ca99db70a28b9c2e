import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import picomatch from 'picomatch';
import type { Infra } from '../../infra/infra.ts';
import type { MutationConfig } from '../../kernel/config-mutation.ts';
import type { Commit } from '../../kernel/model.ts';
import type { MutationReport } from '../../kernel/mutation.ts';
import { ok, type Result } from '../../kernel/result.ts';
import { isTestFile } from './guard/test-language.ts';
import { overlayView } from '../workspaces/dependencies/overlay.ts';
import { runCommand } from './run-command.ts';
import { withCheckout, type CheckoutReason, type CheckoutWanted } from './with-checkout.ts';
import { readChangedLines, type ChangedLines } from './mutants/changed-lines.ts';
import { readStryker } from './mutants/read-stryker.ts';

/** A commit whose changed lines are mutated, in a checkout of its own. */
export interface MutantsWanted extends CheckoutWanted {
  base: Commit;
  mutation: MutationConfig;
  /** Gets what the tool prints. */
  logPath: string;
}

const tool = join('node_modules', '.bin', 'stryker');
const reportPath = join('reports', 'mutation', 'mutation.json');
// A path of other characters would be a pattern to the tool, or a word of the shell.
const plainPath = /^(?!-)[\w@+./-]+$/;

/**
 * Breaks the changed lines of a commit one by one and runs the tests, by StrykerJS as the repository has it: which breaks did no
 * test notice. Where nothing could be tried the report says why.
 */
export async function tryMutants(
  infra: Infra,
  { base, mutation, logPath, ...site }: MutantsWanted,
): Promise<Result<MutationReport, CheckoutReason | 'git-failed'>> {
  const { commit } = site;
  const changed = await readChangedLines({ repository: site.repository, base, commit });
  if (!changed.ok) return changed;
  const isMeant = picomatch(mutation.paths, { dot: true });
  const lines = changed.value.filter(({ file }) => isMeant(file) && plainPath.test(file) && !isTestFile(file, null));
  const empty = { commit, mutants: 0, survivors: [] };
  if (lines.length === 0) return ok({ ...empty, problem: null });
  return withCheckout(infra, site, async ({ path, environment }): Promise<MutationReport> => {
    if (!existsSync(join(await overlayView(infra, path), path, tool)))
      return {
        ...empty,
        problem: 'StrykerJS is not installed here. Add @stryker-mutator/core to the packages of this repository.',
      };
    // One that was committed is nobody's finding.
    rmSync(join(path, reportPath), { force: true });
    const exit = await runCommand(infra, {
      command: `${tool} run --mutate '${patterns(lines)}' --reporters json --logLevel error`,
      cwd: path,
      environment,
      commit,
      outputPath: logPath,
      timeoutMs: mutation.minutes * 60_000,
      signal: site.signal,
    });
    const printed = join(path, reportPath);
    const read = !exit.timedOut && existsSync(printed) ? readStryker(readFileSync(printed, 'utf8')) : null;
    if (read) return { commit, ...read, problem: null };
    const why = exit.timedOut ? `did not end within ${mutation.minutes} minutes` : `ended with exit code ${exit.exitCode}`;
    return { ...empty, problem: `StrykerJS ${why} and left no report; ${logPath} holds what it printed.` };
  });
}

const patterns = (lines: readonly ChangedLines[]): string => lines.map(({ file, from, to }) => `${file}:${from}-${to}`).join(',');
