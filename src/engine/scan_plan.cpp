#include "engine/scan_plan.h"

#include <algorithm>
#include <thread>

namespace sentinel {

ScanPlan make_plan(const Settings& settings, const RuleSet& rules) {
  ScanPlan plan;
  plan.walk.include = settings.include_patterns;
  plan.walk.exclude = settings.exclude_patterns;
  plan.walk.use_ignore_files = settings.use_ignore_files;
  plan.walk.max_file_size = settings.max_file_size;
  const size_t processors = std::max(1U, std::thread::hardware_concurrency());
  plan.jobs = std::min(static_cast<size_t>(settings.max_concurrent_files), processors);
  plan.least_severity = settings.severity;
  plan.least_confidence = settings.min_confidence;
  plan.overrides = settings.overrides;
  plan.honor_markers = settings.honor_markers;
  plan.baseline_file = settings.baseline;

  plan.rules.resize(rules.rules().size());
  for (size_t i = 0; i < plan.rules.size(); ++i) {
    const Rule& rule = rules.rules()[i];
    ScanPlan::RulePlan& rule_plan = plan.rules[i];
    if (!settings.detectors.empty() && std::find(settings.detectors.begin(), settings.detectors.end(),
                                                 rule.family()) == settings.detectors.end()) {
      rule_plan.on = false;
      rule_plan.off_by = "detectors";
    }
    if (const auto option = settings.rule_options.find(rule.id); option != settings.rule_options.end()) {
      rule_plan.severity = option->second.severity;
      if (option->second.off) {
        rule_plan.on = false;
        rule_plan.off_by = "rule_options";
      }
    }
  }
  plan.follows_flow = false;
  for (size_t i = 0; i < plan.rules.size(); ++i) {
    plan.follows_flow = plan.follows_flow || (plan.rules[i].on && !rules.rules()[i].flow.is_empty());
  }
  return plan;
}

}  // namespace sentinel
