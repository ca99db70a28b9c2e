import { basename } from 'node:path';
import type { Config } from '../../kernel/config.ts';
import { digest } from '../../kernel/id.ts';
import type { PortLease, RunId, TaskKey } from '../../kernel/model.ts';

/**
 * What setup, checks and sessions of a workspace get besides the scrubbed environment: its ports (the first also as `PORT`),
 * its names, and the configuration's `environment` with `${PORT_WEB}` and the like replaced. A name that is not one of ours
 * stays as it was written.
 */
export function workspaceEnvironment({
  run,
  task,
  ports,
  config,
  path,
}: {
  run: RunId | null;
  task: TaskKey | null;
  ports: readonly PortLease[];
  config: Pick<Config, 'environment'>;
  path: string;
}): Record<string, string> {
  const own: Record<string, string> = {
    FANOUT_WORKTREE: path,
    // Two workspaces of one task, such as its review's, are two projects: the path tells them apart.
    COMPOSE_PROJECT_NAME: `fanout-${composeWord(basename(path))}-${digest(path, 8)}`,
  };
  if (run !== null) own['FANOUT_RUN'] = run;
  if (task !== null) own['FANOUT_TASK'] = task;
  const [first] = ports;
  if (first) own['PORT'] = String(first.port);
  for (const { name, port } of ports) own[`PORT_${name.toUpperCase().replaceAll('-', '_')}`] = String(port);
  const configured = Object.entries(config.environment).map(([name, value]): [string, string] => [name, fillIn(value, own)]);
  return { ...own, ...Object.fromEntries(configured) };
}

const fillIn = (value: string, own: Record<string, string>): string =>
  value.replaceAll(/\$\{([A-Za-z_][A-Za-z0-9_]*)\}/g, (written, name: string) => own[name] ?? written);

const composeWord = (text: string): string =>
  text
    .toLowerCase()
    .replaceAll(/[^a-z0-9_-]/g, '-')
    .slice(0, 40);
