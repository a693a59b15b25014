"""A shop's database, with the low-level server."""

import asyncio
import sqlite3

from mcp.server import Server
from mcp.server.stdio import stdio_server
from mcp.types import TextContent, Tool

server = Server("shop")
db = sqlite3.connect("shop.db")


def find_orders(arguments: dict) -> list:
    statement = "SELECT id, total FROM orders WHERE customer = '" + arguments["customer"] + "'"
    return rows(statement)


def count_orders(arguments: dict) -> list:
    return rows("SELECT count(*) FROM orders")


def rows(statement: str) -> list:
    return db.execute(statement).fetchall()


HANDLERS = {"find_orders": find_orders, "count_orders": count_orders}


@server.list_tools()
async def list_tools() -> list[Tool]:
    return [Tool(name=name, description=name, inputSchema={"type": "object"}) for name in HANDLERS]


@server.call_tool()
async def call_tool(name: str, arguments: dict) -> list[TextContent]:
    handler = HANDLERS.get(name)
    if handler is None:
        raise ValueError(f"unknown tool: {name}")
    return [TextContent(type="text", text=str(handler(arguments)))]


async def main():
    async with stdio_server() as (reader, writer):
        await server.run(reader, writer, server.create_initialization_options())


asyncio.run(main())
