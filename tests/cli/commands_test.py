"""Whole runs of every command but `scan`."""

import json
import os
import pty
import re
import subprocess
import unittest

from support import PROGRAM, CliTest

COMMANDS = ["scan", "rules", "config", "validate", "baseline", "version", "completion", "debug"]
SETTINGS = ["max_concurrent_files", "include_patterns", "exclude_patterns", "output_format", "output_file", "min_confidence",
            "max_file_size", "log_level", "severity", "fail_on", "detectors", "overrides"]


class Help(CliTest):
    def test_names_commands_and_exit_codes(self):
        out = self.run_cli("--help", code=0).out
        for command in COMMANDS:
            self.assertRegex(out, rf"(?m)^\s+{command}\b")
        for code in ["0", "1", "2", "3", "130"]:
            self.assertRegex(out, rf"(?m)^\s+{code}\s")

    def test_scan_names_its_options(self):
        out = self.run_cli("scan", "--help", code=0).out
        for option in ["format", "output", "severity", "min-confidence", "fail-on", "allow-incomplete", "include", "exclude",
                       "no-ignore", "max-file-size", "jobs", "config", "rules", "detectors", "baseline", "diff", "staged",
                       "show-secrets", "no-color", "quiet", "verbose", "progress", "timings", "log-level", "log-format",
                       "stdin-path"]:
            self.assertIn(f"--{option}", out)
        self.assertNotIn("--reproducible", out)

    def test_nearest_name(self):
        for arguments, message in [
                (["scan", "--formt", "json"],
                 '"--formt" is no option of `mcp-sentinel scan`; did you mean "--format"? `mcp-sentinel scan --help`'),
                (["scan", "--severty=low"], '"--severty" is no option of `mcp-sentinel scan`; did you mean "--severity"?'),
                (["baseline", "create", "--sevrity", "low"], 'did you mean "--severity"? `mcp-sentinel baseline create --help`'),
                (["scna", "."], '"scna" is no command of `mcp-sentinel`; did you mean "scan"? `mcp-sentinel --help`'),
                (["config", "shw"], '"shw" is no command of `mcp-sentinel config`; did you mean "show"?'),
                (["config"], "name a command; `mcp-sentinel config --help`"), ([], "name a command; `mcp-sentinel --help`"),
                (["--verison"], '"--verison" is no option of `mcp-sentinel`; did you mean "--version"?'),
                (["version", "please"], '`mcp-sentinel version` takes no "please"'),
                (["rules", "show"], "ID is required; `mcp-sentinel rules show --help`")]:
            with self.subTest(arguments):
                self.assertIn(message, self.run_cli(*arguments, code=2).err)

    def test_version(self):
        version = self.run_cli("version", code=0).out.split()
        self.assertEqual(version[0], "mcp-sentinel")
        self.assertRegex(version[1], r"^\d+\.\d+\.\d+$")
        self.assertIn(version[1], self.run_cli("--version", code=0).out)
        json.loads(self.run_cli("version", "--json", code=0).out)

    def test_debug(self):
        self.write("a.py", "import os\nfrom mcp.server.fastmcp import FastMCP\nfrom b import run\nmcp = FastMCP('x')\n"
                           "@mcp.tool()\ndef ping(host):\n    run(host)\n")
        self.write("b.py", "import os\ndef run(c):\n    os.system(c)\n")
        self.assertIn("fn run(c)", self.run_cli("debug", "ir", "b.py", code=0).out)
        self.assertIn("digraph", self.run_cli("debug", "cfg", "b.py", code=0).out)
        self.assertIn("a.py:7:5 ping -> b.py run", self.run_cli("debug", "calls", "a.py", "b.py", code=0).out)
        out = self.run_cli("debug", "flow", "a.py", "b.py", code=0).out
        self.assertIn("tool `ping` in a.py", out)
        self.assertIn("b.py:3:5 code-injection/shell-command", out)
        self.write("main.go", "package main\n\nimport \"example.org/x/shell\"\n\nfunc main() { shell.Run(\"a\") }\n")
        self.write("shell/shell.go", "package shell\n\nfunc Run(c string) { println(c) }\n")
        self.write("go.mod", "module example.org/x\n")
        edge = "main.go:5:15 main -> shell/shell.go Run"
        self.assertIn(edge, self.run_cli("debug", "calls", "main.go", "shell/shell.go", "go.mod", code=0).out)
        self.assertNotIn(edge, self.run_cli("debug", "calls", "main.go", "shell/shell.go", code=0).out)
        self.run_cli("debug", "ir", "none.py", code=2)
        self.run_cli("debug", "tree", "a.py", code=2)

    def test_completion(self):
        for shell in ["bash", "zsh", "fish"]:
            out = self.run_cli("completion", shell, code=0).out
            for command in COMMANDS:
                self.assertIn(command, out)
        self.run_cli("completion", "tcsh", code=2)


class Config(CliTest):
    def shown(self, *arguments, **how) -> dict:
        report = self.run_cli("config", "show", "--format", "json", *arguments, code=0, **how).json
        entries = report if isinstance(report, list) else report.get("settings", report)
        if isinstance(entries, list):
            entries = {entry["name"]: entry for entry in entries}
        return entries

    def test_names_every_setting(self):
        entries = self.shown()
        for name in SETTINGS:
            self.assertIn(name, entries)
        text = self.run_cli("config", "show", code=0).out
        for name in SETTINGS:
            self.assertIn(name, text)

    def test_defaults(self):
        entries = self.shown()
        for name, value in [("max_concurrent_files", 10), ("min_confidence", 0.7), ("max_file_size", 1048576),
                            ("log_level", "WARNING")]:
            self.assertEqual(entries[name]["value"], value)
            self.assertIn("default", entries[name]["origin"])

    def test_later_sources_win(self):
        def value():
            entry = self.shown("--log-level", "ERROR")["min_confidence"]
            return entry["value"], entry["origin"]

        user = self.home / ".config" / "mcp-sentinel" / "config.yaml"
        user.parent.mkdir(parents=True)
        user.write_text("min_confidence: 0.1\n")
        found, origin = value()
        self.assertEqual(found, 0.1)
        self.assertIn("config.yaml:1", origin)
        self.write(".mcp-sentinel.yaml", "# comment\nmin_confidence: 0.2\n")
        found, origin = value()
        self.assertEqual(found, 0.2)
        self.assertIn(".mcp-sentinel.yaml:2", origin)
        self.write(".env", "OTHER=1\nMCP_SENTINEL_MIN_CONFIDENCE=0.3\n")
        found, origin = value()
        self.assertEqual(found, 0.3)
        self.assertIn(".env", origin)
        entry = self.shown(env={"MCP_SENTINEL_MIN_CONFIDENCE": "0.4"})["min_confidence"]
        self.assertEqual(entry["value"], 0.4)
        self.assertIn("MCP_SENTINEL_MIN_CONFIDENCE", entry["origin"])
        # Names of variables are case-insensitive.
        self.assertEqual(self.shown(env={"mcp_sentinel_min_confidence": "0.5"})["min_confidence"]["value"], 0.5)

    def test_flag_wins(self):
        self.write("a.py", "DEMOMARKER\n")
        rules = self.demo_rule(confidence=0.5)
        for env, arguments, count in [({}, [], 0), ({"MCP_SENTINEL_MIN_CONFIDENCE": "0.4"}, [], 1),
                                      ({"MCP_SENTINEL_MIN_CONFIDENCE": "0.4"}, ["--min-confidence", "0.6"], 0)]:
            report = self.run_cli("scan", "--format", "json", "--rules", rules, *arguments, env=env).json
            self.assertEqual(len(report["findings"]), count)

    def test_project_file_above_the_target(self):
        self.write(".mcp-sentinel.yaml", "exclude_patterns: ['sub/inner/skip.py']\n")
        self.write("sub/inner/skip.py", "x = 1\n")
        self.write("sub/inner/a.py", "x = 1\n")
        report = self.scan("sub/inner", code=0)
        self.assertEqual([path.split("/")[-1] for path in self.paths_of(report)], ["a.py"])
        self.assertIn(".mcp-sentinel.yaml", self.shown(self.work / "sub" / "inner")["exclude_patterns"]["origin"])

    def test_explicit_file(self):
        self.write(".mcp-sentinel.yaml", "min_confidence: 0.2\n")
        other = self.write("other.yaml", "min_confidence: 0.9\n")
        self.assertEqual(self.shown("--config", other)["min_confidence"]["value"], 0.9)

    def test_extends(self):
        self.write("base.yaml", "min_confidence: 0.2\nmax_concurrent_files: 3\n")
        self.write(".mcp-sentinel.yaml", "extends: base.yaml\nmin_confidence: 0.4\n")
        entries = self.shown()
        self.assertEqual((entries["min_confidence"]["value"], entries["max_concurrent_files"]["value"]), (0.4, 3))
        self.assertIn("base.yaml:2", entries["max_concurrent_files"]["origin"])

    def test_bad_sources_are_named(self):
        self.write(".env", "MCP_SENTINEL_MIN_CONFIDENCE=many\n")
        self.assertIn(".env", self.run_cli("scan", code=2).err)
        (self.work / ".env").unlink()
        self.assertIn("MCP_SENTINEL_JOBS", self.run_cli("scan", code=2, env={"MCP_SENTINEL_JOBS": "1"}).err)
        done = self.run_cli("scan", code=2, env={"MCP_SENTINEL_MAX_FILE_SIZE": "12"})
        self.assertIn("1024", done.err.replace(",", ""))

    def test_init(self):
        self.run_cli("config", "init", code=0)
        path = self.work / ".mcp-sentinel.yaml"
        text = path.read_text()
        for name in SETTINGS:
            self.assertIn(name, text)
        self.run_cli("validate", code=0)
        # Nobody is there to be asked, so the file stays.
        path.write_text("severity: low\n")
        done = self.run_cli("config", "init", code=2)
        self.assertIn("--yes", done.err)
        self.assertEqual(path.read_text(), "severity: low\n")
        self.run_cli("config", "init", "--yes", code=0)
        self.assertEqual(path.read_text(), text)

    def test_init_asks(self):
        path = self.write(".mcp-sentinel.yaml", "severity: low\n")
        for answer, kept in [(b"n\n", True), (b"\n", True), (b"y\n", False)]:
            here, there = pty.openpty()
            process = subprocess.Popen([PROGRAM, "config", "init"], cwd=self.work, env=self.environment(), stdin=there,
                                       stdout=subprocess.PIPE, stderr=subprocess.PIPE)
            os.close(there)
            os.write(here, answer)
            process.communicate(timeout=20)
            os.close(here)
            self.assertEqual(path.read_text() == "severity: low\n", kept, answer)

    def test_schema(self):
        schema = self.run_cli("config", "schema", code=0).json
        for name in SETTINGS:
            self.assertIn(name, schema["properties"])
        self.assertEqual(schema["properties"]["max_concurrent_files"]["maximum"], 100)


class Validate(CliTest):
    def test_all_faults_at_once(self):
        self.write("bad.yaml", "confidense: 1\nmin_confidence: 3\nmax_concurrent_files: 0\nseverity: huge\nlog_level: LOUD\n")
        done = self.run_cli("validate", "bad.yaml", code=2)
        text = done.out + done.err
        for place in ["bad.yaml:1:1", "bad.yaml:2:17", "bad.yaml:3:23", "bad.yaml:4:11", "bad.yaml:5:12"]:
            self.assertIn(place, text)
        self.assertIn("min_confidence", text.splitlines()[0])  # the nearest known name
        for allowed in ["100", "critical", "WARNING"]:
            self.assertIn(allowed, text)

    def test_good_files(self):
        self.write(".mcp-sentinel.yaml", "severity: low\n")
        self.run_cli("validate", code=0)
        rules = self.demo_rule()
        self.run_cli("validate", f"{rules}/demo/marker.yaml", ".mcp-sentinel.yaml", code=0)

    def test_rule_files(self):
        rules = self.demo_rule()
        path = f"{rules}/demo/marker.yaml"
        with open(path, encoding="utf-8") as file:
            text = file.read()
        for old, new, expected in [("title:", "titel:", "title"), ("severity: high", "severity: hihg", "high"),
                                   (r"\bDEMOMARKER\b", "DEMOMARKER(", "regex|expression")]:
            with self.subTest(new):
                with open(path, "w", encoding="utf-8") as file:
                    file.write(text.replace(old, new))
                done = self.run_cli("validate", path, code=2)
                self.assertRegex(done.out + done.err, rf"marker\.yaml:\d+:\d+")
                self.assertTrue(re.search(expected, done.out + done.err), done.out + done.err)
                self.run_cli("scan", "--rules", rules, code=2)

    def test_missing_file(self):
        self.assertIn("nowhere.yaml", self.run_cli("validate", "nowhere.yaml", code=2).err)


class Rules(CliTest):
    def test_list_and_show(self):
        rules = self.run_cli("rules", "list", "--format", "json", code=0).json
        entries = rules if isinstance(rules, list) else rules["rules"]
        ids = [rule["id"] for rule in entries]
        self.assertEqual(ids, sorted(ids))
        self.assertGreaterEqual(len([name for name in ids if name.startswith("secrets/")]), 60)
        self.assertGreaterEqual(len([name for name in ids if name.startswith("deceptive-text/")]), 8)
        text = self.run_cli("rules", "list", code=0).out
        for name in ids:
            self.assertIn(name, text)
        for name in ids[::7]:
            self.assertIn(name, self.run_cli("rules", "show", name, code=0).out)

    def test_rules_of_ones_own(self):
        rules = self.demo_rule()
        self.assertIn("demo/marker", self.run_cli("rules", "list", "--rules", rules, code=0).out)
        self.assertIn("A word that only tests use", self.run_cli("rules", "show", "--rules", rules, "demo/marker", code=0).out)

    def test_nearest_name(self):
        known = json.loads(self.run_cli("rules", "list", "--format", "json").out)
        name = (known if isinstance(known, list) else known["rules"])[0]["id"]
        self.assertIn(name, self.run_cli("rules", "show", name[:-1], code=2).err)

    def test_schema(self):
        schema = self.run_cli("rules", "schema", code=0).json
        for name in ["id", "title", "severity", "pattern", "samples"]:
            self.assertIn(name, schema["properties"])

    def test_docs(self):
        self.run_cli("rules", "docs", "pages", code=0)
        pages = list((self.work / "pages").rglob("*.md"))
        self.assertGreater(len(pages), 60)


if __name__ == "__main__":
    unittest.main(verbosity=2)
