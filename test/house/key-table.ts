import { z } from 'zod';
import { markdownTable } from './sections.ts';

interface Property {
  type?: string;
  const?: unknown;
  enum?: unknown[];
  anyOf?: Property[];
  items?: Property;
  properties?: Record<string, Property>;
  default?: unknown;
  description?: string;
}

/** A table of the keys that an object may have: what each holds, its default, and what it means. */
export function keyTable(schema: z.ZodType): string {
  const { properties = {}, required = [] } = z.toJSONSchema(schema, { io: 'input' }) as Property & { required?: string[] };
  return markdownTable(
    ['Key', 'Holds', 'Default', 'Means'],
    Object.entries(properties).map(([key, property]) => [
      `\`${key}\``,
      holds(property),
      required.includes(key) ? 'required' : defaultOf(property),
      asText(property.description ?? ''),
    ]),
  );
}

function holds({ type, anyOf, items, properties, enum: values, const: value }: Property): string {
  if (value !== undefined) return `\`${JSON.stringify(value)}\``;
  if (anyOf) return anyOf.map(holds).join(' or ');
  if (values) return values.map((one) => `\`${String(one)}\``).join(', ');
  if (properties)
    return `object: ${Object.keys(properties)
      .map((key) => `\`${key}\``)
      .join(', ')}`;
  if (type === 'array') return `list of ${items?.type === 'string' ? 'texts' : `${items?.type ?? 'anything'}s`}`;
  return type === 'string' ? 'text' : (type ?? 'anything');
}

const defaultOf = ({ default: value }: Property): string =>
  value === undefined || JSON.stringify(value) === '{}' || JSON.stringify(value) === '[]' ? '' : `\`${JSON.stringify(value)}\``;

// Outside of code an angle bracket would begin an element.
const asText = (text: string): string =>
  text
    .replaceAll('\n', ' ')
    .split('`')
    .map((part, index) => (index % 2 === 0 ? part.replaceAll('<', '&lt;') : part))
    .join('`');
