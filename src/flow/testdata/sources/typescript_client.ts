import { exec } from "node:child_process";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
const client = new Client({ name: "x", version: "1" });

// form: result of a tool
const result = await client.callTool({ name: "next" });
exec(result.content[0].text);  // from: client mcp.js.Client.callTool()

// form: description of a tool
for (const tool of (await client.listTools()).tools) exec("echo " + tool.description);  // from: client mcp.js.Client.listTools()

// form: resource
const { contents } = await client.readResource({ uri: "a://b" });
exec(contents[0].text);  // from: client mcp.js.Client.readResource()

// form: prompt
exec((await client.getPrompt({ name: "p" })).messages[0].content.text);  // from: client mcp.js.Client.getPrompt()

// form: instructions
exec(client.getInstructions());  // from: client mcp.js.Client.getInstructions()

// form: a client of another function
async function run(one: Client) { exec((await one.callTool({ name: "next" })).content[0].text); }  // from: client mcp.js.Client.callTool()
run(client);

// form: second generation
import { Client as Second } from "@modelcontextprotocol/client";
const second = new Second({ name: "x", version: "1" });
exec((await second.callTool({ name: "next" })).structuredContent.command);  // from: client mcp.js.Client.callTool()

// form: discovery, second generation
import { Client as Second } from "@modelcontextprotocol/client";
const second = new Second({ name: "x", version: "1" });
exec((await second.discover()).instructions);  // from: client mcp.js.Client.discover()

// form: asked to sample
import { CreateMessageRequestSchema } from "@modelcontextprotocol/sdk/types.js";
client.setRequestHandler(CreateMessageRequestSchema, async (request) => { exec(request.params.messages[0].content.text); });  // from: client messages.content

// form: asked to elicit
import { ElicitRequestSchema } from "@modelcontextprotocol/sdk/types.js";
client.setRequestHandler(ElicitRequestSchema, async (request) => { exec("open " + request.params.url); });  // from: client url

// form: asked to sample, second generation
client.setRequestHandler("sampling/createMessage", async (request) => { exec(request.params.messages[0].content.text); });  // from: client messages.content

// form: log of a server
import { LoggingMessageNotificationSchema } from "@modelcontextprotocol/sdk/types.js";
client.setNotificationHandler(LoggingMessageNotificationSchema, (note) => { exec("echo " + note.params.data); });  // from: client data

// form: where to log in
import { OAuthClientProvider } from "@modelcontextprotocol/sdk/client/auth.js";
class Provider implements OAuthClientProvider {
  async redirectToAuthorization(url: URL) { exec("open " + url.toString()); }  // from: client redirectToAuthorization.url
}

// form: OAuth metadata
import { discoverAuthorizationServerMetadata } from "@modelcontextprotocol/sdk/client/auth.js";
const meta = await discoverAuthorizationServerMetadata("https://a");
exec("open " + meta.authorization_endpoint);  // from: client mcp.js.discoverAuthorizationServerMetadata()

// form: OAuth metadata, oldest name
import { discoverOAuthMetadata } from "@modelcontextprotocol/sdk/client/auth.js";
const meta = await discoverOAuthMetadata("https://a");
exec("open " + meta.authorization_endpoint);  // from: client mcp.js.discoverOAuthMetadata()

// form: start of the authorization
import { startAuthorization } from "@modelcontextprotocol/sdk/client/auth.js";
const { authorizationUrl } = await startAuthorization("https://a", {});
exec("open " + authorizationUrl);  // from: client mcp.js.startAuthorization()

// form: another class of that name
import { Client as Other } from "shop";
const other = new Other();
exec((await other.callTool({ name: "next" })).text);
