/**
 * Reads a file.
 * @param name its name
 */
export async function read(name, { encoding = "utf8", ...options } = {}, ...others) {
  return later(name, encoding, options, others);
  function later(...all) { return all; }
}

const [first, , { deep: [second = first] = [], "other-key": third, [first]: fourth }, ...tail] = load();
({ a: api.key, b: [api.list[0]] } = load());
[first, second] = [second, first];

const shout = text => text.toUpperCase();
const greet = async (name = shout("you")) => ({ hello: name });
const factorial = function self(n) { return n ? n * self(n - 1) : 1; };
function Old(x) { this.x = x; const me = () => this.x; }
Old.prototype.get = function () { return this.x; };
function all(a) { return Array.from(arguments).concat(a); }
function* ids() { const given = yield 1; return given; }
(function () { hoisted = early(); var hoisted; function early() { return 1; } })();
export default async () => { for await (const part of read("x")) await part; };

// What tsc makes of an async function.
function old(url) {
  return __awaiter(this, arguments, void 0, function* (address, options = {}) {
    const answer = yield fetch(address, options);
    return this.parse(answer);
  });
}
