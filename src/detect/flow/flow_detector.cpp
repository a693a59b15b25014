#include "detect/flow/flow_detector.h"

#include <algorithm>
#include <memory>
#include <unordered_map>

#include <fmt/format.h>

#include "base/worker_pool.h"
#include "source/line_index.h"

namespace sentinel {
namespace {

using flow::FlowStep;
using flow::SourceKind;

Severity lowered(Severity severity, int by) {
  return static_cast<Severity>(std::max(static_cast<int>(Severity::kInfo), static_cast<int>(severity) - by));
}

std::string subject_of(const flow::Flow& found) {
  const auto parameter_of = [&](std::string_view what) {
    const std::string parameter = found.parameter.empty() ? std::string("input") : found.parameter;
    if (found.handler.empty())
      return fmt::format("Parameter `{}` of {}", parameter,
                         (what.starts_with("HTTP") ? "an " : "a ") + std::string(what));
    return fmt::format("Parameter `{}` of {} `{}`", parameter, what, found.handler);
  };
  switch (found.source) {
    case SourceKind::kTool:
      return parameter_of("tool");
    case SourceKind::kResource:
      return parameter_of("resource");
    case SourceKind::kPrompt:
      return parameter_of("prompt");
    case SourceKind::kHttp:
      return found.is_parameter ? parameter_of("HTTP handler")
                                : fmt::format("Request data from `{}`", found.parameter);
    case SourceKind::kClient:
      return fmt::format("What a server sent (`{}`)", found.parameter);
    case SourceKind::kResponse:
      return fmt::format("The answer of `{}`", found.parameter);
    case SourceKind::kFile:
      return fmt::format("File content from `{}`", found.parameter);
    case SourceKind::kEnvironment:
      return fmt::format("The environment (`{}`)", found.parameter);
    case SourceKind::kArchive:
      return fmt::format("A name in an archive (`{}`)", found.parameter);
    case SourceKind::kArgv:
      return fmt::format("The command line (`{}`)", found.parameter);
  }
  return {};
}

// Why the severity is what it is.
std::string_view who_chooses(SourceKind source) {
  switch (source) {
    case SourceKind::kTool:
    case SourceKind::kResource:
    case SourceKind::kPrompt:
      return "a model chooses the value, and may have read hostile text";
    case SourceKind::kHttp:
      return "whoever reaches the port chooses the value";
    case SourceKind::kClient:
      return "the other end of the connection chooses the value";
    case SourceKind::kResponse:
      return "lowered: a server that the program asks itself chooses the value";
    case SourceKind::kArchive:
      return "whoever packed the archive chooses the name";
    case SourceKind::kFile:
    case SourceKind::kEnvironment:
    case SourceKind::kArgv:
      return "lowered: whoever runs the program chooses the value";
  }
  return {};
}

std::string step_text(const FlowStep& step, const flow::Flow& found) {
  switch (step.kind) {
    case FlowStep::Kind::kSource:
      return subject_of(found) + " comes in";
    case FlowStep::Kind::kAssigned:
      return fmt::format("assigned to `{}`", step.text);
    case FlowStep::Kind::kPassed:
      return fmt::format("passed through `{}()`", step.text);
    case FlowStep::Kind::kReturned:
      return fmt::format("returned by `{}()`", step.text);
    case FlowStep::Kind::kStored:
      return fmt::format("stored in `{}`", step.text);
    case FlowStep::Kind::kMarkup:
      return "becomes part of the markup";
    case FlowStep::Kind::kSink:
      return fmt::format("reaches {} in {}", found.sink->reaches, step.text);
  }
  return {};
}

}  // namespace

// The lines of each file, found once.
class FlowDetector::Lines {
 public:
  const LineIndex& of(const SourceFile& file) {
    const auto [place, is_new] = indices_.try_emplace(&file, nullptr);
    if (is_new) place->second = std::make_unique<LineIndex>(file.text);
    return *place->second;
  }

 private:
  std::unordered_map<const SourceFile*, std::unique_ptr<LineIndex>> indices_;
};

FlowDetector::FlowDetector(const RuleSet& rules, const std::vector<char>& is_on)
    : rules_(rules), models_(rules, is_on) {}

Finding FlowDetector::finding_of(const flow::Flow& found, std::span<const SourceFile* const> sources,
                                 Lines& lines) const {
  const Rule& rule = rules_.rules()[found.sink->rule];
  const SourceFile& file = *sources[found.file];
  Finding out;
  out.rule = rule.id;
  out.span = found.span;
  out.path = file.path;
  out.severity = rule.severity;
  // Which file or host it is, an answer may rightly say; that it is a command, never.
  constexpr flow::Dangers kPlaces = flow::kPath | flow::kUrl | flow::kOption | flow::kProgram;
  if (found.source == SourceKind::kResponse)
    out.severity = lowered(out.severity, (found.sink->danger & kPlaces) != 0 ? 2 : 1);
  if (flow::is_local(found.source)) out.severity = std::min(Severity::kLow, out.severity);
  // Two doubts, of the source and of the way, are one too many.
  const double doubt = found.source == SourceKind::kResponse ? 0.3 : 0.1;
  out.confidence = found.sink->confidence - (found.is_weak ? doubt : 0);
  if (file.purpose == Purpose::kTest) out.confidence -= 0.3;
  std::string sink_name(found.sink_name);
  while (sink_name.ends_with("()")) sink_name.resize(sink_name.size() - 2);
  // "child_process.execSync" -> "execSync": the way people write it.
  const std::string short_name =
      sink_name.substr(sink_name.rfind('.') == std::string::npos ? 0 : sink_name.rfind('.') + 1);
  const bool is_assignment = found.sink->pattern.kind == FlowPattern::Kind::kAssignment;
  const std::string sink = short_name == "return" ? "`return`"
                           : is_assignment        ? fmt::format("`{} = ...`", short_name)
                                                  : fmt::format("`{}()`", short_name);
  out.message = fmt::format("{} reaches {} in {}", subject_of(found), found.sink->reaches, sink);
  for (const flow::WrongGuard& guard : found.wrong_guards) {
    const SourceFile& at = *sources[guard.file];
    const Position place = lines.of(at).position_of(guard.span.begin);
    const std::string where =
        at.path == file.path ? fmt::format("line {}", place.line) : fmt::format("{}:{}", at.path, place.line);
    if (out.evidence.empty())
      out.message += fmt::format("; the test in {} does not stop it: {}", where, guard.why);
    out.evidence.push_back({"wrong guard", fmt::format("{}: {}", where, guard.why)});
  }
  out.evidence.push_back({"source", subject_of(found)});
  out.evidence.push_back({"sink", sink_name});
  out.evidence.push_back({"severity", std::string(who_chooses(found.source))});
  if (file.purpose == Purpose::kTest) out.evidence.push_back({"doubt", "it is the code of a test"});
  if (found.is_weak)
    out.evidence.push_back({"doubt", "the way leads through a call that could not be resolved"});
  if (!found.other_sinks.empty()) {
    constexpr size_t kMost = 10;
    std::string places;
    for (size_t i = 0; i < std::min(found.other_sinks.size(), kMost); ++i) {
      const auto& [number, span] = found.other_sinks[i];
      const SourceFile& at = *sources[number];
      places +=
          fmt::format("{}{}:{}", i == 0 ? "" : ", ", at.path, lines.of(at).position_of(span.begin).line);
    }
    if (found.other_sinks.size() > kMost)
      places += fmt::format(" and {} more", found.other_sinks.size() - kMost);
    out.evidence.push_back({"also reaches", places});
  }
  if (found.other_sources > 0)
    out.evidence.push_back({"also reached by", fmt::format("{} more source{}", found.other_sources,
                                                           found.other_sources == 1 ? "" : "s")});
  for (const FlowStep& step : found.steps) {
    const SourceFile& at = *sources[step.file];
    const LineIndex& index = lines.of(at);
    RelatedPlace place;
    place.path = at.path;
    place.region.begin = index.position_of(step.span.begin);
    place.region.end = index.position_of(step.span.end);
    FlowStep shown = step;
    if (shown.kind == FlowStep::Kind::kSink) shown.text = sink;
    place.message = step_text(shown, found);
    // A line that says nothing new is left out.
    if (!out.related.empty() && out.related.back().path == place.path &&
        out.related.back().region.begin.line == place.region.begin.line &&
        out.related.back().message == place.message)
      continue;
    out.related.push_back(std::move(place));
  }
  return out;
}

FlowDetector::Outcome FlowDetector::inspect(std::vector<ir::Module> modules,
                                            std::span<const SourceFile* const> sources,
                                            const std::vector<flow::ProjectFile>& project_files, size_t jobs,
                                            std::stop_token stop) const {
  Outcome out;
  out.findings.resize(sources.size());
  std::vector<flow::ProgramFile> files(modules.size());
  for (size_t i = 0; i < modules.size(); ++i) {
    files[i].path = sources[i]->relative;
    files[i].module = std::move(modules[i]);
  }
  const flow::Projects projects(project_files);
  std::vector<std::vector<uint32_t>> islands = flow::Program::islands(files, projects);
  // The largest first: the last to end should be a small one.
  const auto size_of = [&](const std::vector<uint32_t>& island) {
    size_t size = 0;
    for (const uint32_t file : island) size += sources[file]->text.size();
    return size;
  };
  std::stable_sort(islands.begin(), islands.end(),
                   [&](const auto& a, const auto& b) { return size_of(a) > size_of(b); });
  std::vector<std::vector<std::pair<size_t, std::string>>> incomplete(islands.size());
  run_parallel(islands.size(), jobs, stop, [&](size_t number, size_t) {
    const std::vector<uint32_t>& island = islands[number];
    std::vector<flow::ProgramFile> own;
    std::vector<const SourceFile*> own_sources;
    for (const uint32_t file : island) {
      own.push_back(std::move(files[file]));
      own_sources.push_back(sources[file]);
    }
    flow::Program program(std::move(own), projects);
    const flow::Flows flows = flow::solve(program, models_, {}, stop);
    Lines lines;
    for (const flow::Flow& found : flows.flows) {
      // Whoever starts the program may say which file it opens: such a rule leaves such sources alone.
      const std::vector<std::string>& except = rules_.rules()[found.sink->rule].flow.except;
      if (std::find(except.begin(), except.end(), flow::name_of(found.source)) != except.end()) continue;
      out.findings[island[found.file]].push_back(finding_of(found, own_sources, lines));
    }
    for (const flow::Bound& bound : flows.bounds)
      incomplete[number].emplace_back(island[bound.file], bound.text);
  });
  for (auto& part : incomplete) out.incomplete.insert(out.incomplete.end(), part.begin(), part.end());
  std::sort(out.incomplete.begin(), out.incomplete.end());
  out.incomplete.erase(std::unique(out.incomplete.begin(), out.incomplete.end()), out.incomplete.end());
  return out;
}

}  // namespace sentinel
