// What the detector must know of a code point, from tables that tools/make_unicode_tables writes. ICU knows
// all of it and more, but its data would make the program 30 MB larger.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace sentinel {

// Scripts that are treated alike are one here: what counts is who joins, who writes without spaces, who runs
// right to left and who looks like Latin. scripts.h has all of them.
enum class Script : uint8_t {
  kCommon,
  kInherited,
  kLatin,
  kGreek,
  kCyrillic,
  kArmenian,
  kGeorgian,
  kCherokee,
  kCoptic,
  kLisu,
  kHebrew,
  kArabic,
  kRightToLeft,  // Syriac, Thaana, N'Ko, Adlam, ...
  kHan,
  kKana,
  kBopomofo,
  kHangul,
  kIndic,           // Devanagari, Bengali, Tamil, Sinhala, ...
  kSoutheastAsian,  // Thai, Lao, Khmer, Myanmar, Javanese, Tibetan, ...: no spaces between words
  kMongolian,
  kBraille,
  kOther,
};

// What a code point can be used for against a reader.
enum class CharKind : uint8_t {
  kPlain,
  kLookAlike,  // letter or digit that passes for an ASCII one: of another script, or in no alphabet of today
  kSyntax,     // passes for a mark of addresses or programs: U+2215, U+3002, U+037E, U+01C3
  kStyled,     // fullwidth, mathematical, circled: an ASCII letter or digit in fancy dress
  kTag,        // U+E0000..E007F
  kVariationSelector,  // U+FE00..FE0F, U+E0100..E01EF, Mongolian ones
  kZeroWidth,          // spaces and joiners without width, invisible operators, BOM
  kSoftHyphen,
  kFiller,         // letters and symbols drawn as nothing
  kBidiControl,    // embeddings, overrides, isolates
  kDirectionMark,  // LRM, RLM, ALM
  kStackingMark,   // combining marks of no script of their own
  kPrivateUse,
  kC1Control,
  kLineSeparator,  // U+2028, U+2029
  kBlank,          // spaces other than U+0020 and U+00A0
};

struct CharInfo {
  Script script = Script::kCommon;
  CharKind kind = CharKind::kPlain;
  uint8_t flags = 0;

  static constexpr uint8_t kLetter = 1, kUpper = 2, kLower = 4, kDigit = 8, kMark = 16, kEmoji = 32,
                           kUncommon = 64;
  bool is_letter() const { return (flags & kLetter) != 0; }
  bool is_upper() const { return (flags & kUpper) != 0; }
  bool is_lower() const { return (flags & kLower) != 0; }
  bool is_digit() const { return (flags & kDigit) != 0; }
  bool is_mark() const { return (flags & kMark) != 0; }
  bool is_emoji() const {
    return (flags & kEmoji) != 0;
  }  // may begin or end an emoji sequence; digits do too
  // Letter or digit that looks like another, in no language of today: phonetic, historic, mathematical.
  bool is_uncommon() const { return (flags & kUncommon) != 0; }
  // Part of a word or a name.
  bool is_word() const { return (flags & (kLetter | kDigit | kMark)) != 0; }
};

namespace unicode_tables {
inline constexpr unsigned kBlockBits = 7;
extern const uint16_t kBlockOf[];
extern const uint8_t kRecordOf[];
extern const CharInfo kRecords[];
// Records below the second are of CharKind::kPlain; those between the two are letters that have a prototype
// (UTS #39) all the same, as other scripts than Latin have their look-alikes.
extern const uint8_t kUnmappedRecords;
extern const uint8_t kPlainRecords;

inline uint8_t record_of(char32_t value) {
  if (value >= 0x110000) return 0;
  const uint32_t block = kBlockOf[value >> kBlockBits];
  return kRecordOf[(block << kBlockBits) | (value & ((1U << kBlockBits) - 1))];
}
}  // namespace unicode_tables

inline CharInfo info_of(char32_t value) { return unicode_tables::kRecords[unicode_tables::record_of(value)]; }

// True for nearly all text, so that it may be passed over at once.
inline bool is_plain(char32_t value) {
  return unicode_tables::record_of(value) < unicode_tables::kPlainRecords;
}

// Like that, and no letter that could be taken for any other.
inline bool is_unmistakable(char32_t value) {
  return unicode_tables::record_of(value) < unicode_tables::kUnmappedRecords;
}

// The ASCII mark that a character of CharKind::kSyntax stands for, or 0.
char syntax_of(char32_t value);

std::string_view name_of(Script script);

bool is_right_to_left(Script script);
bool uses_joiners(Script script);           // ZWJ and ZWNJ shape its words
bool writes_without_spaces(Script script);  // U+200B marks where its lines may break

// "U+200B".
std::string code_point_name(char32_t value);

}  // namespace sentinel
