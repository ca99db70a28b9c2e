import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { isWithin, realPlace } from './judge-path.mjs';
import { judgeGuesses, judgeWrites } from './judge-places.mjs';
import { optionValues } from './option-values.mjs';

/** @typedef {import('./word.mjs').Word} Word */

const shared = 'All worktrees of the repository share it.';

/** What git may not do in a session, and what to do instead. @type {Record<string, string>} */
const refused = {
  push: 'fanout delivers the work. Commit on your branch and end.',
  pull: 'Work from the commits that are here.',
  fetch: 'Work from the commits that are here.',
  worktree: 'fanout makes and removes worktrees. Stay in yours.',
  stash: `${shared} Commit what you want to keep.`,
  switch: 'Stay on your branch.',
  'update-ref': 'Stay on your branch and use commits.',
  'symbolic-ref': 'Stay on your branch and use commits.',
  gc: shared,
  prune: shared,
  repack: shared,
  'filter-branch': shared,
  replace: shared,
};

/** For these, only the arguments that read are let through. @type {Record<string, { reads: RegExp, why: string }>} */
const readOnly = {
  branch: {
    reads: /^(?:-[arv]+|--(?:all|remotes|list|show-current|contains|merged|no-merged|verbose|format|sort).*)$/,
    why: shared,
  },
  tag: { reads: /^(?:-l|-n\d*|--(?:list|contains|points-at|merged|sort|format).*)$/, why: shared },
  remote: { reads: /^(?:-v|show|get-url)$/, why: shared },
  config: { reads: /^(?:-l|--list|--get.*|get|list|--show-origin|--show-scope)$/, why: `${shared} Use \`git -c name=value\`.` },
  reflog: { reads: /^(?:show|exists|--.*|-n)$/, why: shared },
};

/** Verbs that write the places which they are given; what the others are given is read, or belongs to the worktree. */
const makes = new Set(['clone', 'init', 'archive', 'bundle', 'format-patch', 'bugreport', 'diagnose', 'submodule']);
/** Options whose value is written, by verb and for all verbs. */
const outputs = {
  'format-patch': ['-o', '--output-directory'],
  archive: ['-o', '--output'],
  'checkout-index': ['--prefix'],
};

/**
 * Why a git command may not run, or null when it may.
 * @param {Word[]} args what follows `git`
 * @param {{ cwd: string, roots: string[] }} from
 * @returns {string | null}
 */
export function judgeGit(args, from) {
  const { cwd, roots } = from;
  const words = args.map(({ text }) => text);
  let at = 0;
  for (; words[at]?.startsWith('-'); at += 1) {
    const [, option = '', value = null] =
      /^(-C|-c|--git-dir|--work-tree|--namespace|--exec-path)(?:=([^]*))?$/.exec(words[at] ?? '') ?? [];
    if (option === '') continue;
    const place = value ?? words[(at += 1)] ?? '';
    if (option === '-c' && !/^core\.worktree=/i.test(place)) continue;
    if (
      roots.length > 0 &&
      !roots.some((root) =>
        isWithin(realPlace(resolve(cwd, option === '-c' ? place.slice(place.indexOf('=') + 1) : place)), root),
      )
    ) {
      return `git ${option} leads to ${place}, outside this session's worktree. Use git in your worktree only.`;
    }
  }
  const [verb = '', ...rest] = words.slice(at);
  if (refused[verb]) return `This session may not run git ${verb}. ${refused[verb]}`;
  const limit = readOnly[verb];
  if (limit && rest.length > 0 && !limit.reads.test(rest[0] ?? '')) {
    return `This session may not run git ${verb} ${rest[0]}. ${limit.why}`;
  }
  if (verb === 'checkout' && leavesBranch(rest, cwd))
    return `This session may not run git checkout ${rest.join(' ')}. Stay on your branch.`;
  const given = args.slice(at + 1);
  const named = [...(outputs[/** @type {keyof typeof outputs} */ (verb)] ?? []), '--output'];
  return judgeWrites(optionValues(given, named).values, from) ?? (makes.has(verb) ? judgeGuesses(given, from) : null);
}

/** @param {string[]} words @param {string} cwd */
function leavesBranch(words, cwd) {
  if (words.includes('--')) return false;
  if (words.some((word) => /^(?:-b|-B|--orphan|--detach|-d)$/.test(word))) return true;
  const [first, ...more] = words.filter((word) => !word.startsWith('-'));
  return first !== undefined && more.length === 0 && !existsSync(resolve(cwd, first));
}
