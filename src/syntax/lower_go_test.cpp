// What golden files show badly: broken and hostile files, limits, and the tables beside the instructions.
#include <algorithm>
#include <string>

#include <gtest/gtest.h>

#include "syntax/lower.h"
#include "syntax/print.h"
#include "syntax/verify.h"

namespace sentinel::syntax {
namespace {

ir::Module lowered(std::string_view text) {
  Tree::Limits patient;
  patient.seconds = 60;  // the machine may be busy
  auto module = lower(text, Language::kGo, patient);
  EXPECT_TRUE(module) << module.error().text();
  if (!module) return {};
  EXPECT_EQ(ir::find_fault(*module), "");
  return std::move(*module);
}

std::string repeated(std::string_view text, size_t count) {
  std::string out;
  for (size_t i = 0; i < count; ++i) out += text;
  return out;
}

std::string in_function(std::string_view body) {
  return "package p\nfunc f() {\n" + std::string(body) + "\n}\n";
}

const ir::Function& function_named(const ir::Module& module, std::string_view name) {
  const auto found = std::find_if(module.functions.begin(), module.functions.end(),
                                  [&](const ir::Function& it) { return module.name(it.name) == name; });
  EXPECT_NE(found, module.functions.end()) << name;
  return found == module.functions.end() ? module.functions[0] : *found;
}

size_t count_of_op(const ir::Module& module, ir::Op op) {
  size_t count = 0;
  for (const ir::Function& function : module.functions) {
    for (const ir::Block& block : function.blocks) {
      for (ir::ValueId i = block.first; i < block.end; ++i) count += function.code[i].op == op ? 1 : 0;
    }
  }
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

TEST(LowerGo, LongChainsAreNoNesting) {
  constexpr size_t kMany = 5000;
  struct Case {
    std::string text;
    ir::Op op;
    size_t count;
  };
  for (const Case& c : {
           Case{"x := a" + repeated(" + a", kMany), ir::Op::kBinary, kMany},
           Case{"x := a" + repeated(" + a", kMany) + " + `b`", ir::Op::kConcat, 1},
           Case{"x := a" + repeated(" + b - a", kMany), ir::Op::kBinary, 2 * kMany},
           Case{"x := a" + repeated(".b(c)", kMany), ir::Op::kCall, kMany},
           Case{"x := a" + repeated("[0]", kMany), ir::Op::kIndex, kMany},
           Case{"x := a" + repeated(".(T)", kMany), ir::Op::kCast, kMany},
           Case{"x := a" + repeated(" || b", kMany), ir::Op::kBranch, kMany},
           Case{"if a" + repeated(" && b", kMany) + " {}", ir::Op::kBranch, kMany + 1},
           Case{"if " + repeated("!", kMany) + "a {}", ir::Op::kBranch, 1},
           Case{"x := " + repeated("*", kMany) + "a.b", ir::Op::kField, 1},
           Case{"x := " + repeated("(", kMany) + "a.b" + repeated(")", kMany), ir::Op::kField, 1},
           Case{"if a {}" + repeated(" else if b {}", kMany), ir::Op::kBranch, kMany + 1},
           Case{"if a := b(); a {}" + repeated(" else if a := b(); a {}", kMany), ir::Op::kCall, kMany + 1},
           Case{"switch a {\n" + repeated("case b:\n", kMany) + "}", ir::Op::kCompare, kMany},
           Case{"x := []int{" + repeated("1,", kMany) + "}", ir::Op::kNumber, kMany},
           Case{repeated("l:\n", kMany) + "a()", ir::Op::kCall, 1},
       }) {
    const ir::Module module = lowered(in_function(c.text));
    EXPECT_TRUE(module.not_understood.empty()) << c.text.substr(0, 30);
    EXPECT_EQ(count_of_op(module, c.op), c.count) << c.text.substr(0, 30);
  }
}

TEST(LowerGo, NestingBeyondTheLimitIsLeftOut) {
  constexpr size_t kMany = 2'000;
  for (const std::string& text : {
           "x := " + repeated("f(", kMany) + repeated(")", kMany),
           "x := " + repeated("-(", kMany) + "1" + repeated(")", kMany),
           "x := " + repeated("a[", kMany) + "0" + repeated("]", kMany),
           "x := T" + repeated("{", kMany) + repeated("}", kMany),
           "x := a" + repeated(" && (b || c", kMany) + repeated(")", kMany),
           repeated("{", kMany) + repeated("}", kMany),
           repeated("if a {", kMany) + repeated("}", kMany),
           repeated("switch { case a:\n", kMany) + repeated("}", kMany),
           repeated("for a {", kMany) + repeated("}", kMany),
           repeated("func() {", kMany) + repeated("}()", kMany),
       }) {
    const ir::Module module = lowered(in_function("first()\n" + text + "\nlast()"));
    EXPECT_FALSE(module.not_understood.empty()) << text.substr(0, 30);
    const ir::Function& function = function_named(module, "f");
    for (const std::string_view around : {"first", "last"}) {
      EXPECT_TRUE(std::any_of(
          function.code.begin(), function.code.end(),
          [&](const ir::Instruction& i) { return i.op == ir::Op::kGlobal && module.name(i.name) == around; }))
          << around << " of " << text.substr(0, 30);
    }
  }
  // A type that nests too deep is unknown; nothing is lost but the type.
  lowered("package p\nvar x " + repeated("[]", kMany) + "int");
  lowered("package p\nvar x " + repeated("map[int]", kMany) + "int");
}

// Labels may stand where no `goto` can lead.
TEST(LowerGo, JumpsThatGoDoesNotAllow) {
  for (const std::string_view body : {
           "goto inside\nfor range f() {\ninside:\n}",
           "for range f() {\ninside:\n}\ngoto inside",
           "for range f() {\nl: g()\n}\nfor range f() {\nl: g(); goto l\n}",
           "goto nowhere",
           "a: a: goto a",
           "break",
           "continue nowhere",
           "fallthrough",
           "switch { case a: fallthrough }",
           "switch { default: for range x { fallthrough } }",
           "select {}",
       }) {
    lowered(in_function(body));
    lowered("package p\n" + std::string(body));  // statements at the top level, as a broken file has them
  }
}

TEST(LowerGo, BackAndForth) {
  const ir::Module module =
      lowered(in_function("again:\na()\nif b { goto again }\nif c { goto end }\nd()\nend:\ne()"));
  EXPECT_TRUE(module.not_understood.empty());
  EXPECT_EQ(count_of_op(module, ir::Op::kCall), 3U);
}

TEST(LowerGo, WhatStandsAroundAnErrorIsLowered) {
  const std::string_view text =
      "package p\nimport \"os\"\nfunc a(x string) { os.Remove(x) }\nfunc b( { os.Remove(\"b\") \n}\n"
      "func c(x string) { if x == { }\nos.Remove(x) }\n";
  const ir::Module module = lowered(text);
  EXPECT_FALSE(module.not_understood.empty());
  EXPECT_EQ(function_named(module, "a").parameters.size(), 1U);
  size_t removes = 0;
  for (const ir::Function& function : module.functions) {
    for (const ir::Instruction& i : function.code) removes += module.name(i.name) == "Remove" ? 1 : 0;
  }
  EXPECT_EQ(removes, 3U);
}

TEST(LowerGo, NameOfAnImport) {
  struct Case {
    std::string_view import;
    std::string_view name;
  };
  for (const auto& [import, name] : {
           Case{R"("fmt")", "fmt"},
           Case{R"("os/exec")", "exec"},
           Case{R"(run "os/exec")", "run"},
           Case{R"("gopkg.in/yaml.v3")", "yaml"},
           Case{R"("github.com/go-chi/chi/v5")", "chi"},
           Case{R"("github.com/a/go-bar")", "bar"},
           Case{R"("github.com/a/mcp-go")", "mcp"},
           Case{R"("github.com/a/nats.go")", "nats"},
           Case{R"("github.com/a/tool-kit")", "toolkit"},
           Case{R"("github.com/a/tool-kit")", "tool_kit"},
           Case{R"("github.com/a/tool-kit")", "kit"},
           Case{R"("v2")", "v2"},
           Case{R"("k8s.io/api/core/v1")", "v1"},
           Case{R"("k8s.io/api/autoscaling/v2")", "v2"},
           Case{"`raw/path`", "path"},
       }) {
    const ir::Module module =
        lowered("package p\nimport " + std::string(import) + "\nvar x = " + std::string(name) + ".y\n");
    EXPECT_EQ(count_of_op(module, ir::Op::kGlobal), 0U) << import << " " << name;
    EXPECT_EQ(count_of_op(module, ir::Op::kLoad), 1U) << import << " " << name;
  }
}

TEST(LowerGo, TextOfALiteral) {
  struct Case {
    std::string_view source;
    std::string_view text;
  };
  for (const auto& [source, text] : {
           Case{R"("")", ""},
           Case{R"("a\tb\\\"")", "a\tb\\\""},
           Case{R"("\x41\102\u00e9\U0001F600")", "AB\u00e9\U0001F600"},
           Case{R"("\xff")", "\uFFFD"},
           Case{R"("\xc3\xa9")", "\u00e9"},  // bytes, as Go has them
           Case{R"("\ud800\U00110000")", "\uFFFD\uFFFD"},
           Case{"`a\\n\r\nb`", "a\\n\nb"},
           Case{R"('\'')", "'"},
           Case{R"('/')", "/"},
       }) {
    const ir::Module module = lowered("package p\nvar x = " + std::string(source) + "\n");
    const ir::Instruction* string = find_op(module, ir::Op::kString);
    ASSERT_NE(string, nullptr) << source;
    EXPECT_EQ(module.name(string->name), text) << source;
  }
}

// The grammar cannot tell these apart; what the names mean in the file does.
TEST(LowerGo, IndexOrTypeArgument) {
  struct Case {
    std::string_view call;
    bool is_index;
  };
  for (const auto& [call, is_index] : {
           Case{"generic[int](x)", false},
           Case{"generic[T](x)", false},
           Case{"generic[T](x, x)", false},
           Case{"m.Tool[T](x, x)", false},
           Case{"m.Tool[m.In](x, x)", false},
           Case{"m.Tool[string](x)", false},
           Case{"handlers[key](x)", true},
           Case{"handlers[key](x, x)", true},
           Case{"handlers[m.Key](x)", true},
           Case{"object.handlers[key](x)", true},
           Case{"object.handlers[key](x, x)", true},
           Case{"elsewhere[key](x)", true},
           Case{"elsewhere[object.key](x)", true},
           Case{"elsewhere[T](x)", false},
           Case{"handlers[0](x)", true},
       }) {
    const ir::Module module = lowered(
        "package p\nimport \"m\"\ntype T struct{}\nvar handlers map[string]func(int)\n"
        "func generic[V any](v V) {}\nfunc f(key string, object any, x int) { " +
        std::string(call) + " }\n");
    EXPECT_EQ(count_of_op(module, ir::Op::kIndex), is_index ? 1U : 0U) << call;
    EXPECT_EQ(count_of_op(module, ir::Op::kCall), 1U) << call;
    EXPECT_EQ(count_of_op(module, ir::Op::kCast), 0U) << call;
    EXPECT_EQ(find_op(module, ir::Op::kCall)->type == 0, is_index) << call;
  }
}

TEST(LowerGo, ReturnReadsVariablesBehindCalls) {
  for (const std::string_view results : {"q, fill(&q)", "&q, fill(&q)", "fill(&q), q"}) {
    const ir::Module module =
        lowered("package p\nfunc f(q T) (T, error) { return " + std::string(results) + " }\n");
    const ir::Function& f = function_named(module, "f");
    const auto list = std::find_if(f.code.begin(), f.code.end(),
                                   [](const ir::Instruction& i) { return i.op == ir::Op::kList; });
    ASSERT_NE(list, f.code.end());
    const auto values = f.arguments_of(*list);
    ASSERT_EQ(values.size(), 2U);
    const size_t call = results.starts_with("fill") ? 0 : 1;
    EXPECT_EQ(f.code[values[call].value].op, ir::Op::kCall) << results;
    EXPECT_LT(values[call].value, values[1 - call].value) << results;
  }
}

TEST(LowerGo, ConversionOrCall) {
  struct Case {
    std::string_view expression;
    bool is_cast;
  };
  for (const auto& [expression, is_cast] : {
           Case{"string(x)", true},
           Case{"T(x)", true},
           Case{"(*T)(x)", true},
           Case{"(*m.T)(x)", true},
           Case{"(T)(x)", true},
           Case{"[]byte(x)", true},
           Case{"Pair[int](x)", true},
           Case{"x.(T)", true},
           Case{"function(x)", false},
           Case{"(function)(x)", false},
           Case{"(*function)(x)", false},
           Case{"m.T(x)", false},  // a type or a function of another package: who knows
           Case{"len(x)", false},
           Case{"shadow(x)", false},
       }) {
    const ir::Module module = lowered(
        "package p\nimport \"m\"\ntype T int\ntype Pair[V any] struct{}\nfunc function(x int) {}\n"
        "func f(x any) {\nint := function\nshadow := int\n_ = " +
        std::string(expression) + "\n}\n");
    EXPECT_EQ(count_of_op(module, ir::Op::kCast), is_cast ? 1U : 0U) << expression;
    EXPECT_EQ(count_of_op(module, ir::Op::kCall), is_cast ? 0U : 1U) << expression;
  }
}

TEST(LowerGo, DocumentationStandsDirectlyBefore) {
  const ir::Module module = lowered(
      "package p\n\n// far away\n\n// near\n//\n//  and nearer\nfunc a() {}\n\n/* in a block */\nfunc (x T) "
      "b() {}\n"
      "// of the type\ntype T struct{}\n// lost\n\nfunc c() {}\n");
  EXPECT_EQ(module.name(function_named(module, "a").doc), "near\n\nand nearer");
  EXPECT_EQ(module.name(function_named(module, "b").doc), "in a block");
  EXPECT_EQ(module.name(function_named(module, "c").doc), "");
  ASSERT_EQ(module.classes.size(), 1U);
  EXPECT_EQ(module.name(module.classes[0].doc), "of the type");
}

TEST(LowerGo, FunctionsAndTheirParameters) {
  const std::string text =
      "package tools\nfunc (s *Server[K]) Run(a, b string, _ int, rest ...T) (err error) { return }\n";
  const ir::Module module = lowered(text);
  EXPECT_EQ(module.name(module.package), "tools");
  const ir::Function& run = function_named(module, "Run");
  EXPECT_EQ(run.kind, ir::FunctionKind::kMethod);
  EXPECT_EQ(module.name(run.receiver), "Server");
  EXPECT_EQ(text_at(text, run.name_span), "Run");
  EXPECT_EQ(ir::print_type(module, run.result), "error");
  ASSERT_EQ(run.parameters.size(), 5U);
  EXPECT_EQ(run.parameters[0].kind, ir::ParameterKind::kReceiver);
  EXPECT_EQ(module.name(run.parameters[1].name), "a");
  EXPECT_EQ(ir::print_type(module, run.parameters[2].type), "string");
  EXPECT_EQ(run.parameters[3].name, 0U);
  EXPECT_EQ(run.parameters[4].kind, ir::ParameterKind::kRest);
  EXPECT_EQ(ir::print_type(module, run.parameters[4].type), "T[]");
  EXPECT_EQ(text_at(text, module.variables[run.parameters[2].variable].span), "b");
}

TEST(LowerGo, ClosuresShareVariables) {
  const ir::Module module = lowered(in_function("a, b := 1, 2\nfunc() { a = b }()\nc := a\n_ = c"));
  for (const ir::Variable& variable : module.variables) {
    const std::string_view name = module.name(variable.name);
    EXPECT_EQ(variable.captured, name == "a" || name == "b") << name;
  }
}

TEST(LowerGo, SpansNameWhatIsMeant) {
  const std::string text = in_function("x := client.Do(first, \"a\" + second)");
  const ir::Module module = lowered(text);
  EXPECT_EQ(text_at(text, find_op(module, ir::Op::kCall)->span), "client.Do(first, \"a\" + second)");
  EXPECT_EQ(text_at(text, find_op(module, ir::Op::kField)->span), "client.Do");
  EXPECT_EQ(text_at(text, find_op(module, ir::Op::kConcat)->span), "\"a\" + second");
  EXPECT_EQ(text_at(text, find_op(module, ir::Op::kStore)->span), "f");
}

// A constant without a value repeats the last one: a long expression many times would be a large module.
TEST(LowerGo, RepeatedConstantsStaySmall) {
  const std::string text =
      "package p\nconst (\nA = 0" + repeated(" + iota", 10'000) + "\n" + repeated("B\n", 10'000) + ")\n";
  const ir::Module module = lowered(text);
  EXPECT_LT(module.functions[0].code.size(), 100'000U);
  const ir::Module small = lowered("package p\nconst (\nA = iota\nB\n)\n");
  EXPECT_EQ(count_of_op(small, ir::Op::kNumber), 2U);
}

// Where a careless search would take a time that grows with the square of the file.
TEST(LowerGo, ManyOfOneKind) {
  constexpr size_t kMany = 5'000;
  std::string parameters;
  std::string names;
  for (size_t i = 0; i < kMany; ++i) {
    parameters += "T" + std::to_string(i) + ",";
    names += "a" + std::to_string(i) + ",";
  }
  for (const std::string& text : {
           "package p\nfunc f[" + parameters + " U any](" + repeated("int,", kMany) + ") {}\n",
           "package p\nfunc f() {" + names + "b := g()\n}\n",
           "package p\n" + repeated("// comment\n", kMany) + "func f() {}\n",
           "package p\n" + repeated("func f() {}\n", kMany),
           "package p\n" + repeated("type T T\n", kMany) + "var x = T{1}\n",
           "package p\ntype T struct { " + names + "b int }\nvar x = []T{" + repeated("{1},", 4 * kMany) +
               "}\n",
           in_function(repeated("l: goto l\n", kMany)),
           in_function("if a {}" + repeated(" else if a := a; a {}", kMany)),
       }) {
    lowered(text);
  }
}

}  // namespace
}  // namespace sentinel::syntax
