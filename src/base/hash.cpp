#include "base/hash.h"

#include <algorithm>
#include <array>
#include <stdexcept>

#include <openssl/evp.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace sentinel {

namespace {

// Fetched once: looking an algorithm up costs more than hashing a small file. They live as long as the
// process.
const EVP_MD* algorithm(const char* name) {
  const EVP_MD* found = EVP_MD_fetch(nullptr, name, nullptr);
  if (found == nullptr) throw std::runtime_error(std::string("the crypto library has no ") + name);
  return found;
}

std::string digest(const EVP_MD* md, std::string_view bytes) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> out;
  unsigned int size = 0;
  if (EVP_Digest(bytes.data(), bytes.size(), out.data(), &size, md, nullptr) != 1) {
    throw std::runtime_error("the crypto library failed to hash");
  }
  return {reinterpret_cast<const char*>(out.data()), size};
}

constexpr std::array<uint32_t, 256> make_crc_table() {
  std::array<uint32_t, 256> table{};
  for (uint32_t i = 0; i < 256; ++i) {
    uint32_t value = i;
    for (int bit = 0; bit < 8; ++bit) value = (value >> 1U) ^ ((value & 1U) != 0 ? 0xEDB88320U : 0U);
    table[i] = value;
  }
  return table;
}

constexpr std::string_view kBase64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

constexpr uint8_t kNoBase64 = 0xFF;

// The six bits of a character, or kNoBase64.
constexpr std::array<uint8_t, 256> make_base64_values() {
  std::array<uint8_t, 256> values{};
  values.fill(kNoBase64);
  for (size_t i = 0; i < kBase64.size(); ++i) {
    values[static_cast<unsigned char>(kBase64[i])] = static_cast<uint8_t>(i);
  }
  values['-'] = 62;  // the URL-safe alphabet
  values['_'] = 63;
  return values;
}

}  // namespace

uint64_t hash64(std::string_view bytes, uint64_t seed) {
  return XXH3_64bits_withSeed(bytes.empty() ? "" : bytes.data(), bytes.size(), seed);
}

std::string sha256(std::string_view bytes) {
  static const EVP_MD* const kAlgorithm = algorithm("SHA256");
  return digest(kAlgorithm, bytes);
}

std::string sha512(std::string_view bytes) {
  static const EVP_MD* const kAlgorithm = algorithm("SHA512");
  return digest(kAlgorithm, bytes);
}

std::string sha256_hex(std::string_view bytes) { return to_hex(sha256(bytes)); }

std::string sha1_hex(std::string_view bytes) {
  static const EVP_MD* const kAlgorithm = algorithm("SHA1");
  return to_hex(digest(kAlgorithm, bytes));
}

uint32_t crc32(std::string_view bytes) {
  static constexpr std::array<uint32_t, 256> kTable = make_crc_table();
  uint32_t crc = 0xFFFFFFFFU;
  for (const char byte : bytes) crc = (crc >> 8U) ^ kTable[(crc ^ static_cast<unsigned char>(byte)) & 0xFFU];
  return ~crc;
}

std::string to_hex(std::string_view bytes) {
  static constexpr std::string_view kDigits = "0123456789abcdef";
  std::string out;
  out.reserve(bytes.size() * 2);
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    out += kDigits[byte >> 4U];
    out += kDigits[byte & 15U];
  }
  return out;
}

std::string base64_encode(std::string_view bytes) {
  std::string out;
  out.reserve((bytes.size() + 2) / 3 * 4);
  for (size_t i = 0; i < bytes.size(); i += 3) {
    const size_t count = std::min<size_t>(3, bytes.size() - i);
    uint32_t group = 0;
    for (size_t k = 0; k < 3; ++k) {
      group = group << 8U | (k < count ? static_cast<unsigned char>(bytes[i + k]) : 0U);
    }
    for (size_t k = 0; k < 4; ++k) out += k <= count ? kBase64[group >> (18 - 6 * k) & 63U] : '=';
  }
  return out;
}

bool base64_decode(std::string_view text, std::string& out) {
  static constexpr std::array<uint8_t, 256> kValues = make_base64_values();
  out.clear();
  if (const size_t padding = text.find('='); padding != std::string_view::npos) {
    const size_t count = text.size() - padding;
    if (count > 2 || text.size() % 4 != 0 || text.back() != '=') return false;
    text = text.substr(0, padding);
  }
  if (text.size() % 4 == 1) return false;
  out.reserve(text.size() / 4 * 3 + 2);
  uint32_t group = 0;
  unsigned bits = 0;
  for (const char c : text) {
    const uint8_t value = kValues[static_cast<unsigned char>(c)];
    if (value == kNoBase64) return false;
    group = (group << 6U | value) & 0xFFFFU;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      out += static_cast<char>(group >> bits & 0xFFU);
    }
  }
  return true;
}

}  // namespace sentinel
