// Every rule's samples, through the same path as every scan: registry, detector, decisions.
#include <filesystem>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/text.h"
#include "engine/follow_flows.h"
#include "rules/built_in.h"
#include "source/read.h"

namespace sentinel {
namespace {

class SamplesTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    catalog = new Catalog(*Catalog::load({}, {}));
    detectors = new Detectors(catalog->rules());
    rules = new std::vector<Rule>(built_in_rules(Samples::kKeep).rules);
  }
  static void TearDownTestSuite() {
    delete rules;
    delete detectors;
    delete catalog;
  }

  static std::vector<Finding> findings_in(const Sample& sample) {
    Settings settings;
    settings.min_confidence = 0;
    ScanPlan plan = make_plan(settings, catalog->rules());
    plan.targets.emplace_back();
    Harvest harvest;
    Inspector inspector(plan, *catalog, *detectors, harvest);
    ReadOutcome outcome = read_source_bytes(sample.path, sample.path, sample.code);
    EXPECT_TRUE(std::holds_alternative<SourceFile>(outcome)) << "a sample is text";
    inspector.inspect(plan.targets.front(), std::get<SourceFile>(std::move(outcome)));
    follow_flows(plan, *catalog, {}, {&harvest, 1}, inspector);
    return harvest.findings;
  }
  static bool finds(const Rule& rule, const Sample& sample) {
    const auto findings = findings_in(sample);
    return std::any_of(findings.begin(), findings.end(), [&](const Finding& f) { return f.rule == rule.id; });
  }

  static Catalog* catalog;
  static Detectors* detectors;
  static std::vector<Rule>* rules;
};

Catalog* SamplesTest::catalog = nullptr;
Detectors* SamplesTest::detectors = nullptr;
std::vector<Rule>* SamplesTest::rules = nullptr;

TEST_F(SamplesTest, ThereAreRulesOfEveryFamily) {
  EXPECT_GE(rules->size(), 60U);
  for (const Family& family : catalog->rules().families()) {
    EXPECT_TRUE(std::any_of(rules->begin(), rules->end(), [&](const Rule& r) {
      return r.family() == family.id;
    })) << family.id;
  }
}

TEST_F(SamplesTest, EveryRuleFindsWhatItMust) {
  for (const Rule& rule : *rules) {
    ASSERT_FALSE(rule.finds.empty()) << rule.id;
    for (const Sample& sample : rule.finds) {
      EXPECT_TRUE(finds(rule, sample)) << rule.id << " misses\n" << escape_for_display(sample.code);
    }
  }
}

TEST_F(SamplesTest, EveryRuleLeavesCleanSamplesAlone) {
  size_t count = 0;
  for (const Rule& rule : *rules) {
    for (const Sample& sample : rule.clean) {
      ++count;
      EXPECT_FALSE(finds(rule, sample)) << rule.id << " fires on\n"
                                        << escape_for_display(sample.code) << "\n"
                                        << sample.reason;
    }
  }
  EXPECT_GE(count, rules->size()) << "most rules say what they must leave alone";
}

TEST_F(SamplesTest, EveryRuleIsComplete) {
  for (const Rule& rule : *rules) {
    EXPECT_NE(catalog->rules().find_family(rule.family()), nullptr) << rule.id;
    EXPECT_FALSE(rule.taxonomies.cwe.empty()) << rule.id;
    EXPECT_FALSE(rule.taxonomies.owasp_mcp.empty()) << rule.id;
    EXPECT_FALSE(rule.taxonomies.owasp_agentic.empty()) << rule.id;
    EXPECT_FALSE(rule.taxonomies.cosai.empty()) << rule.id;
    EXPECT_FALSE(rule.taxonomies.safe_mcp.empty()) << rule.id;
    EXPECT_FALSE(rule.clean.empty()) << rule.id << " has no sample that must stay clean";
    EXPECT_FALSE(rule.references.empty()) << rule.id;
  }
}

// Nothing that a finding keeps may hold the secret: messages, evidence and snippets go into reports as they
// are.
TEST_F(SamplesTest, NoFindingKeepsASecret) {
  size_t secrets = 0;
  for (const Rule& rule : *rules) {
    for (const Sample& sample : rule.finds) {
      for (const Finding& finding : findings_in(sample)) {
        if (!finding.secret) continue;
        const std::string secret = sample.code.substr(finding.secret->begin, finding.secret->size());
        if (secret.size() < 8) continue;
        ++secrets;
        const std::string tail = secret.substr(secret.size() / 2);
        std::string kept = finding.message;
        for (const Evidence& evidence : finding.evidence) kept += "\n" + evidence.value;
        for (const std::string& line : finding.snippet.lines) kept += "\n" + line;
        EXPECT_EQ(kept.find(tail), std::string::npos) << rule.id;
      }
    }
  }
  EXPECT_GE(secrets, 60U);
}

}  // namespace
}  // namespace sentinel
