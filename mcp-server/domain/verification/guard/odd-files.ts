import { posix } from 'node:path';
import type { FileChange } from '../../../infra/git/read-change.ts';
import type { Objection, ObjectionKind } from './objection.ts';
import { isTestFile, languageOf } from './test-language.ts';

const manifests: [lockfile: RegExp, manifest: RegExp][] = [
  [
    /(?:^|\/)(?:package-lock\.json|npm-shrinkwrap\.json|pnpm-lock\.yaml|yarn\.lock|bun\.lockb?)$/,
    /(?:^|\/)(?:package\.json|pnpm-workspace\.yaml)$/,
  ],
  [/(?:^|\/)(?:uv\.lock|poetry\.lock|pdm\.lock)$/, /(?:^|\/)pyproject\.toml$/],
  [/(?:^|\/)Pipfile\.lock$/, /(?:^|\/)Pipfile$/],
  [/(?:^|\/)Cargo\.lock$/, /(?:^|\/)Cargo\.toml$/],
  [/(?:^|\/)go\.sum$/, /(?:^|\/)go\.mod$/],
  [/(?:^|\/)Gemfile\.lock$/, /(?:^|\/)Gemfile$/],
  [/(?:^|\/)composer\.lock$/, /(?:^|\/)composer\.json$/],
  [/(?:^|\/)mix\.lock$/, /(?:^|\/)mix\.exs$/],
];

/** Lockfiles that change without their manifest, or that fetch from a host they did not name before. */
export function findOddLockfiles(changes: readonly FileChange[]): Objection[] {
  return changes.flatMap(({ path, before, after }): Objection[] => {
    const manifest = manifests.find(([lockfile]) => lockfile.test(path))?.[1];
    if (!manifest || !after) return [];
    const object = (what: string): Objection[] => [{ kind: 'dependency-odd', path, what }];
    if (!changes.some((change) => manifest.test(change.path)))
      return object('It changes although no manifest does. Take it back.');
    const known = hosts(before?.text ?? null);
    const added = [...hosts(after.text)].filter((host) => before !== null && known.size > 0 && !known.has(host));
    return added.length > 0 ? object(`It fetches from ${added.join(', ')}, which it did not before.`) : [];
  });
}

const hosts = (text: string | null): Set<string> =>
  new Set(
    Array.from((text ?? '').matchAll(/\b(?:https?|git|ssh|git\+\w+):\/\/(?:[^@/\s"']+@)?([^/\s"':]+)/g), ([, host = '']) => host),
  );

interface Sign {
  kind: ObjectionKind;
  pattern: RegExp;
  what: string;
}

const anywhere: Sign[] = [
  {
    kind: 'rule-suppressed',
    pattern:
      /(?:eslint|oxlint|biome|tslint|prettier|stylelint)-(?:disable|ignore)|@ts-(?:ignore|nocheck|expect-error)|(?:istanbul|c8|v8|node:coverage) (?:ignore|disable)|Stryker disable|#\s*type:\s*ignore|#\s*noqa|#\s*pylint:\s*disable|pragma:\s*no cover|\/\/\s*nolint|#!?\[allow\(|@SuppressWarnings|rubocop:disable|Stryker disable/g,
    what: 'A lint, type or coverage rule is switched off here. Mend what it finds instead.',
  },
  {
    kind: 'disguised',
    pattern: /[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad\u{e0000}-\u{e0fff}]/gu,
    what: 'Characters that nobody sees came in. Take them out.',
  },
];

const outsideTests: Sign = {
  kind: 'test-detected',
  pattern:
    /\bFANOUT_\w+|\b(?:VITEST|JEST_WORKER_ID|NODE_TEST_CONTEXT|PYTEST_CURRENT_TEST|PYTEST_VERSION|MOCHA_\w+|npm_lifecycle_event|CARGO_TARGET_TMPDIR)\b|NODE_ENV\s*\)?\s*[!=]==?\s*['"]test|['"]pytest['"]\s*in\s+sys\.modules|testing\.Testing\(\)/g,
  what: 'The code asks whether it is being tested. It must behave the same way then.',
};

/** Signs in the code itself: suppressed rules, code that knows when it is tested, and characters that hide. */
export function findSigns(changes: readonly FileChange[]): Objection[] {
  return changes.flatMap(({ path, before, after }): Objection[] => {
    if (!after?.text || after.mode === '120000') return [];
    const code = languageOf(path) !== null;
    const wanted = [
      ...anywhere.filter(({ kind }) => code || kind === 'disguised'),
      ...(code && !isTestFile(path, after.text) ? [outsideTests] : []),
    ];
    return wanted
      .filter(({ pattern }) => count(after.text, pattern) > count(before?.text ?? null, pattern))
      .map(({ kind, what }) => ({ kind, path, what }));
  });
}

const count = (text: string | null, pattern: RegExp): number => text?.match(pattern)?.length ?? 0;

/** Links that lead out of the repository or replace a file, and submodules, which bring code that no diff shows. */
export function findDisguised(changes: readonly FileChange[]): Objection[] {
  return changes.flatMap(({ path, before, after }): Objection[] => {
    const object = (what: string): Objection[] => [{ kind: 'disguised', path, what }];
    if (after?.mode === '160000' && before?.mode !== '160000') return object('A submodule came in; its code is in no diff.');
    if (after?.mode !== '120000') return [];
    if (before && before.mode !== '120000') return object('A link took the place of a file.');
    const to = after.text ?? '';
    const leaves = posix.isAbsolute(to) || posix.normalize(posix.join(posix.dirname(path), to)).startsWith('..');
    return leaves ? object(`It is a link that leads out of the repository, to ${to}.`) : [];
  });
}
