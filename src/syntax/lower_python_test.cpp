// What golden files show badly: broken and hostile files, limits, and the tables beside the instructions.
#include <algorithm>
#include <string>

#include <gtest/gtest.h>

#include "syntax/lower.h"
#include "syntax/lower_python_text.h"
#include "syntax/print.h"
#include "syntax/verify.h"

namespace sentinel::syntax {
namespace {

ir::Module lowered(std::string_view text) {
  auto module = lower(text, Language::kPython);
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

const ir::Function& function_named(const ir::Module& module, std::string_view name) {
  const auto found = std::find_if(module.functions.begin(), module.functions.end(),
                                  [&](const ir::Function& it) { return module.name(it.name) == name; });
  EXPECT_NE(found, module.functions.end()) << name;
  return found == module.functions.end() ? module.functions[0] : *found;
}

const ir::Variable& variable_named(const ir::Module& module, std::string_view name) {
  const auto found = std::find_if(module.variables.begin(), module.variables.end(),
                                  [&](const ir::Variable& it) { return module.name(it.name) == name; });
  EXPECT_NE(found, module.variables.end()) << name;
  return found == module.variables.end() ? module.variables.front() : *found;
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

TEST(LowerPython, LongChainsAreNoNesting) {
  constexpr size_t kMany = 5000;
  struct Case {
    std::string text;
    ir::Op op;
    size_t count;
  };
  for (const Case& c : {
           Case{"x = a" + repeated(" + a", kMany), ir::Op::kBinary, kMany},
           Case{"x = a" + repeated(" + a", kMany) + " + 'b'", ir::Op::kConcat, 1},
           Case{"x = a" + repeated(".b(c)", kMany), ir::Op::kCall, kMany},
           Case{"x = a" + repeated("[0]", kMany), ir::Op::kIndex, kMany},
           Case{"x = a" + repeated(" or b", kMany), ir::Op::kBranch, kMany},
           Case{"if a" + repeated(" and b", kMany) + ": pass", ir::Op::kBranch, kMany + 1},
           Case{"if " + repeated("not ", kMany) + "a: pass", ir::Op::kBranch, 1},
           Case{"x = " + repeated("a if b else ", kMany) + "c", ir::Op::kBranch, kMany},
           Case{"x = a" + repeated(" < b", kMany), ir::Op::kCompare, kMany},
           Case{"if a: b()\n" + repeated("elif c: b()\n", kMany), ir::Op::kCall, kMany + 1},
           Case{"x = " + repeated("(", kMany) + "a.b" + repeated(")", kMany), ir::Op::kField, 1},
           Case{"x = " + repeated("'a' ", kMany), ir::Op::kString, 1},
           Case{repeated("x = ", kMany) + "a", ir::Op::kStore, kMany},
           Case{repeated("@d\n", kMany) + "def f(): pass", ir::Op::kCall, kMany},
           Case{"def f(a: " + repeated("int | ", kMany) + "str): pass", ir::Op::kFunction, 1},
       }) {
    const ir::Module module = lowered(c.text);
    EXPECT_TRUE(module.not_understood.empty()) << c.text.substr(0, 30);
    EXPECT_EQ(count_of_op(module, c.op), c.count) << c.text.substr(0, 30);
  }
}

TEST(LowerPython, NestingHasALimitAndWhatFollowsIsLowered) {
  constexpr size_t kDeep = 3000;
  std::string ifs;
  std::string functions;
  std::string classes;
  std::string tries;
  for (size_t i = 0; i < 500; ++i) {
    const std::string indent(i, ' ');
    ifs += indent + "if a:\n";
    functions += indent + "def f():\n";
    classes += indent + "class A:\n";
    tries += indent + "try:\n";
  }
  const std::string indent(500, ' ');
  for (size_t i = 500; i-- > 0;)
    tries += (i == 499 ? indent + "b()\n" : "") + std::string(i, ' ') + "finally: c()\n";
  for (const std::string& text : {
           "x = " + repeated("[", kDeep) + repeated("]", kDeep),
           "x = " + repeated("{'a': ", kDeep) + "1" + repeated("}", kDeep),
           "x = " + repeated("f(", kDeep) + repeated(")", kDeep),
           "x = " + repeated("lambda: ", kDeep) + "1",
           "x = " + repeated("-", kDeep) + "a",
           "x = " + repeated("(a and (b or ", kDeep) + "c" + repeated("))", kDeep),
           "x = a + (" + repeated("b + (", kDeep) + "'c'" + repeated(")", kDeep + 1),
           "x = " + repeated("[a for b in ", kDeep) + "c" + repeated("]", kDeep),
           repeated("[", kDeep) + "a" + repeated("]", kDeep) + " = b",
           "def g(a: " + repeated("list[", kDeep) + "int" + repeated("]", kDeep) + "): pass",
           "match a:\n  case " + repeated("[", kDeep) + repeated("]", kDeep) + ": pass",
           "x = f'{a:" + repeated("{b:", kDeep) + repeated("}", kDeep) + "}'",
           ifs + indent + "b()",
           functions + indent + "pass",
           classes + indent + "pass",
           tries,
       }) {
    const ir::Module module = lowered(text + "\ndef after(): pass\n");
    EXPECT_FALSE(module.not_understood.empty()) << text.substr(0, 40);
    function_named(module, "after");
  }
}

TEST(LowerPython, WhatIsLeftOutIsBounded) {
  const ir::Module module = lowered(repeated("x = $\ny = 1\n", 3000));
  ASSERT_EQ(module.not_understood.size(), 1000U);
  // The last one has grown over all that follow.
  EXPECT_EQ(module.not_understood[0], (Span{4, 5}));
  EXPECT_GT(module.not_understood.back().end, 35'900U);
  EXPECT_TRUE(std::is_sorted(module.not_understood.begin(), module.not_understood.end()));
}

TEST(LowerPython, FinallyOfFinallyDoesNotDouble) {
  std::string text;
  for (size_t i = 0; i < 20; ++i)
    text += std::string(i, ' ') + "try: a()\n" + std::string(i, ' ') + "finally:\n";
  const ir::Module module = lowered(text + std::string(20, ' ') + "b()\n");
  EXPECT_LT(module.functions[0].code.size(), 5000U);
  EXPECT_GE(count_of_op(module, ir::Op::kCall), 21U);
}

TEST(LowerPython, AroundAnErrorEverythingIsLowered) {
  for (const std::string_view broken : {"x = = 1\n", "foo(bar baz)\n", "if :\n  pass\n", "print 'a' 'b' c\n",
                                        ")\n", "class :\n  x = 1\n", "def (:\n", "import\n", "x = (\n"}) {
    const std::string text =
        "def before(a):\n  run(a)\n\n" + std::string(broken) + "\ndef after(b):\n  run(b)\n";
    const ir::Module module = lowered(text);
    ASSERT_FALSE(module.not_understood.empty()) << broken;
    EXPECT_LT(module.not_understood[0].begin, module.not_understood[0].end + 1) << broken;
    function_named(module, "before");
    EXPECT_GE(count_of_op(module, ir::Op::kCall), 2U) << broken;
  }
}

TEST(LowerPython, AnyBytes) {
  for (const std::string_view text : {"",
                                      "\n",
                                      "\0",
                                      "\xff\xfe",
                                      "x = '\\",
                                      "x = f'{",
                                      "x = '''",
                                      "\xef\xbb\xbfx = 1",
                                      "#",
                                      "\\",
                                      "x = \"a\\\n",
                                      "def f(",
                                      "class",
                                      "@",
                                      "lambda",
                                      "f'{a!}'",
                                      "'%' % a",
                                      "'%(' % a",
                                      "'{' .format(a)",
                                      "'{!}'.format(a)",
                                      "'{a[}'.format(a)",
                                      "'{0.}'.format(a)",
                                      "'%*' % a",
                                      "b'\\xff\\400'",
                                      "'\\ud800\\U00110000\\N{'"}) {
    lowered(text);
  }
  lowered(std::string_view("x = 'a\0b'\n\0y = 2", 16));
}

TEST(LowerPython, ScopesOfVariables) {
  const ir::Module module = lowered(R"(
shared = 1
def outer(kept, seen):
    def inner():
        global made
        made = kept
    return [seen for each in kept], inner
class Holder:
    member = shared
    class Deeper: pass
)");
  struct Case {
    std::string_view name;
    bool is_module_level;
    bool captured;
  };
  for (const Case& c :
       {Case{"shared", true, false}, Case{"made", true, true}, Case{"outer", true, false},
        Case{"Holder", true, false}, Case{"kept", false, true}, Case{"seen", false, false},
        Case{"each", false, false}, Case{"member", false, false}, Case{"Deeper", false, false}}) {
    EXPECT_EQ(variable_named(module, c.name).is_module_level, c.is_module_level) << c.name;
    EXPECT_EQ(variable_named(module, c.name).captured, c.captured) << c.name;
  }
}

TEST(LowerPython, FunctionsAndClasses) {
  const std::string text = R"("""The module."""
class Thing(Base):
    "A thing."
    size: int
    def __init__(self, size): self.size: int = size; self.name: "str" = ""
    @property
    def width(self): return 1
    @width.setter
    def width(self, value): pass
    @staticmethod
    def make(a): yield a
    async def run(me, *, b): "Runs."
def plain(x: int = 1) -> str: pass
)";
  const ir::Module module = lowered(text);
  ASSERT_EQ(module.classes.size(), 1U);
  const ir::Class& thing = module.classes[0];
  EXPECT_EQ(module.name(thing.doc), "A thing.");
  EXPECT_EQ(module.name(module.functions[0].doc), "The module.");
  ASSERT_EQ(thing.methods.size(), 5U);
  struct Case {
    ir::FunctionKind kind;
    bool has_receiver;
  };
  const Case expected[] = {{ir::FunctionKind::kConstructor, true},
                           {ir::FunctionKind::kGetter, true},
                           {ir::FunctionKind::kSetter, true},
                           {ir::FunctionKind::kMethod, false},
                           {ir::FunctionKind::kMethod, true}};
  for (size_t i = 0; i < thing.methods.size(); ++i) {
    const ir::Function& method = module.functions[thing.methods[i]];
    EXPECT_EQ(method.owner, 0U);
    EXPECT_EQ(method.kind, expected[i].kind) << i;
    EXPECT_EQ(method.parameters[0].kind == ir::ParameterKind::kReceiver, expected[i].has_receiver) << i;
    EXPECT_EQ(method.is_static, !expected[i].has_receiver) << i;
  }
  EXPECT_TRUE(function_named(module, "make").is_generator);
  EXPECT_TRUE(function_named(module, "run").is_async);
  EXPECT_EQ(module.name(function_named(module, "run").doc), "Runs.");
  EXPECT_EQ(function_named(module, "run").parameters[1].kind, ir::ParameterKind::kKeywordOnly);
  ASSERT_EQ(thing.fields.size(), 2U);  // `size` is annotated twice
  EXPECT_EQ(module.name(thing.fields[1].name), "name");
  EXPECT_EQ(ir::print_type(module, thing.fields[1].type), "str");
  const ir::Function& plain = function_named(module, "plain");
  EXPECT_EQ(text.substr(plain.span.begin, plain.span.size()), "def plain(x: int = 1) -> str: pass");
  EXPECT_EQ(text.substr(plain.name_span.begin, plain.name_span.size()), "plain");
  EXPECT_TRUE(plain.parameters[0].has_default);
  EXPECT_EQ(ir::print_type(module, plain.result), "str");
}

TEST(LowerPython, Spans) {
  const std::string text = "x = mcp.tool(1).run(a)  # why\nos.system(\"a\" + b)\n";
  const ir::Module module = lowered(text);
  std::vector<std::string> calls;
  std::vector<std::string> fields;
  for (const ir::Instruction& i : module.functions[0].code) {
    if (i.op == ir::Op::kCall) calls.push_back(text.substr(i.span.begin, i.span.size()));
    if (i.op == ir::Op::kField) fields.push_back(text.substr(i.span.begin, i.span.size()));
    if (i.op == ir::Op::kConcat) {
      EXPECT_EQ(text.substr(i.span.begin, i.span.size()), "\"a\" + b");
    }
  }
  EXPECT_EQ(calls, (std::vector<std::string>{"mcp.tool(1)", "mcp.tool(1).run(a)", "os.system(\"a\" + b)"}));
  EXPECT_EQ(fields, (std::vector<std::string>{"mcp.tool", "mcp.tool(1).run", "os.system"}));
}

TEST(LowerPython, CallsOfTheLoweringAreMarked) {
  const ir::Module module = lowered("f'{a!r}'\n[b for b in c]\nd(1)\n");
  size_t implicit = 0;
  for (const ir::Instruction& i : module.functions[0].code) {
    if (i.op == ir::Op::kCall && (i.flags & ir::kImplicit) != 0) ++implicit;
  }
  EXPECT_EQ(implicit, 2U);
  EXPECT_EQ(count_of_op(module, ir::Op::kCall), 3U);
}

TEST(PythonText, Decode) {
  struct Case {
    std::string_view opening;
    std::string_view content;
    std::string_view text;
  };
  for (const Case& c : {
           Case{"\"", R"(a\tb\\\"\'\n)", "a\tb\\\"'\n"},
           Case{"'", R"(\x41\u00e9\U0001F600)", "A\u00e9\U0001F600"},
           Case{"'", R"(\101\0\7777)", std::string_view("A\0\u01ff7", 5)},
           Case{"'", R"(\d\x4\u12\N{DASH}\)", R"(\d\x4\u12\N{DASH}\)"},
           Case{"'", "a\\\nb\\\r\nc", "abc"},
           Case{"'", R"(\ud800\U00110000)", "\uFFFD\uFFFD"},
           Case{"r'", R"(\d\n)", R"(\d\n)"},
           Case{"b'", R"(\xff)", "\u00ff"},
           Case{"f'", "{{a}} }", "{a} }"},
           Case{"Rf'''", R"({{\n)", R"({\n)"},
           Case{"'", "{{a}}", "{{a}}"},
       }) {
    EXPECT_EQ(python::decode(c.content, python::parse_prefix(c.opening)), c.text) << c.opening << c.content;
  }
}

std::string shown(const std::vector<python::FormatPiece>& pieces) {
  std::string out;
  for (const python::FormatPiece& piece : pieces) {
    if (!out.empty()) out += '|';
    out += piece.is_field ? "<" + piece.text + piece.path + (piece.conversion == 0 ? "" : ":") : piece.text;
    if (piece.is_field) out += piece.conversion == 0 ? ">" : std::string(1, piece.conversion) + ">";
  }
  return out;
}

TEST(PythonText, PercentFormats) {
  struct Case {
    std::string_view format;
    std::string_view pieces;
  };
  for (const Case& c : {
           Case{"a %s b", "a |<>| b"},
           Case{"%d%%%r", "<:d>|%|<:r>"},
           Case{"%(a.b)s %(n)03d", "<a.b>| |<n:d>"},
           Case{"%-10.3f%+d% x", "<:f>|<:d>|<:x>"},
           Case{"%*.*f", "<:d>|<:d>|<:f>"},
           Case{"%ld %hhi", "<:d>| |<:i>"},
           Case{"%b", "<>"},
           Case{"100%", "100%"},
           Case{"% ", "% "},
           Case{"a%(b", "a%(b"},
           Case{"", ""},
       }) {
    EXPECT_EQ(shown(python::split_percent_format(c.format)), c.pieces) << c.format;
  }
}

TEST(PythonText, BraceFormats) {
  struct Case {
    std::string_view format;
    std::string_view pieces;
  };
  for (const Case& c : {
           Case{"a {} b", "a |<>| b"},
           Case{"{0}{1!r}{x:d}", "<0>|<1:r>|<x:d>"},
           Case{"{a.b[c]!s}", "<a.b[c]>"},
           Case{"{{}} {{{}}}", "{} {|<>|}"},
           Case{"{:>{}}{:{w}.{p}f}", "<>|<:d>|<:f>|<w:d>|<p:d>"},
           Case{"{:%Y-%m-%d}{:.1%}", "<>|<:f>"},
           Case{"{a", "{a"},
           Case{"a}b", "a}b"},
           Case{"", ""},
       }) {
    EXPECT_EQ(shown(python::split_brace_format(c.format)), c.pieces) << c.format;
  }
}

}  // namespace
}  // namespace sentinel::syntax
