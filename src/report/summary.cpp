#include "report/summary.h"

#include <algorithm>
#include <numeric>

#include <fmt/format.h>

#include "base/text.h"
#include "base/version.h"

namespace sentinel {

std::map<std::string, SeverityCounts, std::less<>> count_by_family(const ScanReport& report) {
  std::map<std::string, SeverityCounts, std::less<>> counts;
  for (const Finding& finding : report.findings) {
    if (finding.suppression) continue;
    ++counts[std::string(family_of(finding.rule))][static_cast<size_t>(finding.severity)];
  }
  return counts;
}

std::map<SkipReason, size_t> count_by_reason(const ScanReport& report) {
  std::map<SkipReason, size_t> counts;
  for (const Skip& skip : report.skips) ++counts[skip.reason];
  return counts;
}

size_t total_of(const SeverityCounts& counts) {
  return std::accumulate(counts.begin(), counts.end(), size_t{0});
}

size_t off_rule_count(const ScanReport& report) {
  return static_cast<size_t>(
      std::count_if(report.rules.begin(), report.rules.end(),
                    [](const RuleEntry& rule) { return rule.status == RuleStatus::kOff; }));
}

std::string text_of(const SeverityCounts& counts) {
  std::string out;
  for (size_t i = counts.size(); i-- > 0;) {
    if (counts[i] == 0) continue;
    if (!out.empty()) out += ", ";
    out += fmt::format("{} {}", counts[i], kSeverityNames[i]);
  }
  return out;
}

std::string finding_verdict(const ScanReport& report) {
  const SeverityCounts counts = report.count_by_severity();
  if (const size_t total = total_of(counts); total > 0) {
    return fmt::format("Found {}: {}", count_of(total, "finding"), text_of(counts));
  }
  if (!report.is_complete()) return "Nothing was found in what could be read";
  if (report.files.empty()) return "No findings: there was no file to read";
  return "No findings";
}

std::string incomplete_verdict(const ScanReport& report) {
  if (report.is_complete()) return {};
  // An interrupted scan has its unread files in the ledger too; they are one cause, not thousands of
  // failures.
  const auto failed =
      static_cast<size_t>(std::count_if(report.skips.begin(), report.skips.end(), [](const Skip& skip) {
        return is_failure(skip.reason) && skip.reason != SkipReason::kInterrupted;
      }));
  const auto problems =
      static_cast<size_t>(std::count_if(report.problems.begin(), report.problems.end(),
                                        [](const ScanProblem& problem) { return problem.makes_incomplete; }));
  std::vector<std::string> causes;
  if (report.interrupted) causes.emplace_back("the scan was interrupted");
  if (failed > 0) causes.push_back(count_of(failed, "file") + " could not be read");
  if (problems > 0) causes.push_back(count_of(problems, "problem") + " kept something from being analysed");
  if (causes.empty()) causes.emplace_back("the scan stopped early");
  return "Incomplete: " + join(causes, ", ");
}

std::string verdict_of(const ScanReport& report) {
  const std::string incomplete = incomplete_verdict(report);
  return incomplete.empty() ? finding_verdict(report) : finding_verdict(report) + ". " + incomplete;
}

std::string read_text(const ScanReport& report, bool reproducible) {
  std::string out =
      fmt::format("Read {} ({})", count_of(report.files.size(), "file"), size_text(report.bytes_scanned()));
  if (!reproducible) out += fmt::format(" in {:.2f} s", report.seconds);
  const size_t off = off_rule_count(report);
  out += " with " + count_of(report.rules.size() - off, "rule");
  if (off > 0) out += fmt::format(" ({} off)", off);
  return out;
}

std::string below_confidence_text(const ScanReport& report) {
  if (report.below_confidence == 0) return {};
  return fmt::format("{} below min_confidence {} left out", count_of(report.below_confidence, "finding"),
                     report.below_confidence == 1 ? "was" : "were");
}

std::string size_text(uint64_t bytes) {
  if (bytes < 1024) return fmt::format("{} B", bytes);
  static constexpr std::array<std::string_view, 5> kUnits = {"KiB", "MiB", "GiB", "TiB", "PiB"};
  double value = static_cast<double>(bytes) / 1024;
  size_t unit = 0;
  // 1023.95 would be written as "1024.0".
  while (value >= 1023.95 && unit + 1 < kUnits.size()) {
    value /= 1024;
    ++unit;
  }
  return fmt::format("{:.1f} {}", value, kUnits[unit]);
}

std::string_view family_of(std::string_view rule_id) { return rule_id.substr(0, rule_id.find('/')); }

std::string rule_url(const Rule& rule) {
  if (rule.origin.empty()) return fmt::format("{}/blob/main/docs/rules/{}.md", kHomePage, rule.id);
  for (const std::string& reference : rule.references) {
    if (reference.starts_with("https://") || reference.starts_with("http://")) return reference;
  }
  return {};
}

std::vector<Tag> tags_of(const Taxonomies& taxonomies) {
  std::vector<Tag> tags;
  for (const std::string& id : taxonomies.owasp_mcp) {
    tags.push_back({"owasp-mcp", id, "https://owasp.org/www-project-mcp-top-10/"});
  }
  for (const std::string& id : taxonomies.owasp_agentic) {
    tags.push_back({"owasp-agentic", id, "https://genai.owasp.org/"});
  }
  for (const std::string& id : taxonomies.atlas) {
    tags.push_back({"mitre-atlas", id, "https://atlas.mitre.org/techniques/" + id});
  }
  for (const std::string& id : taxonomies.cosai)
    tags.push_back({"cosai", id, "https://www.coalitionforsecureai.org/"});
  for (const std::string& id : taxonomies.safe_mcp) {
    tags.push_back({"safe-mcp", id, "https://github.com/safe-agentic-framework/safe-mcp"});
  }
  return tags;
}

std::string cwe_url(int cwe) { return fmt::format("https://cwe.mitre.org/data/definitions/{}.html", cwe); }

std::string_view columns_of(std::string_view text, uint32_t cut, uint32_t begin_column, uint32_t end_column) {
  // `column` is that of the character at `at`.
  uint64_t column = uint64_t{cut} + 1;
  size_t at = 0;
  size_t begin = text.size();
  size_t end = text.size();
  while (at < text.size()) {
    if (begin == text.size() && column >= begin_column) begin = at;
    if (end_column != 0 && column >= end_column) {
      end = at;
      break;
    }
    at += decode_utf8(text, at).length;
    ++column;
  }
  return begin < end ? text.substr(begin, end - begin) : std::string_view();
}

std::string region_text(const Finding& finding) {
  const Region& region = finding.region;
  std::string out;
  for (size_t i = 0; i < finding.snippet.lines.size(); ++i) {
    const uint64_t line = uint64_t{finding.snippet.first_line} + i;
    if (line < region.begin.line || line > region.end.line) continue;
    const uint32_t cut = i < finding.snippet.cut_columns.size() ? finding.snippet.cut_columns[i] : 0;
    if (line > region.begin.line) out += '\n';
    out += columns_of(finding.snippet.lines[i], cut, line == region.begin.line ? region.begin.column : 1,
                      line == region.end.line ? region.end.column : 0);
  }
  return out;
}

}  // namespace sentinel
