#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "base/span.h"

namespace sentinel {

// 1-based; a column counts code points (an invalid byte is one), so that it means the same in every report.
struct Position {
  uint32_t line = 1;
  uint32_t column = 1;
  friend bool operator==(Position, Position) = default;
};

// Where lines begin. "\n", "\r\n" and a lone "\r" end a line. Made only for files that have a finding.
class LineIndex {
 public:
  // `text` must outlive the index.
  explicit LineIndex(std::string_view text);

  size_t count() const { return starts_.size(); }
  uint32_t line_of(uint32_t offset) const;  // 1-based; offset may be text.size()
  Position position_of(uint32_t offset) const;
  // The bytes of a line (1-based) without its line ending; empty past the last line.
  Span span_of(uint32_t line) const;
  std::string_view text_of(uint32_t line) const;

 private:
  std::string_view text_;
  std::vector<uint32_t> starts_;
};

}  // namespace sentinel
