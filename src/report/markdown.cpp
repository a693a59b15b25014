// For a comment on a pull request or the summary of a job: GitHub-flavoured Markdown.
//
// Whatever was scanned stands in code (spans or fences), where no markup, mention, link or image works, or
// goes through markdown_of().

#include <algorithm>

#include <fmt/format.h>

#include "base/text.h"
#include "base/version.h"
#include "report/encode.h"
#include "report/formats.h"
#include "report/summary.h"

namespace sentinel {

namespace {

constexpr size_t kMaxNames = 200;  // of what was not read; a comment on a forge may have 65,536 characters

bool is_word(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

// Text in which nothing is markup; not for the start of a line. An empty comment after `@`, `#` and their kin
// keeps a forge from reading a mention or the number of an issue, which it looks for after Markdown is done.
std::string markdown_of(std::string_view text) {
  const std::string plain = shown(text);
  std::string out;
  for (size_t i = 0; i < plain.size(); ++i) {
    const char c = plain[i];
    const char next = i + 1 < plain.size() ? plain[i + 1] : ' ';
    if (c == '<') {
      out += "&lt;";
    } else if (c == '>') {
      out += "&gt;";
    } else if (c == '&') {
      out += "&amp;";
    } else {
      // Addresses become links by themselves: "https://", "www.".
      const bool address = (c == ':' && next == '/') || (c == '.' && plain.substr(0, i).ends_with("www"));
      if (address || std::string_view("\\`*_[]|~$").contains(c)) out += '\\';
      out += c;
    }
    if (std::string_view("@#!%&~$").contains(c) && (is_word(next) || next == '"')) out += "<!-- -->";
  }
  return out;
}

size_t longest_run(std::string_view text, char c) {
  size_t longest = 0;
  size_t run = 0;
  for (const char each : text) {
    run = each == c ? run + 1 : 0;
    longest = std::max(longest, run);
  }
  return longest;
}

// A code span; a pipe needs a backslash where it stands in a table.
std::string code(std::string_view text, bool in_table = false) {
  const std::string plain = shown(text);
  if (plain.empty()) return {};
  const std::string fence(longest_run(plain, '`') + 1, '`');
  std::string body;
  for (const char c : plain) {
    if (c == '|' && in_table) body += '\\';
    body += c;
  }
  // One space on each side is taken off again; without it a backtick at the edge would join the fence.
  const bool pad = body.front() == '`' || body.back() == '`' || (body.front() == ' ' && body.back() == ' ');
  return pad ? fence + " " + body + " " + fence : fence + body + fence;
}

std::string_view badge_of(Severity severity) {
  switch (severity) {
    case Severity::kCritical:
      return "🟥";
    case Severity::kHigh:
      return "🟧";
    case Severity::kMedium:
      return "🟨";
    case Severity::kLow:
      return "🟦";
    case Severity::kInfo:
      break;
  }
  return "⬜";
}

void write_snippet(std::string& out, const Finding& finding) {
  if (finding.snippet.lines.empty()) return;
  std::string body;
  const size_t digits = std::to_string(finding.snippet.first_line + finding.snippet.lines.size() - 1).size();
  for (size_t i = 0; i < finding.snippet.lines.size(); ++i) {
    const uint64_t number = uint64_t{finding.snippet.first_line} + i;
    const bool inside = finding.region.begin.line <= number && number <= finding.region.end.line;
    const std::string text = shown(finding.snippet.lines[i], true);
    body += fmt::format("{} {:>{}} | {}\n", inside ? '>' : ' ', number, digits, text);
  }
  const std::string fence(std::max<size_t>(longest_run(body, '`') + 1, 3), '`');
  out += fmt::format("{}\n{}{}\n\n", fence, body, fence);
}

void write_finding(std::string& out, const Finding& finding, const RuleSet& rules) {
  const Rule* rule = rules.find(finding.rule);
  out += fmt::format("#### {} {}: {}\n\n", badge_of(finding.severity), name_of(finding.severity),
                     markdown_of(finding.message));
  out += fmt::format("{} line {}, rule ", code(finding.path), finding.region.begin.line);
  const std::string url = rule == nullptr ? std::string() : rule_url(*rule);
  out += url.empty() ? code(finding.rule) : fmt::format("[{}](<{}>)", code(finding.rule), url);
  out += fmt::format(", confidence {:.0f} %\n\n", finding.confidence * 100);
  write_snippet(out, finding);
  if (rule != nullptr) {
    out += fmt::format("- **Why:** {}\n- **Fix:** {}\n", markdown_of(rule->why), markdown_of(rule->fix));
  }
  for (const Evidence& evidence : finding.evidence) {
    out += fmt::format("- {}: {}\n", markdown_of(evidence.name), code(evidence.value));
  }
  for (const RelatedPlace& place : finding.related) {
    out += fmt::format("- {} line {}: {}\n", code(place.path), place.region.begin.line,
                       markdown_of(place.message));
  }
  out += '\n';
}

void write_table(std::string& out, const ScanReport& report) {
  const auto families = count_by_family(report);
  if (families.empty()) return;
  out += "| detector | critical | high | medium | low | info | total |\n|---|--:|--:|--:|--:|--:|--:|\n";
  const auto row = [&](const std::string& name, const SeverityCounts& counts) {
    out += "| " + name;
    for (size_t i = counts.size(); i-- > 0;) out += fmt::format(" | {}", counts[i]);
    out += fmt::format(" | {} |\n", total_of(counts));
  };
  for (const auto& [family, counts] : families) row(code(family, true), counts);
  if (families.size() > 1) row("**total**", report.count_by_severity());
  out += '\n';
}

void write_ledger(std::string& out, const ScanReport& report, const FormatOptions& options) {
  out += fmt::format("<details><summary>{}; {} left out or failed</summary>\n\n",
                     read_text(report, options.reproducible), report.skips.size());
  if (const std::string below = below_confidence_text(report); !below.empty()) out += below + ".\n\n";
  if (!report.skips.empty()) {
    out += "| not read | count | |\n|---|--:|---|\n";
    for (const auto& [reason, count] : count_by_reason(report)) {
      out += fmt::format("| {} | {} | {}{} |\n", name_of(reason), count,
                         is_failure(reason) ? "**failed:** " : "", markdown_of(description_of(reason)));
    }
    out += '\n';
    // Failures first, as the list may be cut.
    size_t named = 0;
    for (const bool failures : {true, false}) {
      for (const Skip& skip : report.skips) {
        if (is_failure(skip.reason) != failures) continue;
        if (++named > kMaxNames) continue;
        out += fmt::format("- {}: {}", code(skip.path), name_of(skip.reason));
        if (!skip.detail.empty()) out += ", " + markdown_of(skip.detail);
        out += '\n';
      }
    }
    if (named > kMaxNames) out += fmt::format("- and {} more\n", named - kMaxNames);
    out += '\n';
  }
  for (const RuleEntry& rule : report.rules) {
    if (rule.status == RuleStatus::kOff) {
      out += fmt::format("- rule {} was off: {}\n", code(rule.id), markdown_of(rule.detail));
    }
  }
  if (off_rule_count(report) > 0) out += '\n';
  out += "</details>\n";
}

void write_suppressed(std::string& out, const ScanReport& report) {
  const size_t total = report.suppressed_count();
  if (total == 0) return;
  out += fmt::format("<details><summary>Suppressed: {}</summary>\n\n", count_of(total, "finding"));
  for (const Finding& finding : report.findings) {
    if (!finding.suppression) continue;
    out += fmt::format("- {} line {}: {} {}", code(finding.path), finding.region.begin.line,
                       name_of(finding.severity), code(finding.rule));
    out += finding.suppression->kind == Suppression::Kind::kInline ? " by a comment" : " by the baseline";
    if (!finding.suppression->justification.empty())
      out += ": " + markdown_of(finding.suppression->justification);
    out += '\n';
  }
  out += "\n</details>\n\n";
}

}  // namespace

std::string write_markdown(const ScanReport& report, const RuleSet& rules, const FormatOptions& options) {
  std::string out = "## MCP Sentinel\n\n";
  out += fmt::format("**{}**\n\n", finding_verdict(report));
  if (const std::string incomplete = incomplete_verdict(report); !incomplete.empty()) {
    out += fmt::format("> **{}**\n\n", incomplete);
  }
  write_table(out, report);

  const std::string* path = nullptr;
  for (const Finding& finding : report.findings) {
    if (finding.suppression) continue;
    if (path == nullptr || *path != finding.path) out += fmt::format("### {}\n\n", code(finding.path));
    path = &finding.path;
    write_finding(out, finding, rules);
  }
  if (!report.problems.empty()) {
    out += "### Problems\n\n";
    for (const ScanProblem& problem : report.problems)
      out += fmt::format("- {}\n", markdown_of(problem.message));
    out += '\n';
  }
  if (!report.stale_ignores.empty()) {
    out += "### Ignores that ignore nothing\n\n";
    for (const StaleIgnore& stale : report.stale_ignores) {
      out += "- " + code(stale.path);
      if (stale.line > 0) out += fmt::format(" line {}", stale.line);
      out += fmt::format(": {}\n", code(stale.text));
    }
    out += '\n';
  }
  write_suppressed(out, report);
  write_ledger(out, report, options);
  return out;
}

}  // namespace sentinel
