#include <gtest/gtest.h>

#include "base/text.h"
#include "report/test_report.h"

namespace sentinel {
namespace {

TEST(Github, EscapesPropertiesAndMessages) {
  const std::string text = write_with("github", test_report());
  EXPECT_NE(text.find("::warning file=src/\\x1b[31mred\\xff`|<b>%2C%3A%25.js,line=3,endLine=3,"),
            std::string::npos)
      << text;
  EXPECT_NE(text.find("title=medium%3A text/bidi-override::"), std::string::npos);
  EXPECT_NE(text.find("::error::x %250A ]]> \\x1b[31m%0AWhy: "), std::string::npos) << text;
}

// A scanned text can begin no command: each line of ours begins with a word or a command of ours.
TEST(Github, OnlyOurCommands) {
  const std::string text = write_with("github", test_report());
  size_t lines = 0;
  for (const std::string_view line : split(text, '\n')) {
    if (line.empty()) continue;
    ++lines;
    bool known = false;
    for (const std::string_view start :
         {"::error file=", "::warning file=", "::notice file=", "::warning title=", "::notice title=",
          "::group::mcp-sentinel", "::endgroup::", "Read ",
          "not read: ", "rule off: ", "suppressed: ", "2 findings below"}) {
      known = known || line.starts_with(start);
    }
    EXPECT_TRUE(known) << line;
    EXPECT_EQ(line.find("##["), std::string_view::npos) << line;
  }
  EXPECT_GT(lines, 20U);
}

TEST(Github, WorstFirstAndSummaryLast) {
  const std::string text = write_with("github", test_report());
  EXPECT_TRUE(text.starts_with(
      "::error file=src/server.py,line=12,endLine=12,col=9,endColumn=28,title=critical%3A "));
  const size_t last_error = text.rfind("::error file=");
  const size_t first_notice = text.find("::notice file=");
  EXPECT_LT(last_error, first_notice);
  EXPECT_NE(text.find("\n::warning title=mcp-sentinel::Found 6 findings"), std::string::npos);
  EXPECT_TRUE(write_with("github", clean_report()).ends_with("\n::notice title=mcp-sentinel::No findings\n"));
}

TEST(Github, NoColumnsOverSeveralLines) {
  const std::string text = write_with("github", test_report());
  EXPECT_NE(text.find("file=keys/other.pem,line=1,endLine=20,title="), std::string::npos);
}

}  // namespace
}  // namespace sentinel
