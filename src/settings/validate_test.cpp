#include "settings/validate.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sentinel {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr std::string_view kSizes = "a size from 1024 bytes to 1 GiB, as 1048576, 512KiB or 2MB";

const KnownNames kKnown = {{"terminal", "json", "sarif"},
                           {"secrets", "deceptive-text"},
                           {"secrets/jwt", "secrets/aws-access-key", "deceptive-text/bidi"},
                           {}};

std::vector<std::string> problems_of(std::string_view text) {
  std::vector<std::string> out;
  for (const Problem& problem : validate_settings_file(text, "f", kKnown)) out.push_back(problem.text("f"));
  return out;
}

TEST(Validate, Good) {
  for (const std::string_view text : {
           "",
           "# nothing\n",
           "version: 1\n",
           "max_concurrent_files: 1\n",
           "max_concurrent_files: 100\n",
           "min_confidence: 0\n",
           "min_confidence: 1.0\n",
           "max_file_size: 1024\n",
           "max_file_size: 512KiB\n",
           "max_file_size: \"2 MB\"\n",
           "max_file_size: 1GiB\n",
           "log_level: DEBUG\n",
           "log_level: debug\n",
           "fail_on: never\n",
           "severity: critical\n",
           "allow_incomplete: true\n",
           "output_format: json\n",  // a list of one
           "output_format: [json, sarif]\n",
           "exclude_patterns:\n",  // all of its items commented out
           "exclude_patterns: tests/\n",
           "baseline:\n",
           "rule_options:\n",
           "rule_options: {secrets/jwt: {off: true, severity: low}}\n",
           "overrides: {paths: tests/, off: secrets}\n",
           "overrides:\n  - paths: [a/**, b/]\n    off: ['*']\n  - paths: x\n    min_confidence: 0.9\n",
           "rules: [mine]\nrule_options: {mine/rule: {off: true}}\n",  // its ids are in `mine`
           "honor_markers: ['pragma: allowlist secret', nosec]\n",
           "extends: ../base.yaml\n",
           "{\"severity\": \"low\", \"detectors\": [\"secrets\"]}",
       }) {
    EXPECT_THAT(problems_of(text), IsEmpty()) << text;
  }
}

TEST(Validate, OneProblem) {
  struct Case {
    std::string_view text;
    std::string problem;
  };
  const std::vector<Case> cases = {
      Case{"confidense: 1", R"(f:1:1: "confidense" is not a setting; did you mean "min_confidence"?)"},
      Case{"severity: info\nMax_Files_Size: 1",
           R"(f:2:1: "Max_Files_Size" is not a setting; did you mean "max_file_size"?)"},
      Case{"max_concurrent_files: 0",
           R"(f:1:23: max_concurrent_files is "0"; allowed: a whole number from 1 to 100)"},
      Case{"max_concurrent_files: 101",
           R"(f:1:23: max_concurrent_files is "101"; allowed: a whole number from 1 to 100)"},
      Case{"max_concurrent_files: 2.5",
           R"(f:1:23: max_concurrent_files is "2.5"; allowed: a whole number from 1 to 100)"},
      Case{"max_concurrent_files: 99999999999999999999",
           R"(f:1:23: max_concurrent_files is "99999999999999999999")"
           R"(; allowed: a whole number from 1 to 100)"},
      Case{"max_concurrent_files: '10'",
           R"(f:1:23: max_concurrent_files is "10" in quotes; allowed: a whole number from 1 to 100)"},
      Case{"max_concurrent_files:",
           R"(f:1:1: max_concurrent_files is empty; allowed: a whole number from 1 to 100)"},
      Case{"min_confidence: 1.01", R"(f:1:17: min_confidence is "1.01")"
                                   R"(; allowed: a number from 0 to 1)"},
      Case{"min_confidence: -0.1", R"(f:1:17: min_confidence is "-0.1")"
                                   R"(; allowed: a number from 0 to 1)"},
      Case{"min_confidence: nan", R"(f:1:17: min_confidence is "nan"; allowed: a number from 0 to 1)"},
      Case{"min_confidence: 70%", R"(f:1:17: min_confidence is "70%"; allowed: a number from 0 to 1)"},
      Case{"min_confidence: [1]", R"(f:1:17: min_confidence is a list; allowed: a number from 0 to 1)"},
      Case{"max_file_size: 1023", fmt::format(R"(f:1:16: max_file_size is "1023"; allowed: {})", kSizes)},
      Case{"max_file_size: 2GiB", fmt::format(R"(f:1:16: max_file_size is "2GiB"; allowed: {})", kSizes)},
      Case{"max_file_size: 18446744073709551615GB",
           fmt::format(R"(f:1:16: max_file_size is "18446744073709551615GB"; allowed: {})", kSizes)},
      Case{"max_file_size: 1 parsec",
           fmt::format(R"(f:1:16: max_file_size is "1 parsec"; allowed: {})", kSizes)},
      Case{"allow_incomplete: yes", R"(f:1:19: allow_incomplete is "yes"; allowed: true, false)"},
      Case{"severity: hihg", R"(f:1:11: severity is "hihg")"
                             R"(; allowed: info, low, medium, high, critical; did you mean "high"?)"},
      Case{"severity: never", R"(f:1:11: severity is "never"; allowed: info, low, medium, high, critical)"},
      Case{"log_level: TRACE", R"(f:1:12: log_level is "TRACE"; allowed: DEBUG, INFO, WARNING, ERROR)"},
      Case{"output_format: [json, sarfi]",
           R"(f:1:23: output_format is "sarfi")"
           R"(; allowed: any of terminal, json, sarif; did you mean "sarif"?)"},
      Case{"detectors: secret", R"(f:1:12: detectors is "secret")"
                                R"(; allowed: any of secrets, deceptive-text; did you mean "secrets"?)"},
      Case{"include_patterns: [a, [b]]",
           R"(f:1:23: include_patterns has an item that is a list; allowed: a list of path patterns)"},
      Case{"include_patterns: ['']",
           R"(f:1:20: include_patterns has an item that is ""; allowed: a list of path patterns)"},
      Case{"baseline: [a]", R"(f:1:11: baseline is a list; allowed: a file)"},
      Case{"rule_options: {secrets/jwtt: {off: true}}",
           R"(f:1:16: "secrets/jwtt" is not a rule; did you mean "secrets/jwt"?)"},
      Case{"rule_options: {secrets/jwt: off}",
           R"(f:1:29: the options of secrets/jwt are "off"; allowed: a map with off, severity)"},
      Case{"rule_options: {secrets/jwt: {of: true}}",
           R"(f:1:30: "of" is not a key of rule_options; allowed: off, severity)"},
      Case{"rule_options: [a]", R"(f:1:15: rule_options is a list)"
                                R"(; allowed: a map from rule ids to maps with off, severity)"},
      Case{"overrides: [{path: a, off: '*'}]",
           R"(f:1:14: "path" is not a key of overrides)"
           R"(; allowed: paths, off, severity, min_confidence; did you mean "paths"?)"},
      Case{"overrides: [{off: '*'}]", "f:1:13: an entry of overrides has no paths; say where it applies"},
      Case{"overrides: [{paths: a}]",
           "f:1:13: an entry of overrides changes nothing; add off, severity or min_confidence"},
      Case{"overrides: [{paths: a, off: [secrets, jwt]}]",
           R"(f:1:39: "jwt" is not a rule; did you mean "secrets/jwt"?)"},
      Case{"overrides: [{paths: a, min_confidence: 2}]",
           R"(f:1:40: min_confidence is "2"; allowed: a number from 0 to 1)"},
      Case{"overrides: tests", R"(f:1:12: an entry of overrides is "tests")"
                               R"(; allowed: a map with paths, off, severity, min_confidence)"},
      Case{"extends: https://example.com/base.yaml",
           R"(f:1:10: extends is "https://example.com/base.yaml", an address; only files can be extended)"},
      Case{"version: 2", R"(f:1:10: version is "2"; allowed: 1)"},
      Case{"- severity: low", "f:1:1: a settings file is a map, `name: value` on each line"},
      Case{"severity: low\nseverity: high", "f:2:1: \"severity\" is there twice; the first is in line 1"},
      Case{"severity: &a low", "f:1:11: anchors (&name) are not allowed"},
      Case{"\"\\e[31m\": 1",
           "f:1:1: \"\\x1b[31m\" is not a setting; there are severity, min_confidence, fail_on, "
           "allow_incomplete, detectors, include_patterns, exclude_patterns, use_ignore_files, "
           "max_file_size, max_concurrent_files, output_format, output_file, baseline, rules, "
           "rule_options, overrides, honor_markers, log_level, log_format, extends, version"},
  };
  for (const auto& [text, problem] : cases) {
    EXPECT_THAT(problems_of(text), ElementsAre(problem)) << text;
  }
}

TEST(Validate, EveryProblemAtOnceInOrder) {
  EXPECT_THAT(
      problems_of("min_confidence: 3\n"
                  "colour: red\n"
                  "extends: [a.yaml, http://b]\n"
                  "overrides:\n"
                  "  - paths: []\n"
                  "    severity: bad\n"
                  "    off: [nothing/like-it]\n"
                  "min_confidence: 0.5\n"),
      ElementsAre(testing::StartsWith("f:1:17: min_confidence is"), testing::StartsWith("f:2:1: \"colour\""),
                  testing::StartsWith("f:3:19: extends is"), testing::StartsWith("f:6:15: severity is"),
                  testing::StartsWith("f:7:11: \"nothing/like-it\" is not a rule"),
                  testing::StartsWith("f:8:1: \"min_confidence\" is there twice")));
}

TEST(Validate, WithoutKnownNamesNothingIsUnknown) {
  EXPECT_THAT(
      validate_settings_file("output_format: x\ndetectors: y\nrule_options: {a/b: {off: true}}\n", "f", {}),
      IsEmpty());
}

TEST(Validate, LongValuesAreCut) {
  const auto problems = problems_of("severity: " + std::string(100'000, 'x'));
  ASSERT_EQ(problems.size(), 1U);
  EXPECT_LT(problems[0].size(), 300U);
}

}  // namespace
}  // namespace sentinel
