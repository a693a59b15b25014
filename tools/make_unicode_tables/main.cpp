// Writes the Unicode tables of src/detect/deceptive_text/ from ICU.
//
// unicode_tables.inc: code point -> record (script, kind, flags), in two stages: block number by the upper
// bits, record number inside the block; equal blocks are stored once. Records are sorted so that the
// scanner's usual answer, "nothing to look at", is one comparison.
//
// confusable_tables.inc: what skeletons (UTS #39, section 4) are made of, without loss. A code point has at
// most one row: its canonical decomposition, or else the prototype that it is replaced with. Prototypes are
// stored decomposed. Beside each text stands in which scripts there is a letter in use today that looks like
// it.
//
// script_tables.inc: Script_Extensions as ranges of code points, for the restriction levels of UTS #39,
// section 5.
#include <algorithm>
#include <array>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <functional>
#include <map>
#include <string>
#include <tuple>
#include <vector>

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/uniset.h>
#include <unicode/unistr.h>
#include <unicode/uscript.h>
#include <unicode/uspoof.h>
#include <unicode/uvernum.h>

#include "detect/deceptive_text/unicode.h"

namespace {

using sentinel::CharInfo;
using sentinel::CharKind;
using sentinel::Script;

constexpr UChar32 kLimit = 0x110000;
constexpr int kBlock = 1 << sentinel::unicode_tables::kBlockBits;

Script script_of(UChar32 c) {
  UErrorCode status = U_ZERO_ERROR;
  const UScriptCode code = uscript_getScript(c, &status);
  switch (code) {
    case USCRIPT_COMMON:
      return Script::kCommon;
    case USCRIPT_INHERITED:
      return Script::kInherited;
    case USCRIPT_LATIN:
      return Script::kLatin;
    case USCRIPT_GREEK:
      return Script::kGreek;
    case USCRIPT_CYRILLIC:
      return Script::kCyrillic;
    case USCRIPT_ARMENIAN:
      return Script::kArmenian;
    case USCRIPT_GEORGIAN:
      return Script::kGeorgian;
    case USCRIPT_CHEROKEE:
      return Script::kCherokee;
    case USCRIPT_COPTIC:
      return Script::kCoptic;
    case USCRIPT_LISU:
      return Script::kLisu;
    case USCRIPT_HEBREW:
      return Script::kHebrew;
    case USCRIPT_ARABIC:
      return Script::kArabic;
    case USCRIPT_HAN:
      return Script::kHan;
    case USCRIPT_HIRAGANA:
    case USCRIPT_KATAKANA:
      return Script::kKana;
    case USCRIPT_BOPOMOFO:
      return Script::kBopomofo;
    case USCRIPT_HANGUL:
      return Script::kHangul;
    case USCRIPT_MONGOLIAN:
    case USCRIPT_PHAGS_PA:
      return Script::kMongolian;
    case USCRIPT_BRAILLE:
      return Script::kBraille;
    case USCRIPT_DEVANAGARI:
    case USCRIPT_BENGALI:
    case USCRIPT_GURMUKHI:
    case USCRIPT_GUJARATI:
    case USCRIPT_ORIYA:
    case USCRIPT_TAMIL:
    case USCRIPT_TELUGU:
    case USCRIPT_KANNADA:
    case USCRIPT_MALAYALAM:
    case USCRIPT_SINHALA:
    case USCRIPT_CHAKMA:
    case USCRIPT_MEITEI_MAYEK:
    case USCRIPT_SYLOTI_NAGRI:
    case USCRIPT_GRANTHA:
    case USCRIPT_SHARADA:
    case USCRIPT_TIRHUTA:
    case USCRIPT_NEWA:
    case USCRIPT_BRAHMI:
    case USCRIPT_KAITHI:
    case USCRIPT_SAURASHTRA:
    case USCRIPT_MODI:
    case USCRIPT_LIMBU:
    case USCRIPT_LEPCHA:
      return Script::kIndic;
    case USCRIPT_THAI:
    case USCRIPT_LAO:
    case USCRIPT_KHMER:
    case USCRIPT_MYANMAR:
    case USCRIPT_TIBETAN:
    case USCRIPT_JAVANESE:
    case USCRIPT_BALINESE:
    case USCRIPT_SUNDANESE:
    case USCRIPT_TAI_LE:
    case USCRIPT_NEW_TAI_LUE:
    case USCRIPT_LANNA:
    case USCRIPT_TAI_VIET:
    case USCRIPT_CHAM:
    case USCRIPT_BUGINESE:
    case USCRIPT_BATAK:
    case USCRIPT_KAYAH_LI:
      return Script::kSoutheastAsian;
    default:
      return uscript_isRightToLeft(code) ? Script::kRightToLeft : Script::kOther;
  }
}

bool in(UChar32 c, UChar32 first, UChar32 last) { return first <= c && c <= last; }

bool is_filler(UChar32 c) {
  return in(c, 0x115F, 0x1160) || c == 0x3164 || c == 0xFFA0  // Hangul fillers: letters to every parser
         || c == 0x2800                                       // braille pattern without dots
         || in(c, 0x17B4, 0x17B5);                            // Khmer inherent vowels
}

bool is_zero_width(UChar32 c) {
  return in(c, 0x200B, 0x200D) || in(c, 0x2060, 0x2065) || in(c, 0x206A, 0x206F) || c == 0xFEFF ||
         c == 0x180E || c == 0x034F || in(c, 0x1D173, 0x1D17A) || in(c, 0xFFF9, 0xFFFB) ||
         in(c, 0x1BCA0, 0x1BCA3);
}

// Letters and digits made from ASCII ones by compatibility: they keep their meaning, and some compilers fold
// them.
bool is_styled(UChar32 c) {
  return in(c, 0xFF10, 0xFF19) || in(c, 0xFF21, 0xFF3A) || in(c, 0xFF41, 0xFF5A) || in(c, 0x1D400, 0x1D7FF) ||
         in(c, 0x24B6, 0x24E9) || in(c, 0x1F130, 0x1F149);
}

uint8_t flags_of(UChar32 c) {
  uint8_t flags = 0;
  const auto type = static_cast<UCharCategory>(u_charType(c));
  if (u_isalpha(c)) flags |= CharInfo::kLetter;
  if (u_isUUppercase(c)) flags |= CharInfo::kUpper;
  if (u_isULowercase(c)) flags |= CharInfo::kLower;
  if (type == U_DECIMAL_DIGIT_NUMBER) flags |= CharInfo::kDigit;
  if (type == U_NON_SPACING_MARK || type == U_ENCLOSING_MARK || type == U_COMBINING_SPACING_MARK) {
    flags |= CharInfo::kMark;
  }
  if (u_hasBinaryProperty(c, UCHAR_EMOJI) || u_hasBinaryProperty(c, UCHAR_EXTENDED_PICTOGRAPHIC)) {
    flags |= CharInfo::kEmoji;
  }
  return flags;
}

// The one ASCII character that `c` is by compatibility, or 0.
char plain_of(UChar32 c) {
  UErrorCode status = U_ZERO_ERROR;
  const icu::UnicodeString folded =
      icu::Normalizer2::getNFKCInstance(status)->normalize(icu::UnicodeString(c), status);
  if (U_FAILURE(status) || folded.length() != 1 || folded[0] >= 0x80) return 0;
  return static_cast<char>(folded[0]);
}

// The ASCII mark that `c` passes for where programs and addresses are read, or 0. Curly quotes and ellipses
// are left out, for they are how people write; so are letters of words ("Hawai\u02BBi") and marks.
char syntax_of(UChar32 c, const std::string& skeleton) {
  if (c == 0x1C0 || c == 0x1C1) return '|';  // clicks; by UTS #39 they look like "l"
  if (c == 0x1C3) return '!';
  if (c == 0x3002 || c == 0xFF61)
    return '.';  // ideographic full stops, which part the labels of a host (UTS #46)
  if (c == 0x2100 || c == 0x2101 || c == 0x2105 || c == 0x2106) return '/';  // "a/c" to whoever folds it
  const auto type = static_cast<UCharCategory>(u_charType(c));
  const bool mark =
      type == U_NON_SPACING_MARK || type == U_ENCLOSING_MARK || type == U_COMBINING_SPACING_MARK;
  if (c < 0x80 || mark || in(c, 0x2BB, 0x2BC) || in(c, 0x2018, 0x201F)) return 0;
  const char folded = plain_of(c);
  char out = folded;
  if (out == 0 && skeleton == "''") out = '"';
  if (out == 0 && skeleton.size() == 1) out = skeleton[0];
  if (out == 0) return 0;
  if (std::strchr("'\"", out) != nullptr) return type == U_OTHER_LETTER ? '\0' : out;
  if (out == '?' || out == ';' || out == '#' || out == '@') return u_isalpha(c) ? '\0' : out;
  return std::strchr("./:\\*", out) != nullptr ? out : '\0';
}

CharKind kind_of(UChar32 c, Script script, uint8_t flags, bool looks_ascii, bool is_syntax) {
  if (in(c, 0xE0000, 0xE007F)) return CharKind::kTag;
  if (u_hasBinaryProperty(c, UCHAR_VARIATION_SELECTOR)) return CharKind::kVariationSelector;
  if (is_zero_width(c)) return CharKind::kZeroWidth;
  if (c == 0xAD) return CharKind::kSoftHyphen;
  if (is_filler(c)) return CharKind::kFiller;
  if (in(c, 0x202A, 0x202E) || in(c, 0x2066, 0x2069)) return CharKind::kBidiControl;
  if (c == 0x200E || c == 0x200F || c == 0x61C) return CharKind::kDirectionMark;
  if (u_charType(c) == U_PRIVATE_USE_CHAR) return CharKind::kPrivateUse;
  if (in(c, 0x80, 0x9F)) return CharKind::kC1Control;
  if (c == 0x2028 || c == 0x2029) return CharKind::kLineSeparator;
  if (c > 0xA0 && u_charType(c) == U_SPACE_SEPARATOR) return CharKind::kBlank;
  if (script == Script::kInherited && (flags & CharInfo::kMark) != 0) return CharKind::kStackingMark;
  if (is_syntax) return CharKind::kSyntax;
  if (is_styled(c)) return CharKind::kStyled;
  const bool borrowed = script != Script::kLatin && script != Script::kCommon && script != Script::kInherited;
  const bool rare = script == Script::kLatin && (flags & CharInfo::kUncommon) != 0;
  if (looks_ascii && (borrowed || rare) && (flags & (CharInfo::kLetter | CharInfo::kDigit)) != 0 &&
      c >= 0x80) {
    return CharKind::kLookAlike;
  }
  return CharKind::kPlain;
}

bool is_ascii_word(char c) { return u_isalnum(static_cast<UChar32>(static_cast<unsigned char>(c))) != 0; }

std::string to_utf8(const icu::UnicodeString& text) {
  std::string out;
  return text.toUTF8String(out);
}

class Spoof {
 public:
  Spoof() : checker_(uspoof_open(&status_)), nfd_(icu::Normalizer2::getNFDInstance(status_)) {}
  ~Spoof() { uspoof_close(checker_); }
  Spoof(const Spoof&) = delete;
  Spoof& operator=(const Spoof&) = delete;

  std::string skeleton(UChar32 c) {
    icu::UnicodeString out;
    uspoof_getSkeletonUnicodeString(checker_, 0, icu::UnicodeString(c), out, &status_);
    // U+03BA and U+043A differ from "k" in height alone; the list of UTS #39 sends them to U+0138.
    out.findAndReplace(icu::UnicodeString(UChar32{0x138}), icu::UnicodeString(UChar32{'k'}));
    return to_utf8(out);
  }
  std::string decomposition(UChar32 c) { return to_utf8(nfd_->normalize(icu::UnicodeString(c), status_)); }
  // Letters of languages that are written today (UAX #31, UTS #39: Identifier_Type=Recommended).
  bool is_recommended(UChar32 c) {
    const icu::UnicodeSet* set = uspoof_getRecommendedUnicodeSet(&status_);
    return U_SUCCESS(status_) && set->contains(c);
  }

 private:
  UErrorCode status_ = U_ZERO_ERROR;
  USpoofChecker* checker_;
  const icu::Normalizer2* nfd_;
};

// ASCII letters and digits, perhaps with combining marks of U+0300..U+036F (which are 0xCC80..0xCDAF in
// UTF-8).
bool reads_as_ascii_word(const std::string& skeleton) {
  bool word = false;
  for (size_t i = 0; i < skeleton.size(); ++i) {
    const auto byte = static_cast<unsigned char>(skeleton[i]);
    if (byte < 0x80) {
      if (!is_ascii_word(skeleton[i])) return false;
      word = true;
    } else if ((byte == 0xCC || byte == 0xCD) && i + 1 < skeleton.size()) {
      ++i;
    } else {
      return false;
    }
  }
  return word;
}

std::string quoted(const std::string& text) {
  std::string out = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    std::array<char, 8> escape{};
    if (byte >= 0x80) {
      std::snprintf(escape.data(), escape.size(), "\\%03o", byte);
      out += escape.data();
    } else {
      if (c == '"' || c == '\\' || c == '?') out += '\\';  // "??!" is a trigraph
      out += c;
    }
  }
  return out + "\"";
}

constexpr size_t kWidth = 110;

class Table {
 public:
  Table(const std::string& folder, const char* name) : out_(folder + "/" + name, std::ios::binary) {
    out_ << "// Made by tools/make_unicode_tables from ICU " << U_ICU_VERSION << ", Unicode "
         << U_UNICODE_VERSION
         << ". Do not edit.\n// Derived from Unicode data files: Copyright Unicode, Inc., see "
            "unicode.org/license.txt\n"
         << "// clang-format off\n";
  }

  void constant(const char* type, const char* name, size_t value) {
    out_ << type << " " << name << " = " << value << ";\n";
  }

  // `declaration` as it stands before " = {".
  template <typename Items>
  void array(const char* declaration, const Items& items, const std::function<std::string(size_t)>& show) {
    out_ << declaration << " = {\n";
    std::string line = "   ";
    for (size_t i = 0; i < items.size(); ++i) {
      const std::string text = " " + show(i) + ",";
      if (line.size() + text.size() > kWidth) {
        out_ << line << "\n";
        line = "   ";
      }
      line += text;
    }
    out_ << line << "\n};\n";
  }

  template <typename Numbers>
  void numbers(const char* declaration, const Numbers& numbers) {
    array(declaration, numbers, [&](size_t i) { return std::to_string(numbers[i]); });
  }

  // One string literal for many texts, which other tables cut by offset.
  void text(const char* name, const std::vector<std::string>& parts) {
    out_ << "constexpr std::string_view " << name << " =";
    std::string line;
    const auto flush = [&] { out_ << "\n    " << quoted(line); };
    for (const std::string& part : parts) {
      if (line.size() + part.size() > 26) {  // four characters a byte at worst
        flush();
        line.clear();
      }
      line += part;
    }
    flush();
    out_ << ";\n";
  }

  bool finish() {
    out_ << "// clang-format on\n";
    out_.flush();
    return static_cast<bool>(out_);
  }

 private:
  std::ofstream out_;
};

bool is_assigned(UChar32 c) { return u_isdefined(c) && !in(c, 0xD800, 0xDFFF); }

struct Confusable {
  UChar32 c = 0;
  bool is_decomposition = false;
  std::string text;
};

// What the code point is replaced with first.
std::vector<Confusable> confusables_of(Spoof& spoof) {
  std::vector<Confusable> out;
  for (UChar32 c = 0; c < kLimit; ++c) {
    if (!is_assigned(c) || in(c, 0xAC00, 0xD7A3)) continue;  // Hangul syllables decompose by arithmetic
    const std::string itself = to_utf8(icu::UnicodeString(c));
    const std::string decomposition = spoof.decomposition(c);
    // UTS #39 has no prototype for some styled letters; all of them fold to theirs.
    const char plain = is_styled(c) ? plain_of(c) : '\0';
    const std::string skeleton = spoof.skeleton(plain != 0 ? plain : c);
    if (decomposition != itself) {
      out.push_back({c, true, decomposition});
    } else if (skeleton != itself) {
      out.push_back({c, false, skeleton});
    }
  }
  return out;
}

std::vector<int> script_extensions(UChar32 c) {
  std::array<UScriptCode, 64> codes{};
  UErrorCode status = U_ZERO_ERROR;
  const int32_t count = uscript_getScriptExtensions(c, codes.data(), 64, &status);
  return {codes.begin(), codes.begin() + count};
}

// Sets of scripts, each stored once. Scripts are numbered in the order of their ICU codes.
class ScriptSets {
 public:
  size_t number_of(const std::vector<int>& codes) {
    return numbers_.try_emplace(codes, numbers_.size()).first->second;
  }

  // `kOf` names the members of each set; there is no set without one but the empty one.
  void write(Table& table) const {
    std::map<int, size_t> scripts;
    for (const auto& [codes, number] : numbers_) {
      for (const int code : codes) scripts[code] = 0;
    }
    size_t count = 0;
    std::vector<int> order;
    for (auto& [code, number] : scripts) {
      number = count++;
      order.push_back(code);
    }
    table.constant("constexpr size_t", "kScriptCount", count);
    static constexpr std::array<std::pair<UScriptCode, const char*>, 10> kNamed = {
        {{USCRIPT_COMMON, "kCommonScript"},
         {USCRIPT_INHERITED, "kInheritedScript"},
         {USCRIPT_LATIN, "kLatinScript"},
         {USCRIPT_GREEK, "kGreekScript"},
         {USCRIPT_CYRILLIC, "kCyrillicScript"},
         {USCRIPT_HAN, "kHanScript"},
         {USCRIPT_HIRAGANA, "kHiraganaScript"},
         {USCRIPT_KATAKANA, "kKatakanaScript"},
         {USCRIPT_BOPOMOFO, "kBopomofoScript"},
         {USCRIPT_HANGUL, "kHangulScript"}}};
    for (const auto& [code, name] : kNamed) table.constant("constexpr size_t", name, scripts.at(code));
    std::vector<size_t> recommended;
    for (const auto& [code, number] : scripts) {
      if (uscript_getUsage(static_cast<UScriptCode>(code)) == USCRIPT_USAGE_RECOMMENDED) {
        recommended.push_back(number);
      }
    }
    table.numbers("constexpr uint8_t kRecommendedScripts[]", recommended);
    table.array("constexpr std::string_view kScriptNames[]", order, [&](size_t i) {
      std::string name = uscript_getName(static_cast<UScriptCode>(order[i]));
      std::replace(name.begin(), name.end(), '_', ' ');
      return quoted(name);
    });
    std::vector<std::vector<int>> sets(numbers_.size());
    for (const auto& [codes, number] : numbers_) sets[number] = codes;
    std::vector<size_t> members;
    std::vector<size_t> ends;
    for (const std::vector<int>& codes : sets) {
      for (const int code : codes) members.push_back(scripts.at(code));
      ends.push_back(members.size());
    }
    table.numbers("constexpr uint8_t kSetMembers[]", members);
    table.numbers("constexpr uint16_t kSetEnds[]", ends);
  }

 private:
  std::map<std::vector<int>, size_t> numbers_;
};

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fprintf(stderr, "usage: make_unicode_tables FOLDER\n");
    return 2;
  }
  const std::string folder = argv[1];
  Spoof spoof;
  ScriptSets sets;

  // Code points.
  const std::vector<Confusable> confusables = confusables_of(spoof);
  std::vector<bool> is_mapped(static_cast<size_t>(kLimit));
  for (const Confusable& each : confusables) {
    // Accents alone make nobody mistake a letter.
    if (!each.is_decomposition) is_mapped[static_cast<size_t>(each.c)] = true;
  }
  struct SyntaxMark {
    UChar32 c;
    char stands_for;
  };
  std::vector<SyntaxMark> marks;
  using Key = std::tuple<int, uint8_t, uint8_t, uint8_t>;  // how interesting, kind, script, flags
  std::vector<Key> keys(static_cast<size_t>(kLimit));
  std::map<Key, int> records;
  for (UChar32 c = 0; c < kLimit; ++c) {
    const Script script = script_of(c);
    uint8_t flags = flags_of(c);
    bool looks_ascii = false;
    char syntax = 0;
    if (is_assigned(c)) {
      const std::string skeleton = spoof.skeleton(c);
      looks_ascii = reads_as_ascii_word(skeleton);
      syntax = syntax_of(c, skeleton);
      if (syntax != 0) marks.push_back({c, syntax});
    }
    const bool word = (flags & (CharInfo::kLetter | CharInfo::kDigit)) != 0;
    const bool mapped = word && c >= 0x80 && is_mapped[static_cast<size_t>(c)];
    if (mapped && !spoof.is_recommended(c)) flags |= CharInfo::kUncommon;
    const CharKind kind = kind_of(c, script, flags, looks_ascii, syntax != 0);
    const int interest = kind != CharKind::kPlain ? 2 : mapped ? 1 : 0;
    keys[static_cast<size_t>(c)] = {interest, static_cast<uint8_t>(kind), static_cast<uint8_t>(script),
                                    flags};
    records[keys[static_cast<size_t>(c)]] = 0;
  }
  int count = 0;
  size_t unmapped = 0;
  size_t plain = 0;
  for (auto& [key, number] : records) {
    number = count++;
    if (std::get<0>(key) < 1) unmapped = static_cast<size_t>(count);
    if (std::get<0>(key) < 2) plain = static_cast<size_t>(count);
  }
  std::map<std::vector<int>, int> blocks;
  std::vector<int> flat;
  std::vector<int> stage1;
  for (UChar32 c = 0; c < kLimit; c += kBlock) {
    std::vector<int> block;
    for (UChar32 i = c; i < c + kBlock; ++i) block.push_back(records[keys[static_cast<size_t>(i)]]);
    const auto [at, is_new] = blocks.try_emplace(block, static_cast<int>(blocks.size()));
    if (is_new) flat.insert(flat.end(), block.begin(), block.end());
    stage1.push_back(at->second);
  }
  Table characters(folder, "unicode_tables.inc");
  characters.constant("const uint8_t", "kUnmappedRecords", unmapped);
  characters.constant("const uint8_t", "kPlainRecords", plain);
  std::vector<Key> rows;
  for (const auto& [key, number] : records) rows.push_back(key);
  characters.array("const CharInfo kRecords[]", rows, [&](size_t i) {
    return "{Script{" + std::to_string(std::get<2>(rows[i])) + "}, CharKind{" +
           std::to_string(std::get<1>(rows[i])) + "}, " + std::to_string(std::get<3>(rows[i])) + "}";
  });
  characters.numbers("const uint16_t kBlockOf[]", stage1);
  characters.numbers("const uint8_t kRecordOf[]", flat);
  characters.array("constexpr SyntaxMark kSyntaxMarks[]", marks, [&](size_t i) {
    return "{" + std::to_string(marks[i].c) + ", " + std::to_string(int{marks[i].stands_for}) + "}";
  });

  // Confusables.
  std::map<std::string, std::vector<int>> looks;  // skeleton -> scripts with a letter in use that has it
  for (UChar32 c = 0; c < kLimit; ++c) {
    if (!is_assigned(c) || !u_isalpha(c) || !spoof.is_recommended(c)) continue;
    std::vector<int>& scripts = looks[spoof.skeleton(c)];
    for (const int code : script_extensions(c)) {
      if (code == USCRIPT_COMMON || code == USCRIPT_INHERITED) continue;
      if (std::find(scripts.begin(), scripts.end(), code) == scripts.end()) scripts.push_back(code);
    }
  }
  std::map<std::string, size_t> texts;
  for (const Confusable& each : confusables) texts[each.text] = 0;
  std::vector<std::string> parts;
  std::vector<size_t> ends;
  std::vector<size_t> text_scripts;
  size_t end = 0;
  for (auto& [text, number] : texts) {
    number = parts.size();
    parts.push_back(text);
    ends.push_back(end += text.size());
    std::vector<int> scripts = looks[text];
    std::sort(scripts.begin(), scripts.end());
    text_scripts.push_back(sets.number_of(scripts));
  }
  // The lower 16 bits of a code point are stored, sorted within its plane.
  std::vector<int> low;
  std::vector<size_t> row_of;
  std::vector<size_t> planes;
  for (const Confusable& each : confusables) {
    while (planes.size() <= static_cast<size_t>(each.c >> 16)) planes.push_back(low.size());
    low.push_back(each.c & 0xFFFF);
    row_of.push_back(texts[each.text] | (each.is_decomposition ? 0x8000U : 0U));
  }
  planes.push_back(low.size());
  struct Ordering {
    UChar32 first;
    UChar32 last;
    int combining_class;
  };
  std::vector<Ordering> orderings;
  for (UChar32 c = 0; c < kLimit; ++c) {
    const int combining_class = u_getCombiningClass(c);
    if (combining_class == 0) continue;
    if (!orderings.empty() && orderings.back().last == c - 1 &&
        orderings.back().combining_class == combining_class) {
      orderings.back().last = c;
    } else {
      orderings.push_back({c, c, combining_class});
    }
  }
  Table confusable(folder, "confusable_tables.inc");
  confusable.text("kTexts", parts);
  confusable.numbers("constexpr uint16_t kTextEnds[]", ends);
  confusable.numbers("constexpr uint16_t kTextScripts[]", text_scripts);
  confusable.constant("constexpr size_t", "kNoScripts", sets.number_of({}));
  confusable.numbers("constexpr uint16_t kPlanes[]", planes);
  confusable.numbers("constexpr uint16_t kLow[]", low);
  confusable.numbers("constexpr uint16_t kRow[]", row_of);
  confusable.array("constexpr Ordering kOrderings[]", orderings, [&](size_t i) {
    return "{" + std::to_string(orderings[i].first) + ", " + std::to_string(orderings[i].last) + ", " +
           std::to_string(orderings[i].combining_class) + "}";
  });

  // Scripts.
  struct Range {
    UChar32 first;
    size_t set;
  };
  std::vector<Range> ranges;
  for (UChar32 c = 0; c < kLimit; ++c) {
    const size_t set = sets.number_of(script_extensions(c));
    if (ranges.empty() || ranges.back().set != set) ranges.push_back({c, set});
  }
  Table scripts(folder, "script_tables.inc");
  sets.write(scripts);
  scripts.array("constexpr uint32_t kScriptRanges[]", ranges, [&](size_t i) {
    return std::to_string(static_cast<size_t>(ranges[i].first) << 11U | ranges[i].set);
  });

  std::printf("%d records (%zu unmapped, %zu plain), %zu blocks, %zu marks of syntax\n", count, unmapped,
              plain, blocks.size(), marks.size());
  std::printf("%zu confusables, %zu texts in %zu bytes, %zu orderings\n", confusables.size(), parts.size(),
              end, orderings.size());
  std::printf("%zu ranges of scripts\n", ranges.size());
  if (count > 256 || blocks.size() > 65535 || end > 65535 || parts.size() >= 0x8000) {
    std::fprintf(stderr, "too many for the types of the tables\n");
    return 1;
  }
  return characters.finish() && confusable.finish() && scripts.finish() ? 0 : 1;
}
