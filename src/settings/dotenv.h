// `.env` files as the usual dotenv libraries read them: `NAME=value`, `export NAME=value`, comments, three
// kinds of quotes that may span lines. References to other variables are not expanded.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace sentinel {

struct DotenvEntry {
  std::string name;
  std::string value;
  int line = 1;
};

// Lines that are no assignment are passed over: the file belongs to somebody else.
std::vector<DotenvEntry> parse_dotenv(std::string_view text);

}  // namespace sentinel
