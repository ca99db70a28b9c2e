import type { Doubt } from '../../../kernel/failure.ts';
import type { PortLease } from '../../../kernel/model.ts';
import { portVariable } from '../../../kernel/names.ts';
import { findListeners } from '../../../infra/process/listeners.ts';
import { isPortFree } from './is-port-free.ts';

/**
 * Answers a doubt for each leased port that cannot be bound now, except those that a declared service is to answer on, and for
 * each variable that should name a leased port and names another.
 */
export async function provePorts({
  ports,
  served,
  environment,
}: {
  ports: readonly PortLease[];
  /** Names of ports that services answer on. */
  served: ReadonlySet<string>;
  environment: Record<string, string>;
}): Promise<Doubt[]> {
  const doubts: Doubt[] = [];
  for (const { name, port } of ports) {
    if (served.has(name) || (await isPortFree(port))) continue;
    const pids = [...new Set(findListeners({ port }).flatMap(({ pid }) => pid ?? []))];
    const holder = pids.length === 0 ? 'another program' : `process ${pids.join(', ')}`;
    doubts.push({ probe: `port ${name}`, detail: `${holder} listens on ${port}`, next: `End what listens on port ${port}.` });
  }
  return [...doubts, ...proveVariables({ ports, environment })];
}

function proveVariables({ ports, environment }: { ports: readonly PortLease[]; environment: Record<string, string> }): Doubt[] {
  const expected: [string, number[]][] = [
    ['PORT', ports.map(({ port }) => port)],
    ...ports.map(({ name, port }): [string, number[]] => [portVariable(name), [port]]),
  ];
  return expected.flatMap(([variable, leased]) => {
    const says = environment[variable];
    if (says === undefined || leased.includes(Number(says))) return [];
    return [
      {
        probe: `variable ${variable}`,
        detail: `it is ${says}, and this workspace leased ${leased.join(', ') || 'no port'}`,
        next: `Take ${variable} out of \`environment\` in fanout.yaml.`,
      },
    ];
  });
}
