import { fail, type FailureOf } from '../../../../kernel/result.ts';

/** That a step with a database did not succeed, why, and what to do. Takes only these facts: what else is at hand may be secret. */
export const databaseFailed = ({ database, step, detail, next }: Omit<FailureOf<'database-failed'>, 'reason'>) =>
  fail({ reason: 'database-failed', database, step, detail, next });
