// The formatters, each in the file of its name. Others reach them through formatter.h.
#pragma once

#include "report/formatter.h"

namespace sentinel {

std::string write_terminal(const ScanReport& report, const RuleSet& rules, const FormatOptions& options);
std::string write_json(const ScanReport& report, const RuleSet& rules, const FormatOptions& options);
std::string write_jsonl(const ScanReport& report, const RuleSet& rules, const FormatOptions& options);
std::string write_sarif(const ScanReport& report, const RuleSet& rules, const FormatOptions& options);
std::string write_markdown(const ScanReport& report, const RuleSet& rules, const FormatOptions& options);
std::string write_junit(const ScanReport& report, const RuleSet& rules, const FormatOptions& options);
std::string write_gitlab(const ScanReport& report, const RuleSet& rules, const FormatOptions& options);
std::string write_github(const ScanReport& report, const RuleSet& rules, const FormatOptions& options);

}  // namespace sentinel
