#include "syntax/builder.h"
#include "syntax/lower.h"

namespace sentinel::syntax {

ir::Module lower_go(const Tree& tree) {
  ir::Builder builder(Language::kGo);
  builder.not_understood(tree.root().span());
  return builder.finish();
}

}  // namespace sentinel::syntax
