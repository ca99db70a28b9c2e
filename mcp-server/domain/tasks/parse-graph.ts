import { basename, extname } from 'node:path';
import type { Problem } from '../../kernel/failure.ts';
import { describeIssues, sortProblems } from '../../kernel/issues.ts';
import type { Graph, Task, TaskKey } from '../../kernel/model.ts';
import { parseYaml, type Source } from '../../kernel/parse-yaml.ts';
import { fail, ok, type Result } from '../../kernel/result.ts';
import { checkEdges } from './check-edges.ts';
import { checkTasks, type ReadSpec } from './check-tasks.ts';
import { graphSchema, type GraphFile } from './graph-schema.ts';
import { sketchTasks } from './sketch.ts';

// More than this and the file is of another kind; a person mends the first ones and runs it again.
const mostProblems = 50;

/**
 * Reads a graph from the text of a YAML or JSON file. Refuses it with every problem at once, in the order of the text, each
 * with its place. `path` is only what places are called by; specs in files of their own are read through `readSpec`.
 */
export function parseGraph({
  text,
  path,
  readSpec,
}: {
  text: string;
  path: string;
  readSpec: ReadSpec;
}): Result<Graph, 'graph-invalid'> {
  const source = parseYaml({ text, path });
  const refuse = (problems: Problem[]) =>
    fail({ reason: 'graph-invalid', path, problems: bounded(sortProblems(problems), path) });
  if (source.problems.length > 0) return refuse(source.problems);
  if (source.value === null)
    return refuse([{ place: source.locate([]), message: 'This file is empty; a graph has a list of tasks.' }]);
  const parsed = graphSchema.safeParse(source.value, { reportInput: true });
  const sketches = sketchTasks(source.value);
  const { specs, problems } = checkTasks(sketches, { locate: source.locate, readSpec });
  problems.push(...checkEdges(sketches, source.locate), ...(parsed.success ? [] : schemaProblems(parsed.error, source)));
  if (!parsed.success || problems.length > 0) return refuse(problems);
  return ok(graphOf(parsed.data, { specs, name: basename(path, extname(path)) }));
}

const schemaProblems = (error: Parameters<typeof describeIssues>[0], { locate }: Source): Problem[] =>
  describeIssues(error, { schema: graphSchema, locate });

const bounded = (problems: Problem[], path: string): Problem[] =>
  problems.length <= mostProblems
    ? problems
    : [...problems.slice(0, mostProblems), { place: path, message: `And ${problems.length - mostProblems} more.` }];

function graphOf(file: GraphFile, { specs, name }: { specs: Map<number, string>; name: string }): Graph {
  const tasks = file.tasks.map((task, index): Task => {
    const spec = specs.get(index) ?? '';
    const { key, title, dependsOn, paths, checks, tools, models, budget } = task;
    return {
      key: key as TaskKey,
      title: title ?? titleOf(spec),
      spec,
      dependsOn: dependsOn as TaskKey[],
      // A folder means what is in it.
      paths: paths.map((one) => (one.endsWith('/') ? `${one}**` : one)),
      checks,
      tools,
      models,
      budget,
    };
  });
  return { title: file.title ?? name, tasks };
}

/** The first line of a spec with letters in it, without marks of Markdown, cut at 80 characters. */
function titleOf(spec: string): string {
  const line = spec.split(/\p{Cc}+/u).find((one) => /\p{L}/u.test(one)) ?? spec.trim();
  const bare = line.replace(/^[\s#>*+-]+/, '').trim();
  return bare.length > 80 ? `${bare.slice(0, 79).trimEnd()}…` : bare;
}
