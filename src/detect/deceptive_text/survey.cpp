#include "detect/deceptive_text/survey.h"

#include <array>
#include <cstdint>
#include <cstring>

namespace sentinel {
namespace {

// GCC and Clang turn these into SSE2, NEON or whatever there is.
using Bytes = uint8_t __attribute__((vector_size(16)));
using Words = uint64_t __attribute__((vector_size(16)));

Bytes load(const char* at) {
  Bytes out;
  std::memcpy(&out, at, sizeof(out));
  return out;
}

bool any(Bytes bytes) {
  Words words;
  std::memcpy(&words, &bytes, sizeof(words));
  return (words[0] | words[1]) != 0;
}

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

// The whole run around `at`, which is blank.
Span blank_run(std::string_view text, size_t at) {
  size_t begin = at;
  while (begin > 0 && is_blank(text[begin - 1])) --begin;
  size_t end = at;
  while (end < text.size() && is_blank(text[end])) ++end;
  return {static_cast<uint32_t>(begin), static_cast<uint32_t>(end)};
}

constexpr size_t kStep = 64;  // one sample of 16 bytes a step: a run of kBlankRun covers at least one sample

}  // namespace

Survey survey(std::string_view text) {
  Survey out;
  if (text.empty()) return out;
  Bytes high{};
  Bytes control{};
  Bytes lone_return{};
  Bytes backslash{};
  const auto look = [&](Bytes bytes, Bytes next) {
    high |= bytes & 0x80;
    control |= reinterpret_cast<Bytes>((bytes < 0x20) & ((bytes - 9) > 4));
    lone_return |= reinterpret_cast<Bytes>((bytes == '\r') & (next != '\n'));
    backslash |= reinterpret_cast<Bytes>(bytes == '\\');
    return bytes;
  };
  size_t i = 0;
  size_t blank_until = 0;
  for (; i + kStep < text.size(); i += kStep) {
    const char* at = text.data() + i;
    const Bytes first = look(load(at), load(at + 1));
    look(load(at + 16), load(at + 17));
    look(load(at + 32), load(at + 33));
    look(load(at + 48), load(at + 49));
    if (!any(reinterpret_cast<Bytes>(first > ' ')) && i >= blank_until) {
      const Span run = blank_run(text, i);
      blank_until = run.end + size_t{1};
      if (run.size() >= kBlankRun) out.blanks.push_back(run);
    }
  }
  std::array<char, kStep + 17> tail{};
  tail.fill('\n');
  std::memcpy(tail.data(), text.data() + i, text.size() - i);
  for (size_t k = 0; k < kStep; k += 16) look(load(tail.data() + k), load(tail.data() + k + 1));
  if (i >= blank_until && i < text.size() && is_blank(text[i])) {
    const Span run = blank_run(text, i);
    if (run.size() >= kBlankRun) out.blanks.push_back(run);
  }
  out.non_ascii = any(high);
  out.control = any(control);
  out.lone_return = any(lone_return);
  out.backslash = any(backslash);
  return out;
}

}  // namespace sentinel
