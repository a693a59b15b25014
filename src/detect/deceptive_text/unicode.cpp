#include "detect/deceptive_text/unicode.h"

#include <algorithm>
#include <array>
#include <iterator>

#include <fmt/format.h>

#include "detect/deceptive_text/confusables.h"

namespace sentinel {
namespace {

struct PrototypeText {
  std::string_view skeleton;
  std::string_view reading;
};

struct Prototype {
  char32_t value;
  uint16_t text;  // row of kPrototypeTexts
};

}  // namespace

namespace unicode_tables {
#include "detect/deceptive_text/unicode_tables.inc"
}  // namespace unicode_tables

namespace {

using unicode_tables::kPrototypes;
using unicode_tables::kPrototypeTexts;

const PrototypeText* find_prototype(char32_t value) {
  const auto* at = std::lower_bound(std::begin(kPrototypes), std::end(kPrototypes), value,
                                    [](const Prototype& p, char32_t v) { return p.value < v; });
  return at != std::end(kPrototypes) && at->value == value ? &kPrototypeTexts[at->text] : nullptr;
}

}  // namespace

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

std::string_view skeleton_of(char32_t value) {
  const PrototypeText* text = find_prototype(value);
  return text == nullptr ? std::string_view{} : text->skeleton;
}

std::string_view reading_of(char32_t value) {
  const PrototypeText* text = find_prototype(value);
  return text == nullptr ? std::string_view{} : text->reading;
}

}  // namespace sentinel
