import { exec, execSync, execFile, execFileSync, spawn, spawnSync, fork } from "node:child_process";
import { promisify } from "node:util";
import * as cp from "child_process";
import { execa, execaCommand, $ as execa$ } from "execa";
import spawnAsync from "cross-spawn";
import shell from "shelljs";
import { $ } from "zx";
import { Client } from "ssh2";
import { NodeSSH } from "node-ssh";
import Docker from "dockerode";
import pty from "node-pty";
import open from "open";
import simpleGit from "simple-git";
import { z } from "zod";
import { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";

const execAsync = promisify(exec);
const execFileAsync = promisify(execFile);
const server = new McpServer({ name: "x", version: "1" });
const shape = { x: z.string(), xs: z.array(z.string()) };

server.tool("a1", shape, async ({ x }) => { exec(`ls ${x}`, () => {}); });  // reaches: code-injection/shell-command
server.tool("a2", shape, async ({ x }) => { execSync("ls " + x); });  // reaches: code-injection/shell-command
server.tool("a3", shape, async ({ x }) => { await execAsync(`ls ${x}`); });  // reaches: code-injection/shell-command
server.tool("a4", shape, async ({ x }) => { spawn("ls " + x, { shell: true }); });  // reaches: code-injection/shell-command
server.tool("a5", shape, async ({ x }) => { spawn("ls", [x], { shell: true }); });  // reaches: code-injection/shell-command
server.tool("a6", shape, async ({ x }) => { spawnSync("ls", [x], { shell: "/bin/bash" }); });  // reaches: code-injection/shell-command
server.tool("a7", shape, async ({ x }) => { execFile("sh", ["-c", `ls ${x}`]); });  // reaches: code-injection/shell-command
server.tool("a8", shape, async ({ x }) => { cp.exec(["ls", x].join(" ")); });  // reaches: code-injection/shell-command
server.tool("a9", shape, async ({ x }) => { require("child_process").execSync(`ls ${x}`); });  // reaches: code-injection/shell-command
server.tool("a10", shape, async ({ x }) => { shell.exec(`ls ${x}`); });  // reaches: code-injection/shell-command
server.tool("a11", shape, async ({ x }) => { await execa("ls", [x], { shell: true }); });  // reaches: code-injection/shell-command
server.tool("a12", shape, async ({ x }) => { new Client().exec(`ls ${x}`, () => {}); });  // reaches: code-injection/shell-command
server.tool("a13", shape, async ({ x }) => { const ssh = new NodeSSH(); await ssh.connect({}); await ssh.execCommand(`ls ${x}`); });  // reaches: code-injection/shell-command
server.tool("a14", shape, async ({ x }) => { await new Docker().getContainer("web").exec({ Cmd: ["sh", "-c", `ls ${x}`] }); });  // reaches: code-injection/shell-command
server.tool("a15", shape, async ({ x }) => { pty.spawn("bash", ["-c", x], {}); });  // reaches: code-injection/shell-command
server.tool("a16", shape, async ({ x }) => { Bun.spawn(["sh", "-c", x]); });  // reaches: code-injection/shell-command
server.tool("a17", shape, async ({ x }) => { new Deno.Command("sh", { args: ["-c", x] }); });  // reaches: code-injection/shell-command
server.tool("a18", shape, async ({ x }) => { await $`bash -c ${x}`; });  // reaches: code-injection/shell-command
server.tool("a19", shape, async ({ x }) => { await Bun.$`sh -c ${x}`; });  // reaches: code-injection/shell-command
server.tool("a20", shape, async ({ x }) => { await Bun.$`${{ raw: x }}`; });  // misses: code-injection/shell-command
server.tool("a21", shape, async ({ x }) => { execFile("docker", ["exec", "web", "sh", "-c", x]); });  // reaches: code-injection/shell-command, code-injection/option-injection
server.tool("a22", shape, async ({ x }) => { spawn("powershell.exe", ["-NoProfile", "-Command", x]); });  // reaches: code-injection/shell-command
server.tool("a23", shape, async ({ x }) => { spawn("ssh", ["host", x]); });  // reaches: code-injection/shell-command, code-injection/option-injection
server.tool("a24", shape, async ({ x }) => { const { exec: run } = await import("node:child_process"); run(`ls ${x}`); });  // reaches: code-injection/shell-command
server.tool("a25", shape, async ({ x }) => { new Promise((resolve) => exec(`ls ${x}`, resolve)); });  // reaches: code-injection/shell-command
server.tool("a26", shape, async ({ x }) => { spawn(x, ["--version"]); });  // reaches: code-injection/program-choice
server.tool("a27", shape, async ({ x }) => { await execaCommand(x); });  // reaches: code-injection/program-choice
server.tool("a28", shape, async ({ x }) => { fork(x); });  // reaches: code-injection/program-choice
server.tool("a29", shape, async ({ x }) => { await open(x); });  // reaches: code-injection/program-choice
server.tool("a30", shape, async ({ x }) => { new StdioClientTransport({ command: x }); });  // reaches: code-injection/program-choice
server.tool("a31", shape, async ({ x }) => { execFile("git", ["log", x]); });  // reaches: code-injection/option-injection
server.tool("a32", shape, async ({ x }) => { await simpleGit("/repo").raw(["log", x]); });  // reaches: code-injection/option-injection
server.tool("a33", shape, async ({ xs }) => { spawnSync("tar", ["cf", "a.tar", ...xs]); });  // reaches: code-injection/option-injection
server.tool("a34", shape, async ({ x }) => { await execFileAsync("kubectl", ["get", x]); });  // reaches: code-injection/option-injection
server.tool("a35", shape, async ({ x }) => { const args = ["-s"]; args.push(x); execFileSync("curl", args); });  // reaches: code-injection/option-injection
server.tool("a36", shape, async ({ x }) => { spawnAsync("npx", [x]); });  // reaches: code-injection/option-injection
server.tool("a37", shape, async ({ x }) => { execFileSync("adb", ["shell", `input text ${x}`]); });  // reaches: code-injection/shell-command
server.tool("b1", shape, async ({ x }) => { execFile("ls", [x]); });
server.tool("b2", shape, async ({ x }) => { execFile("git", ["log", "--", x]); });
server.tool("b3", { n: z.number() }, async ({ n }) => { exec(`kill ${n}`); });
server.tool("b4", shape, async ({ x }) => { await $`ls ${x}`; });
server.tool("b5", shape, async ({ x }) => { await Bun.$`ls ${x}`; });
