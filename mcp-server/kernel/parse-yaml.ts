import { isAlias, isMap, isScalar, isSeq, LineCounter, parseAllDocuments, visit, type Document, type YAMLMap } from 'yaml';
import type { Problem } from './failure.ts';

/** A YAML or JSON text as a value, with the place of everything in it. */
export interface Source {
  /** The plain value, or null where the text holds none or is refused. */
  value: unknown;
  /** What is wrong with the text as such, in its order. */
  problems: Problem[];
  /** The place of a key or list entry, such as `graph.yaml:12:5`; of what is absent, the place of what should hold it. */
  locate(path: readonly PropertyKey[]): string;
}

// A map as large as this was not written by hand; the bound keeps every look-up in it short.
const mostKeys = 1000;
// As many as fit on a screen: a text that is broken this often is of another kind.
const mostProblems = 20;

/** Reads one YAML 1.2 or JSON document. Never throws, whatever the text: duplicate keys, alias bombs and endless nesting are problems. */
export function parseYaml({ text, path }: { text: string; path: string }): Source {
  const lines = new LineCounter();
  const place = (offset: number): string => {
    const { line, col } = lines.linePos(offset);
    return `${path}:${Math.max(line, 1)}:${Math.max(col, 1)}`;
  };
  // uniqueKeys compares each key with each other one: a minute for a megabyte of keys. `findDuplicates` is linear.
  const options = { lineCounter: lines, prettyErrors: false, uniqueKeys: false, stringKeys: true, logLevel: 'silent' } as const;
  const documents = [...parseAllDocuments(text, options)];
  const document = documents[0];
  if (!document) return { value: null, problems: [], locate: () => place(0) };
  const problems = syntaxProblems(documents, place);
  if (problems.length === 0) problems.push(...findDuplicates(document, place));
  const read = problems.length === 0 ? readValue(document, place) : { value: null, problems: [] };
  return { value: read.value, problems: [...problems, ...read.problems], locate: (steps) => place(offsetOf(document, steps)) };
}

const words: Record<string, string> = {
  BLOCK_AS_IMPLICIT_KEY: 'A text with ": " in it must be quoted.',
  TAB_AS_INDENT: 'Indent with spaces instead of tabs.',
  RESOURCE_EXHAUSTION: 'This is nested too deeply.',
  NON_STRING_KEY: 'A key must be a text.',
};

function syntaxProblems(documents: Document.Parsed[], place: (offset: number) => string): Problem[] {
  const [first, second] = documents;
  const found = [...(first?.errors ?? []), ...(first?.warnings ?? [])];
  const deep = found.find(({ code }) => code === 'RESOURCE_EXHAUSTION');
  const problems = (deep ? [deep] : found.slice(0, mostProblems)).map(({ code, message, pos }) => ({
    place: place(pos[0]),
    message: words[code] ?? `${message}.`,
  }));
  if (!second) return problems;
  return [...problems, { place: place(second.range[0]), message: 'A second document begins here; one file holds one.' }];
}

function findDuplicates(document: Document.Parsed, place: (offset: number) => string): Problem[] {
  const problems: Problem[] = [];
  visit(document, {
    Map(_, map) {
      const { items } = map;
      if (items.length > mostKeys) {
        problems.push({ place: place(map.range?.[0] ?? 0), message: `${items.length} keys in one place are too many.` });
        return visit.BREAK;
      }
      const seen = new Map<string, number>();
      for (const { key } of items) {
        const at = startOf(key);
        const name = nameOf(key);
        const before = seen.get(name);
        if (before === undefined) seen.set(name, at);
        else problems.push({ place: place(at), message: `Key "${name}" is given twice; first at ${place(before)}.` });
      }
      return undefined;
    },
  });
  return problems.slice(0, mostProblems);
}

function readValue(document: Document.Parsed, place: (offset: number) => string): { value: unknown; problems: Problem[] } {
  let alias = 0;
  let endless = false;
  visit(document, {
    Alias(_, node, path) {
      alias = startOf(node);
      endless = path.includes(node.resolve(document) ?? node);
      return endless ? visit.BREAK : undefined;
    },
  });
  if (endless)
    return { value: null, problems: [{ place: place(alias), message: 'This alias stands inside what it stands for.' }] };
  try {
    return { value: document.toJS({ maxAliasCount: 100 }), problems: [] };
  } catch (error) {
    if (!(error instanceof ReferenceError)) throw error;
    const message = error.message.startsWith('Excessive')
      ? 'The aliases of this file multiply to more than is read.'
      : `${error.message}.`;
    return { value: null, problems: [{ place: place(alias), message }] };
  }
}

function offsetOf(document: Document.Parsed, steps: readonly PropertyKey[]): number {
  let node: unknown = document.contents;
  let offset = startOf(node);
  for (const step of steps) {
    if (isAlias(node)) node = node.resolve(document);
    const found = isMap(node)
      ? pairOf(node, step)
      : isSeq(node)
        ? { at: node.items[Number(step)], value: node.items[Number(step)] }
        : null;
    if (!found?.at) break;
    offset = startOf(found.at);
    node = found.value;
  }
  return offset;
}

function pairOf(map: YAMLMap, step: PropertyKey): { at: unknown; value: unknown } | null {
  const pair = map.items.find(({ key }) => nameOf(key) === String(step));
  return pair ? { at: pair.key, value: pair.value } : null;
}

const nameOf = (key: unknown): string => String(isScalar(key) ? key.value : key);

function startOf(node: unknown): number {
  const range =
    typeof node === 'object' && node !== null && 'range' in node ? (node.range as readonly number[] | null | undefined) : null;
  return range?.[0] ?? 0;
}
