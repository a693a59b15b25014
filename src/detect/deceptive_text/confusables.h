// What text looks like, after UTS #39 (Unicode security mechanisms).
//
// Two questions are kept apart. `skeleton` answers "do these two look the same?": 1, l, I and | are one
// letter there, as are 0 and O, and "m" is "rn". `ascii_reading` answers "what would a person read?".
//
// Skeletons are those of the standard with two additions: U+043A and U+03BA look like "k", and letters in
// fancy dress that the standard's list lacks (circled ones) look like what they fold to.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "detect/deceptive_text/scripts.h"
#include "detect/deceptive_text/unicode.h"

namespace sentinel {

// Equal for two texts when one can be taken for the other. Invisible characters have no skeleton, and bytes
// that are no text stand for themselves.
std::string skeleton(std::string_view text);

// Letters and digits of ASCII that one other code point passes for ("a" for U+0430, accents left out), or
// empty.
std::string reading_of(char32_t value);
std::string ascii_reading(std::string_view text);

// The number of a set in the tables of scripts.cpp; see scripts_of_look_alikes.
size_t look_alike_set_of(char32_t value);

// One word or name, cut out of text: what its letters are and whether it passes for a word in Latin letters.
struct WordLook {
  ScriptMix mix;
  Script foreign = Script::kCommon;  // of its first letter that is not Latin
  size_t letters = 0;
  size_t look_alikes = 0;      // letters of CharKind::kLookAlike
  bool reads_as_latin = true;  // every character is Latin or passes for an ASCII one
  std::string reading;

  bool is_mixed() const { return mix.is_mixed(); }
};
WordLook look_at_word(std::string_view word);

}  // namespace sentinel
