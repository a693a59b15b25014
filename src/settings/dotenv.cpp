#include "settings/dotenv.h"

#include <algorithm>

#include "base/text.h"

namespace sentinel {

namespace {

bool is_name_character(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '.' ||
         c == '-';
}

// Walks over the text; every step moves forward.
class Cursor {
 public:
  explicit Cursor(std::string_view text) : text_(text) {}

  bool at_end() const { return at_ == text_.size(); }
  int line() const { return line_; }

  void skip_blanks() {
    while (!at_end() && (text_[at_] == ' ' || text_[at_] == '\t')) ++at_;
  }

  bool take(char wanted) {
    if (at_end() || text_[at_] != wanted) return false;
    ++at_;
    return true;
  }

  std::string_view take_name() {
    const size_t begin = at_;
    while (!at_end() && is_name_character(text_[at_])) ++at_;
    return text_.substr(begin, at_ - begin);
  }

  // The rest of the line; the cursor stands behind its newline.
  std::string_view take_line() {
    const size_t end = std::min(text_.find('\n', at_), text_.size());
    const std::string_view rest = text_.substr(at_, end - at_);
    at_ = std::min(end + 1, text_.size());
    ++line_;
    return rest;
  }

  // False, and nothing taken, when there is no quote here or it is never closed. The latter happens once for
  // each kind of quote, as a later value's would have closed it, so the search costs no more than the text is
  // long.
  bool take_quoted(std::string& out) {
    if (at_end()) return false;
    const char quote = text_[at_];
    if (quote != '"' && quote != '\'' && quote != '`') return false;
    std::string value;
    for (size_t i = at_ + 1; i < text_.size(); ++i) {
      const char c = text_[i];
      if (c == quote) {
        line_ += static_cast<int>(std::count(text_.begin() + static_cast<std::ptrdiff_t>(at_),
                                             text_.begin() + static_cast<std::ptrdiff_t>(i), '\n'));
        at_ = i + 1;
        out = std::move(value);
        return true;
      }
      if (c != '\\' || quote != '"' || i + 1 == text_.size()) {
        value += c;
        continue;
      }
      const char escaped = text_[++i];
      switch (escaped) {
        case 'n':
          value += '\n';
          break;
        case 'r':
          value += '\r';
          break;
        case 't':
          value += '\t';
          break;
        case '"':
        case '\\':
          value += escaped;
          break;
        default:
          value += {'\\', escaped};
      }
    }
    return false;
  }

 private:
  std::string_view text_;
  size_t at_ = 0;
  int line_ = 1;
};

// `value # comment`; a '#' inside a word belongs to it.
std::string_view without_comment(std::string_view value) {
  for (size_t i = 0; i < value.size(); ++i) {
    if (value[i] == '#' && (i == 0 || value[i - 1] == ' ' || value[i - 1] == '\t'))
      return trim(value.substr(0, i));
  }
  return trim(value);
}

}  // namespace

std::vector<DotenvEntry> parse_dotenv(std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  std::vector<DotenvEntry> entries;
  Cursor cursor(text);
  while (!cursor.at_end()) {
    cursor.skip_blanks();
    std::string_view name = cursor.take_name();
    cursor.skip_blanks();
    if (name == "export") {
      const std::string_view exported = cursor.take_name();
      if (!exported.empty()) name = exported;
      cursor.skip_blanks();
    }
    if (name.empty() || !cursor.take('=')) {
      cursor.take_line();
      continue;
    }
    DotenvEntry entry;
    entry.name = name;
    entry.line = cursor.line();
    cursor.skip_blanks();
    if (cursor.take_quoted(entry.value)) {
      cursor.take_line();
    } else {
      entry.value = without_comment(cursor.take_line());
    }
    entries.push_back(std::move(entry));
  }
  return entries;
}

}  // namespace sentinel
