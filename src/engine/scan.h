// The whole run: walk, read, match, detect, suppress, sort.
#pragma once

#include <atomic>
#include <cstdint>
#include <stop_token>

#include "base/result.h"
#include "engine/scan_plan.h"
#include "engine/scan_report.h"
#include "rules/catalog.h"

namespace sentinel {

// Numbers that a progress bar reads while the scan runs.
struct Progress {
  std::atomic<uint64_t> files_total = 0;  // 0 while they are being listed
  std::atomic<uint64_t> files_done = 0;   // archives count once
  std::atomic<uint64_t> bytes_done = 0;
  std::atomic<uint64_t> findings = 0;
  std::atomic<bool> is_following = false;  // all files are read, and values followed through them
};

// Fails only when a target cannot be looked at at all. Asked to stop, it returns what it has, marked
// interrupted.
[[nodiscard]] Result<ScanReport> scan(const ScanPlan& plan, const Catalog& catalog, std::stop_token stop,
                                      Progress& progress);

}  // namespace sentinel
