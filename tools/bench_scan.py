#!/usr/bin/env python3
"""Times whole runs of the scanner and of what a user could take instead, on the same files, one after the other.

    tools/bench_scan.py [FOLDER] [--program PATH] [--runs N] [--megabytes N]

Without FOLDER, some 100 MB of real source are gathered from this machine (/usr/include, /usr/lib/python3*,
/usr/share/nodejs, node_modules) into a folder beside other temporary files, once. Peers are timed when they are on the PATH: ripgrep with the
literals of our own rules (the floor: nothing can be faster than a search for them), gitleaks, detect-secrets, Bandit.
Prints one line a program: the best and the middle run by the clock, the middle of the processor time, MB/s by the clock,
peak memory.
"""

import argparse
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SUFFIXES = {".py", ".js", ".mjs", ".ts", ".tsx", ".go", ".h", ".hpp", ".json", ".yaml", ".md"}
PLACES = ["/usr/include", "/usr/lib/python3", "/usr/lib/python3.11", "/usr/share/nodejs", "/usr/lib/node_modules",
          str(ROOT / "node_modules")]


def gather(folder: Path, megabytes: int) -> None:
    """Copies in the order of the paths, so that two machines with the same packages measure the same."""
    total = count = 0
    for place in PLACES:
        for path in sorted(Path(place).rglob("*")) if os.path.isdir(place) else []:
            if total >= megabytes * 1_000_000:
                return
            if path.suffix not in SUFFIXES or path.is_symlink() or not path.is_file():
                continue
            size = path.stat().st_size
            if not 0 < size < 1_000_000:
                continue
            # Plain names: neither "node_modules" nor "dist" is to be left out by a policy.
            target = folder / str(count // 100) / f"{count}-{path.name}"
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)
            total += size
            count += 1


def literals() -> list[str]:
    found = set()
    for rule in sorted((ROOT / "rules").rglob("*.yaml")):
        for line in re.findall(r"^\s*literals:\s*\[(.*)\]", rule.read_text("utf-8"), re.M):
            for word in re.findall(r"\"((?:[^\"\\]|\\.)*)\"|'((?:[^']|'')*)'|([^,\s\"']+)", line):
                found.add(next(part for part in word if part))
    return sorted(found)


def run_once(command: list[str], folder: Path) -> tuple[float, float, int]:
    """Seconds, seconds of processor time, and peak memory in KB (no less than this script's own: the system counts from before the exec)."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL,
                               cwd=folder)  # detect-secrets leaves out what is not below it
    _, status, usage = os.wait4(process.pid, 0)
    if os.waitstatus_to_exitcode(status) not in (0, 1, 3):
        sys.exit(f"failed with {os.waitstatus_to_exitcode(status)}: {' '.join(command)}")
    return time.perf_counter() - start, usage.ru_utime + usage.ru_stime, usage.ru_maxrss


def measure(name: str, command: list[str], runs: int, size: int, folder: Path) -> None:
    run_once(command, folder)  # warms the file cache
    results = [run_once(command, folder) for _ in range(runs)]
    seconds = sorted(result[0] for result in results)
    middle = statistics.median(seconds)
    speed = f"{size / middle / 1e6:8.0f} MB/s" if size else " " * 13
    processor = statistics.median(result[1] for result in results)
    print(f"{name:45} {seconds[0] * 1000:9.1f} {middle * 1000:9.1f} {processor * 1000:9.1f} ms {speed} "
          f"{max(result[2] for result in results) / 1024:7.0f} MB", flush=True)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path)
    parser.add_argument("--program", type=Path, default=ROOT / "build" / "bench" / "src" / "cli" / "mcp-sentinel")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--megabytes", type=int, default=100)
    arguments = parser.parse_args()
    folder = arguments.folder
    if folder is None:
        # Not below build/: that is ignored by git, and so by the scanner.
        folder = Path(tempfile.gettempdir()) / f"mcp-sentinel-bench-{arguments.megabytes}"
        if not folder.exists():
            gather(folder, arguments.megabytes)
    if not arguments.program.exists():
        print(f"{arguments.program} is not built", file=sys.stderr)
        return 1
    folder = folder.resolve()
    files = [path for path in folder.rglob("*") if path.is_file() and not path.is_symlink()]
    size = sum(path.stat().st_size for path in files)
    print(f"{folder}: {len(files)} files, {size / 1e6:.0f} MB; {os.cpu_count()} processors, {arguments.runs} runs")
    print(f"{'':45} {'best':>9} {'middle':>9} {'processor':>9}    {'':13} {'peak':>10}")

    program = str(arguments.program.resolve())
    # A scan that reads nothing is fast.
    done = subprocess.run([program, "scan", "--format", "json", str(folder)], capture_output=True, check=False)
    read = json.loads(done.stdout)["summary"]["bytes_read"]
    print(f"mcp-sentinel reads {read / 1e6:.0f} MB of it")
    if read < size / 2:
        return 1
    with tempfile.TemporaryDirectory() as empty:
        measure("mcp-sentinel, empty folder", [program, "scan", empty], arguments.runs * 3, 0, folder)
    # Flow parses and follows whole programs, which none of the peers does: the others are timed apart from it.
    for name, families in [("secrets and text", ["--detectors", "secrets,deceptive-text"]), ("everything", [])]:
        for jobs in ("1", str(os.cpu_count() or 1)):
            measure(f"mcp-sentinel, {name}, {jobs} thread(s)", [program, "scan", str(folder), "--jobs", jobs, *families],
                    arguments.runs, size, folder)
    if shutil.which("rg"):
        with tempfile.NamedTemporaryFile("w", suffix=".txt") as words:
            words.write("\n".join(literals()) + "\n")
            words.flush()
            for jobs in ("1", str(os.cpu_count() or 1)):
                measure(f"ripgrep, our literals, {jobs} thread(s)",
                        ["rg", "-uu", "-j", jobs, "-F", "-f", words.name, str(folder)], arguments.runs, size, folder)
    for name, command in [("gitleaks", ["gitleaks", "dir", "--no-banner", str(folder)]),
                          ("detect-secrets", ["detect-secrets", "scan", "--all-files", str(folder)]),
                          ("bandit", ["bandit", "-q", "-r", str(folder)])]:
        if shutil.which(command[0]):
            measure(name, command, 1, size, folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
