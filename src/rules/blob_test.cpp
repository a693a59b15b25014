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
  rule.flow = {"shell", "a shell", {{"go", "os/exec.Command($)", "it", 0.25, true}}, {"argv"}};
  out.rules.push_back(rule);
  FlowModel model;
  model.name = "models/m.yaml";
  model.language = "go";
  model.modules = {{"a/v2", "a"}};
  model.types = {"a.b() -> a.B"};
  model.sources = {{"http", {"a.c"}, {"script"}}};
  model.sanitizers = {{{"path"}, {"a.d($)"}}};
  model.guards = {{{"url"}, false, true, {"a.e($)"}}};
  model.entries = {{"tool", "a.f(@)", "0", {"parameters"}, {"a.Context"}, {"_", "a.Request"}, "2", {"path"}}};
  model.propagators = {"a.g($)"};
  model.resolvers = {"a.h($)"};
  out.models.push_back(model);
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
  EXPECT_EQ(rule.flow.danger, "shell");
  EXPECT_EQ(rule.flow.reaches, "a shell");
  EXPECT_EQ(rule.flow.except, std::vector<std::string>{"argv"});
  ASSERT_EQ(rule.flow.sinks.size(), 1U);
  EXPECT_EQ(rule.flow.sinks[0].language, "go");
  EXPECT_EQ(rule.flow.sinks[0].pattern, "os/exec.Command($)");
  EXPECT_EQ(rule.flow.sinks[0].reaches, "it");
  EXPECT_EQ(rule.flow.sinks[0].confidence, 0.25);
  EXPECT_TRUE(rule.flow.sinks[0].markup);
  EXPECT_EQ(out->families[0].taxonomies.cwe, (std::vector<int>{79, 80}));
  EXPECT_EQ(out->families[0].taxonomies.safe_mcp, std::vector<std::string>{"SAFE-T1001"});
}

TEST(RuleBlob, ModelsComeBackWhole) {
  const auto out = decode_rules(encode_rules(bundle(), Samples::kLeaveOut));
  ASSERT_TRUE(out);
  ASSERT_EQ(out->models.size(), 1U);
  const FlowModel& model = out->models[0];
  EXPECT_EQ(model.name, "models/m.yaml");
  EXPECT_EQ(model.language, "go");
  EXPECT_EQ(model.modules, (std::vector<std::pair<std::string, std::string>>{{"a/v2", "a"}}));
  EXPECT_EQ(model.types, std::vector<std::string>{"a.b() -> a.B"});
  ASSERT_EQ(model.sources.size(), 1U);
  EXPECT_EQ(model.sources[0].kind, "http");
  EXPECT_EQ(model.sources[0].values, std::vector<std::string>{"a.c"});
  EXPECT_EQ(model.sources[0].clears, std::vector<std::string>{"script"});
  ASSERT_EQ(model.sanitizers.size(), 1U);
  EXPECT_EQ(model.sanitizers[0].clears, std::vector<std::string>{"path"});
  EXPECT_EQ(model.sanitizers[0].calls, std::vector<std::string>{"a.d($)"});
  ASSERT_EQ(model.guards.size(), 1U);
  EXPECT_FALSE(model.guards[0].when);
  EXPECT_TRUE(model.guards[0].resolved);
  EXPECT_EQ(model.guards[0].clears, std::vector<std::string>{"url"});
  EXPECT_EQ(model.guards[0].calls, std::vector<std::string>{"a.e($)"});
  ASSERT_EQ(model.entries.size(), 1U);
  EXPECT_EQ(model.entries[0].kind, "tool");
  EXPECT_EQ(model.entries[0].call, "a.f(@)");
  EXPECT_EQ(model.entries[0].name, "0");
  EXPECT_EQ(model.entries[0].tainted, std::vector<std::string>{"parameters"});
  EXPECT_EQ(model.entries[0].trusted, std::vector<std::string>{"a.Context"});
  EXPECT_EQ(model.entries[0].parameters, (std::vector<std::string>{"_", "a.Request"}));
  EXPECT_EQ(model.entries[0].schema, "2");
  EXPECT_EQ(model.entries[0].clears, std::vector<std::string>{"path"});
  EXPECT_EQ(model.propagators, std::vector<std::string>{"a.g($)"});
  EXPECT_EQ(model.resolvers, std::vector<std::string>{"a.h($)"});
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
