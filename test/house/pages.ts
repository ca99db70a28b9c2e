import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** The folder of this repository. */
export const root = resolve(import.meta.dirname, '../..');

/** A page of our documentation. */
export interface Page {
  /** Relative to the repository, with forward slashes. */
  path: string;
  text: string;
}

/** Files that are under version control, or will be: what matches the pathspecs and is not ignored. */
export function listFiles(...pathspecs: string[]): string[] {
  const args = ['ls-files', '-z', '--cached', '--others', '--exclude-standard', '--deduplicate', '--', ...pathspecs];
  return execFileSync('git', args, { cwd: root, encoding: 'utf8' })
    .split('\0')
    .filter((path) => path !== '');
}

/** Our pages for people: all Markdown but the sample project and specs of the demo, which are input. */
export const listPages = (): Page[] =>
  listFiles('*.md', ':!demo/project', ':!demo/specs').map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }));

/** The page with this path. */
export const readPage = (path: string): Page => ({ path, text: readFileSync(join(root, path), 'utf8') });

/** What a page says to type: the lines of its fenced blocks, but for those in another language than the shell's, and its spans. */
export function codeOf({ text }: Page): string[] {
  const blocks = [...text.matchAll(/^```(\w*)\n(.*?)^```/gms)]
    .filter((match) => ['', 'bash', 'console'].includes(match[1] ?? ''))
    .flatMap((match) => (match[2] ?? '').split('\n'));
  const spans = [...withoutBlocks(text).matchAll(/`([^`\n]+)`/g)].map((match) => match[1] ?? '');
  return [...blocks, ...spans].map((line) => line.trim()).filter((line) => line !== '');
}

/** What a person reads on a page as prose: no fenced blocks, no code spans, no link targets. */
export const proseOf = ({ text }: Page): string =>
  withoutBlocks(text)
    .replace(/`[^`\n]+`/g, '')
    .replace(/\]\([^)]*\)/g, ']')
    .replace(/<!--.*?-->/gs, '');

/** The targets of a page's links and pictures. */
export const linksOf = ({ text }: Page): string[] =>
  [...withoutBlocks(text).matchAll(/\]\(([^)\s]+)\)/g)].map((match) => match[1] ?? '');

/** The anchors that a page offers, made from its headings as GitHub makes them. */
export const anchorsOf = ({ text }: Page): string[] =>
  [...withoutBlocks(text).matchAll(/^#+ +(.+)$/gm)].map((match) =>
    (match[1] ?? '')
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );

const withoutBlocks = (text: string): string => text.replace(/^```[^\n]*\n.*?^```/gms, '');
