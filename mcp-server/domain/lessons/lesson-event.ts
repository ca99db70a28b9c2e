import { z } from 'zod';
import { digest } from '../../kernel/id.ts';
import type { Lesson } from '../../kernel/model.ts';
import { refuseRelativePath } from '../../kernel/refuse-relative-path.ts';
import { findHookProblems, findSettingProblems } from './remedy.ts';

/**
 * Where a lesson stands. What is on probation is used, and says that nothing has shown its effect yet.
 *
 * ```
 *  candidate ─▶ probation ─▶ active ─▶ retired
 *      └──────────┴────────────────────▶
 * ```
 */
export type LessonState = z.output<typeof state>;

const state = z.enum(['candidate', 'probation', 'active', 'retired']);
const form = z.enum(['check', 'hook', 'setting', 'rule', 'skill', 'line']);

const provenance = z
  .strictObject({
    // Lines from before other sources were known say nothing of theirs.
    source: z.enum(['review', 'gate', 'merge', 'watchdog', 'person']).default('review'),
    run: z.string().nullable(),
    task: z.string().nullable(),
    reviewer: z.string().nullable().default(null),
    finding: z.string(),
    title: z.string(),
    brokenAt: z.string(),
    fixedAt: z.string(),
    evidence: z.string(),
  })
  .transform((value) => value as Lesson['provenance']);

const check = z.strictObject({
  command: z.string(),
  files: z.array(z.strictObject({ path: z.string().refine((path) => refuseRelativePath(path) === null), content: z.string() })),
});

const hook = z.strictObject({ command: z.string(), instead: z.string() }).refine((one) => findHookProblems(one).length === 0);
const setting = z.strictObject({ name: z.string(), value: z.string() }).refine((one) => findSettingProblems(one).length === 0);

// What a line of the ledger says is written to: nothing outside these places, whoever wrote the line. A hook and a setting are
// read from the ledger itself. The last two are a plugin's own.
const place = z
  .string()
  .regex(
    /^(?:\.claude\/rules\/fanout\/[a-z0-9-]+\.md|\.claude\/skills\/[a-z0-9-]+\/SKILL\.md|CLAUDE\.md|\.fanout\/checks\/[0-9a-f]+\.sh|\.fanout\/lessons\.jsonl|skills\/[a-z0-9-]+\/SKILL\.md|rules\/[a-z]+\.md)$/,
  );

const about = { id: z.string().regex(/^[0-9a-f]{8,64}$/), at: z.int() };
const said = { rule: z.string(), why: z.string(), paths: z.array(z.string()) };

const tries = z.strictObject({ faults: z.int(), tries: z.int() });

const schema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('admitted'),
    ...about,
    state,
    form,
    ...said,
    cause: z.string(),
    /** What else it would have caught, as its drafter says. */
    catches: z.string().default(''),
    check: check.nullable(),
    hook: hook.nullable().default(null),
    setting: setting.nullable().default(null),
    /** The skill that it is added to, where that is its form. */
    skill: z.string().nullable(),
    /** Where it is rendered. */
    path: place,
    /** What it contradicts: `lesson <id>`, or the place of what a person wrote. */
    contradicts: z.string().nullable().default(null),
    /** Why a person is asked, or null. */
    asks: z.string().nullable(),
    provenance,
  }),
  z.strictObject({
    kind: z.literal('moved'),
    ...about,
    to: state,
    because: z.string(),
    by: z.enum(['person', 'replay', 'house']),
  }),
  z.strictObject({ kind: z.literal('edited'), ...about, ...said }),
  z.strictObject({
    kind: z.literal('compared'),
    ...about,
    /** The run of trials. */
    run: z.string(),
    model: z.string(),
    without: tries,
    told: tries,
    control: z.enum(['unharmed', 'harmed', 'unknown']),
    verdict: z.enum(['helps', 'not-needed', 'harms', 'open']),
  }),
  z.strictObject({ kind: z.literal('recurred'), ...about, provenance }),
  z.strictObject({
    kind: z.literal('escalated'),
    ...about,
    form,
    check: check.nullable(),
    hook: hook.nullable().default(null),
    path: place,
    provenance,
  }),
]);

/** One thing that happened to a lesson, as one line of the ledger. */
export type LessonEvent = z.output<typeof schema>;

/** The line of an event. It begins with a name made of all that follows, so that the same event said twice is one. */
export function eventLine(event: LessonEvent): string {
  const { kind, id, ...rest } = event;
  return JSON.stringify({ event: digest(JSON.stringify(event)), kind, id, ...rest });
}

type NamedEvent = LessonEvent & { event: string };

// A line never changes, and a ledger is read for every brief.
const known = new Map<string, NamedEvent | null>();

/** The event of a line, or null where the line is none of ours. */
export function readEventLine(line: string): NamedEvent | null {
  let event = known.get(line);
  if (event === undefined) known.set(line, (event = parseEventLine(line)));
  return event;
}

function parseEventLine(line: string): NamedEvent | null {
  try {
    const { event, ...rest } = JSON.parse(line) as { event?: unknown };
    // Each line is read once in a process, which is less than it takes to compile the schema.
    const read = schema.safeParse(rest, { jitless: true });
    return read.success && typeof event === 'string' ? { ...read.data, event } : null;
  } catch {
    return null;
  }
}
