#include "base/text.h"

#include <algorithm>
#include <cstring>

#include <fmt/format.h>

#include "base/unicode_ranges.h"

namespace sentinel {

namespace {

bool is_in(std::span<const CodePointRange> ranges, char32_t value) {
  const auto after =
      std::upper_bound(ranges.begin(), ranges.end(), value,
                       [](char32_t v, const CodePointRange& range) { return v < range.first; });
  return after != ranges.begin() && value <= std::prev(after)->last;
}

unsigned char byte_at(std::string_view text, size_t offset) {
  return static_cast<unsigned char>(text[offset]);
}

bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool is_separator(char c) { return c == '_' || c == '/' || c == '.' || c == ':' || c == ' '; }

// How names are compared when somebody may have mistyped one.
std::string comparable(std::string_view name) {
  std::string out = to_lower(name);
  std::replace(out.begin(), out.end(), '-', '_');
  return out;
}

// Edits between `name` and the whole candidate, or one more than to a part of it that its separators set off.
size_t name_distance(std::string_view name, std::string_view candidate) {
  size_t best = edit_distance(name, candidate);
  for (size_t i = 1; i + 1 < candidate.size(); ++i) {
    if (!is_separator(candidate[i])) continue;
    best = std::min(best, 1 + edit_distance(name, candidate.substr(i + 1)));
    best = std::min(best, 1 + edit_distance(name, candidate.substr(0, i)));
  }
  return best;
}

}  // namespace

CodePoint decode_utf8(std::string_view text, size_t offset) {
  const unsigned char first = byte_at(text, offset);
  const CodePoint invalid = {first, 1, false};
  if (first < 0x80) return {first, 1, true};
  uint8_t length = 0;
  char32_t value = 0;
  char32_t smallest = 0;  // what a shorter form could not have said
  if ((first & 0xE0U) == 0xC0) {
    length = 2, value = first & 0x1FU, smallest = 0x80;
  } else if ((first & 0xF0U) == 0xE0) {
    length = 3, value = first & 0x0FU, smallest = 0x800;
  } else if ((first & 0xF8U) == 0xF0) {
    length = 4, value = first & 0x07U, smallest = 0x10000;
  } else {
    return invalid;
  }
  if (text.size() - offset < length) return invalid;
  for (size_t i = 1; i < length; ++i) {
    const unsigned char next = byte_at(text, offset + i);
    if ((next & 0xC0U) != 0x80) return invalid;
    value = value << 6U | (next & 0x3FU);
  }
  if (value < smallest || value > 0x10FFFF || (value >= 0xD800 && value <= 0xDFFF)) return invalid;
  return {value, length, true};
}

void append_utf8(std::string& out, char32_t value) {
  if (value < 0x80) {
    out += static_cast<char>(value);
  } else if (value < 0x800) {
    out += static_cast<char>(0xC0U | value >> 6U);
    out += static_cast<char>(0x80U | (value & 0x3FU));
  } else if (value < 0x10000) {
    out += static_cast<char>(0xE0U | value >> 12U);
    out += static_cast<char>(0x80U | (value >> 6U & 0x3FU));
    out += static_cast<char>(0x80U | (value & 0x3FU));
  } else {
    out += static_cast<char>(0xF0U | value >> 18U);
    out += static_cast<char>(0x80U | (value >> 12U & 0x3FU));
    out += static_cast<char>(0x80U | (value >> 6U & 0x3FU));
    out += static_cast<char>(0x80U | (value & 0x3FU));
  }
}

size_t find_non_ascii(std::string_view text, size_t from) {
  constexpr uint64_t kHighBits = 0x8080808080808080ULL;
  size_t i = from;
  for (; i + 8 <= text.size(); i += 8) {
    uint64_t word = 0;
    std::memcpy(&word, text.data() + i, 8);
    if ((word & kHighBits) != 0) break;
  }
  while (i < text.size() && byte_at(text, i) < 0x80) ++i;
  return std::min(i, text.size());
}

bool is_valid_utf8(std::string_view text) {
  for (size_t i = find_non_ascii(text); i < text.size(); i = find_non_ascii(text, i)) {
    const CodePoint point = decode_utf8(text, i);
    if (!point.valid) return false;
    i += point.length;
  }
  return true;
}

bool is_unprintable(char32_t value) {
  if (value >= 0x20 && value < 0x7F) return false;
  return value > 0x10FFFF || is_in(kUnprintable, value);
}

std::string escape_for_display(std::string_view text, bool keep_tabs) {
  std::string out;
  out.reserve(text.size());
  for (size_t i = 0; i < text.size();) {
    const CodePoint point = decode_utf8(text, i);
    const bool is_shown = (point.value == '\t' && keep_tabs) || !is_unprintable(point.value);
    if (point.valid && is_shown) {
      out += text.substr(i, point.length);
    } else if (!point.valid || point.value < 0x80) {
      out += fmt::format("\\x{:02x}", static_cast<uint32_t>(point.value));
    } else {
      out += fmt::format("\\u{{{:04x}}}", static_cast<uint32_t>(point.value));
    }
    i += point.length;
  }
  return out;
}

std::string quote_json(std::string_view text) {
  std::string out = "\"";
  out.reserve(text.size() + 2);
  for (size_t i = 0; i < text.size();) {
    const CodePoint point = decode_utf8(text, i);
    const auto value = static_cast<uint32_t>(point.value);
    if (!point.valid) {
      out += "\\ufffd";
    } else if (value == '"' || value == '\\') {
      out += '\\';
      out += text[i];
    } else if (value == '\n') {
      out += "\\n";
    } else if (value == '\t') {
      out += "\\t";
    } else if (!is_unprintable(point.value)) {
      out += text.substr(i, point.length);
    } else if (value < 0x10000) {
      out += fmt::format("\\u{:04x}", value);
    } else {  // JSON escapes count in UTF-16
      out += fmt::format("\\u{:04x}\\u{:04x}", 0xD7C0 + (value >> 10U), 0xDC00 | (value & 0x3FFU));
    }
    i += point.length;
  }
  return out += '"';
}

std::string to_lower(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(), lower);
  return out;
}

std::string_view trim(std::string_view text) {
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  while (true) {
    const size_t end = text.find(separator);
    parts.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

std::string join(std::span<const std::string> parts, std::string_view separator) {
  return fmt::format("{}", fmt::join(parts, separator));
}

bool equals_ignoring_case(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return lower(x) == lower(y); });
}

size_t edit_distance(std::string_view a, std::string_view b) {
  // Row i holds the distances between the first i bytes of a and every prefix of b.
  std::vector<size_t> before_last(b.size() + 1);
  std::vector<size_t> last(b.size() + 1);
  std::vector<size_t> row(b.size() + 1);
  for (size_t k = 0; k <= b.size(); ++k) row[k] = k;
  for (size_t i = 1; i <= a.size(); ++i) {
    before_last.swap(last);
    last.swap(row);
    row[0] = i;
    for (size_t k = 1; k <= b.size(); ++k) {
      const size_t substituted = last[k - 1] + (a[i - 1] == b[k - 1] ? 0 : 1);
      row[k] = std::min({substituted, last[k] + 1, row[k - 1] + 1});
      if (i > 1 && k > 1 && a[i - 1] == b[k - 2] && a[i - 2] == b[k - 1]) {
        row[k] = std::min(row[k], before_last[k - 2] + 1);
      }
    }
  }
  return row[b.size()];
}

std::optional<std::string_view> find_nearest(std::string_view name,
                                             std::span<const std::string_view> candidates) {
  constexpr size_t kLongestName =
      100;  // longer ones are no slip of the finger, and comparing them takes time
  if (name.empty() || name.size() > kLongestName) return std::nullopt;
  const std::string wanted = comparable(name);
  size_t best = wanted.size() < 3 ? 1 : wanted.size() / 3 + 1;  // must be under this
  std::optional<std::string_view> nearest;
  for (const std::string_view candidate : candidates) {
    if (candidate.size() > kLongestName) continue;
    const size_t distance = name_distance(wanted, comparable(candidate));
    if (distance < best) {
      best = distance;
      nearest = candidate;
    }
  }
  return nearest;
}

std::string count_of(size_t count, std::string_view singular, std::string_view plural) {
  if (count == 1) return fmt::format("1 {}", singular);
  if (plural.empty()) return fmt::format("{} {}s", count, singular);
  return fmt::format("{} {}", count, plural);
}

size_t display_width(std::string_view text) {
  size_t width = 0;
  for (size_t i = 0; i < text.size();) {
    const size_t end = find_non_ascii(text, i);
    width += end - i;
    if (end == text.size()) break;
    const CodePoint point = decode_utf8(text, end);
    if (is_in(kDoubleWidth, point.value)) {
      width += 2;
    } else if (!is_in(kZeroWidth, point.value)) {
      width += 1;
    }
    i = end + point.length;
  }
  return width;
}

}  // namespace sentinel
