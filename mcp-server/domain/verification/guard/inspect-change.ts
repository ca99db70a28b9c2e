import picomatch from 'picomatch';
import { gitOk } from '../../../infra/git/git.ts';
import { inRepository } from '../../../infra/git/in-repository.ts';
import { readChange } from '../../../infra/git/read-change.ts';
import type { GateConfig } from '../../../kernel/config-gates.ts';
import type { Commit, Repository } from '../../../kernel/model.ts';
import { ok, type Result } from '../../../kernel/result.ts';
import { lookIntoBase } from './base-look.ts';
import { findChangedGates } from './changed-gates.ts';
import { readGateParts } from './gate-parts.ts';
import { findIgnored } from './ignored-files.ts';
import type { Objection } from './objection.ts';
import { findDisguised, findOddLockfiles, findSigns } from './odd-files.ts';
import { findProtected } from './protected-paths.ts';
import { findTurnedLines } from './turned-lines.ts';
import { findUndone } from './undone-landings.ts';
import { findWeakened } from './weakened-tests.ts';

/** A change to inspect, and the gates that it must not weaken. */
export interface Inspection {
  repository: Repository;
  /** What the change starts from: gates, scripts and tests are what they are here. */
  base: Commit;
  commit: Commit;
  gates: readonly string[];
  config: Pick<GateConfig, 'protect' | 'allow'>;
}

/**
 * Reads what a change does to the gates that judge it: to CI, hooks and agent settings, to scripts and thresholds, and to the
 * tests that were there; and to what landed meanwhile. Nothing of the change is run, and nothing of what it says about gates is believed.
 */
export async function inspectChange({
  repository,
  base,
  commit,
  gates,
  config,
}: Inspection): Promise<Result<Objection[], 'git-failed'>> {
  const changes = await readChange({ repository, base, commit });
  if (!changes.ok) return changes;
  const look = await lookIntoBase(repository, base);
  if (!look.ok) return look;
  const parts = await readGateParts(gates, look.value);
  const messages = await skippedInMessages({ repository, base, commit });
  if (!messages.ok) return messages;
  const undone = await findUndone({ repository, base, commit });
  if (!undone.ok) return undone;
  const isAllowed = config.allow.length > 0 ? picomatch(config.allow, { dot: true }) : () => false;
  const found = [
    ...findProtected(changes.value, config.protect),
    ...findChangedGates(changes.value, parts),
    ...findTurnedLines(changes.value),
    ...findWeakened(changes.value, isAllowed),
    ...findOddLockfiles(changes.value),
    ...findSigns(changes.value),
    ...findDisguised(changes.value),
    ...findIgnored(changes.value, [...look.value.files]),
    ...messages.value,
    ...undone.value,
  ];
  return ok(found.filter(({ path }) => !isAllowed(path)));
}

const skips = /\[(?:skip ci|ci skip|no ci|skip actions|actions skip)\]|^skip-checks:\s*true|\*\*\*NO_CI\*\*\*/im;

async function skippedInMessages({
  repository,
  base,
  commit,
}: Pick<Inspection, 'repository' | 'base' | 'commit'>): Promise<Result<Objection[], 'git-failed'>> {
  const log = await gitOk({ ...inRepository(repository), args: ['log', '-z', '--format=%H %B', `${base}..${commit}`, '--'] });
  if (!log.ok) return log;
  return ok(
    log.value
      .split('\0')
      .filter((message) => skips.test(message))
      .map((message) => ({
        kind: 'protected',
        path: message.slice(0, 12),
        what: 'The message of this commit tells CI to skip it. Commit it with another message.',
      })),
  );
}
