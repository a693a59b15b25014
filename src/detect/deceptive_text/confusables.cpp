#include "detect/deceptive_text/confusables.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <optional>

#include "base/text.h"

namespace sentinel {
namespace {

// Marks that stand behind a letter have an order of their own (Unicode, Canonical_Combining_Class).
struct Ordering {
  uint32_t first;
  uint32_t last;
  uint8_t combining_class;
};

}  // namespace

namespace confusable_tables {
#include "detect/deceptive_text/confusable_tables.inc"
}  // namespace confusable_tables

namespace {

using namespace confusable_tables;

std::string_view text_of_row(size_t row) {
  const size_t begin = row == 0 ? 0 : kTextEnds[row - 1];
  return kTexts.substr(begin, kTextEnds[row] - begin);
}

struct Replacement {
  size_t row = 0;
  bool is_decomposition = false;
  std::string_view text() const { return text_of_row(row); }
};

std::optional<Replacement> find_replacement(char32_t value) {
  constexpr size_t kPlaneCount = std::size(kPlanes) - 1;
  const size_t plane = value >> 16U;
  if (plane >= kPlaneCount) return std::nullopt;
  const auto* end = kLow + kPlanes[plane + 1];
  const auto* at = std::lower_bound(kLow + kPlanes[plane], end, static_cast<uint16_t>(value & 0xFFFFU));
  if (at == end || *at != (value & 0xFFFFU)) return std::nullopt;
  const uint16_t row = kRow[at - kLow];
  return Replacement{row & 0x7FFFU, (row & 0x8000U) != 0};
}

uint8_t combining_class_of(char32_t value) {
  const auto* next = std::upper_bound(std::begin(kOrderings), std::end(kOrderings), value,
                                      [](char32_t v, const Ordering& o) { return v < o.first; });
  if (next == std::begin(kOrderings)) return 0;
  return value <= (next - 1)->last ? (next - 1)->combining_class : uint8_t{0};
}

bool is_invisible(const CharInfo& info) {
  switch (info.kind) {
    case CharKind::kTag:
    case CharKind::kVariationSelector:
    case CharKind::kZeroWidth:
    case CharKind::kSoftHyphen:
    case CharKind::kBidiControl:
    case CharKind::kDirectionMark:
      return true;
    default:
      return false;
  }
}

// Code points; a byte that is no text is moved out of their range, so that it comes back as it was.
constexpr char32_t kRawByte = 0x80000000;

std::u32string decode(std::string_view text) {
  std::u32string out;
  for (size_t i = 0; i < text.size();) {
    const CodePoint c = decode_utf8(text, i);
    out += c.valid ? c.value : kRawByte | static_cast<unsigned char>(text[i]);
    i += c.valid ? c.length : 1;
  }
  return out;
}

std::string encode(const std::u32string& text) {
  std::string out;
  for (const char32_t c : text) {
    if (c >= kRawByte) {
      out += static_cast<char>(c & 0xFFU);
    } else {
      append_utf8(out, c);
    }
  }
  return out;
}

void append(std::u32string& out, std::string_view text) { out += decode(text); }

// Canonical decomposition of one code point (NFD without the ordering).
void decompose(char32_t value, std::u32string& out) {
  constexpr char32_t kSyllables = 0xAC00;
  constexpr char32_t kSyllableCount = 11172;
  constexpr char32_t kVowels = 21;
  constexpr char32_t kTails = 28;
  if (value >= kSyllables && value < kSyllables + kSyllableCount) {
    const char32_t index = value - kSyllables;
    out += static_cast<char32_t>(0x1100 + index / (kVowels * kTails));
    out += static_cast<char32_t>(0x1161 + index % (kVowels * kTails) / kTails);
    if (index % kTails != 0) out += static_cast<char32_t>(0x11A7 + index % kTails);
    return;
  }
  const auto replacement = find_replacement(value);
  if (replacement && replacement->is_decomposition) {
    append(out, replacement->text());
  } else {
    out += value;
  }
}

void order_marks(std::u32string& text) {
  for (size_t i = 0; i < text.size();) {
    size_t end = i;
    while (end < text.size() && combining_class_of(text[end]) != 0) ++end;
    if (end - i > 1) {
      std::stable_sort(text.begin() + static_cast<std::ptrdiff_t>(i),
                       text.begin() + static_cast<std::ptrdiff_t>(end),
                       [](char32_t a, char32_t b) { return combining_class_of(a) < combining_class_of(b); });
    }
    i = end + 1;
  }
}

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

// What names are made of needs no tables.
std::string ascii_skeleton(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    switch (c) {
      case '1':
      case 'I':
      case '|':
        out += 'l';
        break;
      case '0':
        out += 'O';
        break;
      case 'm':
        out += "rn";
        break;
      case '`':
        out += '\'';
        break;
      case '"':
        out += "''";
        break;
      case '%':
        if (const auto percent = find_replacement('%')) out += percent->text();
        break;
      default:
        out += c;
    }
  }
  return out;
}

// Skeletons fold I, 1, | into l and 0 into O, so case and kind of the code point choose among those.
std::string letters_of(std::u32string_view skeleton, const CharInfo& info) {
  std::string out;
  for (size_t i = 0; i < skeleton.size(); ++i) {
    const char32_t c = skeleton[i];
    if (c >= 0x300 && c < 0x370) continue;  // accents
    const bool word = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    if (!word) return {};
    if (c == 'r' && i + 1 < skeleton.size() && skeleton[i + 1] == 'n') {
      out += 'm';
      ++i;
    } else if (c == 'l' && skeleton.size() == 1 && info.is_upper()) {
      out += 'I';
    } else if (c == 'l' && skeleton.size() == 1 && info.is_digit()) {
      out += '1';
    } else if (c == 'O' && info.is_digit()) {
      out += '0';
    } else {
      out += static_cast<char>(c);
    }
  }
  return out;
}

std::u32string skeleton_of(std::u32string_view text) {
  std::u32string plain;
  for (const char32_t c : text) {
    if (c >= 0x80 && c < kRawByte && is_invisible(info_of(c))) continue;
    decompose(c, plain);
  }
  order_marks(plain);
  std::u32string out;
  for (const char32_t c : plain) {
    const auto replacement = find_replacement(c);
    if (replacement && !replacement->is_decomposition) {
      append(out, replacement->text());
    } else {
      out += c;
    }
  }
  order_marks(out);
  return out;
}

}  // namespace

std::string skeleton(std::string_view text) {
  return is_ascii(text) ? ascii_skeleton(text) : encode(skeleton_of(decode(text)));
}

std::string reading_of(char32_t value) {
  if (value < 0x80 || !find_replacement(value)) return {};
  return letters_of(skeleton_of(std::u32string_view(&value, 1)), info_of(value));
}

std::string ascii_reading(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (size_t i = 0; i < text.size();) {
    const CodePoint c = decode_utf8(text, i);
    const std::string reading = c.valid ? reading_of(c.value) : std::string();
    if (!reading.empty()) {
      out += reading;
    } else if (!c.valid || !is_invisible(info_of(c.value))) {
      out += text.substr(i, c.length);
    }
    i += c.length;
  }
  return out;
}

size_t look_alike_set_of(char32_t value) {
  const std::string look = encode(skeleton_of(std::u32string_view(&value, 1)));
  // The texts are sorted by their bytes.
  size_t low = 0;
  size_t high = std::size(kTextEnds);
  while (low < high) {
    const size_t middle = (low + high) / 2;
    if (text_of_row(middle) < look) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low < std::size(kTextEnds) && text_of_row(low) == look ? kTextScripts[low] : kNoScripts;
}

WordLook look_at_word(std::string_view word) {
  WordLook look;
  for (size_t i = 0; i < word.size();) {
    const CodePoint c = decode_utf8(word, i);
    const CharInfo info = c.valid ? info_of(c.value) : CharInfo{};
    if (c.valid) look.mix.add(c.value);
    if (info.is_letter()) ++look.letters;
    if (info.kind == CharKind::kLookAlike) ++look.look_alikes;
    const bool has_script = info.script != Script::kCommon && info.script != Script::kInherited;
    if (look.foreign == Script::kCommon && info.is_letter() && has_script && info.script != Script::kLatin) {
      look.foreign = info.script;
    }
    const bool latin =
        c.value < 0x80 || info.script == Script::kLatin || info.is_mark() || is_invisible(info);
    if (!c.valid || (!latin && reading_of(c.value).empty())) look.reads_as_latin = false;
    i += c.length;
  }
  look.reading = ascii_reading(word);
  return look;
}

}  // namespace sentinel
