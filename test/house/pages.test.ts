import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';
import { anchorsOf, codeOf, linksOf, listFiles, listPages, proseOf, readPage, root, type Page } from './pages.ts';

const pages = listPages();
const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: Record<string, string> };

describe.each(pages)('$path', (page) => {
  it('links only to what is there', () => {
    expect(brokenLinks(page)).toEqual([]);
  });

  it('names only npm scripts that exist', () => {
    expect(unknownScripts(page)).toEqual([]);
  });

  it('names no machine and no unfinished work', () => {
    expect(page.text).not.toMatch(/\/home\/\w|\/root\/|\/Users\/\w/);
    expect(proseOf(page)).not.toMatch(/\b(TODO|FIXME|XXX|TBD)\b/);
  });
});

// Briefs, rules and skills talk to a model, which is another voice, about other repositories than ours.
describe.each(pages.filter(({ path }) => !/^(rules|skills|commands)\//.test(path)))('$path, for people,', (page) => {
  it('speaks plainly', () => {
    expect(unplainWords(page)).toEqual([]);
  });

  it('names only our own files and folders that are there', () => {
    expect(missingPaths(page)).toEqual([]);
  });
});

describe('the checks of the pages', () => {
  const planted = (text: string): Page => ({ path: 'planted.md', text });

  it('find a link to nothing, and an anchor to nothing', () => {
    const page = planted('# A heading\n[a](README.md) [b](missing.md) [c](#a-heading) [d](#missing) [e](https://example.com)');
    expect(brokenLinks(page)).toEqual(['missing.md', '#missing']);
  });

  it('find a script that does not exist', () => {
    expect(unknownScripts(planted('`npm run check` and\n```bash\nnpm ci && npm run nothing\nnpm run bench -- x\n```'))).toEqual([
      'nothing',
    ]);
  });

  it('find a path of ours that leads nowhere', () => {
    expect(missingPaths(planted('`test/house` `kernel/model.ts` `kernel/nothing.ts` `test/nothing/` `src/cart`'))).toEqual([
      'kernel/nothing.ts',
      'test/nothing/',
    ]);
  });

  it('find words that the glossary avoids, but not inside code', () => {
    expect(unplainWords(planted('Please open a ticket! `please`'))).toEqual(['Please', 'ticket', '!']);
  });
});

describe('names in the sources', () => {
  it('say what a thing is, never that it manages or helps', () => {
    const vague = listFiles('mcp-server/*.ts', 'demo/*.ts', 'test/*.ts').flatMap((path) =>
      [...readFileSync(join(root, path), 'utf8').matchAll(/^export (?:class|interface|type) (\w+)/gm)]
        .map((match) => match[1] ?? '')
        .filter((name) => /(Manager|Helper|Utils?|Data|Info)$/.test(name) && name !== 'PackageManager')
        .map((name) => `${path}: ${name}`),
    );
    expect(vague).toEqual([]);
  });

  it('have no folder for what belongs nowhere', () => {
    const folders = listFiles().flatMap((path) => dirname(path).split('/'));
    expect(folders.filter((name) => ['utils', 'common', 'shared', 'types', 'helpers', 'misc', 'lib'].includes(name))).toEqual([]);
  });
});

function brokenLinks(page: Page): string[] {
  return linksOf(page).filter((link) => {
    if (/^[a-z]+:/.test(link)) return false;
    const [target = '', anchor] = link.split('#');
    const path = target === '' ? page.path : normalize(join(dirname(page.path), target));
    if (target !== '' && !existsSync(join(root, path))) return true;
    if (anchor === undefined) return false;
    return !anchorsOf(target === '' ? page : readPage(path)).includes(anchor);
  });
}

function missingPaths(page: Page): string[] {
  const ours = /^(?:(?:test|docs|demo|hooks|bin|skills|commands|rules|mcp-server|\.ci)|(api|domain|infra|kernel))\/[\w./-]*$/;
  return codeOf(page).filter((code) => {
    const match = ours.exec(code);
    return match !== null && !existsSync(join(root, match[1] === undefined ? code : join('mcp-server', code)));
  });
}

function unknownScripts(page: Page): string[] {
  const named = codeOf(page).flatMap((line) =>
    [...line.matchAll(/\bnpm run (?:--silent )?([\w:-]+)/g)].map((match) => match[1] ?? ''),
  );
  return named.filter((name) => name !== '--' && !(name in scripts));
}

// Words that the glossary in ARCHITECTURE.md avoids and that have no other use here, and what our voice does without.
function unplainWords(page: Page): string[] {
  const avoided = /\b(please|ticket|destination branch|db fork|merge train|simply|sorry|oops)\b|[!\u{1F300}-\u{1FAFF}]/giu;
  return proseOf(page).match(avoided) ?? [];
}
