import {
  ErrorCode,
  McpError,
  type ListResourcesResult,
  type ListResourceTemplatesResult,
  type ReadResourceResult,
} from '@modelcontextprotocol/sdk/types.js';
import { lessonsHere } from '../../domain/coordination/lessons-here.ts';
import { listRuns, readRun } from '../../domain/coordination/work/read-run.ts';
import type { LessonRecord } from '../../domain/lessons/lesson-book.ts';
import { listSessions } from '../../domain/sessions/list-sessions.ts';
import { readTranscript } from '../../domain/sessions/read-transcript.ts';
import type { Infra } from '../../infra/infra.ts';
import { explain } from '../../kernel/explain.ts';
import { asRunId, asSessionId } from '../../kernel/id.ts';
import type { Result } from '../../kernel/result.ts';

type Open = () => Promise<Result<Infra>>;

const newest = 20;
// Clients put a resource into the conversation whole, so a transcript is shown from its end.
const transcriptCharacters = 100_000;

/** The kinds of resources there are. */
export const listTemplates = (): ListResourceTemplatesResult => ({
  resourceTemplates: [
    {
      uriTemplate: 'fanout://runs/{run}',
      name: 'run',
      title: 'A run, with all that is known of its tasks',
      mimeType: 'application/json',
    },
    {
      uriTemplate: 'fanout://sessions/{session}/transcript',
      name: 'transcript',
      title: 'What a session said and did',
      mimeType: 'text/plain',
    },
    {
      uriTemplate: 'fanout://lessons/{lesson}',
      name: 'lesson',
      title: 'A lesson of the branch that is checked out, where it comes from, and all that happened to it',
      mimeType: 'application/json',
    },
  ],
});

/** The newest runs of this machine, the transcripts of their newest sessions, and the lessons of the branch at `cwd`. */
export async function listResources(open: Open, cwd: string): Promise<ListResourcesResult> {
  const infra = await opened(open);
  const runs = listRuns(infra).slice(0, newest);
  const sessions = listSessions(infra).toReversed().slice(0, newest);
  return {
    resources: [
      ...runs.map(({ run, title, status }) => ({
        uri: `fanout://runs/${run}`,
        name: run,
        title: `${title} (${status})`,
        mimeType: 'application/json',
      })),
      ...sessions.map(({ id, stage, task }) => ({
        uri: `fanout://sessions/${id}/transcript`,
        name: id,
        title: task === null ? stage : `${task}, ${stage}`,
        mimeType: 'text/plain',
      })),
      ...(await lessonsAt(cwd)).slice(0, newest).map(({ id, rule, state }) => ({
        uri: `fanout://lessons/${id}`,
        name: id,
        title: `${rule} (${state})`,
        mimeType: 'application/json',
      })),
    ],
  };
}

/** The text of a resource. */
export async function readResource(open: Open, uri: string, cwd: string): Promise<ReadResourceResult> {
  const [, kind, id = '', part] = /^fanout:\/\/(runs|sessions|lessons)\/([^/]+)(?:\/(transcript))?$/.exec(uri) ?? [];
  const lesson = kind === 'lessons' && part === undefined ? (await lessonsAt(cwd)).find((one) => one.id === id) : undefined;
  if (lesson) return { contents: [{ uri, mimeType: 'application/json', text: JSON.stringify(lesson, null, 2) }] };
  const infra = await opened(open);
  const run = kind === 'runs' && part === undefined ? asRunId(id) : null;
  const view = run && readRun(infra, { run });
  if (view?.ok) return { contents: [{ uri, mimeType: 'application/json', text: JSON.stringify(view.value, null, 2) }] };
  const session = kind === 'sessions' && part === 'transcript' ? asSessionId(id) : null;
  const row = session && listSessions(infra).find((one) => one.id === session);
  if (row) return { contents: [{ uri, mimeType: 'text/plain', text: transcript(row.directory) }] };
  throw new McpError(ErrorCode.InvalidParams, `There is no resource ${uri}.`);
}

/** The lessons of the branch that is checked out, the newest first; none where there is no repository. */
async function lessonsAt(cwd: string): Promise<LessonRecord[]> {
  const here = await lessonsHere({ from: cwd });
  return here.ok ? [...here.value.book.values()].toSorted((a, b) => b.changedAt - a.changedAt) : [];
}

function transcript(directory: string): string {
  const text = readTranscript(directory)
    .lines.map(({ kind, text }) => `${kind}: ${text}`)
    .join('\n');
  if (text.length <= transcriptCharacters) return text;
  return `(its last ${transcriptCharacters} characters)\n${text.slice(-transcriptCharacters)}`;
}

async function opened(open: Open): Promise<Infra> {
  const infra = await open();
  if (infra.ok) return infra.value;
  const { message, hint } = explain(infra.failure);
  throw new McpError(ErrorCode.InternalError, `${message} ${hint}`);
}
