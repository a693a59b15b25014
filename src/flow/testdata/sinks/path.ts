import fs from "node:fs";
import { readFile, writeFile, rm } from "node:fs/promises";
import path from "node:path";
import fse from "fs-extra";
import AdmZip from "adm-zip";
import * as tar from "tar";
import unzipper from "unzipper";
import extract from "extract-zip";
import { glob } from "glob";
import express from "express";
import sharp from "sharp";
import { z } from "zod";
import { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";

const server = new McpServer({ name: "x", version: "1" });
const shape = { x: z.string() };
const app = express();

server.tool("a1", shape, async ({ x }) => { fs.readFileSync(x, "utf8"); });  // reaches: path-traversal/file-read
server.tool("a2", shape, async ({ x }) => { await readFile(path.join("/data", x)); });  // reaches: path-traversal/file-read
server.tool("a3", shape, async ({ x }) => { fs.createReadStream(path.resolve("/data", x)); });  // reaches: path-traversal/file-read
server.tool("a4", shape, async ({ x }) => { await fs.promises.readdir(x); });  // reaches: path-traversal/file-read
server.tool("a5", shape, async ({ x }) => { await fse.readJson(x); });  // reaches: path-traversal/file-read
server.tool("a6", shape, async ({ x }) => { await glob("*.md", { cwd: x }); });  // reaches: path-traversal/file-read
server.tool("a7", shape, async ({ x }) => { fs.writeFileSync(x, "a"); });  // reaches: path-traversal/file-write
server.tool("a8", shape, async ({ x }) => { await writeFile(`/data/${x}`, "a"); });  // reaches: path-traversal/file-write
server.tool("a9", shape, async ({ x }) => { fs.mkdirSync(x, { recursive: true }); });  // reaches: path-traversal/file-write
server.tool("a10", shape, async ({ x }) => { await fse.outputFile(x, "a"); });  // reaches: path-traversal/file-write
server.tool("a11", shape, async ({ x }) => { await fs.promises.copyFile("a", x); });  // reaches: path-traversal/file-write
server.tool("a12", shape, async ({ x }) => { await sharp("a.png").toFile(x); });  // reaches: path-traversal/file-write
server.tool("a13", shape, async ({ x }) => { fs.unlinkSync(x); });  // reaches: path-traversal/file-delete
server.tool("a14", shape, async ({ x }) => { await rm(x, { recursive: true }); });  // reaches: path-traversal/file-delete
server.tool("a15", shape, async ({ x }) => { await fse.remove(x); });  // reaches: path-traversal/file-delete
server.tool("a16", shape, async ({ x }) => { new AdmZip("a.zip").extractAllTo(x); });  // reaches: path-traversal/file-write
server.tool("a17", shape, async () => {
  for (const entry of new AdmZip("a.zip").getEntries()) fs.writeFileSync(path.join("/data", entry.entryName), entry.getData());  // reaches: path-traversal/file-write
});
server.tool("a18", shape, async () => {
  fs.createReadStream("a.zip").pipe(unzipper.Parse()).on("entry", (entry) => { entry.pipe(fs.createWriteStream("/data/" + entry.path)); });  // reaches: path-traversal/file-write
});
server.tool("a19", shape, async ({ x }) => { await extract("a.zip", { dir: x }); });  // reaches: path-traversal/file-write
server.tool("a20", shape, async ({ x }) => { await Bun.file(x).text(); });  // reaches: path-traversal/file-read
server.tool("a21", shape, async ({ x }) => { await Deno.readTextFile(x); });  // reaches: path-traversal/file-read
app.get("/f", (req, res) => { res.sendFile(req.query.f as string); });  // reaches: path-traversal/served-file
app.get("/g", (req, res) => { res.download("/data/" + req.query.f); });  // reaches: path-traversal/served-file
app.get("/h", (req, res) => { res.sendFile(req.query.f as string, { root: "/data" }); });
server.tool("b1", shape, async ({ x }) => { fs.readFileSync(path.join("/data", path.basename(x))); });
server.tool("b2", shape, async ({ x }) => {
  const full = path.resolve("/data", x);
  if (!full.startsWith("/data" + path.sep)) throw new Error(x);
  fs.readFileSync(full);
});
