import { changesIn } from './corpus-change.ts';

/** Changes in C. */
export const c = changesIn(
  {
    language: 'c',
    needs: 'cc',
    file: (name) => `c/${name}.c`,
    proofFile: (name) => `proofs/${name}.c`,
    wrap: (name, proof) =>
      `#include <assert.h>\n#include <string.h>\n#include "../c/${name}.c"\nint main(void) {\n${proof}\nreturn 0;\n}\n`,
    command: (name) =>
      `cc -o "\${TMPDIR:-/tmp}/fanout-proof-$$" proofs/${name}.c && { "\${TMPDIR:-/tmp}/fanout-proof-$$"; code=$?; rm "\${TMPDIR:-/tmp}/fanout-proof-$$"; exit $code; }`,
  },
  {
    midpoint: {
      spec: 'midpoint(a, b) of two ints that are not negative, of any size.',
      faulty: 'int midpoint(int a, int b) { return (int)((unsigned)a + (unsigned)b) / 2; }\n',
      sound: 'int midpoint(int a, int b) { return a < b ? a + (b - a) / 2 : b + (a - b) / 2; }\n',
      proof: 'assert(midpoint(2147483647, 2147483645) == 2147483646);',
    },
    trim: {
      spec: 'trim(s) cuts blanks at the end, also of a text of nothing else.',
      faulty:
        "#include <string.h>\nvoid trim(char *s) { int n = (int)strlen(s); while (n > 1 && s[n - 1] == ' ') s[--n] = 0; }\n",
      sound: "#include <string.h>\nvoid trim(char *s) { int n = (int)strlen(s); while (n > 0 && s[n - 1] == ' ') s[--n] = 0; }\n",
      proof: 'char s[] = "  "; trim(s); assert(strcmp(s, "") == 0);',
    },
    copy: {
      spec: 'copy(to, from, size) copies a text that fits, cuts one that does not, and always ends it.',
      faulty: '#include <string.h>\nvoid copy(char *to, const char *from, int size) { strncpy(to, from, (unsigned)size); }\n',
      sound:
        '#include <string.h>\nvoid copy(char *to, const char *from, int size) { strncpy(to, from, (unsigned)size - 1); to[size - 1] = 0; }\n',
      proof: 'char s[] = "zzzz"; copy(s, "abcd", 3); assert(strcmp(s, "ab") == 0);',
    },
    even: {
      spec: 'is_even(n) for every int.',
      sound: 'int is_even(int n) { return n % 2 == 0; }\n',
      proof: 'assert(is_even(-2) && !is_even(-1));',
    },
  },
);

/** Changes in Perl. */
export const perl = changesIn(
  {
    language: 'perl',
    needs: 'perl',
    file: (name) => `perl/${name}.pl`,
    proofFile: (name) => `proofs/${name}.pl`,
    wrap: (name, proof) => `require "./perl/${name}.pl";\n${proof}\n`,
    command: (name) => `perl proofs/${name}.pl`,
  },
  {
    greedy: {
      spec: 'quoted($text) gives the first text between double quotes.',
      faulty: 'sub quoted { my ($text) = @_; return $text =~ /"(.*)"/ ? $1 : undef; }\n1;\n',
      sound: 'sub quoted { my ($text) = @_; return $text =~ /"(.*?)"/ ? $1 : undef; }\n1;\n',
      proof: 'die "greedy" unless quoted(\'"a" and "b"\') eq "a";',
    },
    numbers: {
      spec: 'ordered(@numbers) sorts by value.',
      faulty: 'sub ordered { return sort @_; }\n1;\n',
      sound: 'sub ordered { return sort { $a <=> $b } @_; }\n1;\n',
      proof: 'die "order" unless join(",", ordered(10, 9)) eq "9,10";',
    },
    largest: {
      spec: 'largest(@numbers) is the largest, also below zero.',
      sound: 'sub largest { my $most = shift; for (@_) { $most = $_ if $_ > $most } return $most; }\n1;\n',
      proof: 'die "most" unless largest(-3, -2) == -2;',
    },
  },
);
