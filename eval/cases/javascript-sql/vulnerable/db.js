import Database from "better-sqlite3";

const db = new Database("crm.db");

export function search({ name, city }) {
  const conditions = [];
  if (name) conditions.push(`name LIKE '%${name}%'`);
  if (city) conditions.push(`city = '${city}'`);
  let sql = "SELECT id, name FROM customers";
  if (conditions.length > 0) sql += " WHERE " + conditions.join(" AND ");
  return db.prepare(sql).all();
}
