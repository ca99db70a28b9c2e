import { posix } from 'node:path';

/** The files in which a program that runs tasks looks them up. */
export interface TaskFiles {
  /** Files that hold nothing but tasks. */
  whole: readonly string[];
  /** Files that hold other things too: what they run is followed, and sections and lines of them are compared. */
  partly: readonly string[];
}

const python = ['pyproject.toml', 'setup.cfg'];
const gradle = ['build.gradle', 'build.gradle.kts', 'settings.gradle', 'settings.gradle.kts'];
const known: [program: RegExp, files: TaskFiles][] = [
  [/^just$/, { whole: ['justfile', 'Justfile', '.justfile'], partly: [] }],
  [
    /^(?:go-)?task$/,
    { whole: ['yml', 'yaml', 'dist.yml', 'dist.yaml'].flatMap((end) => [`Taskfile.${end}`, `taskfile.${end}`]), partly: [] },
  ],
  [/^rake$/, { whole: ['Rakefile', 'rakefile', 'Rakefile.rb'], partly: [] }],
  [/^(?:inv|invoke)$/, { whole: ['tasks.py'], partly: python }],
  [/^(?:tox|nox|hatch|pdm|poe|rye)$/, { whole: ['tox.ini', 'noxfile.py'], partly: python }],
  [/^turbo$/, { whole: ['turbo.json', 'turbo.jsonc'], partly: [] }],
  [/^nx$/, { whole: ['nx.json', 'project.json'], partly: [] }],
  [/^lerna$/, { whole: ['lerna.json'], partly: [] }],
  [/^deno$/, { whole: ['deno.json', 'deno.jsonc'], partly: [] }],
  [/^moon$/, { whole: ['moon.yml', '.moon/tasks.yml'], partly: [] }],
  [/^mise$/, { whole: ['mise.toml', '.mise.toml'], partly: [] }],
  [/^gradlew?$/, { whole: ['gradle/wrapper/gradle-wrapper.properties'], partly: gradle }],
  [
    /^mvnw?$/,
    {
      whole: ['.mvn/maven.config', '.mvn/jvm.config', '.mvn/extensions.xml', '.mvn/wrapper/maven-wrapper.properties'],
      partly: ['pom.xml'],
    },
  ],
  [/^mix$/, { whole: [], partly: ['mix.exs'] }],
  [/^ant$/, { whole: ['build.xml'], partly: [] }],
  [/^ctest$/, { whole: ['CTestConfig.cmake', 'CMakePresets.json'], partly: ['CMakeLists.txt'] }],
  [/^bazel(?:isk)?$/, { whole: ['.bazelrc'], partly: [] }],
];

/** The files that a command takes tasks from, by the program that looks them up. */
export const taskFilesOf = (words: readonly string[]): TaskFiles[] =>
  known.filter(([program]) => words.some((word) => program.test(posix.basename(word)))).map(([, files]) => files);
