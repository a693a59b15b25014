#include "rules/rule_set.h"

#include <algorithm>

namespace sentinel {

RuleSet::RuleSet(std::vector<Family> families, std::vector<Rule> rules, std::vector<FlowModel> models)
    : families_(std::move(families)), rules_(std::move(rules)), models_(std::move(models)) {
  std::sort(families_.begin(), families_.end(), [](const Family& a, const Family& b) { return a.id < b.id; });
  std::sort(rules_.begin(), rules_.end(), [](const Rule& a, const Rule& b) { return a.id < b.id; });
  for (uint32_t r = 0; r < rules_.size(); ++r) {
    by_id_.emplace(rules_[r].id, r);
    for (uint32_t p = 0; p < rules_[r].patterns.size(); ++p) patterns_.push_back({r, p});
  }
}

const Rule* RuleSet::find(std::string_view id) const {
  const auto it = by_id_.find(id);
  return it != by_id_.end() ? &rules_[it->second] : nullptr;
}

const Family* RuleSet::find_family(std::string_view id) const {
  const auto it =
      std::find_if(families_.begin(), families_.end(), [&](const Family& f) { return f.id == id; });
  return it != families_.end() ? &*it : nullptr;
}

std::vector<PatternSpec> RuleSet::pattern_specs() const {
  std::vector<PatternSpec> out;
  out.reserve(patterns_.size());
  for (uint32_t number = 0; number < patterns_.size(); ++number) {
    const RulePattern& from = pattern(number);
    out.push_back({number, from.regex, from.ignore_case, from.literals, from.by_literals, from.width});
  }
  return out;
}

}  // namespace sentinel
