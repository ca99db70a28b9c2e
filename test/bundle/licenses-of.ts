import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../contract/read-sources.ts';

/** The licenses of every package that one of the input files comes from, as one text: they ask to go where the code goes. */
export function licensesOf(inputs: readonly string[]): string {
  const folders = new Set(inputs.flatMap((input) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input)?.[0] ?? []));
  return [...folders].toSorted().map(licenseOf).join('\n');
}

function licenseOf(folder: string): string {
  const path = join(root, folder);
  const { name, version, license } = JSON.parse(readFileSync(join(path, 'package.json'), 'utf8')) as Record<string, string>;
  const file = readdirSync(path)
    .toSorted()
    .find((entry) => /^(?:licen[sc]e|copying)/i.test(entry));
  const text = file === undefined ? '' : readFileSync(join(path, file), 'utf8').replaceAll('\r\n', '\n').trim();
  return `${name} ${version} (${license})\n\n${text}\n\n${'-'.repeat(80)}\n`;
}
