// Samples without working-looking tokens.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace sentinel {

// Replaces `<<[CLASS]{N}>>` by N made-up characters of the class (ranges and single characters, `\` quotes
// one) and
// `<<base62-crc32>>` by the checksum that GitHub and npm put at the end of their tokens, taken over the
// expansion before it
// (https://github.blog/engineering/platform-security/behind-githubs-new-authentication-token-formats/). The
// same `seed` gives the same text.
[[nodiscard]] Result<std::string> expand_sample(std::string_view code, std::string_view seed);

// CRC-32 of `body` in six digits of 0-9A-Za-z.
std::string base62_crc32(std::string_view body);

}  // namespace sentinel
