// Inline ignores: `mcp-sentinel: ignore[rule-id, family] reason` on the line or the line above, and
// `mcp-sentinel: ignore-file[rule-id] reason` anywhere in the file. Without brackets all rules are meant.
// Other tools' markers count where the settings say so.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "detect/finding.h"
#include "engine/scan_report.h"
#include "source/line_index.h"

namespace sentinel {

inline constexpr std::string_view kKnownMarkers[] = {"nosec", "nosemgrep", "gitleaks:allow",
                                                     "pragma: allowlist secret"};

class InlineIgnores {
 public:
  // Cheap when the text has no marker. `text` must outlive the object.
  InlineIgnores(std::string_view text, const std::vector<std::string>& honored_markers);

  bool empty() const { return ignores_.empty(); }
  // The suppression of a finding, if there is one; marks the ignore as used.
  std::optional<Suppression> find(const Finding& finding);
  // Ignores that met no finding. Other tools' markers are not ours to judge.
  std::vector<StaleIgnore> stale(std::string_view path) const;

 private:
  struct Ignore {
    uint32_t line = 0;  // of the marker
    bool whole_file = false;
    bool alone = false;  // nothing but a comment on its line: it speaks of the next line too
    bool foreign = false;
    std::vector<std::string> rules;  // ids or families; empty: all
    std::string reason;
    bool used = false;
  };
  std::vector<Ignore> ignores_;
};

}  // namespace sentinel
