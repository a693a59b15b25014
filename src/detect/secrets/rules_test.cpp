// What the samples of rules/secrets do not show by themselves: that each pattern is tried by one of them, and
// that clean ones come near.
#include <algorithm>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <re2/re2.h>

#include "base/hash.h"
#include "base/text.h"
#include "detect/secrets/checks.h"
#include "rules/load.h"

namespace sentinel {
namespace {

std::vector<Rule> load_secret_rules() {
  auto loaded = load_rules(SENTINEL_SOURCE_DIR "/rules/secrets", "rules/secrets");
  if (!loaded) {
    ADD_FAILURE() << loaded.error().text();
    return {};
  }
  for (const FileProblem& problem : loaded->problems) ADD_FAILURE() << problem.text();
  return std::move(loaded->bundle.rules);
}

// Loading checks every expression, which takes a while.
const std::vector<Rule>& secret_rules() {
  static const std::vector<Rule> kRules = load_secret_rules();
  return kRules;
}

bool matches(const RulePattern& pattern, const std::string& text, re2::StringPiece* match = nullptr) {
  RE2::Options options;
  options.set_encoding(RE2::Options::EncodingLatin1);
  options.set_case_sensitive(!pattern.ignore_case);
  const RE2 expression("(?m)(" + pattern.regex + ")", options);
  EXPECT_TRUE(expression.ok()) << pattern.regex;
  return RE2::PartialMatch(text, expression, match);
}

bool has_literal(const Rule& rule, const std::string& text) {
  return std::any_of(rule.patterns.begin(), rule.patterns.end(), [&](const RulePattern& pattern) {
    const std::string searched = pattern.ignore_case ? to_lower(text) : text;
    return std::any_of(pattern.literals.begin(), pattern.literals.end(), [&](const std::string& literal) {
      return searched.contains(pattern.ignore_case ? to_lower(literal) : literal);
    });
  });
}

// A sample cannot make the checksum of a routable token of GitLab up; these patterns are tried below.
bool is_routable(const RulePattern& pattern) { return pattern.conditions.check == "gitlab-token"; }

TEST(SecretRules, EveryPatternHasASample) {
  ASSERT_GE(secret_rules().size(), 100U);
  for (const Rule& rule : secret_rules()) {
    for (const RulePattern& pattern : rule.patterns) {
      if (is_routable(pattern)) continue;
      EXPECT_TRUE(std::any_of(rule.finds.begin(), rule.finds.end(),
                              [&](const Sample& sample) { return matches(pattern, sample.code); }))
          << rule.id << ": no sample has " << pattern.regex;
    }
  }
}

TEST(SecretRules, CleanSamplesComeNear) {
  ASSERT_FALSE(secret_rules().empty());
  for (const Rule& rule : secret_rules()) {
    EXPECT_TRUE(std::any_of(rule.clean.begin(), rule.clean.end(),
                            [&](const Sample& sample) { return has_literal(rule, sample.code); }))
        << rule.id << ": no clean sample has one of the literals, so none is ever looked at";
  }
}

TEST(SecretRules, RoutableTokensOfGitlab) {
  size_t found = 0;
  for (const Rule& rule : secret_rules()) {
    for (const RulePattern& pattern : rule.patterns) {
      if (!is_routable(pattern)) continue;
      const bool personal = rule.id == "secrets/gitlab-personal-access-token";
      for (const std::string_view head : personal
                                             ? std::vector<std::string_view>{"glpat-"}
                                             : std::vector<std::string_view>{"gldt-", "glrt-t1_", "glwt-"}) {
        std::string token = std::string(head) + "q7ZtR2mWcX9vBn4KpL8sYd3FhJ6gT5kQaM1eXw_uN-b.01.17";
        std::string checksum;
        for (uint64_t crc = crc32(token), i = 0; i < 7; ++i, crc /= 36)
          checksum.insert(0, 1, "0123456789abcdefghijklmnopqrstuvwxyz"[crc % 36]);
        token += checksum;
        const std::string text = "token: '" + token + "'";
        re2::StringPiece match;
        ASSERT_TRUE(matches(pattern, text, &match)) << rule.id << head;
        EXPECT_EQ(match, token);
        const auto begin = static_cast<uint32_t>(text.find(token));
        const Span span = {begin, begin + static_cast<uint32_t>(token.size())};
        EXPECT_TRUE(find_check("gitlab-token")->run({text, span}).proven) << rule.id << head;
        ++found;
      }
    }
  }
  EXPECT_EQ(found, 4U);
}

}  // namespace
}  // namespace sentinel
