// Every setting with where its value came from. One table (settings/table.h) names, types, bounds, documents
// and defaults them; files, environment variables, flags, docs/configuration.md, the JSON Schema and `config
// init` all come from it.
//
// Later sources win: defaults, user file, project file, .env, MCP_SENTINEL_* variables, flags.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/log.h"
#include "base/severity.h"

namespace sentinel {

// Settings for the paths that match, e.g. {"tests/**": {severity off}}.
struct PathOverride {
  std::vector<std::string> paths;    // path patterns, relative to the project's root
  std::vector<std::string> off;      // rule ids, families or "*": not reported there
  std::optional<Severity> severity;  // cap: nothing there is above this
  std::optional<double> min_confidence;
};

struct RuleOption {
  bool off = false;
  std::optional<Severity> severity;  // instead of the rule's own
};

struct Settings {
  int max_concurrent_files = 10;  // worker threads at most; never more than the processors
  std::vector<std::string> include_patterns;
  std::vector<std::string> exclude_patterns;
  std::vector<std::string> output_format = {"terminal"};
  std::vector<std::string> output_file;  // one for each format, in order; missing or "-": standard output
  double min_confidence = 0.7;
  uint64_t max_file_size = 1U << 20U;
  LogLevel log_level = LogLevel::kWarning;
  LogFormat log_format = LogFormat::kText;
  Severity severity = Severity::kInfo;                // findings below are not reported
  std::optional<Severity> fail_on = Severity::kHigh;  // nullopt: "never"
  bool allow_incomplete = false;
  std::vector<std::string> detectors;  // families; empty: all
  std::vector<std::string> rules;      // folders or files with a user's own rules
  std::string baseline;                // file, or empty
  bool use_ignore_files = true;
  std::vector<std::string> honor_markers;  // nosec, nosemgrep, gitleaks:allow, pragma: allowlist secret
  std::vector<PathOverride> overrides;
  std::map<std::string, RuleOption> rule_options;

  // Setting name to where its value came from: "default", "/home/x/.config/…/config.yaml:3",
  // "environment MCP_SENTINEL_MIN_CONFIDENCE", "flag --min-confidence".
  std::map<std::string, std::string> origins;
  std::filesystem::path project_root;  // folder of the project file; empty when there is none
};

}  // namespace sentinel
