/** One measured case: `ratio` is ours ÷ reference, smaller is better, and `goal` is what it may be. */
export interface Case {
  name: string;
  ratio: number;
  goal: number;
}

/** A bench: one line of what it measures, and the measurement, both sides in the same run. */
export interface Bench {
  name: string;
  says: string;
  run(options: { say(line: string): void }): Promise<Case[]> | Case[];
}

/** What a bench found. The outer ratio is the worst of ratio ÷ goal, so that 1 or less means that every goal is met. */
export interface Outcome {
  cases: Case[];
  ratio: number;
}

/** Adds the cases up, rounded to four digits. */
export const outcomeOf = (cases: readonly Case[]): Outcome => ({
  cases: cases.map(({ name, ratio, goal }) => ({ name, ratio: round(ratio), goal })),
  ratio: round(Math.max(...cases.map(({ ratio, goal }) => ratio / goal))),
});

const round = (number: number): number => Number(number.toFixed(4));
