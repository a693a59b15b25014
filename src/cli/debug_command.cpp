#include <algorithm>

#include <fmt/format.h>

#include "base/files.h"
#include "base/text.h"
#include "cli/commands.h"
#include "flow/solver.h"
#include "rules/catalog.h"
#include "source/line_index.h"
#include "syntax/lower.h"
#include "syntax/print.h"

namespace sentinel {
namespace {

struct Source {
  std::string path;
  std::string text;
};

std::string place(const Source& source, Span span) {
  const Position at = LineIndex(source.text).position_of(span.begin);
  return fmt::format("{}:{}:{}", source.path, at.line, at.column);
}

std::string name_in(const ir::Module& module, ir::FunctionId id) {
  const std::string_view name = module.name(module.functions[id].name);
  if (!name.empty()) return std::string(name);
  return id == 0 ? "(module)" : fmt::format("fn{}", id);
}

// The function that a call at this place stands in: the smallest that holds it.
std::string caller_at(const ir::Module& module, Span span) {
  ir::FunctionId best = 0;
  for (ir::FunctionId id = 1; id < module.functions.size(); ++id) {
    const Span whole = module.functions[id].span;
    if (!whole.contains(span.begin)) continue;
    if (best == 0 || whole.size() < module.functions[best].span.size()) best = id;
  }
  return name_in(module, best);
}

std::string calls_as_text(const flow::Program& program, const flow::Flows& flows,
                          const std::vector<Source>& sources) {
  std::string out;
  for (const flow::CallEdge& edge : flows.calls) {
    const ir::Module& from = program.files()[edge.file].module;
    out += fmt::format("{} {} -> {} {}\n", place(sources[edge.file], edge.span), caller_at(from, edge.span),
                       sources[edge.callee_file].path,
                       name_in(program.files()[edge.callee_file].module, edge.callee));
  }
  return out;
}

std::string flows_as_text(const flow::Flows& flows, const std::vector<Source>& sources,
                          const RuleSet& rules) {
  std::string out;
  for (const flow::HandlerInfo& handler : flows.handlers)
    out +=
        fmt::format("{} `{}` in {}\n", flow::name_of(handler.kind), handler.name, sources[handler.file].path);
  for (const flow::Flow& found : flows.flows) {
    out += fmt::format("{} {}: {} `{}`{}\n", place(sources[found.file], found.span),
                       rules.rules()[found.sink->rule].id, flow::name_of(found.source), found.parameter,
                       found.is_weak ? " (weak)" : "");
    for (const flow::FlowStep& step : found.steps)
      out += fmt::format("    {} {}\n", place(sources[step.file], step.span), step.text);
  }
  for (const flow::Bound& bound : flows.bounds)
    out += fmt::format("{}: {}\n", place(sources[bound.file], bound.span), bound.text);
  return out + fmt::format("{} instructions, {} shapes of calls, {} rounds\n", flows.steps, flows.contexts,
                           flows.rounds);
}

// Names and texts of the file, safe to look at; its lines are ours.
std::string shown(std::string_view text) {
  std::string out;
  for (size_t at = 0; at < text.size();) {
    const size_t end = std::min(text.find('\n', at), text.size());
    out += escape_for_display(text.substr(at, end - at)) + "\n";
    at = end + 1;
  }
  return out;
}

Result<std::string> show(const DebugArguments& arguments) {
  std::vector<std::string> paths = arguments.files;
  std::sort(paths.begin(), paths.end());
  std::vector<Source> sources;
  std::vector<flow::ProgramFile> files;
  std::vector<flow::ProjectFile> project_files;
  std::string out;
  for (const std::string& path : paths) {
    SENTINEL_ASSIGN_OR_RETURN(std::string text, read_text_file(path, 64UL << 20U));
    if (flow::is_project_file(path)) {
      project_files.push_back({path, std::move(text)});
      continue;
    }
    sources.push_back({path, std::move(text)});
    auto module = syntax::lower(sources.back().text, language_of(path));
    if (!module) return tl::unexpected<Error>(std::move(module).error().within(path));
    if (arguments.what == "ir") out += ir::print(*module);
    if (arguments.what == "cfg") out += ir::print_flow_graph(*module);
    flow::ProgramFile file;
    file.path = path;
    file.module = std::move(*module);
    files.push_back(std::move(file));
  }
  if (arguments.what == "ir" || arguments.what == "cfg") return shown(out);
  SENTINEL_ASSIGN_OR_RETURN(const Catalog catalog, Catalog::load({}, {}));
  const flow::Models models(catalog.rules(), {});
  const flow::Projects projects(project_files);
  flow::Program program(std::move(files), projects);
  const flow::Flows flows = flow::solve(program, models, {}, {}, flow::Edges::kKeep);
  return shown(arguments.what == "calls" ? calls_as_text(program, flows, sources)
                                         : flows_as_text(flows, sources, catalog.rules()));
}

}  // namespace

ExitCode run_debug(const DebugArguments& arguments, Console& console) {
  const Result<std::string> text = show(arguments);
  if (!text) return conclude(tl::unexpected<Error>(text.error()), console);
  return conclude(console.print(*text), console);
}

}  // namespace sentinel
