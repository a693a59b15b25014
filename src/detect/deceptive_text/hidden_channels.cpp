#include "detect/deceptive_text/hidden_channels.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

#include <fmt/format.h>

#include "base/text.h"
#include "detect/deceptive_text/unicode.h"

namespace sentinel {
namespace {

std::string cut(std::string text) {
  if (text.size() <= kMaxHiddenText) return text;
  size_t end = kMaxHiddenText;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
  text.resize(end);
  return text;
}

// Symbols enough for a text of kMaxHiddenText characters in the most wasteful code that we know.
std::span<const char32_t> bounded(std::span<const char32_t> symbols) {
  return symbols.first(std::min(symbols.size(), kMaxHiddenText * 16));
}

std::optional<HiddenText> if_readable(std::string text, std::string_view method) {
  // Fixed-width codes end in padding.
  while (!text.empty() && text.back() == '\0') text.pop_back();
  if (!is_readable(text)) return std::nullopt;
  return HiddenText{cut(std::move(text)), std::string(method)};
}

// Digits of any kind come out as some text, and 16 bits are more often a Chinese character than not. So where
// the code had to be guessed, the text must be one that a Western attacker would hide.
std::optional<HiddenText> if_plainly_readable(std::string text, std::string_view method) {
  auto found = if_readable(std::move(text), method);
  if (!found || found->text.size() < 4) return std::nullopt;
  const auto plain = std::count_if(found->text.begin(), found->text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == ' ';
  });
  if (static_cast<size_t>(plain) * 4 < found->text.size() * 3) return std::nullopt;
  return found;
}

std::vector<char32_t> alphabet_of(std::span<const char32_t> symbols) {
  std::vector<char32_t> out(symbols.begin(), symbols.end());
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

std::vector<uint8_t> digits_of(std::span<const char32_t> symbols, std::span<const char32_t> alphabet) {
  std::vector<uint8_t> out;
  out.reserve(symbols.size());
  for (const char32_t symbol : symbols) {
    const auto at = std::lower_bound(alphabet.begin(), alphabet.end(), symbol);
    out.push_back(static_cast<uint8_t>(at - alphabet.begin()));
  }
  return out;
}

// One character for each `width` digits; nothing if a value is no character.
std::optional<std::string> join_digits(std::span<const uint8_t> digits, unsigned radix, size_t width,
                                       bool bytes) {
  std::string out;
  for (size_t i = 0; i + width <= digits.size(); i += width) {
    uint32_t value = 0;
    for (size_t k = 0; k < width; ++k) value = value * radix + digits[i + k];
    if (bytes) {
      if (value > 0xFF) return std::nullopt;
      out += static_cast<char>(value);
    } else {
      if (value > 0xFFFF || (value >= 0xD800 && value < 0xE000)) return std::nullopt;
      append_utf8(out, value);
    }
  }
  return out;
}

std::optional<HiddenText> try_fixed_width(std::vector<uint8_t> digits, unsigned radix) {
  struct Code {
    unsigned radix;
    size_t width;
    bool bytes;
    std::string_view method;
  };
  static constexpr Code kCodes[] = {{2, 8, true, "8 bits per character"},
                                    {2, 7, true, "7 bits per character"},
                                    {2, 16, false, "16 bits per character"},
                                    {4, 4, true, "4 digits of base 4 per character"},
                                    {4, 8, false, "8 digits of base 4 per character"},
                                    {3, 6, true, "6 digits of base 3 per character"},
                                    {3, 5, true, "5 digits of base 3 per character"},
                                    {5, 4, true, "4 digits of base 5 per character"},
                                    {5, 7, false, "7 digits of base 5 per character"},
                                    {6, 4, true, "4 digits of base 6 per character"},
                                    {6, 7, false, "7 digits of base 6 per character"},
                                    {8, 3, true, "3 digits of base 8 per character"}};
  // Which symbol is 0 is anybody's choice: both orders of the code points are tried.
  for (const bool reversed : {false, true}) {
    if (reversed) {
      for (uint8_t& digit : digits) digit = static_cast<uint8_t>(radix - 1 - digit);
    }
    for (const Code& code : kCodes) {
      if (code.radix != radix || digits.size() < 3 * code.width) continue;
      if (auto text = join_digits(digits, radix, code.width, code.bytes)) {
        if (auto found = if_plainly_readable(std::move(*text), code.method)) return found;
      }
    }
  }
  return std::nullopt;
}

// Bits in groups, cut by a third symbol: "1101000 1101001".
std::optional<HiddenText> try_separated(std::span<const uint8_t> digits, uint8_t separator) {
  const auto zero = static_cast<uint8_t>(separator == 0 ? 1 : 0);
  for (const bool reversed : {false, true}) {
    std::string text;
    uint32_t value = 0;
    size_t bits = 0;
    bool fits = true;
    const auto flush = [&] {
      if (bits > 0) append_utf8(text, value);
      value = 0;
      bits = 0;
    };
    for (const uint8_t digit : digits) {
      if (digit == separator) {
        flush();
        continue;
      }
      value = value * 2 + ((digit == zero) == reversed ? 1 : 0);
      if (++bits > 16 || (value >= 0xD800 && value < 0xE000)) {
        fits = false;
        break;
      }
    }
    if (!fits) continue;
    flush();
    if (auto found = if_plainly_readable(std::move(text), "bits with separators")) return found;
  }
  return std::nullopt;
}

}  // namespace

bool is_readable(std::string_view text, size_t least) {
  size_t count = 0;
  size_t letters = 0;
  size_t odd = 0;
  for (size_t i = 0; i < text.size();) {
    const CodePoint c = decode_utf8(text, i);
    if (!c.valid) return false;
    const CharInfo info = info_of(c.value);
    ++count;
    if (info.is_word() || c.value == ' ') {
      ++letters;
    } else if (is_unprintable(c.value) && c.value != '\n' && c.value != '\r' && c.value != '\t') {
      ++odd;
    }
    i += c.length;
  }
  return count >= least && odd * 20 <= count && letters * 2 > count;
}

bool is_sentence(std::string_view text) {
  size_t words = 0;
  size_t letters = 0;
  for (const char c : text) {
    const bool letter =
        (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || static_cast<unsigned char>(c) >= 0x80;
    if (letter) {
      if (++letters == 2) ++words;
    } else {
      letters = 0;
    }
  }
  return words >= 3;
}

std::optional<HiddenText> decode_tags(std::span<const char32_t> symbols) {
  std::string text;
  for (const char32_t symbol : bounded(symbols)) {
    if (symbol >= 0xE0020 && symbol <= 0xE007E) text += static_cast<char>(symbol - 0xE0000);
  }
  return if_readable(std::move(text), "tag characters");
}

std::optional<HiddenText> decode_variation_selectors(std::span<const char32_t> symbols) {
  std::string bytes;
  bool only_first = true;
  for (const char32_t symbol : bounded(symbols)) {
    if (symbol >= 0xFE00 && symbol <= 0xFE0F) {
      bytes += static_cast<char>(symbol - 0xFE00);
    } else if (symbol >= 0xE0100 && symbol <= 0xE01EF) {
      bytes += static_cast<char>(symbol - 0xE0100 + 16);
      only_first = false;
    }
  }
  // Emoji that carry data keep their own U+FE0F in front.
  if (!bytes.empty() && !only_first && bytes[0] == 0x0F) bytes.erase(0, 1);
  if (auto found = if_readable(bytes, "one byte per variation selector")) return found;
  if (!only_first) {
    // Letters given as VS17 + character, that is without the offset of 16.
    std::string shifted;
    for (const char byte : bytes) shifted += static_cast<char>(static_cast<unsigned char>(byte) - 16U);
    return if_readable(std::move(shifted), "one byte per supplementary variation selector");
  }
  const std::vector<char32_t> alphabet = alphabet_of(bounded(symbols));
  if (alphabet.size() == 2) return try_fixed_width(digits_of(bounded(symbols), alphabet), 2);
  std::string pairs;
  for (size_t i = 0; i + 1 < bytes.size(); i += 2) {
    pairs += static_cast<char>(static_cast<unsigned char>(bytes[i]) * 16U +
                               static_cast<unsigned char>(bytes[i + 1]));
  }
  return if_readable(std::move(pairs), "two variation selectors per byte");
}

std::optional<HiddenText> decode_zero_width(std::span<const char32_t> symbols) {
  symbols = bounded(symbols);
  const std::vector<char32_t> alphabet = alphabet_of(symbols);
  if (alphabet.size() < 2 || alphabet.size() > 8) return std::nullopt;
  const std::vector<uint8_t> digits = digits_of(symbols, alphabet);
  if (alphabet.size() == 3) {
    for (const uint8_t separator : {0, 1, 2}) {
      if (auto found = try_separated(digits, separator)) return found;
    }
  }
  if (auto found = try_fixed_width(digits, static_cast<unsigned>(alphabet.size()))) return found;
  // A text often stands between two marks that are no part of it.
  if (digits.size() > 2 && digits.front() == digits.back() && alphabet.size() == 3) {
    std::vector<char32_t> inner(symbols.begin() + 1, symbols.end() - 1);
    const std::vector<char32_t> rest = alphabet_of(inner);
    if (rest.size() == 2) return try_fixed_width(digits_of(inner, rest), 2);
  }
  return std::nullopt;
}

std::optional<HiddenText> decode_private_use(std::span<const char32_t> symbols) {
  if (symbols.empty()) return std::nullopt;
  symbols = bounded(symbols);
  const char32_t area = symbols[0] & ~char32_t{0xFF};
  std::string text;
  for (const char32_t symbol : symbols) {
    const char32_t value = symbol - area;
    if (symbol < area || value < 0x09 || value > 0x7E) return std::nullopt;
    text += static_cast<char>(value);
  }
  return if_readable(std::move(text), fmt::format("ASCII moved to {}", code_point_name(area)));
}

}  // namespace sentinel
