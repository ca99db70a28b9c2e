/** All that the scripted model knows about one task of the demo. */
export interface TaskScript {
  key: string;
  plan: { summary: string; paths: string[]; steps: string[]; checks: string[]; risks: string[] };
  /** What the builder does. */
  change: Change;
  /** What the reviewer says of a change in which it finds no fault. */
  praise: string;
  /** A real fault in `change`, which the project's own tests do not catch. */
  fault?: Fault;
}

/** A commit in the making. */
export interface Change {
  edits: Edit[];
  /** New files. */
  files: { path: string; content: string }[];
  /** The commit's message. */
  message: string;
}

/** Replaces `before`, which occurs once in the file. */
export interface Edit {
  path: string;
  before: string;
  after: string;
}

/** A fault, how to see it, how to prove it, and how to mend it. */
export interface Fault {
  /** Matches the faulty line, and no line of the mended code. */
  sign: RegExp;
  severity: 'critical' | 'major' | 'minor';
  title: string;
  what: string;
  /** A test that fails while the fault is there. */
  evidence: { files: { path: string; content: string }[]; command: string };
  mend: Change;
  lesson: { rule: string; why: string; paths: string[] };
}

/** Adds lines below one that occurs once. */
export const below = (path: string, anchor: string, lines: string[]): Edit => ({
  path,
  before: anchor,
  after: [anchor, ...lines].join('\n'),
});

/** Adds lines above one that occurs once. */
export const above = (path: string, anchor: string, lines: string[]): Edit => ({
  path,
  before: anchor,
  after: [...lines, anchor].join('\n'),
});
