import os

# form: FastAPI, query
from fastapi import FastAPI
app = FastAPI()
@app.get("/run")
def run(c: str): os.system(c)  # from: http /run.c

# form: FastAPI, body
from fastapi import FastAPI
from pydantic import BaseModel
class Run(BaseModel):
    c: str
app = FastAPI()
@app.post("/run")
async def run(body: Run): os.system(body.c)  # from: http /run.body.c

# form: FastAPI, router and header
from fastapi import APIRouter, Header
router = APIRouter(prefix="/a")
@router.get("/run")
async def run(c: str = Header()): os.system(c)  # from: http /run.c

# form: FastAPI, request
from fastapi import FastAPI, Request
app = FastAPI()
@app.post("/run")
async def run(request: Request): os.system((await request.json())["c"])  # from: http fastapi.Request.json()

# form: FastAPI, web socket
from fastapi import FastAPI, WebSocket
app = FastAPI()
@app.websocket("/run")
async def run(socket: WebSocket):
    while True: os.system(await socket.receive_text())  # from: http fastapi.WebSocket.receive_text()

# form: FastAPI, file
from fastapi import FastAPI, UploadFile
app = FastAPI()
@app.post("/run")
async def run(file: UploadFile): os.system("file " + file.filename)  # from: http fastapi.UploadFile.filename

# form: FastAPI, a dependency
from fastapi import FastAPI, Depends
def host(): return "localhost"
app = FastAPI()
@app.get("/run")
def run(c: str = Depends(host)): os.system(c)

# form: FastAPI, what a dependency takes
from fastapi import FastAPI, Depends
def host(c: str): os.system(c)  # from: http host.c
app = FastAPI()
@app.get("/run")
def run(c: str = Depends(host)): pass

# form: FastAPI, what a dependency gives back
from fastapi import FastAPI, Depends
def host(c: str): return c
app = FastAPI()
@app.get("/run")
def run(c: str = Depends(host)): os.system(c)  # misses: http host.c

# form: Starlette, route
from starlette.applications import Starlette
from starlette.routing import Route
async def run(request): os.system(request.query_params["c"])  # from: http starlette.requests.Request.query_params
app = Starlette(routes=[Route("/run", run)])

# form: Starlette, part of the path
from starlette.routing import Route
async def run(request): os.system(request.path_params["c"])  # from: http starlette.requests.Request.path_params
routes = [Route("/run/{c}", endpoint=run)]

# form: Starlette, class
from starlette.endpoints import HTTPEndpoint
class Run(HTTPEndpoint):
    async def post(self, request): os.system((await request.form())["c"])  # from: http starlette.requests.Request.form()

# form: Starlette, web socket
from starlette.routing import WebSocketRoute
async def run(socket): os.system(await socket.receive_text())  # from: http starlette.websockets.WebSocket.receive_text()
routes = [WebSocketRoute("/run", run)]

# form: Starlette, class of a web socket
from starlette.endpoints import WebSocketEndpoint
class Run(WebSocketEndpoint):
    async def on_receive(self, websocket, data): os.system(data)  # from: http on_receive.data

# form: Flask, query
from flask import Flask, request
app = Flask(__name__)
@app.route("/run")
def run(): os.system(request.args["c"])  # from: http flask.request.args

# form: Flask, body
from flask import Flask, request
app = Flask(__name__)
@app.post("/run")
def run(): os.system(request.get_json()["c"])  # from: http flask.request.get_json()

# form: Flask, part of the path
from flask import Blueprint
bp = Blueprint("b", __name__)
@bp.route("/run/<c>")
def run(c): os.system(c)  # from: http /run/<c>.c

# form: Flask, class
from flask.views import MethodView
class Run(MethodView):
    def get(self, c): os.system(c)  # from: http get.c

# form: Django, function
from django.urls import path
def run(request): os.system(request.GET["c"])  # from: http django.http.HttpRequest.GET
urlpatterns = [path("run", run)]

# form: Django, part of the path
from django.urls import path
def run(request, c): os.system(c)  # from: http run/<c>.c
urlpatterns = [path("run/<c>", run)]

# form: Django, class
from django.views import View
class Run(View):
    def post(self, request): os.system(request.POST.get("c"))  # from: http django.http.HttpRequest.POST

# form: Django, function without its address
from django.http import HttpRequest
def run(request: HttpRequest): os.system(request.body.decode())  # from: http django.http.HttpRequest.body

# form: aiohttp, add_get
from aiohttp import web
async def run(request): os.system(request.query["c"])  # from: http aiohttp.web.Request.query
app = web.Application()
app.router.add_get("/run", run)

# form: aiohttp, list of routes
from aiohttp import web
async def run(request): os.system((await request.json())["c"])  # from: http aiohttp.web.Request.json()
app = web.Application()
app.add_routes([web.post("/run", run)])

# form: aiohttp, decorator
from aiohttp import web
routes = web.RouteTableDef()
@routes.get("/run/{c}")
async def run(request): os.system(request.match_info["c"])  # from: http aiohttp.web.Request.match_info

# form: aiohttp, class
from aiohttp import web
class Run(web.View):
    async def get(self): os.system(self.request.query["c"])  # from: http aiohttp.web.Request.query

# form: aiohttp, web socket
from aiohttp import web
async def run(request):
    socket = web.WebSocketResponse()
    await socket.prepare(request)
    async for message in socket: os.system(message.data)  # from: http aiohttp.web.WebSocketResponse()

# form: http.server
from http.server import BaseHTTPRequestHandler
class Handler(BaseHTTPRequestHandler):
    def do_POST(self): os.system(self.rfile.read(9).decode())  # from: http http.server.BaseHTTPRequestHandler.rfile

# form: http.server, address
from http.server import BaseHTTPRequestHandler
from urllib.parse import urlparse, parse_qs
class Handler(BaseHTTPRequestHandler):
    def do_GET(self): os.system(parse_qs(urlparse(self.path).query)["c"][0])  # from: http http.server.BaseHTTPRequestHandler.path

# form: websockets
import websockets
async def run(socket):
    async for message in socket: os.system(message)  # from: http run.socket
server = websockets.serve(run, "localhost", 1)

# form: websockets, as a client
import websockets
async def main():
    async with websockets.connect("wss://a") as socket: os.system(await socket.recv())  # from: response websockets.ClientConnection.recv()

# form: another library that routes
from toolbox import App
app = App()
@app.get("/run")
def run(c: str): os.system(c)
