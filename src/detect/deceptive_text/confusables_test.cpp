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
           Case{"caf\u00E9", "cafe\u0301", true},         // composed or not
           Case{"e\u0323\u0301", "e\u0301\u0323", true},  // marks in either order
           Case{"\uAC00", "\u1100\u1161", true},          // a syllable and its letters
           Case{"\u30D8", "\u3078", true},                // he of Katakana and Hiragana
           Case{"\u0251\u0261", "ag", true},              // phonetic
           Case{"\u2167", "Vlll", true},                  // Roman eight
           Case{"\u0661", "l", true},                     // Arabic one
           Case{"\u24D6\u24D8\u24E3", "git", true},       // circled
           Case{"https:\u2215\u2044x", "https://x", true},
           Case{"\u0442", "\u03C4", true},  // Cyrillic and Greek, neither like ASCII
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

TEST(ScriptMix, HasTheLevelsOfTheStandard) {
  struct Case {
    std::u32string_view word;
    RestrictionLevel level;
  };
  for (auto [word, level] : {
           Case{U"name_1", RestrictionLevel::kAscii},
           Case{U"caf\u00E9", RestrictionLevel::kSingleScript},
           Case{U"\u0438\u043C\u044F_1", RestrictionLevel::kSingleScript},
           Case{U"\u30AB\u30CA\u3068\u6F22\u5B57\u30FC", RestrictionLevel::kSingleScript},
           Case{U"\uD55C\u6F22", RestrictionLevel::kSingleScript},
           Case{U"\u0660\u0627\u0780", RestrictionLevel::kMinimallyRestrictive},
           Case{U"\u0967\u0915\u0964", RestrictionLevel::kSingleScript},  // the danda is of many scripts
           Case{U"\u3105\u6F22a", RestrictionLevel::kHighlyRestrictive},
           Case{U"\u30AB\u3068API", RestrictionLevel::kHighlyRestrictive},
           Case{U"\uD55C\uAD6Da", RestrictionLevel::kHighlyRestrictive},
           Case{U"\u30AB\uD55Ca", RestrictionLevel::kMinimallyRestrictive},  // no language has both
           Case{U"\u05D4GPS", RestrictionLevel::kModeratelyRestrictive},
           Case{U"p\u0430y", RestrictionLevel::kMinimallyRestrictive},
           Case{U"\u03B1x", RestrictionLevel::kMinimallyRestrictive},
           Case{U"\u13A0x", RestrictionLevel::kMinimallyRestrictive},  // Cherokee
       }) {
    ScriptMix mix;
    for (const char32_t c : word) mix.add(c);
    EXPECT_EQ(mix.level(), level) << code_point_name(word[0]);
  }
}

TEST(Scripts, AreNamedAndKnowTheirLookAlikes) {
  struct Case {
    char32_t value;
    std::string_view name;
  };
  for (auto [value, name] :
       {Case{'a', "Latin"}, Case{0x430, "Cyrillic"}, Case{0x10400, "Deseret"}, Case{'1', ""}, Case{0x301, ""},
        Case{0x110000, "Unknown"}, Case{0xFFFFFFFF, "Unknown"}}) {
    EXPECT_EQ(name_of(scripts_of(value)), name) << code_point_name(value);
  }
  const ScriptSet cyrillic = scripts_of(0x431);
  EXPECT_TRUE((scripts_of_look_alikes('c') & cyrillic).any());
  EXPECT_TRUE((scripts_of_look_alikes(0x3BF) & cyrillic).any());
  EXPECT_FALSE((scripts_of_look_alikes('z') & cyrillic).any());
  EXPECT_FALSE((scripts_of_look_alikes('v') & cyrillic).any()) << "U+0475 is a letter of the past";
  EXPECT_TRUE(scripts_of_look_alikes(0xFFFFFFFF).none());
}

TEST(CharInfo, KnowsMarksOfSyntax) {
  struct Case {
    char32_t value;
    char stands_for;
  };
  for (auto [value, stands_for] : {
           Case{0x2044, '/'}, Case{0x2215, '/'}, Case{0x29F8, '/'}, Case{0xFF0F, '/'}, Case{0x2024, '.'},
           Case{0x3002, '.'}, Case{0xFF0E, '.'}, Case{0xFF61, '.'}, Case{0xA789, ':'}, Case{0x5C3, ':'},
           Case{0x37E, ';'},  Case{0x1C3, '!'},  Case{0x2BA, '"'},  Case{0x2100, '/'}, Case{0xFF20, '@'},
           Case{0x2019, 0},   Case{0x201C, 0},   Case{0x2026, 0},   Case{0x2BB, 0},    Case{0x903, 0},
           Case{'/', 0},      Case{0x110000, 0},
       }) {
    EXPECT_EQ(syntax_of(value), stands_for) << code_point_name(value);
    EXPECT_EQ(info_of(value).kind == CharKind::kSyntax, stands_for != 0) << code_point_name(value);
  }
}

TEST(WordLook, TellsMixedFromWhole) {
  struct Case {
    std::string_view word;
    bool mixed;
    bool latin;
  };
  for (auto [word, mixed, latin] : {
           Case{"password", false, true},
           Case{"p\u0430ssword", true, true},
           Case{"\u043D\u043E\u0441", false, false},       // no ASCII letter looks like the first
           Case{"\u0441\u043E\u0440\u0435", false, true},  // one script, but it passes for ASCII
           Case{"\u65E5\u672C\u8A9E\u306E\u30C6\u30B9\u30C8abc", false,
                false},  // Japanese is written in three
           Case{"\uD55C\uAD6D\u8A9Eapi", false, false},
           Case{"\u03B1\u0431", true, true},  // Greek and Cyrillic
           Case{"caf\u00E9", false, true},
           Case{"stra\u00DFe", false, true},
           Case{"stra\u00DF\u0435", true, true},
           Case{"M\u043E\u0441\u043A\u0432\u0430", true, false},  // it reads as Cyrillic
       }) {
    const WordLook look = look_at_word(word);
    EXPECT_EQ(look.is_mixed(), mixed) << word;
    EXPECT_EQ(look.reads_as_latin, latin) << word;
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
