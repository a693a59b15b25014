import functools
from dataclasses import dataclass
from enum import Enum

DEFAULT = "d"


class Mode(str, Enum):
    READ = "read"
    WRITE = "write"


@dataclass(frozen=True)
class Options:
    """What is asked for."""

    name: str
    mode: Mode = Mode.READ
    tags: list[str] = field(default_factory=list)


class Server(Base, metaclass=Meta):
    shared = {}
    limit = 3
    if limit > 2:
        extra = limit

    def __init__(self, root: str, client: "Client | None" = None, limit=limit):
        super().__init__(root)
        self.root: Path = Path(root)
        self.client, self.limit = client, limit

    @property
    def path(self) -> str:
        return self.root

    @path.setter
    def path(self, value):
        self.root = value

    @functools.cached_property
    def size(self):
        return len(self.shared)

    @staticmethod
    @abc.abstractmethod
    def join(a, b):
        return a + "/" + b

    @classmethod
    def create(cls, *args):
        return cls(*args)

    @overload
    def read(self, name: str) -> str: ...

    @overload
    def read(self, name: None) -> None: ...

    @mcp.tool("read")
    async def read(this, name):
        def nested(self):
            return this

        return this.path + name

    alias = read

    class Inner:
        depth = 1

        def up(self):
            return limit, Server.Inner

    pairs = [(key, limit) for key in shared]


def local():
    class Handler(Server):
        def do_GET(self):
            return DEFAULT

    return Handler
