#include "source/line_index.h"

#include <algorithm>

#include "base/text.h"

namespace sentinel {

LineIndex::LineIndex(std::string_view text) : text_(text) {
  starts_.push_back(0);
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\n' && text[i] != '\r') continue;
    if (text[i] == '\r' && i + 1 < text.size() && text[i + 1] == '\n') ++i;
    starts_.push_back(static_cast<uint32_t>(i + 1));
  }
}

uint32_t LineIndex::line_of(uint32_t offset) const {
  auto next = std::ranges::upper_bound(starts_, offset);
  return static_cast<uint32_t>(next - starts_.begin());
}

Position LineIndex::position_of(uint32_t offset) const {
  const uint32_t line = line_of(offset);
  const size_t end = std::min<size_t>(offset, text_.size());
  Position position{line, 1};
  const std::string_view before = text_.substr(0, end);
  for (size_t at = starts_[line - 1]; at < end;) {
    // ASCII, which is nearly everything, is counted without decoding it.
    if (const size_t next = find_non_ascii(before, at); next > at) {
      position.column += static_cast<uint32_t>(next - at);
      at = next;
      continue;
    }
    at += decode_utf8(text_, at).length;
    ++position.column;
  }
  return position;
}

Span LineIndex::span_of(uint32_t line) const {
  auto size = static_cast<uint32_t>(text_.size());
  if (line == 0 || line > starts_.size()) return {size, size};
  Span span{starts_[line - 1], line < starts_.size() ? starts_[line] : size};
  if (line == starts_.size()) return span;
  // The line ends with "\n", "\r\n" or "\r".
  if (text_[span.end - 1] == '\n' && span.size() > 1 && text_[span.end - 2] == '\r') --span.end;
  --span.end;
  return span;
}

std::string_view LineIndex::text_of(uint32_t line) const {
  const Span span = span_of(line);
  return text_.substr(span.begin, span.size());
}

}  // namespace sentinel
