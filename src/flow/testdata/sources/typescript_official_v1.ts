import { exec } from "node:child_process";
import { z } from "zod";
import { McpServer, ResourceTemplate } from "@modelcontextprotocol/sdk/server/mcp.js";
import { Server } from "@modelcontextprotocol/sdk/server/index.js";
import { completable } from "@modelcontextprotocol/sdk/server/completable.js";
import { CallToolRequestSchema, ReadResourceRequestSchema, SubscribeRequestSchema, UnsubscribeRequestSchema, GetPromptRequestSchema, CompleteRequestSchema, SetLevelRequestSchema } from "@modelcontextprotocol/sdk/types.js";
const mcp = new McpServer({ name: "x", version: "1" });
const server = new Server({ name: "x", version: "1" }, { capabilities: {} });

// form: tool(name, shape, cb)
mcp.tool("ping", { host: z.string() }, async ({ host }) => { exec(host); });  // from: tool ping.host

// form: tool(name, description, shape, cb)
mcp.tool("ping", "d", { host: z.string() }, async (args) => { exec(args.host); });  // from: tool ping.host

// form: tool(name, shape, annotations, cb)
mcp.tool("ping", { host: z.string() }, { readOnlyHint: true }, async ({ host }) => { exec(host); });  // from: tool ping.host

// form: tool(name, description, shape, annotations, cb)
mcp.tool("ping", "d", { host: z.string() }, { readOnlyHint: true }, async ({ host }, extra) => { exec(host); });  // from: tool ping.host

// form: tool(name, cb): no arguments
mcp.tool("ping", async (extra) => { exec(extra.sessionId); });

// form: tool(name, description, cb): no arguments
mcp.tool("ping", "d", async (extra) => { exec(extra.sessionId); });

// form: tool(name, annotations, cb): no arguments
mcp.tool("ping", { readOnlyHint: true }, async (extra) => { exec(extra.sessionId); });

// form: registerTool
mcp.registerTool("ping", { description: "d", inputSchema: { host: z.string() } }, async ({ host }) => { exec(host); });  // from: tool ping.host

// form: registerTool, an object schema
mcp.registerTool("ping", { inputSchema: z.object({ host: z.string() }) }, async ({ host }) => { exec(host); });  // from: tool ping.host

// form: registerTool, a function by name
async function ping({ host }: { host: string }) { exec(host); }  // from: tool ping.host
mcp.registerTool("ping", { inputSchema: { host: z.string() } }, ping);

// form: registerToolTask
mcp.experimental.tasks.registerToolTask("ping", { inputSchema: { host: z.string() } }, { async createTask({ host }, extra) { exec(host); }, async getTask() {} });  // from: tool ping.host

// form: a callback that takes the place of another
const tool = mcp.registerTool("ping", { inputSchema: { host: z.string() } }, async () => {});
tool.update({ callback: async ({ host }) => { exec(host); } });  // from: tool callback.host

// form: resource template
mcp.resource("dns", new ResourceTemplate("dns://{host}", { list: undefined }), async (uri, { host }) => { exec(host); });  // from: resource dns.host

// form: resource template with metadata
mcp.resource("dns", new ResourceTemplate("dns://{host}", { list: undefined }), { title: "t" }, async (uri, vars) => { exec(vars.host); });  // from: resource dns.host

// form: registerResource
mcp.registerResource("dns", new ResourceTemplate("dns://{host}", { list: undefined }), { title: "t" }, async (uri, { host }, extra) => { exec(String(host)); });  // from: resource dns.host

// form: registerResource, the address
mcp.registerResource("dns", new ResourceTemplate("dns://{+path}", { list: undefined }), {}, async (uri) => { exec("cat " + uri.pathname); });  // from: resource dns.pathname

// form: completion of a resource template
mcp.registerResource("dns", new ResourceTemplate("dns://{host}", { list: undefined, complete: { host: async (value) => { exec("ls " + value); } } }), {}, async () => {});  // from: resource host.value

// form: prompt(name, shape, cb)
mcp.prompt("review", { path: z.string() }, ({ path }) => { exec(path); });  // from: prompt review.path

// form: prompt(name, description, shape, cb)
mcp.prompt("review", "d", { path: z.string() }, ({ path }) => { exec(path); });  // from: prompt review.path

// form: prompt(name, cb): no arguments
mcp.prompt("review", (extra) => { exec(extra.sessionId); });

// form: registerPrompt
mcp.registerPrompt("review", { argsSchema: { path: z.string() } }, ({ path }) => { exec(path); });  // from: prompt review.path

// form: completion of a prompt
mcp.registerPrompt("review", { argsSchema: { path: completable(z.string(), async (value) => { exec("ls " + value); }) } }, () => {});  // from: prompt value

// form: completion of a prompt, what was filled before
mcp.registerPrompt("review", { argsSchema: { path: completable(z.string(), async (value, context) => { exec("ls " + context?.arguments?.["owner"]); }) } }, () => {});  // from: prompt owner

// form: CallToolRequestSchema
server.setRequestHandler(CallToolRequestSchema, async (request) => { exec(request.params.arguments?.host as string); });  // from: tool host

// form: CallToolRequestSchema, by name
server.setRequestHandler(CallToolRequestSchema, async (request) => {
  const { name, arguments: args } = request.params;
  switch (name) { case "ping": { exec(args.host); } }  // from: tool ping.host
});

// form: CallToolRequestSchema, of the server within
mcp.server.setRequestHandler(CallToolRequestSchema, async ({ params }) => { if (params.name === "ping") exec(params.arguments.host); });  // from: tool ping.host

// form: CallToolRequestSchema, a table
const tools = { ping: async (args: any) => { exec(args.host); } };  // from: tool host
server.setRequestHandler(CallToolRequestSchema, async (request) => tools[request.params.name](request.params.arguments));

// form: CallToolRequestSchema, parsed
const Args = z.object({ host: z.string() });
server.setRequestHandler(CallToolRequestSchema, async (request) => { if (request.params.name === "ping") { const { host } = Args.parse(request.params.arguments); exec(host); } });  // from: tool ping.host

// form: ReadResourceRequestSchema
server.setRequestHandler(ReadResourceRequestSchema, async (request) => { exec("cat " + request.params.uri); });  // from: resource uri

// form: SubscribeRequestSchema
server.setRequestHandler(SubscribeRequestSchema, async (request) => { exec("touch " + request.params.uri); });  // from: resource uri

// form: UnsubscribeRequestSchema
server.setRequestHandler(UnsubscribeRequestSchema, async (request) => { exec("rm " + request.params.uri); });  // from: resource uri

// form: GetPromptRequestSchema
server.setRequestHandler(GetPromptRequestSchema, async (request) => { exec(request.params.arguments?.path); });  // from: prompt path

// form: CompleteRequestSchema
server.setRequestHandler(CompleteRequestSchema, async (request) => { exec("ls " + request.params.argument.value); });  // from: prompt value

// form: a request of one's own
const Run = z.object({ method: z.literal("net/run"), params: z.object({ command: z.string() }) });
server.setRequestHandler(Run, async (request) => { exec(request.params.command); });  // from: tool command

// form: requests that nothing else handles
server.fallbackRequestHandler = async (request) => { exec(request.params.command); };  // from: tool fallbackRequestHandler.command

// form: sampling
mcp.registerTool("ask", {}, async () => { const answer = await mcp.server.createMessage({ messages: [], maxTokens: 9 }); exec(answer.content.text); });  // from: client mcp.js.Server.createMessage()

// form: elicitation
mcp.registerTool("ask", {}, async () => { const answer = await mcp.server.elicitInput({ message: "m", requestedSchema: {} }); if (answer.action === "accept") exec(answer.content.host); });  // from: client mcp.js.Server.elicitInput()

// form: elicitation by a request
server.setRequestHandler(CallToolRequestSchema, async (request, extra) => { const answer = await extra.sendRequest({ method: "elicitation/create", params: {} }, ElicitResultSchema); exec(answer.content.host); });  // from: client mcp.js.Context.sendRequest()

// form: another library that has servers
import { McpServer as Other } from "toolbox";
const other = new Other();
other.start("ping", { host: z.string() }, async ({ host }) => { exec(host); });

// form: a schema of that name of one's own
const box = new Box();
import { CallToolRequestSchema as Local } from "./schemas.js";
box.setRequestHandler(Local, async (request) => { exec(request.params.arguments.host); });
