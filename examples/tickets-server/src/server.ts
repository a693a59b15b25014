// A tickets server: the repaired twin of ../../vulnerable-tickets-server.
import { execFile } from "node:child_process";
import { readFile, writeFile, mkdir } from "node:fs/promises";
import { createServer } from "node:http";
import path from "node:path";
import { promisify } from "node:util";

import { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import { StdioServerTransport } from "@modelcontextprotocol/sdk/server/stdio.js";
import { z } from "zod";

import { Storage } from "./storage.js";

const run = promisify(execFile);
const data = path.resolve(process.env.TICKETS_DATA ?? "tickets-data");
const attachments = path.join(data, "attachments");
const linkHosts = new Set(["docs.tickets-app.invalid", "status.tickets-app.invalid"]);

const server = new McpServer({ name: "tickets", version: "1.0.0" });
const storage = await Storage.open();
await mkdir(attachments, { recursive: true });

function text(value: unknown) {
  return { content: [{ type: "text" as const, text: typeof value === "string" ? value : JSON.stringify(value) }] };
}

// The path of an attachment, which lies in `attachments` whatever the name is.
function attachmentPath(name: string): string {
  const file = path.resolve(attachments, name);
  if (!file.startsWith(attachments + path.sep)) throw new Error("an attachment has a plain name");
  return file;
}

function escapeHtml(value: string): string {
  return value.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

server.registerTool(
  "add_ticket",
  { description: "Add a ticket and return its id.", inputSchema: { title: z.string(), body: z.string() } },
  async ({ title, body }) => text(String(storage.add(title, body))),
);

server.registerTool(
  "find_tickets",
  { description: "Find tickets by words of their title.", inputSchema: { words: z.string() } },
  async ({ words }) => text(storage.find(words)),
);

server.registerTool(
  "read_attachment",
  { description: "Read a text attachment.", inputSchema: { name: z.string() } },
  async ({ name }) => text(await readFile(attachmentPath(name), "utf8")),
);

server.registerTool(
  "save_attachment",
  { description: "Write a text attachment.", inputSchema: { name: z.string(), body: z.string() } },
  async ({ name, body }) => {
    await writeFile(attachmentPath(name), body);
    return text("saved");
  },
);

server.registerTool(
  "blame_line",
  { description: "Who wrote a line of a file.", inputSchema: { file: z.string(), line: z.number().int() } },
  async ({ file, line }) => {
    // No shell, and nothing after `--` is an option.
    const { stdout } = await run("git", ["blame", "-L", `${line},${line}`, "--", file]);
    return text(stdout);
  },
);

server.registerTool(
  "check_link",
  { description: "Tell whether a link of a ticket answers.", inputSchema: { url: z.string().url() } },
  async ({ url }) => {
    const target = new URL(url);
    if (target.protocol !== "https:" || !linkHosts.has(target.host)) throw new Error("not a host of ours");
    const answer = await fetch(target, { redirect: "error", signal: AbortSignal.timeout(10_000) });
    return text(String(answer.status));
  },
);

server.registerTool(
  "sort_tickets",
  { description: "Sort tickets by a field.", inputSchema: { field: z.enum(["id", "title"]) } },
  async ({ field }) => text(storage.all().sort((a, b) => (a[field] < b[field] ? -1 : 1))),
);

server.registerTool(
  "estimate",
  { description: "Add up the numbers of an estimate.", inputSchema: { hours: z.array(z.number()) } },
  async ({ hours }) => text(String(hours.reduce((sum, value) => sum + value, 0))),
);

const backupSchema = z.array(z.object({ title: z.string(), body: z.string() }));

server.registerTool(
  "restore_backup",
  { description: "Restore tickets from a backup.", inputSchema: { backup: z.string() } },
  async ({ backup }) => {
    const tickets = backupSchema.parse(JSON.parse(backup));
    for (const ticket of tickets) storage.add(ticket.title, ticket.body);
    return text(String(tickets.length));
  },
);

server.registerTool(
  "close_ticket",
  { description: "Close a ticket.", inputSchema: { id: z.number().int() } },
  async ({ id }) => text(String(storage.close(id))),
);

server.registerTool(
  "list_tickets",
  { description: "List all open tickets.", inputSchema: {} },
  async () => text(storage.all()),
);

server.registerTool(
  "assign_ticket",
  {
    description: "Assign a ticket to a person.",
    inputSchema: { id: z.number().int(), person: z.string() },
  },
  async ({ id, person }) => {
    if (!isAdmin(person)) return text("only for administrators");
    return text(String(storage.assign(id, person)));
  },
);

function isAdmin(person: string): boolean {
  return (process.env.TICKETS_ADMINS ?? "").split(",").includes(person) && person !== "";
}

// A page for the person at this machine, switched on by giving it a port.
if (process.env.TICKETS_PORT) {
  createServer((request, response) => {
    response.setHeader("Content-Type", "text/html; charset=utf-8");
    response.setHeader("Content-Security-Policy", "default-src 'none'");
    const query = new URL(request.url ?? "/", "http://localhost").searchParams.get("q") ?? "";
    const rows = storage.find(query).map((ticket) => `<li>${escapeHtml(ticket.title)}</li>`);
    response.end(`<h1>Tickets about ${escapeHtml(query)}</h1><ul>${rows.join("")}</ul>`);
  }).listen(Number(process.env.TICKETS_PORT), "127.0.0.1");
}

await server.connect(new StdioServerTransport());
