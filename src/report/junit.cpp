// JUnit XML for test dashboards. Every file read is a test case, which fails with one failure a finding; what
// could not be read is an error; what policy left out and what is suppressed is skipped.

#include <unordered_map>

#include <fmt/format.h>

#include "base/text.h"
#include "base/version.h"
#include "report/encode.h"
#include "report/formats.h"
#include "report/summary.h"

namespace sentinel {

namespace {

std::string_view newline() { return "&#10;"; }  // kept in attributes, where a plain one becomes a space

void write_failure(std::string& out, const Finding& finding, const RuleSet& rules) {
  const Rule* rule = rules.find(finding.rule);
  out += fmt::format("      <failure type=\"{}\" message=\"{}: {} (line {})\">", xml_of(finding.rule),
                     name_of(finding.severity), xml_of(finding.message), finding.region.begin.line);
  out +=
      fmt::format("{}:{}:{}\n", xml_of(finding.path), finding.region.begin.line, finding.region.begin.column);
  for (size_t i = 0; i < finding.snippet.lines.size(); ++i) {
    out += fmt::format("{:>5} | {}\n", uint64_t{finding.snippet.first_line} + i,
                       xml_of(finding.snippet.lines[i], true));
  }
  for (const Evidence& evidence : finding.evidence) {
    out += fmt::format("{}: {}\n", xml_of(evidence.name), xml_of(evidence.value));
  }
  for (const RelatedPlace& place : finding.related) {
    out += fmt::format("see {}:{}:{} {}\n", xml_of(place.path), place.region.begin.line,
                       place.region.begin.column, xml_of(place.message));
  }
  if (rule != nullptr) out += fmt::format("Why: {}\nFix: {}\n", xml_of(rule->why), xml_of(rule->fix));
  out += fmt::format("Fingerprint: {}</failure>\n", finding.fingerprint);
}

}  // namespace

std::string write_junit(const ScanReport& report, const RuleSet& rules, const FormatOptions& options) {
  size_t tests = 0;
  size_t failures = 0;
  size_t errors = 0;
  size_t skipped = 0;
  std::string cases;
  const auto open_case = [&](std::string_view classname, std::string_view name) {
    cases += fmt::format("    <testcase classname=\"{}\" name=\"{}\">\n", classname, xml_of(name));
    ++tests;
  };
  const auto close_case = [&] { cases += "    </testcase>\n"; };

  // Findings are sorted by path, so those of one file stand together.
  std::unordered_map<std::string_view, size_t> first_finding;
  for (size_t i = report.findings.size(); i-- > 0;) first_finding[report.findings[i].path] = i;
  const auto write_file = [&](const std::string& path) {
    open_case("file", path);
    size_t failed = 0;
    const auto first = first_finding.find(path);
    const size_t begin = first == first_finding.end() ? report.findings.size() : first->second;
    for (size_t i = begin; i < report.findings.size() && report.findings[i].path == path; ++i) {
      if (report.findings[i].suppression) continue;
      write_failure(cases, report.findings[i], rules);
      ++failed;
    }
    close_case();
    if (failed > 0) ++failures;
    if (first != first_finding.end()) first_finding.erase(first);
  };
  for (const ScannedFile& file : report.files) write_file(file.path);
  // A finding in what is not in the list of files is still a finding.
  for (const Finding& finding : report.findings) {
    if (first_finding.contains(finding.path)) write_file(finding.path);
  }

  for (const Finding& finding : report.findings) {
    if (!finding.suppression) continue;
    open_case("suppressed", fmt::format("{}:{} {}", finding.path, finding.region.begin.line, finding.rule));
    std::string reason =
        finding.suppression->kind == Suppression::Kind::kInline ? "by a comment" : "by the baseline";
    if (!finding.suppression->justification.empty()) reason += ": " + finding.suppression->justification;
    cases += fmt::format("      <skipped message=\"{}{}{}\"/>\n", xml_of(reason), newline(),
                         xml_of(finding.message));
    close_case();
    ++skipped;
  }
  for (const Skip& skip : report.skips) {
    open_case("file", skip.path);
    std::string message = fmt::format("{}: {}", name_of(skip.reason), description_of(skip.reason));
    if (!skip.detail.empty()) message += ": " + skip.detail;
    if (is_failure(skip.reason)) {
      cases +=
          fmt::format("      <error type=\"{}\" message=\"{}\"/>\n", name_of(skip.reason), xml_of(message));
      ++errors;
    } else {
      cases += fmt::format("      <skipped message=\"{}\"/>\n", xml_of(message));
      ++skipped;
    }
    close_case();
  }
  for (const ScanProblem& problem : report.problems) {
    open_case("scan", problem.message);
    if (problem.makes_incomplete) {
      cases += fmt::format("      <error type=\"problem\" message=\"{}\"/>\n", xml_of(problem.message));
      ++errors;
    }
    close_case();
  }
  if (report.interrupted) {
    open_case("scan", "the scan ran to its end");
    cases += "      <error type=\"interrupted\" message=\"The scan was interrupted\"/>\n";
    ++errors;
    close_case();
  }

  const std::string counts =
      fmt::format(R"(tests="{}" failures="{}" errors="{}" skipped="{}"{})", tests, failures, errors, skipped,
                  options.reproducible ? std::string() : fmt::format(" time=\"{:.3f}\"", report.seconds));
  std::string out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
  out += fmt::format(
      "<testsuites name=\"{}\" {}>\n  <testsuite name=\"{}\" {}{}>\n", kProgramName, counts, kProgramName,
      counts,
      options.reproducible ? std::string() : fmt::format(" timestamp=\"{}\"", utc_of(report.started)));
  out += "    <properties>\n";
  out += fmt::format("      <property name=\"version\" value=\"{}\"/>\n", kVersion);
  out += fmt::format("      <property name=\"verdict\" value=\"{}\"/>\n", xml_of(verdict_of(report)));
  out += fmt::format("      <property name=\"rules-run\" value=\"{}\"/>\n",
                     report.rules.size() - off_rule_count(report));
  out += fmt::format("      <property name=\"below-confidence\" value=\"{}\"/>\n", report.below_confidence);
  for (const RuleEntry& rule : report.rules) {
    if (rule.status != RuleStatus::kOff) continue;
    out += fmt::format("      <property name=\"rule-off:{}\" value=\"{}\"/>\n", xml_of(rule.id),
                       xml_of(rule.detail));
  }
  out += "    </properties>\n";
  out += cases;
  if (!report.stale_ignores.empty()) {
    out += "    <system-out>";
    for (const StaleIgnore& stale : report.stale_ignores) {
      out += fmt::format("ignore that met no finding: {}:{} {}\n", xml_of(stale.path), stale.line,
                         xml_of(stale.text));
    }
    out += "</system-out>\n";
  }
  out += "  </testsuite>\n</testsuites>\n";
  return out;
}

}  // namespace sentinel
