import { z } from 'zod';
import type { Survivor } from '../../../kernel/mutation.ts';

// https://github.com/stryker-mutator/mutation-testing-elements, mutation-testing-report-schema
const report = z.object({
  files: z.record(
    z.string(),
    z.object({
      mutants: z.array(
        z.object({
          status: z.string(),
          mutatorName: z.string(),
          replacement: z.string().optional(),
          location: z.object({ start: z.object({ line: z.int() }) }),
        }),
      ),
    }),
  ),
});

// What did not compile or was left out says nothing about the tests.
const tried = new Set(['Killed', 'Survived', 'NoCoverage', 'Timeout', 'RuntimeError']);
const unnoticed = new Set(['Survived', 'NoCoverage']);

/** Reads the JSON report of StrykerJS, or null where there is none. */
export function readStryker(text: string): { mutants: number; survivors: Survivor[] } | null {
  const parsed = report.safeParse(parse(text));
  if (!parsed.success) return null;
  const all = Object.entries(parsed.data.files).flatMap(([file, { mutants }]) =>
    mutants.filter(({ status }) => tried.has(status)).map((mutant) => ({ file, ...mutant })),
  );
  const survivors = all
    .filter(({ status }) => unnoticed.has(status))
    .map(({ file, location, mutatorName, replacement }) => ({
      file,
      line: location.start.line,
      mutation: replacement === undefined ? mutatorName : replacement.replace(/\s+/g, ' ').slice(0, 120) || 'nothing',
    }));
  return { mutants: all.length, survivors };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
