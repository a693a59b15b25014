const { McpServer } = require("@modelcontextprotocol/sdk/server/mcp.js");
const { StdioServerTransport } = require("@modelcontextprotocol/sdk/server/stdio.js");
const { z } = require("zod");
const { enqueue } = require("./jobs");
require("./worker");

const server = new McpServer({ name: "build", version: "1.0.0" });

server.tool("build", { target: z.string() }, async ({ target }) => {
  enqueue("build", target);
  return { content: [{ type: "text", text: "started" }] };
});

server.connect(new StdioServerTransport());
