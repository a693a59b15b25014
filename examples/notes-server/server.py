"""A notes server: the repaired twin of ../vulnerable-notes-server."""

import html
import ipaddress
import json
import os
import re
import socket
import subprocess
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

import httpx
import yaml
from mcp.server.fastmcp import FastMCP
from starlette.requests import Request
from starlette.responses import HTMLResponse

import storage

DATA = Path(os.environ.get("NOTES_DATA", "notes-data")).resolve()
ATTACHMENTS = DATA / "attachments"
EXPORTS = DATA / "exports"
PAGE_LIMIT = 1_000_000
FIELDS = Literal["title", "body", "owner"]

mcp = FastMCP("notes", host="127.0.0.1", port=8931)


def attachment_path(name: str) -> Path:
    """The path of an attachment, which lies in ATTACHMENTS whatever the name is."""
    path = (ATTACHMENTS / name).resolve()
    if not path.is_relative_to(ATTACHMENTS):
        raise ValueError("an attachment has a plain name")
    return path


def public_address(host: str) -> str:
    """An address of the host, if all of its addresses are public."""
    addresses = [info[4][0] for info in socket.getaddrinfo(host, 443, proto=socket.IPPROTO_TCP)]
    if not addresses or not all(ipaddress.ip_address(address).is_global for address in addresses):
        raise ValueError("only public hosts can be imported")
    return addresses[0]


def fetch_public_page(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme != "https" or not parts.hostname or parts.port not in (None, 443):
        raise ValueError("only https addresses can be imported")
    address = public_address(parts.hostname)
    literal = f"[{address}]" if ":" in address else address
    # The checked address is the one connected to: a second look-up could give another (DNS rebinding).
    request = httpx.URL(url).copy_with(host=literal)
    with httpx.Client(follow_redirects=False, timeout=10) as client:
        with client.stream(
            "GET",
            request,
            headers={"Host": parts.hostname},
            extensions={"sni_hostname": parts.hostname},
        ) as response:
            response.raise_for_status()
            text = ""
            for piece in response.iter_text():
                text += piece
                if len(text) > PAGE_LIMIT:
                    raise ValueError("the page is too large")
            return text


@mcp.tool()
def add_note(title: str, body: str, owner: str = "me") -> str:
    """Add a note and return its id."""
    return str(storage.add(title, body, owner))


@mcp.tool()
def search_notes(words: str, order_by: Literal["title", "id"] = "title") -> list[dict]:
    """Find the notes whose body contains the words."""
    return storage.search(words, order_by)


@mcp.tool()
def read_attachment(name: str) -> str:
    """Read a text attachment."""
    return attachment_path(name).read_text(encoding="utf-8")


@mcp.tool()
def save_attachment(name: str, text: str) -> str:
    """Write a text attachment."""
    path = attachment_path(name)
    path.write_text(text, encoding="utf-8")
    return path.name


@mcp.tool()
def import_page(url: str) -> str:
    """Store a public web page as a note."""
    return str(storage.add(url, fetch_public_page(url), "import"))


@mcp.tool()
def export_notes(archive_name: str) -> str:
    """Pack all notes into an archive."""
    if not re.fullmatch(r"[A-Za-z0-9_]{1,40}", archive_name):
        raise ValueError("an archive name has letters, digits and underscores")
    archive = EXPORTS / f"{archive_name}.tgz"
    subprocess.run(["tar", "-czf", str(archive), "-C", str(DATA), "notes.db"], check=True)
    return archive.name


@mcp.tool()
def count_notes(field: FIELDS, longer_than: int) -> int:
    """Count the notes of which a field has more characters than a number."""
    return sum(1 for note in storage.all_notes() if len(note[field]) > longer_than)


@mcp.tool()
def restore_backup(backup: str) -> int:
    """Restore notes from a backup (JSON)."""
    notes = json.loads(backup)
    for note in notes:
        storage.add(str(note["title"]), str(note["body"]), str(note["owner"]))
    return len(notes)


@mcp.tool()
def import_settings(text: str) -> dict:
    """Read display settings written as YAML."""
    return yaml.safe_load(text)


@mcp.tool()
def summarize_notes(owner: str) -> str:
    """Summarize the notes of one owner."""
    return "\n".join(note["title"] for note in storage.all_notes() if note["owner"] == owner)


@mcp.tool(description="List the titles of all notes.")
def list_notes() -> list[str]:
    return [note["title"] for note in storage.all_notes()]


@mcp.tool(description="Delete a note.")
def delete_note(note_id: int, owner: str) -> bool:
    if not storage.may_edit(note_id, owner):
        return False
    storage.delete(note_id)
    return True


HELP = "To share a note, export the notes and send the archive."


@mcp.resource("notes://help")
def help_text() -> str:
    """How to share a note."""
    return HELP


@mcp.custom_route("/notes/{note_id:int}", methods=["GET"])
async def show_note(request: Request) -> HTMLResponse:
    note = storage.get(request.path_params["note_id"])
    if note is None:
        return HTMLResponse("<p>no such note</p>", status_code=404)
    title, body = html.escape(note["title"]), html.escape(note["body"])
    return HTMLResponse(f"<h1>{title}</h1><p>{body}</p><a href='/'>back</a>")


def main() -> None:
    for folder in (ATTACHMENTS, EXPORTS):
        folder.mkdir(parents=True, exist_ok=True)
    storage.open_database(DATA / "notes.db")
    if os.environ.get("NOTES_HTTP"):
        mcp.run("streamable-http")
    else:
        mcp.run()


if __name__ == "__main__":
    main()
