#include "report/highlight.h"

#include <algorithm>
#include <array>
#include <span>

namespace sentinel {

namespace {

// How a language writes what we colour. All views are literals.
struct Syntax {
  std::span<const std::string_view> keywords;  // sorted
  std::array<std::string_view, 2> line_comments;
  std::string_view block_begin;
  std::string_view block_end;
  std::string_view quotes;                      // one character each; end with the line
  std::array<std::string_view, 2> long_quotes;  // cross lines
};

constexpr auto kPythonKeywords = std::to_array<std::string_view>(
    {"False",  "None",     "True",   "and",  "as",   "assert", "async",  "await",    "break", "case",
     "class",  "continue", "def",    "del",  "elif", "else",   "except", "finally",  "for",   "from",
     "global", "if",       "import", "in",   "is",   "lambda", "match",  "nonlocal", "not",   "or",
     "pass",   "raise",    "return", "self", "try",  "while",  "with",   "yield"});
constexpr auto kScriptKeywords = std::to_array<std::string_view>(
    {"any",        "as",        "async",    "await",      "boolean",   "break",    "case",     "catch",
     "class",      "const",     "continue", "default",    "delete",    "do",       "else",     "enum",
     "export",     "extends",   "false",    "finally",    "for",       "from",     "function", "if",
     "implements", "import",    "in",       "instanceof", "interface", "let",      "new",      "null",
     "number",     "of",        "private",  "protected",  "public",    "readonly", "return",   "static",
     "string",     "super",     "switch",   "this",       "throw",     "true",     "try",      "type",
     "typeof",     "undefined", "var",      "void",       "while",     "yield"});
constexpr auto kGoKeywords = std::to_array<std::string_view>(
    {"break",  "case",        "chan",      "const",  "continue", "default", "defer",
     "else",   "fallthrough", "false",     "for",    "func",     "go",      "goto",
     "if",     "import",      "interface", "map",    "nil",      "package", "range",
     "return", "select",      "struct",    "switch", "true",     "type",    "var"});
constexpr auto kShellKeywords = std::to_array<std::string_view>(
    {"case", "do", "done", "elif", "else", "esac", "exit", "export", "fi", "for", "function", "if", "in",
     "local", "return", "then", "until", "while"});
constexpr auto kDockerKeywords = std::to_array<std::string_view>(
    {"ADD", "ARG", "CMD", "COPY", "ENTRYPOINT", "ENV", "EXPOSE", "FROM", "HEALTHCHECK", "LABEL", "RUN",
     "SHELL", "STOPSIGNAL", "USER", "VOLUME", "WORKDIR"});
constexpr auto kSqlKeywords = std::to_array<std::string_view>(
    {"AND", "CREATE", "DELETE", "DROP", "FROM", "INSERT", "INTO", "JOIN", "LIMIT", "NULL", "OR", "SELECT",
     "SET", "TABLE", "UPDATE", "VALUES", "WHERE"});
constexpr auto kDataKeywords = std::to_array<std::string_view>({"false", "no", "null", "true", "yes"});

static_assert(std::is_sorted(kPythonKeywords.begin(), kPythonKeywords.end()));
static_assert(std::is_sorted(kScriptKeywords.begin(), kScriptKeywords.end()));
static_assert(std::is_sorted(kGoKeywords.begin(), kGoKeywords.end()));
static_assert(std::is_sorted(kShellKeywords.begin(), kShellKeywords.end()));
static_assert(std::is_sorted(kDockerKeywords.begin(), kDockerKeywords.end()));
static_assert(std::is_sorted(kSqlKeywords.begin(), kSqlKeywords.end()));
static_assert(std::is_sorted(kDataKeywords.begin(), kDataKeywords.end()));

Syntax syntax_of(Language language) {
  switch (language) {
    case Language::kPython:
      return {kPythonKeywords, {"#"}, "", "", R"("')", {R"(""")", "'''"}};
    case Language::kJavaScript:
    case Language::kTypeScript:
    case Language::kTsx:
      return {kScriptKeywords, {"//"}, "/*", "*/", R"("')", {"`"}};
    case Language::kGo:
      return {kGoKeywords, {"//"}, "/*", "*/", R"("')", {"`"}};
    case Language::kShell:
      return {kShellKeywords, {"#"}, "", "", R"("')", {}};
    case Language::kDockerfile:
      return {kDockerKeywords, {"#"}, "", "", R"("')", {}};
    case Language::kSql:
      return {kSqlKeywords, {"--"}, "/*", "*/", "'\"", {}};
    case Language::kJson:
      return {kDataKeywords, {"//"}, "/*", "*/", "\"", {}};
    case Language::kYaml:
      return {kDataKeywords, {"#"}, "", "", R"("')", {}};
    case Language::kToml:
      return {kDataKeywords, {"#"}, "", "", R"("')", {R"(""")", "'''"}};
    case Language::kIni:
    case Language::kEnv:
      return {kDataKeywords, {"#", ";"}, "", "", "\"", {}};
    case Language::kCss:
      return {{}, {}, "/*", "*/", R"("')", {}};
    case Language::kHtml:
    case Language::kXml:
      return {{}, {}, "<!--", "-->", "\"", {}};
    case Language::kOther:
    case Language::kMarkdown:
    case Language::kText:
      break;
  }
  return {};
}

bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         static_cast<unsigned char>(c) >= 0x80;
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Where the string that begins after its quote at `at` ends: past `quote`, or npos.
size_t end_of_string(std::string_view line, size_t at, std::string_view quote) {
  while (at < line.size()) {
    if (line[at] == '\\') {
      at += 2;
    } else if (line.substr(at).starts_with(quote)) {
      return at + quote.size();
    } else {
      ++at;
    }
  }
  return std::string_view::npos;
}

}  // namespace

std::vector<Token> Highlighter::next_line(std::string_view line) {
  const Syntax syntax = syntax_of(language_);
  std::vector<Token> tokens;
  size_t at = 0;

  const auto long_token = [&](size_t begin, size_t body, std::string_view closer, TokenKind kind) {
    size_t end = 0;
    if (kind == TokenKind::kString) {
      end = end_of_string(line, body, closer);
    } else {
      end = line.find(closer, body);
      if (end != std::string_view::npos) end += closer.size();
    }
    const bool closed = end != std::string_view::npos;
    at = closed ? end : line.size();
    open_end_ = closed ? std::string_view() : closer;
    open_kind_ = kind;
    if (at > begin) tokens.push_back({begin, at, kind});
  };

  if (!open_end_.empty()) long_token(0, 0, open_end_, open_kind_);
  while (at < line.size()) {
    const std::string_view rest = line.substr(at);
    const auto begins = [&](std::string_view mark) { return !mark.empty() && rest.starts_with(mark); };
    // In shell and YAML a `#` inside a word is no comment.
    const bool inside_word = language_ != Language::kPython && line[at] == '#' && at > 0 &&
                             line[at - 1] != ' ' && line[at - 1] != '\t';

    if (begins(syntax.block_begin)) {
      long_token(at, at + syntax.block_begin.size(), syntax.block_end, TokenKind::kComment);
    } else if (!inside_word && (begins(syntax.line_comments[0]) || begins(syntax.line_comments[1]))) {
      tokens.push_back({at, line.size(), TokenKind::kComment});
      at = line.size();
    } else if (begins(syntax.long_quotes[0])) {
      long_token(at, at + syntax.long_quotes[0].size(), syntax.long_quotes[0], TokenKind::kString);
    } else if (begins(syntax.long_quotes[1])) {
      long_token(at, at + syntax.long_quotes[1].size(), syntax.long_quotes[1], TokenKind::kString);
    } else if (syntax.quotes.contains(line[at])) {
      const size_t end = std::min(end_of_string(line, at + 1, line.substr(at, 1)), line.size());
      tokens.push_back({at, end, TokenKind::kString});
      at = end;
    } else if (is_word(line[at])) {
      size_t end = at;
      while (end < line.size() && (is_word(line[end]) || (is_digit(line[at]) && line[end] == '.'))) ++end;
      const std::string_view word = line.substr(at, end - at);
      if (std::binary_search(syntax.keywords.begin(), syntax.keywords.end(), word)) {
        tokens.push_back({at, end, TokenKind::kKeyword});
      } else if (is_digit(line[at]) && !syntax.quotes.empty()) {
        tokens.push_back({at, end, TokenKind::kNumber});
      }
      at = end;
    } else {
      ++at;
    }
  }
  return tokens;
}

}  // namespace sentinel
