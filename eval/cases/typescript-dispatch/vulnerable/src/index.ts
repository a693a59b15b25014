import { Server } from "@modelcontextprotocol/sdk/server/index.js";
import { StdioServerTransport } from "@modelcontextprotocol/sdk/server/stdio.js";
import { CallToolRequestSchema, ListToolsRequestSchema } from "@modelcontextprotocol/sdk/types.js";
import * as docker from "./docker.js";

const server = new Server({ name: "docker", version: "1.0.0" }, { capabilities: { tools: {} } });

server.setRequestHandler(ListToolsRequestSchema, async () => ({
  tools: [
    { name: "logs", inputSchema: { type: "object", properties: { container: { type: "string" } } } },
    { name: "list", inputSchema: { type: "object", properties: {} } },
  ],
}));

server.setRequestHandler(CallToolRequestSchema, async (request) => {
  const { name, arguments: args } = request.params;
  switch (name) {
    case "logs":
      return text(await docker.logs(args as { container: string }));
    case "list":
      return text(await docker.list());
    default:
      throw new Error(`unknown tool ${name}`);
  }
});

function text(value: string) {
  return { content: [{ type: "text", text: value }] };
}

await server.connect(new StdioServerTransport());
