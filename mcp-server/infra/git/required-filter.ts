import { existsSync } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';
import type { Commit, Repository } from '../../kernel/model.ts';
import { git } from './git.ts';
import { inRepository } from './in-repository.ts';

/**
 * The first filter (such as Git LFS) that files of `commit` ask for and that a checkout of ours could not run: because its
 * program is missing, or because only the repository's own configuration names it, from which we run nothing. Null when a
 * checkout will work.
 */
export async function findUnusableFilter({
  repository,
  commit,
}: {
  repository: Repository;
  commit: Commit;
}): Promise<{ filter: string; detail: string } | null> {
  const asked = await filtersAsked(repository, commit);
  if (asked.length === 0) return null;
  const defined = await filtersDefined(repository);
  for (const filter of asked) {
    const { person = {}, repository: own = {} } = defined.get(filter) ?? {};
    const command = person['process'] ?? person['smudge'];
    if (command === undefined) {
      if (own['process'] !== undefined || own['smudge'] !== undefined)
        return { filter, detail: 'only the repository’s own configuration defines it, from which nothing is run' };
    } else if (person['required'] === 'true' && !isInstalled(command)) {
      return { filter, detail: `its program is missing: ${command}` };
    }
  }
  return null;
}

// Of a commit it is always the same, and a run makes many workspaces of one.
const known = new Map<Commit, string[]>();

async function filtersAsked(repository: Repository, commit: Commit): Promise<string[]> {
  const before = known.get(commit);
  if (before) return before;
  const { stdout, exitCode } = await git({
    ...inRepository(repository),
    args: ['grep', '-h', '-I', '-e', 'filter=', commit, '--', ':(glob)**/.gitattributes'],
  });
  const asked = [...new Set([...stdout.matchAll(/(?<=\sfilter=)\S+/g)].map(([name]) => name))];
  // 1 says that no file asks for any; anything else that git could not look.
  if (exitCode === 0 || exitCode === 1) known.set(commit, asked);
  return asked;
}

type Definitions = Map<string, { person?: Record<string, string>; repository?: Record<string, string> }>;

async function filtersDefined(repository: Repository): Promise<Definitions> {
  const { stdout } = await git({
    ...inRepository(repository),
    args: ['config', '-z', '--show-scope', '--get-regexp', String.raw`^filter\.`],
  });
  const definitions: Definitions = new Map();
  const fields = stdout.split('\0');
  for (let at = 0; at + 1 < fields.length; at += 2) {
    const owner = fields[at] === 'global' || fields[at] === 'system' ? 'person' : 'repository';
    const [key = '', ...value] = (fields[at + 1] ?? '').split('\n');
    const [, name = '', property = ''] = /^filter\.(.*)\.([^.]*)$/s.exec(key) ?? [];
    const definition = definitions.get(name) ?? {};
    definitions.set(name, { ...definition, [owner]: { ...definition[owner], [property]: value.join('\n') } });
  }
  return definitions;
}

function isInstalled(command: string): boolean {
  const [program = ''] = command.trim().split(/\s/);
  if (isAbsolute(program)) return existsSync(program);
  return (process.env['PATH'] ?? '').split(delimiter).some((folder) => existsSync(join(folder, program)));
}
