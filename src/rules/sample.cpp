#include "rules/sample.h"

#include <charconv>

#include "base/hash.h"

namespace sentinel {
namespace {

constexpr size_t kLongestExpansion = 4096;

// splitmix64 (Steele, Lea, Flood 2014): tiny, and the same on every machine, unlike
// std::uniform_int_distribution.
uint64_t next_random(uint64_t& state) {
  uint64_t z = (state += 0x9e3779b97f4a7c15U);
  z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9U;
  z = (z ^ (z >> 27U)) * 0x94d049bb133111ebU;
  return z ^ (z >> 31U);
}

// The characters of "A-Za-z0-9_\-"; empty when a range runs backwards.
std::string members_of(std::string_view character_class) {
  std::string out;
  for (size_t i = 0; i < character_class.size(); ++i) {
    if (character_class[i] == '\\' && i + 1 < character_class.size()) {
      out += character_class[++i];
    } else if (i + 2 < character_class.size() && character_class[i + 1] == '-') {
      const auto first = static_cast<unsigned char>(character_class[i]);
      const auto last = static_cast<unsigned char>(character_class[i + 2]);
      if (last < first) return {};
      for (unsigned c = first; c <= last; ++c) out += static_cast<char>(c);
      i += 2;
    } else {
      out += character_class[i];
    }
  }
  return out;
}

}  // namespace

std::string base62_crc32(std::string_view body) {
  static constexpr std::string_view kDigits =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  uint32_t crc = crc32(body);
  std::string out(6, '0');
  for (size_t i = out.size(); i-- > 0; crc /= 62) out[i] = kDigits[crc % 62];
  return out;
}

Result<std::string> expand_sample(std::string_view code, std::string_view seed) {
  std::string out;
  std::string last;
  uint64_t state = hash64(seed);
  while (!code.empty()) {
    const size_t open = code.find("<<");
    const size_t close = open == std::string_view::npos ? open : code.find(">>", open);
    const std::string_view body =
        close == std::string_view::npos ? std::string_view() : code.substr(open + 2, close - open - 2);
    const size_t class_end = body.rfind("]{");
    const bool is_class = body.starts_with('[') && class_end != std::string_view::npos && body.ends_with('}');
    if (!is_class && body != "base62-crc32") {
      // "<<" of the sample's own language: a shift, a here-document.
      const size_t end = open == std::string_view::npos ? code.size() : open + 2;
      out += code.substr(0, end);
      code.remove_prefix(end);
      continue;
    }
    out += code.substr(0, open);
    code.remove_prefix(close + 2);
    if (!is_class) {
      out += base62_crc32(last);
      continue;
    }
    const std::string members = members_of(body.substr(1, class_end - 1));
    const std::string_view digits = body.substr(class_end + 2, body.size() - class_end - 3);
    size_t count = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), count);
    if (members.empty() || error != std::errc() || end != digits.data() + digits.size() ||
        count > kLongestExpansion) {
      return fail(ErrorKind::kMalformed,
                  "<<" + std::string(body) + ">> is not an expansion of the form <<[A-Z0-9]{20}>>");
    }
    last.clear();
    for (size_t i = 0; i < count; ++i) last += members[next_random(state) % members.size()];
    out += last;
  }
  return out;
}

}  // namespace sentinel
