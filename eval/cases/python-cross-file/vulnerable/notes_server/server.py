"""Notes with a history."""

from pathlib import Path

from mcp.server.fastmcp import FastMCP

from .git import History

mcp = FastMCP("notes")
history = History(Path.home() / "notes")


@mcp.tool()
def changes_by(author: str) -> str:
    """Lists what an author changed."""
    return "\n".join(history.log(author))


@mcp.tool()
def changed() -> str:
    """Lists what is not committed."""
    return "\n".join(history.status())
