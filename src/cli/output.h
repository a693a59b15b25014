// Where reports go.
#pragma once

#include "cli/console.h"
#include "engine/scan_report.h"
#include "report/formatter.h"
#include "settings/settings.h"

namespace sentinel {

// Where the report of the format at `index` goes; "-" is standard output.
std::string_view output_of(const Settings& settings, size_t index);

// Has each report a place of its own that can be written? Asked before a scan begins, so that no scan is
// lost.
[[nodiscard]] Result<void> check_outputs(const Settings& settings);

// Writes every format. The first failure is returned after the others were tried.
[[nodiscard]] Result<void> write_reports(const ScanReport& report, const RuleSet& rules,
                                         const Settings& settings, const FormatOptions& options,
                                         Console& console);

}  // namespace sentinel
