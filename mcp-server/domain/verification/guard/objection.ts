/** Why a change may not pass as it is. */
export type ObjectionKind =
  /** CI, hooks, agent settings, git's own files: what decides over others. */
  | 'protected'
  /** A gate's script, its configuration or a threshold. */
  | 'gate-changed'
  | 'test-removed'
  | 'test-skipped'
  | 'assertion-removed'
  | 'assertion-weakened'
  /** A test that cannot fail: dead, swallowed, or ended early with success. */
  | 'test-defused'
  /** A lint, type or coverage rule switched off for a place. */
  | 'rule-suppressed'
  /** Code that behaves differently when it is tested. */
  | 'test-detected'
  /** A lockfile without its manifest, or a dependency from elsewhere than a registry. */
  | 'dependency-odd'
  /** A link, a submodule or characters that nobody sees. */
  | 'disguised'
  /** What landed meanwhile, and a merge of it into the branch took back. */
  | 'landing-undone'
  /** Fewer tests ran than on the commit that the task starts from. */
  | 'below-floor';

/** One thing about a change that weakens a gate, and where. */
export interface Objection {
  kind: ObjectionKind;
  path: string;
  /** A sentence that names what was found. */
  what: string;
}

/** Objections as a list for a builder or a person, one a line. */
export const sayObjections = (objections: readonly Objection[]): string =>
  objections.map(({ path, what }) => `- ${path}: ${what}`).join('\n');
