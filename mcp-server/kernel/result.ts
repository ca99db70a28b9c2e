import type { Failure, Reason } from './failure.ts';

/** An expected outcome: a value, or a failure whose reasons are declared in the signature. Defects are thrown instead. */
export type Result<T, R extends Reason = Reason> = { ok: true; value: T } | { ok: false; failure: FailureOf<R> };

/** The failures with these reasons. */
export type FailureOf<R extends Reason> = Extract<Failure, { reason: R }>;

/** A result that succeeded. */
export const ok = <T>(value: T): { ok: true; value: T } => ({ ok: true, value });

/** A result that failed, with the facts of the failure. */
export const fail = <F extends Failure>(failure: F): { ok: false; failure: F } => ({ ok: false, failure });
