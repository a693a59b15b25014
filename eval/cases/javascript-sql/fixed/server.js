import { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import { StdioServerTransport } from "@modelcontextprotocol/sdk/server/stdio.js";
import { z } from "zod";
import { search } from "./db.js";

const server = new McpServer({ name: "crm", version: "1.0.0" });

server.registerTool(
  "search",
  { inputSchema: { name: z.string().optional(), city: z.string().optional() } },
  async (query) => ({ content: [{ type: "text", text: JSON.stringify(search(query)) }] }),
);

await server.connect(new StdioServerTransport());
