// Rules from a folder (rules/<family>/<name>.yaml, with a family.yaml in each) or a single file. Files of a
// folder `models` are models (flow_spec.h).
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/problem.h"
#include "base/result.h"
#include "rules/blob.h"

namespace sentinel {

struct FileProblem {
  std::string file;
  Problem problem;
  std::string text() const { return problem.text(file); }
};

struct LoadedRules {
  RuleBundle bundle;                  // only rules and models without problems
  std::vector<FileProblem> problems;  // sorted by file and line
};

// By its place alone.
bool is_model_file(const std::filesystem::path& path);

// Every *.yaml and *.yml below `path`. Fails when the path cannot be read or holds neither rule nor model;
// faults of files are in `problems`, two rules of one id among them. `path_shown` begins the names in
// messages.
[[nodiscard]] Result<LoadedRules> load_rules(const std::filesystem::path& path,
                                             const std::string& path_shown);

}  // namespace sentinel
