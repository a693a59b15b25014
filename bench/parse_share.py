#!/usr/bin/env python3
"""How much of a tree a filter before parsing could leave out: files that hold the words of no sink.

    bench/parse_share.py FOLDER...

A sink's words are the module and the function of its pattern (`subprocess`, `run`), of `*.exec($)` the method alone. What such
files import would have to be parsed as well, so what is printed is the least. Needs PyYAML.
"""

import re
import sys
from pathlib import Path

import yaml

RULES = Path(__file__).resolve().parent.parent / "rules"
LANGUAGES = {".py": "python", ".go": "go", ".js": "javascript", ".jsx": "javascript", ".mjs": "javascript", ".cjs": "javascript",
             ".ts": "javascript", ".tsx": "javascript", ".mts": "javascript", ".cts": "javascript"}


def expanded(pattern: str) -> list[str]:
    """a.{b,c}($) -> a.b($), a.c($)"""
    name = pattern.split("(")[0]
    group = re.search(r"\{([^{}:$]*)\}", name)
    if not group:
        return [pattern]
    return [one for part in group.group(1).split(",")
            for one in expanded(pattern[:group.start()] + part + pattern[group.end():])]


def words_of(pattern: str) -> frozenset[str]:
    name = re.split(r"\(| = ", pattern)[0]
    parts = [part for part in re.split(r"\W+", name) if part]
    return frozenset(parts[-1:] if name.startswith("*") else {parts[0], parts[-1]})


def sinks() -> dict[str, set[frozenset[str]]]:
    out: dict[str, set[frozenset[str]]] = {}
    for rule in RULES.glob("*/*.yaml"):
        for language, calls in (yaml.safe_load(rule.read_text()).get("flow") or {"sinks": {}})["sinks"].items():
            for call in calls:
                patterns = call if isinstance(call, str) else call["call"]
                for pattern in [patterns] if isinstance(patterns, str) else patterns:
                    out.setdefault(language, set()).update(words_of(one) for one in expanded(pattern))
    return out


def main() -> None:
    wanted = sinks()
    for folder in sys.argv[1:]:
        files = size = kept_files = kept_size = 0
        for path in Path(folder).rglob("*"):
            if path.suffix not in LANGUAGES or path.name.endswith(".d.ts") or "node_modules" in path.parts or not path.is_file():
                continue
            text = path.read_text("utf-8", "replace")
            words = set(re.findall(r"\w+", text))
            files, size = files + 1, size + len(text)
            if any(sink <= words for sink in wanted[LANGUAGES[path.suffix]]):
                kept_files, kept_size = kept_files + 1, kept_size + len(text)
        if files:
            print(f"{folder}: {kept_files} of {files} files, {kept_size / size:.1%} of the bytes")


main()
