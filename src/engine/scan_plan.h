// What the settings mean. After this is built, nobody asks about flags.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/result.h"
#include "base/severity.h"
#include "rules/rule_set.h"
#include "settings/settings.h"
#include "source/archive.h"
#include "source/git.h"
#include "source/walk.h"

namespace sentinel {

// Bytes that do not lie on the disk under their own name: standard input, a blob of a git repository.
struct MemoryFile {
  FileEntry entry;
  std::function<Result<std::string>()> read;  // called once, from any thread
};

// One thing to scan, as the user named it.
struct Target {
  enum class Kind { kFolder, kFile, kMemory };

  Kind kind = Kind::kFolder;
  std::string named;               // "src", "npm:left-pad@1.3.0"
  std::filesystem::path path;      // kFolder, kFile
  std::vector<MemoryFile> files;   // kMemory
  std::vector<Skip> skips;         // kMemory: what was left out while it was listed
  std::string shown_prefix;        // before every relative path in reports
  std::string pattern_prefix;      // before every relative path when path patterns are matched
  std::vector<std::string> notes;  // for the report: "not verified: ..."
  // Somebody else's code that is looked at before it is trusted: its own ignores do not count, nothing is
  // left out as a dependency or build output.
  bool is_package = false;
  // `--diff`, `--staged`: only these files (by relative path) are read, and only findings on their new lines
  // count.
  std::optional<std::unordered_map<std::string, ChangedFile>> changed;
};

struct BaselineEntry {
  std::string fingerprint;
  std::string rule;
  std::string path;
};

struct ScanPlan {
  std::vector<Target> targets;
  std::string root;  // what paths in reports are relative to
  WalkOptions walk;  // prefixes and policies are set for each target
  ArchiveLimits archive_limits;
  size_t jobs = 1;

  // For each rule, by its index in RuleSet::rules().
  struct RulePlan {
    bool on = true;
    std::string off_by;                // the setting that switched it off
    std::optional<Severity> severity;  // instead of what the detector says
  };
  std::vector<RulePlan> rules;

  Severity least_severity = Severity::kInfo;
  double least_confidence = 0.7;
  std::vector<PathOverride> overrides;
  std::vector<std::string> honor_markers;
  std::vector<BaselineEntry> baseline;
  std::string baseline_file;
  bool show_secrets = false;
  bool follows_flow = true;  // a rule that speaks of flow is on
};

// Everything of a plan but its targets and baseline. Settings are valid by then; unknown rule ids were
// reported.
ScanPlan make_plan(const Settings& settings, const RuleSet& rules);

}  // namespace sentinel
