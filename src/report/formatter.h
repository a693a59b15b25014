// Writes a ScanReport as text. Formatters never judge: what they leave out, the format has no place for.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "engine/scan_report.h"
#include "rules/rule_set.h"

namespace sentinel {

struct FormatOptions {
  bool color = false;
  int width = 100;            // columns of the terminal
  bool verbose = false;       // terminal: list every skip and suppressed finding
  bool quiet = false;         // terminal: findings only, and what makes the scan incomplete
  bool timings = false;       // terminal: how long each stage took
  bool reproducible = false;  // leave out clock and durations: approved tests, --jobs comparisons
  // sarif: what the process will end with, where that is known.
  std::optional<int> exit_code = {};
};

struct Formatter {
  std::string_view name;         // "sarif"
  std::string_view description;  // one line for --help
  std::string_view extension;    // ".sarif"
  std::string (*write)(const ScanReport& report, const RuleSet& rules, const FormatOptions& options);
};

std::span<const Formatter> formatters();  // in the order of --help
const Formatter* find_formatter(std::string_view name);

}  // namespace sentinel
