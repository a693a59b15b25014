#include <set>

#include <gtest/gtest.h>

#include "base/text.h"
#include "report/encode.h"
#include "report/test_report.h"

namespace sentinel {
namespace {

constexpr const char* kValidate = "node tools/validate_json.mjs schemas/gitlab-sast.subset.schema.json";

TEST(Gitlab, FitsWhatGitLabDemands) {
  for (const ScanReport& report : {test_report(), clean_report()}) {
    for (const bool reproducible : {false, true}) {
      const auto errors = validation_errors(kValidate, "gl-sast-report.json",
                                            write_with("gitlab", report, {.reproducible = reproducible}));
      if (!errors) GTEST_SKIP() << "node_modules is not installed";
      EXPECT_EQ(*errors, "");
    }
  }
}

TEST(Gitlab, ValidatorRefusesWhatGitLabRefuses) {
  const Json good = Json::parse(write_with("gitlab", test_report()));
  struct Case {
    std::string_view pointer;
    Json value;
  };
  for (const auto& [pointer, value] :
       {Case{"/vulnerabilities/0/severity", "high"}, Case{"/vulnerabilities/0/identifiers", Json::array()},
        Case{"/vulnerabilities/0/identifiers/0/name", ""}, Case{"/scan/start_time", "2026-01-01T00:00:00Z"},
        Case{"/scan/messages/0/level", "error"}}) {
    Json bad = good;
    bad[Json::json_pointer(std::string(pointer))] = value;
    const auto errors = validation_errors(kValidate, "gl-sast-report.json", bad.dump());
    if (!errors) GTEST_SKIP() << "node_modules is not installed";
    EXPECT_NE(errors->find(pointer), std::string::npos) << pointer << ": " << *errors;
  }
}

TEST(Gitlab, ListsWhatIsNotSuppressed) {
  const ScanReport report = test_report();
  const Json json = Json::parse(write_with("gitlab", report));
  ASSERT_EQ(json["vulnerabilities"].size(), report.findings.size() - report.suppressed_count());
  std::set<std::string> ids;
  for (const Json& each : json["vulnerabilities"]) ids.insert(each["id"]);
  EXPECT_EQ(ids.size(), json["vulnerabilities"].size());
  EXPECT_TRUE(ids.contains("00112233-4455-8677-8899-aabbccddeeff"));
  EXPECT_EQ(json["scan"]["status"], "failure");
  EXPECT_EQ(Json::parse(write_with("gitlab", clean_report()))["scan"]["status"], "success");
}

TEST(Gitlab, KeepsToTheLengthsThatGitLabTakes) {
  Rule rule;
  rule.id = "a/b";
  for (int i = 0; i < 5000; ++i) rule.title += "é";
  rule.fix = rule.title;
  const RuleSet rules({}, {rule});
  ScanReport report = clean_report();
  report.findings = {test_finding("a/b", Severity::kLow, "f", 1, "x", "x")};
  const Json json = Json::parse(find_formatter("gitlab")->write(report, rules, {}));
  const std::string name = json["vulnerabilities"][0]["name"];
  EXPECT_LE(name.size(), 255U);
  EXPECT_GE(name.size(), 250U);
  EXPECT_TRUE(is_valid_utf8(name));
  EXPECT_LE(json["vulnerabilities"][0]["solution"].get<std::string>().size(), 7000U);
}

}  // namespace
}  // namespace sentinel
