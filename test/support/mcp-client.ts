import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { onTestFinished } from 'vitest';
import { scrubEnvironment } from '../../mcp-server/infra/process/scrub.ts';
import { mainFile } from './run-fanout.ts';

/** What a tool answered. */
export interface Told {
  isError: boolean;
  text: string;
  /** What the model reads of a call that succeeded. */
  facts: Record<string, unknown>;
}

/** A real MCP client of a real server, started as Claude Code starts it. */
export interface McpClient {
  client: Client;
  home: string;
  call(
    name: string,
    args?: Record<string, unknown>,
    options?: { signal?: AbortSignal; onprogress?: (message: string) => void },
  ): Promise<Told>;
}

/** Starts a server in `cwd` with its state below `folder`, and connects. Both end with the test. */
export async function connectMcp({
  cwd,
  folder,
  environment = {},
}: {
  cwd: string;
  folder: string;
  environment?: Record<string, string>;
}): Promise<McpClient> {
  const home = join(folder, 'home');
  mkdirSync(home, { recursive: true });
  const client = new Client({ name: 'a test', version: '1' });
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [mainFile, 'mcp'],
    cwd,
    env: { ...scrubEnvironment(process.env), HOME: home, FANOUT_HOME: join(home, 'state'), ...environment },
  });
  await client.connect(transport);
  onTestFinished(() => client.close());
  return {
    client,
    home: join(home, 'state'),
    call: async (name, args = {}, { signal, onprogress } = {}) => {
      const options = {
        timeout: 180_000,
        resetTimeoutOnProgress: true,
        ...(signal ? { signal } : {}),
        ...(onprogress ? { onprogress: ({ message }: { message?: string }) => onprogress(message ?? '') } : {}),
      };
      const told = await client.callTool({ name, arguments: args }, undefined, options);
      const [first] = told.content as { text?: string }[];
      return {
        isError: told.isError === true,
        text: first?.text ?? '',
        facts: (told.structuredContent ?? {}) as Record<string, unknown>,
      };
    },
  };
}
