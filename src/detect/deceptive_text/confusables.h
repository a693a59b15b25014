// Text as a reader sees it, after UTS #39 (Unicode security mechanisms), as far as it can look like ASCII.
//
// Two questions are kept apart. `skeleton` answers "do these two look the same?": 1, l, I and | are one
// letter there, as are 0 and O, and "m" is "rn". `ascii_reading` answers "what would a person read?".
// Characters that resemble nothing in ASCII stand for themselves in both.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "detect/deceptive_text/unicode.h"

namespace sentinel {

// Prototype of one code point, or empty when it is its own. Valid for ever.
std::string_view skeleton_of(char32_t value);
// ASCII text that one non-ASCII code point passes for ("a" for U+0430), or empty.
std::string_view reading_of(char32_t value);

// Equal for two texts when one can be taken for the other. Invisible characters have no skeleton.
std::string skeleton(std::string_view text);
std::string ascii_reading(std::string_view text);

// One word or name, cut out of text: what its letters are and whether it passes for an ASCII word.
struct WordLook {
  std::vector<Script> scripts;  // of its letters, in order of first use; Common and Inherited are no scripts
  size_t letters = 0;
  size_t look_alikes = 0;      // letters of CharKind::kLookAlike
  bool reads_as_ascii = true;  // every character is ASCII or passes for it
  std::string reading;

  // UTS #39 section 5.1, with Japanese, Korean and Chinese with Latin as single scripts.
  bool is_mixed() const;
};
WordLook look_at_word(std::string_view word);

}  // namespace sentinel
