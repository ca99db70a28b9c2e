import { Client, escapeLiteral } from 'pg';

/** A connection to one database of a PostgreSQL server. */
export interface Postgres {
  /** The server's major version, such as 18. */
  major: number;
  /** Runs one statement and answers its rows. Throws a `PostgresFault`. */
  query<Row extends object = Record<string, unknown>>(text: string, values?: unknown[]): Promise<Row[]>;
  close(): Promise<void>;
}

/** What the server or the way to it refused. `code` is the SQLSTATE, or the system's name for the error. */
export class PostgresFault extends Error {
  readonly code: string;

  constructor(message: string, code: string) {
    super(message);
    this.code = code;
  }
}

// A server that was scaled to nothing takes seconds to come up.
const connectMs = 20_000;

/** Connects to the database of a URL. Throws a `PostgresFault` when it cannot. The caller closes the connection. */
export async function connectPostgres(url: string): Promise<Postgres> {
  const client = new Client({ connectionString: url, application_name: 'fanout', connectionTimeoutMillis: connectMs });
  // A connection that breaks between statements says so at the next one; without a listener it would end the process.
  client.on('error', () => undefined);
  let major = 0;
  // The server says it while one connects, so that nobody has to ask.
  client.connection.on(
    'parameterStatus',
    ({ parameterName, parameterValue }: { parameterName: string; parameterValue: string }) => {
      if (parameterName === 'server_version') major = Number.parseInt(parameterValue, 10);
    },
  );
  const query: Postgres['query'] = async <Row extends object>(text: string, values: unknown[] = []) =>
    (await orFault(client.query(text, values))).rows as Row[];
  const close = () => client.end().catch(() => undefined);
  try {
    await orFault(client.connect());
    return { major, query, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Connects, does `work` and closes whatever happens. */
export async function withPostgres<T>(url: string, work: (postgres: Postgres) => Promise<T>): Promise<T> {
  const postgres = await connectPostgres(url);
  try {
    return await work(postgres);
  } finally {
    await postgres.close();
  }
}

/** A name as SQL takes it, whatever it holds. */
export const quoteName = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** A text as SQL takes it, whatever it holds. */
export const quoteText = (text: string): string => escapeLiteral(text);

async function orFault<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    const { message, code } = error as { message?: string; code?: string };
    // Trying several addresses fails with one error that holds the others and says nothing itself.
    const [first] = error instanceof AggregateError ? (error.errors as { message?: string; code?: string }[]) : [];
    throw new PostgresFault(message || first?.message || String(error), code ?? first?.code ?? '');
  }
}
