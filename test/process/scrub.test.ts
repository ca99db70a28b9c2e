import { expect, test } from 'vitest';
import { scrubEnvironment } from '../../mcp-server/infra/process/scrub.ts';

test('children see what finds programs, folders, language and the network, and what a person lets through', () => {
  const environment = {
    PATH: '/bin',
    HOME: '/home/someone',
    LC_ALL: 'C',
    XDG_STATE_HOME: '/state',
    HTTPS_PROXY: 'http://proxy',
    ANTHROPIC_API_KEY: 'secret',
    CLAUDECODE: '1',
    CLAUDE_CODE_SESSION_ID: 'outer',
    AWS_SECRET_ACCESS_KEY: 'secret',
    GIT_DIR: '/elsewhere',
    NODE_OPTIONS: '--require ./x',
    LD_PRELOAD: './x.so',
    FANOUT_SESSION: 'outer',
    NPM_TOKEN: 'wanted',
    EMPTY: undefined,
  };
  expect(scrubEnvironment(environment, { pass: ['NPM_TOKEN', 'EMPTY', 'ABSENT'] })).toEqual({
    PATH: '/bin',
    HOME: '/home/someone',
    LC_ALL: 'C',
    XDG_STATE_HOME: '/state',
    HTTPS_PROXY: 'http://proxy',
    NPM_TOKEN: 'wanted',
  });
});
