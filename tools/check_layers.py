#!/usr/bin/env python3
"""Checks that a room of src/ uses only rooms above it, in its includes and in its CMakeLists.txt.

    tools/check_layers.py [ROOT]

Prints one line a violation, `file:line: what is wrong`, and ends with 1 if there is any.
"""

import re
import sys
from pathlib import Path

# From the bottom that everything stands on to the top that nothing includes. A new room is added here, once.
ROOMS = ["base", "settings", "net", "source", "pattern", "rules", "syntax", "flow", "detect", "engine", "report", "cli"]

INCLUDE = re.compile(r'^\s*#\s*include\s*"([^"]+)"')
COMMENT = re.compile(r"#[^\n]*")
LIBRARY = re.compile(r"sentinel_library\s*\(\s*(\w+)([^)]*)\)")
KEYWORDS = {"SOURCES", "DEPENDS", "TESTS"}
EXTRA_LIBRARY = re.compile(r"\badd_library\s*\(\s*sentinel_(\w+)")


def check_includes(source: Path, room: str, root: Path) -> list[str]:
    problems = []
    text = source.read_text(encoding="utf-8", errors="replace")
    for number, line in enumerate(text.splitlines(), 1):
        match = INCLUDE.match(line)
        if not match:
            continue
        place = f"{source.relative_to(root)}:{number}"
        included = match.group(1)
        other = included.split("/")[0]
        if "/" not in included and not included.endswith(".inc"):
            problems.append(f'{place}: "{included}" is included without its room; write "{room}/{included}"')
        elif "/" in included and other not in ROOMS:
            problems.append(f'{place}: "{other}" is no room of src/')
        elif other in ROOMS and ROOMS.index(other) > ROOMS.index(room):
            problems.append(f"{place}: {room} includes {other}, which lies above it in the order of layers")
    return problems


def without_comments(listfile: Path) -> str:
    # Comments give way to spaces, so that offsets still tell the line.
    return COMMENT.sub(lambda match: " " * len(match.group()), listfile.read_text(encoding="utf-8"))


def rooms_of_libraries(root: Path) -> dict[str, str]:
    """A room is a library of the same name, and may have more."""
    rooms = {room: room for room in ROOMS}
    for listfile in sorted((root / "src").glob("*/CMakeLists.txt")):
        for match in EXTRA_LIBRARY.finditer(without_comments(listfile)):
            rooms[match.group(1)] = listfile.parent.name
    return rooms


def check_dependencies(listfile: Path, room: str, root: Path, rooms: dict[str, str]) -> list[str]:
    problems = []
    text = without_comments(listfile)

    def place(offset: int) -> str:
        return f"{listfile.relative_to(root)}:{text.count(chr(10), 0, offset) + 1}"

    used: list[tuple[str, int]] = []  # room, offset
    for library in LIBRARY.finditer(text):
        if library.group(1) != room:
            problems.append(f"{place(library.start())}: the library of this folder is {room}, not {library.group(1)}")
        section = ""
        for word in re.finditer(r"[^\s]+", library.group(2)):
            if word.group() in KEYWORDS:
                section = word.group()
            elif section == "DEPENDS" and "::" not in word.group() and not word.group().startswith("dep_"):
                used.append((word.group(), library.start(2) + word.start()))
    used += [(match.group(1), match.start()) for match in re.finditer(r"\bsentinel_(\w+)", text)
             if match.group(1) in rooms]
    for library, offset in used:
        other = rooms.get(library)
        if other not in ROOMS:
            problems.append(f"{place(offset)}: {room} depends on {library}, which is no room of src/")
        elif ROOMS.index(other) > ROOMS.index(room):
            problems.append(f"{place(offset)}: {room} depends on {library}, which lies above it in the order of layers")
    return problems


def check(root: Path) -> list[str]:
    problems = []
    folders = sorted(path for path in (root / "src").iterdir() if path.is_dir())
    rooms = rooms_of_libraries(root)
    if not folders:
        problems.append("src: there is no room to check")
    for folder in folders:
        if folder.name not in ROOMS:
            problems.append(f"src/{folder.name}: no room of this name; add it to ROOMS in tools/check_layers.py")
            continue
        for source in sorted(folder.rglob("*")):
            if source.suffix in {".h", ".cpp"}:
                problems += check_includes(source, folder.name, root)
            elif source.name == "CMakeLists.txt":
                problems += check_dependencies(source, folder.name, root, rooms)
    return problems


def main() -> int:
    root = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parent.parent
    problems = check(root)
    for problem in problems:
        print(problem)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
