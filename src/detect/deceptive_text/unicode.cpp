#include "detect/deceptive_text/unicode.h"

#include <algorithm>
#include <array>
#include <iterator>

#include <fmt/format.h>

namespace sentinel {
namespace {

struct SyntaxMark {
  uint32_t value;
  char stands_for;
};

}  // namespace

namespace unicode_tables {
#include "detect/deceptive_text/unicode_tables.inc"
}  // namespace unicode_tables

char syntax_of(char32_t value) {
  using unicode_tables::kSyntaxMarks;
  const auto* at = std::lower_bound(std::begin(kSyntaxMarks), std::end(kSyntaxMarks), value,
                                    [](const SyntaxMark& mark, char32_t v) { return mark.value < v; });
  return at != std::end(kSyntaxMarks) && at->value == value ? at->stands_for : '\0';
}

std::string_view name_of(Script script) {
  static constexpr std::array<std::string_view, 22> kNames = {
      "Common",          "Inherited", "Latin",   "Greek",         "Cyrillic", "Armenian",
      "Georgian",        "Cherokee",  "Coptic",  "Lisu",          "Hebrew",   "Arabic",
      "right-to-left",   "Han",       "Kana",    "Bopomofo",      "Hangul",   "Indic",
      "Southeast Asian", "Mongolian", "Braille", "another script"};
  return kNames[static_cast<size_t>(script)];
}

bool is_right_to_left(Script script) {
  return script == Script::kHebrew || script == Script::kArabic || script == Script::kRightToLeft;
}

bool uses_joiners(Script script) {
  return script == Script::kArabic || script == Script::kRightToLeft || script == Script::kIndic ||
         script == Script::kSoutheastAsian || script == Script::kMongolian || script == Script::kHebrew ||
         script == Script::kOther;
}

bool writes_without_spaces(Script script) {
  return script == Script::kSoutheastAsian || script == Script::kHan || script == Script::kKana ||
         script == Script::kBopomofo || script == Script::kHangul;
}

std::string code_point_name(char32_t value) { return fmt::format("U+{:04X}", static_cast<uint32_t>(value)); }

}  // namespace sentinel
