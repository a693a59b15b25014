// Commands to the log of GitHub Actions, which shows them as annotations on the changed lines. GitHub keeps
// ten of a kind a step, so the worst come first; the summary and the ledger are plain lines of the log as
// well.

#include <algorithm>

#include <fmt/format.h>

#include "base/text.h"
#include "report/encode.h"
#include "report/formats.h"
#include "report/summary.h"

namespace sentinel {

namespace {

std::string escape_message(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '%') {
      out += "%25";
    } else if (c == '\n') {
      out += "%0A";
    } else if (c == '\r') {
      out += "%0D";
    } else {
      out += c;
    }
  }
  return out;
}

std::string escape_property(std::string_view text) {
  std::string out;
  for (const char c : escape_message(shown(text))) {
    if (c == ':') {
      out += "%3A";
    } else if (c == ',') {
      out += "%2C";
    } else {
      out += c;
    }
  }
  return out;
}

std::string_view command_of(Severity severity) {
  if (severity >= Severity::kHigh) return "error";
  return severity == Severity::kMedium ? "warning" : "notice";
}

void write_finding(std::string& out, const Finding& finding, const RuleSet& rules) {
  const Region& region = finding.region;
  out += fmt::format("::{} file={},line={},endLine={}", command_of(finding.severity),
                     escape_property(finding.path), region.begin.line, region.end.line);
  // Columns are for one line only; the end is inclusive here.
  if (region.begin.line == region.end.line) {
    out += fmt::format(",col={},endColumn={}", region.begin.column,
                       std::max(region.begin.column, region.end.column - std::min(region.end.column, 1U)));
  }
  out += fmt::format(",title={}",
                     escape_property(fmt::format("{}: {}", name_of(finding.severity), finding.rule)));
  std::string message = shown(finding.message);
  if (const Rule* rule = rules.find(finding.rule)) {
    message += fmt::format("\nWhy: {}\nFix: {}", shown(rule->why), shown(rule->fix));
  }
  for (const Evidence& evidence : finding.evidence) {
    message += fmt::format("\n{}: {}", shown(evidence.name), shown(evidence.value));
  }
  out += fmt::format("::{}\n", escape_message(message));
}

}  // namespace

std::string write_github(const ScanReport& report, const RuleSet& rules, const FormatOptions& options) {
  std::string out;
  std::vector<const Finding*> ordered;
  for (const Finding& finding : report.findings) {
    if (!finding.suppression) ordered.push_back(&finding);
  }
  std::stable_sort(ordered.begin(), ordered.end(),
                   [](const Finding* a, const Finding* b) { return a->severity > b->severity; });
  for (const Finding* finding : ordered) write_finding(out, *finding, rules);

  for (const Skip& skip : report.skips) {
    // After an interrupt thousands may be left; the last line says it once.
    if (skip.reason == SkipReason::kInterrupted || (!is_failure(skip.reason) && !skip.notable)) continue;
    std::string message = fmt::format("{} was not read: {}", shown(skip.path), description_of(skip.reason));
    if (!skip.detail.empty()) message += fmt::format(" ({})", shown(skip.detail));
    out += fmt::format("::warning file={},title={}::{}\n", escape_property(skip.path),
                       escape_property(fmt::format("not read: {}", name_of(skip.reason))),
                       escape_message(message));
  }
  for (const ScanProblem& problem : report.problems) {
    out += fmt::format("::{} title=problem::{}\n", problem.makes_incomplete ? "warning" : "notice",
                       escape_message(shown(problem.message)));
  }
  for (const StaleIgnore& stale : report.stale_ignores) {
    out +=
        fmt::format("::notice file={},line={},title=ignore that met no finding::{}\n",
                    escape_property(stale.path), std::max(stale.line, 1U), escape_message(shown(stale.text)));
  }

  // The runner reads a command only at the start of a line, where here a word of ours stands.
  out += "::group::mcp-sentinel: what was read\n";
  out += read_text(report, options.reproducible) + "\n";
  if (const std::string below = below_confidence_text(report); !below.empty()) out += below + "\n";
  for (const auto& [reason, count] : count_by_reason(report)) {
    out += fmt::format("not read: {} {}: {}\n", count, name_of(reason), description_of(reason));
  }
  for (const Skip& skip : report.skips) {
    out += fmt::format("not read: {}: {}\n", shown(skip.path), name_of(skip.reason));
  }
  for (const RuleEntry& rule : report.rules) {
    if (rule.status == RuleStatus::kOff)
      out += fmt::format("rule off: {}: {}\n", shown(rule.id), shown(rule.detail));
  }
  out += fmt::format("suppressed: {}\n", report.suppressed_count());
  out += "::endgroup::\n";
  out += fmt::format("::{} title=mcp-sentinel::{}\n", report.is_complete() ? "notice" : "warning",
                     escape_message(verdict_of(report)));
  return out;
}

}  // namespace sentinel
