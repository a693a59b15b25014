import os
import pathlib
import shutil
import tarfile
import zipfile
from pathlib import Path

import aiofiles
import pandas
from fastapi.responses import FileResponse
from fastmcp import FastMCP
from flask import send_file
from PIL import Image

mcp = FastMCP("x")

@mcp.tool
def a1(x: str): return open(x).read()  # reaches: path-traversal/file-read

@mcp.tool
def a2(x: str): return open(os.path.join("/data", x), "rb").read()  # reaches: path-traversal/file-read

@mcp.tool
def a3(x: str): return Path("/data", x).read_text()  # reaches: path-traversal/file-read

@mcp.tool
def a4(x: str): return (Path("/data") / x).read_bytes()  # reaches: path-traversal/file-read

@mcp.tool
async def a5(x: str):
    async with aiofiles.open(x) as f: return await f.read()  # reaches: path-traversal/file-read

@mcp.tool
def a6(x: str): return os.listdir(x)  # reaches: path-traversal/file-read

@mcp.tool
def a7(x: str): return list(Path(x).rglob("*"))  # reaches: path-traversal/file-read

@mcp.tool
def a8(x: str): return pandas.read_csv(x)  # reaches: path-traversal/file-read

@mcp.tool
def a9(x: str): return Image.open(x)  # reaches: path-traversal/file-read

@mcp.tool
def a10(x: str): shutil.copy(x, "/tmp/a")  # reaches: path-traversal/file-read

@mcp.tool
def a11(x: str, y: str): open(x, "w").write(y)  # reaches: path-traversal/file-write

@mcp.tool
def a12(x: str, y: str): Path(x).write_text(y)  # reaches: path-traversal/file-write

@mcp.tool
def a13(x: str):
    with open(x, mode="a") as f: f.write("a")  # reaches: path-traversal/file-write

@mcp.tool
def a14(x: str): os.makedirs(x, exist_ok=True)  # reaches: path-traversal/file-write

@mcp.tool
def a15(x: str): shutil.copyfile("a", x)  # reaches: path-traversal/file-write

@mcp.tool
def a16(x: str): Path(x).mkdir(parents=True)  # reaches: path-traversal/file-write

@mcp.tool
def a17(x: str): pandas.DataFrame().to_csv(x)  # reaches: path-traversal/file-write

@mcp.tool
def a18(x: str): os.remove(x)  # reaches: path-traversal/file-delete

@mcp.tool
def a19(x: str): shutil.rmtree(f"/data/{x}")  # reaches: path-traversal/file-delete

@mcp.tool
def a20(x: str): Path(x).unlink()  # reaches: path-traversal/file-delete

@mcp.tool
def a21(x: str): return send_file(x)  # reaches: path-traversal/served-file

@mcp.tool
def a22(x: str): return FileResponse(x)  # reaches: path-traversal/served-file

@mcp.tool
def a23(x: str): tarfile.open(x).extractall("/data")  # reaches: path-traversal/file-read, path-traversal/archive-extraction

@mcp.tool
def a24(x: str):
    with tarfile.open("a.tar") as archive:
        for member in archive.getmembers(): open(os.path.join("/data", member.name), "wb")  # reaches: path-traversal/file-write

@mcp.tool
def a25(x: str):
    with zipfile.ZipFile("a.zip") as archive:
        for name in archive.namelist(): open("/data/" + name, "wb").write(archive.read(name))  # reaches: path-traversal/file-write

@mcp.tool
def a26(x: str): zipfile.ZipFile("a.zip").extractall(x)  # reaches: path-traversal/file-write

@mcp.tool
def a27(x: str): os.rename("a", x)  # reaches: path-traversal/file-write

@mcp.tool
def a28(x: str): return os.path.exists(x)

@mcp.tool
def b1(x: str): return open(os.path.join("/data", os.path.basename(x))).read()

@mcp.tool
def b2(x: str):
    path = Path("/data", x).resolve()
    if not path.is_relative_to("/data"): raise ValueError(x)
    return path.read_text()

@mcp.tool
def b3(x: str): zipfile.ZipFile("a.zip").extractall("/data")
