import vm from "node:vm";
import { Worker } from "node:worker_threads";
import ejs from "ejs";
import Handlebars from "handlebars";
import nunjucks from "nunjucks";
import pug from "pug";
import _ from "lodash";
import puppeteer from "puppeteer";
import { chromium } from "playwright";
import { z } from "zod";
import { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";

const server = new McpServer({ name: "x", version: "1" });
const shape = { x: z.string() };

server.tool("a1", shape, async ({ x }) => { eval(x); });  // reaches: code-injection/code-evaluation
server.tool("a2", shape, async ({ x }) => { new Function("a", `return ${x}`)(1); });  // reaches: code-injection/code-evaluation
server.tool("a3", shape, async ({ x }) => { Function(x)(); });  // reaches: code-injection/code-evaluation
server.tool("a4", shape, async ({ x }) => { vm.runInNewContext(x, {}); });  // reaches: code-injection/code-evaluation
server.tool("a5", shape, async ({ x }) => { new vm.Script(x).runInThisContext(); });  // reaches: code-injection/code-evaluation
server.tool("a6", shape, async ({ x }) => { new Worker(x, { eval: true }); });  // reaches: code-injection/code-evaluation
server.tool("a8", shape, async ({ x }) => { globalThis.eval(x); });  // reaches: code-injection/code-evaluation
server.tool("a9", shape, async ({ x }) => { (0, eval)(x); });  // reaches: code-injection/code-evaluation
server.tool("a10", shape, async ({ x }) => { await import(x); });  // reaches: code-injection/module-loading
server.tool("a11", shape, async ({ x }) => { require(`./plugins/${x}`); });  // reaches: code-injection/module-loading
server.tool("a12", shape, async ({ x }) => { new Worker(x); });  // reaches: code-injection/module-loading
server.tool("a13", shape, async ({ x }) => { ejs.render(x, {}); });  // reaches: code-injection/template-from-input
server.tool("a14", shape, async ({ x }) => { Handlebars.compile(x)({}); });  // reaches: code-injection/template-from-input
server.tool("a15", shape, async ({ x }) => { nunjucks.renderString(x, {}); });  // reaches: code-injection/template-from-input
server.tool("a16", shape, async ({ x }) => { pug.render(x); });  // reaches: code-injection/template-from-input
server.tool("a17", shape, async ({ x }) => { _.template(x)({}); });  // reaches: code-injection/template-from-input
server.tool("a18", shape, async ({ x }) => { const browser = await puppeteer.launch(); const page = await browser.newPage(); await page.evaluate(x); });  // reaches: code-injection/code-evaluation
server.tool("a19", shape, async ({ x }) => { const page = await (await chromium.launch()).newPage(); await page.evaluate(x); });  // reaches: code-injection/code-evaluation
server.tool("b1", shape, async ({ x }) => { JSON.parse(x); });
server.tool("b2", shape, async ({ x }) => { setTimeout(() => x, 1); });
server.tool("b3", shape, async ({ x }) => { ejs.render("<%= x %>", { x }); });
server.tool("b4", shape, async ({ x }) => { const page = await (await puppeteer.launch()).newPage(); await page.evaluate((y) => y, x); });
