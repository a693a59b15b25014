import { exec } from "node:child_process";

// form: Express, query
import express from "express";
const app = express();
app.get("/run", (req, res) => { exec(req.query.c as string); });  // from: http express.Request.query

// form: Express, body, after middleware
import express from "express";
const app = express();
app.post("/run", express.json(), async (req, res) => { exec(req.body.c); });  // from: http express.Request.body

// form: Express, router and part of the path
import { Router } from "express";
const router = Router();
router.get("/run/:c", (req, res) => { exec(req.params.c); });  // from: http express.Request.params

// form: Express, route()
const express = require("express");
const app = express();
app.route("/run").post((req, res) => { exec(req.get("x-c")); });  // from: http express.Request.get()

// form: Express, function of another place
import express, { Request, Response } from "express";
export function run(req: Request, res: Response) { exec(req.body.c); }  // from: http express.Request.body

// form: Koa, query
import Koa from "koa";
const app = new Koa();
app.use(async (ctx) => { exec(ctx.query.c); });  // from: http c

// form: Koa, router and body
import Router from "@koa/router";
const router = new Router();
router.post("/run", async (ctx) => { exec(ctx.request.body.c); });  // from: http koa.Context.request.body

// form: Fastify, query
import Fastify from "fastify";
const app = Fastify();
app.get("/run", async (request, reply) => { exec(request.query.c); });  // from: http fastify.FastifyRequest.query

// form: Fastify, options and body
import fastify from "fastify";
const app = fastify({ logger: true });
app.post("/run", { schema: {} }, async (request) => { exec(request.body.c); });  // from: http fastify.FastifyRequest.body

// form: Fastify, route()
import fastify from "fastify";
const app = fastify();
app.route({ method: "GET", url: "/run", handler: async (request) => { exec(request.params.c); } });  // from: http fastify.FastifyRequest.params

// form: Fastify, plugin
import { FastifyInstance } from "fastify";
export default async function plugin(app: FastifyInstance) {
  app.get("/run", async (request) => { exec(request.headers["x-c"]); });  // from: http fastify.FastifyRequest.headers
}

// form: Hono, query
import { Hono } from "hono";
const app = new Hono();
app.get("/run", (c) => { exec(c.req.query("c")); });  // from: http hono.Context.req

// form: Hono, base path and body
import { Hono } from "hono";
const app = new Hono().basePath("/a");
app.post("/run", async (c) => {
  const { command } = await c.req.json();
  exec(command);  // from: http hono.Context.req
});

// form: Hono, one call after the other
import { Hono } from "hono";
const app = new Hono()
  .get("/", (c) => c.text("a"))
  .get("/run/:c", (c) => { exec(c.req.param("c")); });  // from: http hono.Context.req

// form: Hono, checked
import { Hono } from "hono";
import { zValidator } from "@hono/zod-validator";
const app = new Hono();
app.post("/run", zValidator("json", schema), async (c) => { exec(c.req.valid("json").command); });  // from: http hono.Context.req

// form: node:http, address
import http from "node:http";
http.createServer((req, res) => { exec(new URL(req.url, "http://a").searchParams.get("c")); });  // from: http http.IncomingMessage.url

// form: node:http, body
import { createServer } from "node:http";
createServer((req, res) => {
  let body = "";
  req.on("data", (chunk) => { body += chunk; });
  req.on("end", () => { exec(JSON.parse(body).c); });  // from: http c
});

// form: node:http, body by a loop
import { createServer } from "node:http";
createServer(async (req, res) => {
  for await (const chunk of req) exec(chunk.toString());  // from: http body
});

// form: node:http, event
import http from "node:http";
const server = http.createServer();
server.on("request", (req, res) => { exec(req.headers["x-c"]); });  // from: http http.IncomingMessage.headers

// form: ws
import { WebSocketServer } from "ws";
const server = new WebSocketServer({ port: 1 });
server.on("connection", (socket) => {
  socket.on("message", (data) => { exec(data.toString()); });  // from: http data
});

// form: ws, as a client
import WebSocket from "ws";
const socket = new WebSocket("wss://a");
socket.on("message", (data) => { exec(data.toString()); });  // from: http data

// form: WebSocket
const socket = new WebSocket("wss://a");
socket.onmessage = (event) => { exec(event.data); };  // from: http onmessage.data

// form: socket.io
import { Server } from "socket.io";
const io = new Server(1);
io.on("connection", (socket) => {
  socket.on("run", (c) => { exec(c); });  // from: http run.c
});

// form: Workers
export default {
  async fetch(request, env) { exec(new URL(request.url).searchParams.get("c")); }  // from: http fetch.url.searchParams
};

// form: Next.js
export async function POST(request: Request) { exec((await request.json()).c); }  // from: http POST.c

// form: another library that routes
import make from "toolbox";
const app = make();
app.get("/run", (req, res) => { exec(req.query.c); });
