"""Documents in one folder."""

from pathlib import Path


class Store:
    def __init__(self, root: str):
        self.root = Path(root)

    def place(self, name: str) -> Path:
        return self.root / name

    def read(self, name: str) -> str:
        return self.place(name).read_text(encoding="utf-8")

    def names(self) -> list[str]:
        return sorted(path.name for path in self.root.iterdir())
