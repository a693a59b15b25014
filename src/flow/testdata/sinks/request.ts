import http from "node:http";
import https from "node:https";
import net from "node:net";
import axios from "axios";
import got from "got";
import ky from "ky";
import nodeFetch from "node-fetch";
import { fetch as undiciFetch, request } from "undici";
import superagent from "superagent";
import needle from "needle";
import WebSocket from "ws";
import { chromium } from "playwright";
import { z } from "zod";
import { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";

const server = new McpServer({ name: "x", version: "1" });
const shape = { x: z.string() };

server.tool("a1", shape, async ({ x }) => { await fetch(x); });  // reaches: request-forgery/server-side-request
server.tool("a2", shape, async ({ x }) => { await fetch(new URL(x)); });  // reaches: request-forgery/server-side-request
server.tool("a3", shape, async ({ x }) => { await fetch(`https://${x}/a`); });  // reaches: request-forgery/server-side-request
server.tool("a4", shape, async ({ x }) => { await axios.get(x); });  // reaches: request-forgery/server-side-request
server.tool("a5", shape, async ({ x }) => { await axios({ method: "get", url: x }); });  // reaches: request-forgery/server-side-request
server.tool("a6", shape, async ({ x }) => { await axios.create({ baseURL: x }).get("/a"); });  // reaches: request-forgery/server-side-request
server.tool("a7", shape, async ({ x }) => { await got(x).json(); });  // reaches: request-forgery/server-side-request
server.tool("a8", shape, async ({ x }) => { await ky.get(x); });  // reaches: request-forgery/server-side-request
server.tool("a9", shape, async ({ x }) => { await nodeFetch(x); });  // reaches: request-forgery/server-side-request
server.tool("a10", shape, async ({ x }) => { await undiciFetch(x); });  // reaches: request-forgery/server-side-request
server.tool("a11", shape, async ({ x }) => { await request(x); });  // reaches: request-forgery/server-side-request
server.tool("a12", shape, async ({ x }) => { http.get(x, () => {}); });  // reaches: request-forgery/server-side-request
server.tool("a13", shape, async ({ x }) => { https.request({ hostname: x, path: "/" }); });  // reaches: request-forgery/server-side-request
server.tool("a14", shape, async ({ x }) => { await superagent.get(x); });  // reaches: request-forgery/server-side-request
server.tool("a15", shape, async ({ x }) => { await needle("get", x); });  // reaches: request-forgery/server-side-request
server.tool("a16", shape, async ({ x }) => { new WebSocket(x); });  // reaches: request-forgery/server-side-request
server.tool("a17", shape, async ({ x }) => { net.connect({ host: x, port: 1 }); });  // reaches: request-forgery/server-side-request
server.tool("a18", shape, async ({ x }) => { const page = await (await chromium.launch()).newPage(); await page.goto(x); });  // reaches: request-forgery/server-side-request
server.tool("a19", shape, async ({ x }) => { new EventSource(x); });  // reaches: request-forgery/server-side-request
server.tool("b1", shape, async ({ x }) => { await fetch(`https://api.example.com/things/${x}`); });
server.tool("b2", shape, async ({ x }) => { await axios.get("https://api.example.com/things", { params: { q: x } }); });
server.tool("b3", shape, async ({ x }) => { const url = new URL("https://api.example.com"); url.searchParams.set("q", x); await fetch(url); });
