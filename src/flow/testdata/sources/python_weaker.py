import os
import sys

# form: response, requests
import requests
os.system(requests.get("https://a").json()["c"])  # from: response requests.get()

# form: response, session of requests
import requests
session = requests.Session()
os.system(session.post("https://a").text)  # from: response requests.Session.post()

# form: response, httpx
import httpx
async def main():
    async with httpx.AsyncClient() as client: os.system((await client.get("https://a")).text)  # from: response httpx.AsyncClient.get()

# form: response, aiohttp
import aiohttp
async def main():
    async with aiohttp.ClientSession() as session:
        async with session.get("https://a") as answer: os.system(await answer.text())  # from: response aiohttp.ClientSession.get()

# form: response, urllib
import urllib.request
os.system(urllib.request.urlopen("https://a").read().decode())  # from: response urllib.request.urlopen()

# form: file
with open("a") as f: os.system(f.read())  # from: file open()

# form: file, line by line
for line in open("a"): os.system(line)  # from: file open()

# form: file, pathlib
from pathlib import Path
os.system(Path("a").read_text())  # from: file pathlib.Path.read_text()

# form: file, JSON
import json
os.system(json.load(open("a"))["c"])  # from: file open()

# form: environment
os.system(os.environ["C"])  # from: environment os.environ

# form: environment, getenv
os.system(os.getenv("C"))  # from: environment os.getenv()

# form: argv
os.system(sys.argv[1])  # from: argv sys.argv

# form: argparse
import argparse
parser = argparse.ArgumentParser()
parser.add_argument("c")
os.system(parser.parse_args().c)  # from: argv argparse.ArgumentParser.parse_args()

# form: click
import click
@click.command()
@click.argument("c")
def run(c): os.system(c)  # from: argv run.c

# form: typer
import typer
app = typer.Typer()
@app.command()
def run(c: str): os.system(c)  # from: argv run.c

# form: standard input
os.system(input())  # from: argv input()

# form: standard input, read
os.system(sys.stdin.read())  # from: argv sys.stdin
