import type { BaseLook } from './base-look.ts';

/** What the gates of a base are made of, besides their commands. */
export interface GateParts {
  /** By the path of a `package.json` or `composer.json`, the names of its scripts that the gates run. */
  scripts: Map<string, Set<string>>;
  /** Files that the gates run or load, and those that configure them. */
  files: Set<string>;
  /** By the path of a Makefile, the targets that the gates make. None: whichever. */
  made: Map<string, Set<string>>;
}

/** A text that is followed: a gate's command, or what a file of a gate holds. */
export interface Followed {
  text: string;
  /** Where its words may be meant from. */
  folders: readonly string[];
}

/** Where a command of such a text stands, and where what it reaches is noted. */
export interface Site {
  folders: readonly string[];
  base: BaseLook;
  parts: GateParts;
}
