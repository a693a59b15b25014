// Any bytes as Go: whatever the parser makes of it, the module keeps its promises and can be printed.
#include <string>

#include "fuzz.h"
#include "syntax/lower.h"
#include "syntax/print.h"
#include "syntax/verify.h"

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace sentinel;
  if (size > 20'000) return 0;
  const auto module = syntax::lower(fuzz::text_of(data, size), Language::kGo);
  if (!module) {
    fuzz::require(module.error().kind == ErrorKind::kLimit, "it failed for another reason than a limit");
    return 0;
  }
  const std::string fault = ir::find_fault(*module);
  fuzz::require(fault.empty(), fault.c_str());
  fuzz::require(!ir::print(*module).empty(), "nothing to print");
  for (const ir::Function& function : module->functions) {
    for (const ir::Instruction& instruction : function.code) {
      fuzz::require(instruction.span.begin <= instruction.span.end && instruction.span.end <= size,
                    "a span outside of the file");
    }
  }
  for (const Span span : module->not_understood) {
    fuzz::require(span.begin <= span.end && span.end <= size, "a span outside of the file");
  }
  return 0;
}
