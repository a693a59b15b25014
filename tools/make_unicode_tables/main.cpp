// Writes src/detect/deceptive_text/unicode_tables.inc from ICU.
//
// Two tables. (1) Code point -> record (script, kind, flags), in two stages: block number by the upper bits,
// record number inside the block; equal blocks are stored once. Records that mean "plain" come first, so that
// the scanner's usual answer is one comparison. (2) Code point -> prototype, the UTS #39 skeleton of the one
// code point, for all whose skeleton is ASCII (accents aside): only what can pass for ASCII matters to us.
#include <algorithm>
#include <array>
#include <cstdio>
#include <fstream>
#include <map>
#include <string>
#include <tuple>
#include <vector>

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
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

CharKind kind_of(UChar32 c, Script script, uint8_t flags, bool looks_ascii) {
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
  if (is_styled(c)) return CharKind::kStyled;
  if (looks_ascii && script != Script::kLatin && script != Script::kCommon && script != Script::kInherited &&
      (flags & (CharInfo::kLetter | CharInfo::kDigit)) != 0 && c >= 0x80) {
    return CharKind::kLookAlike;
  }
  return CharKind::kPlain;
}

bool is_ascii_word(char c) { return u_isalnum(static_cast<UChar32>(static_cast<unsigned char>(c))) != 0; }

class Spoof {
 public:
  Spoof() : checker_(uspoof_open(&status_)) {}
  ~Spoof() { uspoof_close(checker_); }
  Spoof(const Spoof&) = delete;
  Spoof& operator=(const Spoof&) = delete;

  std::string skeleton(UChar32 c) {
    // U+03BA and U+043A differ from "k" in height alone; the list of UTS #39 sends them to U+0138.
    if (c == 0x3BA || c == 0x43A) return "k";
    std::array<char, 8> in_bytes{};
    int32_t length = 0;
    UBool failed = false;
    U8_APPEND(reinterpret_cast<uint8_t*>(in_bytes.data()), length, 8, c, failed);
    std::array<char, 256> out{};
    if (failed) return {};
    UErrorCode status = U_ZERO_ERROR;
    const int32_t size =
        uspoof_getSkeletonUTF8(checker_, 0, in_bytes.data(), length, out.data(), 256, &status);
    return U_FAILURE(status) ? std::string() : std::string(out.data(), static_cast<size_t>(size));
  }

 private:
  UErrorCode status_ = U_ZERO_ERROR;
  USpoofChecker* checker_;
};

// ASCII, perhaps with combining marks of U+0300..U+036F (which are 0xCC80..0xCDAF in UTF-8).
bool is_ascii_with_accents(const std::string& text) {
  bool word = false;
  for (size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if (byte < 0x80) {
      word = word || is_ascii_word(text[i]);
    } else if ((byte == 0xCC || byte == 0xCD) && i + 1 < text.size()) {
      ++i;
    } else {
      return false;
    }
  }
  return word;
}

// The ASCII text that a reader takes `c` for. Skeletons fold I, 1, | into l and 0 into O, so case and kind of
// the code point choose among those.
std::string reading_of(UChar32 c, const std::string& skeleton) {
  std::string out;
  for (size_t i = 0; i < skeleton.size(); ++i) {
    if (static_cast<unsigned char>(skeleton[i]) >= 0x80) continue;
    if (skeleton[i] == 'r' && i + 1 < skeleton.size() && skeleton[i + 1] == 'n') {
      out += 'm';
      ++i;
    } else if (skeleton[i] == 'l' && skeleton.size() == 1 && u_isUUppercase(c)) {
      out += 'I';
    } else if (skeleton[i] == 'l' && skeleton.size() == 1 && u_isdigit(c)) {
      out += '1';
    } else if (skeleton[i] == 'O' && u_isdigit(c)) {
      out += '0';
    } else {
      out += skeleton[i];
    }
  }
  return out;
}

// The ASCII letter or digit that a styled one stands for, or 0.
char plain_of(UChar32 c) {
  UErrorCode status = U_ZERO_ERROR;
  const icu::UnicodeString folded =
      icu::Normalizer2::getNFKCInstance(status)->normalize(icu::UnicodeString(c), status);
  if (U_FAILURE(status) || folded.length() != 1 || folded[0] >= 0x80) return 0;
  return static_cast<char>(folded[0]);
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
      if (c == '"' || c == '\\') out += '\\';
      out += c;
    }
  }
  return out + "\"";
}

template <typename Numbers>
void write_numbers(std::ofstream& out, const Numbers& numbers) {
  std::string line = "   ";
  for (const auto number : numbers) {
    std::string text = " " + std::to_string(number) + ",";
    if (line.size() + text.size() > 110) {
      out << line << "\n";
      line = "   ";
    }
    line += text;
  }
  out << line << "\n";
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fprintf(stderr, "usage: make_unicode_tables OUTPUT\n");
    return 2;
  }
  struct Prototype {
    UChar32 c;
    std::string skeleton;
    std::string reading;
  };
  std::vector<Prototype> prototypes;
  using Key = std::tuple<bool, uint8_t, uint8_t, uint8_t>;  // interesting, kind, script, flags
  std::vector<Key> keys(static_cast<size_t>(kLimit));
  std::map<Key, int> records;
  Spoof spoof;
  for (UChar32 c = 0; c < kLimit; ++c) {
    const Script script = script_of(c);
    const uint8_t flags = flags_of(c);
    bool looks_ascii = false;
    if (u_isdefined(c) && !in(c, 0xD800, 0xDFFF)) {
      // UTS #39 has no prototype for some styled letters; all of them fold to theirs.
      const char plain = is_styled(c) ? plain_of(c) : '\0';
      const std::string skeleton = spoof.skeleton(plain != 0 ? plain : c);
      const bool itself = skeleton.size() == 1 && static_cast<UChar32>(skeleton[0]) == c;
      if (!itself && is_ascii_with_accents(skeleton)) {
        const std::string reading = plain != 0 ? std::string(1, plain) : reading_of(c, skeleton);
        looks_ascii = std::all_of(reading.begin(), reading.end(), is_ascii_word);
        prototypes.push_back({c, skeleton, reading});
      }
    }
    const CharKind kind = kind_of(c, script, flags, looks_ascii);
    keys[static_cast<size_t>(c)] = {kind != CharKind::kPlain, static_cast<uint8_t>(kind),
                                    static_cast<uint8_t>(script), flags};
    records[keys[static_cast<size_t>(c)]] = 0;
  }
  int count = 0;
  int plain = 0;
  for (auto& [key, number] : records) {
    number = count++;
    if (!std::get<0>(key)) plain = count;
  }
  std::map<std::vector<int>, int> blocks;
  std::vector<std::vector<int>> order;
  std::vector<int> stage1;
  for (UChar32 c = 0; c < kLimit; c += kBlock) {
    std::vector<int> block;
    for (int i = 0; i < kBlock; ++i) block.push_back(records[keys[static_cast<size_t>(c + i)]]);
    const auto [at, is_new] = blocks.try_emplace(block, static_cast<int>(order.size()));
    if (is_new) order.push_back(block);
    stage1.push_back(at->second);
  }
  if (count > 256 || order.size() > 65535) {
    std::fprintf(stderr, "%d records, %zu blocks: too many for the table's types\n", count, order.size());
    return 1;
  }

  std::ofstream out(argv[1], std::ios::binary);
  out << "// Made by tools/make_unicode_tables from ICU " << U_ICU_VERSION << ", Unicode "
      << U_UNICODE_VERSION
      << ". Do not edit.\n// Derived from Unicode data files: Copyright Unicode, Inc., see "
         "unicode.org/license.txt\n"
      << "// clang-format off\n";
  out << "const uint8_t kPlainRecords = " << plain << ";\n";
  out << "const CharInfo kRecords[] = {\n";
  for (const auto& [key, number] : records) {
    out << "    {Script{" << int{std::get<2>(key)} << "}, CharKind{" << int{std::get<1>(key)} << "}, "
        << int{std::get<3>(key)} << "},\n";
  }
  out << "};\nconst uint16_t kBlockOf[] = {\n";
  write_numbers(out, stage1);
  out << "};\nconst uint8_t kRecordOf[] = {\n";
  std::vector<int> flat;
  for (const auto& block : order) flat.insert(flat.end(), block.begin(), block.end());
  write_numbers(out, flat);
  // Skeletons and readings repeat, so they are rows of one list.
  std::map<std::pair<std::string, std::string>, int> texts;
  for (const Prototype& p : prototypes) texts[{p.skeleton, p.reading}] = 0;
  out << "};\nconstexpr PrototypeText kPrototypeTexts[] = {\n";
  int row = 0;
  for (auto& [text, number] : texts) {
    number = row++;
    out << "    {" << quoted(text.first) << ", " << quoted(text.second) << "},\n";
  }
  out << "};\nconstexpr Prototype kPrototypes[] = {\n";
  std::string line = "   ";
  for (const Prototype& p : prototypes) {
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), " {0x%X, %d},", static_cast<unsigned>(p.c),
                  texts[{p.skeleton, p.reading}]);
    if (line.size() + std::char_traits<char>::length(text.data()) > 110) {
      out << line << "\n";
      line = "   ";
    }
    line += text.data();
  }
  out << line << "\n};\n// clang-format on\n";
  out.flush();
  std::printf("%d records (%d plain), %zu blocks, %zu prototypes, %d texts\n", count, plain, order.size(),
              prototypes.size(), row);
  return out ? 0 : 1;
}
