// Literals and text.
const texts = ["a\tb\x41\u0042\u{1F600}\ud83d\ude00\
c", 'it\'s'.length, `plain`, `\`${name}\``, ``, `${only}`];
const joined = "rm " + dir + "/" + (name + ".txt") + (count + 1);
const sum = count + 1 + other;
const nested = `a ${"b" + c} ${`d ${e}`}`;
const raw = String.raw`C:\new\${x}`;
const query = sql`select ${column} from t`;
const pattern = /^[a-z]+\/$/gi;
const numbers = [0x1f, 1_000, 10n, -5, +x, ~y, , null, undefined];

// Operators.
const compared = a === b || a !== c;
const either = a && b && c;
const fallback = a ?? b ?? "none";
const negated = !ready;
const minified = !0;
const chosen = a ? 1 : b ? 2 : 3;
const kind = typeof a == "string";
const has = "key" in table, is = a instanceof Map;
const last = (first(), second(), third);
let n = 1;
n += 2;
n **= 2;
const before = n++, after = --n;
let log = "";
log += "line " + n;
n ||= fallback;
table.size ??= 0;
table[n] &&= a;
delete table.size;
void start();
x = y = table.z = last;

// Members and calls.
api.get(url, ...rest).then(r => r.json()).catch(console.error);
api?.close?.()?.[0].done;
(0, api.post)(url);
new Map().set(1, 2);
new api.Client;
const found = await (await fetch(url)).text();
const options = { url, "content-type": kind, [n]: 1, ["fixed"]: 2, 3: 4, ...rest,
  run(x) { return x; }, async *stream() { yield 1; yield* other; },
  get size() { return 5; }, set size(v) { this.v = v; } };
ready && api.open() || api.fail();
ready ? on() : off();
api["get"](table["key"], table["k" + 1])["then"]?.(rest);
table["key"] = table["count"]++;
