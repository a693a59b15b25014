#include "rules/parse.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace sentinel {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr std::string_view kGood = R"(id: secrets/acme-token
title: Acme token
severity: high
confidence: 0.9
cwe: [798]
what: Tokens of Acme.
why: Whoever has it is you.
fix: Revoke it.
references: ["https://acme.example/docs"]
languages: [python, go]
pattern:
  literals: [acme_]
  regex: 'acme_(?P<secret>[a-z0-9]{20})'
  min_rarity: 3.5
samples:
  finds:
    - "t = 'acme_<<[a-z0-9]{20}>>'"
    - code: "acme_<<[a-z0-9]{20}>>"
      path: server.py
  clean:
    - code: "acme_short"
      reason: too short to be one
)";

std::string replaced(std::string_view from, std::string_view to) {
  std::string text(kGood);
  const size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return text.replace(at, from.size(), to);
}

TEST(ParseRule, ReadsEveryPart) {
  Family family;
  family.taxonomies.owasp_mcp = {"MCP01"};
  family.taxonomies.cwe = {1, 2};
  const ParsedRule parsed = parse_rule(kGood, "acme.yaml", &family);
  ASSERT_THAT(parsed.problems, IsEmpty()) << parsed.problems.front().message;
  const Rule& rule = parsed.rule;
  EXPECT_EQ(rule.id, "secrets/acme-token");
  EXPECT_EQ(rule.family(), "secrets");
  EXPECT_EQ(rule.severity, Severity::kHigh);
  EXPECT_DOUBLE_EQ(rule.confidence, 0.9);
  EXPECT_THAT(rule.taxonomies.cwe, ElementsAre(798)) << "the rule's own list replaces the family's";
  EXPECT_THAT(rule.taxonomies.owasp_mcp, ElementsAre("MCP01")) << "the family's list where the rule has none";
  EXPECT_THAT(rule.languages, ElementsAre(Language::kPython, Language::kGo));
  ASSERT_EQ(rule.patterns.size(), 1U);
  EXPECT_DOUBLE_EQ(rule.patterns[0].conditions.min_rarity, 3.5);
  EXPECT_EQ(rule.patterns[0].width, 25U);
  ASSERT_EQ(rule.finds.size(), 2U);
  EXPECT_EQ(rule.finds[0].code.size(), std::string_view("t = 'acme_'").size() + 20);
  EXPECT_EQ(rule.finds[1].path, "server.py");
  EXPECT_EQ(rule.clean[0].reason, "too short to be one");
}

TEST(ParseRule, TellsEachFaultWithItsPlace) {
  struct Case {
    std::string text;
    int line;
    std::string_view message;
  };
  for (const auto& [text, line, message] : {
           Case{replaced("severity: high", "severity: hihg"), 3, "must fit"},
           Case{replaced("confidence: 0.9", "confidence: 2"), 4, "from 0 to 1"},
           Case{replaced("confidence: 0.9", "confidense: 0.9"), 4, "did you mean \"confidence\"?"},
           Case{replaced("id: secrets/acme-token", "id: Acme Token"), 1, "family/name"},
           Case{replaced("[python, go]", "[pyton]"), 10, "did you mean \"python\"?"},
           Case{replaced("regex: 'acme_(?P<secret>[a-z0-9]{20})'", "regex: 'acme_('"), 13,
                "not a regular expression"},
           Case{replaced("regex: 'acme_(?P<secret>[a-z0-9]{20})'", "regex: '(acme_)?'"), 13,
                "matches the empty text"},
           Case{replaced("      reason: too short to be one\n", ""), 21, "needs its \"reason\""},
           Case{replaced("cwe: [798]", "cwe: 798"), 5, "must be a list"},
           Case{replaced("min_rarity: 3.5", "min_rarity: much"), 14, "must be a number"},
           Case{replaced("https://acme", "ftp://acme"), 9, "must fit"},
           Case{"[]", 1, "must be a map"},
           Case{"a: &x 1", 1, "anchor"},
       }) {
    const ParsedRule parsed = parse_rule(text, "acme.yaml", nullptr);
    ASSERT_FALSE(parsed.problems.empty()) << message;
    EXPECT_EQ(parsed.problems.front().line, line) << parsed.problems.front().message;
    EXPECT_THAT(parsed.problems.front().message, HasSubstr(message));
  }
}

TEST(ParseRule, TellsAllFaultsAtOnce) {
  const ParsedRule parsed = parse_rule("id: x\ncolour: red\nseverity: bad\n", "x.yaml", nullptr);
  EXPECT_GE(parsed.problems.size(), 7U);
  EXPECT_TRUE(std::is_sorted(parsed.problems.begin(), parsed.problems.end(),
                             [](const Problem& a, const Problem& b) { return a.line < b.line; }));
}

TEST(RuleSchema, KnowsTheSameKeys) {
  const auto schema = nlohmann::json::parse(rule_schema_json());
  EXPECT_TRUE(schema["properties"].contains("samples"));
  EXPECT_TRUE(schema["properties"]["pattern"]["properties"].contains("min_rarity"));
  EXPECT_EQ(schema["properties"]["severity"]["pattern"], "^(info|low|medium|high|critical)$");
  EXPECT_FALSE(schema["additionalProperties"]);
}

TEST(ParseFamily, ReadsAndComplains) {
  const ParsedFamily good =
      parse_family("id: secrets\ntitle: Secrets\nwhat: Finds them.\ncwe: [798]\n", "family.yaml");
  EXPECT_THAT(good.problems, IsEmpty());
  EXPECT_THAT(good.family.taxonomies.cwe, ElementsAre(798));
  EXPECT_FALSE(parse_family("id: secrets\n", "family.yaml").problems.empty());
}

}  // namespace
}  // namespace sentinel
