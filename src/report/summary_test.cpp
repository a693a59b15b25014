#include "report/summary.h"

#include <gtest/gtest.h>

#include "report/test_report.h"

namespace sentinel {
namespace {

TEST(ScanReport, IsCompleteUnlessSomethingFailed) {
  EXPECT_TRUE(clean_report().is_complete());

  ScanReport policy = clean_report();
  policy.skips = {{"node_modules/", SkipReason::kDependency, "", false},
                  {"big.py", SkipReason::kTooLarge, "", true}};
  EXPECT_TRUE(policy.is_complete());

  ScanReport failed = clean_report();
  failed.skips = {{"a", SkipReason::kUnreadable, "", true}};
  EXPECT_FALSE(failed.is_complete());

  ScanReport problem = clean_report();
  problem.problems = {{"minor", false}};
  EXPECT_TRUE(problem.is_complete());
  problem.problems = {{"major", true}};
  EXPECT_FALSE(problem.is_complete());

  ScanReport interrupted = clean_report();
  interrupted.interrupted = true;
  EXPECT_FALSE(interrupted.is_complete());
}

TEST(ScanReport, Counts) {
  const ScanReport report = test_report();
  EXPECT_EQ(report.suppressed_count(), 2U);
  EXPECT_EQ(report.count_by_severity(), (SeverityCounts{1, 1, 1, 2, 1}));
  EXPECT_EQ(total_of(report.count_by_severity()), report.findings.size() - 2);
  EXPECT_EQ(report.bytes_scanned(), 255'685U);
  const auto families = count_by_family(report);
  ASSERT_EQ(families.size(), 4U);
  EXPECT_EQ(families.at("secrets"), (SeverityCounts{0, 0, 0, 2, 1}));
}

TEST(Summary, Verdict) {
  EXPECT_EQ(verdict_of(clean_report()), "No findings");

  ScanReport report = clean_report();
  report.files.clear();
  EXPECT_EQ(verdict_of(report), "No findings: there was no file to read");

  report = clean_report();
  report.skips = {{"a", SkipReason::kUnreadable, "", true}, {"b", SkipReason::kBadArchive, "", true}};
  EXPECT_EQ(verdict_of(report),
            "Nothing was found in what could be read. Incomplete: 2 files could not be read");

  report = clean_report();
  report.interrupted = true;
  report.skips = {{"a", SkipReason::kInterrupted, "", false}};
  EXPECT_EQ(incomplete_verdict(report), "Incomplete: the scan was interrupted");

  report = clean_report();
  report.skips = {{"a", SkipReason::kInterrupted, "", false}};
  EXPECT_EQ(incomplete_verdict(report), "Incomplete: the scan stopped early");

  report = clean_report();
  report.findings = {test_finding("a/b", Severity::kHigh, "f", 1, "x", "x"),
                     test_finding("a/b", Severity::kLow, "f", 2, "x", "x")};
  EXPECT_EQ(verdict_of(report), "Found 2 findings: 1 high, 1 low");
  report.problems = {{"x", true}};
  EXPECT_EQ(verdict_of(report),
            "Found 2 findings: 1 high, 1 low. Incomplete: 1 problem kept something from being analysed");
}

TEST(Summary, SizeText) {
  struct Case {
    uint64_t bytes;
    std::string_view expected;
  };
  for (const auto& [bytes, expected] :
       {Case{0, "0 B"}, Case{1023, "1023 B"}, Case{1024, "1.0 KiB"}, Case{1024 * 1024 - 1, "1.0 MiB"},
        Case{3ULL << 30U, "3.0 GiB"}, Case{UINT64_MAX, "16384.0 PiB"}}) {
    EXPECT_EQ(size_text(bytes), expected);
  }
}

TEST(Summary, ColumnsOf) {
  struct Case {
    std::string_view text;
    uint32_t cut;
    uint32_t begin;
    uint32_t end;
    std::string_view expected;
  };
  for (const auto& [text, cut, begin, end, expected] :
       {Case{"abcdef", 0, 2, 4, "bc"}, Case{"abcdef", 0, 1, 0, "abcdef"}, Case{"abcdef", 10, 12, 14, "bc"},
        Case{"abcdef", 10, 3, 13, "ab"},  // begins in what was cut
        Case{"abcdef", 0, 5, 100, "ef"},  // ends in what was cut
        Case{"日本語", 0, 2, 3, "本"}, Case{"abc", 0, 4, 4, ""}, Case{"", 0, 1, 9, ""},
        Case{"abc", 0, 2, 1, ""}, Case{"abc", UINT32_MAX, 1, UINT32_MAX, ""}}) {
    EXPECT_EQ(columns_of(text, cut, begin, end), expected) << text << " " << begin;
  }
}

TEST(Summary, RegionTextCrossesLines) {
  Finding finding = test_finding("a/b", Severity::kLow, "f", 5, "xx", "x");
  finding.snippet = {4, {"zero", "one two", "three", "four"}, {0, 0, 0, 0}};
  finding.region = {{5, 5}, {7, 3}};
  EXPECT_EQ(region_text(finding), "two\nthree\nfo");
  finding.region = {{50, 5}, {70, 3}};
  EXPECT_EQ(region_text(finding), "");
}

TEST(Summary, RuleUrl) {
  const RuleSet rules = test_rules();
  EXPECT_EQ(rule_url(*rules.find("secrets/weak")),
            "https://github.com/mcp-sentinel/mcp-sentinel/blob/main/docs/rules/secrets/weak.md");
  EXPECT_EQ(rule_url(*rules.find("custom/note")), "");
}

}  // namespace
}  // namespace sentinel
