export function run(name, items) {
  if (!name || (name.length > 5 && !items?.length)) {
    return "bad";
  } else if (name === "stop") {
    throw new Error(name);
  } else items.push(name);

  for (let i = 0, n = items.length; i < n; i++) {
    if (i === 3) continue;
    use(items[i]);
  }
  outer: for (const [key, value] of Object.entries(items)) {
    for (const k in value) {
      if (k === key) continue outer;
      if (k === "x") break outer;
    }
  }
  for (var leaked of items) use(leaked);
  for (items.last of items);
  while (next()) if (done()) break;
  do { step(); } while (more);
  for (;;) { if (over()) break; }
  found: {
    if (here()) break found;
    search();
  }

  switch (name) {
    case "a":
      let local = 1;
    case "b":
      use(local);
      break;
    default:
      use(0);
    case other():
      use(1);
  }
  switch (true) {
    case name > 3: return 3;
  }

  try {
    risky();
  } catch ({ message }) {
    use(message);
  } finally {
    close();
  }
  try { return risky(); } catch { /* nothing */ }
  try { risky(); } finally { items.forEach((item) => close(item)); }
  return items;
}
