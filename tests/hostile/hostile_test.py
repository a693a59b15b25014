#!/usr/bin/env python3
"""Runs the scanner over the hostile corpus: it never crashes, never hangs, and never stays silent about an input.

    MCP_SENTINEL=build/dev/src/cli/mcp-sentinel tests/hostile/hostile_test.py
"""

import concurrent.futures
import json
import os
import re
import resource
import subprocess
import sys
import tempfile
import threading
import time
import unittest
import xml.etree.ElementTree
from pathlib import Path

sys.path.insert(0, os.path.dirname(__file__))
import make_hostile  # noqa: E402
import make_programs  # noqa: E402

PROGRAM = os.environ["MCP_SENTINEL"]
# Sanitizers make everything some ten times slower.
PATIENCE = float(os.environ.get("SENTINEL_PATIENCE", "1"))
SEVERITIES = ["info", "low", "medium", "high", "critical"]
# What a terminal acts on: control characters but tab and newline, C1 controls, bidi controls, zero-width and tag characters.
RAW_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\U000e0000-\U000e007f]")
COLOR = re.compile(r"\x1b\[[0-9;]*m")


def environment(home: str) -> dict[str, str]:
    """Nothing of the machine's own settings reaches the program."""
    kept = {name: value for name, value in os.environ.items()
            if name in {"PATH", "LD_LIBRARY_PATH", "TMPDIR"} or name.endswith("SAN_OPTIONS")}
    return kept | {"HOME": home, "XDG_CONFIG_HOME": home + "/.config", "GIT_CONFIG_NOSYSTEM": "1", "LC_ALL": "C.UTF-8"}


def shown(path: str) -> str:
    """A path as JSON reports have it: a byte that is not UTF-8 becomes \\xhh."""
    return "".join(f"\\x{ord(c) - 0xDC00:02x}" if 0xDC80 <= ord(c) <= 0xDCFF else c for c in path)


class Hostile(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp(prefix="hostile-")
        cls.home = os.path.join(cls.folder, "home")
        os.mkdir(cls.home)
        corpus = Path(cls.folder) / "made"
        subprocess.run([sys.executable, make_hostile.__file__, str(corpus)], check=True, stdout=subprocess.DEVNULL)
        cls.corpus = corpus / "corpus"
        cls.manifest = json.loads((corpus / "manifest.json").read_text())

    @classmethod
    def tearDownClass(cls):
        closed = cls.corpus / "special" / "closed"
        closed.chmod(0o755)
        # The tree has paths that are too long for Python's own remover.
        subprocess.run(["rm", "-rf", cls.folder], check=True)

    def run_program(self, *arguments: str, cwd=None, seconds: float = 30, **more):
        done = subprocess.run([PROGRAM, *arguments], cwd=cwd or self.corpus, env=environment(self.home) | more,
                              stdin=subprocess.DEVNULL, capture_output=True, timeout=seconds * PATIENCE, check=False)
        self.assertIn(done.returncode, (0, 1, 2, 3), f"{arguments}: ended by {done.returncode}\n{done.stderr[-2000:]!r}")
        self.assert_tame(done.stderr, f"standard error of {arguments}")
        return done

    def assert_tame(self, output: bytes, what: str):
        text = output.decode("utf-8")  # also: it is UTF-8
        found = RAW_CONTROL.search(text)
        if found:
            self.fail(f"{what} has a raw {ord(found.group()):#x}: {text[max(0, found.start() - 100):found.end() + 20]!r}")

    def report_of(self, done, what) -> dict:
        try:
            return json.loads(done.stdout)
        except ValueError as error:
            self.fail(f"{what}: no JSON ({error}): {done.stdout[:300]!r} {done.stderr[:300]!r}")

    def assert_exit_code(self, report: dict, code: int, what: str):
        """The verdict follows from the ledger, and only from it."""
        bad = any(finding["suppression"] is None and SEVERITIES.index(finding["severity"]) >= SEVERITIES.index("high")
                  for finding in report["findings"])
        failed = any(skip["failure"] for skip in report["skips"]) or any(
            problem["makes_incomplete"] for problem in report["problems"])
        self.assertEqual(code, 1 if bad else 3 if failed else 0, f"{what}: {json.dumps(report['skips'])[:1000]}")
        self.assertEqual(report["scan"]["complete"], not failed, what)

    def outcomes(self, report: dict, path: str) -> set[str]:
        """Every place in the ledger that speaks of the path, of what lies in it, or of a folder that it lies in."""
        path = shown(path)
        found = set()
        for entry in report["files"]:
            if entry["path"] == path or entry["path"].startswith((path + "!/", path + "/")):
                found.add("read")
        for skip in report["skips"]:
            name = skip["path"]
            if name.rstrip("/") == path or name.startswith((path + "!/", path + "/")) or (
                    name.endswith("/") and path.startswith(name)):
                found.add("failure" if skip["failure"] else "policy-skip")
        return found

    def check_entry(self, report: dict, entry: dict, what: str):
        found = self.outcomes(report, entry["path"])
        self.assertTrue(found, f"{what}: {entry['path']!r} is not in the ledger")
        self.assertTrue(found & set(entry["expect"]), f"{what}: {entry['path']!r} is {found}, not {entry['expect']}")

    def test_corpus_is_large(self):
        self.assertGreaterEqual(len([e for e in self.manifest if e["run"] == "scan"]), 300)
        for outcome in ["read", "policy-skip", "failure"]:
            self.assertGreater(len([e for e in self.manifest if e["expect"] == [outcome]]), 20 if outcome != "failure" else 10)

    def test_each_input_alone(self):
        entries = [entry for entry in self.manifest if entry["run"] == "scan"]

        def scan(entry):
            what = repr(entry["path"])
            # The file may be named like an option, so the target begins with "./".
            done = self.run_program("scan", "./" + entry["path"], "--format", "json", "--jobs", "2")
            if done.returncode == 2 and not os.path.lexists(os.path.join(self.corpus, entry["path"])):
                self.fail(f"{what} is missing from the corpus")
            path = os.path.join(self.corpus, entry["path"])
            if os.path.exists(path) and not os.path.isfile(path) and not os.path.isdir(path):
                # In a folder it is left out; who names it wants it read.
                self.assertEqual(done.returncode, 2, what)
                self.assertIn(b"neither a file nor a folder", done.stderr, what)
                return
            report = self.report_of(done, what)
            self.assert_exit_code(report, done.returncode, what)
            self.check_entry(report, entry, what)
            if entry["expect"] == ["failure"]:
                self.assertIn(done.returncode, (1, 3), what)

        failures = []
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            for entry, future in [(entry, pool.submit(scan, entry)) for entry in entries]:
                try:
                    future.result()
                except (AssertionError, subprocess.TimeoutExpired) as error:
                    failures.append(f"{entry['path']!r}: {error}")
        if failures:
            self.fail(f"{len(failures)} of {len(entries)}:\n" + "\n".join(failures[:30]))

    def test_whole_folder(self):
        done = self.run_program("scan", "--format", "json", ".", seconds=120)
        report = self.report_of(done, "the whole folder")
        self.assert_exit_code(report, done.returncode, "the whole folder")
        self.assertIn(done.returncode, (1, 3))
        failures = []
        for entry in self.manifest:
            if entry["run"] in ("scan", "folder"):
                try:
                    self.check_entry(report, entry, "the whole folder")
                except AssertionError as error:
                    failures.append(str(error))
        self.assertEqual(failures[:30], [])
        # Nothing outside of the corpus was looked at.
        for path in [entry["path"] for entry in report["files"] + report["skips"]]:
            self.assertFalse(path.startswith(("/", "../")), path)
            self.assertNotIn("passwd", path.split("!/")[0].replace("to-passwd.py", "").replace("etc/passwd", ""))

    def test_jobs_do_not_show(self):
        outputs = [self.run_program("scan", "--format", "json", "--reproducible", "--jobs", jobs, seconds=120).stdout
                   for jobs in ("1", "2", "8")]
        self.assertEqual(outputs[0], outputs[1])
        self.assertEqual(outputs[0], outputs[2])

    def test_every_format_is_well_formed(self):
        formats = ["terminal", "json", "jsonl", "sarif", "markdown", "junit", "gitlab", "github"]
        out = Path(self.folder) / "reports"
        out.mkdir()
        arguments = ["scan", ".", "--no-color"]
        for name in formats:
            arguments += ["--format", name, "--output", str(out / name)]
        self.run_program(*arguments, seconds=120)
        for name in formats:
            content = (out / name).read_bytes()
            self.assertTrue(content, name)
            self.assert_tame(content, name)
        for name in ["json", "sarif", "gitlab"]:
            json.loads((out / name).read_bytes())
        for line in (out / "jsonl").read_text("utf-8").splitlines():
            json.loads(line)
        xml.etree.ElementTree.parse(out / "junit")

    def test_terminal_with_color(self):
        done = self.run_program("scan", ".", "--verbose", seconds=120, CLICOLOR_FORCE="1", COLUMNS="80")
        self.assertIn(b"\x1b[", done.stdout)
        self.assert_tame(COLOR.sub("", done.stdout.decode("utf-8")).encode(), "the terminal report")

    def test_settings_files(self):
        entries = [entry for entry in self.manifest if entry["run"] == "settings"]
        self.assertGreater(len(entries), 20)
        for entry in entries:
            with self.subTest(entry["path"]):
                _, is_bad, *other = make_hostile.SETTINGS[os.path.basename(entry["path"])]
                folder = self.corpus / entry["path"]
                done = self.run_program("scan", "--format", "json", ".", cwd=folder)
                if is_bad is not None:
                    self.assertEqual(done.returncode == 2, is_bad, f"{done.returncode} {done.stderr[:500]!r}")
                if done.returncode == 2:
                    self.assertTrue(done.stderr, "an error without a word")
                    self.assertLess(len(done.stderr), 100_000)
                else:
                    self.report_of(done, entry["path"])
                checked = self.run_program("validate", ".mcp-sentinel.yaml", cwd=folder)
                if other:
                    is_bad = other[0]
                if is_bad is not None:
                    self.assertEqual(checked.returncode != 0, is_bad, f"{checked.stdout[:500]!r} {checked.stderr[:500]!r}")
                self.assert_tame(checked.stdout, "validate")

    def test_rule_files(self):
        entries = [entry for entry in self.manifest if entry["run"] == "rules"]
        self.assertGreater(len(entries), 10)
        for entry in entries:
            with self.subTest(entry["path"]):
                done = self.run_program("scan", "--rules", entry["path"], "data")
                self.assertEqual(done.returncode, 2, f"{done.stdout[:300]!r} {done.stderr[:500]!r}")
                self.assertLess(len(done.stderr), 100_000)
                checked = self.run_program("validate", entry["path"])
                # An empty file says nothing of its kind: as settings it is fine.
                if entry["path"] != "rules/empty.yaml":
                    self.assertNotEqual(checked.returncode, 0)
                self.assert_tame(checked.stdout, "validate")

    def test_files_that_vanish(self):
        for _ in range(3):
            with tempfile.TemporaryDirectory() as folder:
                names = [f"{number % 20}/{number}.py" for number in range(4000)]
                for name in names:
                    path = Path(folder) / name
                    path.parent.mkdir(exist_ok=True)
                    path.write_bytes(make_hostile.CODE * 100)

                def remove():
                    for name in reversed(names):
                        os.unlink(os.path.join(folder, name))
                    for number in range(20):
                        os.rmdir(os.path.join(folder, str(number)))

                remover = threading.Thread(target=remove)
                remover.start()
                done = self.run_program("scan", "--format", "json", ".", cwd=folder)
                remover.join()
                report = self.report_of(done, "vanishing files")
                self.assert_exit_code(report, done.returncode, "vanishing files")
                for skip in report["skips"]:
                    self.assertIn(skip["reason"], ("vanished", "unreadable"))
                seen = {entry["path"] for entry in report["files"] + report["skips"]}
                self.assertLessEqual({path for path in seen if not path.endswith("/")}, set(names))

    def test_folder_that_becomes_a_link(self):
        """A folder that is swapped for a link to somewhere else never leads the scan out of the root."""
        with tempfile.TemporaryDirectory() as folder:
            root, outside = Path(folder) / "root", Path(folder) / "outside"
            for place in (root / "real", outside):
                place.mkdir(parents=True)
                for number in range(50):
                    (place / f"{number}.py").write_text("# \U000e0041\U000e0042 outside\n" if place == outside else "x = 1\n")
            stop = threading.Event()

            def swap():
                while not stop.is_set():
                    os.rename(root / "real", root / "away")
                    os.symlink(outside, root / "real")
                    time.sleep(0.001)
                    os.unlink(root / "real")
                    os.rename(root / "away", root / "real")
                    time.sleep(0.001)

            swapper = threading.Thread(target=swap)
            swapper.start()
            try:
                for _ in range(40):
                    done = self.run_program("scan", "--format", "json", ".", cwd=root)
                    report = self.report_of(done, "a folder that becomes a link")
                    self.assertEqual(report["findings"], [])
            finally:
                stop.set()
                swapper.join()

    def test_file_that_changes_its_size(self):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "server.py")
            stop = threading.Event()

            def change():
                while not stop.is_set():
                    with open(path, "wb") as file:
                        file.write(b"x = 1\n" * 100_000)
                        file.flush()
                        file.truncate(10)
                        file.truncate(1 << 33)

            changer = threading.Thread(target=change)
            Path(path).write_bytes(b"x\n")
            changer.start()
            try:
                for _ in range(20):
                    done = self.run_program("scan", "--format", "json", "--jobs", "2", cwd=folder)
                    report = self.report_of(done, "a file that changes")
                    self.assertEqual(len(report["files"]) + len(report["skips"]), 1)
            finally:
                stop.set()
                changer.join()

    def test_programs(self):
        """What is out to exhaust the following of values costs neither too much nor the findings of the files beside it."""
        make_programs.scale = 1 if PATIENCE == 1 else 0.02
        programs = make_programs.programs()

        def scan(name):
            with tempfile.TemporaryDirectory() as folder:
                make_programs.write(Path(folder) / name, *programs[name])
                out = Path(folder) / "out.json"
                process = subprocess.Popen([PROGRAM, "scan", "--format", "json", "--output", out, "--max-file-size", "8000000", name],
                                           cwd=folder, env=environment(self.home), stdin=subprocess.DEVNULL,
                                           stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
                # The processor's time tells a busy machine from a program without an end; the clock is for one that waits.
                limit = round(60 * PATIENCE)
                resource.prlimit(process.pid, resource.RLIMIT_CPU, (limit, limit))
                killer = threading.Timer(600 * PATIENCE, process.kill)
                killer.start()
                _, status, usage = os.wait4(process.pid, 0)
                killer.cancel()
                process.returncode = os.waitstatus_to_exitcode(status)
                if process.returncode not in (1, 3):
                    return f"{name}: ended by {process.returncode}"
                report = json.loads(out.read_text("utf-8"))
                found = [finding["path"].removeprefix(name + "/") for finding in report["findings"]]
                for place in ("aa", "zz"):
                    if not any(path.startswith(place) for path in found):
                        return f"{name}: {place} was not found"
                hostile = [path for path in found if not path.startswith(("aa", "zz"))]
                if make_programs.reaches(name) and not hostile and not report["problems"]:
                    return f"{name}: its flow was lost without a word"
                seconds, mebibytes = usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024
                if PATIENCE == 1 and (seconds > 40 or mebibytes > 1000):
                    return f"{name}: took {seconds:.0f} s and {mebibytes:.0f} MiB"
                return None

        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            failures = [failure for failure in pool.map(scan, programs) if failure]
        self.assertEqual(failures, [])

    def test_odd_bytes_hide_no_flow(self):
        """Bytes that an interpreter reads past do not keep values from being followed."""
        for language, server in make_programs.SERVERS.items():
            text = server.encode("ascii")
            comment = b"#" if language == "py" else b"//"
            texts = {"latin-1": comment + b" caf\xe9\n" + text, "cut": text + comment + b" \xe2\x82",
                     "carriage returns": (comment + b" x\n" + text).replace(b"\n", b"\r"),
                     "both line ends": text.replace(b"\n", b"\r\n"), "byte order mark": b"\xef\xbb\xbf" + text,
                     "utf-16": b"\xff\xfe" + server.encode("utf-16-le"), "form feed": comment + b" x\n\x0c\n" + text,
                     "nul": text.replace(b"ping ", b"\0ping ")}
            if language == "go":
                del texts["carriage returns"]  # they end no line
            self.assertIn(b"\0", texts["nul"])
            for name, content in texts.items():
                with self.subTest(language=language, bytes=name), tempfile.TemporaryDirectory() as folder:
                    (Path(folder) / f"server.{language}").write_bytes(content)
                    done = self.run_program("scan", "--format", "json", "--detectors", "code-injection", cwd=folder)
                    report = self.report_of(done, name)
                    self.assertEqual(len(report["findings"]), 1)
                    self.assertEqual(report["problems"], [])

    def test_standard_input(self):
        for name, content in [("x.py", b"\xff\xfe\x00"), ("x.zip", b"PK\3\4"), ("\x1b[2J.py", b"\0" * 1000), ("x.js", b"a" * 3_000_000),
                              ("../../etc/passwd", b"x\n"), ("", b""), ("x.tgz", b"\x1f\x8b")]:
            with self.subTest(name):
                done = subprocess.run([PROGRAM, "scan", "-", "--stdin-path", name, "--format", "json"], input=content,
                                      cwd=self.folder, env=environment(self.home), capture_output=True,
                                      timeout=30 * PATIENCE, check=False)
                self.assertIn(done.returncode, (0, 1, 2, 3))
                self.assert_tame(done.stderr, name)
                if done.returncode != 2:
                    report = self.report_of(done, name)
                    self.assertGreater(len(report["files"]) + len(report["skips"]), 0)
                    self.assert_exit_code(report, done.returncode, name)


if __name__ == "__main__":
    unittest.main(verbosity=2)
