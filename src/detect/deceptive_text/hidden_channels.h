// Ways to write text that nobody sees, and how to read it again.
//
// A channel carries symbols in characters without ink. Each decoder takes the code points of its channel, in
// the order of the text and with everything visible between them left out, and gives the text they spell, or
// nothing when they spell none. None guesses: what does not come out as readable text was not data that we
// understand.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace sentinel {

struct HiddenText {
  std::string text;    // valid UTF-8; at most kMaxHiddenText bytes, cut at a character
  std::string method;  // "tag characters", "one byte per variation selector", "7 bits per character", ...
};

inline constexpr size_t kMaxHiddenText = 4096;

// At least `least` characters, valid UTF-8, hardly any controls, mostly letters, digits, spaces and
// punctuation.
bool is_readable(std::string_view text, size_t least = 3);
// Three words or more: an intent, not a label.
bool is_sentence(std::string_view text);

// U+E0020..E007E are ASCII, moved. Others are left out.
std::optional<HiddenText> decode_tags(std::span<const char32_t> symbols);

// VS1..VS16 are 0..15 and VS17..VS256 are 16..255: bytes. VS1..VS16 alone may be pairs of hexadecimal digits,
// and two selectors alone bits.
std::optional<HiddenText> decode_variation_selectors(std::span<const char32_t> symbols);

// Two different characters are bits, three are bits with a separator or base 3, four to eight are digits of
// that base; each character of the text is 7, 8 or 16 bits or as many digits as a byte needs.
std::optional<HiddenText> decode_zero_width(std::span<const char32_t> symbols);

// ASCII moved to the start of a private use area, or to any multiple of 256 in it.
std::optional<HiddenText> decode_private_use(std::span<const char32_t> symbols);

}  // namespace sentinel
