"""A labelled set whose programs are brought from a repository and a registry, and then scored."""

import base64
import hashlib
import http.server
import io
import json
import os
import subprocess
import sys
import tarfile
import tempfile
import threading
import unittest
from pathlib import Path

RUN = Path(__file__).resolve().parents[2] / "eval" / "run.py"
BAD = "import os\nfrom mcp.server.fastmcp import FastMCP\nmcp = FastMCP('x')\n@mcp.tool()\ndef ping(host: str):\n    os.system('ping ' + host)\n"
GOOD = BAD.replace("'ping ' + host", "'ping localhost'")
SCRIPT = ("const { McpServer } = require('@modelcontextprotocol/sdk/server/mcp.js');\nconst { exec } = require('child_process');\n"
          "const server = new McpServer({ name: 'x', version: '1' });\nserver.tool('ping', {}, async ({ host }) => {\n  exec(host);\n});\n")


def packed(name: str, text: str) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as tar:
        for path in (f"package/{name}", "package/../../outside.js"):
            member = tarfile.TarInfo(path)
            member.size = len(text)
            tar.addfile(member, io.BytesIO(text.encode()))
        link = tarfile.TarInfo("package/link.js")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        tar.addfile(link)
    return out.getvalue()


class Registry(http.server.BaseHTTPRequestHandler):
    package = packed("index.js", SCRIPT)
    digest = base64.b64encode(hashlib.sha512(package).digest()).decode()

    def do_GET(self):
        host = f"http://127.0.0.1:{self.server.server_address[1]}"
        tarball = {"tarball": f"{host}/x.tgz", "integrity": f"sha512-{self.digest}"}
        wrong = {**tarball, "integrity": "sha512-" + base64.b64encode(bytes(64)).decode()}
        body = self.package if self.path == "/x.tgz" else json.dumps(
            {"versions": {"1.0.0": {"dist": tarball}, "2.0.0": {"dist": wrong}}}).encode()
        self.send_response(200)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


class Fetch(unittest.TestCase):
    def setUp(self):
        place = tempfile.TemporaryDirectory()
        self.addCleanup(place.cleanup)
        self.folder = Path(place.name)
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Registry)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        self.npm = f"http://127.0.0.1:{server.server_address[1]}"

    def commit(self, text: str) -> str:
        repository = self.folder / "remote" / "owner+name"
        (repository / "src").mkdir(parents=True, exist_ok=True)
        (repository / "src" / "server.py").write_text(text)
        (repository / "other.py").write_text("x = 1\n")

        def git(*arguments: str) -> str:
            identity = ["-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]
            return subprocess.run(["git", "-C", repository, *identity, *arguments], check=True, capture_output=True, text=True).stdout

        git("init", "--quiet")
        git("add", "-A")
        git("commit", "--quiet", "-m", "x")
        return git("rev-parse", "HEAD").strip()

    def run_set(self, labels: dict) -> subprocess.CompletedProcess:
        path = self.folder / "labels.json"
        path.write_text(json.dumps(labels))
        return subprocess.run([sys.executable, RUN, "--set", path, "--cases", self.folder / "cases", "--fetch", "--npm", self.npm,
                               "--git", f"file://{self.folder}/remote/{{owner}}+{{name}}", "--figures", self.folder / "figures.json"],
                              capture_output=True, text=True, env={**os.environ, "GIT_CONFIG_GLOBAL": "/dev/null"}, check=False)

    def test_pairs(self):
        git = {"repo": "owner/name", "vulnerable_commit": self.commit(BAD), "fixed_commit": self.commit(GOOD), "scope": ["src"],
               "sinks": [{"file": "src/server.py", "line": 6}]}
        npm = {"package": "@scope/x", "vulnerable": "1.0.0", "fixed": None, "sinks": [{"file": "package/index.js", "line": 5}]}
        shared = {"class": "code_injection", "subclass": "command", "cwe": "CWE-78", "language": "python"}
        done = self.run_set({"pairs": [{"id": "of-git", "git": git, **shared}, {"id": "of-npm", "npm": npm, **shared},
                                       {"id": "forged", "npm": {**npm, "vulnerable": "2.0.0"}, **shared},
                                       {"id": "gone", "git": {**git, "vulnerable_commit": "0" * 40, "fixed_commit": None}, **shared}]})
        self.assertRegex(done.stdout, r"of-git +told\n")
        self.assertRegex(done.stdout, r"of-npm +told\n")
        self.assertRegex(done.stdout, r"all +2 ")
        self.assertIn("not brought: pairs/forged/npm/vulnerable: its checksum is not the registry's", done.stderr)
        self.assertIn("not brought: pairs/gone/git/vulnerable: ", done.stderr)
        cases = self.folder / "cases" / "pairs"
        self.assertFalse((cases / "of-git" / "git" / "vulnerable" / "other.py").exists(), "it is not in the scope")
        self.assertEqual(sorted(path.name for path in (cases / "of-npm").rglob("*.js")), ["index.js"])
        self.assertFalse(list(self.folder.rglob("outside.js")))

    def test_benign(self):
        done = self.run_set({"benign": [{"id": "owner/name", "kind": "git", "repo": "owner/name", "commit": self.commit(GOOD)},
                                        {"id": "npm:x", "kind": "npm", "package": "x", "version": "1.0.0"}]})
        self.assertIn("npm:x", done.stdout)
        self.assertIn("2 programs", done.stdout)


if __name__ == "__main__":
    unittest.main(verbosity=2)
