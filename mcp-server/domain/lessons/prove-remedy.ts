import { join } from 'node:path';
import type { Infra } from '../../infra/infra.ts';
import type { Commit, Evidence } from '../../kernel/model.ts';
import { ok, type Result } from '../../kernel/result.ts';
import type { CheckoutReason } from '../verification/with-checkout.ts';
import type { AdmittedLesson } from './admit-lesson.ts';
import { proveCheck, type CheckToProve } from './prove-check.ts';
import { refusesGate, type Remedy } from './remedy.ts';
import { replayOnCommits } from './replay-on-commits.ts';

/** A lesson whose draft offers something better than prose, and where to prove it. */
export interface RemedyToProve extends Omit<CheckToProve, 'check' | 'brokenAt' | 'fixedAt' | 'lesson'> {
  lesson: AdmittedLesson;
  /** What showed the fault. */
  evidence: Evidence;
  /** The gates of the task, which no lesson may refuse. */
  gates: readonly string[];
}

type Proven = Promise<Result<Remedy | null, CheckoutReason>>;

/**
 * The strongest of what a draft offers that a replay shows to hold, or null. No model has a say in it.
 *
 * - A check fails on the faulty commit and passes on the mended one and on the control.
 * - A refused command brings the fault back on the mended commit, and what is run instead does not.
 * - A setting makes the evidence pass on the faulty commit.
 */
export async function proveRemedy(infra: Infra, { lesson, evidence, gates, ...site }: RemedyToProve): Proven {
  const { check, hook, setting, provenance } = lesson;
  const { brokenAt, fixedAt } = provenance;
  // A check is a gate at once, so a lesson that a person is asked about has none yet.
  if (check && lesson.asks === null) {
    const proof = await proveCheck(infra, { ...site, lesson, check, brokenAt, fixedAt });
    if (!proof.ok) return proof;
    if (proof.value.isProven) return ok({ form: 'check', check });
  }
  if (hook && !refusesGate(hook, gates)) {
    const after = (command: string): Evidence => ({
      files: evidence.files,
      command: `( ${command} ) >/dev/null 2>&1 </dev/null; ${evidence.command}`,
    });
    const isShown = await shows(infra, site, [
      { evidence: after(hook.command), commit: fixedAt, wanted: 'reproduced' },
      { evidence: after(hook.instead), commit: fixedAt, wanted: 'not-reproduced' },
    ]);
    if (!isShown.ok) return isShown;
    if (isShown.value) return ok({ form: 'hook', hook });
  }
  if (setting) {
    const environment = { ...site.environment, [setting.name]: setting.value };
    const isShown = await shows(infra, { ...site, environment }, [{ evidence, commit: brokenAt, wanted: 'not-reproduced' }]);
    if (!isShown.ok) return isShown;
    if (isShown.value) return ok({ form: 'setting', setting });
  }
  return ok(null);
}

interface Showing {
  evidence: Evidence;
  commit: Commit;
  wanted: 'reproduced' | 'not-reproduced';
}

// As long as a check may take: the same evidence runs in both.
const mostMs = 60_000;

async function shows(
  infra: Infra,
  { outputDirectory, ...site }: Omit<RemedyToProve, 'lesson' | 'evidence' | 'gates'>,
  showings: readonly Showing[],
): Promise<Result<boolean, CheckoutReason>> {
  for (const [nth, { evidence, commit, wanted }] of showings.entries()) {
    const failedOn = await replayOnCommits(infra, {
      ...site,
      evidence,
      trials: [{ on: 'there', commit, wanted }],
      timeoutMs: mostMs,
      outputDirectory: join(outputDirectory, `showing-${nth}`),
    });
    if (!failedOn.ok) return failedOn;
    if (failedOn.value !== null) return ok(false);
  }
  return ok(true);
}
