import { z } from 'zod';

const shellCommand = z.string().min(1);
const globs = z.array(z.string().min(1)).default([]);

const variableName = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, { error: 'must be a name of letters, digits and underscores' });

const shared = {
  variable: variableName.default('DATABASE_URL').describe("The workspace's environment variable that gets the branch's URL."),
  mask: shellCommand
    .describe(
      'A command that makes copied records harmless. It runs before anybody else sees the copy, with its URL in `variable`.',
    )
    .optional(),
  migrate: shellCommand
    .describe('A command that brings the branch up to date. It runs in the workspace after setup, with the branch in `variable`.')
    .optional(),
};

const source = z
  .string()
  .min(1)
  .describe(
    'The URL to branch from. `${NAME}` comes from the environment, `.env.local` or `.env`. Default: `${DATABASE_URL}`, by `variable`.',
  )
  .optional();

const sqlite = z
  .strictObject({
    kind: z.literal('sqlite'),
    file: z.string().min(1).describe('The database file, relative to the repository.'),
    url: z.string().includes('${FILE}').default('${FILE}').describe('What `variable` says; `${FILE}` is the path of the copy.'),
    ...shared,
  })
  .describe('A file, copied whole while others write to it.');

const postgres = z
  .strictObject({
    kind: z.literal('postgres'),
    source,
    build: shellCommand
      .describe('A command that fills an empty template, by migrations and seed. Without it the template is a copy of `source`.')
      .optional(),
    files: globs.describe(
      'Globs of the files that the template depends on, such as migrations and seed. It is made anew when one changes.',
    ),
    staleMinutes: z
      .number()
      .nonnegative()
      .default(0)
      .describe('How old a template may be although the source has changed since.'),
    ...shared,
  })
  .describe('A database of a PostgreSQL server, cloned from a template.');

const neon = z
  .strictObject({
    kind: z.literal('neon'),
    project: z
      .string()
      .regex(/^[\w-]+$/, { error: 'must be the id of a project' })
      .describe('The id of the Neon project.'),
    parent: z
      .string()
      .min(1)
      .describe("The branch to start from, by name or id. Default: the project's default branch.")
      .optional(),
    database: z.string().min(1).describe('The database in the branch.'),
    role: z.string().min(1).describe('The role to connect as.'),
    pooled: z.boolean().default(false).describe('Connect through the pooler, which migrations cannot use.'),
    key: z.string().min(1).default('${NEON_API_KEY}').describe('The API key, by reference.'),
    expiresHours: z.number().positive().max(720).default(24).describe('Hours after which Neon itself removes the branch.'),
    api: z.url().default('https://console.neon.tech/api/v2').describe('Where the API answers.'),
    ...shared,
  })
  .describe('A branch of a Neon project.');

const command = z
  .strictObject({
    kind: z.literal('command'),
    source,
    create: shellCommand.describe('Makes the database `$FANOUT_DATABASE`, from `$FANOUT_SOURCE_URL` when there is a source.'),
    url: shellCommand.describe('Prints the URL of the database `$FANOUT_DATABASE`.'),
    drop: shellCommand.describe('Drops the database `$FANOUT_DATABASE`. Exits 0 when there is none.'),
    ...shared,
  })
  .describe('Any other database, by commands.');

/** How a database is branched for each workspace. */
export const databaseSchema = z.discriminatedUnion('kind', [sqlite, postgres, neon, command], {
  error: (issue) => (issue.code === 'invalid_union' ? 'needs a kind: sqlite, postgres, neon or command' : undefined),
});

/** The `databases` of `fanout.yaml`, by name. */
export const databasesSchema = z
  .record(z.string().regex(/^[a-z][a-z0-9-]{0,19}$/), databaseSchema, {
    error: (issue) =>
      issue.code === 'invalid_key' ? 'must be a name of lower-case letters, digits and hyphens, at most 20' : undefined,
  })
  .superRefine((databases, context) => {
    const taken = new Map<string, string>();
    for (const [name, { variable }] of Object.entries(databases)) {
      const other = taken.get(variable);
      const message = `is ${variable}, which ${other ?? ''} has already; give each database a variable of its own`;
      if (other !== undefined) context.addIssue({ code: 'custom', path: [name, 'variable'], message });
      taken.set(variable, name);
    }
  });

/** The settings of one database, with every default filled in. */
export type DatabaseSettings = z.output<typeof databaseSchema>;

/** What a database is. */
export type DatabaseKind = DatabaseSettings['kind'];

/** The settings of a database of one kind. */
export type SettingsOf<Kind extends DatabaseKind> = Extract<DatabaseSettings, { kind: Kind }>;
