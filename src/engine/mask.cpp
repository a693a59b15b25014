#include "engine/mask.h"

#include <algorithm>

#include "base/text.h"

namespace sentinel {

uint32_t readable_prefix(uint32_t secret_size) { return secret_size >= 16 ? 4 : secret_size >= 12 ? 2 : 0; }

std::string masked_text(std::string_view text, Span range, std::span<const Span> secrets) {
  std::string out;
  out.reserve(range.size());
  for (uint32_t at = range.begin; at < range.end;) {
    const CodePoint character = decode_utf8(text, at);
    const bool is_break = character.value == U'\n' || character.value == U'\r';
    const bool is_hidden = !is_break && std::any_of(secrets.begin(), secrets.end(), [&](Span secret) {
      return secret.begin + readable_prefix(secret.size()) <= at && at < secret.end;
    });
    append_utf8(out, is_hidden ? U'*' : character.value);
    at += character.length;
  }
  return out;
}

}  // namespace sentinel
