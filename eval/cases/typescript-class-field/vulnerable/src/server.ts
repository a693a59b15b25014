import { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import { StdioServerTransport } from "@modelcontextprotocol/sdk/server/stdio.js";
import { z } from "zod";
import { Repository } from "./repository.js";

const repository = new Repository(process.cwd());
const server = new McpServer({ name: "history", version: "1.0.0" });

server.registerTool(
  "show_commit",
  { description: "Shows a commit", inputSchema: { revision: z.string().describe("a hash") } },
  async ({ revision }) => ({ content: [{ type: "text", text: repository.show(revision) }] }),
);

server.registerTool("recent", { description: "Lists commits", inputSchema: {} }, async () => ({
  content: [{ type: "text", text: repository.recent() }],
}));

await server.connect(new StdioServerTransport());
