// SARIF 2.1.0 (OASIS), with what GitHub code scanning asks beyond it.
//
// The whole ledger is in it: files read are artifacts, everything that was left out is a notification of the
// invocation (error: failed, warning: a person should see it, note: policy), rules that were off are
// configuration overrides.

#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>
#include <unordered_map>

#include <fmt/format.h>

#include "base/text.h"
#include "base/version.h"
#include "report/encode.h"
#include "report/formats.h"
#include "report/summary.h"

namespace sentinel {

namespace {

constexpr std::string_view kSchema =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";
constexpr std::string_view kRoot = "%SRCROOT%";

// GitHub refuses a file with more than this in one run, rule or result, and shows no more steps of a flow.
// docs.github.com: "SARIF results exceed one or more limits".
constexpr size_t kMaxResults = 25'000;
constexpr size_t kMaxSteps = 1'000;
constexpr size_t kMaxTags = 20;

std::string_view level_of(Severity severity) {
  switch (severity) {
    case Severity::kCritical:
    case Severity::kHigh:
      return "error";
    case Severity::kMedium:
      return "warning";
    case Severity::kLow:
    case Severity::kInfo:
      break;
  }
  return "note";
}

// CodeQL's word for it.
std::string_view problem_severity(Severity severity) {
  const std::string_view level = level_of(severity);
  return level == "note" ? "recommendation" : level;
}

std::string_view level_of(const Skip& skip) {
  if (is_failure(skip.reason)) return "error";
  return skip.notable ? "warning" : "note";
}

// GitHub shows critical from 9.0, high from 7.0, medium from 4.0, low from 0.1.
std::string_view security_severity(Severity severity) {
  switch (severity) {
    case Severity::kCritical:
      return "9.5";
    case Severity::kHigh:
      return "8.0";
    case Severity::kMedium:
      return "5.5";
    case Severity::kLow:
      return "2.5";
    case Severity::kInfo:
      break;
  }
  return "0.5";
}

std::string_view precision_of(double confidence) {
  if (confidence >= 0.9) return "very-high";
  if (confidence >= 0.75) return "high";
  if (confidence >= 0.5) return "medium";
  return "low";
}

// SARIF wants messages to be sentences.
std::string sentence(std::string_view text) {
  std::string out = utf8_of(text);
  if (!out.empty() && !out.ends_with('.') && !out.ends_with('!') && !out.ends_with('?')) out += '.';
  return out;
}

Json text_object(std::string text) { return {{"text", std::move(text)}}; }

// A message with foreign text in it, where `[x](1)` would be a link. (A placeholder `{0}` means nothing
// without arguments.)
Json message_object(std::string_view text) {
  std::string out;
  for (const char c : sentence(text)) {
    if (c == '[' || c == ']') out += '\\';
    out += c;
  }
  return text_object(std::move(out));
}

std::string cwe_id(int cwe) { return std::to_string(cwe); }

class SarifWriter {
 public:
  SarifWriter(const ScanReport& report, const RuleSet& rules, const FormatOptions& options)
      : report_(report), rules_(rules), options_(options) {
    keep_gravest();
    number_rules();
    for (uint32_t i = 0; i < report.files.size(); ++i) artifacts_.emplace(report.files[i].path, i);
  }

  std::string write() const {
    Json run;
    run["tool"] = {{"driver", driver()}};
    run["invocations"] = Json::array({invocation()});
    run["originalUriBaseIds"] = uri_bases();
    run["automationDetails"] = {{"id", fmt::format("{}/", kProgramName)}};
    run["columnKind"] = "unicodeCodePoints";
    run["artifacts"] = artifacts();
    if (!cwes_.empty()) run["taxonomies"] = Json::array({cwe_taxonomy()});
    run["results"] = Json::array();
    for (const Finding* finding : kept_) run["results"].push_back(result(*finding));

    Json log;
    log["$schema"] = kSchema;
    log["version"] = "2.1.0";
    log["runs"] = Json::array({std::move(run)});
    return dump_json(log, 2) + "\n";
  }

 private:
  // In the order of the report. What is suppressed goes first, then the mildest and the least certain.
  void keep_gravest() {
    for (const Finding& finding : report_.findings) kept_.push_back(&finding);
    if (kept_.size() <= kMaxResults) return;
    const auto weight = [](const Finding* finding) {
      return std::tuple(!finding->suppression, finding->severity, finding->confidence);
    };
    std::stable_sort(kept_.begin(), kept_.end(),
                     [&](const Finding* a, const Finding* b) { return weight(a) > weight(b); });
    kept_.resize(kMaxResults);
    std::sort(kept_.begin(), kept_.end());  // they point into one vector
  }

  // Every rule of the report, and whatever else a finding names, has an index.
  void number_rules() {
    const auto add = [this](const std::string& id) {
      if (rule_index_.emplace(id, rule_ids_.size()).second) rule_ids_.push_back(id);
    };
    for (const RuleEntry& entry : report_.rules) add(entry.id);
    for (const Finding* finding : kept_) add(finding->rule);
    for (const std::string& id : rule_ids_) {
      if (const Rule* rule = rules_.find(id)) {
        for (const int cwe : rule->taxonomies.cwe) cwes_.emplace(cwe, 0);
      }
    }
    size_t index = 0;
    for (auto& [cwe, number] : cwes_) number = index++;
  }

  Json driver() const {
    Json driver;
    driver["name"] = "MCP Sentinel";
    driver["fullName"] = fmt::format("MCP Sentinel {}", kVersion);
    driver["organization"] = "MCP Sentinel";
    driver["version"] = kVersion;
    driver["semanticVersion"] = kVersion;
    driver["informationUri"] = kHomePage;
    driver["shortDescription"] = text_object("A security scanner for MCP servers.");
    driver["rules"] = Json::array();
    for (const std::string& id : rule_ids_) driver["rules"].push_back(rule_descriptor(id));
    driver["notifications"] = notification_descriptors();
    if (!cwes_.empty()) driver["supportedTaxonomies"] = Json::array({{{"name", "CWE"}, {"index", 0}}});
    return driver;
  }

  Json rule_descriptor(const std::string& id) const {
    Json out;
    out["id"] = utf8_of(id);
    const Rule* rule = rules_.find(id);
    if (rule == nullptr) return described(std::move(out), "A rule of the name " + utf8_of(id));
    out["name"] = name_of_rule(id);
    out["shortDescription"] = text_object(sentence(rule->title));
    out["fullDescription"] = text_object(sentence(rule->what));
    const std::string url = rule_url(*rule);
    std::string text =
        fmt::format("{}\n\nWhy it matters: {}\n\nHow to fix it: {}", rule->what, rule->why, rule->fix);
    std::string markdown = fmt::format("{}\n\n**Why it matters:** {}\n\n**How to fix it:** {}", rule->what,
                                       rule->why, rule->fix);
    if (!rule->references.empty()) {
      text += "\n\nReferences:";
      markdown += "\n\n**References:**\n";
      for (const std::string& reference : rule->references) {
        text += "\n- " + reference;
        markdown += fmt::format("\n- <{}>", reference);
      }
    }
    out["help"] = {{"text", utf8_of(text)}, {"markdown", utf8_of(markdown)}};
    if (!url.empty()) out["helpUri"] = utf8_of(url);
    out["defaultConfiguration"] = {{"level", level_of(rule->severity)}};
    if (!rule->taxonomies.cwe.empty()) {
      out["relationships"] = Json::array();
      for (const int cwe : rule->taxonomies.cwe) {
        out["relationships"].push_back({{"target",
                                         {{"id", cwe_id(cwe)},
                                          {"index", cwes_.at(cwe)},
                                          {"toolComponent", {{"name", "CWE"}, {"index", 0}}}}},
                                        {"kinds", {"superset"}}});
      }
    }
    out["properties"] = {{"tags", rule_tags(*rule)},
                         {"precision", precision_of(rule->confidence)},
                         {"problem.severity", problem_severity(rule->severity)},
                         {"security-severity", security_severity(rule->severity)}};
    return out;
  }

  // The least that GitHub takes as the description of a rule or a notification.
  static Json described(Json descriptor, std::string_view text) {
    descriptor["shortDescription"] = text_object(sentence(text));
    descriptor["fullDescription"] = text_object(sentence(text));
    descriptor["help"] = {{"text", sentence(text)}, {"markdown", sentence(text)}};
    return descriptor;
  }

  // "SecretsAwsAccessKey": SARIF wants a name that is one identifier.
  static std::string name_of_rule(std::string_view id) {
    std::string out;
    bool capital = true;
    for (const char c : id) {
      const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
      if (letter) out += capital && c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
      capital = !letter;
    }
    return out;
  }

  static Json rule_tags(const Rule& rule) {
    Json tags = Json::array({"security", utf8_of(rule.family())});
    for (const int cwe : rule.taxonomies.cwe) tags.push_back(fmt::format("external/cwe/cwe-{:03}", cwe));
    for (const Tag& tag : tags_of(rule.taxonomies))
      tags.push_back(utf8_of(fmt::format("external/{}/{}", tag.list, tag.id)));
    while (tags.size() > kMaxTags) tags.erase(tags.size() - 1);
    return tags;
  }

  Json cwe_taxonomy() const {
    Json taxa = Json::array();
    for (const auto& [cwe, index] : cwes_) {
      taxa.push_back({{"id", cwe_id(cwe)}, {"name", fmt::format("CWE{}", cwe)}, {"helpUri", cwe_url(cwe)}});
    }
    return {{"name", "CWE"},
            {"organization", "MITRE"},
            {"shortDescription", text_object("The MITRE Common Weakness Enumeration.")},
            {"informationUri", "https://cwe.mitre.org/"},
            {"isComprehensive", false},
            {"taxa", std::move(taxa)}};
  }

  Json artifact_location(const std::string& path) const {
    Json out;
    out["uri"] = uri_of(path);
    if (!path.starts_with('/')) out["uriBaseId"] = kRoot;
    if (const auto found = artifacts_.find(path); found != artifacts_.end()) out["index"] = found->second;
    return out;
  }

  Json artifacts() const {
    Json out = Json::array();
    for (const ScannedFile& file : report_.files) {
      Json location = artifact_location(file.path);
      location.erase("index");
      out.push_back(
          {{"location", std::move(location)}, {"length", file.bytes}, {"roles", {"analysisTarget"}}});
    }
    return out;
  }

  static Json region_object(const Region& region) {
    return {{"startLine", region.begin.line},
            {"startColumn", region.begin.column},
            {"endLine", region.end.line},
            {"endColumn", region.end.column}};
  }

  Json physical_location(const std::string& path, const Region& region) const {
    return {{"artifactLocation", artifact_location(path)}, {"region", region_object(region)}};
  }

  Json result(const Finding& finding) const {
    Json out;
    out["ruleId"] = utf8_of(finding.rule);
    out["ruleIndex"] = rule_index_.at(finding.rule);
    out["level"] = level_of(finding.severity);
    out["message"] = message_object(finding.message);

    Json place = physical_location(finding.path, finding.region);
    if (const std::string text = region_text(finding); !text.empty()) {
      place["region"]["snippet"] = text_object(utf8_of(text));
    }
    if (!finding.snippet.lines.empty() && finding.snippet.first_line > 0) {
      std::string context;
      for (const std::string& line : finding.snippet.lines) context += utf8_of(line) + "\n";
      const uint64_t last = uint64_t{finding.snippet.first_line} + finding.snippet.lines.size() - 1;
      // A context region must enclose the region, and long regions are cut in the snippet.
      if (finding.snippet.first_line <= finding.region.begin.line && finding.region.end.line <= last) {
        place["contextRegion"] = {{"startLine", finding.snippet.first_line},
                                  {"endLine", last},
                                  {"snippet", text_object(std::move(context))}};
      }
    }
    out["locations"] = Json::array({{{"physicalLocation", std::move(place)}}});
    // The first is GitHub's: "hash:occurrence". Ours tells occurrences apart in the hash.
    out["partialFingerprints"] = {{"primaryLocationLineHash", finding.fingerprint.substr(0, 16) + ":1"},
                                  {"mcpSentinel/v1", finding.fingerprint}};
    if (!finding.related.empty()) out["codeFlows"] = code_flows(finding);
    if (finding.suppression) {
      Json suppression;
      suppression["kind"] = finding.suppression->kind == Suppression::Kind::kInline ? "inSource" : "external";
      suppression["status"] = "accepted";
      if (!finding.suppression->justification.empty()) {
        suppression["justification"] = utf8_of(finding.suppression->justification);
      }
      out["suppressions"] = Json::array({std::move(suppression)});
    } else {
      out["suppressions"] = Json::array();  // known to have none, as others have some
    }
    Json properties;
    properties["severity"] = name_of(finding.severity);
    properties["security-severity"] = security_severity(finding.severity);
    properties["confidence"] = std::round(finding.confidence * 100) / 100;
    if (!finding.evidence.empty()) {
      properties["evidence"] = Json::array();
      for (const Evidence& evidence : finding.evidence) {
        properties["evidence"].push_back(
            {{"name", utf8_of(evidence.name)}, {"value", utf8_of(evidence.value)}});
      }
    }
    out["properties"] = std::move(properties);
    return out;
  }

  // The way of a value and, where it does not end there, the place of the finding.
  static std::vector<RelatedPlace> steps_of(const Finding& finding) {
    std::vector<RelatedPlace> steps = finding.related;
    if (!steps.empty() &&
        (steps.back().path != finding.path || steps.back().region.begin != finding.region.begin)) {
      steps.push_back({finding.path, finding.region, finding.message});
    }
    return steps;
  }

  Json code_flows(const Finding& finding) const {
    std::vector<RelatedPlace> steps = steps_of(finding);
    // The ends of a long flow tell most: where the value comes from and what it reaches.
    if (steps.size() > kMaxSteps) {
      const size_t left_out = steps.size() - kMaxSteps;
      const auto gap = steps.begin() + kMaxSteps / 2;
      const auto rest = steps.erase(gap, gap + static_cast<std::ptrdiff_t>(left_out));
      rest->message =
          fmt::format("({} before this one left out) {}", count_of(left_out, "step"), rest->message);
    }
    Json locations = Json::array();
    for (const RelatedPlace& step : steps) {
      Json location;
      location["physicalLocation"] = physical_location(step.path, step.region);
      if (!step.message.empty()) location["message"] = message_object(step.message);
      locations.push_back(
          {{"location", std::move(location)}, {"importance", locations.empty() ? "essential" : "important"}});
    }
    locations.back()["importance"] = "essential";
    return Json::array({{{"threadFlows", Json::array({{{"locations", std::move(locations)}}})}}});
  }

  Json uri_bases() const {
    Json base;
    if (!options_.reproducible && report_.root.starts_with('/')) {
      std::string uri = uri_of(report_.root);
      if (!uri.ends_with('/')) uri += '/';
      base["uri"] = std::move(uri);
    }
    base["description"] = text_object("The folder that the paths of this report are relative to.");
    return {{std::string(kRoot), std::move(base)}};
  }

  // Ids of notifications: "skip/too-large", "problem", "stale-ignore", "limit". All of them, so that an index
  // is a constant.
  static constexpr size_t kProblemNotification = static_cast<size_t>(SkipReason::kInterrupted) + 1;
  static constexpr size_t kStaleNotification = kProblemNotification + 1;
  static constexpr size_t kLimitNotification = kStaleNotification + 1;

  static std::string notification_id(size_t index) {
    if (index == kProblemNotification) return "problem";
    if (index == kStaleNotification) return "stale-ignore";
    if (index == kLimitNotification) return "limit";
    return fmt::format("skip/{}", name_of(static_cast<SkipReason>(index)));
  }

  static std::string notification_text(size_t index) {
    if (index == kProblemNotification) return "Something beside single files went wrong";
    if (index == kStaleNotification) return "An ignore that met no finding";
    if (index == kLimitNotification) return "More was found than a report may hold";
    return fmt::format("Not read: {}", description_of(static_cast<SkipReason>(index)));
  }

  static Json notification_descriptors() {
    Json out = Json::array();
    for (size_t i = 0; i <= kLimitNotification; ++i) {
      out.push_back(described({{"id", notification_id(i)}}, notification_text(i)));
    }
    return out;
  }

  Json notification(size_t kind, std::string_view level, const std::string& message, const std::string& path,
                    uint32_t line) const {
    Json out;
    out["level"] = level;
    out["message"] = message_object(message);
    out["descriptor"] = {{"id", notification_id(kind)}, {"index", kind}};
    if (!path.empty()) {
      Json place = {{"artifactLocation", artifact_location(path)}};
      if (line > 0) place["region"] = {{"startLine", line}};
      out["locations"] = Json::array({{{"physicalLocation", std::move(place)}}});
    }
    return out;
  }

  std::vector<std::string> limit_messages() const {
    std::vector<std::string> out;
    if (const size_t left_out = report_.findings.size() - kept_.size(); left_out > 0) {
      out.push_back(fmt::format("{} left out: GitHub takes {} in one run, and these are the gravest of {}",
                                count_of(left_out, "finding"), kept_.size(), report_.findings.size()));
    }
    size_t flows = 0;
    size_t steps = 0;
    for (const Finding* finding : kept_) {
      if (finding->related.size() < kMaxSteps) continue;
      const size_t count = steps_of(*finding).size();
      if (count <= kMaxSteps) continue;
      ++flows;
      steps += count - kMaxSteps;
    }
    if (steps > 0) {
      out.push_back(fmt::format("{} in the middle of {} left out: GitHub shows {} of each",
                                count_of(steps, "step"), count_of(flows, "flow"), kMaxSteps));
    }
    return out;
  }

  Json invocation() const {
    Json out;
    out["executionSuccessful"] = report_.is_complete();
    if (options_.exit_code) out["exitCode"] = *options_.exit_code;
    if (!options_.reproducible) {
      out["startTimeUtc"] = utc_of(report_.started) + "Z";
      const auto elapsed = std::chrono::duration_cast<std::chrono::system_clock::duration>(
          std::chrono::duration<double>(report_.seconds));
      out["endTimeUtc"] = utc_of(report_.started + elapsed) + "Z";
    }
    Json notifications = Json::array();
    for (const Skip& skip : report_.skips) {
      std::string message = fmt::format("{} was not read: {}", shown(skip.path), description_of(skip.reason));
      if (!skip.detail.empty()) message += " (" + skip.detail + ")";
      notifications.push_back(
          notification(static_cast<size_t>(skip.reason), level_of(skip), message, skip.path, 0));
    }
    for (const ScanProblem& problem : report_.problems) {
      notifications.push_back(notification(
          kProblemNotification, problem.makes_incomplete ? "error" : "warning", problem.message, {}, 0));
    }
    for (const StaleIgnore& stale : report_.stale_ignores) {
      notifications.push_back(notification(kStaleNotification, "note",
                                           "This ignore met no finding: " + shown(stale.text), stale.path,
                                           stale.line));
    }
    for (const std::string& message : limit_messages()) {
      notifications.push_back(notification(kLimitNotification, "warning", message, {}, 0));
    }
    if (report_.interrupted) {
      notifications.push_back(
          notification(static_cast<size_t>(SkipReason::kInterrupted), "error",
                       "The scan was interrupted, and this report holds what was found until then", {}, 0));
    }
    out["toolExecutionNotifications"] = std::move(notifications);
    Json overrides = Json::array();
    for (const RuleEntry& entry : report_.rules) {
      if (entry.status != RuleStatus::kOff) continue;
      Json override_object;
      override_object["descriptor"] = {{"id", utf8_of(entry.id)}, {"index", rule_index_.at(entry.id)}};
      override_object["configuration"] = {{"enabled", false}};
      if (!entry.detail.empty()) override_object["properties"] = {{"reason", utf8_of(entry.detail)}};
      overrides.push_back(std::move(override_object));
    }
    if (!overrides.empty()) out["ruleConfigurationOverrides"] = std::move(overrides);
    return out;
  }

  const ScanReport& report_;
  const RuleSet& rules_;
  const FormatOptions& options_;
  std::vector<const Finding*> kept_;
  std::vector<std::string> rule_ids_;
  std::unordered_map<std::string, size_t> rule_index_;
  std::unordered_map<std::string, uint32_t> artifacts_;  // path to index in report_.files
  std::map<int, size_t> cwes_;                           // to index in the taxonomy
};

}  // namespace

std::string write_sarif(const ScanReport& report, const RuleSet& rules, const FormatOptions& options) {
  return SarifWriter(report, rules, options).write();
}

}  // namespace sentinel
