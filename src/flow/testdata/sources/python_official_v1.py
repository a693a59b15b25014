import os
from mcp import types
from mcp.server.fastmcp import FastMCP, Context
from mcp.server import Server
mcp = FastMCP('x')
server = Server('x')

# form: tool
@mcp.tool()
def ping(host: str, ctx: Context): os.system(host)  # from: tool ping.host

# form: tool, named by place
@mcp.tool("pong")
async def ping(host: str): os.system(host)  # from: tool pong.host

# form: tool, named
@mcp.tool(name="pong", description="d")
async def ping(host: str): os.system(host)  # from: tool pong.host

# form: add_tool
def ping(host: str): os.system(host)  # from: tool pong.host
mcp.add_tool(ping, name="pong")

# form: add_tool, by name
def ping(host: str): os.system(host)  # from: tool ping.host
mcp.add_tool(fn=ping)

# form: the decorator as a call
def ping(host: str): os.system(host)  # from: tool pong.host
mcp.tool(name="pong")(ping)

# form: a method, by the decorator as a call
class Tools:
    def __init__(self):
        self.mcp = FastMCP('y')
        self.mcp.tool(name="pong")(self.ping)
    def ping(self, host: str): os.system(host)  # from: tool pong.host

# form: tools of the constructor
from mcp.server.fastmcp.tools import Tool
def ping(host: str): os.system(host)  # from: tool ping.host
app = FastMCP("y", tools=[Tool.from_function(ping)])

# form: a model as parameter
from pydantic import BaseModel
class Target(BaseModel):
    host: str
@mcp.tool()
def ping(target: Target): os.system(target.host)  # from: tool ping.target.host

# form: resource template
@mcp.resource("dns://{host}")
def lookup(host: str): os.system(host)  # from: resource dns://{host}.host

# form: prompt
@mcp.prompt()
def review(path: str): return os.popen("cat " + path).read()  # from: prompt review.path

# form: prompt, added
from mcp.server.fastmcp.prompts import Prompt
def review(path: str): return os.popen("cat " + path).read()  # from: prompt review.path
mcp.add_prompt(Prompt.from_function(review))

# form: resource template, from a function
from mcp.server.fastmcp.resources import ResourceTemplate
def lookup(host: str): os.system(host)  # from: resource lookup.host
template = ResourceTemplate.from_function(lookup, "dns://{host}")

# form: completion
@mcp.completion()
async def complete(ref, argument, context): os.system("ls " + argument.value)  # from: prompt complete.value

# form: completion, what was filled before
@mcp.completion()
async def complete(ref, argument, context): os.system("ls " + context.arguments["owner"])  # from: prompt complete.owner

# form: route
@mcp.custom_route("/run", methods=["POST"])
async def run(request): os.system((await request.json())["c"])  # from: http starlette.requests.Request.json()

# form: elicitation
from pydantic import BaseModel
class Answer(BaseModel):
    host: str
@mcp.tool()
async def ask(ctx: Context):
    answer = await ctx.elicit(message="which?", schema=Answer)
    if answer.action == "accept": os.system(answer.data.host)  # from: client mcp.server.fastmcp.Context.elicit()

# form: sampling
@mcp.tool()
async def ask(ctx: Context):
    answer = await ctx.session.create_message(messages=[], max_tokens=9)
    os.system(answer.content.text)  # from: client mcp.server.session.ServerSession.create_message()

# form: low level, tool
@server.call_tool()
async def call(name: str, arguments: dict): os.system(arguments["host"])  # from: tool call.host

# form: low level, tool by its name
@server.call_tool()
async def call(name: str, arguments: dict | None):
    match name:
        case "ping": os.system((arguments or {}).get("host"))  # from: tool ping.host

# form: low level, resource
@server.read_resource()
async def read(uri): os.system("cat " + str(uri)[7:])  # from: resource read.uri

# form: low level, subscription
@server.subscribe_resource()
async def watch(uri): os.system(f"touch {uri.path}")  # from: resource watch.path

# form: low level, prompt
@server.get_prompt()
async def prompt(name, arguments): os.system(arguments["path"])  # from: prompt prompt.path

# form: low level, completion
@server.completion()
async def complete(ref, argument, context): os.system("ls " + argument.value)  # from: prompt complete.value

# form: low level, progress
@server.progress_notification()
async def progress(token, progress, total, message): os.system("echo " + message)  # from: tool progress.message

# form: low level, the table of handlers
async def call(request: types.CallToolRequest): os.system(request.params.arguments["host"])  # from: tool call.host
server.request_handlers[types.CallToolRequest] = call

# form: another thing's tool
class Box:
    def tool(self): return lambda f: f
box = Box()
@box.tool()
def ping(host: str): os.system(host)

# form: another module's FastMCP
from toolbox import FastMCP as Other
other = Other()
@other.tool()
def ping(host: str): os.system(host)

# form: what the program itself keeps
@mcp.tool()
def ping(ctx: Context): os.system(ctx.request_context.lifespan_context.command)
