import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Config } from '../../kernel/config.ts';
import { digest } from '../../kernel/id.ts';
import type { PortLease, RunId, TaskKey } from '../../kernel/model.ts';
import { portVariable } from '../../kernel/names.ts';
import { overlayVariable } from '../../infra/process/enter.ts';
import { overlayFolder } from './dependencies/overlay.ts';

/**
 * What setup, checks and sessions of a workspace get besides the scrubbed environment: its ports (the first also as `PORT`),
 * a temporary folder and a browser profile of its own, a git that collects nothing by itself, its names, and the configuration's `environment` with `${PORT_WEB}` and the like replaced. A name that is not one of ours
 * stays as it was written.
 */
export function workspaceEnvironment({
  run,
  task,
  ports,
  config,
  path,
  home,
  databases = {},
}: {
  run: RunId | null;
  task: TaskKey | null;
  ports: readonly PortLease[];
  config: Pick<Config, 'environment' | 'dependencies'>;
  path: string;
  /** The folder of all state. */
  home: string;
  /** What names its databases. */
  databases?: Record<string, string>;
}): Record<string, string> {
  const temporary = temporaryFolder({ home }, path);
  const own: Record<string, string> = {
    FANOUT_WORKTREE: path,
    TMPDIR: temporary,
    // Two browsers cannot have one profile open (microsoft/playwright-mcp#893). The second name is Playwright's own.
    FANOUT_BROWSER_PROFILE: join(temporary, 'browser'),
    PLAYWRIGHT_MCP_USER_DATA_DIR: join(temporary, 'browser'),
    // Two workspaces of one task, such as its review's, are two projects: the path tells them apart.
    COMPOSE_PROJECT_NAME: `fanout-${composeWord(basename(path))}-${digest(path, 8)}`,
  };
  Object.assign(own, quietGit, databases);
  const overlay = overlayFolder({ home }, path);
  if (config.dependencies.overlay || existsSync(overlay)) own[overlayVariable] = overlay;
  if (run !== null) own['FANOUT_RUN'] = run;
  if (task !== null) own['FANOUT_TASK'] = task;
  const [first] = ports;
  if (first) own['PORT'] = String(first.port);
  for (const { name, port } of ports) own[portVariable(name)] = String(port);
  const configured = Object.entries(config.environment).map(([name, value]): [string, string] => [name, fillIn(value, own)]);
  return { ...own, ...Object.fromEntries(configured) };
}

// A collection that starts by itself removes objects that another session or a merge of ours has written and not yet named.
const quietGit = {
  GIT_CONFIG_COUNT: '2',
  GIT_CONFIG_KEY_0: 'gc.auto',
  GIT_CONFIG_VALUE_0: '0',
  GIT_CONFIG_KEY_1: 'maintenance.auto',
  GIT_CONFIG_VALUE_1: 'false',
};

/** The temporary folder of a workspace: not in the system's, which a restart empties, and short, as sockets want it. */
export const temporaryFolder = ({ home }: { home: string }, path: string): string => join(home, 'tmp', digest(path, 12));

const fillIn = (value: string, own: Record<string, string>): string =>
  value.replaceAll(/\$\{([A-Za-z_][A-Za-z0-9_]*)\}/g, (written, name: string) => own[name] ?? written);

const composeWord = (text: string): string =>
  text
    .toLowerCase()
    .replaceAll(/[^a-z0-9_-]/g, '-')
    .slice(0, 40);
