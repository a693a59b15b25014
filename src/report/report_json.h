// The parts of a report as JSON objects, shared by `json` and `jsonl`. schemas/report.schema.json documents
// them.
#pragma once

#include "report/encode.h"
#include "report/formatter.h"

namespace sentinel {

// Raised when a field changes its meaning or goes away; new fields may come at any time.
inline constexpr int kJsonSchemaVersion = 1;

Json json_of_finding(const Finding& finding, const RuleSet& rules);
Json json_of_file(const ScannedFile& file);
Json json_of_skip(const Skip& skip);
Json json_of_rule(const RuleEntry& entry, const RuleSet& rules);
Json json_of_problem(const ScanProblem& problem);
Json json_of_stale_ignore(const StaleIgnore& stale);

Json json_of_tool();
Json json_of_scan(const ScanReport& report, const FormatOptions& options);  // what, when, how it ended
Json json_of_summary(const ScanReport& report);                             // counts
Json json_of_timings(const ScanReport& report);

}  // namespace sentinel
