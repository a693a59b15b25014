// Findings that were there before and are not to fail a build. A JSON file of fingerprints; see
// fingerprint.h.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "engine/scan_plan.h"
#include "engine/scan_report.h"

namespace sentinel {

// Sorted and without anything that changes by itself, so that a baseline diffs well.
std::string baseline_json(const ScanReport& report);
[[nodiscard]] Result<std::vector<BaselineEntry>> read_baseline(const std::filesystem::path& file);

// Suppresses findings that the baseline knows. A fingerprint that stands there n times covers n findings.
// Entries that met no finding become stale ignores, unless the scan looked at a part only (`whole_project` is
// false).
void apply_baseline(const std::vector<BaselineEntry>& baseline, bool whole_project, ScanReport& report);

}  // namespace sentinel
