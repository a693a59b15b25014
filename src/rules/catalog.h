// The rules of a run with the automata that find their patterns: those in the program, and a user's own.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "pattern/registry.h"
#include "rules/rule_set.h"

namespace sentinel {

class Catalog {
 public:
  // `user_rules` are folders or files. Their automata take a moment to compile and are kept in `cache_folder`
  // (empty: not kept); a cache that is damaged or of another version is ignored. Any fault of a user's rule
  // fails the load, all of them in the message, one a line.
  [[nodiscard]] static Result<Catalog> load(const std::vector<std::string>& user_rules,
                                            const std::filesystem::path& cache_folder);

  const RuleSet& rules() const { return *rules_; }

  // What is needed to search on one thread.
  struct Scratch {
    std::vector<std::unique_ptr<PatternRegistry::Scratch>> registries;
  };
  Scratch make_scratch() const;
  // Match::pattern is the number in rules(). Sorted as PatternRegistry::find does.
  [[nodiscard]] Result<void> find(std::string_view text, Scratch& scratch, std::vector<Match>& out) const;
  std::string_view variant() const { return registries_.front()->variant(); }

 private:
  std::unique_ptr<RuleSet> rules_;  // on the heap: detectors keep references while the Catalog moves
  std::vector<std::unique_ptr<PatternRegistry>> registries_;
};

}  // namespace sentinel
