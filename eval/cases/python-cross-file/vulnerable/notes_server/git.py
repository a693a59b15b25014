"""The history of the notes folder."""

import os
from pathlib import Path


class History:
    def __init__(self, folder: Path):
        self.folder = folder

    def log(self, author: str) -> list[str]:
        return self._lines(f"log --oneline --author={author}")

    def status(self) -> list[str]:
        return self._lines("status --short")

    def _lines(self, what: str) -> list[str]:
        with os.popen(f"git -C {self.folder} {what}") as pipe:
            return pipe.read().splitlines()
