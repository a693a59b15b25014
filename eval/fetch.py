"""Brings the programs that a labelled set names into the folders that run.py looks for them in. Nothing of them is run."""

import base64
import hashlib
import io
import json
import os
import re
import shutil
import subprocess
import tarfile
import urllib.parse
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

LARGEST_PACKAGE = 100 << 20


@dataclass(frozen=True)
class Wanted:
    folder: str           # in the folder of cases
    repository: str = ""  # "owner/name", or
    package: str = ""     # ... of npm
    version: str = ""     # a commit, or the package's version
    scope: tuple[str, ...] = ()  # only these paths


def wanted_of(labels: dict, split: str | None) -> Iterator[Wanted]:
    for label in labels.get("pairs", []):
        if split and label.get("split") != split:
            continue
        for side in ("vulnerable", "fixed"):
            git, npm = label.get("git") or {}, label.get("npm") or {}
            if git.get(f"{side}_commit"):
                yield Wanted(f"pairs/{label['id']}/git/{side}", repository=git["repo"], version=git[f"{side}_commit"],
                             scope=tuple(git.get("scope") or ()))
            if npm.get(side):
                yield Wanted(f"pairs/{label['id']}/npm/{side}", package=npm["package"], version=npm[side])
    for label in labels.get("benign", []):
        if split and label.get("split") != split:
            continue
        folder = "benign/" + re.sub("[:/@]", "_", label["id"])
        if label["kind"] == "git":
            yield Wanted(folder, repository=label["repo"], version=label["commit"])
        else:
            yield Wanted(folder, package=label["package"], version=label["version"])


def unpack(archive: bytes, folder: Path) -> None:
    """Plain files alone, and none outside of the folder."""
    with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
        for member in tar:
            path = PurePosixPath(member.name)
            if not member.isfile() or path.is_absolute() or ".." in path.parts:
                continue
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            content = tar.extractfile(member)
            assert content is not None
            target.write_bytes(content.read())


def bring_commit(wanted: Wanted, folder: Path, store: Path, remote: str) -> None:
    """`remote` is a URL with {repo}, {owner} and {name} in it. `store` keeps one bare repository for each."""
    owner, name = wanted.repository.split("/")
    bare = store / f"{owner}+{name}"
    environment = {**os.environ, "GIT_TERMINAL_PROMPT": "0"}

    def git(*arguments: str) -> bytes:
        return subprocess.run(["git", "--git-dir", bare, *arguments], check=True, capture_output=True, env=environment).stdout

    if not bare.is_dir():
        subprocess.run(["git", "init", "--quiet", "--bare", bare], check=True)
    if subprocess.run(["git", "--git-dir", bare, "cat-file", "-e", wanted.version], capture_output=True, check=False).returncode != 0:
        git("fetch", "--quiet", "--depth", "1", remote.format(repo=wanted.repository, owner=owner, name=name), wanted.version)
    unpack(git("archive", "--format", "tar", wanted.version, "--", *(wanted.scope or (".",))), folder)


def bring_package(wanted: Wanted, folder: Path, registry: str) -> None:
    with urllib.request.urlopen(f"{registry.rstrip('/')}/{urllib.parse.quote(wanted.package, safe='@')}", timeout=60) as answer:
        dist = json.load(answer)["versions"][wanted.version]["dist"]
    with urllib.request.urlopen(dist["tarball"], timeout=60) as answer:
        archive = answer.read(LARGEST_PACKAGE + 1)
    if len(archive) > LARGEST_PACKAGE:
        raise ValueError(f"larger than {LARGEST_PACKAGE} bytes")
    if "integrity" in dist:
        kind, _, digest = dist["integrity"].split()[0].partition("-")
        if hashlib.new(kind, archive).digest() != base64.b64decode(digest):
            raise ValueError("its checksum is not the registry's")
    unpack(archive, folder)


def fetch(labels: dict, cases: Path, split: str | None, remote: str, registry: str) -> list[str]:
    """What is there already stays. Returns what could not be brought, each with its reason."""
    failed = []
    store = cases / ".repositories"
    for wanted in wanted_of(labels, split):
        folder = cases / wanted.folder
        if folder.is_dir():
            continue
        half = folder.with_name(folder.name + ".part")
        shutil.rmtree(half, ignore_errors=True)
        half.mkdir(parents=True)
        try:
            if wanted.repository:
                bring_commit(wanted, half, store, remote)
            else:
                bring_package(wanted, half, registry)
            half.rename(folder)
        except (subprocess.CalledProcessError, OSError, ValueError, KeyError, tarfile.TarError) as error:
            shutil.rmtree(half, ignore_errors=True)
            detail = error.stderr.decode(errors="replace").strip() if isinstance(error, subprocess.CalledProcessError) else str(error)
            failed.append(f"{wanted.folder}: {detail[-300:]}")
    return failed
