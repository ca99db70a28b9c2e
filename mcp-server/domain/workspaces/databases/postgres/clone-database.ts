import { statfs } from 'node:fs/promises';
import { PostgresFault, quoteName, type Postgres } from '../../../../infra/postgres/connect.ts';

/**
 * Makes a database from another to which nobody is connected. Its files are copied by the server, twice as fast as through the
 * WAL (`bench databases`), and shared where PostgreSQL 18 and the file system can. Where they cannot be shared, PostgreSQL's
 * `clone` copies all the same, and slower than `copy`.
 */
export async function cloneDatabase(
  postgres: Postgres,
  { database, template }: { database: string; template: string },
): Promise<void> {
  const statement = `CREATE DATABASE ${quoteName(database)} TEMPLATE ${quoteName(template)}`;
  // Before 15 files are the only way and the word is unknown.
  if (postgres.major < 15) return run(postgres, statement);
  if (postgres.major >= 18 && (await mayShareBlocks(postgres))) {
    await run(postgres, 'SET file_copy_method = clone');
    try {
      return await run(postgres, `${statement} STRATEGY FILE_COPY`);
    } catch (error) {
      if (!(error instanceof PostgresFault && isFileFault(error.code))) throw error;
      await run(postgres, 'RESET file_copy_method');
    }
  }
  return run(postgres, `${statement} STRATEGY FILE_COPY`);
}

const run = async (postgres: Postgres, statement: string): Promise<void> => void (await postgres.query(statement));

// Class 58 is the system's own errors, XX000 and 0A000 what a file system that cannot share blocks is reported as.
const isFileFault = (code: string): boolean => code.startsWith('58') || code === 'XX000' || code === '0A000' || code === '22023';

// Of https://man7.org/linux/man-pages/man2/statfs.2.html: btrfs, xfs, bcachefs and ZFS. macOS says the number of APFS.
const sharing = new Set([0x9123683e, 0x58465342, 0xca451a4e, 0x2fc12fc1, 0x1a]);

/** Whether the server's files are on this machine, on a file system that shares blocks. What cannot be seen is taken for a no. */
async function mayShareBlocks(postgres: Postgres): Promise<boolean> {
  try {
    const [row] = await postgres.query<{ path: string }>(`SELECT current_setting('data_directory') AS path`);
    return row !== undefined && sharing.has((await statfs(row.path)).type);
  } catch {
    return false;
  }
}
