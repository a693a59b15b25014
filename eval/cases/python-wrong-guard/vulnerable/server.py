import os

from fastmcp import FastMCP

mcp = FastMCP("logs")
LOGS = os.path.realpath("/var/log/app")


def allowed(path: str) -> bool:
    # "/var/log/app-secrets" begins so too
    return path.startswith(LOGS)


@mcp.tool()
def tail(name: str, lines: int = 20) -> str:
    """The last lines of a log."""
    path = os.path.realpath(os.path.join(LOGS, name))
    if not allowed(path):
        return "not a log"
    with open(path, encoding="utf-8") as file:
        return "".join(file.readlines()[-lines:])


if __name__ == "__main__":
    mcp.run()
