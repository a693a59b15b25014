import http.client
import socket
import urllib.request

import aiohttp
import httpx
import requests
import urllib3
from fastmcp import FastMCP
from playwright.async_api import async_playwright

mcp = FastMCP("x")

@mcp.tool
def a1(x: str): return requests.get(x).text  # reaches: request-forgery/server-side-request

@mcp.tool
def a2(x: str): return requests.Session().post(f"https://{x}/a")  # reaches: request-forgery/server-side-request

@mcp.tool
async def a3(x: str):
    async with httpx.AsyncClient() as client: await client.get(x)  # reaches: request-forgery/server-side-request

@mcp.tool
async def a4(x: str):
    async with aiohttp.ClientSession() as session:
        async with session.get(x) as answer: return await answer.text()  # reaches: request-forgery/server-side-request

@mcp.tool
def a5(x: str): return urllib.request.urlopen(x)  # reaches: request-forgery/server-side-request

@mcp.tool
def a6(x: str): return urllib.request.urlopen(urllib.request.Request(x))  # reaches: request-forgery/server-side-request

@mcp.tool
def a7(x: str): return urllib3.PoolManager().request("GET", x)  # reaches: request-forgery/server-side-request

@mcp.tool
def a8(x: str): http.client.HTTPSConnection(x).request("GET", "/")  # reaches: request-forgery/server-side-request

@mcp.tool
def a9(x: str): socket.create_connection((x, 80))  # reaches: request-forgery/server-side-request

@mcp.tool
async def a10(x: str):
    async with async_playwright() as p:
        browser = await p.chromium.launch()
        page = await browser.new_page()
        await page.goto(x)  # reaches: request-forgery/server-side-request

@mcp.tool
def a11(x: str): return httpx.Client(base_url=x).get("/a")  # reaches: request-forgery/server-side-request

@mcp.tool
def a12(x: str): return requests.request("GET", url=x)  # reaches: request-forgery/server-side-request

@mcp.tool
async def a13(x: str): return await httpx.AsyncClient().stream("GET", x)  # reaches: request-forgery/server-side-request

@mcp.tool
def b1(x: str): return requests.get("https://api.example.com/things/" + x)

@mcp.tool
def b2(x: str): return requests.get("https://api.example.com/things", params={"q": x})
