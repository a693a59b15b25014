#include "flow/solver.h"

#include <algorithm>

#include <fmt/format.h>

#include "flow/evaluator.h"

namespace sentinel::flow {

void Evaluator::report(const Summary& summary) {
  for (const Hit& hit : summary.hits) {
    if (origins_.is_placeholder(hit.taint.origin)) continue;
    // Which of a hundred sources is told makes no difference.
    std::set<OriginId>& seen = hits_seen_[{hit.sink, hit.file, hit.span, hit.place_file, hit.place}];
    if (seen.size() < 100 && seen.insert(hit.taint.origin).second) hits_.push_back(hit);
  }
}

// Each file behind those that it imports, as far as they do not import each other.
std::vector<uint32_t> Evaluator::files_in_order_of_imports() {
  const auto& files = program_.files();
  std::vector<std::vector<uint32_t>> imports(files.size());
  for (uint32_t f = 0; f < files.size(); ++f) {
    const auto add = [&](std::string_view specifier) {
      const auto target = program_.resolve(f, specifier);
      if (!target || target->unit == kNone) return;
      for (const uint32_t other : program_.files_of_unit(target->unit)) imports[f].push_back(other);
    };
    const ir::Module& module = files[f].module;
    for (const ir::Instruction& i : module.functions.front().code) {
      if (i.op == ir::Op::kImport) add(module.name(i.name));
    }
    for (const ir::Export& e : module.exports) {
      if (e.from != 0) add(module.name(e.from));
    }
  }
  std::vector<uint32_t> order;
  std::vector<char> seen(files.size(), 0);
  std::vector<std::pair<uint32_t, size_t>> open;  // a file, and which of its imports is next
  for (uint32_t f = 0; f < files.size(); ++f) {
    if (seen[f] == 0) open.emplace_back(f, 0);
    seen[f] = 1;
    while (!open.empty()) {
      auto& [file_index, next] = open.back();
      if (next == imports[file_index].size()) {
        order.push_back(file_index);
        open.pop_back();
        continue;
      }
      const uint32_t other = imports[file_index][next++];
      if (seen[other] == 0) open.emplace_back(other, 0);
      seen[other] = 1;
    }
  }
  return order;
}

std::unordered_set<const Summary*> Evaluator::find_stale() {
  std::unordered_map<const Summary*, std::vector<const Summary*>> users;
  std::vector<const Summary*> todo;
  std::unordered_set<const Summary*> stale;
  const auto look_at = [&](const Summary& summary) {
    for (const Summary* used : summary.uses.summaries) users[used].push_back(&summary);
    const bool has_grown = std::any_of(
        summary.uses.cells.begin(), summary.uses.cells.end(),
        [&](CellId cell) { return cell < cell_grew_at_.size() && cell_grew_at_[cell] > summary.made_at; });
    if (has_grown && stale.insert(&summary).second) todo.push_back(&summary);
  };
  for (const auto& [key, summary] : summaries_) look_at(*summary);
  for (const auto& [key, root] : roots_) look_at(*root.summary);
  for (const auto& [key, root] : handler_roots_) look_at(*root.summary);
  while (!todo.empty()) {
    const Summary* used = todo.back();
    todo.pop_back();
    for (const Summary* user : users[used]) {
      if (stale.insert(user).second) todo.push_back(user);
    }
  }
  return stale;
}

void Evaluator::forget(const std::unordered_set<const Summary*>& stale) {
  for (auto place = summaries_.begin(); place != summaries_.end();) {
    if (!stale.contains(place->second.get())) {
      ++place;
      continue;
    }
    --contexts_[place->first.function];
    place = summaries_.erase(place);
  }
  const auto is_stale = [&](const auto& root) {
    const Summary& summary = *root.second.summary;
    if (!stale.contains(&summary)) return false;
    if (earlier_.hits.size() < 10'000)
      earlier_.hits.insert(earlier_.hits.end(), summary.hits.begin(), summary.hits.end());
    return true;
  };
  std::erase_if(roots_, is_stale);
  std::erase_if(handler_roots_, is_stale);
}

// Runs what has not been run yet, or is stale.
void Evaluator::run_round() {
  const auto run_if_new = [&](FunctionRef function) {
    Root& root = roots_[function];
    if (root.summary == nullptr) root.summary = std::make_unique<Summary>(run_root(function, nullptr, {}));
  };
  std::set<HandlerKey> done;
  const auto run_handlers = [&] {
    // Handlers may register handlers.
    for (bool more = true; more && !stop_.stop_requested();) {
      more = false;
      for (const auto& [key, handler] : handlers_) {
        if (is_superseded(handler)) continue;
        Root& root = handler_roots_[key];
        if (root.summary != nullptr && root.bound == handler.function.bound && root.schema == handler.schema)
          continue;
        if (!done.insert(key).second) continue;
        more = true;
        root.bound = handler.function.bound;
        root.schema = handler.schema;
        root.summary = std::make_unique<Summary>(run_handler(Handler(handler)));
      }
    }
  };
  for (const uint32_t f : order_) run_if_new({f, 0});
  find_handlers_by_shape();
  run_handlers();
  // What nothing called may be called from outside: a library's functions, methods that a framework finds.
  std::set<FunctionRef> handled;
  for (const auto& [key, handler] : handlers_) handled.insert({handler.function.a, handler.function.b});
  const auto& files = program_.files();
  for (uint32_t f = 0; f < files.size(); ++f) {
    for (ir::FunctionId id = 1; id < files[f].module.functions.size(); ++id) {
      const FunctionRef function{f, id};
      if (called_.contains(function) || handled.contains(function)) {
        roots_.erase(function);
      } else {
        run_if_new(function);
      }
    }
  }
  run_handlers();
}

std::string Evaluator::tool_on_way(const SourceInfo& source, const std::vector<FlowStep>& steps) const {
  static const std::set<std::string_view> kNames{"name", "Name", "toolName", "tool_name", "tool"};
  const ir::Module& module = program_.files()[source.file].module;
  const ir::Function* handler = nullptr;
  for (const ir::Function& code : module.functions) {
    const bool holds = code.span.begin <= source.span.begin && source.span.end <= code.span.end;
    if (holds && (handler == nullptr || code.span.size() <= handler->span.size())) handler = &code;
  }
  if (handler == nullptr) return {};
  const auto last_of = [&](ir::BlockId b) -> const ir::Instruction* {
    const ir::Block& block = handler->blocks[b];
    return block.first < block.end ? &handler->code[block.end - 1] : nullptr;
  };
  const auto tested_by = [&](ir::BlockId b) -> std::string_view {
    const ir::Instruction* branch = last_of(b);
    if (branch == nullptr || branch->op != ir::Op::kBranch || branch->a == ir::kNone) return {};
    const ir::Instruction& test = handler->code[branch->a];
    if (test.op != ir::Op::kCompare || module.name(test.name) != "==") return {};
    for (const auto& [asked, tool] : {std::pair{test.a, test.b}, std::pair{test.b, test.a}}) {
      if (asked == ir::kNone || tool == ir::kNone) continue;
      const ir::Instruction& what = handler->code[asked];
      std::string_view name;
      if (what.op == ir::Op::kField) name = module.name(what.name);
      if (what.op == ir::Op::kLoad) name = module.name(module.variables[what.variable()].name);
      if (kNames.contains(name) && handler->code[tool].op == ir::Op::kString)
        return module.name(handler->code[tool].name);
    }
    return {};
  };
  const auto is_reached = [&](ir::BlockId wanted, ir::BlockId without) {
    std::vector<char> seen(handler->blocks.size(), 0);
    std::vector<ir::BlockId> open{0};
    while (!open.empty()) {
      const ir::BlockId b = open.back();
      open.pop_back();
      if (seen[b] != 0) continue;
      seen[b] = 1;
      if (handler->blocks[b].handler != ir::kNone) open.push_back(handler->blocks[b].handler);
      const ir::Instruction* last = last_of(b);
      if (last == nullptr) continue;
      const bool goes_on = last->op == ir::Op::kJump || last->op == ir::Op::kBranch;
      if (goes_on && b != without) open.push_back(last->target());
      if (last->op == ir::Op::kBranch) open.push_back(last->otherwise());
    }
    return seen[wanted] != 0;
  };
  for (const FlowStep& step : steps) {
    if (step.file != source.file) continue;
    for (ir::BlockId here = 0; here < handler->blocks.size(); ++here) {
      const ir::Block& block = handler->blocks[here];
      const bool is_here = std::any_of(handler->code.begin() + block.first, handler->code.begin() + block.end,
                                       [&](const ir::Instruction& i) { return i.span == step.span; });
      if (!is_here) continue;
      // The outermost test is for the tool; those within may be for something else of that name.
      for (ir::BlockId b = 0; b < handler->blocks.size(); ++b) {
        const std::string_view tool = tested_by(b);
        if (!tool.empty() && !is_reached(here, b)) return std::string(tool);
      }
    }
  }
  return {};
}

Flow Evaluator::flow_of(const Hit& found) {
  Flow out;
  out.sink = found.sink;
  out.sink_name = text(found.sink_name);
  out.file = found.place_file;
  out.span = found.place;
  for (const uint32_t number : found.doubts) out.wrong_guards.push_back(doubts_[number].first);
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
    bool is_whole =
        source.is_whole || std::find(std::begin(kWholes), std::end(kWholes), name) != std::end(kWholes);
    int shown = 0;
    for (size_t i = path.size(); i-- > 0;) {
      const std::string_view part = text(path[i]);
      // Which element of a list, which of several results: that tells a person nothing.
      const bool is_number = part.find_first_not_of("0123456789-") == std::string_view::npos;
      if (is_number || part.starts_with('#')) continue;
      if (!source.is_parameter) break;
      if (is_whole) {
        name = part;
        // request.Params.Arguments["host"]
        is_whole = part == "Params" || part == "params" || part == "Arguments" || part == "arguments";
        if (is_whole) continue;
      } else {
        name += "." + std::string(part);
      }
      if (++shown == 2) break;
    }
    out.parameter = name;
  }
  // The way, inside out: what happened in a callee goes between the step before the call and the next.
  const bool is_markup = found.sink->danger == kHtml;
  std::vector<FlowStep> backward;
  const auto walk = [&](auto&& self, StepId step, int depth) -> void {
    while (step != 0 && backward.size() < 120) {
      const Step& at = steps_[step];
      if (at.inside != 0 && depth < 64) self(self, at.inside, depth + 1);
      if (at.kind != FlowStep::Kind::kMarkup || is_markup)
        backward.push_back({at.kind, at.file, at.span, std::string(text(at.text))});
      step = at.before;
    }
  };
  walk(walk, found.taint.step, 0);
  std::reverse(backward.begin(), backward.end());
  out.steps = std::move(backward);
  // Markup is escaped where the value enters it.
  const auto enters = std::find_if(out.steps.begin(), out.steps.end(),
                                   [](const FlowStep& s) { return s.kind == FlowStep::Kind::kMarkup; });
  if (enters != out.steps.end()) {
    out.file = enters->file;
    out.span = enters->span;
  }
  out.steps.push_back({FlowStep::Kind::kSink, found.file, found.span, out.sink_name});
  if (root.source != kNone && sources_[root.source].is_of_all) {
    if (std::string tool = tool_on_way(sources_[root.source], out.steps); !tool.empty())
      out.handler = std::move(tool);
  }
  return out;
}

Flows Evaluator::run() {
  Flows out;
  order_ = files_in_order_of_imports();
  for (int round = 0; round < limits_.most_rounds && !stop_.stop_requested(); ++round) {
    const uint64_t before = steps_run_;
    round_ = round;
    run_round();
    out.rounds = round + 1;
    const std::unordered_set<const Summary*> stale = find_stale();
    if (stale.empty()) break;
    const bool fits = steps_run_ + (steps_run_ - before) < limits_.most_steps;
    if (round + 1 < limits_.most_rounds && fits) {
      forget(stale);
      continue;
    }
    bound(0, {}, "what files share was still changing after the last round");
    break;
  }
  out.contexts = summaries_.size();
  for (const auto& [function, root] : roots_) report(*root.summary);
  for (const auto& [key, root] : handler_roots_) {
    if (!is_superseded(handlers_.at(key))) report(*root.summary);
  }
  // What a root found before it was run again and did not get as far.
  if (was_cut_) report(earlier_);
  // One root cause is one finding: the sources that reach a sink are told once, the worst of them.
  const auto weight = [&](const Flow& f) {
    return std::tuple(static_cast<int>(f.source), f.is_weak, f.steps.size(), f.handler, f.parameter);
  };
  // Where only one place hands on text, the sink itself is told: it is as good a place, and the usual one.
  std::map<std::tuple<const SinkModel*, uint32_t, Span>, std::set<std::pair<uint32_t, Span>>> places;
  for (const Hit& hit : hits_) places[{hit.sink, hit.file, hit.span}].emplace(hit.place_file, hit.place);
  for (Hit& hit : hits_) {
    if (places[{hit.sink, hit.file, hit.span}].size() > 1) continue;
    hit.place_file = hit.file;
    hit.place = hit.span;
  }
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
  // What is stored once and used everywhere is mended once.
  constexpr size_t kFew = 3;
  std::map<std::tuple<uint32_t, uint32_t, Span, uint32_t, Span>, std::vector<Flow*>> stored;
  for (auto& [key, flow] : best) {
    const auto place = std::find_if(flow.steps.begin(), flow.steps.end(),
                                    [](const FlowStep& s) { return s.kind == FlowStep::Kind::kStored; });
    if (place == flow.steps.end()) continue;
    const FlowStep& from = flow.steps.front();
    stored[{flow.sink->rule, from.file, from.span, place->file, place->span}].push_back(&flow);
  }
  std::set<const Flow*> told;
  for (auto& [key, flows] : stored) {
    if (flows.size() <= kFew) continue;
    Flow* first = *std::min_element(flows.begin(), flows.end(),
                                    [&](const Flow* a, const Flow* b) { return weight(*a) < weight(*b); });
    for (const Flow* flow : flows) {
      if (flow == first) continue;
      first->other_sinks.emplace_back(flow->file, flow->span);
      told.insert(flow);
    }
  }
  for (auto& [key, flow] : best) {
    if (!told.contains(&flow)) out.flows.push_back(std::move(flow));
  }
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
