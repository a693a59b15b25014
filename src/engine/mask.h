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

// The bytes `range` of `text` as valid UTF-8 (bytes that are not UTF-8 as Latin-1), with every character that
// lies in one of `secrets` behind its readable prefix replaced by `*`. Line breaks stay.
std::string masked_text(std::string_view text, Span range, std::span<const Span> secrets);

}  // namespace sentinel
