"""tools/setup.sh and the launcher, in a tree of their own, with stand-ins for the programs that would change the machine."""

import hashlib
import os
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[2]
PACKAGES = "# build\ng++\ncmake\n\n# why this one\nlibre2-dev\n# test\nnodejs\nnpm\n# lint\nclang-22\n"


class Tree(unittest.TestCase):
    def setUp(self):
        self.root = Path(tempfile.mkdtemp(prefix="sentinel-setup-")).resolve()
        self.addCleanup(shutil.rmtree, self.root)
        for name in ["tools/setup.sh", "mcp-sentinel"]:
            (self.root / name).parent.mkdir(exist_ok=True)
            shutil.copy(SOURCE / name, self.root / name)
        (self.root / "packaging").mkdir()
        (self.root / "packaging" / "debian-packages.txt").write_text(PACKAGES)
        self.bin = self.root / "bin"
        self.bin.mkdir()
        self.log = self.root / "log"
        # Only what the scripts may use: a machine's own node or dpkg-query would answer otherwise.
        for tool in ["bash", "sh", "awk", "sed", "env", "sha256sum", "cat", "find", "mkdir", "readlink", "dirname", "flock", "chmod",
                     "touch", "rm"]:
            (self.bin / tool).symlink_to(shutil.which(tool))

    def program(self, name: str, body: str = "") -> Path:
        path = self.bin / name
        path.write_text(f'#!/bin/sh\necho "{name} $*" >>{self.log}\n{body}\n')
        path.chmod(0o755)
        return path

    def installed(self, *packages: str) -> None:
        self.program("dpkg-query", "".join(f'echo "installed {name}"; ' for name in packages) + ":")

    def run_in(self, *command, **how) -> subprocess.CompletedProcess:
        self.log.write_text("")
        return subprocess.run([str(part) for part in command], env={"PATH": str(self.bin), **how.pop("env", {})}, check=False,
                              stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=30, **how)

    def calls(self, name: str) -> list[str]:
        return [line for line in self.log.read_text().splitlines() if line.startswith(name + " ")]


class Setup(Tree):
    def setUp(self):
        super().setUp()
        self.program("apt-get")
        self.program("sudo", 'shift; exec "$@"')  # -n
        self.program("npm", "mkdir -p node_modules/@microsoft node_modules/tree-sitter/prebuilds")
        (self.root / "package-lock.json").write_text("{}")
        self.stamp = self.root / "node_modules" / ".lock-hash"
        self.stamp.parent.mkdir()
        self.stamp.write_text(hashlib.sha256(b"{}").hexdigest() + "  - test\n")

    def test_nothing_is_missing(self):
        self.installed("g++", "cmake", "libre2-dev:amd64")
        done = self.run_in(self.root / "tools" / "setup.sh", "build")
        self.assertEqual((done.returncode, done.stderr, self.calls("apt-get")), (0, "", []))

    def test_installs_what_is_missing_of_the_sections(self):
        for sections, expected in [(["build"], "cmake libre2-dev"), (["test", "lint"], "nodejs npm clang-22"),
                                   ([], "cmake libre2-dev nodejs npm clang-22")]:
            with self.subTest(sections):
                self.installed("g++")
                done = self.run_in(self.root / "tools" / "setup.sh", *sections)
                self.assertEqual(done.returncode, 0, done.stderr)
                self.assertEqual([call.split("--no-install-recommends ")[1] for call in self.calls("apt-get")], [expected])

    def test_a_node_from_elsewhere_is_kept(self):
        self.installed("g++")
        self.program("node")
        self.program("npm")
        self.run_in(self.root / "tools" / "setup.sh", "test")
        self.assertEqual(self.calls("apt-get"), [])

    def test_lists_are_updated_when_a_package_is_not_known(self):
        self.installed("g++", "libre2-dev")
        self.program("apt-get", f'case "$*" in *update) touch {self.root}/updated ;; *) test -e {self.root}/updated ;; esac')
        done = self.run_in(self.root / "tools" / "setup.sh", "build")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual([word for call in self.calls("apt-get") for word in call.split() if word in {"install", "update"}],
                         ["install", "update", "install"])

    def test_failure_is_not_hidden(self):
        self.installed()
        self.program("apt-get", "echo no such package; echo from apt-get >&2; exit 100")
        done = self.run_in(self.root / "tools" / "setup.sh", "build")
        self.assertNotEqual(done.returncode, 0)
        self.assertEqual(done.stdout, "")
        for line in ["no such package", "from apt-get", "could not be installed"]:
            self.assertIn(line, done.stderr)

    def test_nothing_is_removed(self):
        self.installed()
        for words in ["The following packages have unmet dependencies:\n libvectorscan5 : Conflicts: libhyperscan5",
                      "The following packages will be REMOVED:\n  libvectorscan-dev\n"
                      "E: Packages need to be removed but remove is disabled."]:
            self.program("apt-get", f"echo '{words}'; exit 100")
            done = self.run_in(self.root / "tools" / "setup.sh", "build")
            self.assertNotEqual(done.returncode, 0)
            self.assertIn(words, done.stderr)
            self.assertIn("excludes a package that is installed", done.stderr)
            self.assertTrue(all("--no-remove" in call for call in self.calls("apt-get") if " install " in call))

    def test_quiet_when_it_works(self):
        self.installed("g++", "libre2-dev")
        self.program("apt-get", "echo unpacking; echo setting up >&2")
        done = self.run_in(self.root / "tools" / "setup.sh", "build")
        self.assertEqual((done.returncode, done.stdout), (0, ""))
        self.assertEqual(len(done.stderr.splitlines()), 1, done.stderr)
        self.assertIn("installing cmake", done.stderr)

    def test_without_root(self):
        if os.geteuid() == 0:
            self.skipTest("runs as root")
        self.installed("g++")
        self.program("sudo", "exit 1")
        done = self.run_in(self.root / "tools" / "setup.sh", "build")
        self.assertEqual(done.returncode, 1)
        self.assertIn("apt-get install --no-install-recommends cmake libre2-dev", done.stderr)

    def test_unknown_section(self):
        done = self.run_in(self.root / "tools" / "setup.sh", "bulid")
        self.assertEqual(done.returncode, 2)
        self.assertIn("bulid", done.stderr)

    def test_npm_packages_follow_the_lock_file(self):
        self.installed("g++", "cmake", "libre2-dev", "nodejs", "npm")
        self.stamp.unlink()
        # What is there for the tests has all that the build needs, but not the other way round.
        for text, section, expected in [("{}", "build", ["--omit=dev"]), ("{}", "build", []), ("{}", "test", [""]),
                                        ("{}", "test", []), ("{}", "build", []), ("{ }", "build", ["--omit=dev"]),
                                        ("{}", "lint", [])]:
            (self.root / "package-lock.json").write_text(text)
            self.installed("g++", "cmake", "libre2-dev", "nodejs", "npm", "clang-22")
            done = self.run_in(self.root / "tools" / "setup.sh", section)
            self.assertEqual(done.returncode, 0, done.stderr)
            calls = self.calls("npm")
            self.assertEqual(["--omit=dev" if "--omit=dev" in call else "" for call in calls], expected)
            self.assertTrue(all("npm ci --ignore-scripts" in call for call in calls), calls)
        self.assertFalse((self.root / "node_modules" / "tree-sitter" / "prebuilds").exists())


class Launcher(Tree):
    def build(self) -> None:
        program = self.root / "build" / "release" / "src" / "cli" / "mcp-sentinel"
        program.parent.mkdir(parents=True)
        program.write_text('#!/bin/sh\nfor word in "$@"; do echo "<$word>"; done\npwd\nexit 3\n')
        program.chmod(0o755)

    def test_runs_what_is_built(self):
        self.build()
        elsewhere = self.root / "elsewhere"
        elsewhere.mkdir()
        (elsewhere / "link").symlink_to("../second")
        (self.root / "second").symlink_to(self.root / "mcp-sentinel")
        for command, folder in [(self.root / "mcp-sentinel", elsewhere), ("./mcp-sentinel", self.root),
                                ("../mcp-sentinel", elsewhere), ("./link", elsewhere), (elsewhere / "link", self.root)]:
            with self.subTest(str(command)):
                done = self.run_in(command, "scan", "a b", "", "*", cwd=folder)
                self.assertEqual((done.returncode, done.stdout), (3, f"<scan>\n<a b>\n<>\n<*>\n{folder}\n"), done.stderr)

    def test_runs_from_the_path(self):
        self.build()
        (self.bin / "mcp-sentinel").symlink_to(self.root / "mcp-sentinel")
        self.assertEqual(self.run_in("sh", "-c", "mcp-sentinel x", cwd=self.root).stdout.split("\n")[0], "<x>")

    def test_builds_on_first_use_only(self):
        self.program("setup-stand-in")
        (self.root / "tools" / "setup.sh").write_text("#!/bin/sh\necho from setup\nsetup-stand-in $*\n")
        self.program("cmake", f'echo from cmake; mkdir -p {self.root}/build/release/src/cli; p={self.root}/build/release/src/cli/mcp-sentinel; '
                              'printf "#!/bin/sh\\necho built\\n" >$p; chmod +x $p')
        done = self.run_in(self.root / "mcp-sentinel", "scan")
        self.assertEqual((done.returncode, done.stdout), (0, "built\n"), done.stderr)
        self.assertIn("from cmake", done.stderr)
        self.assertEqual(self.calls("setup-stand-in"), ["setup-stand-in build"])
        self.assertEqual(len(self.calls("cmake")), 2)
        self.run_in(self.root / "mcp-sentinel", "scan")
        self.assertEqual(self.calls("cmake"), [])
        self.run_in(self.root / "mcp-sentinel", "scan", env={"MCP_SENTINEL_REBUILD": "1"})
        self.assertEqual(len(self.calls("cmake")), 2)

    def test_a_failed_build_is_said(self):
        self.program("cmake", 'case "$1" in --build) exit 0 ;; *) exit 1 ;; esac')
        (self.root / "tools" / "setup.sh").write_text("#!/bin/sh\n")
        done = self.run_in(self.root / "mcp-sentinel", "scan")
        self.assertEqual((done.returncode, done.stdout), (2, ""))
        self.assertIn("could not be built", done.stderr)


if __name__ == "__main__":
    unittest.main()
