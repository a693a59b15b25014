import { exec } from "node:child_process";
import * as z from "zod/v4";
import { McpServer, Server, ResourceTemplate, completable, acceptedContent, inputResponse, createMcpHandler } from "@modelcontextprotocol/server";
const mcp = new McpServer({ name: "x", version: "1" });
const server = new Server({ name: "x", version: "1" }, { capabilities: {} });

// form: registerTool
mcp.registerTool("ping", { inputSchema: z.object({ host: z.string() }) }, async ({ host }, ctx) => { exec(host); });  // from: tool ping.host

// form: registerTool, a raw shape
mcp.registerTool("ping", { inputSchema: { host: z.string() } }, async ({ host }) => { exec(host); });  // from: tool ping.host

// form: registerTool, another schema library
import * as v from "valibot";
mcp.registerTool("ping", { inputSchema: v.object({ host: v.string() }) }, async ({ host }) => { exec(host); });  // from: tool ping.host

// form: registerTool, JSON Schema
import { fromJsonSchema } from "@modelcontextprotocol/server";
mcp.registerTool("ping", { inputSchema: fromJsonSchema({ type: "object", properties: { host: { type: "string" } } }) }, async ({ host }) => { exec(host); });  // from: tool ping.host

// form: a server for each request
const handler = createMcpHandler((ctx) => {
  const one = new McpServer({ name: "y", version: "1" });
  one.registerTool("ping", { inputSchema: z.object({ host: z.string() }) }, async ({ host }) => { exec(host); });  // from: tool ping.host
  return one;
});

// form: a server on standard input
import { serveStdio } from "@modelcontextprotocol/server/stdio";
serveStdio(() => {
  const one = new McpServer({ name: "y", version: "1" });
  one.registerTool("ping", { inputSchema: z.object({ host: z.string() }) }, async ({ host }) => { exec(host); });  // from: tool ping.host
  return one;
});

// form: resource template
mcp.registerResource("dns", new ResourceTemplate("dns://{host}", { list: undefined }), {}, async (uri, { host }, ctx) => { exec(String(host)); });  // from: resource dns.host

// form: completion of a resource template
mcp.registerResource("dns", new ResourceTemplate("dns://{host}", { list: undefined, complete: { host: (value) => { exec("ls " + value); } } }), {}, async () => {});  // from: resource host.value

// form: prompt
mcp.registerPrompt("review", { argsSchema: z.object({ path: z.string() }) }, ({ path }) => { exec(path); });  // from: prompt review.path

// form: completion of a prompt
mcp.registerPrompt("review", { argsSchema: z.object({ path: completable(z.string(), (value) => { exec("ls " + value); }) }) }, () => {});  // from: prompt value

// form: tools/call
server.setRequestHandler("tools/call", async (request, ctx) => { exec(request.params.arguments?.host as string); });  // from: tool host

// form: tools/call, by name
mcp.server.setRequestHandler("tools/call", async (request) => { if (request.params.name === "ping") exec(request.params.arguments.host); });  // from: tool ping.host

// form: resources/read
server.setRequestHandler("resources/read", async (request) => { exec("cat " + request.params.uri); });  // from: resource uri

// form: resources/subscribe
server.setRequestHandler("resources/subscribe", async (request) => { exec("touch " + request.params.uri); });  // from: resource uri

// form: prompts/get
server.setRequestHandler("prompts/get", async (request) => { exec(request.params.arguments.path); });  // from: prompt path

// form: completion/complete
server.setRequestHandler("completion/complete", async (request) => { exec("ls " + request.params.argument.value); });  // from: prompt value

// form: a method of one's own
server.setRequestHandler("net/run", { params: z.object({ command: z.string() }) }, async ({ command }) => { exec(command); });  // from: tool net/run.command

// form: a notification of one's own
server.setNotificationHandler("net/ran", { params: z.object({ command: z.string() }) }, async ({ command }) => { exec(command); });  // from: tool net/ran.command

// form: elicitation
mcp.registerTool("ask", {}, async (ctx) => { const answer = await ctx.mcpReq.elicitInput({ message: "m", requestedSchema: {} }); exec(answer.content.host); });  // from: tool ask.mcpReq.content

// form: sampling
mcp.registerTool("ask", { inputSchema: z.object({}) }, async (args, ctx) => { const answer = await ctx.mcpReq.requestSampling({ messages: [], maxTokens: 9 }); exec(answer.content.text); });  // from: client mcp.js.Context.mcpReq.requestSampling()

// form: what was accepted before
mcp.registerTool("ask", {}, async (ctx) => { exec(acceptedContent(ctx.mcpReq.inputResponses, "which")?.host); });  // from: tool ask.mcpReq.inputResponses

// form: what was answered before
mcp.registerTool("ask", {}, async (ctx) => { const view = inputResponse(ctx.mcpReq.inputResponses, "which"); if (view.kind === "elicit") exec(view.content.host); });  // from: tool ask.mcpReq.inputResponses

// form: headers of the request
mcp.registerTool("ask", {}, async (ctx) => { exec("id " + ctx.http?.req?.headers.get("x-user")); });  // from: tool ask.http.req

// form: express
import { createMcpExpressApp } from "@modelcontextprotocol/express";
const app = createMcpExpressApp();
app.post("/run", (req, res) => { exec(req.body.command); });  // from: http express.Request.body

// form: hono
import { createMcpHonoApp } from "@modelcontextprotocol/hono";
const app = createMcpHonoApp();
app.post("/run", async (c) => { exec((await c.req.json()).command); });  // from: http hono.Context.req

// form: fastify
import { createMcpFastifyApp } from "@modelcontextprotocol/fastify";
const app = createMcpFastifyApp();
app.post("/run", async (request) => { exec(request.body.command); });  // from: http fastify.FastifyRequest.body
