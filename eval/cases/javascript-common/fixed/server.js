const { McpServer } = require("@modelcontextprotocol/sdk/server/mcp.js");
const { StdioServerTransport } = require("@modelcontextprotocol/sdk/server/stdio.js");
const { z } = require("zod");
const dns = require("./lib");

const server = new McpServer({ name: "dns", version: "1.0.0" });

server.tool("lookup", { domain: z.string().min(1) }, async ({ domain }) => {
  const text = await dns.lookup(domain.trim());
  return { content: [{ type: "text", text }] };
});

server.tool("interfaces", {}, async () => ({
  content: [{ type: "text", text: await dns.interfaces() }],
}));

server.connect(new StdioServerTransport());
