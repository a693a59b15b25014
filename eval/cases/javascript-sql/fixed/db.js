import Database from "better-sqlite3";

const db = new Database("crm.db");

export function search({ name, city }) {
  const conditions = [];
  const values = [];
  if (name) {
    conditions.push("name LIKE ?");
    values.push(`%${name}%`);
  }
  if (city) {
    conditions.push("city = ?");
    values.push(city);
  }
  let sql = "SELECT id, name FROM customers";
  if (conditions.length > 0) sql += " WHERE " + conditions.join(" AND ");
  return db.prepare(sql).all(...values);
}
