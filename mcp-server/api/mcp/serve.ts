import type { Readable, Writable } from 'node:stream';
import { Server } from '@modelcontextprotocol/sdk/server/index.js';
import {
  CallToolRequestSchema,
  ListResourcesRequestSchema,
  ListResourceTemplatesRequestSchema,
  ListToolsRequestSchema,
  ReadResourceRequestSchema,
} from '@modelcontextprotocol/sdk/types.js';
import type { Infra } from '../../infra/infra.ts';
import type { Result } from '../../kernel/result.ts';
import plugin from '../../../plugin.json' with { type: 'json' };
import toolList from '../tools/tools.json' with { type: 'json' };
import { callTool } from './call-tool.ts';
import { instructions } from './instructions.ts';
import { lineTransport } from './line-transport.ts';

/** What a server is started with. */
export interface McpServer {
  input: Readable;
  output: Writable;
  /** The folder of the client's session. */
  cwd: string;
  /** Opens the store. Called once, at the first call that needs it, so that the server connects at once. */
  openInfra(): Promise<Result<Infra>>;
}

// The tool list is a file and not made from the tools, since loading those takes several times as long as connecting.
const tools = toolList.tools;

/** Serves MCP until the input ends. Calls that are under way then are aborted; runs and sessions go on without it. */
export async function serveMcp({ input, output, cwd, openInfra }: McpServer): Promise<void> {
  const server = new Server(
    { name: 'fanout', title: 'fanout', version: plugin.version },
    {
      capabilities: { tools: {}, resources: {} },
      instructions,
      // The SDK's own validator takes longer to load than all the rest, and fanout asks clients nothing that it would check.
      jsonSchemaValidator: { getValidator: () => () => ({ valid: false, data: undefined, errorMessage: 'not supported' }) },
    },
  );
  let opened: Promise<Result<Infra>> | null = null;
  const open = () => (opened ??= openInfra());

  server.setRequestHandler(ListToolsRequestSchema, () => ({ tools }));
  server.setRequestHandler(CallToolRequestSchema, (request, extra) => callTool({ open, cwd }, request.params, extra));
  server.setRequestHandler(ListResourceTemplatesRequestSchema, async () => (await import('./resources.ts')).listTemplates());
  server.setRequestHandler(ListResourcesRequestSchema, async () => (await import('./resources.ts')).listResources(open, cwd));
  server.setRequestHandler(ReadResourceRequestSchema, async (request) =>
    (await import('./resources.ts')).readResource(open, request.params.uri, cwd),
  );

  const { promise: closed, resolve: onClose } = Promise.withResolvers<void>();
  await server.connect(lineTransport({ input, output, onClose }));
  await closed;
  const infra = await (opened as Promise<Result<Infra>> | null);
  if (infra?.ok) infra.value.store.close();
}
