#pragma once

#include <string>
#include <string_view>

namespace sentinel {

// One fault of a file that a person wrote for us. Checkers collect all of them before they answer.
struct Problem {
  int line = 1;  // 1-based
  int column = 1;
  std::string message;  // what is wrong, what is allowed, the nearest known name

  std::string text(std::string_view file) const {
    return std::string(file) + ":" + std::to_string(line) + ":" + std::to_string(column) + ": " + message;
  }
};

}  // namespace sentinel
