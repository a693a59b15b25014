import os
from fastmcp import FastMCP, Context
mcp = FastMCP('x')

# form: tool, no parentheses
@mcp.tool
def ping(host: str, ctx: Context): os.system(host)  # from: tool ping.host

# form: tool
@mcp.tool()
def ping(host: str): os.system(host)  # from: tool ping.host

# form: tool, named by place
@mcp.tool("pong", tags={"net"})
def ping(host: str): os.system(host)  # from: tool pong.host

# form: tool as a call
def ping(host: str): os.system(host)  # from: tool pong.host
mcp.tool(ping, name="pong")

# form: a method
class Net:
    def ping(self, host: str): os.system(host)  # from: tool ping.host
net = Net()
mcp.tool(net.ping)

# form: add_tool
from fastmcp.tools import Tool
def ping(host: str): os.system(host)  # from: tool ping.host
mcp.add_tool(Tool.from_function(ping, name="pong"))

# form: add_tool of a function (3)
def ping(host: str): os.system(host)  # from: tool ping.host
mcp.add_tool(ping)

# form: tools of the constructor
def ping(host: str): os.system(host)  # from: tool ping.host
app = FastMCP("y", tools=[ping])

# form: tool of a file (3)
from fastmcp.tools import tool
@tool
def ping(host: str): os.system(host)  # from: tool ping.host

# form: tool of a provider (3)
from fastmcp.server.providers import LocalProvider
provider = LocalProvider()
@provider.tool
def ping(host: str): os.system(host)  # from: tool ping.host
app = FastMCP("y", providers=[provider])

# form: tool of an app (3)
from fastmcp import FastMCPApp
app = FastMCPApp("y")
@app.tool(model=True)
def ping(host: str): os.system(host)  # from: tool ping.host

# form: a tool around a tool
from fastmcp.tools import Tool
async def around(host: str): os.system(host)  # from: tool around.host
wrapped = Tool.from_tool(inner, transform_fn=around)

# form: a class of tools
from fastmcp.tools import Tool
class Ping(Tool):
    async def run(self, arguments): os.system(arguments["host"])  # from: tool run.host

# form: methods that are marked
from fastmcp.contrib.mcp_mixin import MCPMixin, mcp_tool
class Net(MCPMixin):
    @mcp_tool(name="pong")
    def ping(self, host: str): os.system(host)  # from: tool pong.host

# form: resource template
@mcp.resource("dns://{host}")
def lookup(host: str): os.system(host)  # from: resource dns://{host}.host

# form: resource template, added
from fastmcp.resources import ResourceTemplate
def lookup(host: str): os.system(host)  # from: resource lookup.host
mcp.add_template(ResourceTemplate.from_function(fn=lookup, uri_template="dns://{host}"))

# form: resource template, marked
from fastmcp.contrib.mcp_mixin import MCPMixin, mcp_resource
class Net(MCPMixin):
    @mcp_resource(uri="dns://{host}")
    def lookup(self, host: str): os.system(host)  # from: resource lookup.host

# form: prompt, no parentheses
@mcp.prompt
def review(path: str): return os.popen("cat " + path).read()  # from: prompt review.path

# form: prompt, named
@mcp.prompt("check")
def review(path: str): return os.popen("cat " + path).read()  # from: prompt check.path

# form: prompt, added
from fastmcp.prompts import Prompt
def review(path: str): return os.popen("cat " + path).read()  # from: prompt review.path
mcp.add_prompt(Prompt.from_function(review))

# form: prompt, marked
from fastmcp.contrib.mcp_mixin import MCPMixin, mcp_prompt
class Net(MCPMixin):
    @mcp_prompt()
    def review(self, path: str): os.system(path)  # from: prompt review.path

# form: completion (4)
@mcp.completion
async def complete(ref, argument, context): os.system("ls " + argument.value)  # from: prompt complete.value

# form: route
@mcp.custom_route("/run", methods=["GET"])
async def run(request): os.system(request.query_params["c"])  # from: http starlette.requests.Request.query_params

# form: the request
from fastmcp.server.dependencies import get_http_request
@mcp.tool
def ping(): os.system(get_http_request().headers["x-host"])  # from: http fastmcp.server.dependencies.get_http_request()

# form: the request as a dependency
from fastmcp.dependencies import CurrentRequest
@mcp.tool
def ping(request=CurrentRequest()): os.system(request.headers["x-host"])  # from: http fastmcp.server.dependencies.CurrentRequest()

# form: headers as a dependency
from fastmcp.dependencies import CurrentHeaders
@mcp.tool
def ping(headers: dict = CurrentHeaders()): os.system(headers["x-host"])  # from: http fastmcp.server.dependencies.CurrentHeaders()

# form: a dependency
from fastmcp.dependencies import Depends
def host(): return "localhost"
@mcp.tool
def ping(host: str = Depends(host)): os.system(host)

# form: middleware
from fastmcp.server.middleware import Middleware
class Log(Middleware):
    async def on_call_tool(self, context, call_next): os.system("logger " + context.message.name)  # from: tool on_call_tool.name

# form: middleware of prompts
from fastmcp.server.middleware import Middleware
class Log(Middleware):
    async def on_get_prompt(self, context, call_next): os.system("logger " + context.message.name)  # from: prompt on_get_prompt.name

# form: elicitation
@mcp.tool
async def ask(ctx: Context):
    answer = await ctx.elicit("which?", response_type=str)
    os.system(answer.data)  # from: client fastmcp.Context.elicit()

# form: sampling
@mcp.tool
async def ask(ctx: Context):
    answer = await ctx.sample("which?")
    os.system(answer.text)  # from: client fastmcp.Context.sample()

# form: routes of FastAPI that become tools
from fastapi import FastAPI
api = FastAPI()
@api.get("/ping")
def ping(host: str): os.system(host)  # from: http /ping.host
app = FastMCP.from_fastapi(app=api)

# form: another module's tool
from toolbox import tool
@tool
def ping(host: str): os.system(host)
