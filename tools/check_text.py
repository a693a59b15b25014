#!/usr/bin/env python3
"""Checks the text files of the repository for what an editor hides or a review overlooks.

    tools/check_text.py [ROOT]

Line endings, trailing blanks, a missing last newline, tabs (but in Makefiles), invisible and
reordering characters, and links of Markdown pages that lead nowhere. How C++ is laid out is clang-format's business.
"""

import re
import subprocess
import sys
import unicodedata
from pathlib import Path

TEXT = {".h", ".cpp", ".cmake", ".txt", ".py", ".sh", ".md", ".yaml", ".yml", ".json", ".mjs", ""}
# These hold such things on purpose, or are not ours to lay out.
HOSTILE = ("examples/", "fuzz/corpus/", "tests/golden/", "tests/cli/", "rules/", "docs/rules/", "package-lock.json", "LICENSE")
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")


def files(root: Path) -> list[str]:
    listed = subprocess.run(["git", "-C", str(root), "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
                            capture_output=True, check=True, text=True).stdout
    return sorted(name for name in listed.split("\0") if name and (root / name).is_file())


def is_hidden(character: str) -> bool:
    return unicodedata.category(character) in {"Cf", "Cc", "Co"} and character not in "\t\n\r"


def check_file(root: Path, name: str) -> list[str]:
    path = root / name
    try:
        text = path.read_bytes().decode("utf-8")
    except UnicodeDecodeError:
        return [f"{name}: not UTF-8"]
    problems = []
    if text and not text.endswith("\n"):
        problems.append(f"{name}: the last line has no newline")
    for number, line in enumerate(text.split("\n"), 1):
        place = f"{name}:{number}"
        if line.endswith("\r"):
            problems.append(f"{place}: a carriage return ends the line")
        elif line != line.rstrip():
            problems.append(f"{place}: blanks at the end of the line")
        if "\t" in line and path.name != "Makefile":
            problems.append(f"{place}: a tab")
        if any(is_hidden(character) for character in line.rstrip("\r")):
            problems.append(f"{place}: an invisible character")
        if path.suffix == ".md":
            for target in LINK.findall(line):
                if "://" not in target and not target.startswith("mailto:") and not (path.parent / target).exists():
                    problems.append(f"{place}: the link to {target} leads nowhere")
    return problems


def main() -> int:
    root = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parent.parent
    checked = [name for name in files(root) if Path(name).suffix in TEXT and not name.startswith(HOSTILE)]
    problems = [problem for name in checked for problem in check_file(root, name)]
    if not checked:
        problems.append("no file to check")
    for problem in problems:
        print(problem)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
