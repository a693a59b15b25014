// Any bytes as JavaScript, TypeScript ("t" first) or TSX ("x" first): whatever the parser makes of them, the
// module keeps its promises and can be printed.
#include "fuzz.h"
#include "syntax/lower.h"
#include "syntax/print.h"
#include "syntax/verify.h"

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace sentinel;
  if (size == 0 || size > 20'000) return 0;
  const Language language = data[0] == 't'   ? Language::kTypeScript
                            : data[0] == 'x' ? Language::kTsx
                                             : Language::kJavaScript;
  const std::string_view text = fuzz::text_of(data, size).substr(1);
  const auto module = syntax::lower(text, language);
  if (!module) {
    fuzz::require(module.error().kind == ErrorKind::kLimit, "it failed for another reason than a limit");
    return 0;
  }
  const std::string fault = ir::find_fault(*module);
  fuzz::require(fault.empty(), fault.c_str());
  fuzz::require(!ir::print(*module).empty(), "nothing to print");
  for (const ir::Function& function : module->functions) {
    for (const ir::Instruction& instruction : function.code) {
      fuzz::require(instruction.span.begin <= instruction.span.end && instruction.span.end <= text.size(),
                    "a span outside of the file");
    }
    // A file that is short makes no long module.
    fuzz::require(function.code.size() < 1'000'000, "more and more instructions");
  }
  for (const Span span : module->not_understood) {
    fuzz::require(span.begin <= span.end && span.end <= text.size(), "a span outside of the file");
  }
  return 0;
}
