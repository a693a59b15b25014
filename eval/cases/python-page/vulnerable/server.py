from dataclasses import dataclass

from mcp.server.fastmcp import FastMCP
from starlette.requests import Request
from starlette.responses import Response

from pages import answer

mcp = FastMCP("calendar")


@dataclass
class Callback:
    code: str | None = None
    error: str | None = None
    error_description: str | None = None

    @classmethod
    def of(cls, data: dict[str, str]) -> "Callback":
        return cls(**{key: value for key, value in data.items() if key in cls.__annotations__})


@mcp.custom_route("/callback", methods=["GET"])
async def callback(request: Request) -> Response:
    result = Callback.of(dict(request.query_params))
    if result.error:
        return answer("Failed", f"The calendar said no: {result.error_description}", 400)
    return answer("Done", "You may close this page.")
