import ast
import time
from collections.abc import Callable

from mcp.server.fastmcp import FastMCP

mcp = FastMCP("calculator")


def timed(work: Callable[[], object]) -> dict:
    start = time.monotonic()
    result = work()
    return {"result": str(result), "seconds": time.monotonic() - start}


@mcp.tool()
def calculate(expression: str) -> dict:
    """Computes an expression."""
    expression = expression.strip()
    if not expression:
        return {"error": "nothing to compute"}
    return timed(lambda: ast.literal_eval(expression))


@mcp.tool()
def now() -> dict:
    """The time."""
    return timed(lambda: time.time())


if __name__ == "__main__":
    mcp.run()
