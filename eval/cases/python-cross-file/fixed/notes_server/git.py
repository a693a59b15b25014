"""The history of the notes folder."""

import os
import shlex
from pathlib import Path


class History:
    def __init__(self, folder: Path):
        self.folder = folder

    def log(self, author: str) -> list[str]:
        return self._lines(f"log --oneline --author={shlex.quote(author)}")

    def status(self) -> list[str]:
        return self._lines("status --short")

    def _lines(self, what: str) -> list[str]:
        with os.popen(f"git -C {self.folder} {what}") as pipe:
            return pipe.read().splitlines()
