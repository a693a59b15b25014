import fs from "fs/promises";
import path from "path";
import { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import { StdioServerTransport } from "@modelcontextprotocol/sdk/server/stdio.js";
import { z } from "zod";

const root = path.resolve("templates");

function locate(name) {
  return Promise.resolve(name)
    .then((text) => (text.endsWith(".txt") ? text : `${text}.txt`))
    .then((file) => path.join(root, path.basename(file)));
}

const server = new McpServer({ name: "templates", version: "1.0.0" });

server.tool("template", { name: z.string() }, async ({ name }) => {
  const file = await locate(name);
  const text = await fs.readFile(file, "utf8");
  return { content: [{ type: "text", text }] };
});

await server.connect(new StdioServerTransport());
