// What a scan found, and an account of everything that it looked at. Sorted, so that the number of threads
// never shows.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "detect/finding.h"
#include "rules/rule_set.h"
#include "source/file_entry.h"

namespace sentinel {

enum class RuleStatus { kRun, kOff };  // kOff: left out by settings (detectors, severity, per-rule option)

struct RuleEntry {
  std::string id;
  RuleStatus status = RuleStatus::kRun;
  std::string detail;  // kOff: by which setting
};

struct ScannedFile {
  std::string path;
  uint32_t bytes = 0;
};

// An inline ignore or a baseline entry that met no finding.
struct StaleIgnore {
  std::string path;
  uint32_t line = 0;  // 0: from a baseline
  std::string text;   // the rule ids, or the fingerprint
};

// Something that went wrong beside single files.
struct ScanProblem {
  std::string message;
  bool makes_incomplete = true;
};

struct Timing {
  std::string stage;
  double seconds = 0;
};

struct ScanReport {
  std::vector<std::string> targets;        // as the user named them
  std::string root;                        // absolute folder that paths are relative to
  std::vector<Finding> findings;           // reported ones and suppressed ones; sorted by path, offset, rule
  std::vector<ScannedFile> files;          // read whole; sorted by path
  std::vector<Skip> skips;                 // sorted by path
  std::vector<RuleEntry> rules;            // every rule; sorted by id
  std::vector<StaleIgnore> stale_ignores;  // sorted
  std::vector<ScanProblem> problems;
  std::vector<Timing> timings;
  std::chrono::system_clock::time_point started;
  double seconds = 0;           // wall clock
  size_t below_confidence = 0;  // findings that min_confidence kept out
  bool interrupted = false;

  bool is_complete() const;  // nothing in scope failed
  uint64_t bytes_scanned() const;
  // Unsuppressed findings by severity, index is Severity.
  std::array<size_t, 5> count_by_severity() const;
  size_t suppressed_count() const;
};

}  // namespace sentinel
