#include "syntax/builder.h"
#include "syntax/lower.h"

namespace sentinel::syntax {

ir::Module lower_python(const Tree& tree) {
  ir::Builder builder(Language::kPython);
  builder.not_understood(tree.root().span());
  return builder.finish();
}

}  // namespace sentinel::syntax
