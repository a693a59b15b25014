"""tools/check_text.py on a small repository of its own."""

import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

TOOL = Path(__file__).resolve().parents[2] / "tools" / "check_text.py"


def run(files: dict[str, bytes]) -> subprocess.CompletedProcess:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        subprocess.run(["git", "init", "-q", folder], check=True)
        for name, content in files.items():
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        return subprocess.run([sys.executable, str(TOOL), folder], capture_output=True, text=True, check=False)


class CheckText(unittest.TestCase):
    def test_clean(self):
        done = run({"a.md": b"[b](b.md#top) [x](https://x.example)\n", "b.md": b"# Top\n", "Makefile": b"a:\n\tb\n",
                    "examples/a.py": "x\u200b \n".encode(), "picture.png": b"\xff\t"})
        self.assertEqual((done.returncode, done.stdout), (0, ""))

    def test_violations(self):
        for name, content, expected in [
            ("a.md", b"text \n", "a.md:1: blanks"),
            ("a.md", b"text\r\n", "a.md:1: a carriage return"),
            ("a.cpp", b"int a;\n\tint b;\n", "a.cpp:2: a tab"),
            ("a.py", b"pass", "a.py: the last line"),
            ("a.py", "x = 'a\u202eb'\n".encode(), "a.py:1: an invisible character"),
            ("a.sh", b"\xff\n", "a.sh: not UTF-8"),
            ("docs/a.md", b"\n[gone](../gone.md)\n", "docs/a.md:2: the link to ../gone.md"),
        ]:
            with self.subTest(expected):
                done = run({name: content})
                self.assertEqual(done.returncode, 1)
                self.assertTrue(done.stdout.startswith(expected), done.stdout)

    def test_nothing_to_check_is_no_success(self):
        self.assertEqual(run({}).returncode, 1)


if __name__ == "__main__":
    unittest.main()
