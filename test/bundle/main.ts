import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../contract/read-sources.ts';
import { buildBundle } from './build-bundle.ts';

const folder = join(root, 'dist');
rmSync(folder, { recursive: true, force: true });
await buildBundle(folder);
process.stdout.write(`Built ${folder}\n`);
