#include <regex>

#include <gtest/gtest.h>

#include "base/text.h"
#include "report/test_report.h"

// NOLINTBEGIN(misc-misleading-bidirectional): such text is what is tested here

namespace sentinel {
namespace {

std::string without_colors(const std::string& text) {
  static const std::regex kColor("\x1b\\[[0-9;]*m");
  return std::regex_replace(text, kColor, "");
}

bool contains(const std::string& text, std::string_view part) { return text.contains(part); }

TEST(Terminal, ApprovedAtSeveralWidths) {
  for (const int width : {60, 80, 120}) {
    expect_golden(fmt::format("terminal-{}.txt", width),
                  write_with("terminal", test_report(),
                             {.width = width, .verbose = width == 120, .reproducible = true}));
  }
  expect_golden("terminal-color.txt",
                write_with("terminal", test_report(), {.color = true, .width = 80, .reproducible = true}));
}

TEST(Terminal, ColorsChangeNothingElse) {
  const std::string colored = write_with("terminal", test_report(), {.color = true, .reproducible = true});
  EXPECT_TRUE(contains(colored, "\x1b[1;97;41mcritical:\x1b[0m "));
  EXPECT_EQ(without_colors(colored), write_with("terminal", test_report(), {.reproducible = true}));
}

TEST(Terminal, KeepsToTheWidth) {
  ScanReport report = test_report();
  report.findings.push_back(test_finding(
      "secrets/weak", Severity::kLow, "zz.py", 100000,
      std::string(90, '\t') + "日本語" + std::string(300, 'x') + "needle" + std::string(300, 'y'), "needle"));
  report.findings.back().message =
      std::string(500, 'm') + " 日本語日本語日本語日本語日本語日本語日本語日本語日本語日本語日本語日本語";
  for (int width = 40; width <= 130; ++width) {
    const std::string text = write_with("terminal", report, {.width = width, .verbose = true});
    for (const std::string_view line : split(text, '\n')) {
      if (contains(std::string(line), "╭─")) continue;  // paths
      if (line.starts_with("──") && !line.ends_with(" finding") && !line.ends_with(" findings")) continue;
      EXPECT_LE(display_width(line), static_cast<size_t>(width)) << line;
    }
    EXPECT_TRUE(contains(text, "needle")) << width;
  }
}

// The carets stand exactly under what was found, whatever stands before it.
TEST(Terminal, UnderlinesTheFinding) {
  struct Case {
    std::string code;
    std::string marked;
    std::string_view shown;
    std::string_view underline;
  };
  for (const auto& [code, marked, shown_code, underline] :
       {Case{"abc def", "def", " 1 │ abc def", "   │     ^^^"},
        Case{"\tdef", "def", " 1 │     def", "   │     ^^^"},
        Case{"ab\tdef", "def", " 1 │ ab  def", "   │     ^^^"},
        Case{"日本 def", "def", " 1 │ 日本 def", "   │      ^^^"},
        Case{"def 日本", "日本", " 1 │ def 日本", "   │     ^^^^"},
        Case{"a\x1b"
             "b def",
             "def", " 1 │ a\\x1bb def", "   │        ^^^"},
        Case{"x \xe2\x80\xae y", "\xe2\x80\xae", " 1 │ x \\u{202e} y", "   │   ^^^^^^^^"},
        Case{"##x[y def", "def", " 1 │ ##x\\x5by def", "   │          ^^^"},
        Case{"e\xcc\x81 def", "def", " 1 │ e\xcc\x81 def", "   │   ^^^"}}) {
    ScanReport report = clean_report();
    report.findings = {test_finding("secrets/weak", Severity::kHigh, "a.txt", 1, code, marked)};
    const std::string text = write_with("terminal", report);
    EXPECT_TRUE(contains(text, fmt::format("\n{}\n{}\n", shown_code, underline))) << text;
  }
}

TEST(Terminal, MarksAPlaceWithoutWidth) {
  ScanReport report = clean_report();
  report.findings = {test_finding("secrets/weak", Severity::kHigh, "a.txt", 1, "abc", "c")};
  report.findings[0].region.end = report.findings[0].region.begin;
  EXPECT_TRUE(contains(write_with("terminal", report), "\n 1 │ abc\n   │   ^\n"));
}

TEST(Terminal, LastLineIsTheVerdict) {
  const auto last_line = [](const ScanReport& report, const FormatOptions& options) {
    const std::string text = write_with("terminal", report, options);
    return text.substr(text.rfind('\n', text.size() - 2) + 1);
  };
  EXPECT_EQ(last_line(clean_report(), {}), "No findings\n");
  EXPECT_EQ(last_line(clean_report(), {.color = true}), "\x1b[1;32mNo findings\x1b[0m\n");

  ScanReport found = clean_report();
  found.findings = {test_finding("secrets/weak", Severity::kHigh, "a.txt", 1, "abc", "c")};
  EXPECT_EQ(last_line(found, {}), "Found 1 finding: 1 high\n");

  ScanReport failed = clean_report();
  failed.skips = {{"a", SkipReason::kUnreadable, "", true}};
  EXPECT_EQ(last_line(failed, {.color = true}), "\x1b[1;31mIncomplete: 1 file could not be read\x1b[0m\n");
  // Even the quiet report is no silent green.
  EXPECT_EQ(last_line(failed, {.quiet = true}), "Incomplete: 1 file could not be read\n");
  EXPECT_EQ(write_with("terminal", clean_report(), {.quiet = true}), "");
}

TEST(Terminal, NamesFailuresAndNotableSkipsAndOthersWithVerbose) {
  ScanReport report = clean_report();
  report.skips = {{"big.py", SkipReason::kTooLarge, "2.0 MiB", true},
                  {"ignored.py", SkipReason::kIgnored, "", false}};
  for (int i = 0; i < 30; ++i)
    report.skips.push_back({fmt::format("locked{:02}", i), SkipReason::kUnreadable, "", true});
  const std::string text = write_with("terminal", report);
  EXPECT_TRUE(contains(text, "big.py: 2.0 MiB"));
  EXPECT_FALSE(contains(text, "ignored.py"));
  EXPECT_TRUE(contains(text, "locked09"));
  EXPECT_FALSE(contains(text, "locked10"));
  EXPECT_TRUE(contains(text, "and 20 more (--verbose lists them)"));
  const std::string verbose = write_with("terminal", report, {.verbose = true});
  EXPECT_TRUE(contains(verbose, "ignored.py"));
  EXPECT_TRUE(contains(verbose, "locked29"));
}

TEST(Terminal, NamesSomeProblemsAndAllThatCount) {
  ScanReport report = clean_report();
  for (int i = 0; i < 30; ++i) report.problems.push_back({fmt::format("minor{:02}", i), false});
  report.problems.push_back({"major", true});
  const std::string text = write_with("terminal", report);
  EXPECT_TRUE(contains(text, "  minor09\n"));
  EXPECT_FALSE(contains(text, "minor10"));
  EXPECT_TRUE(contains(text, "  major\n  and 20 more (--verbose lists them)\n"));
  EXPECT_TRUE(contains(write_with("terminal", report, {.verbose = true}), "  minor29\n"));
}

TEST(Terminal, TimingsWhenAsked) {
  EXPECT_FALSE(contains(write_with("terminal", test_report()), "1200.0 ms"));
  EXPECT_TRUE(contains(write_with("terminal", test_report(), {.timings = true}), "1200.0 ms  match"));
}

}  // namespace
}  // namespace sentinel

// NOLINTEND(misc-misleading-bidirectional)
