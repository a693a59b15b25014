"""Whole runs of `scan`: targets, options, exit codes, formats, ignoring."""

import fcntl
import json
import os
import pty
import re
import signal
import struct
import subprocess
import tarfile
import termios
import time
import unittest
import xml.etree.ElementTree
import zipfile
from pathlib import Path

from support import PATIENCE, PROGRAM, SOURCE, CliTest, github_token

FORMATS = ["terminal", "json", "jsonl", "sarif", "markdown", "junit", "gitlab", "github"]


class ExitCodes(CliTest):
    def test_clean(self):
        self.write("a.py", "x = 1\n")
        self.assertEqual(self.scan(code=0)["findings"], [])

    def test_finding(self):
        self.write("a.py", f"token = '{github_token()}'\n")
        report = self.scan(code=1)
        self.assertEqual(len(report["findings"]), 1)
        self.assertTrue(report["findings"][0]["rule"].startswith("secrets/"))

    def test_fail_on(self):
        rules = self.demo_rule(severity="medium")
        self.write("a.py", "x = DEMOMARKER\n")
        for fail_on, code in [("info", 1), ("low", 1), ("medium", 1), ("high", 0), ("critical", 0), ("never", 0)]:
            with self.subTest(fail_on):
                report = self.scan("--rules", rules, "--fail-on", fail_on, code=code)
                self.assertEqual(self.rules_of(report), ["demo/marker"])
        self.scan("--rules", rules, code=0)  # high is the default

    def test_wrong_requests(self):
        self.write("a.py", "x = 1\n")
        for arguments in [["scan", "--no-such-option"], ["scan", "nowhere"], ["scan", "--format", "pdf"], ["nonsense"], [],
                          ["scan", "--min-confidence", "2"], ["scan", "--jobs", "0"], ["scan", "--jobs", "101"],
                          ["scan", "--max-file-size", "1"], ["scan", "--severity", "bad"], ["scan", "--diff", "HEAD", "--staged"],
                          ["scan", "--baseline", "nowhere.json"], ["scan", "--rules", "nowhere"], ["scan", "--config", "nowhere"],
                          ["scan", ""], ["scan", "--format", "json", "--output", "."],
                          ["scan", "--format", "json", "--output", "r", "--format", "sarif", "--output", "./r"],
                          ["scan", "--detectors", "nothing"], ["scan", "--diff", "HEAD"], ["scan", "--staged"],
                          ["scan", "-"], ["scan", "--honor", "everything"], ["rules", "show", "no/rule"]]:
            with self.subTest(arguments):
                done = self.run_cli(*arguments, code=2)
                self.assertTrue(done.err.strip(), "no message")
                self.assertNotIn("\x1b", done.err)

    def test_incomplete(self):
        self.write("a.py", "x = 1\n")
        self.write("bad.zip", "this is no archive")
        report = self.scan(code=3)
        self.assertFalse(report["scan"]["complete"])
        self.assertEqual(self.skip_reasons(report), {"bad.zip": "bad-archive"})
        self.scan("--allow-incomplete", code=0)
        # A finding weighs more.
        self.write("b.py", f"token = '{github_token()}'\n")
        self.scan(code=1)

    def test_incomplete_is_said_in_every_format(self):
        self.write("bad.zip", "this is no archive")
        for name in FORMATS:
            with self.subTest(name):
                self.assertIn("bad.zip", self.run_cli("scan", "--format", name, code=3).out)

    def test_incomplete_is_said_to_a_person_too(self):
        self.write("bad.zip", "this is no archive")
        line = "Incomplete: 1 file could not be read\n"
        for arguments in [["--format", "sarif"], ["--format", "json", "--output", "report.json", "--quiet"],
                          ["--output", "report.txt"]]:
            with self.subTest(arguments):
                self.assertEqual(self.run_cli("scan", "--exclude", "report.*", *arguments, code=3).err, "mcp-sentinel: " + line)
        done = self.run_cli("scan", "--exclude", "report.*", "--format", "json", "--output", "report.json", "--format", "terminal",
                            "--output", "-", code=3)
        self.assertTrue(done.out.endswith(line))
        self.assertEqual(done.err, "")

    def test_policy_keeps_a_scan_complete(self):
        self.write("picture.png", b"\x89PNG\r\n\x1a\n\0\0\0")
        self.write("large.py", "x = 1\n" * 300_000)
        report = self.scan(code=0)
        self.assertEqual(self.skip_reasons(report), {"large.py": "too-large", "picture.png": "binary"})
        # A source file that is left out for its size is something to tell a person.
        self.assertEqual([skip["notable"] for skip in report["skips"]], [True, False])
        self.assertIn("large.py", self.run_cli("scan", code=0).out)


class Targets(CliTest):
    def test_files_folders_and_overlap(self):
        self.write("src/a.py", "a = DEMOMARKER\n")
        self.write("src/b.py", "b = DEMOMARKER\n")
        self.write("c.py", "c = DEMOMARKER\n")
        rules = self.demo_rule()
        self.assertEqual(self.paths_of(self.scan("--rules", rules, "src", code=1)), ["src/a.py", "src/b.py"])
        self.assertEqual(self.paths_of(self.scan("--rules", rules, "c.py", code=1)), ["c.py"])
        self.assertEqual(self.paths_of(self.scan("--rules", rules, "src", "src/a.py", "c.py", code=1)),
                         ["c.py", "src/a.py", "src/b.py"])
        self.assertEqual(len(self.scan("--rules", rules, code=1)["findings"]), 3)

    def test_neither_file_nor_folder(self):
        # Left out of a folder by policy, but no "no findings" for somebody who names it.
        os.mkfifo(self.work / "pipe.py")
        for name in ["pipe.py", "/dev/null"]:
            with self.subTest(name):
                done = self.run_cli("scan", name, code=2)
                self.assertIn(f"{name}: neither a file nor a folder; give its text on standard input", done.err)
        self.scan(code=0)

    def test_links(self):
        # A link in a folder is not followed; one that a person names is.
        self.write("../elsewhere.py", f"t = '{github_token()}'\n")
        (self.work / "link.py").symlink_to("../elsewhere.py")
        self.assertEqual(self.skip_reasons(self.scan(code=0)), {"link.py": "symlink"})
        self.assertEqual([finding["path"] for finding in self.scan("link.py", code=1)["findings"]], ["link.py"])
        (self.work / "broken.py").symlink_to("nowhere")
        self.scan("broken.py", code=3)

    def test_options_before_and_after(self):
        self.write("a.py", "a = 1\n")
        self.write("b.py", "b = 1\n")
        for option in [["--jobs", "2"], ["--severity", "low"], ["--exclude", "*.js"], ["--min-confidence", "0.5"],
                       ["--detectors", "secrets"], ["--log-level", "ERROR"], ["--max-file-size", "5000"]]:
            for arguments in ([*option, "a.py"], ["a.py", *option], [*option, "--", "a.py"]):
                with self.subTest(arguments):
                    self.assertEqual(self.paths_of(self.scan(*arguments, code=0)), ["a.py"])

    def test_path_from_elsewhere(self):
        self.write("project/a.py", "a = DEMOMARKER\n")
        (self.work / "other").mkdir()
        report = self.scan("--rules", self.demo_rule(), "../project", code=1, cwd=self.work / "other")
        self.assertTrue(report["findings"][0]["path"].endswith("a.py"))

    def test_archives(self):
        token = f"token = '{github_token()}'\n"
        with zipfile.ZipFile(self.work / "package.whl", "w") as archive:
            archive.writestr("pkg/server.py", token)
        source = self.write("server.py", token)
        with tarfile.open(self.work / "package.tgz", "w:gz") as archive:
            archive.add(source, "package/server.py")
        source.unlink()
        for name in ["package.whl", "package.tgz"]:
            with self.subTest(name):
                report = self.scan(name, code=1)
                self.assertEqual(len(report["findings"]), 1)
                self.assertTrue(report["findings"][0]["path"].startswith(name + "!/"))
        self.assertEqual(len(self.scan(code=1)["findings"]), 2)

    def test_standard_input(self):
        report = self.scan("-", "--stdin-path", "src/server.py", stdin=f"t = '{github_token()}'\n".encode(), code=1)
        self.assertEqual([finding["path"] for finding in report["findings"]], ["src/server.py"])
        self.scan("-", "--stdin-path", "src/server.py", stdin=b"x = 1\n", code=0)

    def test_hidden_files_that_matter(self):
        names = [".env", ".env.production", ".mcp.json", ".vscode/mcp.json", ".cursor/mcp.json", ".npmrc", ".pypirc"]
        for name in names:
            self.write(name, f"token = {github_token()}\n")
        report = self.scan(code=1)
        self.assertEqual(sorted({finding["path"] for finding in report["findings"]}), sorted(names))

    def test_dependencies_and_build_output(self):
        self.write("package.json", "{}\n")
        self.write("src/index.ts", "export {};\n")
        for name in ["node_modules/x/index.js", "venv/pyvenv.cfg", "venv/lib/x.py", "dist/index.js"]:
            self.write(name, f"const t = '{github_token()}';\n")
        report = self.scan(code=0)
        reasons = self.skip_reasons(report)
        self.assertEqual(reasons.get("node_modules/"), "dependency")
        self.assertEqual(reasons.get("venv/"), "dependency")
        self.assertEqual(reasons.get("dist/"), "build-output")

    def test_package_that_ships_only_dist(self):
        self.write("package.json", '{"main": "dist/index.js"}\n')
        self.write("dist/index.js", f"const t = '{github_token()}';\n")
        self.assertEqual(len(self.scan(code=1)["findings"]), 1)

    def test_links_are_not_followed(self):
        outside = self.folder / "outside.py"
        outside.write_text(f"t = '{github_token()}'\n")
        os.symlink(outside, self.work / "link.py")
        os.symlink(self.folder, self.work / "folder")
        report = self.scan(code=0)
        self.assertEqual(report["files"], [])
        self.assertEqual(set(self.skip_reasons(report).values()), {"symlink"})


class Options(CliTest):
    def test_include_and_exclude(self):
        for name in ["src/a.py", "src/b.js", "tests/a.py", "a.py"]:
            self.write(name, "x = 1\n")
        for arguments, expected in [(["--include", "*.py"], ["a.py", "src/a.py", "tests/a.py"]),
                                    (["--exclude", "tests/**"], ["a.py", "src/a.py", "src/b.js"]),
                                    (["--include", "src/**", "--exclude", "*.js"], ["src/a.py"])]:
            with self.subTest(arguments):
                report = self.scan(*arguments, code=0)
                self.assertEqual(self.paths_of(report), expected)
                self.assertEqual(set(self.skip_reasons(report).values()), {"excluded"})

    def test_ignore_files(self):
        self.git("init", "-q")
        self.write(".gitignore", "*.log\n!keep.log\nbuild-*/\n")
        self.write(".mcpsentinelignore", "secret.py\n")
        for name in ["a.log", "keep.log", "build-1/x.py", "secret.py", "b.py", "sub/c.log"]:
            self.write(name, "x = 1\n")
        self.write("sub/.gitignore", "!c.log\n")
        report = self.scan(code=0)
        self.assertEqual(self.paths_of(report), [".gitignore", ".mcpsentinelignore", "b.py", "keep.log", "sub/.gitignore",
                                                 "sub/c.log"])
        reasons = self.skip_reasons(report)
        self.assertEqual({name: reasons.get(name) for name in ["a.log", "build-1/", "secret.py"]},
                         {"a.log": "ignored", "build-1/": "ignored", "secret.py": "ignored"})
        self.assertIn("secret.py", self.paths_of(self.scan("--no-ignore", code=0)))

    def test_severity_and_confidence(self):
        rules = self.demo_rule("low-one", "LOWMARKER", "low", 0.9)
        self.demo_rule("unsure", "UNSUREMARKER", "high", 0.3)
        self.write("a.py", "LOWMARKER\nUNSUREMARKER\n")
        for arguments, expected in [([], ["demo/low-one"]), (["--severity", "medium"], []),
                                    (["--min-confidence", "0.2"], ["demo/low-one", "demo/unsure"]),
                                    (["--min-confidence", "0.95"], []), (["--detectors", "secrets"], [])]:
            with self.subTest(arguments):
                self.assertEqual(self.rules_of(self.scan("--rules", rules, *arguments)), expected)

    def test_detectors_takes_families_of_ones_own(self):
        self.write("a.py", f"DEMOMARKER\nt = '{github_token()}'\n")
        report = self.scan("--rules", self.demo_rule(), "--detectors", "demo", code=1)
        self.assertEqual(self.rules_of(report), ["demo/marker"])

    def test_switched_off_rules_are_in_the_ledger(self):
        self.write("a.py", f"t = '{github_token()}'\n")
        report = self.scan("--detectors", "deceptive-text", code=0)
        states = {rule["id"].split("/")[0]: rule["status"] for rule in report["rules"]}
        self.assertEqual((states["secrets"], states["deceptive-text"]), ("off", "run"))

    def test_max_file_size(self):
        self.write("a.py", "x = 1\n" * 1000)
        self.assertEqual(self.skip_reasons(self.scan("--max-file-size", "1024", code=0)), {"a.py": "too-large"})
        self.write("b.txt", "x = 1\n" * 300_000)
        self.assertIn("b.txt", self.paths_of(self.scan("--max-file-size", "4000000", code=0)))

    def test_jobs_do_not_show(self):
        for number in range(200):
            self.write(f"{number % 7}/{number}.py", f"x = {number}\nt = '{github_token(number)}'\n")
        outputs = [self.run_cli("scan", "--format", "json", "--reproducible", "--jobs", jobs, code=1).raw for jobs in (1, 2, 8)]
        self.assertEqual(json.loads(outputs[0])["summary"]["findings"], 200)
        self.assertEqual(outputs[0], outputs[1])
        self.assertEqual(outputs[0], outputs[2])

    def test_log_format(self):
        self.write("a.py", "x = 1\n")
        done = self.run_cli("scan", "--log-level", "DEBUG", "--log-format", "json", code=0)
        lines = done.err.splitlines()
        self.assertTrue(lines)
        for line in lines:
            json.loads(line)

    def test_timings(self):
        self.write("a.py", "x = 1\n")
        self.assertRegex(self.run_cli("scan", "--timings", code=0).out, r"(?s)walk.*detect")

    def test_progress(self):
        first = self.write("0.py", "x = 'abcdefgh' + y(1, 2)  # some words\n" * 24_000)
        for number in range(1, 800):
            os.link(first, self.work / f"{number}.py")
        # Standard error is no terminal here, so nothing is shown unless it is asked for.
        self.assertEqual(self.run_cli("scan", "--detectors", "secrets", code=0).err, "")
        self.assertRegex(self.run_cli("scan", "--detectors", "secrets", "--progress", "always", "--jobs", "1", code=0).err,
                         r"^((Listing files \.\.\.|.*\d+/800 files.*)\n)+$")
        self.assertEqual(self.run_cli("scan", "--detectors", "secrets", "--progress", "never", code=0).err, "")
        with self.subTest("terminal"):
            # Narrower than what standard output, which is none, would be taken for.
            shown = self.on_terminal(30, "--jobs", "1")
            self.assertTrue(shown.endswith("\r\x1b[K"), shown[-100:])
            lines = shown.split("\r\x1b[K")
            self.assertRegex(lines[-2], r"^ *\d+/800 files")
            self.assertLess(max(map(len, lines)), 30)
        with self.subTest("terminal without cursor"):
            self.assertEqual(self.on_terminal(80, "--jobs", "1", TERM="dumb"), "")
        with self.subTest("quiet"):
            self.assertEqual(self.on_terminal(80, "--jobs", "1", "--quiet"), "")

    def on_terminal(self, columns: int, *arguments: str, **env: str) -> str:
        """What a scan writes to a standard error that is a terminal."""
        here, there = pty.openpty()
        fcntl.ioctl(there, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
        with subprocess.Popen([PROGRAM, "scan", "--detectors", "secrets", *arguments], cwd=self.work, env=self.environment(TERM="xterm") | env,
                              stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=there):
            os.close(there)
            out = b""
            try:
                while chunk := os.read(here, 4096):
                    out += chunk
            except OSError:  # the other end is closed
                pass
        os.close(here)
        return out.decode()

    def test_user_rules(self):
        self.write("a.py", "DEMOMARKER\n")
        self.assertEqual(self.scan(code=0)["findings"], [])
        finding = self.scan("--rules", self.demo_rule(), code=1)["findings"][0]
        self.assertEqual((finding["rule"], finding["severity"], finding["region"]),
                         ("demo/marker", "high", {"start_line": 1, "start_column": 1, "end_line": 1, "end_column": 11}))


class Secrets(CliTest):
    def test_masked_everywhere(self):
        token = github_token()
        self.write("a.py", f"token = '{token}'  # twice: {token}\n")
        for name in FORMATS:
            for arguments in [[], ["--verbose"]]:
                with self.subTest(f"{name} {arguments}"):
                    done = self.run_cli("scan", "--format", name, *arguments, code=1)
                    self.assertNotIn(token, done.out + done.err)
                    self.assertNotIn(token[4:30], done.out + done.err)

    def test_show_secrets(self):
        token = github_token()
        self.write("a.py", f"token = '{token}'\n")
        self.assertIn(token, self.run_cli("scan", "--show-secrets", code=1).out)
        # What goes to other programs never holds them.
        self.assertNotIn(token, self.run_cli("scan", "--show-secrets", "--format", "sarif", code=2).err)

    def test_log_has_none(self):
        token = github_token()
        self.write(f"{token}.py", f"token = '{token}'\n")
        self.write("a.py", f"token = '{token}'\n")
        self.assertNotIn(f"'{token}", self.run_cli("scan", "--log-level", "DEBUG", code=1).err)


class Formats(CliTest):
    def setUp(self):
        super().setUp()
        self.write("a.py", f"token = '{github_token()}'\n")
        self.write("dir/b.py", "# \u202e hidden \u2066\nx = 1\n")

    def test_each(self):
        for name in FORMATS:
            with self.subTest(name):
                out = self.run_cli("scan", "--format", name, code=1).out
                self.assertIn("a.py", out)
                self.assertNotIn("\u202e", out)
                self.assertNotIn("\x1b", out)
                self.assertTrue(out.endswith("\n"))

    def test_structure(self):
        report = self.scan(code=1)
        self.assertEqual(report["schema_version"], 1)
        self.assertEqual(self.paths_of(report), ["a.py", "dir/b.py"])
        sarif = json.loads(self.run_cli("scan", "--format", "sarif").out)
        self.assertEqual(sarif["version"], "2.1.0")
        self.assertEqual(len(sarif["runs"][0]["results"]), len(report["findings"]))
        self.assertEqual(len(json.loads(self.run_cli("scan", "--format", "gitlab").out)["vulnerabilities"]),
                         len(report["findings"]))
        xml.etree.ElementTree.fromstring(self.run_cli("scan", "--format", "junit").out)
        for line in self.run_cli("scan", "--format", "jsonl").out.splitlines():
            json.loads(line)
        self.assertRegex(self.run_cli("scan", "--format", "github").out, r"(?m)^::(error|warning|notice) file=a\.py,line=1")

    def test_several_at_once(self):
        done = self.run_cli("scan", "--format", "terminal", "--output", "-", "--format", "sarif", "--output", "out.sarif",
                            "--format", "json", "--output", "out.json", code=1)
        self.assertIn("a.py", done.out)
        self.assertIn("runs", json.loads((self.work / "out.sarif").read_text()))
        self.assertIn("findings", json.loads((self.work / "out.json").read_text()))

    def test_quiet_and_verbose(self):
        self.write("bad.zip", "no archive")
        self.write(".gitignore", "ignored.txt\n")
        self.write("ignored.txt", "x\n")
        self.git("init", "-q")
        lengths = [len(self.run_cli("scan", *arguments, code=1).out) for arguments in (["--quiet"], [], ["--verbose"])]
        self.assertEqual(lengths, sorted(lengths))
        self.assertLess(lengths[0], lengths[2])
        self.assertIn("ignored.txt", self.run_cli("scan", "--verbose", code=1).out)

    def test_color(self):
        for env, arguments, expected in [({}, [], False), ({"CLICOLOR_FORCE": "1"}, [], True),
                                         ({"CLICOLOR_FORCE": "1", "NO_COLOR": "1"}, [], False),
                                         ({"CLICOLOR_FORCE": "1"}, ["--no-color"], False)]:
            with self.subTest(f"{env} {arguments}"):
                self.assertEqual("\x1b[" in self.run_cli("scan", *arguments, env=env, code=1).out, expected)

    def test_color_on_a_terminal(self):
        for env, expected in [({"TERM": "xterm-256color"}, True), ({"TERM": "xterm-256color", "NO_COLOR": "1"}, False),
                              ({"TERM": "dumb"}, False)]:
            with self.subTest(env):
                here, there = pty.openpty()
                process = subprocess.Popen([PROGRAM, "scan", "--progress", "never"], cwd=self.work, stdin=subprocess.DEVNULL,
                                           stdout=there, stderr=subprocess.PIPE, env=self.environment(**env))
                os.close(there)
                out = b""
                while True:
                    try:
                        piece = os.read(here, 65536)
                    except OSError:  # the other side is gone
                        break
                    if not piece:
                        break
                    out += piece
                os.close(here)
                process.communicate()
                self.assertEqual(process.returncode, 1)
                self.assertEqual(b"\x1b[" in out, expected)

    def test_width(self):
        self.write("long.py", "x = 1  # " + "word " * 100 + f"'{github_token(5)}'\n")
        for width in (60, 100):
            out = self.run_cli("scan", code=1, env={"COLUMNS": str(width)}).out
            over = [line for line in out.splitlines() if len(line) > width and "http" not in line]
            self.assertEqual(over, [])


class Ignoring(CliTest):
    def test_inline(self):
        rules = self.demo_rule()
        for text, expected, reason in [
            ("x = DEMOMARKER  # mcp-sentinel: ignore[demo/marker] it is a test\n", [], "it is a test"),
            ("# mcp-sentinel: ignore[demo/marker] above\nx = DEMOMARKER\n", [], "above"),
            ("x = DEMOMARKER  # mcp-sentinel: ignore[demo] family\n", [], "family"),
            ("# mcp-sentinel: ignore-file[demo/marker] all\n\n\nx = DEMOMARKER\n", [], "all"),
            ("x = DEMOMARKER  # mcp-sentinel: ignore[secrets/other] x\n", ["demo/marker"], None),
            ("# mcp-sentinel: ignore[demo/marker] too far\n\nx = DEMOMARKER\n", ["demo/marker"], None),
            ("x = DEMOMARKER  # nosec\n", ["demo/marker"], None),
        ]:
            with self.subTest(text):
                self.write("a.py", text)
                report = self.scan("--rules", rules, code=1 if expected else 0)
                self.assertEqual(self.rules_of(report), expected)
                suppressed = [finding["suppression"] for finding in report["findings"] if finding["suppression"]]
                self.assertEqual(suppressed, [] if reason is None else [{"kind": "inline", "justification": reason}])
                self.assertEqual(report["summary"]["suppressed"], 0 if reason is None else 1)

    def test_suppressed_in_sarif_and_summary(self):
        self.write("a.py", "x = DEMOMARKER  # mcp-sentinel: ignore[demo/marker] a reason\n")
        rules = self.demo_rule()
        result = json.loads(self.run_cli("scan", "--rules", rules, "--format", "sarif", code=0).out)["runs"][0]["results"][0]
        self.assertEqual((result["suppressions"][0]["kind"], result["suppressions"][0]["justification"]), ("inSource", "a reason"))
        self.assertRegex(self.run_cli("scan", "--rules", rules, code=0).out, r"Suppressed\n +1 finding")

    def test_stale(self):
        self.write("a.py", "x = 1\ny = 2  # mcp-sentinel: ignore[demo/marker] long gone\n")
        report = self.scan("--rules", self.demo_rule(), code=0)
        self.assertEqual([(stale["path"], stale["line"]) for stale in report["stale_ignores"]], [("a.py", 2)])

    def test_markers_of_others(self):
        rules = self.demo_rule()
        for marker in ["nosec", "nosemgrep", "gitleaks:allow", "pragma: allowlist secret"]:
            with self.subTest(marker):
                self.write("a.py", f"x = DEMOMARKER  # {marker}\n")
                self.scan("--rules", rules, code=1)
                self.scan("--rules", rules, "--honor", marker, code=0)

    def test_baseline(self):
        self.write("a.py", f"t = '{github_token(1)}'\n")
        self.run_cli("baseline", "create", "--file", "base.json", code=0)
        self.assertNotIn(github_token(1), (self.work / "base.json").read_text())
        report = self.scan("--baseline", "base.json", code=0)
        self.assertEqual([finding["suppression"]["kind"] for finding in report["findings"]], ["baseline"])
        # Moved lines, and a folder around it, leave a finding known.
        self.write("a.py", f"# new\n# lines\nt = '{github_token(1)}'\n")
        self.scan("--baseline", "base.json", code=0)
        (self.work / "moved").mkdir()
        (self.work / "a.py").rename(self.work / "moved" / "a.py")
        self.scan("--baseline", "base.json", code=0)
        # A new secret in the old place is new.
        self.write("moved/a.py", f"t = '{github_token(2)}'\n")
        report = self.scan("--baseline", "base.json", code=1)
        self.assertEqual(len(report["stale_ignores"]), 1)
        self.assertIn("a.py", self.run_cli("baseline", "show", "base.json", code=0).out)

    def test_baseline_with_a_rule_of_ones_own(self):
        self.write("a.py", "x = DEMOMARKER\n")
        rules = self.demo_rule()
        self.run_cli("baseline", "create", "--rules", rules, "--file", "base.json", code=0)
        # Reworded rule, same finding.
        path = Path(rules) / "demo" / "marker.yaml"
        path.write_text(path.read_text().replace("A word that only tests use", "Another sentence"))
        self.scan("--rules", rules, "--baseline", "base.json", code=0)

    def test_bad_baseline(self):
        for text in ["", "[]", "{", '{"findings": 1}', "\0" * 100, "[" * 100_000]:
            self.write("base.json", text)
            done = self.run_cli("scan", "--baseline", "base.json", code=2)
            self.assertIn("base.json", done.err)

    def test_overrides(self):
        rules = self.demo_rule()
        self.write("tests/a.py", "x = DEMOMARKER\n")
        self.write("src/a.py", "x = DEMOMARKER\n")
        self.write(".mcp-sentinel.yaml", "overrides:\n  - paths: ['tests/**']\n    off: ['demo/marker']\n")
        self.assertEqual([f["path"] for f in self.scan("--rules", rules, code=1)["findings"]], ["src/a.py"])


class Git(CliTest):
    def setUp(self):
        super().setUp()
        self.git("init", "-q")
        self.write("old.py", f"t = '{github_token(1)}'\n")
        self.write("changed.py", "a = 1\nb = 2\nc = 3\n")
        self.git("add", ".")
        self.git("commit", "-q", "-m", "first")

    def test_diff(self):
        self.write("changed.py", f"a = 1\nb = '{github_token(2)}'\nc = 3\n")
        self.write("new.py", f"t = '{github_token(3)}'\n")
        self.git("add", "new.py")
        found = [(f["path"], f["region"]["start_line"]) for f in self.scan("--diff", "HEAD", code=1)["findings"]]
        self.assertEqual(found, [("changed.py", 2), ("new.py", 1)])
        self.git("commit", "-q", "-a", "-m", "second")
        self.scan("--diff", "HEAD", code=0)
        self.assertEqual(len(self.scan("--diff", "HEAD~1", code=1)["findings"]), 2)

    def test_diff_below_a_folder(self):
        self.write("sub/new.py", f"t = '{github_token(4)}'\n")
        self.git("add", ".")
        self.assertEqual(len(self.scan("--diff", "HEAD", "sub", code=1)["findings"]), 1)
        self.assertEqual(len(self.scan("--diff", "HEAD", code=1, cwd=self.work / "sub")["findings"]), 1)

    def test_staged(self):
        # What is staged counts, not what lies in the folder.
        self.write("changed.py", f"b = '{github_token(2)}'\n")
        self.git("add", "changed.py")
        self.write("changed.py", "b = 2\n")
        self.write("unstaged.py", f"t = '{github_token(3)}'\n")
        report = self.scan("--staged", code=1)
        self.assertEqual([f["path"] for f in report["findings"]], ["changed.py"])
        self.git("reset", "-q")
        self.scan("--staged", code=0)

    def test_revision_is_no_option(self):
        for revision in ["--output=x", "-h", "no-such-revision", "", "HEAD; touch y"]:
            with self.subTest(revision):
                self.run_cli("scan", f"--diff={revision}", code=2)
        self.assertFalse((self.work / "x").exists() or (self.work / "y").exists())

    def test_strange_names(self):
        for name in ["new\nline.py", "quote\".py", "größe.py", "-x.py", "a b.py"]:
            self.write(name, f"t = '{github_token(2)}'\n")
        self.git("add", ".")
        self.assertEqual(len(self.scan("--staged", code=1)["findings"]), 5)
        self.assertEqual(len(self.scan("--diff", "HEAD", code=1)["findings"]), 5)

    def test_hooks_and_filters_of_the_repository_do_not_run(self):
        touched = self.folder / "touched"
        for name in ["fsmonitor", "textconv"]:
            script = self.folder / name
            script.write_text(f"#!/bin/sh\ntouch {touched}\ncat \"$1\"\n")
            script.chmod(0o755)
        self.git("config", "core.fsmonitor", str(self.folder / "fsmonitor"))
        self.git("config", "diff.evil.textconv", str(self.folder / "textconv"))
        self.git("config", "diff.external", str(self.folder / "textconv"))
        self.write(".gitattributes", "*.py diff=evil\n")
        self.write("changed.py", f"b = '{github_token(2)}'\n")
        subprocess.run(["git", "-c", "core.fsmonitor=", "add", "."], cwd=self.work, env=self.environment(), check=True)
        touched.unlink(missing_ok=True)
        self.scan("--staged", code=1)
        self.scan("--diff", "HEAD", code=1)
        self.scan(code=1)
        self.assertFalse(touched.exists(), "a program of the scanned repository ran")


class Trouble(CliTest):
    def test_closed_pipe(self):
        for number in range(2000):
            self.write(f"{number}.py", f"t = '{github_token(number)}'\n")
        reader, writer = os.pipe()
        os.close(reader)
        try:
            done = self.run_cli("scan", "--format", "json", code=2, stdout=writer)
        finally:
            os.close(writer)
        self.assertTrue(done.err.strip())

    def test_full_disk(self):
        self.write("a.py", "x = 1\n")
        with open("/dev/full", "wb") as full:
            self.assertTrue(self.run_cli("scan", code=2, stdout=full).err.strip())
        done = self.run_cli("scan", "--format", "json", "--output", "/dev/full", code=2)
        self.assertIn("/dev/full", done.err)

    def test_output_that_cannot_be_written(self):
        self.write("a.py", "x = 1\n")
        for name, expected in [("no/such/folder/out.json", "no/such/folder"), (".", ".")]:
            done = self.run_cli("scan", "--format", "json", "--output", name, code=2)
            self.assertIn(expected, done.err)

    def test_full_disk_leaves_the_old_report(self):
        self.write("a.py", "x = 1\n")
        out = self.write("out.json", "old")
        self.run_cli("scan", "--format", "json", "--output", out, code=0)
        self.assertNotEqual(out.read_text(), "old")
        self.assertEqual([name for name in os.listdir(self.work) if name not in ("a.py", "out.json")], [])

    def test_interrupt(self):
        first = self.write("0.py", "x = 'abcdefgh' + y(1, 2)  # some words\n" * 24_000)
        for number in range(1, 6000):
            os.link(first, self.work / f"{number}.py")
        for interrupt in (signal.SIGINT, signal.SIGTERM):
            with self.subTest(interrupt):
                process = subprocess.Popen([PROGRAM, "scan", "--format", "json", "--jobs", "1"], cwd=self.work,
                                           env=self.environment(), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                           stderr=subprocess.PIPE)
                time.sleep(0.5 * PATIENCE)
                process.send_signal(interrupt)
                out, _ = process.communicate(timeout=60 * PATIENCE)
                self.assertEqual(process.returncode, 130)
                report = json.loads(out)
                self.assertTrue(report["scan"]["interrupted"])
                self.assertFalse(report["scan"]["complete"])
                self.assertEqual(len(report["files"]) + len(report["skips"]), 6000)
                self.assertIn("interrupted", {skip["reason"] for skip in report["skips"]})

    def test_interrupt_while_standard_input_is_awaited(self):
        for command in [["scan"], ["baseline", "create"]]:
            with self.subTest(command):
                process = subprocess.Popen([PROGRAM, *command, "-", "--stdin-path", "a.py"], cwd=self.work,
                                           env=self.environment(), stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                           stderr=subprocess.PIPE)
                time.sleep(0.3 * PATIENCE)
                process.send_signal(signal.SIGINT)
                try:
                    process.wait(timeout=10 * PATIENCE)
                finally:
                    process.kill()
                    process.communicate()
                self.assertEqual(process.returncode, 130)

    def test_many_open_files_are_not_needed(self):
        for number in range(300):
            self.write(f"{'d/' * (number % 30)}{number}.py", "x = 1\n")
        limit = f"ulimit -n 40; exec {PROGRAM} scan --format json --jobs 8"
        done = subprocess.run(["bash", "-c", limit], cwd=self.work, env=self.environment(), capture_output=True, check=False,
                              stdin=subprocess.DEVNULL, timeout=60 * PATIENCE)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(len(json.loads(done.stdout)["files"]), 300)


class Examples(CliTest):
    def scan_example(self, name: str, code: int) -> dict:
        return self.scan(SOURCE / "examples" / name, code=code)

    def test_vulnerable(self):
        for name, least in [("vulnerable-notes-server", 15), ("vulnerable-tickets-server", 9)]:
            with self.subTest(name):
                report = self.scan_example(name, 1)
                rules = set(self.rules_of(report))
                self.assertGreaterEqual({rule.split("/")[0] for rule in rules}, {"secrets", "deceptive-text"})
                self.assertGreaterEqual(len(rules), least, sorted(rules))

    def test_every_defect_that_is_marked(self):
        """A line whose comment names a class of the families that exist has a finding on it or right below."""
        families = {"secrets": "secrets", "invisible text": "deceptive-text", "deceptive text": "deceptive-text",
                    "terminal escapes": "deceptive-text", "command injection": "code-injection", "code injection": "code-injection",
                    "SQL injection": "code-injection", "path traversal": "path-traversal",
                    "server-side request forgery": "request-forgery", "cross-site scripting": "cross-site-scripting"}
        marks = re.compile(rf"(?://|#|;) ({'|'.join(families)})(?:: (?!see)| *$)")
        for name in ["vulnerable-notes-server", "vulnerable-tickets-server"]:
            root = SOURCE / "examples" / name
            report = self.scan_example(name, 1)
            found = {}
            for finding in report["findings"]:
                path = finding["path"][finding["path"].index(name) + len(name) + 1:] if name in finding["path"] else finding["path"]
                found.setdefault(path, []).append((finding["region"]["start_line"], finding["rule"]))
            checked = 0
            for path in sorted(root.rglob("*")):
                if not path.is_file() or path.suffix == ".md":
                    continue
                for number, line in enumerate(path.read_text("utf-8").split("\n"), 1):
                    mark = marks.search(line)
                    if not mark:
                        continue
                    checked += 1
                    near = [rule for at, rule in found.get(str(path.relative_to(root)), [])
                            if number <= at <= number + 3 and rule.startswith(families[mark.group(1)] + "/")]
                    self.assertTrue(near, f"{path.relative_to(root)}:{number}: {line.strip()[:90]!r}")
            self.assertGreater(checked, 12)

    def test_repaired(self):
        for name in ["notes-server", "tickets-server"]:
            with self.subTest(name):
                report = self.scan_example(name, 0)
                self.assertEqual(report["findings"], [])
                self.assertTrue(report["scan"]["complete"])
                self.assertGreater(len(report["files"]), 5)


if __name__ == "__main__":
    unittest.main(verbosity=2)
