import type { TaskScript } from './script.ts';
import { members } from './members.ts';
import { ratings } from './ratings.ts';
import { reservations } from './reservations.ts';
import { search } from './search.ts';
import { statistics } from './statistics.ts';

/** The tasks of `demo/graph.yaml`, as the scripted model does them. */
export const scripts: TaskScript[] = [members, reservations, ratings, statistics, search];
