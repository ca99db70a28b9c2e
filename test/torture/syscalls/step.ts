import { openInfraAt } from '../../support/open-infra-at.ts';
import type { Commit } from '../../../mcp-server/kernel/model.ts';
import { placeIn } from './places.ts';
import { steps, type StepName } from './steps.ts';

// Does one step in a place, and is killed somewhere in the middle of it.
const [folder = '', base = '', name = ''] = process.argv.slice(2);
const place = placeIn(folder, base as Commit);
const infra = openInfraAt(place.home);
await steps[name as StepName](infra, place);
infra.store.close();
