#include "report/formats.h"
#include "report/report_json.h"

namespace sentinel {

std::string write_json(const ScanReport& report, const RuleSet& rules, const FormatOptions& options) {
  Json out;
  out["schema_version"] = kJsonSchemaVersion;
  out["tool"] = json_of_tool();
  out["scan"] = json_of_scan(report, options);
  out["summary"] = json_of_summary(report);
  out["findings"] = Json::array();
  for (const Finding& finding : report.findings) out["findings"].push_back(json_of_finding(finding, rules));
  out["files"] = Json::array();
  for (const ScannedFile& file : report.files) out["files"].push_back(json_of_file(file));
  out["skips"] = Json::array();
  for (const Skip& skip : report.skips) out["skips"].push_back(json_of_skip(skip));
  out["rules"] = Json::array();
  for (const RuleEntry& rule : report.rules) out["rules"].push_back(json_of_rule(rule, rules));
  out["problems"] = Json::array();
  for (const ScanProblem& problem : report.problems) out["problems"].push_back(json_of_problem(problem));
  out["stale_ignores"] = Json::array();
  for (const StaleIgnore& stale : report.stale_ignores)
    out["stale_ignores"].push_back(json_of_stale_ignore(stale));
  if (!options.reproducible) out["timings"] = json_of_timings(report);
  return dump_json(out, 2) + "\n";
}

}  // namespace sentinel
