// A detector is a family of rules with the code that they need beyond data. It reads facts and emits
// findings; it never reads files.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "detect/finding.h"
#include "pattern/registry.h"
#include "rules/rule_set.h"
#include "source/source_file.h"

namespace sentinel {

struct FileFacts {
  const SourceFile& file;
  std::span<const Match>
      matches;  // of this family's patterns only; Match::pattern is RuleSet::pattern numbering
};

class Detector {
 public:
  virtual ~Detector() = default;
  // Appends findings in any order. Called from many threads at once.
  virtual void inspect(const FileFacts& facts, std::vector<Finding>& out) const = 0;
};

// The detector of a family. `rules` must outlive it.
std::unique_ptr<Detector> make_detector(std::string_view family, const RuleSet& rules);

// What is wrong with a rule that only detectors can tell: the name of a check, one sentence each.
std::vector<std::string> find_rule_faults(const Rule& rule);

}  // namespace sentinel
