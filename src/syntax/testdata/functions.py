"""What the module is for."""

import typing

counter = 0
limit: int = 10


def plain(a, /, b: int = 1, *rest: str, c, d: "list[Item]" = None, **options) -> str | None:
    """What it does."""
    global counter, created
    counter += 1
    created = b
    e: float
    return a


def outer(x):
    y = x

    def inner(z=y):
        nonlocal y
        y = z
        return x, limit

    later = lambda q, *, r=x: q + y
    return inner, later


@mcp.tool(name="shout")
@audited
async def shout(text: str, ctx: Context = Depends(get_context)) -> str:
    return await run(text, *text.split(), shell=True, **ctx.options)


def generator(items):
    got = yield items[0]
    yield from items
    return got


def shadowed(x=counter, counter=2):
    return x, counter


mcp.tool()(plain)
handlers = {"shout": shout, **others, limit: lambda: plain(1)}
value = typing.cast(str, handlers)
