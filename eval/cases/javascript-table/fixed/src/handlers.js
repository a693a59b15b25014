function transform({ rows, field }) {
  return rows.map((row) => row[field]);
}

function count({ rows }) {
  return rows.length;
}

export const handlers = { transform, count };
