import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { describeTool } from '../../mcp-server/api/tools/describe-tool.ts';
import { tools } from '../../mcp-server/api/tools/index.ts';

const served = resolve(import.meta.dirname, '../../mcp-server/api/tools/tools.json');

// Every session of every person reads this list at its start.
const mostBytes = 53_000;

describe('the table of tools', () => {
  it('is the list that the server answers (write it with --update)', async () => {
    const list = `${JSON.stringify({ tools: tools.map(describeTool) }, null, 2)}\n`;
    await expect(list).toMatchFileSnapshot(served);
  });

  it(`is listed in under ${mostBytes} bytes`, () => {
    expect(Buffer.byteLength(JSON.stringify({ tools: tools.map(describeTool) }))).toBeLessThan(mostBytes);
  });

  it.each(tools.map((tool) => [tool.name, tool] as const))('%s has the schema that was agreed', async (name, tool) => {
    await expect(`${JSON.stringify(describeTool(tool), null, 2)}\n`).toMatchFileSnapshot(
      join(import.meta.dirname, '__snapshots__', `${name}.json`),
    );
  });

  it.each(tools.map((tool) => [tool.name, tool] as const))(
    '%s is described as clients and people need it',
    (name, { title, description, input }) => {
      expect(name).toMatch(/^[a-z]+(?:_[a-z]+)?$/);
      expect(title).toMatch(/^[A-Z].*[^.]$/);
      expect(description).toMatch(/^[A-Z][^]*\.$/);
      expect(description.length).toBeLessThan(600);
      expect(input.safeParse({ surely_unknown: 1 }).success).toBe(false);
    },
  );
});
