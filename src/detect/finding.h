// The one Finding type, from detector to report.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/severity.h"
#include "base/span.h"
#include "source/line_index.h"

namespace sentinel {

// Lines around a finding, as text that is safe to keep: secrets in them are already masked.
struct Snippet {
  uint32_t first_line = 0;  // number of lines[0]
  std::vector<std::string>
      lines;  // valid UTF-8, not yet escaped for display; long lines are cut, see `cut_columns`
  std::vector<uint32_t> cut_columns;  // code points that were cut from the left of each line
};

struct Region {
  Position begin;
  Position end;  // one past the last character
};

// One step on the way of a value, or another place that belongs to the finding.
struct RelatedPlace {
  std::string path;
  Region region;
  std::string message;
};

// Why a finding is kept out of the verdict.
struct Suppression {
  enum class Kind { kInline, kBaseline };
  Kind kind = Kind::kInline;
  std::string justification;
};

// A fact that explains the verdict: {"decoded text", "ignore all previous ..."}, {"account", "1234567890"}.
struct Evidence {
  std::string name;
  std::string value;  // masked where secret; not escaped
};

struct Finding {
  // By the detector:
  std::string rule;  // id
  Severity severity = Severity::kMedium;
  double confidence = 0;  // 0 to 1
  std::string message;  // one sentence with a capital and no full stop; names what was found, never a secret
  std::string path;     // SourceFile::path
  Span span;            // what to underline
  std::optional<Span> secret;  // bytes that must be masked wherever the file's text is shown
  std::vector<Evidence> evidence;
  std::vector<RelatedPlace> related;

  // By the engine, while it still has the text:
  Region region;
  Snippet snippet;
  std::string fingerprint;  // 32 hex digits, see engine/fingerprint.h
  std::optional<Suppression> suppression;
};

}  // namespace sentinel
