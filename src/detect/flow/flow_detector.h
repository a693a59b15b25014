// Findings of the rules that speak of flow: where text from outside reaches a call that does harm. Unlike the
// other detectors it looks at all files of a target at once.
//
// Severity is the rule's when a model, a client or a network peer chooses the text; less when it comes from
// an answer to a request, and little when it comes from the machine itself (its files, environment,
// arguments). Confidence is the sink's, less when the way led through a call that could not be resolved, and
// less in tests.
#pragma once

#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "detect/finding.h"
#include "flow/models.h"
#include "flow/solver.h"
#include "source/source_file.h"

namespace sentinel {

class FlowDetector {
 public:
  // `is_on` by rule number. `rules` must outlive it.
  FlowDetector(const RuleSet& rules, const std::vector<char>& is_on);

  struct Outcome {
    // By number of the file they are in. `region`s of their steps are filled in, their own is not.
    std::vector<std::vector<Finding>> findings;
    std::vector<std::pair<size_t, std::string>> incomplete;  // file, what was not analysed
  };
  // `sources[i]` is what `modules[i]` was lowered from; sorted by path. What no import ties together is
  // followed apart, on up to `jobs` threads; what comes back does not depend on them.
  Outcome inspect(std::vector<ir::Module> modules, std::span<const SourceFile* const> sources,
                  const std::vector<flow::ProjectFile>& project_files, size_t jobs,
                  std::stop_token stop) const;

 private:
  class Lines;
  Finding finding_of(const flow::Flow& found, std::span<const SourceFile* const> sources, Lines& lines) const;

  const RuleSet& rules_;
  flow::Models models_;
};

}  // namespace sentinel
