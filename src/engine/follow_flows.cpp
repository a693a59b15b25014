#include "engine/follow_flows.h"

#include <algorithm>
#include <map>

#include "base/text.h"
#include "detect/flow/flow_detector.h"

namespace sentinel {

void follow_flows(const ScanPlan& plan, const Catalog& catalog, const std::stop_token& stop,
                  std::span<Harvest> harvests, Inspector& inspector) {
  std::map<const Target*, std::vector<ProgramSource*>> programs;
  std::map<const Target*, std::vector<flow::ProjectFile>> project_files;
  for (Harvest& harvest : harvests) {
    for (const auto& source : harvest.programs) programs[source->target].push_back(source.get());
    for (auto& [target, file] : harvest.project_files) project_files[target].push_back(std::move(file));
  }
  if (programs.empty()) return;
  std::vector<char> is_on;
  for (const ScanPlan::RulePlan& rule : plan.rules) is_on.push_back(rule.on ? 1 : 0);
  const FlowDetector detector(catalog.rules(), is_on);
  for (const Target& target : plan.targets) {
    std::vector<ProgramSource*>& sources = programs[&target];
    if (sources.empty()) continue;
    std::sort(sources.begin(), sources.end(),
              [](const ProgramSource* a, const ProgramSource* b) { return a->file.path < b->file.path; });
    std::sort(project_files[&target].begin(), project_files[&target].end(),
              [](const auto& a, const auto& b) { return a.path < b.path; });
    std::vector<ir::Module> modules;
    std::vector<const SourceFile*> files;
    for (ProgramSource* source : sources) {
      modules.push_back(std::move(source->module));
      files.push_back(&source->file);
    }
    FlowDetector::Outcome outcome =
        detector.inspect(std::move(modules), files, project_files[&target], plan.jobs, stop);
    for (const auto& [file, text] : outcome.incomplete)
      harvests.front().problems.push_back({escape_for_display(files[file]->path) + ": flow: " + text, false});
    for (size_t i = 0; i < sources.size(); ++i) {
      std::move(outcome.findings[i].begin(), outcome.findings[i].end(),
                std::back_inserter(sources[i]->findings));
      inspector.finish(target, sources[i]->file, sources[i]->findings);
    }
  }
}

}  // namespace sentinel
