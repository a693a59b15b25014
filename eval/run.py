#!/usr/bin/env python3
"""How much the scanner finds in programs whose holes are known, and how much in those that have none.

    eval/run.py                                      the cases of this folder, against the committed figures
    eval/run.py --set LABELS.json --cases FOLDER     another labelled set; eval/README.md has the formats
    ... --fetch                                      and what of it is not there yet is brought first

Prints a table and ends with 1 when a figure is worse than in figures.json; `--update` writes them there instead.
"""

import argparse
import concurrent.futures
import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from fetch import fetch

HERE = Path(__file__).resolve().parent
SLACK = 3  # lines between a label and a finding that is meant
SOURCE = {".py", ".js", ".jsx", ".mjs", ".cjs", ".ts", ".tsx", ".mts", ".cts", ".go"}

# CWE numbers that name the weakness of a class: the number itself, its parents, and what others call the same.
WEAKNESSES = {
    "command": {74, 77, 78, 88, 94, 184, 426, 427},
    "code": {74, 78, 94, 95, 96, 502, 913, 1321, 1336},
    "sql": {74, 89, 564, 943},
    "path": {22, 23, 24, 35, 36, 37, 38, 39, 59, 61, 73, 98, 178, 180, 200, 276, 377, 378, 552, 610, 706},
    "ssrf": {441, 601, 610, 918, 939},
    "xss": {79, 80, 83, 84, 87, 116, 601, 939},
    "secrets": {259, 312, 321, 522, 540, 615, 798},
    "configuration": {16, 200, 276, 284, 285, 287, 290, 295, 306, 307, 311, 319, 326, 327, 328, 330, 338, 345, 346, 347, 350, 352,
                      453, 489, 522, 532, 610, 614, 639, 668, 693, 732, 862, 863, 942, 1004, 1188, 1327, 1385},
    "prompt": {20, 74, 77, 116, 150, 451, 1427},
    "poisoning": {94, 116, 150, 345, 451, 494, 506, 507, 912, 1427},
    "supply": {353, 427, 494, 506, 507, 829, 912, 1104, 1357, 1395},
}
# Names of classes in sets of others.
OTHER_NAMES = {"path_traversal": "path", "config_security": "configuration", "prompt_injection": "prompt",
               "tool_poisoning": "poisoning", "supply_chain": "supply"}


@dataclass
class Finding:
    path: str
    first: int
    last: int
    weaknesses: set[int]
    rule: str
    is_loud: bool  # high or critical


@dataclass
class Place:
    path: str
    line: int
    spare: set[int] = field(default_factory=set)  # weaknesses that are still true there


@dataclass
class Case:
    id: str
    kind: str  # the class, as the set calls it
    language: str
    weaknesses: set[int]
    vulnerable: Path
    fixed: Path | None
    sinks: list[Place]
    safe: list[Place] | None  # where the fixed version must be silent; None: everywhere
    by_file: bool = False     # a finding anywhere in the file is what is asked for


@dataclass
class Score:
    found: bool = False     # at a sink
    in_file: bool = False   # somewhere in its file
    false: bool = False     # in the fixed version
    told: bool = False      # the two versions apart
    error: str = ""

    @property
    def word(self) -> str:
        if self.error or self.told:
            return "error" if self.error else "told"
        return ("found" if self.found else "file" if self.in_file else "missed") + (", false" if self.false else "")


# ------------------------------------------------------------------------------------------------------ scans

def numbers_in(value) -> set[int]:
    return {int(number) for number in re.findall(r"(?i)cwe[-_/: ]*0*(\d{1,4})", json.dumps(value))}


def findings_in(report: dict) -> Iterable[Finding]:
    for run in report["runs"]:
        rules = {rule["id"]: rule for rule in run["tool"]["driver"].get("rules", [])}
        for result in run.get("results", []):
            if result.get("suppressions"):
                continue
            rule = rules.get(result["ruleId"], {})
            about = [part.get(key) for part in (rule, result) for key in ("properties", "relationships", "taxa")]
            severity = next((float(part["properties"]["security-severity"]) for part in (result, rule)
                             if "security-severity" in part.get("properties", {})), 0)
            place = result["locations"][0]["physicalLocation"]
            region = place.get("region", {})
            first = region.get("startLine", 0)
            yield Finding(place["artifactLocation"]["uri"], first, region.get("endLine", first), numbers_in(about),
                          result["ruleId"], severity >= 7 if severity else result.get("level") == "error")


def scan(program: str, folder: Path) -> list[Finding]:
    """Everything in the folder, whatever its own ignore files and settings say."""
    with tempfile.TemporaryDirectory() as scratch:
        out, settings = Path(scratch) / "out.sarif", Path(scratch) / "settings.yaml"
        settings.touch()
        done = subprocess.run([program, "scan", folder, "--no-ignore", "--config", settings, "--format", "sarif", "--output", out],
                              cwd=scratch, stdin=subprocess.DEVNULL, capture_output=True, timeout=600, check=False)
        if not out.exists():
            raise RuntimeError(f"{program} wrote no report of {folder}: {done.stderr.decode(errors='replace')[-300:]}")
        return list(findings_in(json.loads(out.read_text("utf-8"))))


def is_same_path(shown: str, label: str) -> bool:
    shown = shown.replace("%20", " ")
    return shown == label or shown.endswith("/" + label)


def near(findings: list[Finding], weaknesses: set[int], places: list[Place]) -> bool:
    return any(finding.weaknesses & (weaknesses - place.spare) and is_same_path(finding.path, place.path)
               and finding.first - SLACK <= place.line <= finding.last + SLACK for finding in findings for place in places)


def score_of(program: str, case: Case) -> Score:
    try:
        before = scan(program, case.vulnerable)
        after = scan(program, case.fixed) if case.fixed else []
    except (RuntimeError, ValueError, subprocess.TimeoutExpired) as error:
        return Score(error=str(error))
    out = Score(found=near(before, case.weaknesses, case.sinks))
    out.in_file = any(finding.weaknesses & case.weaknesses and is_same_path(finding.path, sink.path)
                      for finding in before for sink in case.sinks)
    if case.safe is None:
        out.false = any(finding.weaknesses & case.weaknesses for finding in after)
    else:
        out.false = near(after, case.weaknesses, case.safe)
    out.told = out.in_file if case.by_file else out.found and not out.false
    return out


def lines_of(folder: Path) -> int:
    return sum(path.read_bytes().count(b"\n") for path in folder.rglob("*")
               if path.suffix in SOURCE and path.is_file() and not path.is_symlink()
               and not {".git", "node_modules"} & set(path.parts))


# ----------------------------------------------------------------------------------------------------- labels

def line_of(folder: Path, label: dict) -> int:
    if "line" in label:
        return label["line"]
    lines = (folder / label["file"]).read_text("utf-8").splitlines()
    found = [number for number, line in enumerate(lines, 1) if label["code"] in line]
    if len(found) != 1:
        raise SystemExit(f"{folder / label['file']}: {label['code']!r} stands in {len(found)} lines, not in one")
    return found[0]


def places_of(folder: Path, labels: list[dict]) -> list[Place]:
    return [Place(label["file"], line_of(folder, label), set(label.get("spare", ()))) for label in labels]


def own_cases(labels: dict, folder: Path) -> Iterable[Case]:
    for label in labels["cases"]:
        vulnerable, fixed = folder / label["id"] / "vulnerable", folder / label["id"] / "fixed"
        yield Case(label["id"], label["class"], label["language"], WEAKNESSES[label["class"]], vulnerable,
                   fixed if fixed.is_dir() else None, places_of(vulnerable, label["sinks"]),
                   places_of(fixed, label["safe"]) if "safe" in label else None)


def class_of(label: dict) -> str:
    name = label["class"]
    if name == "code_injection":
        detail = label.get("subclass") or ""
        return "sql" if "sql" in detail else "command" if "command" in detail or "argument" in detail else "code"
    return OTHER_NAMES.get(name, name)


def pair_cases(labels: dict, folder: Path, split: str | None) -> Iterable[Case]:
    for label in labels["pairs"]:
        if label.get("score") == "dropped" or (split and label.get("split") != split):
            continue
        for source in ("git", "npm"):
            place = folder / "pairs" / label["id"] / source
            if label.get(source) and (place / "vulnerable").is_dir():
                break
        else:
            continue
        tree, how = label[source], label.get("score", "recall_and_discrimination")
        own = numbers_in([label.get("cwe"), label.get("cwe_also")])
        sinks = tree["sinks"] + tree.get("also_accept", [])
        # Of some cases the fixed version does not make the call safe: nothing there is false.
        safe = tree.get("fixed_same_kind") or [] if how == "recall_and_discrimination" else []
        yield Case(label["id"], label["class"], label.get("language", ""), WEAKNESSES.get(class_of(label), set()) | own,
                   place / "vulnerable", place / "fixed" if (place / "fixed").is_dir() else None,
                   places_of(place / "vulnerable", sinks), places_of(place / "fixed", safe), how == "excluded_or_file_level")


# ---------------------------------------------------------------------------------------------------- figures

def of_cases(program: str, cases: list[Case], jobs: int) -> dict:
    with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        scores = dict(zip([case.id for case in cases], pool.map(lambda case: score_of(program, case), cases), strict=True))
    out: dict = {"total": {}, "class": {}, "language": {}, "cases": {id: scores[id].word for id in sorted(scores)}}

    def count(chosen: list[Score]) -> dict:
        return {"cases": len(chosen), "found": sum(s.found for s in chosen), "file": sum(s.in_file for s in chosen),
                "told": sum(s.told for s in chosen), "false": sum(s.false for s in chosen)}

    out["total"] = count(list(scores.values()))
    for key, name in (("class", lambda case: case.kind), ("language", lambda case: case.language)):
        for value in sorted({name(case) for case in cases}):
            out[key][value] = count([scores[case.id] for case in cases if name(case) == value])
    for id, score in scores.items():
        if score.error:
            print(f"{id}: {score.error}", file=sys.stderr)
    out["errors"] = sum(bool(score.error) for score in scores.values())
    return out


def of_benign(program: str, trees: dict[str, Path], jobs: int) -> dict:
    with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        loud = dict(zip(trees, pool.map(lambda tree: sum(f.is_loud for f in scan(program, tree)), trees.values()), strict=True))
    lines = sum(map(lines_of, trees.values()))
    return {"programs": len(trees), "lines": lines, "loud": sum(loud.values()),
            "loud per 1,000 lines": round(1000 * sum(loud.values()) / max(lines, 1), 4),
            "by program": {id: count for id, count in loud.items() if count}}


def show(figures: dict) -> None:
    if "cases" in figures:
        for id, word in figures["cases"].items():
            print(f"{id:50} {word}")
        print(f"\n{'':22} cases  found   file   told  false")
        for title, row in [("all", figures["total"]), *figures["class"].items(), *figures["language"].items()]:
            print(f"{title:22}" + "".join(f"{row[key]:6} " for key in ("cases", "found", "file", "told", "false")))
    if "benign" in figures:
        benign = figures["benign"]
        for id, loud in benign["by program"].items():
            print(f"{id:50} {loud} high or critical")
        print(f"\nnothing to find: {benign['programs']} programs, {benign['lines']} lines, {benign['loud']} findings that are high "
              f"or critical, {benign['loud per 1,000 lines']} per 1,000 lines")


def worse(now: dict, before: dict) -> list[str]:
    """What is worse now than it was. A set with other cases has other figures: shares are compared."""
    out = []

    def compare(what: str, of: Callable[[dict], float], more_is_better: bool) -> None:
        a, b = of(before), of(now)
        if (b < a) if more_is_better else (b > a):
            out.append(f"{what}: {a:.3g} before, {b:.3g} now")

    if "total" in now and "total" in before:
        for key, better in (("found", True), ("file", True), ("told", True), ("false", False)):
            compare(key, lambda figures: figures["total"][key] / max(figures["total"]["cases"], 1), better)  # noqa: B023
        compare("errors", lambda figures: figures["errors"], False)
    if "benign" in now and "benign" in before:
        compare("findings per 1,000 lines", lambda figures: figures["benign"]["loud per 1,000 lines"], False)
    return out


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", default=os.environ.get("MCP_SENTINEL", str(HERE.parent / "mcp-sentinel")))
    parser.add_argument("--set", type=Path, default=HERE / "cases.json", help="labels")
    parser.add_argument("--cases", type=Path, default=HERE / "cases", help="folder of what is labelled")
    parser.add_argument("--split", help="only this part of the set")
    parser.add_argument("--fetch", action="store_true", help="bring first what the labels name and is not there")
    parser.add_argument("--git", default="https://github.com/{repo}.git", metavar="URL",
                        help="where repositories come from; {repo} is owner/name")
    parser.add_argument("--npm", default=os.environ.get("npm_config_registry", "https://registry.npmjs.org"), metavar="URL",
                        help="the registry of npm packages")
    parser.add_argument("--only", nargs="*", help="only these cases; nothing is compared")
    parser.add_argument("--figures", type=Path, default=HERE / "figures.json")
    parser.add_argument("--update", action="store_true", help="write the figures instead of comparing them")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    given = parser.parse_args()
    program = os.path.abspath(given.program)

    labels = json.loads(given.set.read_text("utf-8"))
    figures: dict = {}
    if given.fetch:
        for failure in fetch(labels, given.cases.resolve(), given.split, given.git, given.npm):
            print(f"not brought: {failure}", file=sys.stderr)
    if "benign" in labels:
        trees = {label["id"]: given.cases.resolve() / "benign" / re.sub(r"[:/@]", "_", label["id"]) for label in labels["benign"]
                 if not given.split or label.get("split") == given.split}
        figures["benign"] = of_benign(program, {id: tree for id, tree in trees.items() if tree.is_dir()}, given.jobs)
    else:
        folder = given.cases.resolve()
        cases = list(own_cases(labels, folder) if "cases" in labels else pair_cases(labels, folder, given.split))
        if given.only:
            cases = [case for case in cases if case.id in given.only]
        if not cases:
            parser.error("there is no such case")
        figures = of_cases(program, cases, given.jobs)
        if "cases" in labels:
            figures["benign"] = of_benign(program, {case.id: case.fixed for case in cases if case.fixed}, given.jobs)
    show(figures)
    if given.only:
        return 0

    known = json.loads(given.figures.read_text("utf-8")) if given.figures.exists() else {}
    name = given.set.stem + (f" {given.split}" if given.split else "")
    if given.update:
        known[name] = figures
        given.figures.write_text(json.dumps(known, indent=1, sort_keys=True) + "\n", "utf-8")
        return 0
    before = known.get(name)
    if before is None:
        print(f"\n{given.figures} has no figures of this set; --update writes them")
        return 0
    for id, word in figures.get("cases", {}).items():
        was = before.get("cases", {}).get(id)
        if was != word:
            print(f"{id}: was {was or 'not there'}, is {word}")
    found_worse = worse(figures, before)
    print("\n" + ("worse than before: " + "; ".join(found_worse) if found_worse else "no worse than before"))
    return 1 if found_worse else 0


if __name__ == "__main__":
    sys.exit(main())
