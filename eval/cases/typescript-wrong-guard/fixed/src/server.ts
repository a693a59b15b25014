import { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import { StdioServerTransport } from "@modelcontextprotocol/sdk/server/stdio.js";
import { exec } from "child_process";
import { z } from "zod";

const NAME = /^[a-z][a-z0-9-]*$/;

function checked(name: string): string {
  if (!NAME.test(name)) throw new Error(`${name} is no service`);
  return name;
}

const server = new McpServer({ name: "services", version: "1.0.0" });

server.tool("restart", "Restarts a service", { service: z.string() }, async ({ service }) => {
  const unit = checked(service) + ".service";
  return new Promise((resolve) => {
    exec(`systemctl restart ${unit}`, (error, stdout) => {
      resolve({ content: [{ type: "text", text: error ? error.message : stdout }] });
    });
  });
});

await server.connect(new StdioServerTransport());
