import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** The pinned Claude Code of the test workspace, or the one that FANOUT_TEST_CLAUDE names. */
export const claudeProgram =
  process.env['FANOUT_TEST_CLAUDE'] ??
  resolve(import.meta.dirname, `../../node_modules/@anthropic-ai/claude-code-${process.platform}-${process.arch}/claude`);

/**
 * An environment in which the real Claude Code knows nobody: a home of its own below `folder`, a key that only the scripted
 * model at `url` takes, and few retries.
 */
export function claudeEnvironment({ folder, url }: { folder: string; url: string }): Record<string, string> {
  const home = join(folder, 'home');
  mkdirSync(home, { recursive: true });
  return {
    PATH: process.env['PATH'] ?? '',
    HOME: home,
    TERM: 'dumb',
    ANTHROPIC_API_KEY: 'sk-ant-test',
    ANTHROPIC_BASE_URL: url,
    CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
    CLAUDE_CODE_MAX_RETRIES: '1',
    DISABLE_TELEMETRY: '1',
    DISABLE_ERROR_REPORTING: '1',
  };
}
