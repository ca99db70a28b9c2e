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
  run(options: BenchOptions): Promise<Case[] | Measured> | Case[];
}

/** What a bench is asked: where its lines go, how much of it to do, and by which agent, where it has a say in that. */
export interface BenchOptions {
  say(line: string): void;
  size?: number | undefined;
  agent?: string | undefined;
  /** A folder to measure on, where the bench wants one. */
  path?: string | undefined;
}

/** Cases, and figures that stand beside them in the answer. */
export interface Measured {
  cases: Case[];
  figures: Record<string, unknown>;
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
