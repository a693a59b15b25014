#include <gtest/gtest.h>

#include "base/text.h"
#include "report/test_report.h"

namespace sentinel {
namespace {

// Lines outside of fences, with code spans taken out: what a renderer reads as markup.
std::vector<std::string> markup_lines(const std::string& text) {
  std::vector<std::string> out;
  std::string fence;
  for (const std::string_view line : split(text, '\n')) {
    if (fence.empty() && line.starts_with("```")) {
      fence = line;
      continue;
    }
    if (!fence.empty()) {
      if (line == fence) fence.clear();
      continue;
    }
    std::string plain;
    for (size_t at = 0; at < line.size();) {
      if (line[at] == '\\' && at + 1 < line.size()) {
        at += 2;
        continue;
      }
      if (line[at] != '`') {
        plain += line[at++];
        continue;
      }
      size_t run = 0;
      while (at + run < line.size() && line[at + run] == '`') ++run;
      size_t end = at + run;
      for (size_t length = 0; end < line.size(); ++end) {
        length = line[end] == '`' ? length + 1 : 0;
        if (length == run && (end + 1 == line.size() || line[end + 1] != '`')) break;
      }
      EXPECT_LT(end, line.size()) << "an open code span: " << line;
      at = end + 1;
    }
    out.push_back(plain);
  }
  EXPECT_TRUE(fence.empty());
  return out;
}

TEST(Markdown, ScannedTextIsNoMarkup) {
  const std::string text = write_with("markdown", test_report());
  ASSERT_FALSE(markup_lines(text).empty());
  for (const std::string& line : markup_lines(text)) {
    for (const std::string_view bad :
         {"<script", "<b>", "<x>", "<instructions", "@team", "#12", "](https://evil", "https://evil"}) {
      EXPECT_EQ(line.find(bad), std::string::npos) << line;
    }
  }
}

TEST(Markdown, TextCannotReachPeopleOrIssues) {
  struct Case {
    std::string_view message;
    std::string_view written;
  };
  for (const auto& [message, written] :
       {Case{"@team", "@<!-- -->team"}, Case{"#12 and !3", "#<!-- -->12 and !<!-- -->3"}, Case{"# 1", "# 1"},
        Case{"a@b.c", "a@<!-- -->b.c"}, Case{"http://x", "http\\://x"}, Case{"www.x", "www\\.x"},
        Case{"![x](y)", "!\\[x\\](y)"}, Case{"<img>", "&lt;img&gt;"},
        Case{"a*b_c~d|e`f", R"(a\*b\_c\~<!-- -->d\|e\`f)"}}) {
    ScanReport report = clean_report();
    report.findings = {test_finding("secrets/weak", Severity::kHigh, "a", 1, "x", "x")};
    report.findings[0].message = message;
    const std::string text = write_with("markdown", report);
    EXPECT_NE(text.find(fmt::format(" high: {}\n", written)), std::string::npos) << text;
  }
}

TEST(Markdown, FenceIsLongerThanWhatItHolds) {
  ScanReport report = clean_report();
  report.findings = {test_finding("secrets/weak", Severity::kHigh, "a`b``c.md", 1, "````\tx", "x")};
  const std::string text = write_with("markdown", report);
  EXPECT_NE(text.find("`````\n> 1 | ````\tx\n`````\n"), std::string::npos) << text;
  EXPECT_NE(text.find("### ```a`b``c.md```\n"), std::string::npos) << text;
}

TEST(Markdown, TableHasOneCellForEachColumn) {
  ScanReport report = clean_report();
  report.findings = {test_finding("a|b/x", Severity::kHigh, "a", 1, "x", "x"),
                     test_finding("c/x", Severity::kLow, "b", 1, "x", "x")};
  const std::string text = write_with("markdown", report);
  EXPECT_NE(text.find("| `a\\|b` | 0 | 1 | 0 | 0 | 0 | 1 |\n| `c` | 0 | 0 | 0 | 1 | 0 | 1 |\n| **total** | 0 "
                      "| 1 | 0 | 1 | 0 | 2 |\n"),
            std::string::npos)
      << text;
}

TEST(Markdown, LongLedgerIsCutAndSaysSo) {
  ScanReport report = clean_report();
  for (int i = 0; i < 300; ++i)
    report.skips.push_back({fmt::format("f{}", i), SkipReason::kIgnored, "", false});
  report.skips.push_back({"last-and-locked", SkipReason::kUnreadable, "", true});
  const std::string text = write_with("markdown", report);
  EXPECT_NE(text.find("- and 101 more\n"), std::string::npos);
  EXPECT_NE(text.find("`last-and-locked`"), std::string::npos);
}

}  // namespace
}  // namespace sentinel
