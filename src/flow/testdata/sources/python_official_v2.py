import os
from typing import Annotated
from mcp.server import MCPServer, Server, ServerRequestContext
from mcp.server.mcpserver import Context, Resolve, Elicit, Sample
from mcp import types
mcp = MCPServer('x')

# form: tool
@mcp.tool()
def ping(host: str, ctx: Context): os.system(host)  # from: tool ping.host

# form: tool, named
@mcp.tool(name="pong", title="t")
async def ping(host: str): os.system(host)  # from: tool pong.host

# form: add_tool
def ping(host: str): os.system(host)  # from: tool ping.host
mcp.add_tool(ping)

# form: tools of the constructor
from mcp.server.mcpserver.tools import Tool
def ping(host: str): os.system(host)  # from: tool pong.host
app = MCPServer("y", tools=[Tool.from_function(ping, name="pong")])

# form: the module of the class
from mcp.server.mcpserver import MCPServer as Class
app = Class("y")
@app.tool()
def ping(host: str): os.system(host)  # from: tool ping.host

# form: tool of an extension
from mcp.server.mcpserver import Extension, ToolBinding
def ping(host: str): os.system(host)  # from: tool ping.host
class Net(Extension):
    identifier = "com.example/net"
    def tools(self): return [ToolBinding(fn=ping)]
app = MCPServer("y", extensions=[Net()])

# form: method of an extension
from mcp.server.mcpserver import Extension, MethodBinding
async def run(ctx, params): os.system(params.command)  # from: tool net/run.command
class Net(Extension):
    identifier = "com.example/net"
    def methods(self): return [MethodBinding("net/run", Params, run)]

# form: an extension between client and tool
from mcp.server.mcpserver import Extension
class Log(Extension):
    identifier = "com.example/log"
    async def intercept_tool_call(self, params, ctx, call_next):
        os.system("logger " + params.arguments["host"])  # from: tool intercept_tool_call.host

# form: resource template
@mcp.resource("dns://{host}")
def lookup(host: str): os.system(host)  # from: resource dns://{host}.host

# form: prompt
@mcp.prompt()
def review(path: str): return os.popen("cat " + path).read()  # from: prompt review.path

# form: prompt, added
from mcp.server.mcpserver.prompts import Prompt
def review(path: str): return os.popen("cat " + path).read()  # from: prompt review.path
mcp.add_prompt(Prompt.from_function(review))

# form: completion
@mcp.completion()
async def complete(ref, argument, context): os.system("ls " + argument.value)  # from: prompt complete.value

# form: route
@mcp.custom_route("/run", methods=["GET"])
async def run(request): os.system(request.query_params["c"])  # from: http starlette.requests.Request.query_params

# form: elicitation
@mcp.tool()
async def ask(ctx: Context):
    answer = await ctx.elicit("which?", Answer)
    os.system(answer.data.host)  # from: client mcp.server.Context.elicit()

# form: an answer of a resolver
async def which(ctx: Context): return Elicit("which?", Answer)
@mcp.tool()
async def ask(answer: Annotated[Answer, Resolve(which)]): os.system(answer.host)  # misses: client mcp.server.Elicit()

# form: a value of a resolver
def which(ctx: Context): return "localhost"
@mcp.tool()
async def ping(host: Annotated[str, Resolve(which)]): os.system(host)

# form: answers to what was asked before
@mcp.tool()
async def ask(ctx: Context): os.system(ctx.input_responses["which"].content["host"])  # from: client mcp.server.Context.input_responses

# form: headers
@mcp.tool()
async def ask(ctx: Context): os.system("id " + ctx.headers["x-user"])  # from: http mcp.server.Context.headers

# form: low level, tool
async def call(ctx: ServerRequestContext, params: types.CallToolRequestParams):
    os.system(params.arguments["host"])  # from: tool call.host
server = Server("y", on_call_tool=call)

# form: low level, tool by its name
async def call(ctx, params):
    if params.name == "ping": os.system(params.arguments["host"])  # from: tool ping.host
server = Server("y", on_call_tool=call)

# form: low level, resource
async def read(ctx, params): os.system("cat " + params.uri)  # from: resource read.uri
server = Server("y", on_read_resource=read)

# form: low level, subscription
async def watch(ctx, params): os.system("touch " + params.uri)  # from: resource watch.uri
server = Server("y", on_subscribe_resource=watch)

# form: low level, prompt
async def prompt(ctx, params): os.system(params.arguments["path"])  # from: prompt prompt.path
server = Server("y", on_get_prompt=prompt)

# form: low level, completion
async def complete(ctx, params): os.system("ls " + params.argument.value)  # from: prompt complete.value
server = Server("y", on_completion=complete)

# form: low level, progress
async def progress(ctx, params): os.system("echo " + params.message)  # from: tool progress.message
server = Server("y", on_progress=progress)

# form: low level, a method of one's own
async def run(ctx, params): os.system(params.command)  # from: tool net/run.command
server = Server("y")
server.add_request_handler("net/run", Params, run)

# form: middleware
async def log(ctx, call_next):
    os.system("logger " + ctx.params["name"])  # from: tool log.name
    return await call_next(ctx)
app = MCPServer("y", middleware=[log])

# form: another module's MCPServer
from toolbox import MCPServer as Other
other = Other()
@other.tool()
def ping(host: str): os.system(host)
