"""The completion scripts, in the shells that they are for: what stands on the line after the Tab key."""

import os
import pty
import re
import select
import subprocess
import time
import unittest

from support import PATIENCE, CliTest

COMMANDS = ["baseline", "baseline create", "baseline show", "completion", "config", "config docs", "config init",
            "config schema", "config show", "debug", "rules", "rules docs", "rules list", "rules schema", "rules show",
            "scan", "validate", "version"]


class Completion:
    """What every shell must do. A shell has `press_tab`: lines as they are typed to lines as they then stand."""

    def setUp(self):
        super().setUp()
        self.script = self.folder / "script"
        self.script.write_text(self.run_cli("completion", self.shell, code=0).out)
        self.write("source files/a.py", "")

    def check(self, expected: dict[str, str]):
        lines = [f"mcp-sentinel {line}" for line in expected]
        # A shell may end a finished word with a blank, or an option with "=".
        actual = [line.removeprefix("mcp-sentinel ").rstrip(" =") for line in self.press_tab(lines)]
        self.assertEqual(len(actual), len(lines), actual)
        wrong = {typed: line for (typed, line) in zip(expected, actual, strict=True) if line != expected[typed]}
        self.assertEqual(wrong, {})

    def options_of(self, command: str) -> list[str]:
        return re.findall(r"(?m)^  (?:-\w,)?--([a-z-]+)", self.run_cli(*command.split(), "--help", code=0).out)

    def test_commands(self):
        self.check({command[:-1]: command for command in COMMANDS})
        listed = re.findall(r"(?m)^  ([a-z]+)  ", self.run_cli("--help").out)
        for parent in ["baseline", "config", "rules"]:
            listed += [f"{parent} {name}" for name in re.findall(r"(?m)^  ([a-z]+)  ", self.run_cli(parent, "--help").out)]
        self.assertEqual(sorted(listed), COMMANDS)

    def test_every_option_of_every_command(self):
        expected = {}
        for command in ["", *COMMANDS]:
            for option in self.options_of(command):
                line = f"{command} --{option}".strip()
                expected[line[:-1]] = line
        self.assertGreater(len(expected), 150)
        self.check(expected)

    def test_what_is_not_offered(self):
        lines = ["scan --reproducibl", "version --forma", "rules show sourc", "config scan", "scan --min-confidence sourc",
                 "scan -j sourc", "sourc", "scan --format sourc"]
        self.check({line: line for line in lines})

    def test_values(self):
        self.check({"scan --format sar": "scan --format sarif", "scan . -f sar": "scan . -f sarif",
                    "scan --format=sar": "scan --format=sarif", "baseline create --fail-on nev": "baseline create --fail-on never",
                    "scan --log-level W": "scan --log-level WARNING", "scan --progress al": "scan --progress always",
                    "scan --honor nosem": "scan --honor nosemgrep", "scan --honor git": r"scan --honor gitleaks:allow",
                    "scan --honor prag": r"scan --honor pragma:\ allowlist\ secret", "completion z": "completion zsh",
                    "rules list --format js": "rules list --format json"})

    def test_files(self):
        for start in ["scan", "scan --format json", "scan --output", "scan --staged --config", "validate", "baseline show",
                      "config show", "baseline create --file"]:
            with self.subTest(start):
                self.check({f"{start} sour": rf"{start} source\ files/"})


class InTerminal(Completion):
    """A shell with a line editor, in a terminal of its own. Ctrl-X E writes the line to a file and empties it."""

    def press_tab(self, lines: list[str]) -> list[str]:
        out = self.folder / "lines"
        out.write_text("")
        init = self.folder / "init"
        init.write_text(self.init.format(script=self.script, out=out))
        process, terminal = pty.fork()
        if process == 0:
            os.chdir(self.work)
            os.execvpe(self.command[0], self.command, self.environment(TERM="xterm"))
        try:
            os.write(terminal, f" . {init}\n".encode())
            self.wait_for(terminal, out, 1)  # the init file writes the first line
            for count, line in enumerate(lines, 2):
                os.write(terminal, line.encode() + b"\t\x18e")
                self.wait_for(terminal, out, count)
            # Not later: a shell that is hung up while it writes a line may write it again.
            return out.read_text().splitlines()[1:]
        finally:
            os.close(terminal)
            os.waitpid(process, 0)

    def wait_for(self, terminal, out, count):
        end, shown = time.monotonic() + 20 * PATIENCE, b""
        while out.read_bytes().count(b"\n") < count:
            if select.select([terminal], [], [], 0.002)[0]:
                shown += os.read(terminal, 4096)
            self.assertLess(time.monotonic(), end, shown)


class Bash(InTerminal, CliTest):
    shell = "bash"
    command = ["bash", "--noprofile", "--norc", "-i"]
    init = r"""
. {script}
bind -x '"\C-xe": printf "%s\n" "$READLINE_LINE" >>{out}; READLINE_LINE= READLINE_POINT=0'
echo ready >>{out}
"""


class Zsh(InTerminal, CliTest):
    shell = "zsh"
    command = ["zsh", "-f", "-i"]
    init = r"""
autoload -Uz compinit
compinit -D -u
. {script}
unsetopt auto_list auto_menu
keep-line() {{ print -r -- "$BUFFER" >>{out}; BUFFER= }}
zle -N keep-line
bindkey '^I' complete-word
bindkey '^Xe' keep-line
echo ready >>{out}
"""

    def test_as_a_file_of_fpath(self):
        (self.folder / "functions").mkdir()
        self.script.rename(self.folder / "functions" / "_mcp-sentinel")
        self.script.write_text(f"fpath=({self.folder}/functions $fpath)\ncompinit -D -u\n")
        self.check({"scan --format sar": "scan --format sarif", "config ini": "config init"})


class Fish(Completion, CliTest):
    shell = "fish"

    def press_tab(self, lines: list[str]) -> list[str]:
        done = subprocess.run(["fish", "--no-config", "-c",
                               f"source {self.script}; while read -l line; complete -C $line; echo .; end"], cwd=self.work,
                              env=self.environment(), input="".join(line + "\n" for line in lines), capture_output=True, text=True,
                              timeout=60 * PATIENCE, check=True)
        self.assertEqual(done.stderr, "")
        out = []
        for line, answer in zip(lines, re.findall(r"(?ms)(.*?)^\.$", done.stdout), strict=True):
            # One candidate a line, with its description after a tab. fish inserts what they share, with its blanks escaped.
            shared = os.path.commonprefix([candidate.split("\t")[0] for candidate in answer.strip("\n").split("\n")]).replace(" ", r"\ ")
            start, _, typed = line.rpartition(" ")
            out.append(f"{start} {shared or typed}")
        return out


if __name__ == "__main__":
    unittest.main(verbosity=2)
