// GitLab's report for static application security testing, format 15.2.1. Suppressed findings are left out:
// GitLab has its own triage, and would count them.

#include <fmt/format.h>

#include "base/text.h"
#include "base/version.h"
#include "report/encode.h"
#include "report/formats.h"
#include "report/summary.h"

namespace sentinel {

namespace {

constexpr std::string_view kFormatVersion = "15.2.1";
constexpr size_t kMaxName = 255;  // GitLab's limits, in characters; we count bytes and stay below
constexpr size_t kMaxSolution = 7000;
constexpr size_t kMaxDescription = 1U << 20U;

std::string_view title_case(Severity severity) {
  switch (severity) {
    case Severity::kCritical:
      return "Critical";
    case Severity::kHigh:
      return "High";
    case Severity::kMedium:
      return "Medium";
    case Severity::kLow:
      return "Low";
    case Severity::kInfo:
      break;
  }
  return "Info";
}

std::string cut_to(std::string text, size_t limit) {
  if (text.size() <= limit) return text;
  size_t end = limit - 3;  // room for the ellipsis, which has three bytes
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
  text.resize(end);
  return text + "…";
}

// The fingerprint's digits in the form of a UUID of version 8 ("custom", RFC 9562).
std::string uuid_of(std::string_view fingerprint) {
  std::string digits(fingerprint.substr(0, 32));
  digits.resize(32, '0');
  digits[12] = '8';
  static constexpr std::string_view kVariant = "89ab";
  digits[16] = kVariant[static_cast<unsigned char>(digits[16]) % 4];
  return fmt::format("{}-{}-{}-{}-{}", digits.substr(0, 8), digits.substr(8, 4), digits.substr(12, 4),
                     digits.substr(16, 4), digits.substr(20));
}

// GitLab renders descriptions as Markdown.
std::string code(std::string_view text) {
  std::string plain = shown(text);
  std::string fence = "`";
  while (plain.contains(fence)) fence += '`';
  return fmt::format("{} {} {}", fence, plain, fence);
}

Json identifiers(const Finding& finding, const Rule* rule) {
  Json out = Json::array();
  Json own = {{"type", "mcp_sentinel_rule"},
              {"name", "MCP Sentinel " + utf8_of(finding.rule)},
              {"value", utf8_of(finding.rule)}};
  if (rule == nullptr) return Json::array({std::move(own)});
  if (const std::string url = rule_url(*rule); !url.empty()) own["url"] = utf8_of(url);
  out.push_back(std::move(own));
  for (const int cwe : rule->taxonomies.cwe) {
    out.push_back({{"type", "cwe"},
                   {"name", fmt::format("CWE-{}", cwe)},
                   {"value", std::to_string(cwe)},
                   {"url", cwe_url(cwe)}});
  }
  for (const Tag& tag : tags_of(rule->taxonomies)) {
    out.push_back({{"type", tag.list},
                   {"name", fmt::format("{} {}", tag.list, tag.id)},
                   {"value", tag.id},
                   {"url", tag.url}});
  }
  return out;
}

Json file_location(const std::string& path, const Region& region) {
  return {{"type", "file-location"},
          {"file_name", utf8_of(path.empty() ? "-" : path)},
          {"line_start", region.begin.line},
          {"line_end", region.end.line},
          {"column_start", region.begin.column},
          {"column_end", region.end.column}};
}

Json code_flow(const Finding& finding) {
  Json steps = Json::array();
  for (const RelatedPlace& place : finding.related) {
    steps.push_back({{"type", "code-flow-node"},
                     {"node_type", steps.empty() ? "source" : "propagation"},
                     {"file_location", file_location(place.path, place.region)}});
  }
  steps.push_back({{"type", "code-flow-node"},
                   {"node_type", "sink"},
                   {"file_location", file_location(finding.path, finding.region)}});
  return {{"type", "code-flows"}, {"name", "Related places"}, {"items", Json::array({std::move(steps)})}};
}

Json vulnerability(const Finding& finding, const RuleSet& rules) {
  const Rule* rule = rules.find(finding.rule);
  Json out;
  out["id"] = uuid_of(finding.fingerprint);
  out["name"] = cut_to(utf8_of(rule == nullptr ? finding.rule : rule->title), kMaxName);
  std::string description = code(finding.message);
  if (rule != nullptr) description += fmt::format("\n\n{}\n\n{}", rule->what, rule->why);
  for (const Evidence& evidence : finding.evidence) {
    description += fmt::format("\n\n{}: {}", code(evidence.name), code(evidence.value));
  }
  out["description"] = cut_to(utf8_of(description), kMaxDescription);
  out["severity"] = title_case(finding.severity);
  if (rule != nullptr && !rule->fix.empty()) out["solution"] = cut_to(utf8_of(rule->fix), kMaxSolution);
  out["location"] = {{"file", utf8_of(finding.path)},
                     {"start_line", finding.region.begin.line},
                     {"end_line", finding.region.end.line}};
  out["identifiers"] = identifiers(finding, rule);
  if (rule != nullptr) {
    Json links = Json::array();
    for (const std::string& reference : rule->references) {
      if (reference.starts_with("https://") || reference.starts_with("http://")) {
        links.push_back({{"url", utf8_of(reference)}});
      }
    }
    if (!links.empty()) out["links"] = std::move(links);
  }
  if (!finding.related.empty()) out["details"] = {{"related_places", code_flow(finding)}};
  out["tracking"] = {
      {"type", "source"},
      {"items", Json::array({{{"file", utf8_of(finding.path)},
                              {"start_line", finding.region.begin.line},
                              {"end_line", finding.region.end.line},
                              {"signatures", Json::array({{{"algorithm", "mcp_sentinel_v1"},
                                                           {"value", finding.fingerprint}}})}}})}};
  if (const std::string text = region_text(finding); !text.empty())
    out["raw_source_code_extract"] = utf8_of(text);
  return out;
}

// The ledger. Failures by name; what policy left out by count, as this list is shown whole on the pipeline's
// page.
Json messages(const ScanReport& report, bool reproducible) {
  Json out = Json::array();
  const auto add = [&](std::string_view level, const std::string& text) {
    out.push_back({{"level", level}, {"value", utf8_of(text)}});
  };
  if (report.interrupted) add("fatal", "The scan was interrupted");
  for (const ScanProblem& problem : report.problems)
    add(problem.makes_incomplete ? "fatal" : "warn", "Problem: " + shown(problem.message));
  for (const Skip& skip : report.skips) {
    if (skip.reason == SkipReason::kInterrupted || (!is_failure(skip.reason) && !skip.notable)) continue;
    std::string text = fmt::format("{} was not read: {}: {}", shown(skip.path), name_of(skip.reason),
                                   description_of(skip.reason));
    if (!skip.detail.empty()) text += fmt::format(" ({})", shown(skip.detail));
    add("warn", text);
  }
  for (const auto& [reason, count] : count_by_reason(report)) {
    if (!is_failure(reason) || reason == SkipReason::kInterrupted)
      add("info", fmt::format("{} left out: {}: {}", count, name_of(reason), description_of(reason)));
  }
  for (const StaleIgnore& stale : report.stale_ignores) {
    add("info", fmt::format("Ignore that met no finding: {}:{} {}", shown(stale.path), stale.line,
                            shown(stale.text)));
  }
  if (const size_t suppressed = report.suppressed_count(); suppressed > 0) {
    add("info", count_of(suppressed, "finding") + " suppressed");
  }
  if (const std::string below = below_confidence_text(report); !below.empty()) add("info", below);
  add("info", read_text(report, reproducible));
  add(report.is_complete() ? "info" : "warn", verdict_of(report));
  return out;
}

}  // namespace

std::string write_gitlab(const ScanReport& report, const RuleSet& rules, const FormatOptions& options) {
  const Json tool = {{"id", kProgramName},
                     {"name", "MCP Sentinel"},
                     {"url", kHomePage},
                     {"version", kVersion},
                     {"vendor", {{"name", "MCP Sentinel"}}}};
  // GitLab demands both times, so a reproducible report says the epoch.
  const auto started = options.reproducible ? std::chrono::system_clock::time_point() : report.started;
  const auto elapsed = options.reproducible ? std::chrono::system_clock::duration::zero()
                                            : std::chrono::duration_cast<std::chrono::system_clock::duration>(
                                                  std::chrono::duration<double>(report.seconds));
  Json out;
  out["version"] = kFormatVersion;
  out["scan"] = {{"analyzer", tool},
                 {"scanner", tool},
                 {"type", "sast"},
                 {"start_time", utc_of(started)},
                 {"end_time", utc_of(started + elapsed)},
                 {"status", report.is_complete() ? "success" : "failure"},
                 {"messages", messages(report, options.reproducible)}};
  out["vulnerabilities"] = Json::array();
  for (const Finding& finding : report.findings) {
    if (!finding.suppression) out["vulnerabilities"].push_back(vulnerability(finding, rules));
  }
  return dump_json(out, 2) + "\n";
}

}  // namespace sentinel
