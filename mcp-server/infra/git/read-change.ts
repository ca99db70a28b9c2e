import type { Commit, Repository } from '../../kernel/model.ts';
import { ok, type Result } from '../../kernel/result.ts';
import { gitOk, git } from './git.ts';
import { inRepository } from './in-repository.ts';

/** One side of a changed file: its mode (`100644`, `100755`, `120000`, `160000`), and its text where it has one. */
export interface FileSide {
  mode: string;
  /** Null for a submodule and for what is larger than `mostBytes`. */
  text: string | null;
}

/** A file that two commits hold differently. A renamed file is one that went and one that came. */
export interface FileChange {
  path: string;
  before: FileSide | null;
  after: FileSide | null;
}

// Larger files are data: nobody reads them as code.
const mostBytes = 2_000_000;
const nothing = '000000';

/** Every file that differs between two commits, with both sides' texts, read from the objects alone in three calls. */
export async function readChange({
  repository,
  base,
  commit,
}: {
  repository: Repository;
  base: Commit;
  commit: Commit;
}): Promise<Result<FileChange[], 'git-failed'>> {
  const listed = await gitOk({
    ...inRepository(repository),
    args: ['diff', '--raw', '-z', '--no-abbrev', '--no-renames', '--no-ext-diff', '--no-textconv', base, commit, '--'],
  });
  if (!listed.ok) return listed;
  const records = parseRaw(listed.value);
  const texts = await readTexts(
    repository,
    records.flatMap(({ before, after }) => [before, after]).filter(({ mode }) => mode !== nothing && mode !== '160000'),
  );
  if (!texts.ok) return texts;
  const side = ({ mode, object }: Entry): FileSide | null =>
    mode === nothing ? null : { mode, text: texts.value.get(object) ?? null };
  return ok(records.map(({ path, before, after }) => ({ path, before: side(before), after: side(after) })));
}

interface Entry {
  mode: string;
  object: string;
}

function parseRaw(output: string): { path: string; before: Entry; after: Entry }[] {
  const fields = output.split('\0');
  const records = [];
  for (let at = 0; at + 1 < fields.length; at += 2) {
    const [mode = '', modeAfter = '', object = '', objectAfter = ''] = (fields[at] ?? '').replace(/^:/, '').split(' ');
    records.push({
      path: fields[at + 1] ?? '',
      before: { mode, object },
      after: { mode: modeAfter, object: objectAfter },
    });
  }
  return records;
}

async function readTexts(repository: Repository, entries: Entry[]): Promise<Result<Map<string, string>, 'git-failed'>> {
  const objects = [...new Set(entries.map(({ object }) => object))];
  if (objects.length === 0) return ok(new Map());
  const place = inRepository(repository);
  const sizes = await gitOk({ ...place, args: ['cat-file', '--batch-check'], input: `${objects.join('\n')}\n` });
  if (!sizes.ok) return sizes;
  const wanted = sizes.value
    .trimEnd()
    .split('\n')
    .map((line) => line.split(' '))
    .filter(([, type, size]) => type === 'blob' && Number(size) <= mostBytes)
    .map(([object = '']) => object);
  if (wanted.length === 0) return ok(new Map());
  const { bytes } = await git({ ...place, args: ['cat-file', '--batch'], input: `${wanted.join('\n')}\n` });
  return ok(parseBatch(bytes));
}

/** Each record is a line `<object> <type> <size>`, the bytes, and a line end. */
function parseBatch(bytes: Buffer): Map<string, string> {
  const texts = new Map<string, string>();
  for (let at = 0; at < bytes.length;) {
    const lineEnd = bytes.indexOf(10, at);
    const [object = '', , size = ''] = bytes.toString('utf8', at, lineEnd).split(' ');
    const end = lineEnd + 1 + Number(size);
    texts.set(object, bytes.toString('utf8', lineEnd + 1, end));
    at = end + 1;
  }
  return texts;
}
