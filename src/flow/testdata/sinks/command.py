import asyncio
import os
import pty
import shlex
import subprocess

import asyncssh
import docker
import fabric
import invoke
import paramiko
import pexpect
import sh
from fastmcp import FastMCP
from kubernetes import client as k8s
from kubernetes.stream import stream

mcp = FastMCP("x")

@mcp.tool
def a1(x: str): os.system("ls " + x)  # reaches: code-injection/shell-command

@mcp.tool
def a2(x: str): os.popen(f"ls {x}").read()  # reaches: code-injection/shell-command

@mcp.tool
def a3(x: str): subprocess.run("ls %s" % x, shell=True, check=True)  # reaches: code-injection/shell-command

@mcp.tool
def a4(x: str): subprocess.Popen(args="ls {}".format(x), shell=True)  # reaches: code-injection/shell-command

@mcp.tool
def a5(x: str): subprocess.check_output(" ".join(["ls", x]), shell=True)  # reaches: code-injection/shell-command

@mcp.tool
def a6(x: str): subprocess.getoutput("ls " + x)  # reaches: code-injection/shell-command

@mcp.tool
async def a7(x: str): await asyncio.create_subprocess_shell("ls " + x)  # reaches: code-injection/shell-command

@mcp.tool
def a8(x: str): subprocess.run(["bash", "-c", "ls " + x])  # reaches: code-injection/shell-command

@mcp.tool
def a9(x: str): subprocess.run(["/bin/sh", "-c", x])  # reaches: code-injection/shell-command

@mcp.tool
async def a10(x: str): await asyncio.create_subprocess_exec("bash", "-lc", x)  # reaches: code-injection/shell-command

@mcp.tool
def a11(x: str): subprocess.run(["powershell", "-NoProfile", "-Command", x])  # reaches: code-injection/shell-command

@mcp.tool
def a12(x: str):
    client = paramiko.SSHClient()
    client.connect("host")
    client.exec_command("ls " + x)  # reaches: code-injection/shell-command

@mcp.tool
async def a13(x: str):
    async with asyncssh.connect("host") as connection:
        await connection.run("ls " + x)  # reaches: code-injection/shell-command

@mcp.tool
def a14(x: str): fabric.Connection("host").run("ls " + x)  # reaches: code-injection/shell-command

@mcp.tool
def a15(x: str): docker.from_env().containers.run("alpine", "ls " + x)  # reaches: code-injection/shell-command

@mcp.tool
def a16(x: str):
    container = docker.from_env().containers.get("web")
    container.exec_run(["sh", "-c", "ls " + x])  # reaches: code-injection/shell-command

@mcp.tool
def a17(x: str): stream(k8s.CoreV1Api().connect_get_namespaced_pod_exec, "p", "n", command=["sh", "-c", x])  # reaches: code-injection/shell-command

@mcp.tool
def a18(x: str): pexpect.run(x)  # reaches: code-injection/program-choice

@mcp.tool
def a19(x: str): invoke.run("ls " + x)  # reaches: code-injection/shell-command

@mcp.tool
def a20(x: str): subprocess.run(["ssh", "host", x])  # reaches: code-injection/shell-command, code-injection/option-injection

@mcp.tool
def a21(x: str): subprocess.run([x, "--version"])  # reaches: code-injection/program-choice

@mcp.tool
def a22(x: str): subprocess.run(shlex.split(x))  # reaches: code-injection/program-choice

@mcp.tool
def a23(x: str): os.execvp(x, [x])  # reaches: code-injection/program-choice

@mcp.tool
def a24(x: str): subprocess.run(["git", "log", x])  # reaches: code-injection/option-injection

@mcp.tool
def a25(x: list[str]): subprocess.run(["tar", "cf", "a.tar"] + x)  # reaches: code-injection/option-injection

@mcp.tool
def a26(x: str): subprocess.run(["find", x, "-name", "a"])  # reaches: code-injection/option-injection

@mcp.tool
async def a27(x: str): await asyncio.create_subprocess_exec("kubectl", "get", x)  # reaches: code-injection/option-injection

@mcp.tool
async def a28(x: str):
    command = ["curl", "-s"]
    command.append(x)
    await asyncio.create_subprocess_exec(*command)  # reaches: code-injection/option-injection

@mcp.tool
def a29(x: str): subprocess.run(["npx", x])  # reaches: code-injection/option-injection

@mcp.tool
def a30(x: str): pty.spawn(["bash", "-c", x])  # reaches: code-injection/shell-command

@mcp.tool
def a31(x: str): subprocess.run(f"cat {x} | head", shell=True, executable="/bin/bash")  # reaches: code-injection/shell-command

@mcp.tool
async def a32(x: str): await asyncio.to_thread(subprocess.run, "ls " + x, shell=True)  # reaches: code-injection/shell-command

@mcp.tool
async def a33(x: str): await asyncio.get_event_loop().run_in_executor(None, os.system, "ls " + x)  # reaches: code-injection/shell-command

@mcp.tool
def a34(x: str): subprocess.run(["docker", "exec", "web", "sh", "-c", x])  # reaches: code-injection/shell-command, code-injection/option-injection

@mcp.tool
def a35(x: str): subprocess.run(["env", "sh", "-c", x])  # reaches: code-injection/shell-command, code-injection/option-injection

@mcp.tool
def a36(x: str): subprocess.run(["sudo", "bash", "-c", x])  # reaches: code-injection/shell-command, code-injection/option-injection

@mcp.tool
def a37(x: str): subprocess.run(["kubectl", "exec", "pod", "--", "sh", "-c", x])  # reaches: code-injection/shell-command

@mcp.tool
def a38(x: str): subprocess.run(["adb", "-s", "d", "shell", "ls " + x])  # reaches: code-injection/shell-command

@mcp.tool
async def a39(x: str): await asyncio.create_subprocess_exec("timeout", "9", "bash", "-c", x)  # reaches: code-injection/shell-command

@mcp.tool
def b5(x: str): subprocess.run(["docker", "exec", "--", "web", "sh", "-c", "ls"])

@mcp.tool
def b1(x: str): subprocess.run(["ls", x])

@mcp.tool
def b2(x: str): os.system("ls " + shlex.quote(x))

@mcp.tool
def b3(x: int): os.system(f"kill {x}")

@mcp.tool
def b4(x: str): subprocess.run(["git", "log", "--", x])
