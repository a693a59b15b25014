#include "detect/deceptive_text/code_regions.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace sentinel {
namespace {

Syntax syntax_of_extension(std::string_view path) {
  const size_t dot = path.rfind('.');
  if (dot == std::string_view::npos) return Syntax::kProse;
  const std::string extension = to_lower(path.substr(dot + 1));
  static constexpr std::array<std::string_view, 22> kSlashes = {
      "csx", "c",  "h",     "cc",  "cpp",   "cxx",  "hpp", "hh", "cs",  "java",  "kt",
      "kts", "rs", "swift", "php", "scala", "dart", "m",   "mm", "sol", "proto", "zig"};
  static constexpr std::array<std::string_view, 9> kHashes = {"s", "asm", "rb",  "pl",  "pm",
                                                              "r", "jl",  "ps1", "fish"};
  if (std::find(kSlashes.begin(), kSlashes.end(), extension) != kSlashes.end()) return Syntax::kSlashes;
  if (std::find(kHashes.begin(), kHashes.end(), extension) != kHashes.end()) return Syntax::kHashes;
  return Syntax::kProse;
}

class Lexer {
 public:
  Lexer(std::string_view text, Syntax syntax) : text_(text), syntax_(syntax) {}

  std::vector<CodeRegions::Region> run() {
    using Kind = CodeRegions::Kind;
    const bool slashes = syntax_ == Syntax::kJavaScript || syntax_ == Syntax::kSlashes;
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (slashes ? c == '/' && follows("//") : c == '#') {
        take(Kind::kLineComment, end_of_line(at_));
      } else if (c == '/' && slashes && follows("/*")) {
        take(Kind::kComment, after("*/", at_ + 2));
      } else if ((c == '"' || c == '\'') && syntax_ == Syntax::kPython && follows(std::string(3, c))) {
        take(Kind::kString, end_of_triple(c));
      } else if (c == '`' && slashes) {
        take(Kind::kString, end_of_backtick());
      } else if (c == '/' && syntax_ == Syntax::kJavaScript && may_begin_regex()) {
        take_regex();
      } else if (c == '"' || c == '\'') {
        take_quoted(c);
      } else {
        ++at_;
      }
    }
    return std::move(regions_);
  }

 private:
  bool follows(std::string_view word) const { return text_.substr(at_, word.size()) == word; }

  void take(CodeRegions::Kind kind, size_t end) {
    regions_.push_back({kind, {static_cast<uint32_t>(at_), static_cast<uint32_t>(end)}});
    at_ = end;
  }

  size_t end_of_line(size_t from) const {
    const size_t end = text_.find_first_of("\r\n", from);
    return end == std::string_view::npos ? text_.size() : end;
  }

  size_t after(std::string_view mark, size_t from) const {
    const size_t end = text_.find(mark, from);
    return end == std::string_view::npos ? text_.size() : end + mark.size();
  }

  size_t end_of_triple(char quote) const {
    for (size_t i = at_ + 3; i < text_.size(); ++i) {
      if (text_[i] == '\\') {
        ++i;
      } else if (text_[i] == quote && text_.substr(i, 3) == std::string(3, quote)) {
        return i + 3;
      }
    }
    return text_.size();
  }

  size_t end_of_backtick() const {
    const bool escapes = syntax_ == Syntax::kJavaScript;  // Go has none there
    for (size_t i = at_ + 1; i < text_.size(); ++i) {
      if (escapes && text_[i] == '\\') {
        ++i;
      } else if (text_[i] == '`') {
        return i + 1;
      }
    }
    return text_.size();
  }

  // After a value a slash divides.
  bool may_begin_regex() const {
    size_t i = at_;
    while (i > 0 && (text_[i - 1] == ' ' || text_[i - 1] == '\t')) --i;
    if (i == 0) return true;
    const std::string_view front = text_.substr(0, i);
    constexpr std::string_view kBefore = "(,=:[!&|?{};+-*%<>~^\r\n";
    return kBefore.contains(front.back()) || front.ends_with("return") || front.ends_with("typeof") ||
           front.ends_with("case");
  }

  void take_regex() {
    bool in_class = false;
    for (size_t i = at_ + 1; i < text_.size() && text_[i] != '\n'; ++i) {
      if (text_[i] == '\\') {
        ++i;
      } else if (text_[i] == '[') {
        in_class = true;
      } else if (text_[i] == ']') {
        in_class = false;
      } else if (text_[i] == '/' && !in_class) {
        take(CodeRegions::Kind::kString, i + 1);
        return;
      }
    }
    ++at_;
  }

  // A quote that is not closed on its line is no string: an apostrophe, a lifetime, half a regular
  // expression.
  void take_quoted(char quote) {
    for (size_t i = at_ + 1; i < text_.size(); ++i) {
      if (text_[i] == '\\') {
        ++i;
      } else if (text_[i] == quote) {
        take(CodeRegions::Kind::kString, i + 1);
        return;
      } else if (text_[i] == '\n') {
        break;
      }
    }
    ++at_;
  }

  std::string_view text_;
  Syntax syntax_;
  size_t at_ = 0;
  std::vector<CodeRegions::Region> regions_;
};

}  // namespace

Syntax syntax_of(const SourceFile& file) {
  switch (file.language) {
    case Language::kPython:
      return Syntax::kPython;
    case Language::kJavaScript:
    case Language::kTypeScript:
    case Language::kTsx:
      return Syntax::kJavaScript;
    case Language::kGo:
    case Language::kCss:
      return Syntax::kSlashes;
    case Language::kShell:
    case Language::kDockerfile:
      return Syntax::kHashes;
    case Language::kJson:
    case Language::kYaml:
    case Language::kToml:
    case Language::kIni:
    case Language::kEnv:
      return Syntax::kData;
    case Language::kOther:
      return syntax_of_extension(file.relative);
    default:
      return Syntax::kProse;
  }
}

CodeRegions::CodeRegions(std::string_view text, Syntax syntax) {
  if (is_code(syntax)) regions_ = Lexer(text, syntax).run();
}

CodeRegions::Region CodeRegions::at(uint32_t offset) const {
  const auto next = std::upper_bound(regions_.begin(), regions_.end(), offset,
                                     [](uint32_t o, const Region& region) { return o < region.span.begin; });
  if (next == regions_.begin()) return {};
  const Region& region = *(next - 1);
  return region.span.contains(offset) ? region : Region{};
}

}  // namespace sentinel
