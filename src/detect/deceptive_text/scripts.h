// Which scripts a character is written in (Unicode Script_Extensions), and how they may mix in a word
// (UTS #39, section 5).
#pragma once

#include <bitset>
#include <cstdint>
#include <string_view>

namespace sentinel {

// One bit a script, and three more for what is written in several at once: Japanese, Korean, Chinese with
// Bopomofo.
using ScriptSet = std::bitset<192>;

// Every script for what belongs to none: digits, punctuation, most combining marks.
ScriptSet scripts_of(char32_t value);
// Scripts of today in which some letter looks like this character. Its own is among them if it is a letter.
ScriptSet scripts_of_look_alikes(char32_t value);
// "Cyrillic": the first of the set, or empty if there is none or if it is every script.
std::string_view name_of(const ScriptSet& scripts);

enum class RestrictionLevel : uint8_t {
  kAscii,
  kSingleScript,           // Japanese, Korean and Chinese count as one script each
  kHighlyRestrictive,      // one of these three with Latin
  kModeratelyRestrictive,  // Latin with one script of today, other than Greek and Cyrillic
  kMinimallyRestrictive,   // anything else
};

// How the characters of a word share scripts. Characters are added one by one.
class ScriptMix {
 public:
  void add(char32_t value);

  RestrictionLevel level() const;
  // No script has all of it, and it is no Latin beside Japanese, Korean or Chinese.
  bool is_mixed() const { return level() > RestrictionLevel::kHighlyRestrictive; }
  // Scripts that the whole word could be written in; of what is not Latin in it.
  const ScriptSet& whole() const { return whole_; }
  const ScriptSet& foreign() const { return foreign_; }

 private:
  ScriptSet whole_ = ScriptSet().set();
  ScriptSet foreign_ = ScriptSet().set();
  bool ascii_ = true;
};

}  // namespace sentinel
