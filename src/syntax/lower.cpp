#include "syntax/lower.h"

namespace sentinel::syntax {

bool is_lowered(Language language) { return Grammar::of(language) != nullptr; }

Result<ir::Module> lower(std::string_view text, Language language, const Tree::Limits& limits) {
  const Grammar* grammar = Grammar::of(language);
  if (grammar == nullptr) return fail(ErrorKind::kUsage, "no parser for this language");
  SENTINEL_ASSIGN_OR_RETURN(const Tree tree, Tree::parse(text, *grammar, limits));
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
