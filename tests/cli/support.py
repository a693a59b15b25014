"""What the whole-run tests share: a folder of its own for each test, and the program run in it."""

import json
import os
import shutil
import string
import subprocess
import tempfile
import unittest
import zlib
from pathlib import Path

PROGRAM = os.path.abspath(os.environ["MCP_SENTINEL"])
SOURCE = Path(__file__).resolve().parents[2]
PATIENCE = float(os.environ.get("SENTINEL_PATIENCE", "1"))  # sanitizers make everything slower
BASE62 = string.digits + string.ascii_uppercase + string.ascii_lowercase


def github_token(seed: int = 1) -> str:
    """A token with a right checksum, which belongs to nobody. It is made here, so that none stands in the repository."""
    body = ""
    state = seed * 2654435761 % 2**32
    for _ in range(30):
        state = (state * 1103515245 + 12345) % 2**31
        body += BASE62[(state >> 16) % 62]
    checksum, digits = zlib.crc32(body.encode()), ""
    while checksum:
        checksum, digit = divmod(checksum, 62)
        digits = BASE62[digit] + digits
    return "ghp_" + body + digits.rjust(6, "0")


# One rule that no version of the program brings along, so that tests do not depend on the built-in ones.
RULE = """\
id: demo/{name}
title: A {name} marker
severity: {severity}
confidence: {confidence}
what: A word that only tests use.
why: It shows that the rule ran.
fix: Remove the word.
references: ["https://example.org/markers"]
cwe: [546]
pattern:
  literals: [{word}]
  regex: '\\b{word}\\b'
samples:
  finds: ["x = {word}"]
  clean:
    - {{code: "x = {word}s", reason: another word}}
"""


class Done:
    def __init__(self, done: subprocess.CompletedProcess):
        self.code = done.returncode
        self.raw = done.stdout or b""
        self.out = self.raw.decode("utf-8")
        self.err = (done.stderr or b"").decode("utf-8")

    @property
    def json(self) -> dict:
        return json.loads(self.out)


class CliTest(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        self.folder = Path(tempfile.mkdtemp(prefix="sentinel-cli-")).resolve()
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.home = self.folder / "home"
        self.work = self.folder / "work"
        self.home.mkdir()
        self.work.mkdir()

    def environment(self, **more: str) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items()
                if name in {"PATH", "LD_LIBRARY_PATH"} or name.endswith("SAN_OPTIONS")}
        # Git must not find a repository around the test's folder, nor the settings of whoever runs it.
        return kept | {"HOME": str(self.home), "XDG_CONFIG_HOME": str(self.home / ".config"), "LC_ALL": "C.UTF-8",
                       "GIT_CONFIG_NOSYSTEM": "1", "GIT_CEILING_DIRECTORIES": str(self.folder), "COLUMNS": "100",
                       "GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a@b.c", "GIT_COMMITTER_NAME": "a",
                       "GIT_COMMITTER_EMAIL": "a@b.c"} | more

    def run_cli(self, *arguments, code: int | None = None, cwd=None, stdin: bytes | None = None, env=None, **how) -> Done:
        if "stdout" not in how:
            how |= {"stdout": subprocess.PIPE}
        given = {"input": stdin} if stdin is not None else {"stdin": subprocess.DEVNULL}
        done = Done(subprocess.run([PROGRAM, *map(str, arguments)], cwd=cwd or self.work, env=self.environment(**(env or {})),
                                   stderr=subprocess.PIPE, timeout=60 * PATIENCE, check=False, **given, **how))
        if code is not None:
            self.assertEqual(done.code, code, f"{arguments}\n--- out\n{done.out[:3000]}\n--- err\n{done.err[:3000]}")
        return done

    def scan(self, *arguments, code: int | None = None, **how) -> dict:
        return self.run_cli("scan", "--format", "json", *arguments, code=code, **how).json

    def write(self, name: str, content: str | bytes) -> Path:
        path = self.work / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
        return path

    def demo_rule(self, name="marker", word="DEMOMARKER", severity="high", confidence=0.9) -> str:
        """Writes a rule of our own; returns what --rules takes."""
        rule = RULE.format(name=name, word=word, severity=severity, confidence=confidence)
        path = self.folder / "rules" / "demo" / f"{name}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(rule)
        return str(self.folder / "rules")

    def git(self, *arguments: str) -> str:
        return subprocess.run(["git", "-c", "init.defaultBranch=main", *arguments], cwd=self.work, env=self.environment(),
                              check=True, capture_output=True, text=True).stdout

    def rules_of(self, report: dict, suppressed=False) -> list[str]:
        return [finding["rule"] for finding in report["findings"] if (finding["suppression"] is not None) == suppressed]

    def paths_of(self, report: dict, part="files") -> list[str]:
        return [entry["path"] for entry in report[part]]

    def skip_reasons(self, report: dict) -> dict[str, str]:
        return {skip["path"]: skip["reason"] for skip in report["skips"]}
