"use strict";
var __importDefault = (this && this.__importDefault) || function (mod) { return mod; };
Object.defineProperty(exports, "__esModule", { value: true });
exports.second = exports.first = void 0;
exports.run = run;
const node_fs_1 = __importDefault(require("node:fs"));
const zod_1 = require("zod");
const tslib_1 = require("tslib");
tslib_1.__exportStar(require("./more"), exports);
Object.defineProperty(exports, "again", { enumerable: true, get: function () { return zod_1.z; } });
exports.first = 1;
exports.second = () => exports.first;
function run(path) {
  node_fs_1.default.writeFileSync(path, (0, exports.second)());
  const { a } = path, rest = __rest(path, ["a"]);
  return Object.assign({}, rest, __spreadArray([a], rest, true));
}
module.exports = { run, extra: require("./extra") };
module.exports.default = run;
exports["quoted"] = exports["first"];
exports[first] = 0;
