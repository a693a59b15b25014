#!/usr/bin/env python3
"""Accepts changed outputs after a person has read the difference.

A test that compares with a file of tests/golden/ writes what it got to golden/ in its build folder. This
shows each difference and, with --yes or after a "y", puts the new file in the place of the approved one.

    tools/approve.py                  every build folder under build/
    tools/approve.py --build build/dev --yes
"""

import argparse
import difflib
import pathlib
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent


def show_difference(old: pathlib.Path, new: pathlib.Path) -> None:
    old_lines = old.read_text("utf-8", "backslashreplace").split("\n") if old.exists() else []
    new_lines = new.read_text("utf-8", "backslashreplace").split("\n")
    for line in difflib.unified_diff(old_lines, new_lines, str(old), str(new), lineterm=""):
        # The terminal format has colours; shown as they are they would hide the difference.
        print(line.replace("\x1b", "\\x1b"))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", action="append", type=pathlib.Path, help="default: all folders in build/")
    parser.add_argument("--yes", action="store_true", help="accept without asking")
    arguments = parser.parse_args()

    builds = arguments.build or sorted(path for path in (ROOT / "build").glob("*") if path.is_dir())
    accepted = 0
    left = 0
    for build in builds:
        received = build / "golden"
        for new in sorted(path for path in received.rglob("*") if path.is_file()):
            approved = ROOT / "tests" / "golden" / new.relative_to(received)
            if approved.exists() and approved.read_bytes() == new.read_bytes():
                new.unlink()
                continue
            show_difference(approved, new)
            if not arguments.yes:
                answer = input(f"accept {approved.relative_to(ROOT)}? [y/N] ")
                if answer.strip().lower() != "y":
                    left += 1
                    continue
            approved.parent.mkdir(parents=True, exist_ok=True)
            approved.write_bytes(new.read_bytes())
            new.unlink()
            accepted += 1
    print(f"{accepted} accepted, {left} left")
    return 1 if left else 0


if __name__ == "__main__":
    sys.exit(main())
