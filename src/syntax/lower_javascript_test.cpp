// What golden files show badly: broken and hostile files, limits, and the tables beside the instructions.
#include <algorithm>
#include <string>

#include <gtest/gtest.h>

#include "syntax/lower.h"
#include "syntax/print.h"
#include "syntax/verify.h"

namespace sentinel::syntax {
namespace {

ir::Module lowered(std::string_view text, Language language = Language::kTypeScript) {
  Tree::Limits patient;
  patient.seconds = 60;  // the machine may be busy
  auto module = lower(text, language, patient);
  EXPECT_TRUE(module) << module.error().text();
  if (!module) return {};
  EXPECT_EQ(ir::find_fault(*module), "") << text.substr(0, 60);
  return std::move(*module);
}

std::string repeated(std::string_view text, size_t count) {
  std::string out;
  for (size_t i = 0; i < count; ++i) out += text;
  return out;
}

const ir::Function& function_named(const ir::Module& module, std::string_view name) {
  const auto found = std::find_if(module.functions.begin(), module.functions.end(),
                                  [&](const ir::Function& it) { return module.name(it.name) == name; });
  EXPECT_NE(found, module.functions.end()) << name;
  return found == module.functions.end() ? module.functions[0] : *found;
}

template <typename Function>
void for_each_reached(const ir::Module& module, Function function) {
  for (const ir::Function& in : module.functions) {
    for (const ir::Block& block : in.blocks) {
      for (ir::ValueId i = block.first; i < block.end; ++i) function(in.code[i]);
    }
  }
}

size_t count_of_op(const ir::Module& module, ir::Op op) {
  size_t count = 0;
  for_each_reached(module, [&](const ir::Instruction& i) { count += i.op == op ? 1 : 0; });
  return count;
}

size_t count_of_global(const ir::Module& module, std::string_view name) {
  size_t count = 0;
  for_each_reached(module, [&](const ir::Instruction& i) {
    count += i.op == ir::Op::kGlobal && module.name(i.name) == name ? 1 : 0;
  });
  return count;
}

const ir::Instruction* find_op(const ir::Module& module, ir::Op op) {
  for (const ir::Function& function : module.functions) {
    for (const ir::Instruction& instruction : function.code) {
      if (instruction.op == op) return &instruction;
    }
  }
  return nullptr;
}

std::string_view text_at(std::string_view text, Span span) { return text.substr(span.begin, span.size()); }

TEST(LowerJavaScript, LongChainsAreNoNesting) {
  constexpr size_t kMany = 5'000;
  struct Case {
    std::string text;
    ir::Op op;
    size_t count;
  };
  for (const Case& c : {
           Case{"x = a" + repeated(" + a", kMany), ir::Op::kBinary, kMany},
           Case{"x = a" + repeated(" + a", kMany) + " + 'b'", ir::Op::kConcat, 1},
           Case{"x = a" + repeated(" + b - a", kMany), ir::Op::kBinary, 2 * kMany},
           Case{"x = a" + repeated(".b(c)", kMany), ir::Op::kCall, kMany},
           Case{"x = a" + repeated("[0]", kMany), ir::Op::kIndex, kMany},
           Case{"x = a" + repeated("?.b!", kMany), ir::Op::kField, kMany},
           Case{"x = a" + repeated(" || b", kMany), ir::Op::kBranch, kMany},
           Case{"x = a" + repeated(" ?? b", kMany), ir::Op::kCompare, kMany},
           Case{"if (a" + repeated(" && b", kMany) + ") {}", ir::Op::kBranch, kMany + 1},
           Case{"if (" + repeated("!", kMany) + "a) {}", ir::Op::kBranch, 1},
           Case{"if (a) {}" + repeated(" else if (b) {}", kMany), ir::Op::kBranch, kMany + 1},
           Case{"x = " + repeated("a ? b : ", kMany) + "c", ir::Op::kBranch, kMany},
           Case{"f = () => " + repeated("a ? b : ", kMany) + "c", ir::Op::kReturn, kMany + 2},
           Case{"f = () => a" + repeated(" || b", kMany), ir::Op::kReturn, kMany + 2},
           Case{"x" + repeated(" = x", kMany) + " = 1", ir::Op::kSetField, kMany + 1},
           Case{"x = [" + repeated("1,", kMany) + "]", ir::Op::kNumber, kMany},
           Case{"x = (" + repeated("f(),", kMany) + "g)", ir::Op::kCall, kMany},
           Case{"switch (a) {" + repeated("case b:", kMany) + "}", ir::Op::kCompare, kMany},
           Case{repeated("{ var x = 1; } ", kMany), ir::Op::kStore, kMany},
       }) {
    const ir::Module module = lowered(c.text);
    EXPECT_TRUE(module.not_understood.empty()) << c.text.substr(0, 30);
    EXPECT_EQ(count_of_op(module, c.op), c.count) << c.text.substr(0, 30);
  }
}

TEST(LowerJavaScript, LongTypesAreNoNesting) {
  const ir::Module module = lowered("let x: A" + repeated(" | B", 5'000) + "; type T = A" +
                                    repeated(" & B", 5'000) + " & { c: string };");
  EXPECT_TRUE(module.not_understood.empty());
  ASSERT_EQ(module.variables.size(), 1U);
  EXPECT_EQ(module.type(module.variables[0].type).child_count, 5'001U);
  ASSERT_EQ(module.classes.size(), 1U);
  EXPECT_EQ(module.classes[0].bases.size(), 5'001U);
  EXPECT_EQ(module.classes[0].fields.size(), 1U);
}

TEST(LowerJavaScript, NestingBeyondTheLimitIsLeftOut) {
  constexpr size_t kMany = 2'000;
  for (const std::string& text : {
           "x = " + repeated("f(", kMany) + repeated(")", kMany),
           "x = " + repeated("[", kMany) + repeated("]", kMany),
           "x = " + repeated("{ a: ", kMany) + "1" + repeated("}", kMany),
           "x = " + repeated("a[", kMany) + "0" + repeated("]", kMany),
           "x = " + repeated("a + (", kMany) + "a" + repeated(")", kMany),
           "x = " + repeated("`${", kMany) + "a" + repeated("}`", kMany),
           "x = " + repeated("a ? ", kMany) + "a" + repeated(" : b", kMany),
           "x = a" + repeated(" && (b || c", kMany) + repeated(")", kMany),
           "if (a" + repeated(" && (b || c", kMany) + repeated(")", kMany) + ") {}",
           "x = " + repeated("- ", kMany) + "a",
           "x = " + repeated("-- ", kMany) + "a",
           "x = " + repeated("__exportStar(", kMany) + repeated(")", kMany),
           "x = " + repeated("__importStar(", kMany) + repeated(")", kMany),
           "x = " + repeated("await ", kMany) + "a",
           "x = " + repeated("new ", kMany) + "A",
           "x = " + repeated("() => ", kMany) + "a",
           repeated("{", kMany) + repeated("}", kMany),
           repeated("if (a) {", kMany) + repeated("}", kMany),
           repeated("for (;;) {", kMany) + repeated("}", kMany),
           repeated("a: ", kMany) + "b()",
           repeated("try {", kMany) + repeated("} finally {}", kMany),
           repeated("switch (a) { case b:", kMany) + repeated("}", kMany),
           repeated("function f() {", kMany) + repeated("}", kMany),
           repeated("class A { m() {", kMany) + repeated("} }", kMany),
           repeated("x = class { a = ", kMany) + "1" + repeated(" }", kMany),
           repeated("namespace A {", kMany) + repeated("}", kMany),
           "let " + repeated("[", kMany) + "a" + repeated("]", kMany) + " = b",
           "let " + repeated("{ a: ", kMany) + "b" + repeated("}", kMany) + " = c",
           "let x: " + repeated("A<", kMany) + "B" + repeated(">", kMany),
           "let x: " + repeated("{ a: ", kMany) + "B" + repeated("}", kMany),
       }) {
    const ir::Module module = lowered("first();\n" + text + ";\nlast();\n");
    EXPECT_FALSE(module.not_understood.empty()) << text.substr(0, 30);
    EXPECT_EQ(count_of_global(module, "first"), 1U) << text.substr(0, 30);
    EXPECT_EQ(count_of_global(module, "last"), text.starts_with("for (;;)") ? 0U : 1U) << text.substr(0, 30);
  }
  const ir::Module elements = lowered(
      "first();\nx = " + repeated("<a>", kMany) + repeated("</a>", kMany) + ";\nlast();", Language::kTsx);
  EXPECT_FALSE(elements.not_understood.empty());
  EXPECT_EQ(count_of_global(elements, "last"), 1U);
}

// Where a careless search would take a time that grows with the square of the file.
TEST(LowerJavaScript, ManyOfOneKind) {
  constexpr size_t kMany = 20'000;
  std::string getters;
  for (size_t i = 0; i < kMany; ++i) getters += "a" + std::to_string(i) + ": () => b,";
  for (const std::string& text : {
           "class A { " + repeated("@a ", kMany) + "m() {} }",
           "class A { " + repeated("@a m() {} ", kMany) + "}",
           repeated("function f() {}\n", kMany),
           repeated("/** a */\n", kMany) + "function f() {}",
           "var b, t = {}; __export(t, {" + getters + "});" +
               repeated("module.exports = __toCommonJS(t);", kMany),
           "function f(" + repeated("a = 1, ", kMany) + "b) { return arguments; }",
           "export { " + repeated("a, ", kMany) + "};",
           "const { " + repeated("a = 1, ", kMany) + "} = b;",
           repeated("(function () {", 60) + repeated("this.a(arguments);", kMany) + repeated("})", 60),
           "x = `" + repeated("${a}", kMany) + "`",
       }) {
    lowered(text, Language::kTypeScript);
  }
}

TEST(LowerJavaScript, WhatStandsAroundAnErrorIsLowered) {
  const std::string_view text =
      "import { exec } from 'child_process';\n"
      "function a(x) { exec(x); }\n"
      "const broken = ;\n"
      "function b(x) { if (x { } exec(x); }\n"
      "class C { m(x) { exec(x) } ] }\n"
      "exec('last');\n";
  for (const Language language : {Language::kJavaScript, Language::kTypeScript, Language::kTsx}) {
    const ir::Module module = lowered(text, language);
    EXPECT_FALSE(module.not_understood.empty());
    EXPECT_EQ(count_of_op(module, ir::Op::kCall), 4U) << ir::print(module);
  }
}

// A `return` that an error left at the top level must not hide what follows.
TEST(LowerJavaScript, StrayJumpsHideNothing) {
  for (const std::string_view text : {
           "return a; } last();",
           "break; } last();",
           "function f() { } } throw a; } last();",
           "const a = { b() { if (c) { } return c; last();",
       }) {
    const ir::Module module = lowered(text);
    EXPECT_FALSE(module.not_understood.empty()) << text;
    EXPECT_EQ(count_of_global(module, "last"), 1U) << text << "\n" << ir::print(module);
  }
}

TEST(LowerJavaScript, TextOfALiteral) {
  struct Case {
    std::string_view source;
    std::string_view text;
  };
  for (const auto& [source, text] : {
           Case{R"("")", ""},
           Case{R"('it\'s')", "it's"},
           Case{R"("a\tb\\\"\0\v")", std::string_view("a\tb\\\"\0\v", 7)},
           Case{R"("\x41\102\u00e9\u{1F600}")", "AB\u00e9\U0001F600"},
           Case{R"("\ud83d\ude00")", "\U0001F600"},
           Case{R"("\ud83d!")", "\uFFFD!"},
           Case{R"("\u{110000}")", "\uFFFD"},
           Case{"\"a\\\nb\"", "ab"},
           Case{"\"a\\\r\nb\"", "ab"},
           Case{"`a\nb\\n`", "a\nb\n"},
           Case{R"("\q")", "q"},
       }) {
    for (const Language language : {Language::kJavaScript, Language::kTypeScript}) {
      const ir::Module module = lowered("x = " + std::string(source), language);
      const ir::Instruction* string = find_op(module, ir::Op::kString);
      ASSERT_NE(string, nullptr) << source;
      EXPECT_EQ(module.name(string->name), text) << source;
    }
  }
}

TEST(LowerJavaScript, DocumentationStandsDirectlyBefore) {
  const ir::Module module = lowered(
      "/** far */\nlet x;\n"
      "/**\n * Near,\n * and nearer.\n */\nexport default async function a() {}\n"
      "// no\nfunction b() {}\n"
      "/* no */ function c() {}\n"
      "/** of the class */\nexport abstract class D {\n  /** of e */\n  @get('x')\n  static async e() {}\n"
      "  f() {}\n}\n"
      "const g = { /** of h */ h() {} };\n");
  EXPECT_EQ(module.name(function_named(module, "a").doc), "Near,\nand nearer.");
  EXPECT_EQ(module.name(function_named(module, "b").doc), "");
  EXPECT_EQ(module.name(function_named(module, "c").doc), "");
  EXPECT_EQ(module.name(function_named(module, "e").doc), "of e");
  EXPECT_EQ(module.name(function_named(module, "f").doc), "");
  EXPECT_EQ(module.name(function_named(module, "h").doc), "of h");
  ASSERT_EQ(module.classes.size(), 1U);
  EXPECT_EQ(module.name(module.classes[0].doc), "of the class");
}

TEST(LowerJavaScript, KindsOfFunctions) {
  const ir::Module module = lowered(
      "async function a() {} function* b() {} const c = async () => {};\n"
      "class K { static d() {} get e() { return 1; } set f(x) {} async *g() {} constructor() {} #h() {} }\n"
      "const o = { async i() {}, j: function () {}, 'k l': () => 1 };\n"
      "o.m = function () {};\n");
  EXPECT_TRUE(function_named(module, "a").is_async);
  EXPECT_TRUE(function_named(module, "b").is_generator);
  EXPECT_TRUE(function_named(module, "c").is_async);
  EXPECT_TRUE(function_named(module, "d").is_static);
  EXPECT_TRUE(function_named(module, "d").parameters.empty());
  EXPECT_EQ(function_named(module, "e").kind, ir::FunctionKind::kGetter);
  EXPECT_EQ(function_named(module, "f").kind, ir::FunctionKind::kSetter);
  EXPECT_TRUE(function_named(module, "g").is_async);
  EXPECT_TRUE(function_named(module, "g").is_generator);
  EXPECT_EQ(function_named(module, "constructor").kind, ir::FunctionKind::kConstructor);
  const ir::Function& secret = function_named(module, "#h");
  EXPECT_EQ(secret.kind, ir::FunctionKind::kMethod);
  ASSERT_EQ(secret.parameters.size(), 1U);
  EXPECT_EQ(secret.parameters[0].kind, ir::ParameterKind::kReceiver);
  EXPECT_TRUE(function_named(module, "i").is_async);
  for (const std::string_view name : {"j", "k l", "m"}) {
    EXPECT_EQ(function_named(module, name).kind, ir::FunctionKind::kPlain);
  }
  ASSERT_EQ(module.classes.size(), 1U);
  EXPECT_EQ(module.classes[0].methods.size(), 6U);
}

TEST(LowerJavaScript, ParametersAndTheirTypes) {
  const std::string text =
      "function f(this: Window, a: string, b?: number, { c }: Input = {}, ...rest: T[]): Promise<void> "
      "{ return this; }";
  const ir::Module module = lowered(text);
  const ir::Function& f = function_named(module, "f");
  EXPECT_EQ(text_at(text, f.name_span), "f");
  EXPECT_EQ(ir::print_type(module, f.result), "Promise[void]");
  ASSERT_EQ(f.parameters.size(), 5U);
  EXPECT_EQ(f.parameters[0].kind, ir::ParameterKind::kReceiver);
  EXPECT_EQ(ir::print_type(module, f.parameters[0].type), "Window");
  EXPECT_EQ(module.name(f.parameters[1].name), "a");
  EXPECT_FALSE(f.parameters[1].has_default);
  EXPECT_EQ(ir::print_type(module, f.parameters[2].type), "number");
  EXPECT_EQ(f.parameters[3].name, 0U);
  EXPECT_TRUE(f.parameters[3].has_default);
  EXPECT_EQ(f.parameters[4].kind, ir::ParameterKind::kRest);
  EXPECT_EQ(ir::print_type(module, f.parameters[4].type), "T[]");
}

// `var` is the function's, `let` the block's, and a function is there before it is written.
TEST(LowerJavaScript, NamesMeanWhatTheyMeanInTheLanguage) {
  struct Case {
    std::string_view text;
    size_t globals;
  };
  for (const auto& [text, globals] : {
           Case{"use(a); { var a = 1; }", 1},
           Case{"{ let a = 1; } use(a);", 2},
           Case{"{ const a = 1; use(a); }", 1},
           Case{"use(f); function f() {}", 1},
           Case{"for (let i = 0; i < 2; i++); use(i);", 2},
           Case{"for (const x of []) use(x);", 1},
           Case{"for (var x in {}); use(x);", 1},
           Case{"try {} catch (e) { use(e); }", 1},
           Case{"try {} catch (e) {} use(e);", 2},
           Case{"(function g() { use(g); })(); ", 1},
           Case{"(function g() {}); use(g);", 2},
           Case{"(class K { m() { use(K); } }); ", 1},
           Case{"function h(a, { b: [c], ...d }, e = a) { use(a, c, d, e); }", 1},
           Case{"switch (1) { case 1: let z; case 2: use(z); }", 1},
           Case{"import { a as b } from 'm'; use(a, b);", 2},
       }) {
    for (const Language language : {Language::kJavaScript, Language::kTypeScript}) {
      EXPECT_EQ(count_of_op(lowered(text, language), ir::Op::kGlobal), globals) << text;
    }
  }
}

TEST(LowerJavaScript, ClosuresShareVariables) {
  const ir::Module module = lowered(
      "function f() { let a = 1, b = 2, c = 3; (() => { a = b; })(); return c; }\n"
      "class K { m() { return [1].map(() => this); } n() { return this; } }");
  std::vector<bool> receivers;
  for (const ir::Variable& variable : module.variables) {
    const std::string_view name = module.name(variable.name);
    if (name == "this") receivers.push_back(variable.captured);
    if (name == "a" || name == "b") {
      EXPECT_TRUE(variable.captured) << name;
    } else if (name == "c") {
      EXPECT_FALSE(variable.captured);
    }
  }
  EXPECT_EQ(receivers, (std::vector<bool>{true, false}));
}

TEST(LowerJavaScript, SpansNameWhatIsMeant) {
  const std::string text = "const x = client.run(first, 'a' + second);";
  const ir::Module module = lowered(text);
  EXPECT_EQ(text_at(text, find_op(module, ir::Op::kCall)->span), "client.run(first, 'a' + second)");
  EXPECT_EQ(text_at(text, find_op(module, ir::Op::kField)->span), "client.run");
  EXPECT_EQ(text_at(text, find_op(module, ir::Op::kConcat)->span), "'a' + second");
  EXPECT_EQ(text_at(text, find_op(module, ir::Op::kStore)->span), "x");
}

TEST(LowerJavaScript, WaysToNameAModule) {
  for (const std::string_view text : {
           "import x from 'm'; x;",
           "import * as x from 'm'; x;",
           "import { x } from 'm'; x;",
           "import { y as x } from 'm'; x;",
           "import { 'a b' as x } from 'm'; x;",
           "import x, { y } from 'm'; x; y;",
           "import 'm';",
           "const x = require('m');",
           "const { x } = require(`m`);",
           "const x = await import('m');",
           "const x = __importDefault(require('m'));",
           "const x = __importStar(require('m'));",
           "const x = _interopRequireDefault(require('m'));",
           "const x = tslib_1.__importStar(require('m'));",
           "const x = (0, tslib_1.__importDefault)(require('m'));",
           "const x = __toESM(require('m'), 1);",
           "const x = __require('m');",
       }) {
    for (const Language language : {Language::kJavaScript, Language::kTypeScript, Language::kTsx}) {
      const ir::Module module = lowered(text, language);
      const ir::Instruction* import = find_op(module, ir::Op::kImport);
      ASSERT_NE(import, nullptr) << text;
      EXPECT_EQ(module.name(import->name), "m") << text;
      EXPECT_EQ(count_of_op(module, ir::Op::kCall), 0U) << text;
    }
  }
  // Which module this is, nobody knows.
  for (const std::string_view text : {"require(x)", "import(x)", "require(`a${x}`)"}) {
    const ir::Module module = lowered(text);
    EXPECT_EQ(count_of_op(module, ir::Op::kImport), 0U) << text;
    EXPECT_EQ(count_of_op(module, ir::Op::kCall), 1U) << text;
  }
}

TEST(LowerJavaScript, WaysToGiveOutAName) {
  struct Case {
    std::string_view text;
    std::string_view name;
    std::string_view from;
    std::string_view member;
  };
  for (const auto& [text, name, from, member] : {
           Case{"export const x = 1", "x", "", ""},
           Case{"export let [{ x }] = y", "x", "", ""},
           Case{"export function x() {}", "x", "", ""},
           Case{"export async function* x() {}", "x", "", ""},
           Case{"export class x {}", "x", "", ""},
           Case{"const y = 1; export { y as x }", "x", "", ""},
           Case{"import { y } from 'm'; export { y as x }", "x", "", ""},
           Case{"export default 1", "default", "", ""},
           Case{"export default function () {}", "default", "", ""},
           Case{"export default function x() {}", "default", "", ""},
           Case{"export default class {}", "default", "", ""},
           Case{"const y = 1; export { y as default }", "default", "", ""},
           Case{"export { x } from 'm'", "x", "m", "x"},
           Case{"export { default as x } from 'm'", "x", "m", "default"},
           Case{"export * from 'm'", "*", "m", ""},
           Case{"export * as x from 'm'", "x", "m", "*"},
           Case{"module.exports = 1", "=", "", ""},
           Case{"exports = module.exports = 1", "=", "", ""},
           Case{"exports.x = 1", "x", "", ""},
           Case{"module.exports.x = 1", "x", "", ""},
           Case{"if (y) exports.x = 1", "x", "", ""},
           Case{"__exportStar(require('m'), exports)", "*", "m", ""},
           Case{"Object.defineProperty(exports, 'x', { get: () => y })", "x", "", ""},
           Case{"Object.defineProperty(exports, 'x', { get() { return y; } })", "x", "", ""},
       }) {
    for (const Language language : {Language::kJavaScript, Language::kTypeScript, Language::kTsx}) {
      const ir::Module module = lowered(text, language);
      ASSERT_EQ(module.exports.size(), 1U) << text;
      const ir::Export& given = module.exports[0];
      EXPECT_EQ(module.name(given.name), name) << text;
      EXPECT_EQ(module.name(given.from), from) << text;
      EXPECT_EQ(module.name(given.member), member) << text;
      EXPECT_EQ(given.variable == ir::kNone, !from.empty()) << text;
    }
  }
  for (const std::string_view text : {
           "exports.x = void 0",
           "exports.__esModule = true",
           "Object.defineProperty(exports, '__esModule', { value: true })",
           "(function (exports) { exports.x = 1; })({})",
           "export {}",
           "export type { X } from './x'; type Y = string; interface Z {}",
       }) {
    const ir::Module module = lowered(text);
    EXPECT_EQ(std::count_if(module.exports.begin(), module.exports.end(),
                            [](const ir::Export& it) { return it.variable != ir::kNone; }),
              0)
        << text;
  }
}

// Only TypeScript without JSX has `<T>x`; only the others have elements.
TEST(LowerJavaScript, DialectsDiffer) {
  const ir::Module cast = lowered("let a = <string>b;", Language::kTypeScript);
  EXPECT_EQ(count_of_op(cast, ir::Op::kCast), 1U);
  EXPECT_TRUE(cast.not_understood.empty());
  for (const Language language : {Language::kJavaScript, Language::kTsx}) {
    const ir::Module element = lowered("let a = <p>{b}</p>;", language);
    EXPECT_EQ(count_of_global(element, "jsx"), 1U);
    EXPECT_EQ(count_of_global(element, "b"), 1U);
    EXPECT_TRUE(element.not_understood.empty());
  }
}

TEST(LowerJavaScript, ConditionsAreEdges) {
  for (const std::string_view test : {"!a && (b || !(c && d))", "!(!a) ? b : (c, d)", "a!"}) {
    const ir::Module module = lowered("if (" + std::string(test) + ") f();");
    EXPECT_EQ(count_of_op(module, ir::Op::kStore), 0U) << test;
    EXPECT_EQ(count_of_op(module, ir::Op::kUnary), 0U) << test;
    for_each_reached(module, [&](const ir::Instruction& i) {
      if (i.op != ir::Op::kBranch) return;
      EXPECT_EQ(module.functions[0].code[i.a].op, ir::Op::kGlobal) << test;
    });
  }
}

// Golden files have what `using` declares; here, what it is besides. A global is set where nothing is
// declared.
TEST(LowerJavaScript, UsingIsANameWhereItDeclaresNothing) {
  struct Case {
    std::string_view text;
    size_t globals;
  };
  for (const Case& c :
       {Case{"const using = 1; f(using, { using });", 0}, Case{"f((using) => using == 1 || using === 2);", 0},
        Case{"a.using = 1; type T = { using: string };", 1}, Case{"let using;\nusing\nx = 1;", 1},
        Case{"for (const using of xs) f(using);", 0}, Case{"using /* no */ = 1;", 1},
        Case{"// using x = 1\nconst a = 'using b = 1', using_ = `using c: ${a}`;", 0},
        Case{"async () => { await using; await using x = f(), y = g(); f(x, y); };", 0},
        Case{"using x: T<U> = f(); using y\n= 2;", 0}}) {
    for (const Language language : {Language::kTypeScript, Language::kTsx}) {
      const ir::Module module = lowered(c.text, language);
      EXPECT_TRUE(module.not_understood.empty()) << c.text;
      EXPECT_EQ(count_of_op(module, ir::Op::kSetField), c.globals) << c.text;
    }
  }
}

}  // namespace
}  // namespace sentinel::syntax
