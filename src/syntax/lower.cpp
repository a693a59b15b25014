#include "syntax/lower.h"

#include <string>

namespace sentinel::syntax {
namespace {

constexpr bool is_of_word(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '$' ||
         byte >= 0x80;
}

constexpr std::string_view kUsing = "using";
constexpr std::string_view kAwait = "await";

bool is_blank(char c) { return c == ' ' || c == '\t'; }

bool is_word(std::string_view text, size_t begin, size_t end) {
  return (begin == 0 || !is_of_word(text[begin - 1])) && (end == text.size() || !is_of_word(text[end]));
}

// Whether the `using` at `begin` declares something: `using x = f()`, `using x: T = f()`, `using x of y`.
bool declares(std::string_view text, size_t begin) {
  if (begin > 0 && text[begin - 1] == '.') return false;
  size_t at = begin + kUsing.size();
  const auto skip = [&](auto wanted) {
    const size_t from = at;
    while (at < text.size() && wanted(text[at])) ++at;
    return text.substr(from, at - from);
  };
  if (skip(is_blank).empty()) return false;
  const std::string_view name = skip(is_of_word);
  if (name.empty() || name == "of") return false;
  skip([](char c) { return is_blank(c) || c == '\r' || c == '\n'; });
  const std::string_view rest = text.substr(at);
  if (rest.starts_with('=')) return !rest.starts_with("==") && !rest.starts_with("=>");
  return rest.starts_with(':') || (rest.starts_with("of") && is_word(text, at, at + 2));
}

// The grammar of TypeScript has `using` for a word that may stand before any assignment and is no name. What
// it declares is bound as by `const`, which is as long a word: the parser is shown that, so that every place
// stays where it is. Where it is a name, the parser is shown another. Empty: the word is not there.
std::string without_using(std::string_view text) {
  std::string out;
  for (size_t at = text.find(kUsing); at != std::string_view::npos;
       at = text.find(kUsing, at + kUsing.size())) {
    if (!is_word(text, at, at + kUsing.size())) continue;
    if (out.empty()) out = text;
    const bool is_declaration = declares(text, at);
    out.replace(at, kUsing.size(), is_declaration ? "const" : "Using");
    size_t end = at;
    while (end > 0 && is_blank(text[end - 1])) --end;
    if (!is_declaration || end == at || !text.substr(0, end).ends_with(kAwait)) continue;
    const size_t begin = end - kAwait.size();
    if (is_word(text, begin, end)) out.replace(begin, kAwait.size(), kAwait.size(), ' ');
  }
  return out;
}

}  // namespace

bool is_lowered(Language language) { return Grammar::of(language) != nullptr; }

Result<ir::Module> lower(std::string_view text, Language language, const Tree::Limits& limits) {
  const Grammar* grammar = Grammar::of(language);
  if (grammar == nullptr) return fail(ErrorKind::kUsage, "no parser for this language");
  const bool is_typed = language == Language::kTypeScript || language == Language::kTsx;
  const std::string parsed = is_typed ? without_using(text) : std::string();
  SENTINEL_ASSIGN_OR_RETURN(const Tree tree, Tree::parse(text, *grammar, limits, parsed));
  switch (language) {
    case Language::kPython:
      return lower_python(tree);
    case Language::kGo:
      return lower_go(tree);
    default:
      return lower_javascript(tree, language);
  }
}

}  // namespace sentinel::syntax
