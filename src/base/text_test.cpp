#include "base/text.h"

#include <array>
#include <random>

#include <gtest/gtest.h>

#include "base/unicode_ranges.h"
#include "base/yaml.h"

// NOLINTBEGIN(misc-misleading-bidirectional): such text is what is tested here

namespace sentinel {
namespace {

using std::string_view_literals::operator""sv;

TEST(Utf8, Decode) {
  struct Case {
    std::string_view text;
    char32_t value;
    int length;
    bool valid;
  };
  for (auto [text, value, length, valid] : {
           Case{"a", 'a', 1, true},
           Case{"\0"sv, 0, 1, true},
           Case{"\xC3\xA9", 0xE9, 2, true},
           Case{"\xE2\x82\xAC", 0x20AC, 3, true},
           Case{"\xF0\x9F\x98\x80", 0x1F600, 4, true},
           Case{"\xF4\x8F\xBF\xBF", 0x10FFFF, 4, true},
           Case{"\xF4\x90\x80\x80", 0xF4, 1, false},  // past the last
           Case{"\xC0\x80", 0xC0, 1, false},          // overlong
           Case{"\xE0\x80\xAF", 0xE0, 1, false},
           Case{"\xF0\x80\x80\xAF", 0xF0, 1, false},
           Case{"\xED\xA0\x80", 0xED, 1, false},  // surrogate
           Case{"\xE2\x82", 0xE2, 1, false},      // cut off
           Case{"\xE2\x82z", 0xE2, 1, false},
           Case{"\x80", 0x80, 1, false},
           Case{"\xFF", 0xFF, 1, false},
       }) {
    const CodePoint point = decode_utf8(text, 0);
    EXPECT_EQ(point.value, value) << testing::PrintToString(text);
    EXPECT_EQ(point.length, length) << testing::PrintToString(text);
    EXPECT_EQ(point.valid, valid) << testing::PrintToString(text);
    EXPECT_EQ(is_valid_utf8(text), valid) << testing::PrintToString(text);
  }
}

TEST(Utf8, EveryCodePointComesBack) {
  for (char32_t value = 0; value <= 0x10FFFF; ++value) {
    if (value >= 0xD800 && value <= 0xDFFF) continue;
    std::string text;
    append_utf8(text, value);
    const CodePoint point = decode_utf8(text, 0);
    ASSERT_TRUE(point.valid) << static_cast<uint32_t>(value);
    ASSERT_EQ(point.value, value);
    ASSERT_EQ(point.length, text.size());
  }
}

TEST(Utf8, FindNonAscii) {
  for (size_t length = 0; length < 20; ++length) {
    const std::string plain(length, 'x');
    EXPECT_EQ(find_non_ascii(plain), length);
    for (size_t at = 0; at < length; ++at) {
      std::string text = plain;
      text[at] = '\x80';
      for (size_t from = 0; from <= length; ++from) {
        EXPECT_EQ(find_non_ascii(text, from), from <= at ? at : length);
      }
    }
  }
}

TEST(Unicode, RangesAreSortedAndApart) {
  auto check = [](std::span<const CodePointRange> ranges) {
    ASSERT_FALSE(ranges.empty());
    for (size_t i = 0; i < ranges.size(); ++i) {
      EXPECT_LE(ranges[i].first, ranges[i].last);
      if (i > 0) {
        EXPECT_LT(ranges[i - 1].last + 1, ranges[i].first) << ranges[i].first;
      }
    }
  };
  check(kUnprintable);
  check(kZeroWidth);
  check(kDoubleWidth);
}

TEST(Display, Escapes) {
  struct Case {
    std::string_view text;
    std::string_view shown;
  };
  for (auto [text, shown] : {
           Case{"plain text", "plain text"},
           Case{"gr\xC3\xBC\xC3\x9F \xE4\xBD\xA0 \xF0\x9F\x98\x80",
                "gr\xC3\xBC\xC3\x9F \xE4\xBD\xA0 \xF0\x9F\x98\x80"},
           Case{"a\nb\tc\r", "a\\x0ab\\x09c\\x0d"},
           Case{"\x1B[31m\x7F\0"sv, "\\x1b[31m\\x7f\\x00"},
           Case{"\xC2\x9B", "\\u{009b}"},                           // C1 control: CSI
           Case{"\xE2\x80\xAE", "\\u{202e}"},                       // right-to-left override
           Case{"\xE2\x81\xA6", "\\u{2066}"},                       // isolate
           Case{"\xE2\x80\x8B", "\\u{200b}"},                       // zero-width space
           Case{"\xE2\x80\x8D", "\\u{200d}"},                       // zero-width joiner
           Case{"\xE2\x80\xA8\xE2\x80\xA9", "\\u{2028}\\u{2029}"},  // line and paragraph separators
           Case{"\xEF\xBB\xBF", "\\u{feff}"},
           Case{"\xEF\xB8\x8F", "\\u{fe0f}"},       // variation selector
           Case{"\xF3\xA0\x81\x81", "\\u{e0041}"},  // tag character
           Case{"\xF3\xA0\x84\x80", "\\u{e0100}"},  // variation selector supplement
           Case{"\xEE\x80\x80", "\\u{e000}"},       // private use
           Case{"\xF4\x80\x80\x80", "\\u{100000}"},
           Case{"\xEF\xBF\xBF", "\\u{ffff}"},        // noncharacter
           Case{"\xC2\xAD", "\\u{00ad}"},            // soft hyphen
           Case{"\xE3\x85\xA4", "\\u{3164}"},        // Hangul filler
           Case{"\xE2\xA0\x80", "\\u{2800}"},        // blank Braille pattern
           Case{"\xFF\xC3(", "\\xff\\xc3("},         // not UTF-8
           Case{"\xED\xA0\x80", "\\xed\\xa0\\x80"},  // surrogate
       }) {
    EXPECT_EQ(escape_for_display(text), shown);
  }
  EXPECT_EQ(escape_for_display("a\tb\n", true), "a\tb\\x0a");
}

TEST(Display, NothingUnprintableIsLeftOfAnyBytes) {
  std::mt19937 random(7);
  for (int round = 0; round < 2000; ++round) {
    std::string text(random() % 40, '\0');
    for (char& c : text)
      c = static_cast<char>(random() % 3 == 0 ? random() : "\xE2\x80\xAE\xF3\xA0\x1B"[random() % 6]);
    for (const std::string& shown : {escape_for_display(text), quote_json(text)}) {
      ASSERT_TRUE(is_valid_utf8(shown));
      for (size_t i = 0; i < shown.size();) {
        const CodePoint point = decode_utf8(shown, i);
        ASSERT_FALSE(is_unprintable(point.value)) << shown;
        i += point.length;
      }
    }
  }
}

TEST(Json, Quote) {
  struct Case {
    std::string_view text;
    std::string_view quoted;
  };
  for (auto [text, quoted] : {
           Case{"", "\"\""},
           Case{"a\"b\\c", R"("a\"b\\c")"},
           Case{"a\nb\tc\x01", R"("a\nb\tc\u0001")"},
           Case{"\xC3\xA9", "\"\xC3\xA9\""},
           Case{"\xE2\x80\xAE", R"("\u202e")"},
           Case{"\xF3\xA0\x81\x81", R"("\udb40\udc41")"},
           Case{"\xFF", R"("\ufffd")"},
       }) {
    EXPECT_EQ(quote_json(text), quoted);
  }
}

TEST(Text, Small) {
  EXPECT_EQ(to_lower("MiXed \xC3\x84"), "mixed \xC3\x84");
  EXPECT_EQ(trim(" \t\r\n a b \v\f"), "a b");
  EXPECT_EQ(trim(" \n"), "");
  EXPECT_EQ(split("a,,b", ','), (std::vector<std::string_view>{"a", "", "b"}));
  EXPECT_EQ(split("", ','), (std::vector<std::string_view>{""}));
  EXPECT_EQ(join(std::vector<std::string>{"a", "b", "c"}, ", "), "a, b, c");
  EXPECT_EQ(join(std::vector<std::string>{}, ", "), "");
  EXPECT_TRUE(equals_ignoring_case("AbC", "aBc"));
  EXPECT_FALSE(equals_ignoring_case("abc", "abcd"));
  EXPECT_EQ(count_of(1, "file"), "1 file");
  EXPECT_EQ(count_of(0, "file"), "0 files");
  EXPECT_EQ(count_of(2, "entry", "entries"), "2 entries");
}

TEST(Names, EditDistance) {
  struct Case {
    std::string_view a, b;
    size_t distance;
  };
  for (auto [a, b, distance] : {
           Case{"", "", 0},
           Case{"", "abc", 3},
           Case{"abc", "abc", 0},
           Case{"abc", "acb", 1},  // neighbours swapped
           Case{"kitten", "sitting", 3},
           Case{"requests", "reqeusts", 1},
           Case{"ca", "abc", 3},  // swapped and then parted would be editing twice
           Case{"flask", "flaks", 1},
       }) {
    EXPECT_EQ(edit_distance(a, b), distance) << a << " " << b;
    EXPECT_EQ(edit_distance(b, a), distance) << b << " " << a;
  }
}

TEST(Names, FindNearest) {
  constexpr std::array<std::string_view, 5> kNames = {"min_confidence", "max_file_size", "output_format",
                                                      "log_level", "secrets/aws-access-key"};
  struct Case {
    std::string_view name;
    std::optional<std::string_view> nearest;
  };
  for (auto [name, nearest] : {
           Case{"confidense", "min_confidence"},
           Case{"min-confidence", "min_confidence"},
           Case{"Max_File_Size", "max_file_size"},
           Case{"max_fil_size", "max_file_size"},
           Case{"format", "output_format"},
           Case{"outputFormat", "output_format"},
           Case{"loglevel", "log_level"},
           Case{"aws-acess-key", "secrets/aws-access-key"},
           Case{"x", std::nullopt},
           Case{"", std::nullopt},
           Case{"colour_of_the_sky", std::nullopt},
       }) {
    EXPECT_EQ(find_nearest(name, kNames), nearest) << name;
  }
  EXPECT_EQ(find_nearest(std::string(1'000'000, 'x'), kNames), std::nullopt);
}

TEST(Display, Width) {
  struct Case {
    std::string_view text;
    size_t width;
  };
  for (auto [text, width] : {
           Case{"", 0},
           Case{"abc", 3},
           Case{"gr\xC3\xBC\xC3\x9F", 4},
           Case{"e\xCC\x81", 1},                 // combining acute
           Case{"\xE4\xBD\xA0\xE5\xA5\xBD", 4},  // Chinese
           Case{"\xED\x95\x9C", 2},              // Hangul
           Case{"\xEF\xBC\xA1", 2},              // full-width A
           Case{"\xF0\x9F\x98\x80!", 3},         // emoji
       }) {
    EXPECT_EQ(display_width(text), width) << text;
  }
}

}  // namespace
}  // namespace sentinel

// NOLINTEND(misc-misleading-bidirectional)
