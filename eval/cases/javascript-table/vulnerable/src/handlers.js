function transform({ rows, expression }) {
  const change = new Function("row", `return ${expression}`);
  return rows.map((row) => change(row));
}

function count({ rows }) {
  return rows.length;
}

export const handlers = { transform, count };
