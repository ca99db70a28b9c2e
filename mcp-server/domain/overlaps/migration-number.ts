import { posix } from 'node:path';

/** The digits that a numbered migration's name begins with. */
export const numbered = /^(\d{1,18})(?=\D)/;

/** What two migrations may not have in common, their folder and number; null for a file that has none. */
export const migrationNumber = (path: string): string | null => {
  const [, digits] = numbered.exec(posix.basename(path)) ?? [];
  return digits === undefined ? null : `${posix.dirname(path)}/${BigInt(digits)}`;
};

/** Of the migrations that one side added, those whose number the other side took too. */
export function sameNumbers(one: readonly string[], other: readonly string[]): string[] {
  const taken = new Set(other.map(migrationNumber));
  return one.filter((path) => migrationNumber(path) !== null && taken.has(migrationNumber(path)));
}
