#include "settings/dotenv.h"

#include <gtest/gtest.h>

namespace sentinel {
namespace {

TEST(Dotenv, Values) {
  struct Case {
    std::string_view text, value;
  };
  for (auto [text, value] : {
           Case{"A=b", "b"},
           Case{"A = b ", "b"},
           Case{"  export A=b", "b"},
           Case{"A=", ""},
           Case{"A=b c", "b c"},
           Case{"A=b # comment", "b"},
           Case{"A=b#c", "b#c"},
           Case{"A= # comment", ""},
           Case{"A='b # c'", "b # c"},
           Case{"A='b\\n'", "b\\n"},
           Case{"A=\"b\\n\\\"c\\\" \\\\ \\x\"  # comment", "b\n\"c\" \\ \\x"},
           Case{"A=`b'\"c`", "b'\"c"},
           Case{"A=\"two\nlines\"", "two\nlines"},
           Case{"A=\"never closed", "\"never closed"},
           Case{"A=b\r\n", "b"},
           Case{"\xEF\xBB\xBF"
                "A=b",
                "b"},
           Case{"A=b=c", "b=c"},
       }) {
    const auto entries = parse_dotenv(text);
    ASSERT_EQ(entries.size(), 1U) << text;
    EXPECT_EQ(entries[0].name, "A") << text;
    EXPECT_EQ(entries[0].value, value) << text;
  }
}

TEST(Dotenv, LinesAndWhatIsNoAssignment) {
  const auto entries =
      parse_dotenv("# A=1\n\nnot an assignment\nB='x\ny'\n=3\nC=2\nexport\nexport D\nexport=4\n");
  ASSERT_EQ(entries.size(), 3U);
  EXPECT_EQ(entries[0].name, "B");
  EXPECT_EQ(entries[0].line, 4);
  EXPECT_EQ(entries[1].name, "C");
  EXPECT_EQ(entries[1].line, 7);
  EXPECT_EQ(entries[2].name, "export");
}

// A value that spans lines does not give its lines the look of assignments.
TEST(Dotenv, NothingIsReadOutOfAQuotedValue) {
  const auto entries = parse_dotenv("KEY=\"-----\nMCP_SENTINEL_SEVERITY=low\n-----\"\nB=1\n");
  ASSERT_EQ(entries.size(), 2U);
  EXPECT_EQ(entries[1].name, "B");
  EXPECT_EQ(entries[1].line, 4);
}

}  // namespace
}  // namespace sentinel
