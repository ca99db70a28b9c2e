import { z } from 'zod';
import type { Flag } from './command.ts';

const expected = 'a whole number from 1 to 64';

/** How many tasks run at once. */
export const slots = z.coerce.number(expected).int(expected).min(1, expected).max(64, expected).optional();

/** The flag for it. */
export const slotsFlag: Flag = { flags: '--slots <number>', says: 'how many tasks run at once' };
