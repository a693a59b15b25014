import os
from mcp import ClientSession

# form: result of a tool
async def main(read, write):
    async with ClientSession(read, write) as session:
        result = await session.call_tool("next", {})
        os.system(result.content[0].text)  # from: client mcp.ClientSession.call_tool()

# form: description of a tool
async def main(session: ClientSession):
    for tool in (await session.list_tools()).tools: os.system("echo " + tool.description)  # from: client mcp.ClientSession.list_tools()

# form: resource
async def main(session: ClientSession):
    os.system((await session.read_resource("a://b")).contents[0].text)  # from: client mcp.ClientSession.read_resource()

# form: prompt
async def main(session: ClientSession):
    os.system((await session.get_prompt("p")).messages[0].content.text)  # from: client mcp.ClientSession.get_prompt()

# form: instructions
async def main(session: ClientSession):
    os.system((await session.initialize()).instructions)  # from: client mcp.ClientSession.initialize()

# form: instructions (v2)
from mcp import Client
async def main():
    async with Client("http://a") as client: os.system(client.instructions)  # from: client mcp.Client.instructions

# form: result of a tool (v2)
from mcp import Client
async def main():
    async with Client("http://a") as client:
        os.system((await client.call_tool("next", {})).structured_content["command"])  # from: client mcp.Client.call_tool()

# form: group of servers
from mcp import ClientSessionGroup
async def main():
    async with ClientSessionGroup() as group:
        os.system((await group.call_tool("next", {})).content[0].text)  # from: client mcp.ClientSessionGroup.call_tool()

# form: result of a tool (fastmcp)
from fastmcp import Client
async def main():
    async with Client("http://a") as client: os.system((await client.call_tool("next", {})).data)  # from: client fastmcp.Client.call_tool()

# form: asked to sample
async def sample(context, params): os.system(params.messages[0].content.text)  # from: client sample.messages.content
session = ClientSession(a, b, sampling_callback=sample)

# form: asked to elicit
async def ask(context, params): os.system("open " + params.url)  # from: client ask.url
session = ClientSession(a, b, elicitation_callback=ask)

# form: asked to sample (fastmcp)
from fastmcp import Client
async def sample(messages, params, context): os.system(messages[0].content.text)  # from: client sample.content.text
client = Client("http://a", sampling_handler=sample)

# form: log of a server
async def log(params): os.system("echo " + params.data)  # from: client log.data
session = ClientSession(a, b, logging_callback=log)

# form: the address to log in
from mcp.client.auth import OAuthClientProvider
async def go(url): os.system("open " + url)  # from: client go.url
auth = OAuthClientProvider("http://a", meta, storage, redirect_handler=go)

# form: the address to log in (fastmcp)
from fastmcp.client.auth import OAuth
class Auth(OAuth):
    async def redirect_handler(self, url): os.system("open " + url)  # from: client redirect_handler.url

# form: another class of that name
from shop import ClientSession as Other
async def main(session: Other): os.system((await session.call_tool("next", {})).text)
