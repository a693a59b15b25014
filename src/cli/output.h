// Where reports go.
#pragma once

#include "cli/console.h"
#include "engine/scan_report.h"
#include "report/formatter.h"
#include "settings/settings.h"

namespace sentinel {

// Which formats there are, and one file at most twice? Checked before a scan begins, so that no scan is lost.
[[nodiscard]] Result<void> check_outputs(const Settings& settings);

// Writes every format. The first failure is returned after the others were tried.
[[nodiscard]] Result<void> write_reports(const ScanReport& report, const RuleSet& rules,
                                         const Settings& settings, const FormatOptions& options,
                                         Console& console);

}  // namespace sentinel
