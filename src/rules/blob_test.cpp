#include "rules/blob.h"

#include <gtest/gtest.h>

namespace sentinel {
namespace {

RuleBundle bundle() {
  RuleBundle out;
  out.families.push_back({"f", "Title", "What", {{79, 80}, {"MCP01"}, {}, {}, {}, {"SAFE-T1001"}}});
  Rule rule;
  rule.id = "f/r";
  rule.severity = Severity::kCritical;
  rule.confidence = 0.123456789;
  rule.languages = {Language::kGo};
  rule.patterns.resize(2);
  rule.patterns[1].regex = std::string("a\0b", 3);
  rule.patterns[1].width = 70'000;
  rule.patterns[1].conditions.near_lines = 9;
  rule.patterns[1].conditions.min_rarity = 4.25;
  rule.finds.push_back({"code", "c<<[o]{1}>>de", "a.py", ""});
  out.rules.push_back(rule);
  return out;
}

TEST(RuleBlob, ComesBackWhole) {
  const auto out = decode_rules(encode_rules(bundle(), Samples::kKeep));
  ASSERT_TRUE(out);
  ASSERT_EQ(out->rules.size(), 1U);
  const Rule& rule = out->rules[0];
  EXPECT_EQ(rule.id, "f/r");
  EXPECT_EQ(rule.severity, Severity::kCritical);
  EXPECT_EQ(rule.confidence, 0.123456789);
  EXPECT_EQ(rule.languages, std::vector<Language>{Language::kGo});
  ASSERT_EQ(rule.patterns.size(), 2U);
  EXPECT_EQ(rule.patterns[1].regex, std::string("a\0b", 3));
  EXPECT_EQ(rule.patterns[1].width, 70'000U);
  EXPECT_EQ(rule.patterns[1].conditions.near_lines, 9);
  EXPECT_EQ(rule.patterns[1].conditions.min_rarity, 4.25);
  ASSERT_EQ(rule.finds.size(), 1U);
  EXPECT_EQ(out->families[0].taxonomies.cwe, (std::vector<int>{79, 80}));
  EXPECT_EQ(out->families[0].taxonomies.safe_mcp, std::vector<std::string>{"SAFE-T1001"});
}

TEST(RuleBlob, SamplesCanStayOut) {
  const auto out = decode_rules(encode_rules(bundle(), Samples::kLeaveOut));
  ASSERT_TRUE(out);
  EXPECT_TRUE(out->rules[0].finds.empty());
}

TEST(RuleBlob, EveryTruncationIsRefused) {
  const std::string bytes = encode_rules(bundle(), Samples::kKeep);
  ASSERT_GT(bytes.size(), 50U);
  for (size_t size = 0; size < bytes.size(); ++size) {
    EXPECT_FALSE(decode_rules(std::string_view(bytes).substr(0, size))) << size;
  }
  EXPECT_FALSE(decode_rules(bytes + "x"));
}

}  // namespace
}  // namespace sentinel
