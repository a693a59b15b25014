// The rules of a run: those in the program, and a user's own.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/result.h"
#include "pattern/registry.h"
#include "rules/rule.h"

namespace sentinel {

class RuleSet {
 public:
  RuleSet(std::vector<Family> families, std::vector<Rule> rules, std::vector<FlowModel> models = {});

  const std::vector<Family>& families() const { return families_; }
  const std::vector<Rule>& rules() const { return rules_; }  // sorted by id
  const Rule* find(std::string_view id) const;
  const Family* find_family(std::string_view id) const;
  const std::vector<FlowModel>& models() const { return models_; }  // built-in ones first

  // Every pattern of every rule has a number: that is PatternSpec::id.
  struct PatternRef {
    uint32_t rule;     // index into rules()
    uint32_t pattern;  // index into Rule::patterns
  };
  const std::vector<PatternRef>& patterns() const { return patterns_; }
  const Rule& rule_of_pattern(uint32_t number) const { return rules_[patterns_[number].rule]; }
  const RulePattern& pattern(uint32_t number) const {
    return rules_[patterns_[number].rule].patterns[patterns_[number].pattern];
  }
  std::vector<PatternSpec> pattern_specs() const;

 private:
  std::vector<Family> families_;
  std::vector<Rule> rules_;
  std::vector<FlowModel> models_;
  std::vector<PatternRef> patterns_;
  std::unordered_map<std::string_view, uint32_t> by_id_;
};

}  // namespace sentinel
