/** An object of unknown shape. */
export type Fields = Record<string, unknown>;

/** The object that a value is, or an empty one. */
export const asFields = (value: unknown): Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};

/** The list that a value is, or an empty one. */
export const asList = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

/** The text that a value is, or an empty one. */
export const asText = (value: unknown): string => (typeof value === 'string' ? value : '');

/** The finite number that a value is, or 0. */
export const asNumber = (value: unknown): number => (typeof value === 'number' && Number.isFinite(value) ? value : 0);
