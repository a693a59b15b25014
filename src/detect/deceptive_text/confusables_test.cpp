#include "detect/deceptive_text/confusables.h"

#include <gtest/gtest.h>

namespace sentinel {
namespace {

TEST(Skeleton, JoinsWhatLooksTheSame) {
  struct Case {
    std::string_view one;
    std::string_view other;
    bool same;
  };
  for (auto [one, other, same] : {
           Case{"paypal", "p\u0430yp\u0430l", true},               // Cyrillic a
           Case{"scope", "\u0455\u0441\u043E\u0440\u0435", true},  // all Cyrillic
           Case{"Il1", "lI|", true},
           Case{"modern", "modem", true},
           Case{"O0", "0O", true},
           Case{"read_file", "\uFF52\uFF45\uFF41\uFF44_file", true},        // fullwidth
           Case{"exec", "\U0001D626\U0001D639\U0001D626\U0001D624", true},  // mathematical
           Case{"token", "to\u200Bken", true},                              // invisible ones have no skeleton
           Case{"cafe", "caf\u00E9", false},
           Case{"read", "write", false},
           Case{"\u4E2D\u6587", "\u4E2D\u6587", true},
       }) {
    EXPECT_EQ(skeleton(one) == skeleton(other), same) << one << " and " << other;
  }
}

TEST(Skeleton, KeepsBytesThatAreNoText) { EXPECT_EQ(skeleton("a\xFF\xC3"), "a\xFF\xC3"); }

TEST(AsciiReading, IsWhatAPersonReads) {
  struct Case {
    std::string_view text;
    std::string_view reading;
  };
  for (auto [text, reading] : {
           Case{"\u0410\u0421\u041C\u0415", "ACME"},
           Case{"\u0406gnore m\u0435", "Ignore me"},  // a capital stays one, "m" does not become "rn"
           Case{"plain 0 and 1", "plain 0 and 1"},
           Case{"\u65E5\u672C", "\u65E5\u672C"},
       }) {
    EXPECT_EQ(ascii_reading(text), reading);
  }
}

TEST(WordLook, TellsMixedFromWhole) {
  struct Case {
    std::string_view word;
    bool mixed;
    bool ascii;
  };
  for (auto [word, mixed, ascii] : {
           Case{"password", false, true},
           Case{"p\u0430ssword", true, true},
           Case{"\u043D\u043E\u0441", false, false},       // no ASCII letter looks like the first
           Case{"\u0441\u043E\u0440\u0435", false, true},  // one script, but it passes for ASCII
           Case{"\u65E5\u672C\u8A9E\u306E\u30C6\u30B9\u30C8abc", false,
                false},  // Japanese is written in three
           Case{"\uD55C\uAD6D\u8A9Eapi", false, false},
           Case{"\u03B1\u0431", true, true},  // Greek and Cyrillic
           Case{"caf\u00E9", false, true},
       }) {
    const WordLook look = look_at_word(word);
    EXPECT_EQ(look.is_mixed(), mixed) << word;
    EXPECT_EQ(look.reads_as_ascii, ascii) << word;
  }
}

TEST(CharInfo, KnowsWhatMatters) {
  struct Case {
    char32_t value;
    Script script;
    CharKind kind;
  };
  for (auto [value, script, kind] : {
           Case{'a', Script::kLatin, CharKind::kPlain},
           Case{0xE9, Script::kLatin, CharKind::kPlain},
           Case{0x430, Script::kCyrillic, CharKind::kLookAlike},
           Case{0x431, Script::kCyrillic, CharKind::kLookAlike},  // "6"
           Case{0x444, Script::kCyrillic, CharKind::kPlain},
           Case{0x4E2D, Script::kHan, CharKind::kPlain},
           Case{0x200D, Script::kInherited, CharKind::kZeroWidth},
           Case{0xE0041, Script::kCommon, CharKind::kTag},
           Case{0xFE0F, Script::kInherited, CharKind::kVariationSelector},
           Case{0x202E, Script::kCommon, CharKind::kBidiControl},
           Case{0x3164, Script::kHangul, CharKind::kFiller},
           Case{0x2800, Script::kBraille, CharKind::kFiller},
           Case{0xE000, Script::kOther, CharKind::kPrivateUse},
           Case{0x110000, Script::kCommon, CharKind::kPlain},  // no code point at all
           Case{0xFFFFFFFF, Script::kCommon, CharKind::kPlain},
       }) {
    EXPECT_EQ(info_of(value).script, script) << code_point_name(value);
    EXPECT_EQ(info_of(value).kind, kind) << code_point_name(value);
    EXPECT_EQ(is_plain(value), kind == CharKind::kPlain) << code_point_name(value);
  }
  EXPECT_TRUE(info_of(0x1F600).is_emoji());
  EXPECT_TRUE(info_of(0x1F3FD).is_emoji());
  EXPECT_TRUE(info_of(0x301).is_mark());
  EXPECT_FALSE(info_of(' ').is_word());
}

}  // namespace
}  // namespace sentinel
