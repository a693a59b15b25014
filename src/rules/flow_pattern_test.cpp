#include "rules/flow_pattern.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/text.h"

namespace sentinel {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using Item = FlowPattern::Item;

std::string_view name_of(Item::Kind kind) {
  switch (kind) {
    case Item::Kind::kAny:
      return "any";
    case Item::Kind::kTainted:
      return "tainted";
    case Item::Kind::kTaintedRest:
      return "tainted-rest";
    case Item::Kind::kNamedTainted:
      return "named-tainted";
    case Item::Kind::kThisTainted:
      return "this-tainted";
    case Item::Kind::kLiteral:
      return "literal";
    case Item::Kind::kNamedLiteral:
      return "named-literal";
    case Item::Kind::kName:
      return "name";
    case Item::Kind::kFilled:
      return "filled";
    case Item::Kind::kFilledThis:
      return "this-filled";
    case Item::Kind::kGap:
      return "gap";
    case Item::Kind::kObject:
      return "object";
    case Item::Kind::kList:
      return "list";
    case Item::Kind::kHandler:
      return "handler";
    case Item::Kind::kLastHandler:
      return "last-handler";
    case Item::Kind::kHandlerRest:
      return "handler-rest";
  }
  return "?";
}

std::string show(const std::vector<Item>& items) {
  std::string out;
  for (const Item& item : items) {
    if (!out.empty()) out += ", ";
    if (item.negated) out += "not ";
    if (item.whole) out += "whole ";
    out += name_of(item.kind);
    if (!item.name.empty()) out += " " + item.name;
    if (!item.literals.empty()) out += "=" + join(item.literals, "|");
    if (!item.entries.empty()) out += "(" + show(item.entries) + ")";
  }
  return out;
}

TEST(FlowPattern, ReadsArguments) {
  struct Case {
    std::string_view text;
    std::string_view items;
  };
  for (const auto& [text, items] : {
           Case{"a.b()", ""},
           Case{"a.b($)", "tainted"},
           Case{"a.b( $args , _ )", "tainted args, any"},
           Case{"a.b($$, $$url, data=$$)", "whole tainted, whole tainted url, whole named-tainted data"},
           Case{"a.b({filter: $$})", "object(whole named-tainted filter)"},
           Case{"a.b(_, $*)", "any, tainted-rest"},
           Case{"a.b(url=$)", "named-tainted url"},
           Case{"a.b(this=$, _)", "this-tainted, any"},
           Case{"a.b(\"sh\"|'*/sh', 0, -1.5, true)",
                "literal=sh|*/sh, literal=0, literal=-1.5, literal=true"},
           Case{"a.b(!\"sh\", $)", "not literal=sh, tainted"},
           Case{"a.b($, shell=true)", "tainted, named-literal shell=true"},
           Case{"a.b($, shell!=false)", "tainted, not named-literal shell=false"},
           Case{"a.b($, Loader=yaml.Loader|yaml.UnsafeLoader)",
                "tainted, name Loader=yaml.Loader|yaml.UnsafeLoader"},
           Case{"a.b($, Loader!=_)", "tainted, not any Loader"},
           Case{"a.b(mcp.js.CallToolRequestSchema, @)", "name=mcp.js.CallToolRequestSchema, handler"},
           Case{"a.b(@scope/some-package.Name, _)", "name=@scope/some-package.Name, any"},
           Case{"a.b(_, @last)", "any, last-handler"},
           Case{"a.b(@*)", "handler-rest"},
           Case{"a.b(on_call_tool=@)", "handler on_call_tool"},
           Case{"a.b({execute: @})", "object(handler execute)"},
           Case{"a.b({})", "object"},
           Case{
               "a.b($, _, {shell: true, a: {b-c: $, $where: !null}})",
               "tainted, any, object(named-literal shell=true, object a(named-tainted b-c, not named-literal "
               "$where=null))"},
           Case{"a.b([\"git\", _, $*])", "list(literal=git, any, tainted-rest)"},
           Case{"a.b(args=[$])", "list args(tainted)"},
           Case{"a.b(\"sudo\", ..., [..., \"-c\", $])", "literal=sudo, gap, list(gap, literal=-c, tainted)"},
           Case{"a.b(*.Endpoint|c.d, $)", "name=*.Endpoint|c.d, tainted"},
           Case{"a.b($, &)", "tainted, filled"},
           Case{"a.b(this=&, $)", "this-filled, tainted"},
           Case{"*.innerHTML = $", "tainted"},
           Case{"a.B.run = @", "handler"},
           Case{"a.Args = $*", "tainted-rest"},
       }) {
    const auto pattern = parse_flow_pattern(text);
    ASSERT_TRUE(pattern) << text << ": " << pattern.error().message;
    EXPECT_EQ(show(pattern->items), items) << text;
  }
}

TEST(FlowPattern, ReadsNames) {
  using Kind = FlowPattern::Kind;
  struct Case {
    std::string_view text;
    Kind kind;
    std::string_view name;
    std::string path;
    std::string_view result = {};
    bool any_receiver = false;
  };
  for (const auto& [text, kind, name, path, result, any_receiver] : {
           Case{"os.system($)", Kind::kCall, "os.system", "os system"},
           Case{"eval($)", Kind::kCall, "eval", "eval"},
           Case{"flask.request.args", Kind::kValue, "flask.request.args", "flask request args"},
           Case{"fastmcp.FastMCP.tool()(@)", Kind::kCall, "fastmcp.FastMCP.tool()",
                "fastmcp FastMCP tool ()"},
           Case{"a.b().c()", Kind::kCall, "a.b().c", "a b () c"},
           Case{"os/exec.Command($)", Kind::kCall, "os/exec.Command", "os/exec Command"},
           Case{"github.com/gin-gonic/gin.Context.Query()", Kind::kCall,
                "github.com/gin-gonic/gin.Context.Query", "github.com/gin-gonic/gin Context Query"},
           Case{"@aws-sdk/client-s3.S3", Kind::kValue, "@aws-sdk/client-s3.S3", "@aws-sdk/client-s3 S3"},
           Case{"bun:sqlite.Database.query($)", Kind::kCall, "bun:sqlite.Database.query",
                "bun:sqlite Database query"},
           Case{"prisma.$queryRawUnsafe($)", Kind::kCall, "prisma.$queryRawUnsafe", "prisma $queryRawUnsafe"},
           Case{"*.execute($)", Kind::kCall, "execute", "execute", "", true},
           Case{"*.innerHTML = $", Kind::kAssignment, "innerHTML", "innerHTML", "", true},
           Case{"sqlite3.connect() -> sqlite3.Connection", Kind::kCall, "sqlite3.connect", "sqlite3 connect",
                "sqlite3.Connection"},
           Case{"a.b -> c", Kind::kValue, "a.b", "a b", "c"},
       }) {
    const auto pattern = parse_flow_pattern(text);
    ASSERT_TRUE(pattern) << text << ": " << pattern.error().message;
    EXPECT_EQ(pattern->kind, kind) << text;
    EXPECT_EQ(pattern->name, name) << text;
    EXPECT_EQ(join(pattern->path, " "), path) << text;
    EXPECT_EQ(pattern->result, result) << text;
    EXPECT_EQ(pattern->any_receiver, any_receiver) << text;
  }
}

TEST(FlowPattern, TellsWhereItIsWrong) {
  struct Case {
    std::string text;
    std::string_view message;
  };
  for (const auto& [text, message] : {
           Case{"", "character 1: expected a dotted name"},
           Case{"*.", "character 3: expected a dotted name"},
           Case{"a..b()", "expected a dotted name"},
           Case{"a.b(", "character 5: expected one of `$`"},
           Case{"a.b($", "character 6: expected `,` or `)`"},
           Case{"a.b($ _)", "character 7: expected `,` or `)`"},
           Case{"a.b($,)", "character 7: expected one of"},
           Case{"a.b($) c", "character 8: expected the end"},
           Case{"a.b()c()", "character 6: expected the end"},
           Case{"a.b().()", "expected a dotted name"},
           Case{"a.b($).c()", "character 7: expected the end"},
           Case{"a.b(\"sh)", "character 5: expected a closing quote"},
           Case{"a.b(\"sh\"|c.d)", "alternatives that are all literals"},
           Case{"a.b({a $})", "character 8: expected `:`"},
           Case{"a.b({: $})", "character 6: expected a key"},
           Case{"a.b([$)", "expected `,` or `]`"},
           Case{"a.b(this=1)", "character 10: expected `this=$`"},
           Case{"a.b(x=$*)", "what is named is no rest"},
           Case{"a.b(!$)", "character 6: expected one of"},
           Case{"a.b = 1", "character 7: expected what is assigned"},
           Case{"a.b = $x", "expected what is assigned"},
           Case{"a.b = $$", "expected what is assigned"},
           Case{"a.b() -> ", "expected the name of a type"},
           Case{"a.b([[[[[[$]]]]]])", "at most 4 objects or lists"},
           Case{std::string(1001, 'a'), "at most 1000 characters"},
       }) {
    const auto pattern = parse_flow_pattern(text);
    ASSERT_FALSE(pattern) << text;
    EXPECT_THAT(pattern.error().message, HasSubstr(message)) << text;
  }
}

// Whatever the bytes, the answer is a pattern or a message.
TEST(FlowPattern, EveryTruncationAndEveryByteIsAnswered) {
  const std::string whole = "a.b()(\"x\"|'y', n!=true, {k: [$, _]}, @last) -> c/d.E";
  for (size_t size = 0; size <= whole.size(); ++size) {
    for (int byte = 0; byte < 256; byte += 5) {
      const std::string text = whole.substr(0, size) + static_cast<char>(byte);
      const auto pattern = parse_flow_pattern(text);
      EXPECT_TRUE(pattern || pattern.error().message.starts_with("character ")) << text;
    }
  }
}

TEST(FlowPattern, LiteralsTakeAnyTextAtTheirEnds) {
  const auto pattern = parse_flow_pattern("a.b(\"git\"|\"*/git\"|\"npm*\"|\"*sh -c*\")");
  ASSERT_TRUE(pattern);
  for (const char* text : {"git", "/usr/bin/git", "npm", "npmx", "bash -c ls"}) {
    EXPECT_TRUE(pattern->items[0].accepts(text)) << text;
  }
  for (const char* text : {"", "gitk", "/usr/bin/gitk", "pnpm", "bash"}) {
    EXPECT_FALSE(pattern->items[0].accepts(text)) << text;
  }
}

TEST(FlowPattern, FindsItemsAtEveryDepth) {
  const auto pattern = parse_flow_pattern("a.b($, {c: {d: $}}, [\"x\", $*])");
  ASSERT_TRUE(pattern);
  EXPECT_EQ(pattern
                ->all([](Item::Kind kind) {
                  return kind == Item::Kind::kTainted || kind == Item::Kind::kNamedTainted ||
                         kind == Item::Kind::kTaintedRest;
                })
                .size(),
            3U);
}

TEST(ExpandFlowPattern, WritesAlternativesOut) {
  EXPECT_THAT(*expand_flow_pattern("os.system($)"), ElementsAre("os.system($)"));
  EXPECT_THAT(*expand_flow_pattern("os.{remove,unlink}($)"), ElementsAre("os.remove($)", "os.unlink($)"));
  EXPECT_THAT(*expand_flow_pattern("{a,b/c}.d.{e,f}({g: $})"),
              ElementsAre("a.d.e({g: $})", "b/c.d.e({g: $})", "a.d.f({g: $})", "b/c.d.f({g: $})"));
}

TEST(ExpandFlowPattern, IsBounded) {
  EXPECT_THAT(expand_flow_pattern("os.{a,b").error().message, HasSubstr("no `}`"));
  EXPECT_THAT(expand_flow_pattern("a.{1,2,3,4}.{1,2,3,4}.{1,2,3,4}.{1,2,3,4}.{1,2}").error().message,
              HasSubstr("more than 256"));
}

}  // namespace
}  // namespace sentinel
