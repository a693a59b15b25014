"""Documents in one folder."""

from pathlib import Path


class Store:
    def __init__(self, root: str):
        self.root = Path(root).resolve()

    def place(self, name: str) -> Path:
        path = (self.root / name).resolve()
        if not path.is_relative_to(self.root):
            raise ValueError(f"{name} is not in the folder")
        return path

    def read(self, name: str) -> str:
        return self.place(name).read_text(encoding="utf-8")

    def names(self) -> list[str]:
        return sorted(path.name for path in self.root.iterdir())
