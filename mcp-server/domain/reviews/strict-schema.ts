type Json = Record<string, unknown>;

const kept = ['type', 'enum', 'const', 'description', 'items', 'anyOf', 'maxItems'];

/**
 * A JSON schema in the narrow form that other vendors' structured outputs take: every property required and none besides, what
 * may be left out is null instead, and no bounds of texts and numbers. What comes back is checked against the whole schema.
 */
export function strictSchema(schema: object): Json {
  const given = schema as Json;
  const properties = given['properties'] as Record<string, Json> | undefined;
  const own = Object.fromEntries(kept.filter((key) => key in given).map((key) => [key, narrow(given[key])]));
  if (!properties) return own;
  const narrowed = Object.entries(properties).map(([name, one]) => [name, strictSchema(one)]);
  return { ...own, properties: Object.fromEntries(narrowed), required: Object.keys(properties), additionalProperties: false };
}

function narrow(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((one) => (typeof one === 'object' && one !== null ? strictSchema(one) : one));
  return typeof value === 'object' && value !== null ? strictSchema(value) : value;
}
