// One object a line, so that a reader needs no more memory than the longest line. The summary is last: a file
// without it was cut.

#include "report/formats.h"
#include "report/report_json.h"

namespace sentinel {

namespace {

void append_line(std::string& out, std::string_view type, const Json& fields) {
  Json line;
  line["type"] = type;
  line.update(fields);
  out += dump_json(line, -1);
  out += '\n';
}

}  // namespace

std::string write_jsonl(const ScanReport& report, const RuleSet& rules, const FormatOptions& options) {
  std::string out;
  for (const Finding& finding : report.findings) append_line(out, "finding", json_of_finding(finding, rules));
  for (const ScannedFile& file : report.files) append_line(out, "file", json_of_file(file));
  for (const Skip& skip : report.skips) append_line(out, "skip", json_of_skip(skip));
  for (const RuleEntry& rule : report.rules) append_line(out, "rule", json_of_rule(rule, rules));
  for (const ScanProblem& problem : report.problems) append_line(out, "problem", json_of_problem(problem));
  for (const StaleIgnore& stale : report.stale_ignores) {
    append_line(out, "stale-ignore", json_of_stale_ignore(stale));
  }
  Json summary;
  summary["schema_version"] = kJsonSchemaVersion;
  summary["tool"] = json_of_tool();
  summary["scan"] = json_of_scan(report, options);
  summary["summary"] = json_of_summary(report);
  if (!options.reproducible) summary["timings"] = json_of_timings(report);
  append_line(out, "summary", summary);
  return out;
}

}  // namespace sentinel
