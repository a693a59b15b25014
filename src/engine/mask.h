// Secrets never leave the file they were found in.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/span.h"

namespace sentinel {

// Characters at the start of a secret that stay readable, so that a person recognises which one it is.
uint32_t readable_prefix(uint32_t secret_size);

// Which bytes of a text are not to be shown: those of the secrets behind their readable prefix, and every
// other place where the same text stands, found or not (a secret in a comment that no rule matches is as
// secret).
class Mask {
 public:
  Mask() = default;  // hides nothing
  Mask(std::string_view text, std::span<const Span> secrets);

  bool hides(uint32_t offset) const;

 private:
  std::vector<Span> hidden_;  // sorted, disjoint
};

// The bytes `range` of `text` as valid UTF-8 (bytes that are not UTF-8 as Latin-1), hidden characters as `*`.
// Line breaks stay.
std::string masked_text(std::string_view text, Span range, const Mask& mask);

}  // namespace sentinel
