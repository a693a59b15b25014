"""Network checks as tools."""

import subprocess

from mcp.server.fastmcp import FastMCP

mcp = FastMCP("network")
TIMEOUT = 10


def command_line(program: str, *options: str, target: str) -> list[str]:
    return [program, *options, "--", target]


def output_of(command: list[str]) -> str:
    done = subprocess.run(command, capture_output=True, text=True, timeout=TIMEOUT)
    return done.stdout or done.stderr


@mcp.tool()
def ping(host: str, count: int = 1) -> str:
    """Pings a host."""
    return output_of(command_line("ping", "-c", str(count), target=host))


@mcp.tool()
def uptime() -> str:
    """How long this machine has been up."""
    return output_of(["uptime"])


if __name__ == "__main__":
    mcp.run()
