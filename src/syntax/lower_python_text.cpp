#include "syntax/lower_python_text.h"

#include <algorithm>
#include <optional>

#include "base/text.h"

namespace sentinel::syntax::python {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

int hex_value(char c) {
  if (is_digit(c)) return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// Exactly `count` hexadecimal digits from `at`.
std::optional<char32_t> parse_hex(std::string_view text, size_t at, size_t count) {
  if (at + count > text.size()) return {};
  char32_t value = 0;
  for (size_t i = at; i < at + count; ++i) {
    const int digit = hex_value(text[i]);
    if (digit < 0) return {};
    value = value * 16 + static_cast<char32_t>(digit);
  }
  return value;
}

void append_character(std::string& out, char32_t value) {
  const bool is_surrogate = value >= 0xD800 && value <= 0xDFFF;
  append_utf8(out, is_surrogate || value > 0x10FFFF ? U'\uFFFD' : value);
}

// Appends what the escape at content[at] == '\\' stands for; returns the offset after it.
size_t decode_escape(std::string_view content, size_t at, std::string& out) {
  if (at + 1 >= content.size()) {
    out += '\\';
    return at + 1;
  }
  const char c = content[at + 1];
  switch (c) {
    case '\n':
      return at + 2;
    case '\r':
      return at + 2 < content.size() && content[at + 2] == '\n' ? at + 3 : at + 2;
    case '\\':
    case '\'':
    case '"':
      out += c;
      return at + 2;
    case 'a':
      out += '\a';
      return at + 2;
    case 'b':
      out += '\b';
      return at + 2;
    case 'f':
      out += '\f';
      return at + 2;
    case 'n':
      out += '\n';
      return at + 2;
    case 'r':
      out += '\r';
      return at + 2;
    case 't':
      out += '\t';
      return at + 2;
    case 'v':
      out += '\v';
      return at + 2;
    default:
      break;
  }
  const size_t digits = c == 'x' ? 2 : c == 'u' ? 4 : c == 'U' ? 8 : 0;
  if (digits != 0) {
    if (const auto value = parse_hex(content, at + 2, digits)) {
      append_character(out, *value);
      return at + 2 + digits;
    }
  }
  if (c >= '0' && c <= '7') {
    char32_t value = 0;
    size_t end = at + 1;
    for (; end < content.size() && end < at + 4 && content[end] >= '0' && content[end] <= '7'; ++end) {
      value = value * 8 + static_cast<char32_t>(content[end] - '0');
    }
    append_character(out, value);
    return end;
  }
  // Python keeps the backslash of what is no escape.
  out += '\\';
  return at + 1;
}

}  // namespace

StringPrefix parse_prefix(std::string_view opening) {
  StringPrefix out;
  for (const char c : opening) {
    out.is_raw |= c == 'r' || c == 'R';
    out.is_formatted |= c == 'f' || c == 'F' || c == 't' || c == 'T';
  }
  return out;
}

std::string decode(std::string_view content, StringPrefix prefix) {
  std::string out;
  out.reserve(content.size());
  for (size_t i = 0; i < content.size();) {
    const char c = content[i];
    if (c == '\\' && !prefix.is_raw) {
      i = decode_escape(content, i, out);
      continue;
    }
    out += c;
    const bool is_doubled =
        prefix.is_formatted && (c == '{' || c == '}') && i + 1 < content.size() && content[i + 1] == c;
    i += is_doubled ? 2 : 1;
  }
  return out;
}

std::vector<FormatPiece> split_percent_format(std::string_view format) {
  std::vector<FormatPiece> out;
  std::string literal;
  for (size_t i = 0; i < format.size();) {
    if (format[i] != '%' || i + 1 == format.size()) {
      literal += format[i++];
      continue;
    }
    size_t at = i + 1;
    if (format[at] == '%') {
      literal += '%';
      i = at + 1;
      continue;
    }
    FormatPiece field{.is_field = true, .text = {}, .path = {}, .conversion = 0};
    if (format[at] == '(') {
      const size_t close = format.find(')', at);
      if (close == std::string_view::npos) {  // no format: Python would throw
        literal += format.substr(i);
        break;
      }
      field.text = format.substr(at + 1, close - at - 1);
      at = close + 1;
    }
    size_t stars = 0;  // widths that are arguments themselves
    for (; at < format.size() && !is_letter(format[at]) && format[at] != '%'; ++at) {
      if (!std::string_view("#0- +.*123456789").contains(format[at])) break;
      stars += format[at] == '*' ? 1 : 0;
    }
    while (at < format.size() && (format[at] == 'h' || format[at] == 'l' || format[at] == 'L')) ++at;
    if (at >= format.size() || !is_letter(format[at])) {
      literal += '%';
      ++i;
      continue;
    }
    // `%b` is the text of bytes here, and a number in braces.
    if (format[at] != 's' && format[at] != 'b') field.conversion = format[at];
    if (!literal.empty()) out.push_back({.is_field = false, .text = std::move(literal), .path = {}});
    literal.clear();
    for (; stars > 0; --stars) {
      out.push_back({.is_field = true, .text = {}, .path = {}, .conversion = 'd'});
    }
    out.push_back(std::move(field));
    i = at + 1;
  }
  if (!literal.empty()) out.push_back({.is_field = false, .text = std::move(literal), .path = {}});
  return out;
}

char conversion_of(std::string_view specification) {
  // `%Y-%m-%d` is a format of dates.
  const size_t percent = specification.find('%');
  if (specification.empty() || (percent != std::string_view::npos && percent + 1 < specification.size())) {
    return 0;
  }
  const char last = specification.back();
  if (last == '%') return 'f';
  return is_letter(last) && last != 's' ? last : '\0';
}

namespace {

// The field between two braces: `name.path[key]!r:spec`. Fields nested in the specification follow it.
void add_field(std::string_view inside, std::vector<FormatPiece>& out) {
  FormatPiece field{.is_field = true, .text = {}, .path = {}, .conversion = 0};
  const size_t end = std::min(inside.find_first_of("!:"), inside.size());
  const std::string_view target = inside.substr(0, end);
  const size_t name_end = std::min(target.find_first_of(".["), target.size());
  field.text = target.substr(0, name_end);
  field.path = target.substr(name_end);
  std::string_view rest = inside.substr(end);
  if (rest.size() >= 2 && rest[0] == '!') {
    if (rest[1] != 's') field.conversion = rest[1];
    rest.remove_prefix(2);
  }
  if (!rest.empty() && field.conversion == 0) field.conversion = conversion_of(rest.substr(1));
  out.push_back(std::move(field));
  for (;;) {
    const size_t open = rest.find('{');
    const size_t close = rest.find('}', open == std::string_view::npos ? open : open + 1);
    if (close == std::string_view::npos) return;
    const std::string_view name = rest.substr(open + 1, close - open - 1);
    out.push_back({.is_field = true, .text = std::string(name), .path = {}, .conversion = 'd'});
    rest.remove_prefix(close + 1);
  }
}

}  // namespace

std::vector<FormatPiece> split_brace_format(std::string_view format) {
  std::vector<FormatPiece> out;
  std::string literal;
  for (size_t i = 0; i < format.size();) {
    const char c = format[i];
    if (c != '{' && c != '}') {
      literal += c;
      ++i;
      continue;
    }
    if (i + 1 < format.size() && format[i + 1] == c) {
      literal += c;
      i += 2;
      continue;
    }
    size_t close = i + 1;
    for (size_t open = 1; c == '{' && close < format.size(); ++close) {
      if (format[close] == '{') ++open;
      if (format[close] == '}' && --open == 0) break;
    }
    if (c == '}' || close == format.size()) {  // no format: Python would throw
      literal += format.substr(i);
      break;
    }
    if (!literal.empty()) out.push_back({.is_field = false, .text = std::move(literal), .path = {}});
    literal.clear();
    add_field(format.substr(i + 1, close - i - 1), out);
    i = close + 1;
  }
  if (!literal.empty()) out.push_back({.is_field = false, .text = std::move(literal), .path = {}});
  return out;
}

}  // namespace sentinel::syntax::python
