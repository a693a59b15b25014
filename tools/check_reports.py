#!/usr/bin/env python3
"""Checks that the formats tell one story about a scan; their schemas cannot say that.

    tools/check_reports.py FOLDER     the reports that tools/validate_reports.sh wrote
"""

import json
import sys
import xml.etree.ElementTree
from pathlib import Path


def check_folder(folder: Path) -> list[str]:
    problems = []
    names = sorted(path.stem for path in folder.glob("*.sarif"))
    if not names:
        return [f"{folder}: no report"]
    for name in names:
        report = json.loads((folder / f"{name}.json").read_text("utf-8"))
        results = json.loads((folder / f"{name}.sarif").read_text("utf-8"))["runs"][0]["results"]
        lines = [json.loads(line) for line in (folder / f"{name}.jsonl").read_text("utf-8").splitlines()]
        xml.etree.ElementTree.parse(folder / f"{name}.xml")
        # All formats tell the same story.
        if len(results) != len(report["findings"]):
            problems.append(f"{name}: {len(results)} SARIF results for {len(report['findings'])} findings")
        if len(lines) < len(report["findings"]) + len(report["files"]) + len(report["skips"]):
            problems.append(f"{name}: jsonl has fewer lines than the report has entries")
        known = {rule["id"] for rule in report["rules"]}
        for finding in report["findings"]:
            if finding["rule"] not in known:
                problems.append(f"{name}: {finding['rule']} is not in the ledger of rules")
        prints = [finding["fingerprint"] for finding in report["findings"]]
        if len(set(prints)) != len(prints):
            problems.append(f"{name}: two findings have one fingerprint")
    return problems


def main() -> int:
    if len(sys.argv) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    problems = check_folder(Path(sys.argv[1]))
    for problem in problems:
        print(problem)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
