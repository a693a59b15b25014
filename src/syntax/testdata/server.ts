import { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import { CallToolRequestSchema } from "@modelcontextprotocol/sdk/types.js";
import { z } from "zod";
import { exec } from "child_process";
import { promisify } from "util";

const execAsync = promisify(exec);
const server = new McpServer({ name: "notes", version: "1.0.0" });

server.registerTool(
  "search",
  { description: "Search", inputSchema: { pattern: z.string().regex(/^[a-z]+$/), path: z.string() } },
  async ({ pattern, path }) => {
    const { stdout } = await execAsync(`grep -r "${pattern}" ${path}`);
    return { content: [{ type: "text", text: stdout }] };
  },
);

const handlers: Record<string, (args: any) => Promise<unknown>> = {
  async remove(args) {
    const name = String(args.name);
    if (!/^\w+$/.test(name)) throw new Error("bad name");
    return execAsync("rm " + name);
  },
};

server.server.setRequestHandler(CallToolRequestSchema, async (request) => {
  const { name, arguments: args } = request.params;
  switch (name) {
    case "list":
      return execAsync(["ls", ...(args?.flags as string[])].join(" "));
    default: {
      const handler = handlers[name];
      if (handler === undefined) return { isError: true };
      return await handler(args ?? {});
    }
  }
});
