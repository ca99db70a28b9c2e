import { isDeepStrictEqual } from 'node:util';
import type { FileChange } from '../../../infra/git/read-change.ts';
import { reachedRules } from './make-rules.ts';
import { readObject, readScripts } from './manifest-scripts.ts';
import type { Objection } from './objection.ts';
import type { GateParts } from './reach.ts';

const lifecycle = new Set([
  ...['preinstall', 'install', 'postinstall', 'prepare', 'preprepare', 'postprepare', 'prepublish'],
  ...['dependencies', 'pnpm:devPreinstall'],
  ...['pre', 'post'].flatMap((when) => ['install', 'update'].map((what) => `${when}-${what}-cmd`)),
  ...['post-autoload-dump', 'pre-autoload-dump', 'post-package-install', 'post-package-update'],
]);
// Settings of tools that checks run, and of what is installed in the place of what.
const settings = [
  ...['jest', 'vitest', 'mocha', 'ava', 'tap', 'c8', 'nyc', 'eslintConfig', 'prettier', 'xo', 'lint-staged', 'husky', 'wireit'],
  ...['simple-git-hooks', 'overrides', 'resolutions', 'pnpm', 'packageManager', 'babel', 'browser', 'imports'],
];
const dependencies = ['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies'];
const swallows =
  /\|\|\s*(?:true|:|exit\s+0|echo)|;\s*(?:true|exit\s+0)\s*$|\bset\s+\+e\b|--passWithNoTests|--pass-with-no-tests|continue-on-error/;

/** What a change does to the gates themselves: their scripts, the settings that manifests hold, and their files. */
export function findChangedGates(changes: readonly FileChange[], parts: GateParts): Objection[] {
  return changes.flatMap((change): Objection[] => {
    const { path, before, after } = change;
    const texts = { before: before?.text ?? null, after: after?.text ?? null };
    if (parts.files.has(path)) return [objection(path, sayScript('This file', texts.after))];
    const targets = parts.made.get(path);
    if (targets && !isSameRules(texts, targets)) return [objection(path, sayScript('What is made here', texts.after))];
    if (/(?:^|\/)(?:package|composer)\.json$/.test(path)) {
      const reached = parts.scripts.get(path);
      const isGate = (name: string) => reached?.has(name) === true || (path !== 'package.json' && allScripts.test(name));
      return readPackage({ path, ...texts, isGate });
    }
    if (/(?:^|\/)(?:pyproject\.toml|Cargo\.toml)$/.test(path) && before) return readToml({ path, ...texts });
    return [];
  });
}

function isSameRules(texts: { before: string | null; after: string | null }, targets: ReadonlySet<string>): boolean {
  const before = reachedRules(texts.before ?? '', targets);
  const after = reachedRules(texts.after ?? '', targets);
  return before.isAll && after.isAll && before.counts === after.counts;
}

const objection = (path: string, what: string): Objection => ({ kind: 'gate-changed', path, what });

const sayScript = (what: string, text: string | null): string =>
  `${what} is part of the checks and may not change.${swallows.test(text ?? '') ? ' It also swallows a failure.' : ''}`;

// A workspace's tests are often run from the top by a tool that no pattern knows, so all its checking scripts count.
const allScripts = /^(?:pre|post)?(?:test|check|lint|types?|typecheck|verify|ci|coverage)\b/;

function readPackage(change: {
  path: string;
  before: string | null;
  after: string | null;
  isGate: (name: string) => boolean;
}): Objection[] {
  const { path, isGate } = change;
  const scripts = { before: readScripts(change.before), after: readScripts(change.after) };
  const names = new Set([...scripts.before.keys(), ...scripts.after.keys()]);
  const changed = [...names].filter(
    (name) =>
      scripts.before.get(name) !== scripts.after.get(name) && (lifecycle.has(name) || (change.before !== null && isGate(name))),
  );
  const before = readObject(change.before);
  const after = readObject(change.after);
  const set = settings.filter((key) => change.before !== null && !isDeepStrictEqual(before[key], after[key]));
  return [
    ...changed.map((name) => objection(path, sayScript(`The script "${name}"`, scripts.after.get(name) ?? null))),
    ...set.map((key) => objection(path, `The settings under "${key}" decide what the checks do and may not change.`)),
    ...oddDependencies(before, after).map(([name, from]): Objection => ({
      kind: 'dependency-odd',
      path,
      what: `${name} comes from ${from} instead of the registry under its own name.`,
    })),
  ];
}

function oddDependencies(before: Record<string, unknown>, after: Record<string, unknown>): [string, string][] {
  const listed = (from: Record<string, unknown>) =>
    new Map(dependencies.flatMap((key) => Object.entries((from[key] ?? {}) as Record<string, unknown>)));
  const known = listed(before);
  return [...listed(after)].flatMap(([name, from]): [string, string][] =>
    typeof from === 'string' && known.get(name) !== from && !/^(?:workspace:|[\d^~<>=*xX|. -]|latest$|next$)/.test(from)
      ? [[name, from]]
      : [],
  );
}

// Sections that configure tests, coverage and lints, and not the package itself.
const tomlGates =
  /^\[(?:\[?test\]?|lib|lints[^\]]*|profile\.test[^\]]*|tool\.(?!poetry\b|uv\b|hatch\.(?!envs)|setuptools)[^\]]*)\]/;

function readToml({ path, before, after }: { path: string; before: string | null; after: string | null }): Objection[] {
  const sections = (text: string | null) =>
    (text ?? '')
      .split(/^(?=\[)/m)
      .filter((section) => tomlGates.test(section))
      .map((section) => section.trim());
  return isDeepStrictEqual(sections(before), sections(after))
    ? []
    : [objection(path, 'The sections that configure tests, coverage and lints are part of the checks and may not change.')];
}
