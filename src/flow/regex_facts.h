// What a text that a regular expression accepts can still do. The expression is understood, not trusted: it
// must fix both ends, and no character that the danger needs may pass.
#pragma once

#include <string_view>

#include "flow/danger.h"

namespace sentinel::flow {

// Dangers that are gone of a text that `pattern` matches. `whole`: the call itself fixes both ends
// (re.fullmatch). Python, JavaScript and RE2 syntax; what is not understood proves nothing.
Dangers excluded_by_match(std::string_view pattern, bool whole);

// Dangers that are gone of a text in which `pattern` (one class of characters) is nowhere found, and of a
// text from which every match of it was removed.
Dangers excluded_by_absence(std::string_view pattern);

}  // namespace sentinel::flow
