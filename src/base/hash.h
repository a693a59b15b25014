// Digests. xxh for keys that never leave the process, SHA for anything that is compared across time.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace sentinel {

uint64_t hash64(std::string_view bytes, uint64_t seed = 0);  // XXH3
std::string sha256_hex(std::string_view bytes);
std::string sha1_hex(std::string_view bytes);
std::string sha256(std::string_view bytes);  // 32 raw bytes
std::string sha512(std::string_view bytes);  // 64 raw bytes
uint32_t crc32(std::string_view bytes);      // IEEE 802.3, as zlib has it

std::string to_hex(std::string_view bytes);  // lower case
std::string base64_encode(std::string_view bytes);
// Standard and URL-safe alphabets, padding optional. False on any other character.
bool base64_decode(std::string_view text, std::string& out);

}  // namespace sentinel
