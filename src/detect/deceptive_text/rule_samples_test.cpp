// The samples of the family's rules, tried on the detector alone. Each finding must come from the rule that
// the sample belongs to, and clean samples must be clean of every rule at the default confidence.
#include <algorithm>

#include <gtest/gtest.h>

#include "base/text.h"
#include "detect/deceptive_text/detector.h"
#include "detect/deceptive_text/test_support.h"

namespace sentinel::deceptive_text {
namespace {

TEST(DeceptiveTextRules, FindTheirSamples) {
  const RuleBundle bundle = load_family();
  ASSERT_FALSE(bundle.rules.empty());
  for (const Rule& rule : bundle.rules) {
    EXPECT_FALSE(rule.finds.empty()) << rule.id;
    for (const Sample& sample : rule.finds) {
      const auto findings = inspect(sample.code, sample.path);
      EXPECT_TRUE(
          std::any_of(findings.begin(), findings.end(), [&](const Finding& f) { return f.rule == rule.id; }))
          << rule.id << " misses " << escape_for_display(sample.code);
      for (const Finding& finding : findings) {
        EXPECT_TRUE(finding.rule == rule.id || finding.severity < Severity::kMedium)
            << finding.rule << " fires on a sample of " << rule.id << ": " << finding.message;
      }
    }
  }
}

TEST(DeceptiveTextRules, LeaveCleanSamplesAlone) {
  const RuleBundle bundle = load_family();
  ASSERT_FALSE(bundle.rules.empty());
  for (const Rule& rule : bundle.rules) {
    EXPECT_FALSE(rule.clean.empty()) << rule.id;
    for (const Sample& sample : rule.clean) {
      for (const Finding& finding : inspect(sample.code, sample.path)) {
        ADD_FAILURE() << finding.rule << " fires on a clean sample of " << rule.id << " (" << sample.reason
                      << "): " << finding.message;
      }
    }
  }
}

}  // namespace
}  // namespace sentinel::deceptive_text
