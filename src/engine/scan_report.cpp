#include "engine/scan_report.h"

#include <algorithm>

namespace sentinel {

bool ScanReport::is_complete() const {
  return !interrupted &&
         std::none_of(skips.begin(), skips.end(), [](const Skip& skip) { return is_failure(skip.reason); }) &&
         std::none_of(problems.begin(), problems.end(),
                      [](const ScanProblem& problem) { return problem.makes_incomplete; });
}

uint64_t ScanReport::bytes_scanned() const {
  uint64_t total = 0;
  for (const ScannedFile& file : files) total += file.bytes;
  return total;
}

std::array<size_t, 5> ScanReport::count_by_severity() const {
  std::array<size_t, 5> counts{};
  for (const Finding& finding : findings) {
    if (!finding.suppression) ++counts[static_cast<size_t>(finding.severity)];
  }
  return counts;
}

size_t ScanReport::suppressed_count() const {
  return static_cast<size_t>(std::count_if(findings.begin(), findings.end(), [](const Finding& finding) {
    return finding.suppression.has_value();
  }));
}

}  // namespace sentinel
