import { scripts } from './scripts/all.ts';
import { serveModel } from './serve.ts';

// Whoever started this holds our stdin; when it closes, nobody needs a model any more, however they ended.
const model = await serveModel({ scripts });
process.stdout.write(`${model.url}\n`);
process.stdin
  .on('end', () => void model.close())
  .on('error', () => void model.close())
  .resume();
