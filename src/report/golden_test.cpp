// Every format writes the same report, compared with an approved file.

#include <regex>
#include <set>

#include <gtest/gtest.h>

#include "base/text.h"
#include "report/test_report.h"

namespace sentinel {
namespace {

TEST(Formatters, AreEightAndFoundByName) {
  ASSERT_EQ(formatters().size(), 8U);
  std::set<std::string_view> extensions;
  for (const Formatter& formatter : formatters()) {
    EXPECT_EQ(find_formatter(formatter.name), &formatter);
    EXPECT_FALSE(formatter.description.empty()) << formatter.name;
    EXPECT_TRUE(extensions.insert(formatter.extension).second) << formatter.extension;
  }
  EXPECT_EQ(find_formatter("xml"), nullptr);
}

TEST(Formatters, WriteTheApprovedText) {
  ASSERT_FALSE(formatters().empty());
  const FormatOptions options{.reproducible = true, .exit_code = 1};
  for (const Formatter& formatter : formatters()) {
    expect_golden(fmt::format("rich{}", formatter.extension),
                  write_with(formatter.name, test_report(), options));
    expect_golden(fmt::format("clean{}", formatter.extension),
                  write_with(formatter.name, clean_report(), options));
  }
}

TEST(Formatters, WriteNothingThatSteersATerminal) {
  for (const Formatter& formatter : formatters()) {
    const std::string text = write_with(formatter.name, test_report(), {.verbose = true});
    ASSERT_TRUE(is_valid_utf8(text)) << formatter.name;
    for (size_t at = 0; at < text.size();) {
      const CodePoint point = decode_utf8(text, at);
      const bool allowed = point.value == '\n' || point.value == '\t' || !is_unprintable(point.value);
      EXPECT_TRUE(allowed) << formatter.name << " at " << at << ": "
                           << escape_for_display(text.substr(at, 40));
      if (!allowed) break;
      at += point.length;
    }
  }
}

TEST(Formatters, WriteNoCommandOfABuildServer) {
  static const std::regex kCommand("##[A-Za-z]*\\[");
  ScanReport report = test_report();
  report.findings.push_back(
      test_finding("secrets/weak", Severity::kLow, "##[group]", 1, "##vso[task] ##[x] ####Aa[", "task"));
  report.findings.back().message = "##vso[x]";
  report.skips.push_back({"##[error]", SkipReason::kUnreadable, "##[a]", true});
  for (const Formatter& formatter : formatters()) {
    std::smatch match;
    const std::string text = write_with(formatter.name, report, {.verbose = true});
    EXPECT_FALSE(std::regex_search(text, match, kCommand))
        << formatter.name << match.suffix().str().substr(0, 50);
  }
}

TEST(Formatters, SayWhenTheScanIsIncomplete) {
  ScanReport report = clean_report();
  report.skips = {{"locked.py", SkipReason::kUnreadable, "Permission denied", true}};
  for (const Formatter& formatter : formatters()) {
    const std::string text = write_with(formatter.name, report);
    EXPECT_NE(text.find("locked.py"), std::string::npos) << formatter.name;
    EXPECT_NE(text.find("unreadable"), std::string::npos) << formatter.name;
    EXPECT_EQ(text.find("No findings"), std::string::npos) << formatter.name;
  }
}

TEST(Formatters, AreTheSameForEveryClockWhenReproducible) {
  ScanReport later = test_report();
  later.started += std::chrono::hours(5);
  later.seconds = 99;
  later.root = "/elsewhere";
  later.timings = {{"walk", 3}};
  for (const Formatter& formatter : formatters()) {
    const FormatOptions options{.timings = true, .reproducible = true};
    EXPECT_EQ(write_with(formatter.name, test_report(), options), write_with(formatter.name, later, options))
        << formatter.name;
  }
}

TEST(Formatters, LeaveNoFindingOut) {
  const ScanReport report = test_report();
  for (const Formatter& formatter : formatters()) {
    const std::string text = write_with(formatter.name, report);
    for (const Finding& finding : report.findings) {
      if (!finding.suppression) {
        EXPECT_NE(text.find(finding.rule), std::string::npos) << formatter.name << " " << finding.rule;
      }
    }
  }
}

}  // namespace
}  // namespace sentinel
