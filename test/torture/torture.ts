/** What a torture found: `ok` when everything held, and the figures that show it. */
export interface Outcome {
  ok: boolean;
  figures: Record<string, number>;
}

/** A torture: one line of what it breaks, and the breaking, over and over until `kills` processes were killed. */
export interface Torture {
  name: string;
  says: string;
  /** How many kills the short form does. */
  kills: number;
  /** What is counted, where it is no kills. */
  unit?: string;
  run(options: {
    kills: number;
    say(line: string): void;
    /** Asks a real model, where that means something. */
    live?: boolean;
  }): Promise<Outcome>;
}
