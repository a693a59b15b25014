#include "rules/built_in.h"

#include <stdexcept>

// The files that rule_compiler wrote, as they are. SENTINEL_RULES_DIR is the build's.
#define SENTINEL_EMBED(symbol, file)                                                                \
  __asm__(".section .rodata\n.balign 64\n.global " #symbol "_begin\n" #symbol                       \
          "_begin:\n.incbin \"" SENTINEL_RULES_DIR "/" file "\"\n.global " #symbol "_end\n" #symbol \
          "_end:\n.previous\n");                                                                    \
  extern "C" const char symbol##_begin[];                                                           \
  extern "C" const char symbol##_end[]

SENTINEL_EMBED(sentinel_rules, "rules.bin");
SENTINEL_EMBED(sentinel_rules_with_samples, "rules_with_samples.bin");
SENTINEL_EMBED(sentinel_patterns_portable, "patterns_portable.bin");
SENTINEL_EMBED(sentinel_patterns_wide, "patterns_wide.bin");

namespace sentinel {
namespace {

std::string_view between(const char* begin, const char* end) {
  // NOLINTNEXTLINE(clang-analyzer-security.PointerSub): both are bounds of one embedded file
  return {begin, static_cast<size_t>(end - begin)};
}

}  // namespace

RuleBundle built_in_rules(Samples samples) {
  auto bundle = decode_rules(samples == Samples::kKeep
                                 ? between(sentinel_rules_with_samples_begin, sentinel_rules_with_samples_end)
                                 : between(sentinel_rules_begin, sentinel_rules_end));
  if (!bundle) throw std::logic_error("the built-in rules are damaged");  // the build itself is broken
  return std::move(*bundle);
}

Result<std::unique_ptr<PatternRegistry>> load_built_in_patterns(std::vector<PatternSpec> specs) {
  return PatternRegistry::load(std::move(specs),
                               between(sentinel_patterns_portable_begin, sentinel_patterns_portable_end),
                               between(sentinel_patterns_wide_begin, sentinel_patterns_wide_end));
}

}  // namespace sentinel
