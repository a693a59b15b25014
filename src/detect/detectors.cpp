#include <fmt/format.h>

#include "base/text.h"
#include "detect/deceptive_text/detector.h"
#include "detect/detector.h"
#include "detect/pattern_detector.h"
#include "detect/secrets/checks.h"

namespace sentinel {

std::unique_ptr<Detector> make_detector(std::string_view family, const RuleSet& rules) {
  if (family == "deceptive-text") return std::make_unique<DeceptiveTextDetector>(rules);
  return std::make_unique<PatternDetector>(rules, family,
                                           family == "secrets" ? Captures::kSecrets : Captures::kText);
}

std::vector<std::string> find_rule_faults(const Rule& rule) {
  std::vector<std::string> out;
  if (rule.patterns.empty() && rule.flow.is_empty() && rule.family() != "deceptive-text") {
    out.emplace_back("a rule of this family needs a \"pattern\"");
  }
  std::vector<std::string_view> checks;
  for (const Check& check : all_checks()) checks.push_back(check.name);
  for (const RulePattern& pattern : rule.patterns) {
    const std::string& name = pattern.conditions.check;
    if (name.empty() || find_check(name) != nullptr) continue;
    const auto nearest = find_nearest(name, checks);
    out.push_back(fmt::format("\"{}\" is no check; {}", name,
                              nearest ? fmt::format("did you mean \"{}\"?", *nearest)
                                      : fmt::format("known are {}", fmt::join(checks, ", "))));
  }
  return out;
}

}  // namespace sentinel
