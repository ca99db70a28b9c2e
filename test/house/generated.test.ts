import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { commands } from '../../mcp-server/api/cli/program.ts';
import { exitCodes } from '../../mcp-server/api/cli/terminal/exit-codes.ts';
import { tools } from '../../mcp-server/api/tools/index.ts';
import { graphSchema } from '../../mcp-server/domain/tasks/graph-schema.ts';
import { configSchema } from '../../mcp-server/kernel/config.ts';
import { keyTable } from './key-table.ts';
import { codeOf, listFiles, listPages, readPage, root } from './pages.ts';
import { fillSection, markdownTable } from './sections.ts';

const readme = readPage('README.md');
const frontMatter = z.object({ description: z.string(), 'argument-hint': z.string().optional() });

/** What a person may type in Claude Code, as the front matter of its pages says. */
function slashCommands(): { typed: string; description: string }[] {
  return ['skills/fanout/SKILL.md', ...listFiles('commands/*.md')].map((path) => {
    const [, front = ''] = /^---\n(.*?)^---$/ms.exec(readPage(path).text) ?? [];
    const { description, 'argument-hint': hint } = frontMatter.parse(parse(front));
    const typed = path.startsWith('skills/') ? '/fanout' : `/fanout:${basename(path, '.md')}`;
    return { typed: hint === undefined ? typed : `${typed} ${hint}`, description };
  });
}

const names = commands.map(({ syntax }) => syntax.split(' ')[0] ?? '');

describe('README', () => {
  it('has the tables of slash commands, commands, exit codes and tools as the sources have them (write them with --update)', async () => {
    const commandTable = markdownTable(
      ['Command', 'Does'],
      commands.map(({ syntax, summary }) => [`\`fanout ${syntax}\``, summary]),
    );
    const codeTable = markdownTable(
      ['Code', 'Means'],
      Object.values(exitCodes).map(({ code, means }) => [String(code), means]),
    );
    const toolTable = markdownTable(
      ['Tool', 'Does', 'Effect'],
      tools.map(({ name, title, effect }) => [`\`${name}\``, title, effect]),
    );
    const slashTable = markdownTable(
      ['Type', 'Does'],
      slashCommands().map(({ typed, description }) => [`\`${typed}\``, description]),
    );
    const filled = [
      ['slash', slashTable],
      ['commands', commandTable],
      ['exit codes', codeTable],
      ['tools', toolTable],
    ].reduce((page, [name = '', table = '']) => fillSection(page, name, table), readme.text);
    await expect(filled).toMatchFileSnapshot(join(root, 'README.md'));
  });

  it('shows the transcript of a whole run', () => {
    const [, transcript = ''] = /<!-- transcript\b[^>]*-->(.*?)<!-- \/transcript -->/s.exec(readme.text) ?? [];
    expect(transcript).toMatch(/5 of 5|merged/);
  });
});

describe('the references', () => {
  it('list the keys of fanout.yaml as the schema has them (write them with --update)', async () => {
    const filled = fillSection(readPage('docs/configuration.md').text, 'keys', keyTable(configSchema));
    await expect(filled).toMatchFileSnapshot(join(root, 'docs', 'configuration.md'));
  });

  it('list the keys of a graph file as the schema has them (write them with --update)', async () => {
    const page = fillSection(readPage('docs/graph.md').text, 'file keys', keyTable(graphSchema));
    const filled = fillSection(page, 'task keys', keyTable(graphSchema.shape.tasks.element));
    await expect(filled).toMatchFileSnapshot(join(root, 'docs', 'graph.md'));
  });
});

describe.each(listPages().filter(({ path }) => !path.startsWith('skills/')))('$path', (page) => {
  it('names only commands of fanout that exist', () => {
    const named = codeOf(page).flatMap((line) =>
      [...line.matchAll(/(?:^|[\s(])fanout ([a-z]+)\b/g)].map((match) => match[1] ?? ''),
    );
    expect(named.filter((name) => ![...names, 'help'].includes(name))).toEqual([]);
  });
});
