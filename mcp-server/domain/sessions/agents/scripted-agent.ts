import type { Agent } from '../../../kernel/event.ts';
import { shipped } from '../../../kernel/installation.ts';

const program = shipped('demo', 'agent', 'main.ts');

/** The agent of the demo for machines without Claude Code: no model, the same flags and the same protocol. */
export const scriptedAgent = (): Agent => ({ name: 'scripted', command: [process.execPath, program], version: '1.0.0' });
