#include "source/source_file.h"

#include <algorithm>
#include <array>
#include <span>

#include "base/text.h"

namespace sentinel {
namespace {

constexpr size_t kTopBytes = 2048;
constexpr size_t kMinifiedMeanLine = 300;
constexpr size_t kMinifiedLongestLine = 5000;

bool is_word_byte(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

// "@generated" as a marker, not as part of "info@generated.example".
bool has_generated_tag(std::string_view top) {
  constexpr std::string_view kTag = "@generated";
  for (size_t at = top.find(kTag); at != std::string_view::npos; at = top.find(kTag, at + 1)) {
    const char before = at == 0 ? ' ' : top[at - 1];
    const std::string_view rest = top.substr(at + kTag.size());
    const char after = rest.empty() ? ' ' : rest.front();
    const bool in_address = after == '.' && rest.size() > 1 && is_word_byte(rest[1]);
    if (!is_word_byte(before) && !is_word_byte(after) && after != '-' && !in_address) return true;
  }
  return false;
}

// One line with "generated" and "do not edit", as Go's tools, protoc and most others write it.
bool has_generated_notice(std::string_view top) {
  const std::string lower = to_lower(top);
  return std::ranges::any_of(split(lower, '\n'), [](std::string_view line) {
    return line.contains("generated") && line.contains("do not edit");
  });
}

bool may_be_minified(Language language) {
  return language == Language::kJavaScript || language == Language::kTypeScript ||
         language == Language::kTsx || language == Language::kCss;
}

bool has_minified_lines(std::string_view text) {
  if (text.size() <= kTopBytes) return false;
  size_t lines = 1;
  for (size_t begin = 0;; ++lines) {
    const size_t end = std::min(text.find('\n', begin), text.size());
    if (end - begin > kMinifiedLongestLine) return true;
    if (end == text.size()) break;
    begin = end + 1;
  }
  return text.size() / lines > kMinifiedMeanLine;
}

constexpr std::array<std::string_view, 17> kTestFolders = {
    "__fixtures__", "__mocks__", "__snapshots__", "__tests__", "e2e",       "fixture",
    "fixtures",     "mock",      "mocks",         "spec",      "specs",     "test",
    "testdata",     "testing",   "tests",         "test-data", "test_data",
};
constexpr std::array<std::string_view, 6> kExampleFolders = {"demo",     "demos",  "example",
                                                             "examples", "sample", "samples"};

bool is_test_name(std::string_view name) {
  for (const std::string_view whole : {"conftest.py", "test.py", "tests.py", "test.js", "test.ts"}) {
    if (name == whole) return true;
  }
  for (const std::string_view part : {".test.", ".spec.", ".tests.", ".e2e.", ".cy.", ".stories."}) {
    if (name.contains(part)) return true;
  }
  const std::string_view stem = name.substr(0, name.rfind('.'));
  return (name.ends_with(".py") && (stem.starts_with("test_") || stem.ends_with("_test"))) ||
         (name.ends_with(".go") && stem.ends_with("_test"));
}

}  // namespace

Purpose purpose_of(std::string_view relative) {
  const std::string lower = to_lower(relative);
  std::vector<std::string_view> parts = split(lower, '/');
  if (parts.empty()) return Purpose::kProduct;
  if (is_test_name(parts.back())) return Purpose::kTest;
  parts.pop_back();
  const auto has_one_of = [&](std::span<const std::string_view> names) {
    return std::ranges::any_of(
        parts, [&](std::string_view part) { return std::ranges::find(names, part) != names.end(); });
  };
  if (has_one_of(kTestFolders)) return Purpose::kTest;
  return has_one_of(kExampleFolders) ? Purpose::kExample : Purpose::kProduct;
}

void classify(SourceFile& file) {
  const std::string_view text = file.text;
  if (file.encoding == Encoding::kUtf8) {
    // Most files are ASCII, which is found out faster than that they are UTF-8.
    const size_t start = find_non_ascii(text);
    if (start < text.size() && !is_valid_utf8(text.substr(start))) file.encoding = Encoding::kLatin1;
  }
  file.language = language_of(file.path, text.substr(0, 256));
  file.purpose = purpose_of(file.relative);
  const std::string_view top = text.substr(0, kTopBytes);
  file.is_generated = has_generated_tag(top) || has_generated_notice(top);
  file.is_minified = may_be_minified(file.language) && has_minified_lines(text);
}

}  // namespace sentinel
