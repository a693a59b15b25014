// A Python file for the parser and the lowering: whatever the bytes are, the module is sound.
#include "fuzz.h"
#include "syntax/lower.h"
#include "syntax/print.h"
#include "syntax/verify.h"

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace sentinel;
  if (size > 20'000) return 0;
  const auto module = syntax::lower(fuzz::text_of(data, size), Language::kPython);
  if (!module) {
    fuzz::require(module.error().kind == ErrorKind::kLimit, "a file fails without a limit being reached");
    return 0;
  }
  const std::string fault = ir::find_fault(*module);
  fuzz::require(fault.empty(), fault.c_str());
  for (const ir::Function& function : module->functions) {
    for (const ir::Instruction& instruction : function.code) {
      fuzz::require(instruction.span.begin <= instruction.span.end && instruction.span.end <= size,
                    "a span past the file");
    }
  }
  for (const Span span : module->not_understood) {
    fuzz::require(span.begin <= span.end && span.end <= size, "a span past the file");
  }
  fuzz::require(!ir::print(*module).empty(), "a module prints as nothing");
  return 0;
}
