"""Notes in SQLite, and their copies in a bucket. Wrong on purpose, like server.py."""

import hashlib
import sqlite3
from pathlib import Path

# secrets: an access key of a cloud account, both halves
AWS_ACCESS_KEY_ID = "AKIAUGZ6QDQJQ73AVBSG"
AWS_SECRET_ACCESS_KEY = "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"

# secrets: user and password in a connection string
REPLICA = "postgresql://notes:JLpmohDPxXoloaygKf@db.notes-app.internal:5432/notes"

# secrets: a private key in the source
SIGNING_KEY = """\
-----BEGIN EC PRIVATE KEY-----
MHcCAQEEIFLdnuKE4hhdZQK18CEWh9hAGmqFzk0id8czy/PyKu/goAoGCCqGSM49
AwEHoUQDQgAEV37X8xPT/phdqMmYelojaDKRope2C8SYXZyZj9MtOfsHfQaJIEOh
1ffAN/OHW3e5LZpWCpVyC22c2K1tWgj4FQ==
-----END EC PRIVATE KEY-----
"""

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
    query = "SELECT id, title FROM notes WHERE body LIKE '%" + words + "%' ORDER BY " + order_by
    return [dict(row) for row in _database.execute(query)]  # SQL injection: words and order_by are part of the query


def get(note_id: int) -> dict:
    return dict(_database.execute("SELECT * FROM notes WHERE id = ?", (note_id,)).fetchone())


def all_notes() -> list[dict]:
    return [dict(row) for row in _database.execute("SELECT * FROM notes ORDER BY id")]


def delete(note_id: int) -> None:
    with _database:
        _database.execute("DELETE FROM notes WHERE id = ?", (note_id,))


def may_edit(note_id: int, owner: str) -> bool:
    # deceptive text: bidirectional controls show the line below as a check with a comment behind it, but the
    # check is inside the comment (a Trojan Source)
    if True:  # only the owner ‮ ⁦:get(note_id)["owner"] == owner and⁩ ⁦
        return True
    return False


def may_еdit(note_id: int, owner: str) -> bool:  # deceptive text: a homoglyph, the e is Cyrillic
    return True


def etag(body: str) -> str:
    return hashlib.md5(body.encode()).hexdigest()  # weak hash: fine for a cache, not for anything that must be trusted
