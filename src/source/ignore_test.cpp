#include "source/ignore.h"

#include <gtest/gtest.h>

namespace sentinel {
namespace {

using Verdict = IgnoreFile::Verdict;

TEST(IgnoreFile, Patterns) {
  struct Case {
    std::string_view text;
    std::string_view path;  // a folder ends in '/'
    Verdict verdict;
  };
  constexpr Verdict kNone = Verdict::kNone;
  constexpr Verdict kIgnored = Verdict::kIgnored;
  constexpr Verdict kKept = Verdict::kKept;
  for (auto [text, path, verdict] : {
           Case{"", "a", kNone},
           Case{"a", "a", kIgnored},
           Case{"a", "b/a", kIgnored},
           Case{"a", "a/b", kNone},  // the walk never goes into a
           Case{"/a", "b/a", kNone},
           Case{"/a", "a", kIgnored},
           Case{"a/", "a", kNone},
           Case{"a/", "b/a/", kIgnored},
           Case{"a/b", "a/b", kIgnored},
           Case{"a/b", "c/a/b", kNone},  // a '/' inside anchors
           Case{"**/a/b", "c/a/b", kIgnored},
           Case{"**/a/b", "a/b", kIgnored},
           Case{"a/**", "a/b/c", kIgnored},
           Case{"a/**", "a/", kNone},
           Case{"a/**/b", "a/b", kIgnored},
           Case{"a/**/b", "a/x/y/b", kIgnored},
           Case{"a/*", "a/x/y", kNone},
           Case{"*.log", "x/y.log", kIgnored},
           Case{"*.log", ".log", kIgnored},
           Case{"*", "x", kIgnored},
           Case{"*a*", "bab", kIgnored},
           Case{"foo**/bar", "foobar", kIgnored},  // as git does
           Case{"[ab].py", "b.py", kIgnored},
           Case{"[ab", "[ab", kNone},
           Case{"\\#a", "#a", kIgnored},
           Case{"#a", "#a", kNone},
           Case{"\\!a", "!a", kIgnored},
           Case{"!a", "a", kKept},
           Case{"*\n!a", "a", kKept},
           Case{"!a\n*", "a", kIgnored},
           Case{"!a/\n", "a", kNone},
           Case{"a  ", "a", kIgnored},
           Case{"a\\ ", "a ", kIgnored},
           Case{"a\\  ", "a ", kIgnored},
           Case{"a\t", "a\t", kIgnored},  // only spaces are cut off
           Case{"a\r\n", "a", kIgnored},
           Case{"a\r", "a\r", kIgnored},  // git wants the line feed, too
           Case{"\xef\xbb\xbf"
                "a",
                "a", kIgnored},
           Case{std::string_view("a\0b\nc", 5), "a", kIgnored},
           Case{std::string_view("a\0b\nc", 5), "c", kIgnored},
           Case{"/", "a/", kNone},
           Case{"!", "a", kNone},
           Case{"//a", "a", kNone},
           Case{"a\\", "a", kNone},
           Case{"\xff*", "\xff\xfe", kIgnored},
       }) {
    const bool is_folder = path.ends_with('/');
    const std::string_view plain = is_folder ? path.substr(0, path.size() - 1) : path;
    EXPECT_EQ(IgnoreFile::parse(text).match(plain, is_folder), verdict)
        << testing::PrintToString(text) << " on " << testing::PrintToString(path);
  }
}

TEST(IgnoreFile, Empty) {
  EXPECT_TRUE(IgnoreFile::parse("\n\n# only a comment\n   \n\r\n").empty());
  EXPECT_FALSE(IgnoreFile::parse("a").empty());
}

TEST(IgnoreFile, IsBounded) {
  std::string text;
  for (size_t i = 0; i < IgnoreFile::kMaxPatterns; ++i) text += "*\n";
  EXPECT_TRUE(IgnoreFile::parse(text).is_complete());
  const IgnoreFile file = IgnoreFile::parse(text + "!a\n");
  EXPECT_FALSE(file.is_complete());
  EXPECT_EQ(file.match("a", false), Verdict::kIgnored);
}

}  // namespace
}  // namespace sentinel
