#include "report/encode.h"

#include <gtest/gtest.h>

// NOLINTBEGIN(misc-misleading-bidirectional): such text is what is tested here

namespace sentinel {
namespace {

using namespace std::string_literals;

TEST(Encode, Utf8Of) {
  struct Case {
    std::string text;
    std::string expected;
  };
  for (const auto& [text, expected] :
       {Case{"", ""}, Case{"plain", "plain"}, Case{"日本", "日本"},
        Case{"a\xff"
             "b",
             R"(a\xffb)"},
        Case{"\xc3", "\\xc3"}, Case{"\xed\xa0\x80", "\\xed\\xa0\\x80"},  // a surrogate
        Case{"\x1b[0m", "\x1b[0m"}}) {                                   // JSON escapes it
    EXPECT_EQ(utf8_of(text), expected);
  }
}

TEST(Encode, DumpJsonIsLosslessAndPrintable) {
  struct Case {
    std::string text;
    std::string expected;
  };
  for (const auto& [text, expected] :
       {Case{"a\nb", R"("a\nb")"}, Case{"\x7f", R"("\u007f")"}, Case{"\xe2\x80\xae", R"("\u202e")"},
        Case{"\xf3\xa0\x81\x81", R"("\udb40\udc41")"},  // a tag character
        Case{"##[x", R"("##\u005bx")"}, Case{"é 日本 😀", R"("é 日本 😀")"}}) {
    EXPECT_EQ(dump_json(Json(text), -1), expected);
    EXPECT_EQ(Json::parse(dump_json(Json(text), -1)).get<std::string>(), text);
  }
}

TEST(Encode, ShownCannotCommandABuildServer) {
  struct Case {
    std::string_view text;
    std::string_view expected;
  };
  for (const auto& [text, expected] :
       {Case{"## [x]", "## [x]"}, Case{"##[error]x", "##\\x5berror]x"},
        Case{"a ##vso[task.setvariable]", "a ##vso\\x5btask.setvariable]"}, Case{"####[x]", "####\\x5bx]"},
        Case{"#[derive]", "#[derive]"}, Case{"##", "##"}, Case{"\x1b[0m", "\\x1b[0m"}}) {
    EXPECT_EQ(shown(text), expected);
  }
}

TEST(Encode, UriOf) {
  struct Case {
    std::string path;
    std::string_view expected;
  };
  for (const auto& [path, expected] :
       {Case{"src/a.py", "src/a.py"}, Case{"a b.py", "a%20b.py"}, Case{"a.zip!/b", "a.zip!/b"},
        Case{"c:x", "c%3Ax"},  // not a scheme
        Case{"100%?#[]", "100%25%3F%23%5B%5D"}, Case{"\xff\n\\", "%FF%0A%5C"}, Case{"é", "%C3%A9"},
        Case{"/etc/my file", "file:///etc/my%20file"}, Case{"", "."}}) {
    EXPECT_EQ(uri_of(path), expected);
  }
}

TEST(Encode, XmlOf) {
  struct Case {
    std::string text;
    std::string_view expected;
  };
  for (const auto& [text, expected] :
       {Case{"<a b='c' d=\"e\">&]]>", "&lt;a b=&apos;c&apos; d=&quot;e&quot;&gt;&amp;]]&gt;"},
        Case{"a\0b"s, "a\\x00b"}, Case{"\x1b\xff", "\\x1b\\xff"}, Case{"\xef\xbf\xbf", "\\u{ffff}"},
        Case{"##vso[x", "##vso&#91;x"}, Case{"\xef\xbc\x81 é", "\xef\xbc\x81 é"}}) {
    EXPECT_EQ(xml_of(text), expected);
  }
}

TEST(Encode, UtcOf) {
  EXPECT_EQ(utc_of(std::chrono::system_clock::time_point()), "1970-01-01T00:00:00");
  EXPECT_EQ(utc_of(std::chrono::system_clock::time_point(std::chrono::seconds(1709210096))),
            "2024-02-29T12:34:56");
}

}  // namespace
}  // namespace sentinel

// NOLINTEND(misc-misleading-bidirectional)
