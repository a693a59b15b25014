// From source text to the intermediate form: parse, lower, and let the tree go.
#pragma once

#include <string_view>

#include "base/result.h"
#include "syntax/ir.h"
#include "syntax/tree.h"

namespace sentinel::syntax {

// Has a lowering.
bool is_lowered(Language language);

// Fails with kLimit when a limit is reached. Broken syntax is no failure: what parses around it is lowered,
// and Module::not_understood has the rest. `text` is valid UTF-8.
[[nodiscard]] Result<ir::Module> lower(std::string_view text, Language language,
                                       const Tree::Limits& limits = {});

// One file a language. Nesting deeper than this is left out, and said in Module::not_understood.
inline constexpr int kMostNesting = 300;
ir::Module lower_python(const Tree& tree);
ir::Module lower_javascript(const Tree& tree, Language language);  // TypeScript and TSX too
ir::Module lower_go(const Tree& tree);

}  // namespace sentinel::syntax
