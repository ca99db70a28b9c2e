import type { TaskScript } from '../../../demo/model/scripts/script.ts';
import { addsFile } from '../../support/fleet.ts';

/** A script whose builder adds a file with a fault in it, which the reviewer proves, so that it is mended and taught. */
export const addsFault = (key: string): TaskScript => {
  const script = addsFile(key);
  const path = `src/${key}.txt`;
  const test = { path: `test/${key}.sh`, content: `! grep -q flaw ${path}\n` };
  return {
    ...script,
    change: { ...script.change, files: [{ path, content: `${key}\nflaw\n` }] },
    fault: {
      sign: /flaw/,
      severity: 'major',
      title: `A flaw in ${key}`,
      what: 'The file says flaw.',
      evidence: { files: [test], command: `sh ${test.path}` },
      mend: { edits: [{ path, before: 'flaw', after: 'sound' }], files: [test], message: `fix: ${key}` },
      lesson: { rule: `Never write a flaw into ${path}.`, why: 'A reader takes it for the truth.', paths: [path] },
    },
  };
};
