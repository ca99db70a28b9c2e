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

function describe(issue: z.core.$ZodIssue, about: { schema: z.ZodType; locate: (path: PropertyKey[]) => string }): Problem[] {
  const key = issue.path.map(String).join('.');
  const at = about.locate([...issue.path]);
  if (issue.code !== 'unrecognized_keys') return [{ place: at, message: key ? `${key}: ${issue.message}` : issue.message }];
  const known = keysAt(about.schema, issue.path);
  return issue.keys.map((unknown) => {
    const near = nearest(unknown, known);
    const advice = near ? ` Did you mean "${near}"?` : known.length > 0 ? ` Known here: ${known.join(', ')}.` : '';
    return { place: about.locate([...issue.path, unknown]), message: `Unknown key "${unknown}"${key ? ` in ${key}` : ''}.${advice}` };
  });
}

/** The known word that a mistyped one most likely meant, or null where none is near. */
export function nearest(word: string, known: readonly string[]): string | null {
  if (known.length === 0) return null;
  const found = closest(word.toLowerCase(), [...known]);
  // Half of the word wrong is no typing slip any more.
  return distance(word.toLowerCase(), found.toLowerCase()) <= Math.max(2, Math.floor(found.length / 2)) ? found : null;
}

function keysAt(schema: z.ZodType, path: PropertyKey[]): string[] {
  let at: z.ZodType | undefined = schema;
  for (const step of path) at = child(unwrap(at), step);
  const object = unwrap(at);
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
