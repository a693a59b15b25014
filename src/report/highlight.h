// Colours for code in the terminal. A tokenizer good enough for a few lines: keywords, strings, comments,
// numbers.
//
// It sees excerpts, so it can't know that a line stands inside a string that began above. A wrong colour is
// all that comes of it.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "source/language.h"

namespace sentinel {

enum class TokenKind : uint8_t { kPlain, kKeyword, kString, kComment, kNumber };

struct Token {
  size_t begin = 0;  // bytes of the line
  size_t end = 0;
  TokenKind kind = TokenKind::kPlain;
};

class Highlighter {
 public:
  explicit Highlighter(Language language) : language_(language) {}

  // Tokens of the next line that are not plain, in order. Strings and comments that go on over lines are
  // remembered.
  std::vector<Token> next_line(std::string_view line);

 private:
  Language language_;
  std::string_view open_end_;  // what closes the string or comment that the last line left open, or empty
  TokenKind open_kind_ = TokenKind::kPlain;
};

}  // namespace sentinel
