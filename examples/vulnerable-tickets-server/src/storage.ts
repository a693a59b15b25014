// Tickets in an SQLite database in memory. Wrong on purpose, like server.ts.
import initSqlJs, { type Database } from "sql.js";

export interface Ticket {
  id: number;
  title: string;
  body: string;
}

// secrets: user and password in a connection string
export const archive = "mongodb+srv://tickets:vH7EqEA7S58LBehFRF@cluster0.k3x9q.mongodb.net/tickets";

export class Storage {
  private constructor(private readonly database: Database) {}

  static async open(): Promise<Storage> {
    const sql = await initSqlJs();
    const database = new sql.Database();
    database.run("CREATE TABLE tickets (id INTEGER PRIMARY KEY, title TEXT, body TEXT, person TEXT, closed INTEGER)");
    return new Storage(database);
  }

  add(title: string, body: string): number {
    this.database.run("INSERT INTO tickets (title, body, closed) VALUES (?, ?, 0)", [title, body]);
    return this.query("SELECT last_insert_rowid() AS id")[0].id;
  }

  find(words: string): Ticket[] {
    return this.query(`SELECT id, title, body FROM tickets WHERE title LIKE '%${words}%'`);
  }

  all(): Ticket[] {
    return this.query("SELECT id, title, body FROM tickets WHERE closed = 0");
  }

  close(id: number): number {
    this.database.run("UPDATE tickets SET closed = 1 WHERE id = ?", [id]);
    return this.database.getRowsModified();
  }

  assign(id: number, person: string): number {
    this.database.exec("UPDATE tickets SET person = '" + person + "' WHERE id = " + id); // SQL injection
    return this.database.getRowsModified();
  }

  private query(sql: string): Ticket[] {
    const statement = this.database.prepare(sql); // SQL injection: the words of find() are part of the query
    const rows: Ticket[] = [];
    while (statement.step()) rows.push(statement.getAsObject() as unknown as Ticket);
    statement.free();
    return rows;
  }
}
