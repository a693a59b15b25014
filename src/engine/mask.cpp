#include "engine/mask.h"

#include <algorithm>
#include <cstring>
#include <unordered_map>

#include "base/text.h"

namespace sentinel {
namespace {

// Copies are looked for by the last eight bytes, for the first ones are often a prefix that all secrets of a
// kind share. Anything shorter would be masked all over the file.
constexpr uint32_t kTail = 8;

uint64_t tail_ending_at(std::string_view text, size_t end) {
  uint64_t out = 0;
  std::memcpy(&out, text.data() + end - kTail, kTail);
  return out;
}

// Places of the same texts as `secrets` have. One pass over the text.
std::vector<Span> copies_of(std::string_view text, std::span<const Span> secrets) {
  std::unordered_map<uint64_t, std::vector<std::string_view>> by_tail;
  for (const Span secret : secrets) {
    if (secret.size() < kTail) continue;
    const std::string_view value = text.substr(secret.begin, secret.size());
    std::vector<std::string_view>& known = by_tail[tail_ending_at(text, secret.end)];
    if (std::find(known.begin(), known.end(), value) == known.end()) known.push_back(value);
  }
  std::vector<Span> out;
  if (by_tail.empty()) return out;
  for (size_t end = kTail; end <= text.size(); ++end) {
    const auto it = by_tail.find(tail_ending_at(text, end));
    if (it == by_tail.end()) continue;
    for (const std::string_view value : it->second) {
      if (value.size() <= end && text.substr(end - value.size(), value.size()) == value) {
        out.push_back({static_cast<uint32_t>(end - value.size()), static_cast<uint32_t>(end)});
      }
    }
  }
  return out;
}

}  // namespace

uint32_t readable_prefix(uint32_t secret_size) { return secret_size >= 16 ? 4 : secret_size >= 12 ? 2 : 0; }

Mask::Mask(std::string_view text, std::span<const Span> secrets) {
  std::vector<Span> all(secrets.begin(), secrets.end());
  const std::vector<Span> copies = copies_of(text, secrets);
  all.insert(all.end(), copies.begin(), copies.end());
  for (Span& secret : all) secret.begin += readable_prefix(secret.size());
  std::sort(all.begin(), all.end());
  for (const Span hidden : all) {
    if (!hidden_.empty() && hidden.begin <= hidden_.back().end) {
      hidden_.back().end = std::max(hidden_.back().end, hidden.end);
    } else {
      hidden_.push_back(hidden);
    }
  }
}

bool Mask::hides(uint32_t offset) const {
  const auto next = std::upper_bound(hidden_.begin(), hidden_.end(), offset,
                                     [](uint32_t value, Span span) { return value < span.begin; });
  return next != hidden_.begin() && std::prev(next)->contains(offset);
}

std::string masked_text(std::string_view text, Span range, const Mask& mask) {
  std::string out;
  out.reserve(range.size());
  for (uint32_t at = range.begin; at < range.end;) {
    const CodePoint character = decode_utf8(text, at);
    const bool is_break = character.value == U'\n' || character.value == U'\r';
    append_utf8(out, !is_break && mask.hides(at) ? U'*' : character.value);
    at += character.length;
  }
  return out;
}

}  // namespace sentinel
