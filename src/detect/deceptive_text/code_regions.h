// Which bytes of a program are code, comment or string.
//
// A rough lexer over what the languages have in common: enough to tell an identifier from prose and where a
// comment ends, made only for files in which something was found. It cannot follow nested templates, and it
// tells a JavaScript regular expression from a division by what stands before it. What is quoted is over at
// the end of the line, so a mistake stays small.
#pragma once

#include <string_view>
#include <vector>

#include "base/span.h"
#include "source/source_file.h"

namespace sentinel {

enum class Syntax : uint8_t {
  kProse,  // Markdown, HTML, text, unknown: no regions
  kData,   // JSON, YAML, TOML, ini: no regions either, but what stands there is meant for programs
  kPython,
  kJavaScript,
  kSlashes,  // Go, C, Java, Rust, ...: // and /* */
  kHashes,   // shell, Ruby, Perl, ...
};

Syntax syntax_of(const SourceFile& file);
inline bool is_code(Syntax syntax) { return syntax >= Syntax::kPython; }

class CodeRegions {
 public:
  enum class Kind : uint8_t { kCode, kLineComment, kComment, kString };
  struct Region {
    Kind kind = Kind::kCode;
    Span span;  // of a comment or string, its marks included; empty for code
  };

  CodeRegions(std::string_view text, Syntax syntax);
  Region at(uint32_t offset) const;

 private:
  std::vector<Region> regions_;  // sorted, without overlaps
};

}  // namespace sentinel
