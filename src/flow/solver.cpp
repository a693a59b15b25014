#include "flow/solver.h"

#include <algorithm>

#include <fmt/format.h>

#include "flow/evaluator.h"

namespace sentinel::flow {

void Evaluator::report(const Summary& summary) {
  for (const Hit& hit : summary.hits) {
    if (origins_.is_placeholder(hit.taint.origin)) continue;
    // Which of a hundred sources is told makes no difference.
    std::set<OriginId>& seen = hits_seen_[{hit.sink, hit.file, hit.span.begin}];
    if (seen.size() < 100 && seen.insert(hit.taint.origin).second) hits_.push_back(hit);
  }
}

void Evaluator::run_round() {
  // What a round finds stands on what the one before knew; only the last knows all. If it gets that far.
  const std::vector<Hit> before = std::move(hits_);
  was_cut_ = false;
  hits_.clear();
  hits_seen_.clear();
  bounds_.clear();
  summaries_.clear();
  contexts_.clear();
  reached_.clear();
  const auto& files = program_.files();
  for (uint32_t f = 0; f < files.size(); ++f) run_root({f, 0}, nullptr, {});
  find_handlers_by_shape();
  // Handlers may register handlers.
  std::set<decltype(handlers_)::key_type> done;
  for (bool more = true; more && !stop_.stop_requested();) {
    more = false;
    for (auto place = handlers_.begin(); place != handlers_.end(); ++place) {
      if (!done.insert(place->first).second) continue;
      more = true;
      const Handler handler = place->second;
      run_handler(handler);
    }
  }
  // What nothing called may be called from outside: a library's functions, methods that a framework finds.
  for (uint32_t f = 0; f < files.size(); ++f) {
    for (ir::FunctionId id = 1; id < files[f].module.functions.size(); ++id) {
      if (!reached_.contains({f, id})) run_root({f, id}, nullptr, {});
    }
  }
  for (auto place = handlers_.begin(); place != handlers_.end(); ++place) {
    if (!done.insert(place->first).second) continue;
    const Handler handler = place->second;
    run_handler(handler);
  }
  Summary kept;
  if (was_cut_) kept.hits = before;
  report(kept);
}

Flow Evaluator::flow_of(const Hit& found) {
  Flow out;
  out.sink = found.sink;
  out.sink_name = text(found.sink_name);
  out.file = found.file;
  out.span = found.span;
  out.is_weak = (found.taint.flags & kWeak) != 0;
  // The outermost name is the parameter's; the first field of a whole object is what a person calls it.
  OriginId origin = found.taint.origin;
  std::vector<Atom> path;
  for (; origins_[origin].parent != kNone; origin = origins_[origin].parent)
    path.push_back(origins_[origin].field);
  const Origin& root = origins_[origin];
  if (root.source != kNone) {
    const SourceInfo& source = sources_[root.source];
    out.source = source.kind;
    out.is_parameter = source.is_parameter;
    out.handler = source.is_parameter ? source.handler : std::string();
    std::string name(source.is_parameter ? text(root.field) : std::string_view(source.handler));
    static constexpr std::string_view kWholes[] = {"arguments", "args", "params", "input",
                                                   "request",   "req",  "kwargs", ""};
    const bool is_whole = std::find(std::begin(kWholes), std::end(kWholes), name) != std::end(kWholes);
    for (size_t i = path.size(); i-- > 0;) {
      const std::string_view part = text(path[i]);
      if (part.empty() || part.starts_with('#')) continue;
      if (!source.is_parameter) break;
      if (is_whole && i + 1 == path.size()) {
        name = part;
      } else {
        name += "." + std::string(part);
      }
      if (path.size() - i >= 2) break;
    }
    out.parameter = name;
  }
  // The way, inside out: what happened in a callee goes between the step before the call and the next.
  std::vector<FlowStep> backward;
  const auto walk = [&](auto&& self, StepId step, int depth) -> void {
    while (step != 0 && backward.size() < 120) {
      const Step& at = steps_[step];
      if (at.inside != 0 && depth < 64) self(self, at.inside, depth + 1);
      backward.push_back({at.kind, at.file, at.span, std::string(text(at.text))});
      step = at.before;
    }
  };
  walk(walk, found.taint.step, 0);
  std::reverse(backward.begin(), backward.end());
  out.steps = std::move(backward);
  out.steps.push_back({FlowStep::Kind::kSink, found.file, found.span, out.sink_name});
  return out;
}

Flows Evaluator::run() {
  Flows out;
  for (int round = 0; round < limits_.most_rounds && !stop_.stop_requested(); ++round) {
    const uint64_t before = steps_run_;
    cells_grew_ = false;
    round_ = round;
    run_round();
    out.contexts = summaries_.size();
    out.rounds = round + 1;
    if (!cells_grew_) break;
    const bool fits = steps_run_ + (steps_run_ - before) < limits_.most_steps;
    if (round + 1 < limits_.most_rounds && fits) continue;
    bound(0, {}, "what files share was still changing after the last round");
    break;
  }
  // One root cause is one finding: the sources that reach a sink are told once, the worst of them.
  const auto weight = [&](const Flow& f) {
    return std::tuple(static_cast<int>(f.source), f.is_weak, f.steps.size(), f.handler, f.parameter);
  };
  std::map<std::tuple<uint32_t, Span, uint32_t>, Flow> best;
  for (const Hit& hit : hits_) {
    Flow flow = flow_of(hit);
    const auto key = std::tuple(flow.file, flow.span, flow.sink->rule);
    const auto [place, is_new] = best.try_emplace(key, flow);
    if (is_new) continue;
    const size_t others = place->second.other_sources + 1;
    if (weight(flow) < weight(place->second)) place->second = std::move(flow);
    place->second.other_sources = others;
  }
  for (auto& [key, flow] : best) out.flows.push_back(std::move(flow));
  for (auto& [key, bound] : bounds_) out.bounds.push_back(std::move(bound));
  std::set<HandlerInfo> handlers;
  for (const auto& [key, handler] : handlers_)
    handlers.insert({handler.kind, handler.name, handler.function.a, handler.function.b});
  out.handlers.assign(handlers.begin(), handlers.end());
  out.calls.assign(edges_.begin(), edges_.end());
  out.steps = steps_run_;
  return out;
}

Flows solve(Program& program, const Models& models, const FlowLimits& limits, std::stop_token stop,
            Edges edges) {
  return Evaluator(program, models, limits, std::move(stop), edges).run();
}

}  // namespace sentinel::flow
