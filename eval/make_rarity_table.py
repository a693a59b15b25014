#!/usr/bin/env python3
"""Makes src/detect/secrets/rarity_table.inc: what a character costs after the one before it, in source text.

Counts character pairs in text that Debian ships: the Python standard library (without its tests and data),
Perl's modules and, if installed, the word list. Words that look like data (long, with digits in them) are left
out, so that the keys and tables inside a library do not teach the model that random text is common.

    eval/make_rarity_table.py > src/detect/secrets/rarity_table.inc
"""

import math
import pathlib
import re
import sys

FIRST, LAST = 0x20, 0x7E  # printable ASCII
SIZE = LAST - FIRST + 1
SMOOTHING = 0.5  # of a pair that was never seen
STEPS = 4        # a step of the table is a quarter of a bit
LEVELS = 64      # '0' to 'o'

PYTHON = pathlib.Path("/usr/lib/python3.11")
PERL = pathlib.Path("/usr/share/perl/5.36.0")
WORDS = pathlib.Path("/usr/share/dict/words")
LEFT_OUT = {"test", "tests", "idlelib", "encodings", "unicore", "lib2to3", "__pycache__", "dist-packages"}
DATA = re.compile(r"(?=[A-Za-z_]*\d)[A-Za-z0-9+/=]{20,}|\\x[0-9a-f]{2}|0x[0-9a-fA-F]{3,}")


def texts():
    for root, suffixes in ((PYTHON, {".py"}), (PERL, {".pm", ".pl"})):
        for path in sorted(root.rglob("*")):
            if path.suffix in suffixes and path.is_file() and not LEFT_OUT & set(path.parts):
                yield DATA.sub(" ", path.read_text(encoding="utf-8", errors="replace"))
    if WORDS.is_file():
        yield WORDS.read_text(encoding="utf-8", errors="replace")


def count_pairs():
    pairs = [[0] * SIZE for _ in range(SIZE)]
    for text in texts():
        for line in text.splitlines():
            line = line.strip()
            for before, after in zip(line, line[1:]):
                row, column = ord(before) - FIRST, ord(after) - FIRST
                if 0 <= row < SIZE and 0 <= column < SIZE:
                    pairs[row][column] += 1
    return pairs


def main():
    pairs = count_pairs()
    if sum(map(sum, pairs)) < 5_000_000:
        sys.exit("make_rarity_table.py: too little text; install libpython3.11-stdlib and perl-modules-5.36")
    print("// Made by eval/make_rarity_table.py. Row: the character before; column: this one; both from ' ' to '~'.")
    print("// '0' is no bit, each step a quarter of a bit.")
    for row in pairs:
        total = sum(row) + SMOOTHING * SIZE
        costs = (-math.log2((count + SMOOTHING) / total) for count in row)
        print('R"(' + "".join(chr(ord("0") + min(LEVELS - 1, round(cost * STEPS))) for cost in costs) + ')"')


if __name__ == "__main__":
    main()
