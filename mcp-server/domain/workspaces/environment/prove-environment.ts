import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Doubt } from '../../../kernel/failure.ts';
import type { PortLease } from '../../../kernel/model.ts';
import { parseEnv } from './parse-env.ts';
import { readShared } from './shared-value.ts';

/** Where values come from that a workspace must not have in common with the person's checkout. */
export interface EnvironmentToProve {
  /** The worktree. */
  path: string;
  /** The person's checkout, or null in a bare repository. */
  checkout: string | null;
  /** What setup, checks and sessions get. */
  environment: Record<string, string>;
  /** The person's own environment, and the names of what workspaces see of it. */
  person: Readonly<Record<string, string | undefined>>;
  passEnvironment: readonly string[];
  ports: readonly PortLease[];
  /** Variables that are shared on purpose. */
  shared: readonly string[];
  /** The folders whose `.env` files count, relative; the root is an empty text. */
  folders: readonly string[];
}

/**
 * Answers a doubt for each variable, in the workspace's environment or in a `.env` file of the worktree, that leads to what the
 * person's checkout uses: the same database, a port of its servers, a path inside it. A relative path leads into the worktree
 * and is no doubt; an API elsewhere is none either.
 */
export function proveEnvironment(given: EnvironmentToProve): Doubt[] {
  const { path, checkout, environment, shared } = given;
  const passed = given.passEnvironment.flatMap((name): [string, string][] => {
    const value = given.person[name];
    return value === undefined || name in environment ? [] : [[name, value]];
  });
  const theirs = readCheckout(given);
  const own = new Set(given.ports.map(({ port }) => port));
  const doubts = new Map<string, Doubt>();
  const look = (variables: Iterable<[string, string]>, where: string, mayOwn: boolean) => {
    for (const [name, value] of variables) {
      if (shared.includes(name) || doubts.has(name)) continue;
      const detail = judge({ name, value, theirs, own, checkout, mayOwn });
      if (detail !== null) doubts.set(name, doubt({ name, where, detail }));
    }
  };
  look(Object.entries(environment), 'the environment', false);
  look(passed, 'your own environment, by `passEnvironment`,', true);
  for (const file of envFiles(path, given.folders)) {
    // What a process is given wins over what it reads from a file.
    const read = [...parseEnv(readFileSync(join(path, file), 'utf8'))].filter(([name]) => !(name in environment));
    look(read, file, false);
  }
  return [...doubts.values()];
}

interface Theirs {
  /** Assignments as `NAME=value`: packages of a monorepo may have several of one name. */
  values: Set<string>;
  databases: Set<string>;
}

function judge(given: {
  name: string;
  value: string;
  theirs: Theirs;
  own: Set<number>;
  checkout: string | null;
  mayOwn: boolean;
}): string | null {
  const { name, value, theirs, own, checkout, mayOwn } = given;
  const leadsTo = readShared(value, { checkout });
  const same = theirs.values.has(`${name}=${value}`);
  switch (leadsTo?.kind) {
    case 'path':
      return `leads into your checkout: ${leadsTo.place}`;
    case 'database':
      return mayOwn || theirs.databases.has(leadsTo.place) ? `names the database of your checkout, ${leadsTo.place}` : null;
    case 'local-server':
      return (same || mayOwn) && !own.has(leadsTo.port) ? `names ${leadsTo.place} of this machine, as your checkout does` : null;
    case undefined:
      return /(?:^|_)PORT$/.test(name) && same && /^\d+$/.test(value) && !own.has(Number(value))
        ? `is ${value}, as in your checkout`
        : null;
  }
}

function readCheckout({ checkout, person, folders }: EnvironmentToProve): Theirs {
  const files = checkout === null ? [] : envFiles(checkout, folders).map((file) => join(checkout, file));
  const read = files.flatMap((file) => [...parseEnv(readFileSync(file, 'utf8'))]);
  const databases = new Set<string>();
  for (const value of [...read.map(([, one]) => one), ...Object.values(person)]) {
    const leadsTo = readShared(value ?? '', { checkout: null });
    if (leadsTo?.kind === 'database') databases.add(leadsTo.place);
  }
  return { values: new Set(read.map(([name, value]) => `${name}=${value}`)), databases };
}

const samples = /\.(?:example|sample|template|dist|defaults?|schema|vault|keys)$/;

/** The files of a checkout that programs read variables from, relative to it. */
function envFiles(root: string, folders: readonly string[]): string[] {
  return folders.flatMap((folder) => {
    const path = join(root, folder);
    if (!existsSync(path)) return [];
    return readdirSync(path, { withFileTypes: true })
      .filter((entry) => entry.isFile() && /^\.env(?:\..+)?$/.test(entry.name) && !samples.test(entry.name))
      .map(({ name }) => join(folder, name))
      .toSorted();
  });
}

function doubt({ name, where, detail }: { name: string; where: string; detail: string }): Doubt {
  return {
    probe: `variable ${name}`,
    detail: `in ${where} it ${detail}`,
    next: `Give ${name} a value of the workspace's own under \`environment\` or \`databases\` in fanout.yaml, or name it under \`shared\`.`,
  };
}
