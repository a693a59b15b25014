import { exec } from "node:child_process";
import { z } from "zod";

// form: FastMCP
import { FastMCP } from "fastmcp";
const server = new FastMCP({ name: "x", version: "1.0.0" });
server.addTool({ name: "ping", parameters: z.object({ host: z.string() }), execute: async (args, ctx) => { exec(args.host); } });  // from: tool ping.host

// form: FastMCP, several
import { FastMCP } from "fastmcp";
const server = new FastMCP({ name: "x", version: "1.0.0" });
server.addTools([{ name: "ping", parameters: z.object({ host: z.string() }), execute: async (args) => { exec(args.host); } }]);  // from: tool ping.host

// form: FastMCP, resource template
import { FastMCP } from "fastmcp";
const server = new FastMCP({ name: "x", version: "1.0.0" });
server.addResourceTemplate({ name: "dns", uriTemplate: "dns://{host}", arguments: [{ name: "host" }], async load({ host }) { exec(host); } });  // from: resource dns.host

// form: FastMCP, prompt
import { FastMCP } from "fastmcp";
const server = new FastMCP({ name: "x", version: "1.0.0" });
server.addPrompt({ name: "review", arguments: [{ name: "path" }], load: async (args) => { exec(args.path); } });  // from: prompt review.path

// form: FastMCP, completion
import { FastMCP } from "fastmcp";
const server = new FastMCP({ name: "x", version: "1.0.0" });
server.addPrompt({ name: "review", arguments: [{ name: "path", complete: async (value) => { exec("ls " + value); } }], load: async () => "" });  // from: prompt review.value

// form: FastMCP, route
import { FastMCP } from "fastmcp";
const server = new FastMCP({ name: "x", version: "1.0.0" });
server.getApp().get("/run", async (c) => { exec(c.req.query("command")); });  // from: http hono.Context.req

// form: Mastra
import { createTool } from "@mastra/core/tools";
export const ping = createTool({ id: "ping", inputSchema: z.object({ host: z.string() }), execute: async ({ context }) => { exec(context.host); } });  // from: tool ping.context.host

// form: mcp-framework
import { MCPTool } from "mcp-framework";
class Ping extends MCPTool {
  name = "ping";
  schema = { host: { type: z.string() } };
  async execute(input) { exec(input.host); }  // from: tool execute.host
}

// form: Vercel
import { createMcpHandler } from "mcp-handler";
const handler = createMcpHandler((server) => { server.tool("ping", "d", { host: z.string() }, async ({ host }) => { exec(host); }); });  // from: tool ping.host
export { handler as GET, handler as POST };
