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
  for (const file of envFiles(path)) {
    // What a process is given wins over what it reads from a file.
    const read = [...parseEnv(readFileSync(join(path, file), 'utf8'))].filter(([name]) => !(name in environment));
    look(read, file, false);
  }
  return [...doubts.values()];
}

interface Theirs {
  values: Map<string, string>;
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
  const same = theirs.values.get(name) === value;
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

function readCheckout({ checkout, person }: EnvironmentToProve): Theirs {
  const values = new Map<string, string>();
  const databases = new Set<string>();
  for (const file of checkout === null ? [] : envFiles(checkout)) {
    for (const [name, value] of parseEnv(readFileSync(join(checkout ?? '', file), 'utf8'))) values.set(name, value);
  }
  for (const value of [...values.values(), ...Object.values(person)]) {
    const leadsTo = readShared(value ?? '', { checkout: null });
    if (leadsTo?.kind === 'database') databases.add(leadsTo.place);
  }
  return { values, databases };
}

const samples = /\.(?:example|sample|template|dist|defaults?|schema|vault|keys)$/;

/** The files at the root of a checkout that programs read variables from. */
function envFiles(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile() && /^\.env(?:\..+)?$/.test(entry.name) && !samples.test(entry.name))
    .map(({ name }) => name)
    .toSorted();
}

function doubt({ name, where, detail }: { name: string; where: string; detail: string }): Doubt {
  return {
    probe: `variable ${name}`,
    detail: `in ${where} it ${detail}`,
    next: `Give ${name} a value of the workspace's own under \`environment\` or \`databases\` in fanout.yaml, or name it under \`shared\`.`,
  };
}
