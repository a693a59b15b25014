import { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import { StdioServerTransport } from "@modelcontextprotocol/sdk/server/stdio.js";
import { z } from "zod";
import { convert } from "./lib/index.js";

const server = new McpServer({ name: "images", version: "1.0.0" });

server.tool(
  "resize",
  { source: z.string(), width: z.number().int() },
  async ({ source, width }) => {
    const target = `/tmp/${Date.now()}.png`;
    await convert(source, target, { width, format: "png" });
    return { content: [{ type: "text", text: target }] };
  },
);

await server.connect(new StdioServerTransport());
