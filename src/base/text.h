// Small services over text: UTF-8, escaping for people, near names.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace sentinel {

struct CodePoint {
  char32_t value = 0;
  uint8_t length = 1;  // bytes taken, 1 to 4
  bool valid = true;   // false: one byte that is not UTF-8; value is that byte, read as Latin-1
};

// The code point at `offset` (< text.size()). Overlong forms, surrogates and values past U+10FFFF are
// invalid.
CodePoint decode_utf8(std::string_view text, size_t offset);
void append_utf8(std::string& out, char32_t value);
bool is_valid_utf8(std::string_view text);

// Offset of the first byte >= 0x80, or text.size().
size_t find_non_ascii(std::string_view text, size_t from = 0);

// Valid UTF-8 in which nothing can steer a terminal or reorder a line: control, bidi, invisible and
// unassigned-looking format characters become `\xHH` or `\u{HHHH}`; bytes that are not UTF-8 become
// `\xHH`. Tab stays only with `keep_tabs`. Newlines are escaped too.
std::string escape_for_display(std::string_view text, bool keep_tabs = false);

// A JSON string with its quotes. Bytes that are not UTF-8 become U+FFFD; control, bidi and invisible
// characters become
// `\uHHHH`, so that the output is as safe to look at as escape_for_display's.
std::string quote_json(std::string_view text);

// True for characters that escape_for_display shows as an escape.
bool is_unprintable(char32_t value);

std::string to_lower(std::string_view text);   // ASCII only
std::string_view trim(std::string_view text);  // ASCII white space
std::vector<std::string_view> split(std::string_view text, char separator);
std::string join(std::span<const std::string> parts, std::string_view separator);
bool equals_ignoring_case(std::string_view a, std::string_view b);  // ASCII only

// Damerau-Levenshtein distance (adjacent transpositions count one, nothing is edited twice), on bytes.
size_t edit_distance(std::string_view a, std::string_view b);

// The candidate nearest to `name`, if it is near enough to be what was meant. Case and the choice between `-`
// and `_` do not count, and a part of a candidate may be named for the whole: "confidense" finds
// "min_confidence".
std::optional<std::string_view> find_nearest(std::string_view name,
                                             std::span<const std::string_view> candidates);

// "1 file", "2 files".
std::string count_of(size_t count, std::string_view singular, std::string_view plural = {});

// Columns that `text` (valid UTF-8, no control characters) takes on a terminal: wide East Asian and
// emoji count two, combining marks none.
size_t display_width(std::string_view text);

}  // namespace sentinel
