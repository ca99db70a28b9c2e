import { join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { graphSchema } from '../../mcp-server/domain/tasks/graph-schema.ts';
import { configSchema } from '../../mcp-server/kernel/config.ts';
import { root } from './read-sources.ts';

test.each([
  ['graph', 'A graph of fanout', graphSchema],
  ['config', 'fanout.yaml', configSchema],
])('docs/schema/%s.schema.json is what the sources say', async (name, title, schema) => {
  const { $schema, ...rest } = z.toJSONSchema(schema, { io: 'input' });
  const published = `${JSON.stringify({ $schema, title, ...rest }, null, 2)}\n`;
  await expect(published).toMatchFileSnapshot(join(root, `docs/schema/${name}.schema.json`));
});

test.each([
  ['graph', graphSchema],
  ['config', configSchema],
])('every key of the %s is described', (_, schema) => {
  expect(undescribed(z.toJSONSchema(schema, { io: 'input' }))).toEqual([]);
});

function undescribed(schema: z.core.JSONSchema.JSONSchema, at = ''): string[] {
  const keys = Object.entries(schema.properties ?? {}).flatMap(([key, property]) => {
    if (typeof property === 'boolean') return [];
    const here = `${at}/${key}`;
    return [...(property.description === undefined ? [here] : []), ...undescribed(property, here)];
  });
  const items = typeof schema.items === 'object' && !Array.isArray(schema.items) ? undescribed(schema.items, at) : [];
  return [...keys, ...items];
}
