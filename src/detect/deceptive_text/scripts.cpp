#include "detect/deceptive_text/scripts.h"

#include <algorithm>
#include <array>
#include <iterator>

#include "detect/deceptive_text/confusables.h"

namespace sentinel {

namespace script_tables {
#include "detect/deceptive_text/script_tables.inc"
}  // namespace script_tables

namespace {

using namespace script_tables;

constexpr size_t kJapanese = kScriptCount;
constexpr size_t kKorean = kScriptCount + 1;
constexpr size_t kChinese = kScriptCount + 2;
static_assert(kChinese < ScriptSet().size());

constexpr unsigned kSetBits = 11;  // of a row of kScriptRanges; the code point is above them

ScriptSet set_of(size_t number) {
  ScriptSet out;
  for (size_t i = number == 0 ? 0 : kSetEnds[number - 1]; i < kSetEnds[number]; ++i) out.set(kSetMembers[i]);
  if (out.test(kCommonScript) || out.test(kInheritedScript)) return out.set();
  const bool han = out.test(kHanScript);
  if (han || out.test(kHiraganaScript) || out.test(kKatakanaScript)) out.set(kJapanese);
  if (han || out.test(kHangulScript)) out.set(kKorean);
  if (han || out.test(kBopomofoScript)) out.set(kChinese);
  return out;
}

const ScriptSet& moderate_scripts() {
  static const ScriptSet kSet = [] {
    ScriptSet out;
    for (const uint8_t script : kRecommendedScripts) out.set(script);
    return out.reset(kCommonScript)
        .reset(kInheritedScript)
        .reset(kLatinScript)
        .reset(kGreekScript)
        .reset(kCyrillicScript);
  }();
  return kSet;
}

}  // namespace

ScriptSet scripts_of(char32_t value) {
  const auto* next = std::upper_bound(std::begin(kScriptRanges), std::end(kScriptRanges), value,
                                      [](char32_t v, uint32_t row) { return v < row >> kSetBits; });
  return set_of(*(next - 1) & ((1U << kSetBits) - 1));
}

ScriptSet scripts_of_look_alikes(char32_t value) { return set_of(look_alike_set_of(value)); }

std::string_view name_of(const ScriptSet& scripts) {
  if (scripts.all()) return {};
  for (size_t i = 0; i < kScriptCount; ++i) {
    if (scripts.test(i)) return kScriptNames[i];
  }
  return {};
}

void ScriptMix::add(char32_t value) {
  if (value >= 0x80) ascii_ = false;
  const ScriptSet scripts = scripts_of(value);
  whole_ &= scripts;
  if (!scripts.test(kLatinScript)) foreign_ &= scripts;
}

RestrictionLevel ScriptMix::level() const {
  if (ascii_) return RestrictionLevel::kAscii;
  if (whole_.any()) return RestrictionLevel::kSingleScript;
  if (foreign_.test(kJapanese) || foreign_.test(kKorean) || foreign_.test(kChinese)) {
    return RestrictionLevel::kHighlyRestrictive;
  }
  return (foreign_ & moderate_scripts()).any() ? RestrictionLevel::kModeratelyRestrictive
                                               : RestrictionLevel::kMinimallyRestrictive;
}

}  // namespace sentinel
