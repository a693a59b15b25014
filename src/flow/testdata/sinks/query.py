import sqlite3

import aiosqlite
import asyncpg
import duckdb
import ldap3
import mysql.connector
import pandas
import psycopg
import psycopg2
import pymongo
import pymysql
import snowflake.connector
from elasticsearch import Elasticsearch
from fastmcp import FastMCP
from google.cloud import bigquery
from gql import gql
from lxml import etree
from motor.motor_asyncio import AsyncIOMotorClient
from neo4j import GraphDatabase
from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session

mcp = FastMCP("x")

@mcp.tool
def a1(x: str): sqlite3.connect("a.db").execute(f"SELECT * FROM t WHERE a = '{x}'")  # reaches: code-injection/sql-query

@mcp.tool
def a2(x: str):
    with sqlite3.connect("a.db") as connection:
        cursor = connection.cursor()
        cursor.execute("SELECT * FROM " + x)  # reaches: code-injection/sql-query

@mcp.tool
def a3(x: str):
    connection = psycopg2.connect("dbname=a")
    with connection.cursor() as cursor: cursor.execute("SELECT %s" % x)  # reaches: code-injection/sql-query

@mcp.tool
async def a4(x: str):
    async with await psycopg.AsyncConnection.connect("a") as connection:
        await connection.execute("SELECT " + x)  # reaches: code-injection/sql-query

@mcp.tool
async def a5(x: str):
    connection = await asyncpg.connect("a")
    await connection.fetch(f"SELECT {x}")  # reaches: code-injection/sql-query

@mcp.tool
async def a6(x: str):
    pool = await asyncpg.create_pool("a")
    async with pool.acquire() as connection: await connection.fetchrow(f"SELECT {x}")  # reaches: code-injection/sql-query

@mcp.tool
async def a7(x: str):
    async with aiosqlite.connect("a.db") as db: await db.execute("SELECT " + x)  # reaches: code-injection/sql-query

@mcp.tool
def a8(x: str):
    cursor = mysql.connector.connect(host="a").cursor()
    cursor.execute("SELECT " + x)  # reaches: code-injection/sql-query

@mcp.tool
def a9(x: str):
    with pymysql.connect(host="a").cursor() as cursor: cursor.execute("SELECT " + x)  # reaches: code-injection/sql-query

@mcp.tool
def a10(x: str):
    with create_engine("sqlite://").connect() as connection: connection.execute(text("SELECT " + x))  # reaches: code-injection/sql-query

@mcp.tool
def a11(x: str):
    with Session(create_engine("sqlite://")) as session: session.execute(text(f"DELETE FROM {x}"))  # reaches: code-injection/sql-query

@mcp.tool
def a12(x: str): return pandas.read_sql(f"SELECT {x}", "sqlite://")  # reaches: code-injection/sql-query

@mcp.tool
def a13(x: str): return duckdb.sql(f"SELECT {x}")  # reaches: code-injection/sql-query

@mcp.tool
def a14(x: str): return duckdb.connect().execute("SELECT " + x)  # reaches: code-injection/sql-query

@mcp.tool
def a15(x: str): return bigquery.Client().query("SELECT " + x)  # reaches: code-injection/sql-query

@mcp.tool
def a16(x: str): snowflake.connector.connect(user="a").cursor().execute("SELECT " + x)  # reaches: code-injection/sql-query

@mcp.tool
def a17(x: dict): return pymongo.MongoClient("a").db.things.find(x)  # reaches: code-injection/query-operator

@mcp.tool
def a18(x: list): return pymongo.MongoClient("a")["db"]["things"].aggregate(x)  # misses: code-injection/query-operator

@mcp.tool
async def a19(x: dict): return await AsyncIOMotorClient("a").db.things.find_one(x)  # reaches: code-injection/query-operator

@mcp.tool
def a20(x: str): return pymongo.MongoClient("a").db.things.find({"$where": "this.a == '" + x + "'"})  # reaches: code-injection/query-operator

@mcp.tool
def a21(x: str):
    with GraphDatabase.driver("a").session() as session: session.run(f"MATCH (n:{x}) RETURN n")  # reaches: code-injection/query-text

@mcp.tool
def a22(x: str): ldap3.Connection("a").search("dc=a", f"(uid={x})")  # reaches: code-injection/query-text

@mcp.tool
def a23(x: str): return etree.parse("a.xml").xpath(f"//a[@b='{x}']")  # reaches: code-injection/query-text

@mcp.tool
def a24(x: str): return gql("query { a(b: \"" + x + "\") { c } }")  # reaches: code-injection/query-text

@mcp.tool
def a25(x: str): return Elasticsearch("a").search(index="i", body={"query": {"script": x}})

@mcp.tool
def a26(x: str): return sqlite3.connect("a.db").executescript(x)  # reaches: code-injection/sql-query

@mcp.tool
def b1(x: str): sqlite3.connect("a.db").execute("SELECT * FROM t WHERE a = ?", (x,))

@mcp.tool
def b2(x: str):
    with create_engine("sqlite://").connect() as connection: connection.execute(text("SELECT :x"), {"x": x})

@mcp.tool
def b3(x: str): return pymongo.MongoClient("a").db.things.find({"name": x})

@mcp.tool
def b4(x: str): sqlite3.connect("a.db").execute(f"SELECT * FROM t LIMIT {int(x)}")
