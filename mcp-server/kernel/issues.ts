import { closest, distance } from 'fastest-levenshtein';
import { z } from 'zod';
import type { Problem } from './failure.ts';

/** Says each issue that zod found at its place, and for an unknown key names the nearest known one. */
export function describeIssues(
  error: z.ZodError,
  about: { schema: z.ZodType; locate: (path: PropertyKey[]) => string },
): Problem[] {
  return error.issues.flatMap((issue) => describe(issue, about));
}

/** Problems in the order of the text that they are about, as far as their places name a line and column. */
export function sortProblems(problems: readonly Problem[]): Problem[] {
  const position = ({ place }: Problem): number => {
    const [, line, column] = /:(\d+):(\d+)$/.exec(place) ?? [];
    return Number(line ?? 0) * 1e6 + Number(column ?? 0);
  };
  return problems.toSorted((a, b) => position(a) - position(b));
}

function describe(issue: z.core.$ZodIssue, about: { schema: z.ZodType; locate: (path: PropertyKey[]) => string }): Problem[] {
  const key = issue.path.map(String).join('.');
  const at = about.locate([...issue.path]);
  if (issue.code !== 'unrecognized_keys') return [{ place: at, message: `${key ? `${key} ` : 'This '}${say(issue)}.` }];
  const known = keysAt(about.schema, issue.path);
  return issue.keys.map((unknown) => {
    const near = nearest(unknown, known);
    const advice = near ? ` Did you mean "${near}"?` : known.length > 0 ? ` Known here: ${known.join(', ')}.` : '';
    return {
      place: about.locate([...issue.path, unknown]),
      message: `Unknown key "${unknown}"${key ? ` in ${key}` : ''}.${advice}`,
    };
  });
}

const kinds: Record<string, string> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a map of keys',
  record: 'a map of keys',
};

function say(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type': {
      const wanted = `must be ${kinds[issue.expected] ?? issue.expected}`;
      // Without `reportInput` zod keeps what it met to itself.
      if (!('input' in issue) || issue.expected === 'int') return wanted;
      return issue.input === undefined ? 'is missing' : `${wanted}, not ${kindOf(issue.input)}`;
    }
    case 'too_small':
      if (issue.origin === 'array' || issue.origin === 'string')
        return issue.minimum === 1 ? 'is empty' : `must have at least ${issue.minimum}`;
      return `must be ${issue.inclusive ? 'at least' : 'more than'} ${issue.minimum}`;
    case 'too_big':
      if (issue.origin === 'array') return `has more than ${issue.maximum} entries`;
      return issue.origin === 'string' ? `is longer than ${issue.maximum} characters` : `must be at most ${issue.maximum}`;
    case 'invalid_value':
      return `must be ${issue.values.map(String).join(' or ')}`;
    case 'unrecognized_keys':
    case 'invalid_format':
    case 'not_multiple_of':
    case 'invalid_union':
    case 'invalid_key':
    case 'invalid_element':
    case 'custom':
      return issue.message;
  }
}

function kindOf(value: unknown): string {
  if (value === null) return 'nothing';
  if (typeof value === 'number' && !Number.isFinite(value)) return 'one without an end';
  return kinds[Array.isArray(value) ? 'array' : typeof value] ?? typeof value;
}

/** The known word that a mistyped one most likely meant, or null where none is near. */
export function nearest(word: string, known: readonly string[]): string | null {
  if (known.length === 0) return null;
  const wanted = word.toLowerCase();
  const found = closest(wanted, [...known]);
  const wrong = distance(wanted, found);
  // Half of the word wrong is no typing slip any more, and neither is a word that has no letter right.
  const isSlip = wrong <= Math.max(2, Math.floor(found.length / 2)) && wrong < Math.max(found.length, wanted.length);
  return isSlip ? found : null;
}

function keysAt(schema: z.ZodType, path: PropertyKey[]): string[] {
  let at: z.ZodType | undefined = schema;
  for (const step of path) at = child(unwrap(at), step);
  const object = unwrap(at);
  if (object instanceof z.ZodDiscriminatedUnion) {
    const options = object.options.filter((option) => option instanceof z.ZodObject);
    return [...new Set(options.flatMap(({ shape }) => Object.keys(shape)))];
  }
  return object instanceof z.ZodObject ? Object.keys(object.shape) : [];
}

function child(schema: z.ZodType | undefined, step: PropertyKey): z.ZodType | undefined {
  if (schema instanceof z.ZodObject) return schema.shape[String(step)] as z.ZodType | undefined;
  if (schema instanceof z.ZodArray) return schema.element as z.ZodType;
  if (schema instanceof z.ZodRecord) return schema.valueType as z.ZodType;
  return undefined;
}

function unwrap(schema: z.ZodType | undefined): z.ZodType | undefined {
  let at = schema;
  while (at instanceof z.ZodOptional || at instanceof z.ZodDefault || at instanceof z.ZodNullable) at = at.unwrap() as z.ZodType;
  return at;
}
