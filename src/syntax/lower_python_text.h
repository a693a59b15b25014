// What is inside Python's string literals: escapes, and the places where `%` and str.format put values.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace sentinel::syntax::python {

struct StringPrefix {
  bool is_raw = false;
  bool is_formatted = false;  // f"..." and t"..."
};
StringPrefix parse_prefix(std::string_view opening);  // `rb"""`

// The text that a literal stands for. `\xHH` of a bytes literal becomes the character U+00HH, so that the
// result is UTF-8; `\N{...}` stays as it is written.
std::string decode(std::string_view content, StringPrefix prefix);

// A piece of a format string: literal text, or a place for a value.
struct FormatPiece {
  bool is_field = false;
  std::string text;  // of a field: its argument, a name or a number; empty: the next one
  // str.format: what is taken of the argument, as written: `.name[key]`
  std::string path;
  char conversion = 0;  // `%d`: d; `{!r}`: r; `{:.2f}`: f; 0: as text
};
std::vector<FormatPiece> split_percent_format(std::string_view format);
std::vector<FormatPiece> split_brace_format(std::string_view format);

// The conversion that a format specification ("02d", ".3f", ">10") ends with, or 0.
char conversion_of(std::string_view specification);

}  // namespace sentinel::syntax::python
