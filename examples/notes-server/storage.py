"""Notes in SQLite."""

import hashlib
import sqlite3
from pathlib import Path

_ORDERS = {"title": "title", "id": "id"}

_database: sqlite3.Connection


def open_database(path: Path) -> None:
    global _database
    _database = sqlite3.connect(path, check_same_thread=False)
    _database.row_factory = sqlite3.Row
    _database.execute(
        "CREATE TABLE IF NOT EXISTS notes (id INTEGER PRIMARY KEY, title TEXT, body TEXT, owner TEXT)"
    )


def add(title: str, body: str, owner: str) -> int:
    with _database:
        row = _database.execute(
            "INSERT INTO notes (title, body, owner) VALUES (?, ?, ?)", (title, body, owner)
        )
    return row.lastrowid


def search(words: str, order_by: str) -> list[dict]:
    # A column cannot be a bound parameter, so it is looked up in a list.
    query = f"SELECT id, title FROM notes WHERE instr(body, ?) > 0 ORDER BY {_ORDERS[order_by]}"
    return [dict(row) for row in _database.execute(query, (words,))]


def get(note_id: int) -> dict | None:
    row = _database.execute("SELECT * FROM notes WHERE id = ?", (note_id,)).fetchone()
    return dict(row) if row else None


def all_notes() -> list[dict]:
    return [dict(row) for row in _database.execute("SELECT * FROM notes ORDER BY id")]


def delete(note_id: int) -> None:
    with _database:
        _database.execute("DELETE FROM notes WHERE id = ?", (note_id,))


def may_edit(note_id: int, owner: str) -> bool:
    note = get(note_id)
    return note is not None and note["owner"] == owner


def etag(body: str) -> str:
    return hashlib.sha256(body.encode()).hexdigest()
