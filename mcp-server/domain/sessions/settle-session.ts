import type { Infra } from '../../infra/infra.ts';
import { capFile } from '../../infra/process/cap-file.ts';
import { readEnd } from '../../infra/process/read-end.ts';
import { classify } from './agents/classify.ts';
import type { LaunchRecord } from './launch-record.ts';
import type { SessionOutcome } from './outcome.ts';
import { sessionFiles } from './session-files.ts';
import { readExit } from './session-state.ts';
import { keepOutcome, readSession } from './session-table.ts';
import { spendingOf } from './spending.ts';
import { readStop } from './stop-note.ts';
import type { SessionDigest } from './stream/session-digest.ts';

// A long day of work takes a few megabytes; what is beyond is output of tools that nobody reads.
const mostKeptBytes = 32_000_000;
// Enough for the message of a program that did not start; the rest is in the file.
const errorBytes = 4096;

/** Says what came of a session whose processes are gone, and keeps it. Said twice, the first answer stands. */
export function settleSession(
  infra: Infra,
  { record, directory, digest }: { record: LaunchRecord; directory: string; digest: SessionDigest },
): SessionOutcome {
  const { session } = record;
  const before = record.resumes === null ? null : (readSession(infra.store, record.resumes)?.outcome?.reported ?? null);
  const outcome = {
    session,
    spending: spendingOf(digest, before),
    failure: classify({
      ...record,
      directory,
      digest,
      exitCode: readExit(directory),
      stop: readStop(directory),
      errors: readEnd(sessionFiles(directory).errors, errorBytes).trim(),
      now: infra.clock.now(),
    }),
    text: digest.result?.text ?? '',
    structured: digest.result?.structured ?? null,
    denials: [...digest.denials],
    lastText: digest.lastText,
    reported: digest.result?.reported ?? before,
  };
  const { output, errors } = sessionFiles(directory);
  const gap = (bytes: number) => JSON.stringify({ type: 'system', subtype: 'left_out', bytes });
  capFile(output, { mostBytes: mostKeptBytes, gap });
  capFile(errors, { mostBytes: mostKeptBytes, gap: (bytes) => `… ${bytes} bytes are left out here …` });
  return keepOutcome(infra.store, { session, outcome, at: infra.clock.now() });
}
