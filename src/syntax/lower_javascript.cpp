#include "syntax/builder.h"
#include "syntax/lower.h"

namespace sentinel::syntax {

ir::Module lower_javascript(const Tree& tree, Language language) {
  ir::Builder builder(language);
  builder.not_understood(tree.root().span());
  return builder.finish();
}

}  // namespace sentinel::syntax
