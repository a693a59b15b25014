// One look at all bytes of a file, vectorised, that tells which of the dear passes it needs. Nearly every
// file needs none: it is ASCII, has no escape characters and no blank fields.
#pragma once

#include <string_view>
#include <vector>

#include "base/span.h"

namespace sentinel {

struct Survey {
  bool non_ascii = false;
  bool control = false;  // below U+0020, other than tab, line feed, vertical tab, form feed, carriage return
  bool lone_return = false;  // a carriage return without a line feed after it
  bool backslash = false;
  // Runs of at least kBlankRun spaces, tabs and line ends, in order; not all shorter ones are left out.
  std::vector<Span> blanks;
};

inline constexpr size_t kBlankRun = 100;

Survey survey(std::string_view text);

}  // namespace sentinel
