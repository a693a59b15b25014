import pg from "pg";
import mysql from "mysql2/promise";
import Database from "better-sqlite3";
import sqlite3 from "sqlite3";
import mssql from "mssql";
import knex from "knex";
import { PrismaClient } from "@prisma/client";
import { Sequelize } from "sequelize";
import { DataSource } from "typeorm";
import { sql } from "drizzle-orm";
import { MongoClient } from "mongodb";
import mongoose from "mongoose";
import neo4j from "neo4j-driver";
import { neon } from "@neondatabase/serverless";
import postgres from "postgres";
import { createClient } from "@libsql/client";
import { BigQuery } from "@google-cloud/bigquery";
import { Client as LdapClient } from "ldapts";
import { request, gql } from "graphql-request";
import xpath from "xpath";
import { z } from "zod";
import { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";

const server = new McpServer({ name: "x", version: "1" });
const shape = { x: z.string(), o: z.record(z.any()) };
const pool = new pg.Pool();

server.tool("a1", shape, async ({ x }) => { await pool.query(`SELECT * FROM ${x}`); });  // reaches: code-injection/sql-query
server.tool("a2", shape, async ({ x }) => { const client = await pool.connect(); await client.query({ text: "SELECT " + x }); });  // reaches: code-injection/sql-query
server.tool("a3", shape, async ({ x }) => { const c = await mysql.createConnection({}); await c.execute(`SELECT ${x}`); });  // reaches: code-injection/sql-query
server.tool("a4", shape, async ({ x }) => { await mysql.createPool({}).query(`SELECT ${x}`); });  // reaches: code-injection/sql-query
server.tool("a5", shape, async ({ x }) => { new Database("a.db").prepare(`SELECT ${x}`).all(); });  // reaches: code-injection/sql-query
server.tool("a6", shape, async ({ x }) => { new sqlite3.Database("a.db").all(`SELECT ${x}`, () => {}); });  // reaches: code-injection/sql-query
server.tool("a7", shape, async ({ x }) => { const p = await mssql.connect("a"); await p.request().query(`SELECT ${x}`); });  // reaches: code-injection/sql-query
server.tool("a8", shape, async ({ x }) => { await knex({ client: "pg" }).raw(`SELECT ${x}`); });  // reaches: code-injection/sql-query
server.tool("a9", shape, async ({ x }) => { await knex({})("t").whereRaw(`a = '${x}'`); });  // reaches: code-injection/sql-query
server.tool("a10", shape, async ({ x }) => { await new PrismaClient().$queryRawUnsafe(`SELECT ${x}`); });  // reaches: code-injection/sql-query
server.tool("a11", shape, async ({ x }) => { await new Sequelize("a").query(`SELECT ${x}`); });  // reaches: code-injection/sql-query
server.tool("a12", shape, async ({ x }) => { await new DataSource({}).query(`SELECT ${x}`); });  // reaches: code-injection/sql-query
server.tool("a13", shape, async ({ x }) => { sql.raw(`SELECT ${x}`); });  // reaches: code-injection/sql-query
server.tool("a14", shape, async ({ x }) => { const db = neon("a"); await db.query(`SELECT ${x}`); });  // reaches: code-injection/sql-query
server.tool("a15", shape, async ({ x }) => { await postgres("a").unsafe(`SELECT ${x}`); });  // reaches: code-injection/sql-query
server.tool("a16", shape, async ({ x }) => { await createClient({ url: "a" }).execute(`SELECT ${x}`); });  // reaches: code-injection/sql-query
server.tool("a17", shape, async ({ x }) => { await new BigQuery().query({ query: `SELECT ${x}` }); });  // reaches: code-injection/sql-query
server.tool("a18", shape, async ({ x }) => { await new DataSource({}).getRepository("t").createQueryBuilder("t").where(`t.a = '${x}'`).getMany(); });  // reaches: code-injection/sql-query
server.tool("a19", shape, async ({ o }) => { await new MongoClient("a").db("d").collection("c").find(o).toArray(); });  // reaches: code-injection/query-operator
server.tool("a20", shape, async ({ o }) => { await mongoose.model("C", {}).findOne(o); });  // reaches: code-injection/query-operator
server.tool("a21", shape, async ({ x }) => { await new MongoClient("a").db("d").collection("c").findOne({ $where: `this.a == '${x}'` }); });  // reaches: code-injection/query-operator
server.tool("a22", shape, async ({ x }) => { await neo4j.driver("a").session().run(`MATCH (n:${x}) RETURN n`); });  // reaches: code-injection/query-text
server.tool("a23", shape, async ({ x }) => { await new LdapClient({ url: "a" }).search("dc=a", { filter: `(uid=${x})` }); });  // reaches: code-injection/query-text
server.tool("a24", shape, async ({ x }) => { await request("https://a", `query { a(b: "${x}") }`); });  // reaches: code-injection/query-text
server.tool("a25", shape, async ({ x }) => { xpath.select(`//a[@b='${x}']`, doc); });  // reaches: code-injection/query-text
server.tool("b1", shape, async ({ x }) => { await pool.query("SELECT * FROM t WHERE a = $1", [x]); });
server.tool("b2", shape, async ({ x }) => { await new PrismaClient().$queryRaw`SELECT ${x}`; });
server.tool("b3", shape, async ({ x }) => { await postgres("a")`SELECT ${x}`; });
server.tool("b4", shape, async ({ x }) => { await new MongoClient("a").db("d").collection("c").find({ name: x }).toArray(); });
server.tool("b5", shape, async ({ x }) => { await knex({})("t").where({ a: x }); });
