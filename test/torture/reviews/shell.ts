import { changesIn } from './corpus-change.ts';

/** Changes in shell. The proof runs in a folder of its own, with the script as `$it`. */
export const shell = changesIn(
  {
    language: 'sh',
    needs: 'sh',
    file: (name) => `bin/${name}.sh`,
    proofFile: (name) => `proofs/${name}.sh`,
    wrap: (name, proof) =>
      `it="$PWD/bin/${name}.sh"\nwork=$(mktemp -d)\ntrap 'rm -rf "$work"' EXIT\ncd "$work" || exit 2\nset -e\n${proof}\n`,
    command: (name) => `sh proofs/${name}.sh`,
  },
  {
    spaces: {
      spec: 'Copies each file that is named into kept/, whatever its name.',
      faulty: 'mkdir -p kept\nfor file in $*; do cp "$file" kept/; done\n',
      sound: 'mkdir -p kept\nfor file in "$@"; do cp "$file" kept/; done\n',
      proof: 'echo a > "a b"\nsh "$it" "a b"\ntest -f "kept/a b"',
    },
    pipe: {
      spec: 'Runs the command that it is given, shows its output sorted, and fails when the command fails.',
      faulty: '"$@" | sort\n',
      sound: 'out=$("$@") || exit\nprintf "%s\\n" "$out" | sort\n',
      proof: 'if sh "$it" false; then exit 1; fi\ntest "$(sh "$it" printf "b\\na\\n" | head -n 1)" = a',
    },
    unset: {
      spec: 'Empties the folder that is named, and refuses to run without one.',
      faulty: 'rm -rf "$1"/*\necho done\n',
      sound: '[ -n "${1:-}" ] || exit 2\nrm -rf "$1"/*\necho done\n',
      proof:
        'mkdir bin\nprintf "#!/bin/sh\\nexit 0\\n" > bin/rm\nchmod +x bin/rm\nif PATH="$PWD/bin:$PATH" sh "$it"; then exit 1; fi',
    },
    count: {
      spec: 'Prints how many lines stdin has, also when the last one has no line end.',
      faulty: "wc -l | tr -d ' '\n",
      sound: 'grep -c ""\n',
      proof: 'test "$(printf "a\\nb" | sh "$it")" = 2',
    },
    compare: {
      spec: 'Exits 0 when the first whole number is the larger one.',
      faulty: 'expr "x$1" \\> "x$2" > /dev/null\n',
      sound: '[ "$1" -gt "$2" ]\n',
      proof: 'sh "$it" 10 9',
    },
    loop: {
      spec: 'Prints the sum of the numbers on stdin, one a line.',
      faulty: 'total=0\ncat | while read -r n; do total=$((total + n)); done\necho "$total"\n',
      sound: 'total=0\nwhile read -r n; do total=$((total + n)); done\necho "$total"\n',
      proof: 'test "$(printf "1\\n2\\n" | sh "$it")" = 3',
    },
    backslash: {
      spec: 'Prints each line of stdin behind a dash, as it is.',
      faulty: 'while read line; do printf "%s\\n" "- $line"; done\n',
      sound: 'while IFS= read -r line; do printf \'%s\\n\' "- $line"; done\n',
      proof: "test \"$(printf '%s\\n' ' a\\b' | sh \"$it\")\" = '-  a\\b'",
    },
    dashes: {
      spec: 'Removes the file of exactly this name.',
      faulty: 'rm -f "$1"\n',
      sound: 'rm -f -- "$1"\n',
      proof: 'echo a > ./-x\nsh "$it" -x || true\ntest ! -e ./-x',
    },
    lock: {
      spec: 'Exits 0 once, and 1 for whoever comes after, also at the same time.',
      faulty: '[ -e taken ] && exit 1\nsleep 0.2\n: > taken\n',
      sound: 'mkdir taken 2> /dev/null || exit 1\nsleep 0.2\n',
      proof:
        'sh "$it" & first=$!\nif sh "$it"; then second=0; else second=1; fi\nif wait "$first"; then first=0; else first=1; fi\ntest $((first + second)) = 1',
    },
    upper: {
      spec: 'Prints stdin in capitals.',
      sound: "tr '[:lower:]' '[:upper:]'\n",
      proof: 'test "$(echo ab | sh "$it")" = AB',
    },
    default: {
      spec: 'Prints the name that it is given, or World.',
      sound: 'printf "Hello %s\\n" "${1:-World}"\n',
      proof: 'test "$(sh "$it")" = "Hello World"\ntest "$(sh "$it" "A  B")" = "Hello A  B"',
    },
    last: {
      spec: 'Prints the last field of each line.',
      sound: "awk '{ print $NF }'\n",
      proof: 'test "$(echo a b | sh "$it")" = b',
    },
  },
);
