// What every format says alike about a whole report: counts, the verdict, and how rules and places are named.
#pragma once

#include <array>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "engine/scan_report.h"
#include "rules/rule_set.h"

namespace sentinel {

using SeverityCounts = std::array<size_t, kSeverityNames.size()>;  // index is Severity

// Unsuppressed findings of each family that has any, by family id.
std::map<std::string, SeverityCounts, std::less<>> count_by_family(const ScanReport& report);

// Entries of the ledger for each reason that occurs, policies first.
std::map<SkipReason, size_t> count_by_reason(const ScanReport& report);

size_t total_of(const SeverityCounts& counts);
size_t off_rule_count(const ScanReport& report);

// "2 critical, 1 low"; empty when there are none.
std::string text_of(const SeverityCounts& counts);

// "No findings", "Found 3 findings: 2 critical, 1 low". Never "No findings" of a scan that read less than it
// should.
std::string finding_verdict(const ScanReport& report);

// "Incomplete: 3 files could not be read"; empty when the report is complete.
std::string incomplete_verdict(const ScanReport& report);

// Both, as one line.
std::string verdict_of(const ScanReport& report);

// "Read 3 files (1.2 KiB) in 0.10 s with 5 rules (1 off)"; no time if `reproducible`.
std::string read_text(const ScanReport& report, bool reproducible);

// "4 findings below min_confidence were left out"; empty when there are none.
std::string below_confidence_text(const ScanReport& report);

// "1.2 MiB".
std::string size_text(uint64_t bytes);

std::string_view family_of(std::string_view rule_id);

// The rule's page in our documentation; of a user's own rule, its first reference that is a web address.
// Empty when there is neither.
std::string rule_url(const Rule& rule);

struct Tag {
  std::string list;  // "owasp-mcp"
  std::string id;    // "MCP01"
  std::string url;   // may be empty
};
// All taxonomy entries of a rule but CWE, in a fixed order of lists.
std::vector<Tag> tags_of(const Taxonomies& taxonomies);
std::string cwe_url(int cwe);

// The text of a finding's region as far as its snippet holds it; masked and cut as the snippet is. May be
// empty.
std::string region_text(const Finding& finding);

// Part of one line between two 1-based columns of the file; `cut` code points of the line's start are missing
// from `text`, and `end_column` 0 means to the end.
std::string_view columns_of(std::string_view text, uint32_t cut, uint32_t begin_column, uint32_t end_column);

}  // namespace sentinel
