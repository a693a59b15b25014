#!/usr/bin/env python3
"""Runs the cases of this folder: what the program writes, word for word.

A case is a folder with
    cmd        shell commands, run in a copy of `files/` (if there is one), with `mcp-sentinel` on the PATH
    expected   what they write, standard error mixed in, then a line "exit N"
SENTINEL_APPROVE=1 writes `expected` anew; read the difference before you commit it.
"""

import os
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

from support import PATIENCE, PROGRAM

HERE = Path(__file__).resolve().parent
APPROVE = os.environ.get("SENTINEL_APPROVE") == "1"


def run_case(case: Path) -> str:
    with tempfile.TemporaryDirectory(prefix="sentinel-case-") as folder:
        work, home, programs = Path(folder) / "work", Path(folder) / "home", Path(folder) / "bin"
        if (case / "files").is_dir():
            shutil.copytree(case / "files", work, symlinks=True)
        else:
            work.mkdir()
        home.mkdir()
        programs.mkdir()
        (programs / "mcp-sentinel").symlink_to(PROGRAM)
        kept = {name: value for name, value in os.environ.items() if name.endswith("SAN_OPTIONS")}
        environment = kept | {"PATH": f"{programs}:{os.environ['PATH']}", "HOME": str(home), "LC_ALL": "C.UTF-8",
                              "COLUMNS": "100", "GIT_CEILING_DIRECTORIES": folder, "GIT_CONFIG_NOSYSTEM": "1"}
        done = subprocess.run(["bash", "-u", str(case / "cmd")], cwd=work, env=environment, stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=60 * PATIENCE, check=False)
        text = done.stdout.decode("utf-8").replace(str(Path(folder).resolve()), "FOLDER").replace(folder, "FOLDER")
        return f"{text}exit {done.returncode}\n"


class Cases(unittest.TestCase):
    maxDiff = None

    def test_cases(self):
        cases = sorted(path.parent for path in HERE.glob("*/cmd"))
        self.assertGreaterEqual(len(cases), 8)
        for case in cases:
            with self.subTest(case.name):
                actual = run_case(case)
                expected = case / "expected"
                if APPROVE:
                    expected.write_text(actual, encoding="utf-8")
                self.assertEqual(actual, expected.read_text(encoding="utf-8"))


if __name__ == "__main__":
    unittest.main(verbosity=2)
