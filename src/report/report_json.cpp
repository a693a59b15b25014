#include "report/report_json.h"

#include <cmath>

#include "base/version.h"
#include "report/summary.h"

namespace sentinel {

namespace {

Json strings(const std::vector<std::string>& values) {
  Json list = Json::array();
  for (const std::string& value : values) list.push_back(utf8_of(value));
  return list;
}

Json json_of_taxonomies(const Taxonomies& taxonomies) {
  return {{"cwe", taxonomies.cwe},
          {"owasp_mcp", strings(taxonomies.owasp_mcp)},
          {"owasp_agentic", strings(taxonomies.owasp_agentic)},
          {"atlas", strings(taxonomies.atlas)},
          {"cosai", strings(taxonomies.cosai)},
          {"safe_mcp", strings(taxonomies.safe_mcp)}};
}

Json json_of_region(const Region& region) {
  return {{"start_line", region.begin.line},
          {"start_column", region.begin.column},
          {"end_line", region.end.line},
          {"end_column", region.end.column}};
}

// Two digits are all that a confidence means, and 0.30000000000000004 helps nobody.
double rounded(double value, double steps) { return std::round(value * steps) / steps; }

Json json_of_counts(const SeverityCounts& counts) {
  Json object = Json::object();
  for (size_t i = counts.size(); i-- > 0;) object[std::string(kSeverityNames[i])] = counts[i];
  return object;
}

}  // namespace

Json json_of_finding(const Finding& finding, const RuleSet& rules) {
  Json out;
  out["fingerprint"] = finding.fingerprint;
  out["rule"] = utf8_of(finding.rule);
  out["family"] = utf8_of(family_of(finding.rule));
  out["severity"] = name_of(finding.severity);
  out["confidence"] = rounded(finding.confidence, 100);
  out["message"] = utf8_of(finding.message);
  out["path"] = utf8_of(finding.path);
  out["uri"] = uri_of(finding.path);
  out["region"] = json_of_region(finding.region);
  out["snippet"] = {{"first_line", finding.snippet.first_line},
                    {"lines", strings(finding.snippet.lines)},
                    {"cut_columns", finding.snippet.cut_columns}};
  out["evidence"] = Json::array();
  for (const Evidence& evidence : finding.evidence) {
    out["evidence"].push_back({{"name", utf8_of(evidence.name)}, {"value", utf8_of(evidence.value)}});
  }
  out["related"] = Json::array();
  for (const RelatedPlace& place : finding.related) {
    out["related"].push_back({{"path", utf8_of(place.path)},
                              {"uri", uri_of(place.path)},
                              {"region", json_of_region(place.region)},
                              {"message", utf8_of(place.message)}});
  }
  out["suppression"] = nullptr;
  if (finding.suppression) {
    out["suppression"] = {
        {"kind", finding.suppression->kind == Suppression::Kind::kInline ? "inline" : "baseline"},
        {"justification", utf8_of(finding.suppression->justification)}};
  }
  if (const Rule* rule = rules.find(finding.rule)) {
    out["title"] = utf8_of(rule->title);
    out["why"] = utf8_of(rule->why);
    out["fix"] = utf8_of(rule->fix);
    out["taxonomies"] = json_of_taxonomies(rule->taxonomies);
    out["url"] = utf8_of(rule_url(*rule));
  }
  return out;
}

Json json_of_file(const ScannedFile& file) { return {{"path", utf8_of(file.path)}, {"bytes", file.bytes}}; }

Json json_of_skip(const Skip& skip) {
  return {{"path", utf8_of(skip.path)},
          {"reason", name_of(skip.reason)},
          {"description", description_of(skip.reason)},
          {"detail", utf8_of(skip.detail)},
          {"failure", is_failure(skip.reason)},
          {"notable", skip.notable}};
}

Json json_of_rule(const RuleEntry& entry, const RuleSet& rules) {
  Json out;
  out["id"] = utf8_of(entry.id);
  out["status"] = entry.status == RuleStatus::kRun ? "run" : "off";
  out["detail"] = utf8_of(entry.detail);
  const Rule* rule = rules.find(entry.id);
  if (rule == nullptr) return out;
  out["title"] = utf8_of(rule->title);
  out["severity"] = name_of(rule->severity);
  out["confidence"] = rounded(rule->confidence, 100);
  out["what"] = utf8_of(rule->what);
  out["why"] = utf8_of(rule->why);
  out["fix"] = utf8_of(rule->fix);
  out["references"] = strings(rule->references);
  out["taxonomies"] = json_of_taxonomies(rule->taxonomies);
  out["url"] = utf8_of(rule_url(*rule));
  out["origin"] = rule->origin.empty() ? "built-in" : utf8_of(rule->origin);
  return out;
}

Json json_of_problem(const ScanProblem& problem) {
  return {{"message", utf8_of(problem.message)}, {"makes_incomplete", problem.makes_incomplete}};
}

Json json_of_stale_ignore(const StaleIgnore& stale) {
  return {{"path", utf8_of(stale.path)},
          {"line", stale.line == 0 ? Json(nullptr) : Json(stale.line)},
          {"text", utf8_of(stale.text)}};
}

Json json_of_tool() { return {{"name", kProgramName}, {"version", kVersion}, {"home_page", kHomePage}}; }

Json json_of_scan(const ScanReport& report, const FormatOptions& options) {
  Json out;
  out["targets"] = strings(report.targets);
  if (!options.reproducible) {
    out["root"] = utf8_of(report.root);
    out["started"] = utc_of(report.started) + "Z";
    out["seconds"] = rounded(report.seconds, 1e6);
  }
  out["complete"] = report.is_complete();
  out["interrupted"] = report.interrupted;
  out["verdict"] = verdict_of(report);
  return out;
}

Json json_of_summary(const ScanReport& report) {
  Json out;
  const SeverityCounts counts = report.count_by_severity();
  out["findings"] = total_of(counts);
  out["suppressed"] = report.suppressed_count();
  out["below_confidence"] = report.below_confidence;
  out["by_severity"] = json_of_counts(counts);
  out["by_family"] = Json::object();
  for (const auto& [family, family_counts] : count_by_family(report)) {
    out["by_family"][utf8_of(family)] = json_of_counts(family_counts);
  }
  out["files_read"] = report.files.size();
  out["bytes_read"] = report.bytes_scanned();
  out["skips"] = Json::object();
  for (const auto& [reason, count] : count_by_reason(report))
    out["skips"][std::string(name_of(reason))] = count;
  out["rules_run"] = report.rules.size() - off_rule_count(report);
  out["rules_off"] = off_rule_count(report);
  out["problems"] = report.problems.size();
  out["stale_ignores"] = report.stale_ignores.size();
  return out;
}

Json json_of_timings(const ScanReport& report) {
  Json out = Json::array();
  for (const Timing& timing : report.timings) {
    out.push_back({{"stage", utf8_of(timing.stage)}, {"seconds", rounded(timing.seconds, 1e6)}});
  }
  return out;
}

}  // namespace sentinel
