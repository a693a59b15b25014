#include "detect/secrets/placeholder.h"

#include <algorithm>
#include <array>
#include <cstdint>

namespace sentinel {
namespace {

constexpr size_t kLooked = 512;  // a placeholder shows itself early

// Four letters at least: shorter ones occur in random tokens.
constexpr std::array<std::string_view, 34> kWords = {
    "example", "dummy",    "placehold",   "changeme",    "change-me", "change_me",  "your-",
    "your_",   "-your",    "_your",       "yourtoken",   "yourkey",   "yourapikey", "redacted",
    "xxxx",    "insert",   "replace",     "sample",      "fake-",     "fake_",      "-fake",
    "_fake",   "not-a-",   "not_a_",      "secret-here", "qwerty",    "asdfgh",     "todo",
    "fixme",   "deadbeef", "lorem-ipsum", "key-here",    "key_here",  "token-here",
};

// Code that fetches the value, and templates that another program fills in.
constexpr std::array<std::string_view, 22> kMarks = {
    "${",
    "{{",
    "$(",
    "%(",
    "%s",
    "%v",
    "%d",
    "<%",
    "#{",
    "{}",
    "***",
    "...",
    "\xe2\x80\xa6" /* … */,
    "\xe2\x80\xa2" /* • */,
    "process.env",
    "os.environ",
    "getenv",
    "import.meta",
    "secrets.",
    "vars.",
    "config.",
    "settings.",
};

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool starts_ignoring_case(std::string_view text, std::string_view lower_word) {
  if (text.size() < lower_word.size()) return false;
  for (size_t i = 0; i < lower_word.size(); ++i) {
    if (lower(text[i]) != lower_word[i]) return false;
  }
  return true;
}

bool has_word(std::string_view text) {
  if (starts_ignoring_case(text, "your")) return true;
  for (size_t i = 0; i < text.size(); ++i) {
    const char first = lower(text[i]);
    for (const std::string_view word : kWords) {
      if (first == word.front() && starts_ignoring_case(text.substr(i), word)) return true;
    }
  }
  return false;
}

bool has_template(std::string_view text) {
  for (const std::string_view mark : kMarks) {
    if (text.contains(mark)) return true;
  }
  const auto enclosed = [&](char open, char close) { return text.front() == open && text.back() == close; };
  return text.front() == '$' || enclosed('<', '>') || enclosed('{', '}') || enclosed('[', ']') ||
         enclosed('%', '%');
}

// Six equal characters in a row, or six that count up or down.
bool has_run(std::string_view text) {
  constexpr int kRun = 6;
  int equal = 1;
  int up = 1;
  int down = 1;
  for (size_t i = 1; i < text.size(); ++i) {
    const char before = lower(text[i - 1]);
    const char here = lower(text[i]);
    const bool wraps = before == '9' && here == '0';  // 1234567890
    equal = here == before ? equal + 1 : 1;
    up = here == before + 1 || wraps ? up + 1 : 1;
    down = here == before - 1 ? down + 1 : 1;
    if (equal >= kRun || up >= kRun || down >= kRun) return true;
  }
  return false;
}

bool has_few_characters(std::string_view text) {
  std::array<bool, 256> seen{};
  size_t distinct = 0;
  for (const char c : text) {
    bool& known = seen[static_cast<uint8_t>(c)];
    distinct += known ? 0U : 1U;
    known = true;
  }
  return text.size() >= 8 && distinct <= std::min<size_t>(6, 2 + text.size() / 8);
}

// Half of the text or more is one block, again and again.
bool repeats(std::string_view text) {
  for (size_t period = 2; period <= 16; ++period) {
    size_t same = 0;
    for (size_t i = period; i < text.size(); ++i) {
      same = text[i] == text[i - period] ? same + 1 : 0;
      const size_t length = same + period;
      if (same >= period && length >= 16 && length * 2 >= text.size()) return true;
    }
  }
  return false;
}

}  // namespace

bool is_placeholder(std::string_view secret) {
  if (secret.empty()) return true;
  const std::string_view text = secret.substr(0, kLooked);
  return has_template(text) || has_word(text) || has_run(text) || has_few_characters(text) || repeats(text);
}

}  // namespace sentinel
