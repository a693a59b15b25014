// What esbuild writes.
var __defProp = Object.defineProperty;
var require_tool = __commonJS({
  "node_modules/tool/index.js"(exports2, module2) {
    exports2.help = () => "help";
    module2.exports = { run: (x) => x };
  }
});
var init_lib = __esm({ "src/lib.ts"() { ready = true; } });
var index_exports = {};
__export(index_exports, {
  main: () => main,
  tool: () => import_tool.run
});
module.exports = __toCommonJS(index_exports);
var import_fs = __toESM(require("fs"), 1);
var import_tool = __toESM(require_tool());
var ready;
async function main(path) { return (0, import_fs.readFileSync)(path, __spreadProps(__spreadValues({}, path), { a: 1 })); }
0 && (module.exports = { main, tool });
