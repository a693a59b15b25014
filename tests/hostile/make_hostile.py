#!/usr/bin/env python3
"""Writes a corpus of hostile inputs, the same on every run.

    tests/hostile/make_hostile.py FOLDER

FOLDER/corpus holds the inputs, one folder a topic; FOLDER/manifest.json tells what must become of each:

    {"path": "utf16/odd-length-le.py", "expect": ["failure"], "run": "scan"}

`expect` lists the places in the ledger that are right for the input: "read", "policy-skip", "failure". More than one
stands where systems differ. `run` is how the input is used: "scan" (it is a target and a part of the whole folder),
"settings" (it is a folder with a settings file of its own), "rules" (a rule file for --rules).
"""

import bz2
import gzip
import io
import json
import lzma
import os
import random
import socket
import stat
import struct
import sys
import tarfile
import zipfile
import zlib
from pathlib import Path

READ, SKIP, FAILURE = "read", "policy-skip", "failure"
CODE = b"def handler(name):\n    return open(name).read()\n"


class Corpus:
    def __init__(self, folder: Path):
        self.folder = folder
        self.root = folder / "corpus"
        self.root.mkdir(parents=True)
        self.entries: list[dict] = []
        self.random = random.Random(1)

    def path(self, name: str | bytes) -> bytes:
        """Makes the parent folders of a name."""
        path = os.path.join(os.fsencode(self.root), os.fsencode(name))
        os.makedirs(os.path.dirname(path), exist_ok=True)
        return path

    def note(self, name: str | bytes, *expect: str, run: str = "scan") -> None:
        # Names that are not UTF-8 keep their bytes as surrogates, the way os.fsdecode has it.
        self.entries.append({"path": os.fsdecode(name), "expect": list(expect), "run": run})

    def file(self, name: str | bytes, content: bytes, *expect: str, run: str = "scan") -> None:
        with open(self.path(name), "wb") as file:
            file.write(content)
        self.note(name, *expect, run=run)

    def helper(self, name: str | bytes, content: bytes) -> None:
        """A file that is there for another input's sake."""
        with open(self.path(name), "wb") as file:
            file.write(content)

    def finish(self) -> None:
        (self.folder / "manifest.json").write_text(json.dumps(self.entries, indent=1), encoding="ascii")


def bad_utf8(corpus: Corpus) -> None:
    sequences = {
        "lone-continuation": b"\x80", "lone-lead-2": b"\xc3", "lone-lead-3": b"\xe2\x82", "lone-lead-4": b"\xf0\x9f\x98",
        "overlong-slash": b"\xc0\xaf", "overlong-nul": b"\xc0\x80", "overlong-3": b"\xe0\x80\xaf",
        "overlong-4": b"\xf0\x80\x80\xaf", "surrogate-high": b"\xed\xa0\x80", "surrogate-low": b"\xed\xbf\xbf",
        "surrogate-pair": b"\xed\xa0\xbd\xed\xb8\x80", "past-the-end": b"\xf4\x90\x80\x80", "five-bytes": b"\xf8\x88\x80\x80\x80",
        "six-bytes": b"\xfc\x84\x80\x80\x80\x80", "fe": b"\xfe", "ff": b"\xff", "tag-cut": b"\xf3\xa0\x80",
        "bidi-cut": b"\xe2\x80", "noncharacter": b"\xef\xbf\xbf", "many-continuations": b"\x80" * 5000,
    }
    for name, sequence in sequences.items():
        # The first two bytes of some look like a byte order mark; then the file may be taken for UTF-16.
        corpus.file(f"utf8/{name}-first.py", sequence + CODE, READ)
        corpus.file(f"utf8/{name}-middle.py", b"text = '" + sequence + b"'\n" + CODE, READ)
        corpus.file(f"utf8/{name}-last.py", CODE + sequence, READ)
    corpus.file("utf8/latin1.py", "naïve = 'Größe'\n".encode("latin-1"), READ)
    corpus.file("utf8/windows-1252.js", b"const quote = '\x93hello\x94';\n", READ)
    corpus.file("utf8/shift-jis.md", "日本語の説明\n".encode("shift-jis"), READ)
    corpus.file("utf8/mixed.md", "né ".encode("utf-8") + "né ".encode("latin-1") + "né".encode("utf-16-le"), READ, SKIP)
    corpus.file("utf8/bom-twice.py", b"\xef\xbb\xbf\xef\xbb\xbf" + CODE, READ)
    corpus.file("utf8/bom-only.py", b"\xef\xbb\xbf", READ)
    corpus.file("utf8/bom-cut.py", b"\xef\xbb", READ)


def utf16(corpus: Corpus) -> None:
    for name, bom, encoding in [("le", b"\xff\xfe", "utf-16-le"), ("be", b"\xfe\xff", "utf-16-be")]:
        text = "const name = 'größe 😀';\r\n".encode(encoding)
        unit = "<H" if name == "le" else ">H"
        corpus.file(f"utf16/fine-{name}.js", bom + text, READ)
        corpus.file(f"utf16/bom-only-{name}.js", bom, READ)
        corpus.file(f"utf16/odd-length-{name}.js", bom + text + b"\x41", FAILURE)
        corpus.file(f"utf16/half-a-unit-{name}.js", bom + b"\x41", FAILURE)
        corpus.file(f"utf16/lone-high-{name}.js", bom + text + struct.pack(unit, 0xD83D), FAILURE)
        corpus.file(f"utf16/lone-low-{name}.js", bom + struct.pack(unit, 0xDE00) + text, FAILURE)
        corpus.file(f"utf16/swapped-pair-{name}.js", bom + struct.pack(unit, 0xDE00) + struct.pack(unit, 0xD83D) + text,
                    FAILURE)
        # In little-endian order this is the mark of UTF-32.
        corpus.file(f"utf16/nuls-{name}.js", bom + struct.pack(unit, 0) * 100 + text, READ, SKIP, FAILURE)
        corpus.file(f"utf16/no-bom-{name}.js", text, READ, SKIP)
        corpus.file(f"utf16/utf32-{name}.js", bom + b"\0\0" + "x = 1;\n".encode("utf-32-" + name), READ, SKIP, FAILURE)
        corpus.file(f"utf16/wrong-bom-{name}.js", bom[::-1] + text, READ, SKIP, FAILURE)


def padding(corpus: Corpus) -> None:
    size = 100_000
    pads = {"blanks": b" ", "tabs": b"\t", "newlines": b"\n", "returns": b"\r", "crlf": b"\r\n", "form-feeds": b"\f",
            "nbsp": "\u00a0".encode(), "zero-width": "\u200b".encode(), "line-separators": "\u2028".encode(),
            "hangul-filler": "\u3164".encode(), "tags": "\U000e0041".encode(), "combining": "\u0301".encode()}
    for name, pad in pads.items():
        corpus.file(f"padding/{name}-before.py", pad * size + CODE, READ)
        corpus.file(f"padding/{name}-inside.json", b'{"description": "Adds.' + pad * size + b'Then more."}', READ)
    corpus.file("padding/empty.py", b"", READ)
    corpus.file("padding/one-newline.py", b"\n", READ)
    corpus.file("padding/no-newline.py", b"x", READ)


def nesting(corpus: Corpus) -> None:
    deep = 100_000
    corpus.file("nesting/brackets.json", b"[" * deep + b"]" * deep, READ)
    corpus.file("nesting/brackets-open.json", b"[" * deep, READ)
    corpus.file("nesting/objects.json", b'{"a":' * deep + b"1" + b"}" * deep, READ)
    corpus.file("nesting/flow.yaml", b"[" * deep, READ)
    corpus.file("nesting/indented.yaml", b"".join(b" " * i + b"a:\n" for i in range(1200)), READ)
    corpus.file("nesting/dashes.yaml", b"- " * deep, READ)
    corpus.file("nesting/arrays.toml", b"a = " + b"[" * deep, READ)
    corpus.file("nesting/parentheses.py", b"x = " + b"(" * deep + b")" * deep, READ)
    corpus.file("nesting/unary.py", b"x = " + b"-" * deep + b"1", READ)
    corpus.file("nesting/lambdas.py", b"x = " + b"lambda: " * 50_000 + b"0", READ)
    corpus.file("nesting/generics.ts", b"let x: " + b"a<" * deep, READ)
    corpus.file("nesting/functions.js", b"(function(){" * 50_000, READ)
    corpus.file("nesting/templates.js", b"`${" * deep, READ)
    corpus.file("nesting/blocks.go", b"package a\nfunc f() " + b"{" * deep, READ)
    corpus.file("nesting/elements.html", b"<div>" * deep, READ)
    corpus.file("nesting/elements.xml", b"<a>" * deep, READ)
    corpus.file("nesting/quotes.md", b"> " * deep, READ)
    corpus.file("nesting/subshells.sh", b"$(" * deep, READ)


def data_files(corpus: Corpus) -> None:
    bodies = {
        "duplicate-keys.json": b'{"mcpServers": {"a": {}}, "mcpServers": {"b": {"command": "sh"}}}',
        "duplicate-prototype.json": b'{"__proto__": {"x": 1}, "constructor": {"prototype": {}}}',
        "not-a-number.json": b'{"a": NaN, "b": Infinity, "c": -0e9999, "d": 1e999999}',
        "long-number.json": b'{"a": ' + b"9" * 200_000 + b"}",
        "comments.json": b'{/* a */ "a": 1, // b\n "c": [1,],}',
        "single-quotes.json": b"{'a': 'b'}",
        "escapes.json": b'{"a": "\\ud800", "b": "\\udc00\\ud800", "c": "\\u0000", "d": "\\x41"}',
        "trailing.json": b'{"a": 1} {"b": 2} garbage',
        "cut.json": b'{"mcpServers": {"a": {"command": "np',
        "cut-escape.json": b'{"a": "\\u12',
        "bom.json": b'\xef\xbb\xbf{"a": 1}',
        "nul.json": b'{"a": "b\0c"}',
        "scalar.json": b"null",
        "aliases.yaml": b"a: &a [x, x, x, x, x, x, x, x, x]\n" + b"".join(
            f"{chr(98 + i)}: &{chr(98 + i)} [{', '.join(['*' + chr(97 + i)] * 9)}]\n".encode() for i in range(9)),
        "alias-to-itself.yaml": b"a: &a [*a]\n",
        "tags.yaml": b"a: !!python/object/apply:os.system ['id']\n",
        "merge.yaml": b"a: &a {b: 1}\nc: {<<: *a, <<: *a}\n",
        "documents.yaml": b"---\n" * 50_000,
        "directive.yaml": b"%YAML 99.99\n%TAG ! tag:x:\n---\na: 1\n",
        "tabs.yaml": b"a:\n\tb: 1\n",
        "block.yaml": b"a: |9\n   b\n",
        "duplicate-keys.yaml": b"a: 1\na: 2\n",
        "duplicate-keys.toml": b"a = 1\na = 2\n[t]\n[t]\n",
        "dates.toml": b"a = 9999-99-99T99:99:99Z\n",
        "entities.xml": b'<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><a>&b;</a>',
        "external.xml": b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
        "script.html": b"<script>" + b"</scr" * 10_000,
        "unclosed.py": b'x = """' + b"a" * 100_000,
        "unclosed.js": b"/* " + b"a" * 100_000,
        "backslashes.py": b"x = '" + b"\\" * 100_001 + b"'",
        "requirements.txt": b"mcp==\n==1\n@ file:///etc/passwd\n-r requirements.txt\n-e .\n",
        "package.json": b'{"name": "' + b"a" * 10_000 + b'", "dependencies": {"": "", "__proto__": "1"}}',
        "package-lock.json": b'{"lockfileVersion": 99, "packages": []}',
    }
    for name, body in bodies.items():
        corpus.file(f"data/{name}", body, READ)


def long_lines(corpus: Corpus) -> None:
    size = 900_000
    for extension in ["py", "js", "json", "txt", "md", "env"]:
        corpus.file(f"lines/one-line.{extension}", b"a" * size, READ)
    starts = [b"AKIA", b"ghp_", b"sk-", b"sk-ant-api03-", b"xoxb-", b"eyJ", b"SG.", b"-----BEGIN PRIVATE KEY-----\n",
              b"postgres://", b"AIza", b"npm_", b"://a:b@", b"password=", b"\xe2\x80\xae", b"\xf3\xa0\x81\x81", b"\x1b["]
    for number, start in enumerate(starts):
        corpus.file(f"lines/starts-{number}.txt", start * (300_000 // len(start)), READ)
        corpus.file(f"lines/tail-{number}.txt", start + b"a" * 300_000 + b"!\n", READ)
    for name, piece in {"quotes": b"'", "double-quotes": b'"', "backticks": b"`", "at": b"@", "dots": b".", "equals": b"=",
                        "digits": b"7", "hex": b"deadbeef", "slashes": b"/", "dashes": b"-"}.items():
        corpus.file(f"lines/{name}.txt", piece * (300_000 // len(piece)), READ)
    corpus.file("lines/ignores.py", b"x = 1  # mcp-sentinel: ignore[" + b"a/b," * 50_000 + b"]\n", READ)
    corpus.file("lines/ignore-cut.py", b"# mcp-sentinel: ignore[\n# mcp-sentinel: ignore-file[\n# mcp-sentinel:", READ)
    corpus.file("lines/over-the-limit.py", b"x = 1\n" * 200_000, SKIP)
    corpus.file("lines/over-the-limit.bin", bytes(2_000_000), SKIP)


def single_bytes(corpus: Corpus) -> None:
    # A NUL, or many control characters, may make a file binary.
    for value in list(range(0, 9)) + list(range(11, 32)) + [0x7F, 0x85, 0x9B, 0xA0]:
        corpus.file(f"bytes/{value:02x}.py", b"x = '" + bytes([value]) * 3 + b"'\n" + CODE, READ, SKIP)
    corpus.file("bytes/all.txt", bytes(range(256)), READ, SKIP)
    corpus.file("bytes/random.dat", corpus.random.randbytes(50_000), READ, SKIP)
    corpus.file("bytes/random.py", corpus.random.randbytes(50_000), READ, SKIP)
    corpus.file("bytes/nul-at-the-end.py", CODE + b"\0", READ, SKIP)
    corpus.file("bytes/nul-far-inside.py", CODE * 1000 + b"\0" + CODE, READ, SKIP)
    corpus.file("bytes/nuls.json", bytes(1000), READ, SKIP)
    corpus.file("bytes/png-with-text.png", b"\x89PNG\r\n\x1a\n" + CODE, READ, SKIP)
    corpus.file("bytes/elf.py", b"\x7fELF\x02\x01\x01" + bytes(100), READ, SKIP)


def names(corpus: Corpus) -> None:
    strange = [
        "new\nline.py", "re\rturn.py", "tab\t.py", "esc\x1b[2J.py", "bell\x07.py", "back\x08space.py", "delete\x7f.py",
        "one\x01.py", "c1\x85.py", "csi\x9b2J.py", " leading.py", "trailing .py", "dot..py", "quote'.py", 'double".py',
        "back\\slash.py", "percent%s%n.py", "dollar$(id).py", "back`tick`.py", "semi;colon.py", "pipe|.py", "star*.py",
        "question?.py", "bracket[a].py", "brace{a}.py", "tilde~.py", "hash#.py", "bang!.py", "amp&.py", "less<a>.py",
        "colon:.py", "comma,.py", "plus+.py", "-rf.py", "--help.py", "--config=x.py", "@file.py", "rtl\u202etxt.py",
        "zero\u200bwidth.py", "tag\U000e0041.py", "emoji😀.py", "combining\u0301.py", "nfd-e\u0301.py", "nfc-\u00e9.py",
        "line\u2028separator.py", "full\uff0fwidth.py", "homoglyph-sеrver.py", "con.py", "nul.py", "...py", "a!b.zip!.py",
        "::error file=x::.py", "##vso[task].py", "]]>.py", "</script>.py", "C:\\x.py", "\\\\host\\share.py", "%2e%2e%2f.py",
    ]
    for name in strange:
        corpus.file(os.path.join(b"names", os.fsencode(name)), CODE, READ)
    for number, raw in enumerate([b"latin-\xe9.py", b"\xff\xfe.py", b"cut-\xe2\x82.py", b"over-\xc0\xaf.py",
                                  b"surrogate-\xed\xa0\x80.py"]):
        try:
            corpus.file(b"names/" + raw, CODE, READ)
        except OSError:  # a file system that insists on UTF-8
            corpus.file(f"names/raw-{number}.py", CODE, READ)
    corpus.file("names/" + "a" * 252 + ".py", CODE, READ)
    corpus.file("names/" + "/".join(["d"] * 200) + "/deep.py", CODE, READ)
    corpus.file("names/" + "/".join(["folder" * 30] * 15) + "/long.py", CODE, READ)
    for name in ["SERVER.PY", "server.py.", "server.pyw", "server.JSON", "Makefile", "noextension", ".hidden", ".env.production",
                 "a.min.js", "x.d.ts", "server.py~", "#server.py#", "server.py.swp", "server.mjs", "a.b.c.d.e.f"]:
        corpus.file(f"extensions/{name}", CODE, READ, SKIP)
    corpus.file("extensions/shebang", b"#!/usr/bin/env python3\n" + CODE, READ)
    corpus.file("extensions/shebang-long", b"#!" + b"/" * 100_000 + b"python3\n", READ)
    corpus.file("extensions/image.png", CODE, READ, SKIP)


def past_path_max(corpus: Corpus) -> None:
    """A file whose path no system call takes whole."""
    start = os.open(corpus.path("names/past-path-max/x"), os.O_CREAT | os.O_WRONLY)
    os.close(start)
    os.unlink(corpus.path("names/past-path-max/x"))
    folder = os.open(os.path.join(os.fsencode(corpus.root), b"names/past-path-max"), os.O_RDONLY)
    name = "n" * 200
    for _ in range(25):
        os.mkdir(name, dir_fd=folder)
        inner = os.open(name, os.O_RDONLY, dir_fd=folder)
        os.close(folder)
        folder = inner
    file = os.open("server.py", os.O_CREAT | os.O_WRONLY, dir_fd=folder)
    os.write(file, CODE)
    os.close(file)
    os.close(folder)
    # It cannot be named as a target, so only the whole folder meets it; how far a walk gets is its own choice.
    corpus.note("names/past-path-max", READ, FAILURE, run="folder")


def links(corpus: Corpus) -> None:
    def link(name: str, target: str) -> None:
        os.symlink(target, corpus.path(f"links/{name}"))
        # A link that a person names as the target is followed: they asked for it. The walk never follows one.
        corpus.note(f"links/{name}", SKIP, run="folder")

    corpus.helper("links/real/server.py", CODE)
    link("itself", "itself")
    link("one", "two")
    link("two", "one")
    link("dangling.py", "nowhere.py")
    link("to-parent", "..")
    link("to-here", ".")
    link("to-root", "/")
    link("to-passwd.py", "/etc/passwd")
    link("to-device.py", "/dev/zero")
    link("to-self-descriptor.py", "/proc/self/fd/0")
    link("climbing.py", "../../../../../../../../etc/passwd")
    link("to-folder", "real")
    link("to-file.py", "real/server.py")
    link("real/up", "../..")
    link("chain-0.py", "chain-1.py")
    for number in range(1, 50):
        os.symlink(f"chain-{number + 1}.py", corpus.path(f"links/chain-{number}.py"))
    os.symlink("real/server.py", corpus.path("links/chain-50.py"))
    link("long-target.py", "x/" * 2000)


def special(corpus: Corpus) -> None:
    for name in ["pipe.py", ".env", "pipe.json", ".mcp.json"]:
        os.mkfifo(corpus.path(f"special/fifo/{name}"))
        corpus.note(f"special/fifo/{name}", SKIP)
    # The name of a socket is at most 108 bytes, so it is made from inside its folder.
    here = os.getcwd()
    os.chdir(os.path.dirname(corpus.path("special/socket.py")))
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind("socket.py")
    os.chdir(here)
    corpus.note("special/socket.py", SKIP)
    for name, device in [("null.py", os.makedev(1, 3)), ("zero.json", os.makedev(1, 5))]:
        try:
            os.mknod(corpus.path(f"special/{name}"), 0o600 | stat.S_IFCHR, device)
        except OSError:  # only root may
            os.mkfifo(corpus.path(f"special/{name}"))
        corpus.note(f"special/{name}", SKIP)
    # Folders where files are expected, and the other way around.
    for name in ["server.py", "package.json", ".env", "archive.zip", "requirements.txt"]:
        corpus.file(f"special/folders/{name}/inside.py", CODE, READ, SKIP)
    corpus.file("special/node_modules", CODE, READ, SKIP)
    corpus.file("special/files/.git", b"gitdir: /etc\n", READ, SKIP)
    corpus.file("special/files/dist", CODE, READ, SKIP)
    # The mode keeps everybody but root out.
    corpus.file("special/unreadable.py", CODE, READ if os.geteuid() == 0 else FAILURE)
    os.chmod(corpus.path("special/unreadable.py"), 0)
    corpus.file("special/closed/server.py", CODE, READ if os.geteuid() == 0 else FAILURE, run="folder")
    os.chmod(os.path.dirname(corpus.path("special/closed/server.py")), 0o755 if os.geteuid() == 0 else 0)
    with open(corpus.path("special/sparse.py"), "wb") as file:
        file.truncate(1 << 40)
    corpus.note("special/sparse.py", SKIP)
    with open(corpus.path("special/sparse.zip"), "wb") as file:
        file.truncate(1 << 33)
    corpus.note("special/sparse.zip", SKIP, FAILURE)


def zip_of(members: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name, (2024, 1, 1, 0, 0, 0)), content, compression)
    return out.getvalue()


def tar_of(members: list[tuple[tarfile.TarInfo, bytes]], **how) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", **how) as archive:
        for info, content in members:
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return out.getvalue()


def member(name: str, kind: bytes = tarfile.REGTYPE, link: str = "") -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.type = kind
    info.linkname = link
    return info


def archives(corpus: Corpus) -> None:
    plain_zip = zip_of({"server.py": CODE * 50, "package.json": b'{"name": "x"}'})
    plain_tar = tar_of([(member("package/server.py"), CODE * 50), (member("package/package.json"), b"{}")])
    tgz = gzip.compress(plain_tar, mtime=0)
    half = len(plain_zip) // 2

    corpus.file("archives/fine.zip", plain_zip, READ)
    corpus.file("archives/fine.tgz", tgz, READ)
    corpus.file("archives/fine.whl", plain_zip, READ)
    corpus.file("archives/fine.tar", plain_tar, READ)
    corpus.file("archives/fine.tar.bz2", bz2.compress(plain_tar), READ)
    corpus.file("archives/fine.tar.xz", lzma.compress(plain_tar), READ)
    corpus.file("archives/empty.zip", zip_of({}), READ, SKIP, FAILURE)
    corpus.file("archives/no-bytes.zip", b"", READ, SKIP, FAILURE)
    corpus.file("archives/no-bytes.tgz", b"", READ, SKIP, FAILURE)

    for name, content in {
        "cut.zip": plain_zip[:half], "cut-early.zip": plain_zip[:20],
        "cut.tgz": tgz[: len(tgz) // 2], "cut-trailer.tgz": tgz[:-4], "cut-header.tgz": tgz[:5],
        "cut.tar": plain_tar[:700], "cut.tar.bz2": bz2.compress(plain_tar)[:60],
        "cut.tar.xz": lzma.compress(plain_tar)[:60], "text.zip": CODE, "text.tgz": CODE, "text.whl": b"<html>404</html>",
        "gzip-of-text.tgz": gzip.compress(CODE * 100, mtime=0), "random.zip": b"PK\3\4" + corpus.random.randbytes(500),
        "random.tgz": b"\x1f\x8b\x08" + corpus.random.randbytes(500), "zeros.tar": bytes(300),
        "no-start.zip": plain_zip[half:],
    }.items():
        corpus.file(f"archives/damaged/{name}", content, FAILURE)
    # Every member is there; only the end of the list of members is not.
    corpus.file("archives/damaged/cut-directory.zip", plain_zip[:-10], READ, FAILURE)
    # Zeros that end a tar make an empty one.
    corpus.file("archives/damaged/zeros-blocks.tar", bytes(10_240), READ, SKIP, FAILURE)
    wrong = bytearray(plain_zip)
    wrong[40] ^= 0xFF
    corpus.file("archives/damaged/flipped.zip", bytes(wrong), READ, FAILURE)
    stored = bytearray(zip_of({"server.py": CODE}, zipfile.ZIP_STORED))
    stored[stored.find(CODE)] ^= 1
    corpus.file("archives/damaged/wrong-checksum.zip", bytes(stored), FAILURE)
    wrong = bytearray(tgz)
    wrong[-6] ^= 0xFF
    corpus.file("archives/damaged/wrong-checksum.tgz", bytes(wrong), READ, FAILURE)
    encrypted = bytearray(zip_of({"server.py": CODE}, zipfile.ZIP_STORED))
    for signature, offset in [(b"PK\3\4", 6), (b"PK\1\2", 8)]:
        encrypted[encrypted.find(signature) + offset] |= 1
    corpus.file("archives/damaged/encrypted.zip", bytes(encrypted), FAILURE)
    unknown = bytearray(zip_of({"server.py": CODE}, zipfile.ZIP_STORED))
    for signature, offset in [(b"PK\3\4", 8), (b"PK\1\2", 10)]:
        unknown[unknown.find(signature) + offset] = 99
    corpus.file("archives/damaged/unknown-method.zip", bytes(unknown), FAILURE)
    lying = bytearray(zip_of({"server.py": CODE}, zipfile.ZIP_STORED))
    lying[lying.find(b"PK\1\2") + 24:lying.find(b"PK\1\2") + 28] = b"\xff\xff\xff\x7f"
    corpus.file("archives/damaged/lying-size.zip", bytes(lying), READ, SKIP, FAILURE)
    bad_sum = bytearray(plain_tar)
    bad_sum[148] ^= 0x01
    corpus.file("archives/damaged/wrong-header-sum.tar", bytes(bad_sum), FAILURE)
    huge = member("huge.py")
    header = bytearray(huge.tobuf(tarfile.GNU_FORMAT))
    header[124:136] = b"77777777777\0"
    header[148:156] = b" " * 8
    header[148:156] = f"{sum(header):06o}\0 ".encode()
    corpus.file("archives/damaged/huge-member.tar", bytes(header) + bytes(1024), SKIP, FAILURE)
    negative = bytearray(header)
    negative[124:136] = b"\xff" * 12
    negative[148:156] = b" " * 8
    negative[148:156] = f"{sum(negative):06o}\0 ".encode()
    corpus.file("archives/damaged/negative-size.tar", bytes(negative) + bytes(1024), READ, SKIP, FAILURE)
    corpus.file("archives/damaged/garbage-after.zip", plain_zip + bytes(5000), READ, FAILURE)
    corpus.file("archives/damaged/garbage-before.zip", CODE + plain_zip, READ, FAILURE)
    corpus.file("archives/damaged/two-streams.tgz", tgz + gzip.compress(CODE, mtime=0), READ, FAILURE)

    # Bombs: 96 MiB of zeros pack to under 100 KB.
    zeros = bytes(96 << 20)
    corpus.file("archives/bombs/one-member.zip", zip_of({"zeros.py": zeros}), SKIP, FAILURE)
    corpus.file("archives/bombs/one-member.tgz", gzip.compress(tar_of([(member("zeros.py"), zeros)]), mtime=0), SKIP, FAILURE)
    piece = bytes(1 << 20)
    many = tar_of([(member(f"{number}.py"), piece) for number in range(64)])
    corpus.file("archives/bombs/many-members.tgz", gzip.compress(many, mtime=0), FAILURE)
    corpus.file("archives/bombs/many-members.tar.xz", lzma.compress(many), FAILURE)
    inner = plain_zip
    for _ in range(8):
        inner = zip_of({"inner.zip": inner})
    corpus.file("archives/bombs/nested.zip", inner, FAILURE)
    inner = zip_of({"zeros.txt": bytes(32 << 20)})
    for _ in range(2):
        inner = zip_of({f"{number}.zip": inner for number in range(8)}, zipfile.ZIP_STORED)
    corpus.file("archives/bombs/wide.zip", inner, SKIP, FAILURE)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for number in range(3000):
            archive.writestr(zipfile.ZipInfo(f"{number}.txt"), b"")
    corpus.file("archives/bombs/empty-members.zip", out.getvalue(), READ)
    double = gzip.compress(gzip.compress(zeros, mtime=0), mtime=0)
    corpus.file("archives/bombs/gzip-in-gzip.tgz", double, FAILURE)

    # Members that want out, or are no files.
    slips = ["../../up.py", "/etc/absolute.py", "C:\\windows.py", "..\\back.py", "a/../../b.py", "./././x.py", "a//b.py",
             "new\nline.py", "esc\x1b[2J.py", "rtl\u202e.py", "nul\0.py", "", "x" * 70, "d/" * 200 + "x.py"]
    corpus.file("archives/slips.zip", zip_of({name: CODE for name in slips if name}), READ)
    corpus.file("archives/slips.tar", tar_of([(member(name.replace("\0", "")), CODE) for name in slips]), READ)
    corpus.file("archives/long-name.tar", tar_of([(member("n" * 60_000 + ".py"), CODE)], format=tarfile.GNU_FORMAT),
                READ, SKIP, FAILURE)
    pax = member("pax.py")
    pax.pax_headers = {"comment": "x" * 500_000, "path": "../pax\n.py"}
    corpus.file("archives/pax.tar", tar_of([(pax, CODE)], format=tarfile.PAX_FORMAT), READ, SKIP, FAILURE)
    kinds = [(member("link.py", tarfile.SYMTYPE, "/etc/passwd"), b""), (member("hard.py", tarfile.LNKTYPE, "/etc/passwd"), b""),
             (member("pipe.py", tarfile.FIFOTYPE), b""), (member("device.py", tarfile.CHRTYPE), b""),
             (member("folder.py", tarfile.DIRTYPE), b""), (member("strange.py", b"?"), b""), (member("server.py"), CODE)]
    corpus.file("archives/kinds.tar", tar_of(kinds), READ, SKIP, FAILURE)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for _ in range(3):
            info = zipfile.ZipInfo("same.py")
            info.comment = b""
            archive.filelist, saved = [], archive.filelist
            archive.NameToInfo.pop("same.py", None)
            archive.writestr(info, CODE)
            archive.filelist = saved + archive.filelist
    corpus.file("archives/same-name.zip", out.getvalue(), READ)
    link = zipfile.ZipInfo("link.py")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    link.create_system = 3
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(link, b"/etc/passwd")
        archive.writestr(zipfile.ZipInfo("server.py"), CODE)
    corpus.file("archives/link.zip", out.getvalue(), READ, SKIP)
    corpus.file("archives/raw-deflate.zip", zlib.compress(CODE), FAILURE)


def ignore_files(corpus: Corpus) -> None:
    bodies = {
        "open-class": b"[\n[a\n[!\n[]\n[[:alpha:\n", "lone-backslash": b"\\\nx\\\n", "stars": b"*a" * 200 + b"\n",
        "double-stars": b"**/" * 300 + b"x\n", "double-stars-inside": b"/**" * 300 + b"/nothing\n",
        "many-lines": b"nothing-*.[a-c]x\n" * 20_000, "long-line": b"a" * 500_000 + b"\n", "nuls": b"\0\0\n",
        "not-utf8": b"\xff\xfe\xc0\n", "bom": b"\xef\xbb\xbfnothing\n", "only-bangs": b"!\n!!\n!!!\n!*\n",
        "slashes": b"/\n//\n///\n", "blanks": b"   \n \\ \n", "crlf": b"nothing\r\nneither\r\n", "comments": b"#\n\\#\n #x\n",
        "questions": b"?" * 300 + b"x\n",
    }
    for name, body in bodies.items():
        for kind in [".gitignore", ".mcpsentinelignore"]:
            folder = f"ignores/{name}{kind}"
            corpus.helper(f"{folder}/{kind}", body)
            corpus.file(f"{folder}/server.py", CODE, READ)
    for kind in [".gitignore", ".mcpsentinelignore"]:
        # An ignore file that cannot be read must not read as "nothing is ignored", nor end the scan.
        corpus.helper(f"ignores/folder{kind}/{kind}/x", b"")
        corpus.file(f"ignores/folder{kind}/server.py", CODE, READ)
        os.mkfifo(corpus.path(f"ignores/fifo{kind}/{kind}"))
        corpus.file(f"ignores/fifo{kind}/server.py", CODE, READ)
        os.symlink(kind, corpus.path(f"ignores/loop{kind}/{kind}"))
        corpus.file(f"ignores/loop{kind}/server.py", CODE, READ)
        corpus.helper(f"ignores/everything{kind}/{kind}", b"*\n")
        corpus.file(f"ignores/everything{kind}/server.py", CODE, SKIP, run="folder")


# Body; whether a scan below it is refused (None: either); the same of `validate`, where it differs.
SETTINGS = {
    "unknown-key": (b"confidense: 1\n", True), "wrong-type": (b"max_concurrent_files: many\n", True),
    "too-large": (b"max_concurrent_files: 99999999999999999999\n", True), "too-small": (b"max_file_size: 1\n", True),
    "negative": (b"max_file_size: -1\n", True), "not-a-number": (b"min_confidence: .nan\n", True),
    "infinite": (b"min_confidence: .inf\n", True), "list": (b"- a\n- b\n", True), "scalar": (b"just text\n", True),
    "duplicate": (b"severity: low\nseverity: high\n", True), "anchors": (b"a: &a [*a]\n", True),
    "aliases": (b"exclude_patterns: &x ['a']\ninclude_patterns: *x\n", True), "tags": (b"severity: !!binary aGlnaA==\n", True),
    "deep": (b"[" * 50_000, True), "deep-map": (b"{a: " * 20_000, True), "nuls": (b"severity: low\0\n", True),
    "not-utf8": (b"severity: \xff\xfe\n", True), "utf16": ("severity: low\n".encode("utf-16"), True),
    "documents": (b"---\nseverity: low\n---\nseverity: high\n", True), "cut": (b"severity: 'lo", True),
    "tabs": (b"severity:\n\tlow\n", None), "control": (b"output_file: \"\\e[2J\\u202e\"\nunknown\x1b: 1\n", True),
    "empty": (b"", False), "comment": (b"# nothing\n", False), "null": (b"severity:\n", None),
    "long-line": (b"exclude_patterns: ['" + b"a" * 300_000 + b"']\n", None),
    "many-patterns": (b"exclude_patterns:\n" + b"  - '**/*a*b*c*d*e*f'\n" * 5000, None),
    "bad-pattern": (b"exclude_patterns: ['[', '\\', '**/**/**']\n", None),
    "extends-itself": (b"extends: .mcp-sentinel.yaml\n", True, None), "extends-nothing": (b"extends: nowhere.yaml\n", True, None),
    "extends-device": (b"extends: /dev/zero\n", True, None), "extends-folder": (b"extends: .\n", True, None),
    "rules-nowhere": (b"rules: [nowhere]\n", True, None), "baseline-nowhere": (b"baseline: nowhere.json\n", None),
    "empty-key": (b"'': 1\n", True), "merge": (b"<<: {severity: low}\n", True),
}

RULES = {
    "empty": b"", "not-a-rule": b"hello\n", "list": b"- id: a/b\n", "unknown-key": b"id: a/b\ntitel: x\n",
    "no-pattern": b"id: user/x\ntitle: x\nseverity: high\n",
    "bad-expression": b"id: user/x\ntitle: x\nseverity: high\nwhat: x\nwhy: x\nfix: x\npattern: {literals: [a], regex: '('}\n"
                      b"samples: {finds: ['a'], clean: ['b']}\n",
    "huge-repeat": b"id: user/x\ntitle: x\nseverity: high\nwhat: x\nwhy: x\nfix: x\npattern: {literals: [aaa], regex: "
                   b"'((aaa{1,1000}){1,1000}){1,1000}'}\nsamples: {finds: ['aaa'], clean: ['b']}\n",
    "look-ahead": b"id: user/x\ntitle: x\nseverity: high\nwhat: x\nwhy: x\nfix: x\npattern: {literals: [abc], regex: "
                  b"'(?=abc)abc'}\nsamples: {finds: ['abc'], clean: ['b']}\n",
    "matches-nothing": b"id: user/x\ntitle: x\nseverity: high\nwhat: x\nwhy: x\nfix: x\npattern: {literals: [abc], regex: "
                       b"'(abc)?'}\nsamples: {finds: ['abc'], clean: ['b']}\n",
    "long-expression": b"id: user/x\ntitle: x\nseverity: high\nwhat: x\nwhy: x\nfix: x\npattern: {literals: [abc], regex: 'abc"
                       + b"(a|b)" * 50_000 + b"'}\n",
    "sample-of-gigabytes": b"id: user/x\ntitle: x\nseverity: high\nwhat: x\nwhy: x\nfix: x\npattern: {literals: [abc], regex: "
                           b"'abc'}\nsamples: {finds: ['abc<<[a-z]{999999999}>>'], clean: ['b']}\n",
    "control-in-id": b'id: "user/\\e[2J\\u202e"\ntitle: x\n', "id-climbs": b"id: ../../etc/passwd\ntitle: x\n",
    "deep": b"[" * 50_000, "anchors": b"id: &a user/x\ntitle: *a\n", "not-utf8": b"id: \xff\n", "nuls": b"id: a\0b\n",
    "duplicate": b"id: user/x\nid: user/y\n", "built-in-id": b"id: secrets/aws-access-key\ntitle: x\n",
}


def settings_and_rules(corpus: Corpus) -> None:
    for name, (body, *_) in SETTINGS.items():
        corpus.helper(f"settings/{name}/.mcp-sentinel.yaml", body)
        corpus.helper(f"settings/{name}/server.py", CODE)
        corpus.note(f"settings/{name}", READ, run="settings")
    for name, body in RULES.items():
        corpus.file(f"rules/{name}.yaml", body, READ, run="rules")


def main() -> int:
    if len(sys.argv) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    corpus = Corpus(Path(sys.argv[1]).resolve())
    for topic in [bad_utf8, utf16, padding, nesting, data_files, long_lines, single_bytes, names, past_path_max, links, special,
                  archives, ignore_files, settings_and_rules]:
        topic(corpus)
    corpus.finish()
    print(f"{len(corpus.entries)} inputs")
    return 0


if __name__ == "__main__":
    sys.exit(main())
