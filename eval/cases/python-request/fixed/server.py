from mcp.server.fastmcp import FastMCP

from client import Client

mcp = FastMCP("reader")
client = Client()


@mcp.tool()
async def read_page(url: str) -> str:
    """Reads a page of the documentation."""
    text = await client.text(url)
    return text[:10_000]


if __name__ == "__main__":
    mcp.run()
