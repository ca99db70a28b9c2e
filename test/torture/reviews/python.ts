import { changesIn } from './corpus-change.ts';

/** Changes in Python. */
export const python = changesIn(
  {
    language: 'python',
    needs: 'python3',
    file: (name) => `lib/${name}.py`,
    proofFile: (name) => `proofs/${name}_proof.py`,
    wrap: (name, proof) => `import sys\nsys.path.insert(0, "lib")\nimport ${name} as it\n${proof}\n`,
    command: (name) => `python3 -B proofs/${name}_proof.py`,
  },
  {
    append: {
      spec: 'add(item, to) gives a list with the item; without a list a new one each time.',
      faulty: 'def add(item, to=[]):\n    to.append(item)\n    return to\n',
      sound: 'def add(item, to=None):\n    to = [] if to is None else to\n    to.append(item)\n    return to\n',
      proof: 'it.add(1)\nassert it.add(2) == [2]',
    },
    mean: {
      spec: 'mean(values) is their mean; of nothing it is None.',
      faulty: 'def mean(values):\n    return sum(values) / len(values)\n',
      sound: 'def mean(values):\n    return sum(values) / len(values) if values else None\n',
      proof: 'assert it.mean([]) is None\nassert it.mean([1, 2]) == 1.5',
    },
    closures: {
      spec: 'adders(n) gives n functions; the i-th adds i.',
      faulty: 'def adders(n):\n    return [lambda x: x + i for i in range(n)]\n',
      sound: 'def adders(n):\n    return [lambda x, i=i: x + i for i in range(n)]\n',
      proof: 'assert [f(10) for f in it.adders(3)] == [10, 11, 12]',
    },
    swallow: {
      spec: 'number(text) reads a whole number, 0 for the empty text; other text raises ValueError.',
      faulty: 'def number(text):\n    try:\n        return int(text)\n    except Exception:\n        return 0\n',
      sound: 'def number(text):\n    return int(text) if text else 0\n',
      proof:
        'try:\n    it.number("x")\nexcept ValueError:\n    pass\nelse:\n    raise SystemExit("no ValueError")\nassert it.number("") == 0',
    },
    query: {
      spec: 'find(db, name) gives the ids of a name, whatever characters it has.',
      faulty: 'def find(db, name):\n    return [row[0] for row in db.execute(f"select id from users where name = \'{name}\'")]\n',
      sound: 'def find(db, name):\n    return [row[0] for row in db.execute("select id from users where name = ?", (name,))]\n',
      proof:
        'import sqlite3\ndb = sqlite3.connect(":memory:")\ndb.execute("create table users (id, name)")\ndb.execute("insert into users values (1, \'a\')")\nassert it.find(db, "x\' or \'1\'=\'1") == []\nassert it.find(db, "a") == [1]',
    },
    identity: {
      spec: 'same(a, b) says whether two numbers are equal.',
      faulty: 'def same(a, b):\n    return a is b\n',
      sound: 'def same(a, b):\n    return a == b\n',
      proof: 'assert it.same(int("1000"), int("1000"))',
    },
    removing: {
      spec: 'drop(values, bad) takes every occurrence of a value out.',
      faulty:
        'def drop(values, bad):\n    for value in values:\n        if value == bad:\n            values.remove(value)\n    return values\n',
      sound: 'def drop(values, bad):\n    return [value for value in values if value != bad]\n',
      proof: 'assert it.drop([1, 1, 2], 1) == [2]',
    },
    rounding: {
      spec: 'half_up(value) rounds .5 away from zero.',
      faulty: 'def half_up(value):\n    return round(value)\n',
      sound:
        'import math\n\ndef half_up(value):\n    return math.floor(value + 0.5) if value >= 0 else -math.floor(-value + 0.5)\n',
      proof: 'assert it.half_up(2.5) == 3\nassert it.half_up(-2.5) == -3',
    },
    binary: {
      spec: 'find(sorted_values, wanted) is the index of a value, or -1.',
      faulty:
        'def find(values, wanted):\n    low, high = 0, len(values) - 1\n    while low < high:\n        middle = (low + high) // 2\n        if values[middle] == wanted:\n            return middle\n        if values[middle] < wanted:\n            low = middle + 1\n        else:\n            high = middle - 1\n    return -1\n',
      sound:
        'def find(values, wanted):\n    low, high = 0, len(values) - 1\n    while low <= high:\n        middle = (low + high) // 2\n        if values[middle] == wanted:\n            return middle\n        if values[middle] < wanted:\n            low = middle + 1\n        else:\n            high = middle - 1\n    return -1\n',
      proof: 'assert it.find([5], 5) == 0\nassert it.find([1, 3], 2) == -1',
    },
    copies: {
      spec: 'grid(rows, columns) is a grid of zeros whose rows are independent.',
      faulty: 'def grid(rows, columns):\n    return [[0] * columns] * rows\n',
      sound: 'def grid(rows, columns):\n    return [[0] * columns for _ in range(rows)]\n',
      proof: 'g = it.grid(2, 2)\ng[0][0] = 1\nassert g[1][0] == 0',
    },
    months: {
      spec: 'next_month(year, month) is the month after.',
      faulty: 'def next_month(year, month):\n    return (year + month // 12, month % 12 + 1 if month < 12 else 0)\n',
      sound: 'def next_month(year, month):\n    return (year + month // 12, month % 12 + 1)\n',
      proof: 'assert it.next_month(2024, 12) == (2025, 1)\nassert it.next_month(2024, 1) == (2024, 2)',
    },
    encode: {
      spec: 'save(path, text) writes text of any language as UTF-8.',
      faulty:
        'def save(path, text):\n    with open(path, "w", encoding="latin-1", errors="replace") as file:\n        file.write(text)\n',
      sound: 'def save(path, text):\n    with open(path, "w", encoding="utf-8") as file:\n        file.write(text)\n',
      proof:
        'import tempfile, os\npath = os.path.join(tempfile.mkdtemp(), "a")\nit.save(path, "\\u0142")\nassert open(path, encoding="utf-8").read() == "\\u0142"',
    },
    words: {
      spec: 'count(text) counts words, without regard to case.',
      sound: 'from collections import Counter\n\ndef count(text):\n    return Counter(text.lower().split())\n',
      proof: 'assert it.count("A a b") == {"a": 2, "b": 1}',
    },
    flatten: {
      spec: 'flatten(lists) joins lists of lists by one level.',
      sound: 'def flatten(lists):\n    return [item for one in lists for item in one]\n',
      proof: 'assert it.flatten([[1], [], [2]]) == [1, 2]',
    },
    initials: {
      spec: 'initials(name) gives the first letters, in capitals.',
      sound: 'def initials(name):\n    return "".join(word[0].upper() for word in name.split())\n',
      proof: 'assert it.initials(" ada  lovelace") == "AL"',
    },
    within: {
      spec: 'within(value, low, high) includes both bounds.',
      sound: 'def within(value, low, high):\n    return low <= value <= high\n',
      proof: 'assert it.within(1, 1, 2) and it.within(2, 1, 2) and not it.within(3, 1, 2)',
    },
    reverse: {
      spec: 'backwards(text) gives the words in the opposite order.',
      sound: 'def backwards(text):\n    return " ".join(reversed(text.split()))\n',
      proof: 'assert it.backwards("a b") == "b a"',
    },
    pairs: {
      spec: 'pairs(values) gives neighbours.',
      sound: 'def pairs(values):\n    return list(zip(values, values[1:]))\n',
      proof: 'assert it.pairs([1, 2, 3]) == [(1, 2), (2, 3)]\nassert it.pairs([]) == []',
    },
  },
);
