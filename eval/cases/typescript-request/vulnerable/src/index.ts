import { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import { StdioServerTransport } from "@modelcontextprotocol/sdk/server/stdio.js";
import { z } from "zod";
import { Fetcher } from "./fetcher.js";

const server = new McpServer({ name: "docs", version: "1.0.0" });
const input = { url: z.string().url(), language: z.enum(["en", "de"]).default("en") };

server.tool("read", "Reads a page", input, async ({ url, language }) => {
  const html = await Fetcher.html({ url, headers: { "Accept-Language": language } });
  return { content: [{ type: "text", text: html.replace(/<[^>]+>/g, " ") }] };
});

await server.connect(new StdioServerTransport());
