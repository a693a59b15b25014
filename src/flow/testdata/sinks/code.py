import importlib
import runpy
import sys

import jinja2
import jinja2.sandbox
import pandas
import sympy
from fastmcp import FastMCP

mcp = FastMCP("x")

@mcp.tool
def a1(x: str): return eval(x)  # reaches: code-injection/code-evaluation

@mcp.tool
def a2(x: str): exec(x, {"__builtins__": {}})  # reaches: code-injection/code-evaluation

@mcp.tool
def a3(x: str): exec(compile(x, "a", "exec"))  # reaches: code-injection/code-evaluation

@mcp.tool
def a4(x: str): pandas.DataFrame().query(x)  # reaches: code-injection/code-evaluation

@mcp.tool
def a5(x: str): return pandas.DataFrame({}).eval(x)  # reaches: code-injection/code-evaluation

@mcp.tool
def a6(x: str): return sympy.sympify(x)  # reaches: code-injection/code-evaluation

@mcp.tool
def a7(x: str): return importlib.import_module(x)  # reaches: code-injection/module-loading

@mcp.tool
def a8(x: str): return __import__(x)  # reaches: code-injection/module-loading

@mcp.tool
def a9(x: str): runpy.run_path(x)  # reaches: code-injection/module-loading

@mcp.tool
def a10(x: str): sys.path.insert(0, x)  # reaches: code-injection/module-loading

@mcp.tool
def a11(x: str): return jinja2.Template(x).render()  # reaches: code-injection/template-from-input

@mcp.tool
def a12(x: str): return jinja2.Environment().from_string(x).render()  # reaches: code-injection/template-from-input

@mcp.tool
def a13(x: str): return jinja2.sandbox.SandboxedEnvironment().from_string(x).render()

@mcp.tool
def b1(x: str): return jinja2.Environment().get_template("a").render(x=x)

@mcp.tool
def b2(x: str): return pandas.DataFrame().query("a == @x", local_dict={"x": x})
