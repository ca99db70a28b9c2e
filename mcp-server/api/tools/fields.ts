import { z } from 'zod';
import { asRunId, asSessionId, asTaskKey } from '../../kernel/id.ts';

/** Arguments and answers that several tools share. */
const id = <T extends string>(read: (text: string) => T | null, what: string) =>
  z.string().transform((text, context): T => {
    const found = read(text);
    if (found !== null) return found;
    context.addIssue({ code: 'custom', message: `must be ${what}` });
    return z.NEVER;
  });

/** A run, by its id. */
export const runField = id(asRunId, 'the id of a run: eight characters, as run_start gave it');
/** A task, by its key. */
export const taskField = id(asTaskKey, 'a key of lower-case letters, digits and dashes, at most 40');
/** A session, by its id. */
export const sessionField = id(asSessionId, 'the id of a session: a UUID, as session_launch gave it');

/** The folder that decides which repository is meant. */
export const fromField = z.string().min(1).optional().describe("A folder in the repository. Default: this session's.");

/** The worktree that is meant. */
export const worktreeField = z.string().min(1).describe('Path of a worktree.');

/** What a new worktree is called. */
export const nameField = taskField.describe('Names the worktree and its branch.');

/** What a new worktree starts from. */
export const baseField = z
  .string()
  .min(1)
  .optional()
  .describe('Branch or commit. Default: what the run has merged, else what is checked out.');

const word = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,19}$/, { error: 'must be a name of lower-case letters, digits and hyphens, at most 20' });

/** The name of a leased port. */
export const portNameField = word;

/** The service or background command that is meant. */
export const serviceField = word.describe('Name of a service or background command.');

/** The database that is meant. */
export const databaseField = z.string().min(1).optional().describe('One database, as fanout.yaml names it. Default: all.');

/** How long a waiting tool waits before it answers where things stand. */
export const patienceField = z.number().positive().max(3600).default(100).describe('Seconds to wait before answering anyway.');

/** Ports with their names. */
export const portsOutput = z.array(z.strictObject({ name: z.string(), port: z.int() }));

/** The shell line that opens a shell where a workspace's packages are mounted, or null. */
export const enterOutput = z.string().nullable();

/** Says how a workspace's packages are reached that are mounted. */
export const sayEnter = (enter: string | null): string[] =>
  enter === null ? [] : [`Its packages are mounted only where fanout runs something. For a shell of your own there: ${enter}`];
