#include "detect/deceptive_text/survey.h"

#include <string>

#include <gtest/gtest.h>

namespace sentinel {
namespace {

TEST(Survey, SeesOneByteWhereverItIs) {
  for (const size_t size : {1U, 15U, 16U, 63U, 64U, 65U, 128U, 129U, 300U}) {
    EXPECT_FALSE(survey(std::string(size, 'a')).non_ascii);
    for (size_t at = 0; at < size; ++at) {
      std::string text(size, 'a');
      text[at] = '\x80';
      EXPECT_TRUE(survey(text).non_ascii) << at << " of " << size;
      EXPECT_FALSE(survey(text).control) << at << " of " << size;
      text[at] = '\x1b';
      EXPECT_TRUE(survey(text).control) << at << " of " << size;
      EXPECT_FALSE(survey(text).non_ascii) << at << " of " << size;
      text[at] = '\\';
      EXPECT_TRUE(survey(text).backslash) << at << " of " << size;
      text[at] = '\r';
      // At the very end it can be half of a line end.
      EXPECT_EQ(survey(text).lone_return, at + 1 < size) << at << " of " << size;
      if (at + 1 < size) {
        text[at + 1] = '\n';
        EXPECT_FALSE(survey(text).lone_return) << at << " of " << size;
      }
    }
  }
}

TEST(Survey, OrdinaryTextNeedsNothing) {
  const Survey seen = survey(std::string(500, 'x') + "\tif a:\r\n\f\v  return\n");
  EXPECT_FALSE(seen.non_ascii || seen.control || seen.lone_return || seen.backslash);
  EXPECT_TRUE(seen.blanks.empty());
  EXPECT_FALSE(survey({}).non_ascii);
}

TEST(Survey, FindsEveryBlankRun) {
  for (size_t before = 0; before < 140; ++before) {
    const std::string text = std::string(before, 'a') + std::string(kBlankRun, ' ') + "b";
    const Survey seen = survey(text);
    ASSERT_EQ(seen.blanks.size(), 1U) << before;
    EXPECT_EQ(seen.blanks[0],
              (Span{static_cast<uint32_t>(before), static_cast<uint32_t>(before + kBlankRun)}));
  }
  const std::string two = "a" + std::string(300, '\n') + "b" + std::string(200, '\t') + "c";
  ASSERT_EQ(survey(two).blanks.size(), 2U);
  EXPECT_EQ(survey(std::string(1000, ' ')).blanks.size(), 1U);
}

}  // namespace
}  // namespace sentinel
