/** A text that a tool cannot do without. */
export function textOf(input: Record<string, unknown>, name: string): string {
  const value = input[name];
  if (typeof value !== 'string') throw new Error(`${name} is missing`);
  return value;
}
