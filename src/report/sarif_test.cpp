#include <gtest/gtest.h>

#include "report/encode.h"
#include "report/test_report.h"

namespace sentinel {
namespace {

Json run_of(const ScanReport& report, const FormatOptions& options = {}) {
  return Json::parse(write_with("sarif", report, options))["runs"][0];
}

TEST(Sarif, PassesTheValidator) {
  for (const ScanReport& report : {test_report(), clean_report()}) {
    const auto errors = validation_errors("tools/validate_sarif.sh", "report.sarif",
                                          write_with("sarif", report, {.exit_code = 1}));
    if (!errors) GTEST_SKIP() << "node_modules is not installed";
    EXPECT_EQ(*errors, "");
  }
}

TEST(Sarif, ValidatorRefusesWhatIsWrong) {
  Json log = Json::parse(write_with("sarif", test_report()));
  log["runs"][0]["results"][0]["ruleIndex"] = 999;
  const auto errors = validation_errors("tools/validate_sarif.sh", "report.sarif", log.dump());
  if (!errors) GTEST_SKIP() << "node_modules is not installed";
  EXPECT_NE(*errors, "");
}

TEST(Sarif, IndicesPointToWhatTheyName) {
  const Json run = run_of(test_report());
  const Json& driver = run["tool"]["driver"];
  ASSERT_EQ(run["results"].size(), test_report().findings.size());
  size_t with_artifact = 0;
  for (const Json& result : run["results"]) {
    EXPECT_EQ(driver["rules"].at(result["ruleIndex"].get<size_t>())["id"], result["ruleId"]);
    ASSERT_EQ(result["locations"].size(), 1U);
    const Json& location = result["locations"][0]["physicalLocation"]["artifactLocation"];
    if (!location.contains("index")) continue;
    ++with_artifact;
    EXPECT_EQ(run["artifacts"].at(location["index"].get<size_t>())["location"]["uri"], location["uri"]);
  }
  EXPECT_EQ(with_artifact, run["results"].size() - 1);  // unlisted.txt is no file of the report
  for (const Json& rule : driver["rules"]) {
    if (!rule.contains("relationships")) continue;
    for (const Json& relationship : rule["relationships"]) {
      const Json& target = relationship["target"];
      EXPECT_EQ(run["taxonomies"][0]["taxa"].at(target["index"].get<size_t>())["id"], target["id"]);
    }
  }
  const Json& notifications = run["invocations"][0]["toolExecutionNotifications"];
  ASSERT_FALSE(notifications.empty());
  for (const Json& notification : notifications) {
    const Json& descriptor = notification["descriptor"];
    EXPECT_EQ(driver["notifications"].at(descriptor["index"].get<size_t>())["id"], descriptor["id"]);
  }
}

TEST(Sarif, NotificationsAccountForWhatWasNotRead) {
  const ScanReport report = test_report();
  const Json run = run_of(report, {.exit_code = 3});
  const Json& invocation = run["invocations"][0];
  EXPECT_EQ(invocation["executionSuccessful"], false);
  EXPECT_EQ(invocation["exitCode"], 3);
  EXPECT_EQ(invocation["startTimeUtc"], "2026-01-01T00:00:00Z");
  EXPECT_EQ(invocation["endTimeUtc"], "2026-01-01T00:00:01Z");
  std::map<std::string, size_t> levels;
  for (const Json& notification : invocation["toolExecutionNotifications"]) ++levels[notification["level"]];
  size_t failures = 0;
  for (const Skip& skip : report.skips) failures += is_failure(skip.reason) ? 1 : 0;
  EXPECT_EQ(levels["error"], failures + 1);  // and one problem
  EXPECT_EQ(levels["warning"], 2U);          // a large source file, a smaller problem
  EXPECT_EQ(levels["note"], report.skips.size() - failures - 1 + report.stale_ignores.size());
  EXPECT_EQ(run["artifacts"].size(), report.files.size());
  EXPECT_EQ(invocation["ruleConfigurationOverrides"][0]["descriptor"]["id"], "zz/off");
  EXPECT_EQ(run_of(clean_report())["invocations"][0]["executionSuccessful"], true);
}

TEST(Sarif, ResultCarriesRegionSnippetFingerprintsFlowAndSuppression) {
  const Json run = run_of(test_report());
  EXPECT_EQ(run["columnKind"], "unicodeCodePoints");
  EXPECT_EQ(run["originalUriBaseIds"]["%SRCROOT%"]["uri"], "file:///home/somebody/my%20server/");
  size_t flows = 0;
  std::map<std::string, size_t> kinds;
  for (const Json& result : run["results"]) {
    EXPECT_EQ(result["partialFingerprints"]["mcpSentinel/v1"].get<std::string>().size(), 32U);
    if (result.contains("codeFlows")) {
      ++flows;
      const Json& place = result["locations"][0]["physicalLocation"];
      EXPECT_EQ(place["region"]["snippet"]["text"], "AKIA****************");
      EXPECT_EQ(place["contextRegion"]["startLine"], 11);
      EXPECT_EQ(result["codeFlows"][0]["threadFlows"][0]["locations"].size(),
                2U);  // the last place is the finding's own
    }
    for (const Json& suppression : result["suppressions"]) ++kinds[suppression["kind"]];
  }
  EXPECT_EQ(flows, 1U);
  EXPECT_EQ(kinds, (std::map<std::string, size_t>{{"external", 1}, {"inSource", 1}}));
}

TEST(Sarif, KeepsTheGravestOfMoreThanGitHubTakes) {
  ScanReport report = clean_report();
  for (uint32_t line = 1; line <= 25'010; ++line) {
    Finding finding = test_finding("secrets/weak", Severity::kLow, "server.py", line, "x", "x");
    finding.confidence = line == 3 ? 0.1 : 0.9;
    report.findings.push_back(std::move(finding));
  }
  report.findings.front().suppression = Suppression{};
  report.findings.front().severity = Severity::kCritical;
  report.findings.back().severity = Severity::kHigh;
  const Json run = run_of(report);
  ASSERT_EQ(run["results"].size(), 25'000U);
  const auto line_of = [&](size_t i) {
    return run["results"][i]["locations"][0]["physicalLocation"]["region"]["startLine"].get<uint32_t>();
  };
  EXPECT_EQ(line_of(0), 2U) << "what is suppressed goes first";
  EXPECT_EQ(line_of(1), 4U) << "of equals, the least certain goes";
  EXPECT_EQ(line_of(24'999), 25'010U) << "graver ones stay, and the order of the report";
  const Json& notifications = run["invocations"][0]["toolExecutionNotifications"];
  ASSERT_EQ(notifications.size(), 1U);
  EXPECT_EQ(notifications[0]["level"], "warning");
  EXPECT_EQ(notifications[0]["descriptor"]["id"], "limit");
  EXPECT_EQ(notifications[0]["message"]["text"],
            "10 findings left out: GitHub takes 25000 in one run, and these are the gravest of 25010.");

  report.findings.resize(25'000);
  EXPECT_TRUE(run_of(report)["invocations"][0]["toolExecutionNotifications"].empty());
}

TEST(Sarif, KeepsTheEndsOfALongFlow) {
  ScanReport report = clean_report();
  Finding finding = test_finding("secrets/weak", Severity::kLow, "server.py", 5000, "x", "x");
  for (uint32_t line = 1; line <= 1000; ++line) {
    finding.related.push_back({"server.py", {{line, 1}, {line, 2}}, fmt::format("Step {}", line)});
  }
  report.findings = {finding};
  const Json run = run_of(report);
  const Json& steps = run["results"][0]["codeFlows"][0]["threadFlows"][0]["locations"];
  ASSERT_EQ(steps.size(), 1000U);
  EXPECT_EQ(steps[499]["location"]["message"]["text"], "Step 500.");
  EXPECT_EQ(steps[500]["location"]["message"]["text"], "(1 step before this one left out) Step 502.");
  EXPECT_EQ(steps[999]["location"]["physicalLocation"]["region"]["startLine"], 5000);
  const Json& notifications = run["invocations"][0]["toolExecutionNotifications"];
  ASSERT_EQ(notifications.size(), 1U);
  EXPECT_EQ(notifications[0]["message"]["text"],
            "1 step in the middle of 1 flow left out: GitHub shows 1000 of each.");
}

TEST(Sarif, ScannedTextIsNoLink) {
  const Json run = run_of(test_report());
  ASSERT_FALSE(run["results"].empty());
  for (const Json& result : run["results"]) {
    const std::string text = result["message"]["text"];
    for (size_t at = text.find('['); at != std::string::npos; at = text.find('[', at + 1)) {
      ASSERT_GT(at, 0U);
      EXPECT_EQ(text[at - 1], '\\') << text;
    }
  }
}

}  // namespace
}  // namespace sentinel
