import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Environment } from '../terminal/context.ts';

/** The folders of a demo. All lie in one temporary folder, and nothing outside it is written. */
export interface Scene {
  folder: string;
  /** The sample repository. Its worktrees stand beside it. */
  repository: string;
  /** The state folder of a fanout of its own. */
  state: string;
  /** A HOME without anybody's configuration. */
  home: string;
}

/** Makes the folders of a demo. */
export function makeScene(): Scene {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'fanout-demo-')));
  const scene = { folder, repository: join(folder, 'lending-library'), state: join(folder, 'state'), home: join(folder, 'home') };
  mkdirSync(scene.state, { mode: 0o700 });
  mkdirSync(scene.home, { mode: 0o700 });
  return scene;
}

/** Removes all but the sample repository, which people may want to look at; with `all`, that too. */
export function strikeScene({ folder, state, home, repository }: Scene, { all }: { all: boolean }): void {
  const paths = all ? [folder] : [state, home, `${repository}.fanout`];
  for (const path of paths) rmSync(path, { recursive: true, force: true });
}

/**
 * The environment of a demo: a state folder of its own, and with a scripted model an empty HOME and the model's address, so
 * that no login is used and nothing leaves the machine.
 */
export function sceneEnvironment(scene: Scene, { base, modelUrl }: { base: Environment; modelUrl: string | null }): Environment {
  const own = { ...base, FANOUT_HOME: scene.state };
  if (modelUrl === null) return own;
  return {
    ...Object.fromEntries(Object.entries(own).filter(([name]) => !/^(?:CLAUDE|ANTHROPIC)|_PROXY$/i.test(name))),
    HOME: scene.home,
    USERPROFILE: scene.home,
    XDG_CONFIG_HOME: join(scene.home, '.config'),
    ANTHROPIC_BASE_URL: modelUrl,
    ANTHROPIC_API_KEY: 'fanout-demo-no-key',
    CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
    DISABLE_TELEMETRY: '1',
    DISABLE_ERROR_REPORTING: '1',
    DISABLE_AUTOUPDATER: '1',
    // Claude Code refuses to run as root outside a sandbox; the sample repository is all that it can harm here.
    IS_SANDBOX: '1',
  };
}
