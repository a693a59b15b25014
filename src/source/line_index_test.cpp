#include "source/line_index.h"

#include <string>

#include <gtest/gtest.h>

namespace sentinel {
namespace {

TEST(LineIndex, Lines) {
  struct Case {
    std::string_view text;
    std::vector<std::string_view> lines;
  };
  for (const auto& [text, lines] :
       {Case{"", {""}}, Case{"a", {"a"}}, Case{"a\n", {"a", ""}}, Case{"a\nb\r\nc\rd", {"a", "b", "c", "d"}},
        Case{"\n\r", {"", "", ""}}, Case{"\r\n\r\n", {"", "", ""}}, Case{"\r\r\n", {"", "", ""}},
        Case{"a\r", {"a", ""}}}) {
    const LineIndex index(text);
    ASSERT_EQ(index.count(), lines.size()) << testing::PrintToString(text);
    for (size_t i = 0; i < lines.size(); ++i) {
      EXPECT_EQ(index.text_of(static_cast<uint32_t>(i + 1)), lines[i]) << testing::PrintToString(text) << i;
    }
    EXPECT_EQ(index.text_of(0), "");
    EXPECT_EQ(index.text_of(static_cast<uint32_t>(lines.size() + 1)), "");
    EXPECT_EQ(index.line_of(static_cast<uint32_t>(text.size())), lines.size());
  }
}

TEST(LineIndex, Positions) {
  struct Case {
    std::string_view text;
    uint32_t offset;
    Position position;
  };
  for (auto [text, offset, position] :
       {Case{"", 0, {1, 1}}, Case{"ab\ncd", 0, {1, 1}},
        Case{"ab\ncd", 2, {1, 3}},  // the line's end belongs to it
        Case{"ab\ncd", 3, {2, 1}}, Case{"ab\ncd", 5, {2, 3}}, Case{"ab\ncd", 99, {2, 3}},  // past the end
        Case{"a\r\nb", 2, {1, 3}}, Case{"a\r\nb", 3, {2, 1}}, Case{"\u00e4\u20ac\U0001f600x", 2, {1, 2}},
        Case{"\u00e4\u20ac\U0001f600x", 5, {1, 3}}, Case{"\u00e4\u20ac\U0001f600x", 9, {1, 4}},
        Case{"\xff\xfex", 2, {1, 3}},     // an invalid byte is one column
        Case{"\xe2\x82x", 2, {1, 3}}}) {  // so is a cut sequence, byte by byte
    EXPECT_EQ(LineIndex(text).position_of(offset), position) << testing::PrintToString(text) << offset;
  }
}

TEST(LineIndex, ManyLines) {
  const std::string text(100'000, '\n');
  const LineIndex index(text);
  EXPECT_EQ(index.count(), 100'001U);
  EXPECT_EQ(index.position_of(50'000), (Position{50'001, 1}));
  EXPECT_EQ(index.span_of(100'001), (Span{100'000, 100'000}));
}

}  // namespace
}  // namespace sentinel
