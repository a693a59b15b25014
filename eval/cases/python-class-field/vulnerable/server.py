import os

from mcp.server.fastmcp import FastMCP

from store import Store

mcp = FastMCP("documents")
store = Store(os.environ.get("DOCUMENTS", "/srv/documents"))


@mcp.tool()
async def read_document(name: str) -> str:
    """Reads one document."""
    return store.read(name)


@mcp.tool()
async def list_documents() -> list[str]:
    """Names of all documents."""
    return store.names()


if __name__ == "__main__":
    mcp.run()
