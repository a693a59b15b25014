#include <algorithm>
#include <functional>
#include <set>

#include <fmt/format.h>

#include "flow/evaluator.h"

namespace sentinel::flow {
namespace {

using Item = FlowPattern::Item;

constexpr std::string_view kWraps = "#wraps";
// What is bound instead of put together, so the place of putting together is to be mended. A shell is done
// away with where it is run.
constexpr Dangers kBindable = kSql | kQuery;

bool is_handler(Item::Kind kind) {
  return kind == Item::Kind::kHandler || kind == Item::Kind::kLastHandler || kind == Item::Kind::kHandlerRest;
}

bool has_function(const Value* value) {
  if (value == nullptr) return false;
  return std::any_of(value->refs.begin(), value->refs.end(), [](const Ref& r) {
    return r.kind == RefKind::kFunction || r.kind == RefKind::kPartial;
  });
}

bool has_function_inside(const Value* value, int depth = 0) {
  if (value == nullptr || depth > 3) return false;
  if (has_function(value)) return true;
  for (const auto& field : value->fields) {
    if (has_function_inside(field.second, depth + 1)) return true;
  }
  return has_function_inside(value->element, depth + 1);
}

// A library's class, by the way its languages write them: connect() gives a thing, Connection() is one.
bool is_class_name(std::string_view name) {
  const std::string_view last = last_part(name);
  return !last.empty() && last.front() >= 'A' && last.front() <= 'Z' && !last.ends_with("()");
}

bool ends_process(std::string_view name) {
  static const std::set<std::string_view> kNames{"process.exit", "process.abort", "sys.exit", "os._exit",
                                                 "os.abort",     "exit",          "quit",     "Deno.exit"};
  return kNames.contains(name);
}

}  // namespace

bool takes_value(const Atoms& atoms, const Value* argument) {
  if (argument == nullptr || argument->known != Known::kText) return false;
  const std::string_view option = atoms.text(argument->text);
  if (option.size() < 2 || option.front() != '-') return false;
  if (option[1] != '-') return option.size() == 2 && std::string_view("mnCbuHXtp").contains(option[1]);
  static const std::set<std::string_view> kAlone{
      "--all",       "--oneline",     "--stat",        "--cached",     "--staged",    "--json",
      "--verbose",   "--quiet",       "--force",       "--recursive",  "--help",      "--version",
      "--global",    "--local",       "--hard",        "--soft",       "--mixed",     "--bare",
      "--name-only", "--name-status", "--dry-run",     "--yes",        "--porcelain", "--short",
      "--color",     "--graph",       "--decorate",    "--patch",      "--numstat",   "--shortstat",
      "--tags",      "--remotes",     "--list",        "--delete",     "--merge",     "--abort",
      "--continue",  "--amend",       "--interactive", "--rm",         "--detach",    "--privileged",
      "--silent",    "--insecure",    "--location",    "--fail",       "--head",      "--wait",
      "--watch",     "--debug",       "--follow",      "--ignore-case"};
  // Their value runs something itself: `git -c core.pager=...`, `ssh -o ProxyCommand=...`.
  static const std::set<std::string_view> kRunning{"--exec",
                                                   "--config",
                                                   "--upload-pack",
                                                   "--receive-pack",
                                                   "--rsh",
                                                   "--rsync-path",
                                                   "--to-command",
                                                   "--use-compress-program",
                                                   "--checkpoint-action",
                                                   "--exec-path",
                                                   "--eval",
                                                   "--command",
                                                   "--script"};
  if (kRunning.contains(option)) return false;
  return option.size() > 2 && !option.contains('=') && !option.starts_with("--no-") &&
         !option.starts_with("--show-") && !option.starts_with("--skip-") && !kAlone.contains(option);
}

bool has_any_function(const Call& call) {
  return std::any_of(call.arguments.begin(), call.arguments.end(),
                     [](const Given& g) { return has_function(g.value); });
}

// What was given to the unknown function of a library that this came from: handler(wrap(f)).
const Value* Evaluator::wrapped(const Value* value) {
  if (value == nullptr || value->fields.empty()) return nullptr;
  const Atom name = atoms_.of(kWraps);
  const auto place = std::lower_bound(value->fields.begin(), value->fields.end(), name,
                                      [](const auto& field, Atom n) { return field.first < n; });
  return place != value->fields.end() && place->first == name ? place->second : nullptr;
}

// ------------------------------------------------------------------------------------------------- patterns

bool Evaluator::is_literal(const Value* value, const Item& item, bool is_there) {
  if (!is_there || value == nullptr) {
    const bool matches_nothing = std::any_of(
        item.literals.begin(), item.literals.end(),
        [](const std::string& l) { return !l.empty() && (l == "null" || l == "undefined" || l == "None"); });
    return item.negated ? (!is_there && !matches_nothing) || (is_there && value == nullptr)
                        : matches_nothing && !is_there;
  }
  if (value->options != 0 && value->taints.empty()) {
    // A shell on one system, another elsewhere.
    for (std::string_view rest = text(value->options); !rest.empty();) {
      const size_t end = rest.find(kOptionEnd);
      if (item.accepts(rest.substr(0, end)) != item.negated) return true;
      rest.remove_prefix(end + 1);
    }
    return false;
  }
  std::string_view written;
  switch (value->known) {
    case Known::kText:
    case Known::kNumber:
      written = text(value->text);
      break;
    case Known::kTrue:
      written = "true";
      break;
    case Known::kFalse:
      written = "false";
      break;
    case Known::kNull:
      written = "null";
      break;
    case Known::kPrefix:
    case Known::kNothing:
    case Known::kMaybe:
      return false;
  }
  const bool accepted = item.accepts(written) || (written == "true" && item.accepts("True")) ||
                        (written == "false" && item.accepts("False")) ||
                        (written == "null" && item.accepts("None"));
  return accepted != item.negated;
}

bool holds_handler(const Item& item) {
  return is_handler(item.kind) || std::any_of(item.entries.begin(), item.entries.end(), holds_handler);
}

bool Evaluator::matches_item(Frame& frame, const Item& item, const Value* value, bool is_there,
                             std::vector<const Value*>* tainted, std::vector<const Value*>* handlers) {
  switch (item.kind) {
    case Item::Kind::kAny:
      return item.name.empty() || is_there;
    case Item::Kind::kTainted:
    case Item::Kind::kNamedTainted:
      if (is_there && tainted != nullptr) {
        if (item.whole && value != nullptr) {
          Value itself;
          itself.taints = value->taints;
          value = values_.make(std::move(itself));
        }
        tainted->push_back(value);
      }
      return true;
    case Item::Kind::kLiteral:
    case Item::Kind::kNamedLiteral:
      return is_literal(value, item, is_there);
    case Item::Kind::kName: {
      if (value == nullptr) return false;
      for (const Ref& ref : value->refs) {
        if (ref.kind == RefKind::kExternal && item.accepts(text(ref.a))) return true;
      }
      return false;
    }
    case Item::Kind::kHandler:
    case Item::Kind::kLastHandler:
      if (!is_there || (!has_function(value) && !has_function(wrapped(value)))) return false;
      if (handlers != nullptr) handlers->push_back(value);
      return true;
    case Item::Kind::kObject:
      if (!is_there || value == nullptr) {
        // {shell: !false} of options that are not given: what is not given is not false.
        return std::all_of(item.entries.begin(), item.entries.end(), [](const Item& e) { return e.negated; });
      }
      for (const Item& entry : item.entries) {
        const Atom name = atoms_.of(entry.name);
        const bool is_written = std::any_of(value->fields.begin(), value->fields.end(),
                                            [&](const auto& f) { return f.first == name; });
        // Of an object that came in whole nobody wrote which parts it has.
        if (!is_written && (entry.whole || entry.kind == Item::Kind::kObject)) return false;
        const Value* part = values_.field(value, name);
        const bool part_is_there = part != nullptr || is_written;
        if (!matches_item(frame, entry, part, part_is_there, tainted, handlers)) return false;
      }
      return true;
    case Item::Kind::kList: {
      if (!is_there || value == nullptr) return false;
      if (item.entries.size() == 1 && holds_handler(item.entries.front())) {
        // [@], [{execute: @}]: of every element.
        bool any = false;
        const auto take = [&](const Value* part) {
          any =
              (part != nullptr && matches_item(frame, item.entries.front(), part, true, tainted, handlers)) ||
              any;
        };
        for (const auto& [name, part] : value->fields) take(part);
        take(value->element);
        return any;
      }
      return matches_list(frame, item.entries, value, 0, tainted, handlers);
    }
    default:
      return true;
  }
}

// The elements of a list, from `place` on.
bool Evaluator::matches_list(Frame& frame, std::span<const Item> entries, const Value* value, size_t place,
                             std::vector<const Value*>* tainted, std::vector<const Value*>* handlers) {
  for (size_t n = 0; n < entries.size(); ++n, ++place) {
    const Item& entry = entries[n];
    if (entry.kind == Item::Kind::kGap) {
      const size_t before = tainted == nullptr ? 0 : tainted->size();
      for (size_t next = place; value->length != kNone && next < value->length; ++next) {
        if (matches_list(frame, entries.subspan(n + 1), value, next, tainted, handlers)) return true;
        if (tainted != nullptr) tainted->resize(before);
      }
      return false;
    }
    if (entry.kind == Item::Kind::kTaintedRest) {
      bool ended = false;  // behind "--" nothing is an option
      for (size_t k = place; value->length != kNone ? k < value->length : k < place + value->fields.size();
           ++k) {
        const Value* part = values_.field(value, atoms_.of(std::to_string(k)));
        if (part != nullptr && part->known == Known::kText && text(part->text) == "--") {
          ended = true;
          break;
        }
        const Value* before = k == 0 ? nullptr : values_.field(value, atoms_.of(std::to_string(k - 1)));
        if (tainted != nullptr && !takes_value(atoms_, before)) tainted->push_back(part);
      }
      if (!ended && value->element != nullptr && tainted != nullptr) tainted->push_back(value->element);
      if (!value->taints.empty() && tainted != nullptr) {
        Value whole;
        whole.taints = value->taints;
        tainted->push_back(values_.make(std::move(whole)));
      }
      return true;
    }
    const Value* part = values_.field(value, atoms_.of(std::to_string(place)));
    const bool part_is_there = part != nullptr || (value->length != kNone && place < value->length);
    if (!matches_item(frame, entry, part, part_is_there, tainted, handlers)) return false;
  }
  return true;
}

bool Evaluator::matches(Frame& frame, const FlowPattern& pattern, const Call& call,
                        std::vector<const Value*>* tainted, std::vector<const Value*>* handlers,
                        std::vector<size_t>* filled) {
  const auto at = [&](size_t place, std::string_view name, bool& is_there) -> const Value* {
    size_t position = 0;
    const Value* spread = nullptr;
    for (const Given& given : call.arguments) {
      if (given.kind == ir::ArgumentKind::kNamed) {
        if (!name.empty() && text(given.name) == name) {
          is_there = true;
          return given.value;
        }
        continue;
      }
      if (given.kind == ir::ArgumentKind::kSpread) {
        spread = values_.join(spread, values_.any_part(given.value));
        continue;
      }
      if (given.kind == ir::ArgumentKind::kNamedSpread) {
        if (name.empty()) continue;
        if (const Value* part = values_.field(given.value, atoms_.of(name))) {
          is_there = true;
          return part;
        }
        continue;
      }
      if (position++ == place) {
        is_there = true;
        return given.value;
      }
    }
    is_there = spread != nullptr;
    return spread;
  };
  size_t place = 0;
  for (const Item& item : pattern.items) {
    bool is_there = false;
    switch (item.kind) {
      case Item::Kind::kGap: {
        // What is behind it is looked for in the arguments as in a list of them.
        Value list;
        list.length = 0;
        const Value* rest = values_.make(std::move(list));
        for (const Given& given : call.arguments) {
          if (given.kind == ir::ArgumentKind::kPositional) rest = values_.appended(rest, given.value);
          if (given.kind == ir::ArgumentKind::kSpread)
            rest = values_.with_element(rest, values_.any_part(given.value));
        }
        const auto from = static_cast<size_t>(&item - pattern.items.data());
        return matches_list(frame, std::span(pattern.items).subspan(from), rest, place, tainted, handlers);
      }
      case Item::Kind::kThisTainted:
        if (tainted != nullptr) tainted->push_back(call.receiver);
        break;
      case Item::Kind::kFilled:
      case Item::Kind::kFilledThis:
        if (filled != nullptr) filled->push_back(item.kind == Item::Kind::kFilled ? place : SIZE_MAX);
        if (item.kind == Item::Kind::kFilled && item.name.empty()) ++place;
        break;
      case Item::Kind::kNamedTainted:
      case Item::Kind::kNamedLiteral: {
        const Value* value = at(SIZE_MAX, item.name, is_there);
        if (!matches_item(frame, item, value, is_there, tainted, handlers)) return false;
        break;
      }
      case Item::Kind::kTaintedRest: {
        size_t position = 0;
        bool ended = false;
        const Value* before = nullptr;
        for (const Given& given : call.arguments) {
          if (given.kind == ir::ArgumentKind::kNamed || given.kind == ir::ArgumentKind::kNamedSpread)
            continue;
          if (given.kind == ir::ArgumentKind::kPositional && position++ < place) continue;
          if (given.value != nullptr && given.value->known == Known::kText && text(given.value->text) == "--")
            ended = true;
          const bool is_value = given.kind != ir::ArgumentKind::kSpread && takes_value(atoms_, before);
          before = given.value;
          if (!ended && !is_value && tainted != nullptr)
            tainted->push_back(given.kind == ir::ArgumentKind::kSpread ? values_.any_part(given.value)
                                                                       : given.value);
        }
        break;
      }
      case Item::Kind::kLastHandler: {
        const Value* last = nullptr;
        for (const Given& given : call.arguments) {
          if (has_function(given.value) || has_function(wrapped(given.value))) last = given.value;
        }
        if (last == nullptr) return false;
        if (handlers != nullptr) handlers->push_back(last);
        break;
      }
      case Item::Kind::kHandlerRest: {
        bool any = false;
        size_t position = 0;
        for (const Given& given : call.arguments) {
          if (position++ < place || (!has_function(given.value) && !has_function(wrapped(given.value))))
            continue;
          any = true;
          if (handlers != nullptr) handlers->push_back(given.value);
        }
        if (!any) return false;
        break;
      }
      default: {
        const bool by_name_only = holds_handler(item) && !item.name.empty();
        const Value* value = at(by_name_only ? SIZE_MAX : place, item.name, is_there);
        if (!by_name_only) ++place;
        if (!matches_item(frame, item, value, is_there, tainted, handlers)) return false;
        break;
      }
    }
  }
  return true;
}

void Evaluator::hit(Frame& frame, const SinkModel& sink, Atom name, const Value* value, Span span) {
  for (const Taint& taint : values_.all_taints(value)) {
    const Dangers dangers = taint.dangers & ~gone(frame.state.facts, origins_, taint.origin);
    if ((dangers & sink.danger) == 0) continue;
    if (sink.danger == kPath) {
      const bool climbs = (dangers & kClimbs) != 0;
      const bool absolute = (dangers & kAbsolute) != 0 && (taint.flags & kFollowed) == 0;
      if (!climbs && !absolute) continue;
    }
    Taint kept = taint;
    kept.dangers = dangers;
    Hit found{&sink, name, frame.function.file, span, frame.function.file, span, kept, {}};
    doubts_about(frame.state, kept.origin, sink.danger, found.doubts);
    add_hit(frame, found);
  }
}

void Evaluator::add_hit(Frame& frame, const Hit& hit) {
  constexpr size_t kMostHits = 2000;
  std::vector<Hit>& hits = frame.summary.hits;
  if (!frame.hits_seen.insert({hit.sink, hit.file, hit.span, hit.place_file, hit.place, hit.taint.origin})
           .second)
    return;
  if (hits.size() < kMostHits) {
    hits.push_back(hit);
  } else {
    bound(hit.file, hit.span, fmt::format("more than {} calls that matter are reached", kMostHits));
  }
}

void Evaluator::check_sinks(Frame& frame, const std::vector<SinkModel>& sinks, Atom name, const Call& call,
                            const Value* assigned) {
  const auto has_markup = [&](const Value* value) {
    return value != nullptr && (value->known == Known::kText || value->known == Known::kPrefix) &&
           text(value->text).contains('<');
  };
  const bool writes_markup =
      has_markup(assigned) || std::any_of(call.arguments.begin(), call.arguments.end(),
                                          [&](const Given& given) { return has_markup(given.value); });
  for (const SinkModel& sink : sinks) {
    if (sink.markup && !writes_markup) continue;
    if (assigned != nullptr) {
      hit(frame, sink, name, assigned, call.instruction->span);
      continue;
    }
    std::vector<const Value*> tainted;
    if (!matches(frame, sink.pattern, call, &tainted, nullptr)) continue;
    for (const Value* value : tainted) hit(frame, sink, name, value, call.instruction->span);
  }
}

std::optional<const Value*> Evaluator::source_of(Frame& frame, Atom name, const NameModel& model, Span span,
                                                 const Call* call) {
  for (const SourceModel& source : model.sources) {
    const bool is_call = source.pattern.kind == FlowPattern::Kind::kCall;
    if (is_call != (call != nullptr)) continue;
    std::vector<size_t> filled;
    if (call != nullptr && !matches(frame, source.pattern, *call, nullptr, nullptr, &filled)) continue;
    const SourceInfo info{source.kind, frame.function.file, span,
                          std::string(text(name)) + (is_call ? "()" : ""), false};
    const OriginId origin = source_origin(info, name);
    const StepId step =
        add_step({FlowStep::Kind::kSource, frame.function.file, span, atoms_.of(info.handler), 0, 0});
    Value out;
    Values::add_taint(out.taints,
                      {origin, kEveryDanger & ~source.clears,
                       static_cast<uint8_t>(kAsGiven | (is_local(source.kind) ? kLocal : 0)), step});
    if (!filled.empty()) {
      fill(frame, *call, filled, values_.make(std::move(out)));
      return nullptr;
    }
    out.refs.push_back({RefKind::kExternal, is_call ? atoms_.of(info.handler) : name, 0, nullptr});
    return values_.make(std::move(out));
  }
  return std::nullopt;
}

void Evaluator::fill(Frame& frame, const Call& call, const std::vector<size_t>& filled, const Value* value) {
  const auto fitting = [&](const Value* now) {
    if (now != nullptr) {
      for (const Ref& ref : now->refs) {
        if (ref.kind == RefKind::kInstance) return values_.join(by_class({ref.a, ref.b}, value, 0), now);
      }
    }
    return values_.join(value, now);
  };
  const auto written = frame.code->arguments_of(*call.instruction);
  for (const size_t place : filled) {
    if (place == SIZE_MAX) {
      const ir::Instruction& callee = frame.code->code[call.instruction->a];
      if (callee.op == ir::Op::kField) change(frame, callee.a, fitting(frame.results[callee.a]));
    } else if (place < written.size() && call.instruction->op == ir::Op::kCall) {
      change(frame, written[place].value, fitting(frame.results[written[place].value]));
    }
  }
}

std::string Evaluator::name_of(const Value* value) {
  if (value == nullptr) return {};
  if (value->known == Known::kText) return std::string(text(value->text));
  for (const std::string_view field : {"#name", "name", "Name"}) {
    const Value* part = values_.field(value, atoms_.of(field));
    if (part != nullptr && part->known == Known::kText) return std::string(text(part->text));
  }
  return {};
}

void Evaluator::register_handler(const EntryModel& entry, Handler handler) {
  handler.kind = entry.kind;
  handler.entry = entry.entry;
  const FunctionRef function{handler.function.a, handler.function.b};
  if (!handler.is_by_shape) registered_.insert(function);
  if (handler.name.empty()) handler.name = file(function.file).module.name(function_of(function).name);
  const auto key = std::tuple(handler.function.a, handler.function.b, handler.file, handler.span.begin,
                              atoms_.of(handler.name));
  handlers_.try_emplace(key, handler);
}

// Handlers that no call registers: methods of classes that a framework finds, functions whose parameters say
// what they are, what a module gives out under an agreed name.
void Evaluator::find_handlers_by_shape() {
  const auto& files = program_.files();
  const auto each_assigned = [&](const NameModel* model, const Ref& function, uint32_t f, Span span) {
    if (model == nullptr) return;
    for (const EntryModel& entry : model->entries) {
      if (entry.pattern.kind != FlowPattern::Kind::kAssignment) continue;
      Handler handler;
      handler.function = function;
      handler.file = f;
      handler.span = span;
      register_handler(entry, std::move(handler));
    }
  };
  for (const ClassRef& owner : program_.classes()) {
    std::vector<std::string> bases;
    const ir::Module& module = files[owner.file].module;
    is_subclass_of_outside(owner, bases);
    for (const ir::FunctionId id : module.classes[owner.id].methods) {
      const ir::Function& code = module.functions[id];
      const std::string_view name = module.name(code.name);
      const Ref method{RefKind::kFunction, owner.file, id,
                       values_.ref({RefKind::kInstance, owner.file, owner.id, nullptr})};
      for (const std::string& base : bases)
        each_assigned(models_of(owner.file).find(base + "." + std::string(name)), method, owner.file,
                      code.span);
      each_assigned(models_of(owner.file).find_method(name), method, owner.file, code.span);
    }
  }
  std::set<std::pair<uint32_t, uint32_t>> handled;
  for (const auto& [key, handler] : handlers_) handled.insert({handler.function.a, handler.function.b});
  for (uint32_t f = 0; f < files.size(); ++f) {
    const ir::Module& module = files[f].module;
    if (module.language == Language::kGo) {
      const NameModel* model = models_of(f).find("func");
      if (model == nullptr) continue;
      for (ir::FunctionId id = 1; id < module.functions.size(); ++id) {
        if (handled.contains({f, id})) continue;
        std::vector<const ir::Parameter*> parameters;
        for (const ir::Parameter& parameter : module.functions[id].parameters) {
          if (parameter.kind != ir::ParameterKind::kReceiver) parameters.push_back(&parameter);
        }
        for (const EntryModel& entry : model->entries) {
          if (entry.pattern.items.size() != parameters.size()) continue;
          bool fits = true;
          for (size_t n = 0; n < parameters.size() && fits; ++n) {
            const Item& item = entry.pattern.items[n];
            if (item.kind != Item::Kind::kName) continue;
            const Value* type = value_of_type(f, parameters[n]->type);
            fits = type != nullptr && std::any_of(type->refs.begin(), type->refs.end(), [&](const Ref& r) {
                     return r.kind == RefKind::kExternal && item.accepts(text(r.a));
                   });
          }
          if (!fits) continue;
          Handler handler;
          handler.is_by_shape = true;
          handler.function = {RefKind::kFunction, f, id, nullptr};
          handler.file = f;
          handler.span = module.functions[id].span;
          register_handler(entry, std::move(handler));
          break;
        }
      }
    } else if (module.language != Language::kPython) {
      for (const ir::Export& e : module.exports) {
        if (e.variable == ir::kNone) continue;
        const std::string name(module.name(e.name));
        const Value* value = cells_[cell_of_variable(f, e.variable)];
        if (value == nullptr) continue;
        const auto try_name = [&](const std::string& full, const Value* what) {
          const NameModel* model = what == nullptr ? nullptr : models_of(f).find("export." + full);
          if (model == nullptr) return;
          for (const Ref& ref : what->refs) {
            if (ref.kind == RefKind::kFunction)
              each_assigned(model, ref, ref.a, function_of({ref.a, ref.b}).span);
          }
        };
        try_name(name, value);
        for (const auto& [field, part] : value->fields) try_name(name + "." + std::string(text(field)), part);
      }
    }
  }
}

void Evaluator::register_handlers(Frame& frame, const EntryModel& entry, const Call& call,
                                  const std::vector<const Value*>& functions) {
  const auto argument = [&](std::string_view which, const Value* handed) -> const Value* {
    if (!which.empty() && which.front() >= '0' && which.front() <= '9') {
      const auto number = static_cast<size_t>(std::strtoul(std::string(which).c_str(), nullptr, 10));
      size_t position = 0;
      for (const Given& given : call.arguments) {
        if (given.kind == ir::ArgumentKind::kPositional && position++ == number) return given.value;
      }
      return nullptr;
    }
    for (const Given& given : call.arguments) {
      if (given.kind == ir::ArgumentKind::kNamed && text(given.name) == which) return given.value;
    }
    for (const Given& given : call.arguments) {
      if (const Value* part = values_.field(given.value, atoms_.of(which));
          part != nullptr && given.value->taints.empty())
        return part;
    }
    // addTools([{name: "x", execute: f}]): of the element that f stands in.
    for (const Given& given : call.arguments) {
      if (given.value == nullptr) continue;
      for (const auto& [number, element] : given.value->fields) {
        if (element != nullptr && std::any_of(element->fields.begin(), element->fields.end(),
                                              [&](const auto& f) { return f.second == handed; }))
          return values_.field(element, atoms_.of(which));
      }
    }
    return nullptr;
  };
  for (const Value* handed : functions) {
    const bool is_wrapped = !has_function(handed);
    const Value* value = is_wrapped ? wrapped(handed) : handed;
    for (const Ref& ref : value->refs) {
      if (ref.kind != RefKind::kFunction) continue;
      Handler handler;
      handler.is_wrapped = is_wrapped;
      handler.kind = entry.kind;
      handler.entry = entry.entry;
      handler.function = ref;
      handler.file = frame.function.file;
      handler.span = call.instruction->span;
      const std::string& where = entry.entry->name;
      if (!where.empty() && where != "function") {
        handler.name = name_of(argument(where, handed));
        // What a decorator was given, and the receiver that goes on in a chain: @mcp.tool("x"),
        // route("/x").get(f)
        for (const Value* before : {call.called, call.receiver}) {
          const Value* name = values_.field(before, atoms_.of("#name"));
          if (handler.name.empty()) handler.name = name_of(name);
        }
      }
      if (handler.name.empty()) {
        const ir::Function& code = function_of({ref.a, ref.b});
        handler.name = file(ref.a).module.name(code.name);
      }
      const std::string& schema = entry.entry->schema;
      if (schema == "last-object") {
        for (const Given& given : call.arguments) {
          if (given.value != nullptr &&
              (!given.value->fields.empty() ||
               std::any_of(given.value->refs.begin(), given.value->refs.end(),
                           [](const Ref& r) { return r.kind == RefKind::kSchema; }))) {
            // Annotations ({readOnlyHint: true}) are the last object too, but hold no schema.
            const bool has_schema =
                std::any_of(given.value->refs.begin(), given.value->refs.end(),
                            [](const Ref& r) { return r.kind == RefKind::kSchema; }) ||
                std::any_of(given.value->fields.begin(), given.value->fields.end(), [](const auto& f) {
                  return f.second != nullptr &&
                         std::any_of(f.second->refs.begin(), f.second->refs.end(),
                                     [](const Ref& r) { return r.kind == RefKind::kSchema; });
                });
            if (has_schema) handler.schema = given.value;
          }
        }
      } else if (!schema.empty() && schema != "annotations") {
        handler.schema = argument(schema, handed);
      }
      registered_.insert({ref.a, ref.b});
      const auto key = std::tuple(ref.a, ref.b, frame.function.file, call.instruction->span.begin,
                                  atoms_.of(handler.name));
      const auto [place, is_new] = handlers_.try_emplace(key, handler);
      if (!is_new) {
        // Later rounds know more of what it closes over.
        place->second.function.bound = values_.join(place->second.function.bound, ref.bound);
        if (handler.schema != nullptr) place->second.schema = handler.schema;
      }
    }
  }
}

// ---------------------------------------------------------------------------------------------------- calls

// request.GetString("host"), ParseString(request, "host"): of the object that holds the parameters goes the
// one of that name.
Call Evaluator::by_name(const Call& call) {
  const auto is_whole = [&](const Value* value) {
    if (value == nullptr || value->taints.empty()) return false;
    return std::all_of(value->taints.begin(), value->taints.end(), [&](const Taint& taint) {
      const Origin& origin = origins_[taint.origin];
      return origin.parent == kNone && origin.source != kNone && sources_[origin.source].is_whole;
    });
  };
  const size_t place = is_whole(call.receiver) ? 0 : 1;
  if (call.arguments.size() <= place || (place == 1 && !is_whole(call.arguments.front().value))) return call;
  const Value* name = call.arguments[place].value;
  if (name == nullptr || name->known != Known::kText || text(name->text).empty()) return call;
  Call out = call;
  const Value*& whole = place == 0 ? out.receiver : out.arguments.front().value;
  whole = values_.field(whole, name->text);
  return out;
}

const Value* Evaluator::passed_through(const Call& call, bool is_weak) {
  Value out;
  const auto add = [&](const Value* value) {
    for (Taint taint : values_.all_taints(value)) {
      taint.flags &= static_cast<uint8_t>(~kAsGiven);
      if (is_weak) taint.flags |= kWeak;
      Values::add_taint(out.taints, taint);
    }
  };
  add(call.receiver);
  for (const Given& given : call.arguments) add(given.value);
  return values_.make(std::move(out));
}

const Value* Evaluator::call_back(Frame& frame, const Value* callee,
                                  const std::vector<const Value*>& arguments, const ir::Instruction& at) {
  if (!has_function(callee)) return nullptr;
  Call made;
  made.instruction = &at;
  for (const Value* argument : arguments)
    made.arguments.push_back({argument, 0, ir::ArgumentKind::kPositional, at.span});
  const Value* out = nullptr;
  for (const Ref& ref : callee->refs) {
    bool handled = false;
    if (ref.kind == RefKind::kFunction || ref.kind == RefKind::kPartial)
      out = values_.join(out, call_ref(frame, ref, made, handled));
  }
  return out;
}

const Value* Evaluator::call(Frame& frame, const Value* callee, Call& made) {
  const Value* out = nullptr;
  bool handled = false;
  bool all_end = callee != nullptr;
  made.called = callee;
  if (callee != nullptr) {
    for (const Ref& ref : callee->refs) {
      frame.has_ended = false;
      out = values_.join(out, call_ref(frame, ref, made, handled));
      const bool ends = ref.kind == RefKind::kFunction
                            ? frame.has_ended
                            : ref.kind == RefKind::kExternal && ends_process(text(ref.a));
      all_end = all_end && ends;
    }
  }
  if (!handled) out = values_.join(out, call_unknown(frame, made));
  frame.has_ended = handled && all_end;
  return out;
}

const Value* Evaluator::call_ref(Frame& frame, const Ref& ref, Call& made, bool& handled) {
  switch (ref.kind) {
    case RefKind::kFunction: {
      handled = true;
      // f.call(this, x), f.apply(this, [x]), f.bind(this): the receiver is the function itself. A function of
      // an object that is written down, { run() { this.go() } }, has that object.
      const ir::Function& code = function_of({ref.a, ref.b});
      const bool takes_object = ref.bound == nullptr && code.owner == ir::kNone && !code.parameters.empty() &&
                                code.parameters.front().kind == ir::ParameterKind::kReceiver;
      return call_function(frame, {ref.a, ref.b}, takes_object ? made.receiver : ref.bound, made);
    }
    case RefKind::kPartial: {
      handled = true;
      const Partial partial = partials_[ref.a];
      Call whole = made;
      whole.arguments = partial.arguments;
      whole.arguments.insert(whole.arguments.end(), made.arguments.begin(), made.arguments.end());
      return call(frame, partial.callee, whole);
    }
    case RefKind::kClass: {
      handled = true;
      return construct(frame, {ref.a, ref.b}, made);
    }
    case RefKind::kExternal: {
      handled = true;
      return call_outside(frame, ref.a, made);
    }
    case RefKind::kInstance: {
      if (const auto method = find_method({ref.a, ref.b}, atoms_.of("__call__"))) {
        handled = true;
        return call_function(frame, *method, values_.ref(ref), made);
      }
      return nullptr;
    }
    default:
      return nullptr;
  }
}

const Value* Evaluator::construct(Frame& frame, ClassRef owner, const Call& made) {
  const ProgramFile& in = file(owner.file);
  const ir::Class& info = in.module.classes[owner.id];
  const Value* self = values_.ref({RefKind::kInstance, owner.file, owner.id, nullptr});
  // Fields of base classes are set on the object that is made.
  std::vector<ClassRef> lineage{owner};
  for (size_t n = 0; n < lineage.size() && n < 12; ++n) {
    for (const ir::TypeId base : file(lineage[n].file).module.classes[lineage[n].id].bases) {
      const Value* type = value_of_type(lineage[n].file, base, 1);
      if (type == nullptr) continue;
      for (const Ref& ref : type->refs) {
        if (ref.kind != RefKind::kInstance) continue;
        const ClassRef parent{ref.a, ref.b};
        if (std::find(lineage.begin(), lineage.end(), parent) == lineage.end()) lineage.push_back(parent);
      }
    }
  }
  bool constructed = false;
  for (const ClassRef& one : lineage) {
    const ProgramFile& where = file(one.file);
    for (const ir::FunctionId id : where.module.classes[one.id].methods) {
      if (where.module.functions[id].kind != ir::FunctionKind::kFields) continue;
      Call fields;
      fields.instruction = made.instruction;
      call_function(frame, {one.file, id}, self, fields);
    }
  }
  for (const ClassRef& one : lineage) {
    const ProgramFile& where = file(one.file);
    for (const ir::FunctionId id : where.module.classes[one.id].methods) {
      if (constructed || where.module.functions[id].kind != ir::FunctionKind::kConstructor) continue;
      constructed = true;
      call_function(frame, {one.file, id}, self, made);
    }
    if (constructed) break;
  }
  if (!constructed) {
    for (const char* name : {"__init__", "constructor"}) {
      if (const auto method = find_method(owner, atoms_.of(name))) {
        constructed = true;
        call_function(frame, *method, self, made);
        break;
      }
    }
  }
  if (constructed) return self;
  // A class of fields alone (dataclass, pydantic model, Go struct): the arguments are its fields.
  const Value* out = self;
  const bool is_validated = in.module.language == Language::kPython && is_validated_model(owner);
  size_t position = 0;
  for (const Given& given : made.arguments) {
    Atom name = given.name;
    if (given.kind == ir::ArgumentKind::kPositional) {
      if (position >= info.fields.size()) continue;
      name = in.atom(info.fields[position++].name);
    } else if (given.kind == ir::ArgumentKind::kNamedSpread) {
      // Model(**data): the data, as far as its fields let it pass.
      if (given.value != nullptr) {
        Value whole = *given.value;
        whole.refs = self->refs;
        const Value* data = values_.make(std::move(whole));
        out = values_.join(out, is_validated ? by_class(owner, data, 0) : data);
      }
      continue;
    } else if (given.kind != ir::ArgumentKind::kNamed) {
      continue;
    }
    const Value* value = given.value;
    for (const ir::Field& field : info.fields) {
      if (in.atom(field.name) == name && is_validated) value = typed(owner.file, field.type, value);
    }
    value = enter(value, frame.function.file, given.span, FlowStep::Kind::kStored, name);
    write_cell(frame, cell_of_field(owner, name), value, false);
    out = values_.with_field(out, name, value);
  }
  return out;
}

// super(x) of JavaScript: the parent's constructor, for the object that is being made.
const Value* Evaluator::call_super(Frame& frame, const Value* parents, Call& made) {
  if (parents == nullptr) return nullptr;
  for (const Ref& ref : parents->refs) {
    if (ref.kind != RefKind::kInstance) continue;
    if (const auto method = find_method({ref.a, ref.b}, atoms_.of("constructor")))
      call_function(frame, *method, frame.receiver, made);
  }
  frame.has_ended = false;
  return frame.receiver;
}

const Value* Evaluator::call_unknown(Frame& frame, const Call& made) {
  Call copy = made;
  const LanguageModels& models = models_of(frame.function.file);
  const Value* out = nullptr;
  if (made.method != 0) {
    const bool nothing_known = made.receiver == nullptr || made.receiver->refs.empty();
    // The only method of that name in the program, when nothing says what the receiver is.
    if (nothing_known && text(made.method).size() > 3) {
      const auto& methods = program_.methods_named(made.method);
      static const std::set<std::string_view> kCommon{
          "execute",    "query",  "send",    "write",   "read",   "close",  "start",   "append", "update",
          "delete",     "create", "connect", "join",    "split",  "push",   "then",    "catch",  "keys",
          "values",     "items",  "format",  "replace", "filter", "map",    "forEach", "find",   "includes",
          "startsWith", "test",   "match",   "slice",   "open",   "remove", "insert",  "copy",   "index"};
      std::vector<FunctionRef> fitting;
      for (const FunctionRef& method : methods) {
        if (file(method.file).module.language == frame.file->module.language ||
            (file(method.file).module.language != Language::kPython &&
             frame.file->module.language != Language::kPython &&
             file(method.file).module.language != Language::kGo &&
             frame.file->module.language != Language::kGo))
          fitting.push_back(method);
      }
      if (!fitting.empty() && fitting.size() <= 3 && !kCommon.contains(text(made.method))) {
        for (const FunctionRef& method : fitting)
          out = values_.join(out, call_function(frame, method, made.receiver, made));
        return out;
      }
    }
    // An interface's method: every class that has it.
    if (made.receiver != nullptr) {
      bool is_interface = false;
      for (const Ref& ref : made.receiver->refs) {
        if (ref.kind == RefKind::kInstance && file(ref.a).module.classes[ref.b].is_interface)
          is_interface = true;
      }
      const auto& methods = program_.methods_named(made.method);
      if (is_interface && !methods.empty() && methods.size() <= 8) {
        for (const FunctionRef& method : methods)
          out = values_.join(out, call_function(frame, method, nullptr, made));
        return out;
      }
    }
    if (const auto known = call_known(frame, made.method, text(made.method), copy)) return *known;
    if (const NameModel* model = models.find_method(text(made.method))) {
      check_sinks(frame, model->sinks, made.method, made);
      for (const EntryModel& entry : model->entries) {
        std::vector<const Value*> functions;
        if (entry.pattern.kind != FlowPattern::Kind::kCall) continue;
        if (matches(frame, entry.pattern, made, nullptr, &functions))
          register_handlers(frame, entry, made, functions);
      }
      for (const ClearModel& sanitizer : model->sanitizers) {
        std::vector<const Value*> cleaned;
        if (!matches(frame, sanitizer.pattern, made, &cleaned, nullptr)) continue;
        if (cleaned.empty()) cleaned.push_back(passed_through(made, false));
        for (const Value* value : cleaned) out = values_.join(out, values_.without(value, sanitizer.clears));
        return out;
      }
      for (const ClearModel& guard : model->guards) {
        std::vector<const Value*> tested;
        if (!matches(frame, guard.pattern, made, &tested, nullptr)) continue;
        const Facts facts = proved_by(frame, guard, tested, *made.instruction);
        return guard.when ? proving(facts, {}) : proving({}, facts);
      }
    }
  }
  // Whatever it is: its callbacks may be called with what it was given.
  const Value* through = passed_through(without_key(made), true);
  for (const Given& given : made.arguments) {
    if (has_function(given.value))
      out = values_.join(out, call_back(frame, given.value, {through, through}, *made.instruction));
  }
  return found_by_key(made, values_.join(out, through));
}

// store.get(key): what a key leads to is not made of the key.
Call Evaluator::without_key(const Call& made) {
  Call out = made;
  const bool looks_up = text(made.method) == "get" || text(made.method) == "getItem";
  if (looks_up && !out.arguments.empty()) out.arguments.erase(out.arguments.begin());
  return out;
}

// ... and where there is something, the key is one of those that somebody made, no text for this one page.
const Value* Evaluator::found_by_key(const Call& made, const Value* value) {
  if (text(made.method) != "get" || made.arguments.empty() ||
      !values_.has_taint(made.arguments.front().value))
    return value;
  Facts if_true;
  prove(if_true, made.arguments.front().value, kHtml);
  return both_of(value, proving(std::move(if_true), {}));
}

// @dataclass: what comes back of a decorator that is a library's is the class that stands below it.
const Value* Evaluator::decorated_class(const Frame& frame, const Call& made) {
  if (made.arguments.size() != 1 || frame.file->module.language != Language::kPython) return nullptr;
  const ir::Instruction* decorated = made.instruction;
  while (decorated->op == ir::Op::kCall) {
    const auto arguments = frame.code->arguments_of(*decorated);
    if (arguments.size() != 1) return nullptr;
    decorated = &frame.code->code[arguments.front().value];
  }
  if (decorated->op != ir::Op::kClass || made.arguments.front().value == nullptr) return nullptr;
  Value classes;
  for (const Ref& ref : made.arguments.front().value->refs) {
    if (ref.kind == RefKind::kClass) classes.refs.push_back(ref);
  }
  return values_.make(std::move(classes));
}

const Value* Evaluator::call_outside(Frame& frame, Atom name, Call& made) {
  const LanguageModels& models = models_of(frame.function.file);
  const std::string_view full = text(name);
  const NameModel* model = models.find(full);
  const NameModel* method_model = nullptr;
  const bool says_nothing = model == nullptr || (model->sinks.empty() && model->entries.empty() &&
                                                 model->sanitizers.empty() && model->sources.empty());
  if (made.method != 0 && says_nothing) method_model = models.find_method(text(made.method));
  const Value* out = nullptr;
  bool is_settled = false;
  for (const NameModel* one : {model, method_model}) {
    if (one == nullptr) continue;
    check_sinks(frame, one->sinks, name, made);
    for (const EntryModel& entry : one->entries) {
      std::vector<const Value*> functions;
      if (entry.pattern.kind != FlowPattern::Kind::kCall) continue;
      if (!matches(frame, entry.pattern, made, nullptr, &functions)) continue;
      register_handlers(frame, entry, made, functions);
      is_settled = true;
      // A decorator gives back what it was given.
      for (const Value* function : functions) out = values_.join(out, function);
    }
    if (const auto source = source_of(frame, name, *one, made.instruction->span, &made)) {
      is_settled = true;
      out = values_.join(out, *source);
    }
    for (const ClearModel& sanitizer : one->sanitizers) {
      std::vector<const Value*> cleaned;
      if (!matches(frame, sanitizer.pattern, made, &cleaned, nullptr)) continue;
      if (cleaned.empty()) cleaned.push_back(passed_through(made, false));
      Value whole;
      for (const Value* value : cleaned) {
        for (Taint taint : values_.all_taints(value)) {
          taint.dangers &= ~sanitizer.clears;
          taint.flags &= static_cast<uint8_t>(~kAsGiven);
          if (taint.dangers != 0) Values::add_taint(whole.taints, taint);
        }
      }
      out = values_.join(out, values_.make(std::move(whole)));
      is_settled = true;
      break;
    }
    for (const ClearModel& guard : one->guards) {
      std::vector<const Value*> tested;
      if (!matches(frame, guard.pattern, made, &tested, nullptr)) continue;
      const Facts facts = proved_by(frame, guard, tested, *made.instruction);
      out = values_.join(out, guard.when ? proving(facts, {}) : proving({}, facts));
      is_settled = true;
      break;
    }
    for (const FlowPattern& pattern : one->resolvers) {
      std::vector<const Value*> paths;
      if (is_settled || !matches(frame, pattern, made, &paths, nullptr)) continue;
      for (const Value* path : paths) {
        const Value* flat = values_.flattened(path);
        out = values_.join(out, values_.with_flags(flat, kResolved, kAsGiven));
      }
      is_settled = !one->result.empty() || out != nullptr;
    }
    for (const FlowPattern& pattern : one->propagators) {
      std::vector<const Value*> given;
      std::vector<const Value*> functions;
      std::vector<size_t> filled;
      if (is_settled || !matches(frame, pattern, made, &given, &functions, &filled)) continue;
      is_settled = true;
      const Value* into = nullptr;
      if (functions.empty()) {
        for (const Value* value : given) into = values_.join(into, values_.flattened(value));
        into = values_.with_flags(into, 0, kAsGiven | kResolved);
      } else {
        for (const Value* function : functions)
          into = values_.join(into, call_back(frame, function, given, *made.instruction));
      }
      if (filled.empty()) {
        out = values_.join(out, into);
      } else {
        fill(frame, made, filled, into);
      }
    }
    if (!one->result.empty()) {
      // What it gives back is such a thing, made of what it was given.
      Value thing = passed_through(made, false) == nullptr ? Value() : *passed_through(made, false);
      if (made.receiver != nullptr && is_class_name(one->result))
        thing.taints = values_.all_taints(passed_through(made, false));
      thing.refs.assign(1, {RefKind::kExternal, atoms_.of(one->result), 0, nullptr});
      out = values_.join(out, values_.make(std::move(thing)));
      is_settled = true;
    }
  }
  if (!is_settled) {
    bool handled = false;
    const Value* schema = schema_call(frame, full, made, handled);
    if (handled) return schema;
  }
  if (!is_settled) {
    if (const auto known = call_known(frame, made.method, full, made)) return *known;
  }
  bool has_functions = false;
  for (const Given& given : made.arguments) has_functions = has_functions || has_function_inside(given.value);
  if (is_settled) {
    return out;
  }
  if (const Value* decorated = decorated_class(frame, made)) return decorated;
  const bool is_made = made.is_new || (is_class_name(full) && frame.file->module.language != Language::kGo);
  // The name that a decorator factory was given: @mcp.tool("x").
  const auto remember_name = [&](const Value* value) {
    if (is_made) return value;
    for (const Given& given : made.arguments) {
      const bool is_name = given.kind == ir::ArgumentKind::kPositional ||
                           (given.kind == ir::ArgumentKind::kNamed && text(given.name) == "name");
      if (is_name && given.value != nullptr && given.value->known == Known::kText)
        return values_.with_field(value, atoms_.of("#name"), given.value);
    }
    return value;
  };
  Value result;
  Call whole = without_key(by_name(made));
  if (is_made && frame.file->module.language == Language::kPython) {
    // Request(url=u, params=p): its `url` is u; anything else of it may be made of both.
    for (const Given& given : made.arguments) {
      if (given.kind != ir::ArgumentKind::kNamed) continue;
      result.fields.emplace_back(given.name, given.value);
      if (values_.has_taint(given.value))
        result.element = values_.join(result.element, values_.flattened(given.value));
    }
    std::sort(result.fields.begin(), result.fields.end());
    std::erase_if(whole.arguments, [](const Given& g) { return g.kind == ir::ArgumentKind::kNamed; });
    if (result.element == nullptr) result.fields.clear();
  }
  const Value* through = passed_through(whole, false);
  if (through != nullptr) result.taints = through->taints;
  if (is_made || !is_long_chain(full))
    result.refs.push_back(
        {RefKind::kExternal, is_made ? name : atoms_.of(std::string(full) + "()"), 0, nullptr});
  out = values_.join(out, found_by_key(made, remember_name(values_.make(std::move(result)))));
  // register(Class): what comes back may be the class.
  if (made.arguments.size() == 1 && made.arguments.front().value != nullptr && !is_made) {
    Value classes;
    for (const Ref& ref : made.arguments.front().value->refs) {
      if (ref.kind == RefKind::kClass) classes.refs.push_back(ref);
    }
    out = values_.join(out, values_.make(std::move(classes)));
  }
  if (has_functions) {
    if (!is_made) {
      const Value* functions = nullptr;
      for (const Given& given : made.arguments) {
        if (!has_function(given.value)) continue;
        Value same;
        same.refs = given.value->refs;
        functions = values_.join(functions, values_.make(std::move(same)));
      }
      if (functions != nullptr) out = values_.with_field(out, atoms_.of(kWraps), functions);
    }
    const Value* weak = passed_through(made, true);
    for (const Given& given : made.arguments) {
      if (!has_function(given.value)) continue;
      out = values_.join(out, call_back(frame, given.value, {weak, weak}, *made.instruction));
      // A decorator that we do not know: what it gives back does what it was given, more or less.
      if (made.arguments.size() == 1 && !is_made) {
        Value same;
        same.refs = given.value->refs;
        out = values_.join(out, values_.make(std::move(same)));
      }
    }
  }
  return out;
}

// ------------------------------------------------------------------------------------------ summaries

const std::vector<ir::VariableId>& Evaluator::free_variables(FunctionRef function) {
  const auto [place, is_new] = free_variables_.try_emplace(function);
  if (!is_new) return place->second;
  // Those that it or a function inside it reads or writes, and that an enclosing function owns.
  const ir::Module& module = file(function.file).module;
  std::set<ir::VariableId> found;
  const auto is_inside = [&](ir::FunctionId id) {
    for (int depth = 0; id != ir::kNone && depth < 64; ++depth) {
      if (id == function.id) return true;
      id = module.functions[id].parent;
    }
    return false;
  };
  if (module.functions[function.id].parent != ir::kNone && module.functions[function.id].parent != 0) {
    for (ir::FunctionId id = function.id; id < module.functions.size(); ++id) {
      // Functions inside come after it and begin before its end.
      if (id != function.id && module.functions[id].span.begin >= module.functions[function.id].span.end)
        break;
      if (!is_inside(id)) continue;
      for (const ir::Instruction& i : module.functions[id].code) {
        if (i.op != ir::Op::kLoad && i.op != ir::Op::kStore) continue;
        const ir::Variable& variable = module.variables[i.variable()];
        if (!variable.is_module_level && variable.captured && !is_inside(variable.owner))
          found.insert(i.variable());
      }
    }
  }
  place->second.assign(found.begin(), found.end());
  return place->second;
}

// The values that captured variables have in the frames that are running now.
void Evaluator::collect_captured(Frame& frame, FunctionRef function, Slots& captured) {
  for (const ir::VariableId variable : free_variables(function)) {
    if (function.file != frame.function.file) return;
    const auto& slots = frame.state.variables;
    const auto place = std::lower_bound(slots.begin(), slots.end(), variable,
                                        [](const auto& slot, uint32_t key) { return slot.first < key; });
    if (place == slots.end() || place->first != variable) continue;
    captured.emplace_back(variable, values_.without(place->second, frame.state.facts));
  }
}

Taint Evaluator::instantiate(Taint taint, const std::vector<Taint>& actual, uint32_t file_index, Span span,
                             Atom name) {
  const OriginId root = origins_.root(taint.origin);
  const uint32_t number = origins_[root].placeholder;
  if (number == kNone || number >= actual.size()) return taint;
  const Taint& given = actual[number];
  const StepId inside = taint.step;
  taint.origin = origins_.rebase(taint.origin, given.origin);
  taint.dangers &= given.dangers;
  taint.flags = static_cast<uint8_t>(taint.flags | (given.flags & (kWeak | kComposed)));
  if (inside == 0) {
    taint.step = given.step;
  } else {
    taint.step = add_step({FlowStep::Kind::kPassed, file_index, span, name, given.step, inside});
  }
  return taint;
}

const Value* Evaluator::instantiate(const Value* value, const std::vector<Taint>& actual, uint32_t file_index,
                                    Span span, Atom name) {
  if (!values_.is_open(value)) return value;
  std::map<std::pair<OriginId, StepId>, Taint> made;
  const auto change = [&](Taint taint) {
    const auto [place, is_new] = made.try_emplace({taint.origin, taint.step}, taint);
    if (is_new) place->second = instantiate(taint, actual, file_index, span, name);
    Taint out = place->second;
    out.dangers &= taint.dangers;
    out.flags = static_cast<uint8_t>(taint.flags | (out.flags & (kWeak | kComposed)));
    return out;
  };
  const Value* out = values_.map_taints(value, change);
  // Facts name origins too.
  const std::function<const Value*(const Value*, int)> with_facts = [&](const Value* v,
                                                                        int depth) -> const Value* {
    if (v == nullptr || depth > 4) return v;
    Value copy = *v;
    copy.if_true = instantiate(v->if_true, actual);
    copy.if_false = instantiate(v->if_false, actual);
    for (auto& field : copy.fields) field.second = with_facts(field.second, depth + 1);
    return values_.make(std::move(copy));
  };
  return with_facts(out, 0);
}

Facts Evaluator::instantiate(const Facts& facts, const std::vector<Taint>& actual) {
  if (facts.empty()) return facts;
  Facts out;
  for (const auto& [origin, dangers] : facts) {
    const uint32_t number = origins_[origins_.root(origin)].placeholder;
    if (number == kNone) {
      add_fact(out, origin, dangers);
    } else if (number < actual.size()) {
      // A test of a piece says nothing about the whole.
      if ((actual[number].flags & kPart) != 0) continue;
      const OriginId proved = origins_.rebase(origin, actual[number].origin);
      add_fact(out, proved, dangers);
      // What is proved of its host is proved of an address.
      const Origin& whole = origins_[proved];
      if (whole.parent != kNone && is_host_part(text(whole.field)))
        add_fact(out, whole.parent, dangers & (kUrl | kRedirect));
    }
  }
  return out;
}

Summary& Evaluator::summarise(FunctionRef function, const Value* receiver, std::span<const Given> arguments,
                              const Slots& captured, std::vector<Taint>& actual, bool& is_overflow) {
  // Origins become placeholders, numbered as they are met; ways are left out.
  std::map<std::pair<OriginId, uint32_t>, uint32_t> numbers;
  bool has_taint = false;
  bool has_functions = false;
  for (const Given& given : arguments) {
    has_taint = has_taint || values_.has_taint(given.value);
    has_functions = has_functions || has_function_inside(given.value);
  }
  for (const auto& [variable, value] : captured) has_taint = has_taint || values_.has_taint(value);
  // The more ways a function was called in already, the less of a way is kept: first its constants go, then
  // all but the taint of each argument.
  int& contexts = contexts_[function];
  constexpr int kMostCounted = 8;
  const bool keep_constants = contexts < limits_.most_contexts && (has_taint || has_functions);
  const bool keep_parts = contexts < 2 * limits_.most_contexts && depth_ < limits_.most_depth / 2;
  const auto flat = [&](const Value* value) {
    Value out;
    out.taints = values_.all_taints(value);
    for (const Ref& ref : value->refs) {
      if (ref.kind == RefKind::kInstance) out.refs.push_back({ref.kind, ref.a, ref.b, nullptr});
    }
    // A test of one of them is no test of the others, so they stay apart while they are few.
    constexpr size_t kFew = 4;
    if (out.taints.size() > kFew) {
      Taint all = out.taints.front();
      for (const Taint& taint : out.taints) {
        all.dangers |= taint.dangers;
        all.flags &= taint.flags;
      }
      out.taints.assign(1, all);
    }
    return values_.make(std::move(out));
  };
  const auto shape = [&](const Value* value) -> const Value* {
    if (value == nullptr) return nullptr;
    if (!keep_parts) value = flat(value);
    const Value* bare = values_.map_taints(value, [&](Taint taint) {
      has_taint = true;
      const auto [place, is_new] =
          numbers.try_emplace({taint.origin, taint.dangers | (uint32_t{taint.flags} << 24U)},
                              static_cast<uint32_t>(actual.size()));
      if (is_new) actual.push_back(taint);
      taint.origin = origins_.placeholder(place->second);
      // What is left of it is looked at where the result comes back: one way for all of it.
      if (!keep_parts) taint.dangers = kEveryDanger;
      taint.flags &= static_cast<uint8_t>(~kComposed);
      taint.step = 0;
      return taint;
    });
    if (bare == nullptr) return nullptr;
    // A function that counts (`walk(folder, depth + 1)`) is not one more way for each number.
    const bool is_counted = bare->known == Known::kNumber && contexts >= kMostCounted;
    if ((!keep_constants || is_counted) &&
        (bare->known == Known::kText || bare->known == Known::kPrefix || bare->known == Known::kNumber) &&
        bare->taints.empty() && bare->refs.empty()) {
      return nullptr;
    }
    if (!bare->if_true.empty() || !bare->if_false.empty()) {
      Value plain = *bare;
      plain.if_true.clear();
      plain.if_false.clear();
      return values_.make(std::move(plain));
    }
    return bare;
  };
  Key key{function, {}};
  const auto add_value = [&](const Value* value) {
    key.values.push_back(reinterpret_cast<uintptr_t>(value));
  };
  const Value* self = shape(receiver);
  add_value(self);
  std::vector<Given> bare;
  for (const Given& given : arguments) {
    bare.push_back({shape(given.value), given.name, given.kind, given.span});
    add_value(bare.back().value);
    key.values.push_back((uintptr_t{given.name} << 4U) | static_cast<uintptr_t>(given.kind));
  }
  Slots seen;
  for (const auto& [variable, value] : captured) {
    seen.emplace_back(variable, shape(value));
    key.values.push_back(variable);
    add_value(seen.back().second);
  }
  const auto [place, is_new] = summaries_.try_emplace(key);
  if (!is_new) {
    if (!place->second->is_done) place->second->was_used = true;
    return *place->second;
  }
  if (depth_ >= limits_.most_depth || contexts >= 4 * limits_.most_contexts) {
    is_overflow = true;
    bound(function.file, function_of(function).span,
          depth_ >= limits_.most_depth ? fmt::format("calls nest deeper than {}", limits_.most_depth)
                                       : fmt::format("{} is called in more than {} ways",
                                                     function_name(function), 4 * limits_.most_contexts));
    summaries_.erase(key);
    return no_summary_;
  }
  ++contexts;
  place->second = std::make_unique<Summary>();
  Summary* slot = place->second.get();
  ++depth_;
  // Again while what it itself used of it has grown.
  for (int turn = 0; turn < 4; ++turn) {
    slot->was_used = false;
    Summary made = run_function(function, self, bare, seen, false);
    const bool grew = made.result != slot->result || made.hits.size() != slot->hits.size() ||
                      made.effects.size() != slot->effects.size();
    const bool used = slot->was_used;
    *slot = std::move(made);
    if (out_of_steps_) break;
    slot->is_done = out_of_steps_ || !used || !grew || turn >= 3;
    if (slot->is_done) break;
  }
  --depth_;
  if (out_of_steps_) {
    // Half of what it does is no summary of it: those who call it now see that half, others look anew.
    --contexts_[function];
    cut_short_.push_back(std::move(summaries_.extract(key).mapped()));
    return *cut_short_.back();
  }
  return *slot;
}

bool Evaluator::never_returns(const Frame& frame, FunctionRef function, const Summary& summary,
                              const Call& made) {
  if (!summary.is_done || summary.returns) return false;
  const ir::Function& code = function_of(function);
  if (code.is_generator) return false;
  if (code.is_async) {
    // It throws where it is awaited.
    const size_t next = static_cast<size_t>(made.instruction - frame.code->code.data()) + 1;
    if (next >= frame.code->code.size()) return false;
    const ir::Instruction& after = frame.code->code[next];
    if (after.op != ir::Op::kAwait || after.a + 1 != next) return false;
  }
  // A method that only throws is there to be overridden.
  return code.owner == ir::kNone || program_.methods_named(file(function.file).atom(code.name)).size() == 1;
}

const Value* Evaluator::call_function(Frame& frame, FunctionRef function, const Value* receiver,
                                      const Call& made) {
  const Span span = made.instruction->span;
  if (keep_edges_ == Edges::kKeep) edges_.insert({frame.function.file, span, function.file, function.id});
  if (out_of_steps_) return nullptr;
  called_.insert(function);
  std::vector<Given> arguments;
  arguments.reserve(made.arguments.size());
  const Atom callee_name = atoms_.of(function_name(function));
  for (const Given& given : made.arguments) {
    Given bare = given;
    bare.value = values_.without(given.value, frame.state.facts);
    arguments.push_back(bare);
  }
  Slots captured;
  collect_captured(frame, function, captured);
  std::vector<Taint> actual;
  bool is_overflow = false;
  Summary& summary =
      summarise(function, receiver == nullptr ? nullptr : values_.without(receiver, frame.state.facts),
                arguments, captured, actual, is_overflow);
  if (is_overflow) return passed_through(made, true);
  if (tracked_ != nullptr) tracked_->summaries.push_back(&summary);
  const uint32_t here = frame.function.file;
  steps_run_ += summary.hits.size();
  for (const Hit& inner : summary.hits) {
    Hit outer = inner;
    outer.taint = instantiate(inner.taint, actual, here, span, callee_name);
    if (outer.taint.step == inner.taint.step || inner.taint.step == 0) {
      // It went straight in.
      const uint32_t number = origins_[origins_.root(inner.taint.origin)].placeholder;
      if (number != kNone)
        outer.taint.step =
            add_step({FlowStep::Kind::kPassed, here, span, callee_name, outer.taint.step, inner.taint.step});
    }
    outer.taint.dangers &= ~gone(frame.state.facts, origins_, outer.taint.origin);
    if ((outer.taint.dangers & outer.sink->danger) == 0) continue;
    const bool was_composed_here =
        (inner.taint.flags & kComposed) == 0 && (outer.taint.flags & kComposed) != 0;
    if (was_composed_here && (outer.sink->danger & kBindable) != 0) {
      outer.place_file = here;
      outer.place = span;
    }
    doubts_about(frame.state, outer.taint.origin, outer.sink->danger, outer.doubts);
    add_hit(frame, outer);
  }
  for (const auto& [cell, value] : summary.effects)
    write_cell(frame, cell, instantiate(value, actual, here, span, callee_name), false);
  // Arguments that it changed in place: its list has one more element, and so has ours.
  const ir::Function& code = function_of(function);
  size_t position = 0;
  for (size_t p = 0; p < code.parameters.size() && p < summary.parameters.size(); ++p) {
    if (code.parameters[p].kind == ir::ParameterKind::kReceiver) continue;
    const size_t index = position++;
    if (summary.parameters[p] == nullptr) continue;
    const Value* changed = instantiate(summary.parameters[p], actual, here, span, callee_name);
    if (made.instruction->op != ir::Op::kCall && made.instruction->op != ir::Op::kNew) continue;
    const auto written = frame.code->arguments_of(*made.instruction);
    if (index < written.size() && written[index].kind == ir::ArgumentKind::kPositional)
      change(frame, written[index].value, values_.join(frame.results[written[index].value], changed));
  }
  for (const auto& [origin, number] : summary.doubts) {
    const uint32_t placeholder = origins_[origins_.root(origin)].placeholder;
    if (placeholder >= actual.size()) continue;
    const std::pair own{origins_.rebase(origin, actual[placeholder].origin), number};
    Doubts& doubts = frame.state.doubts;
    const auto place = std::lower_bound(doubts.begin(), doubts.end(), own);
    if (place == doubts.end() || *place != own) doubts.insert(place, own);
  }
  for (const auto& [origin, dangers] : instantiate(summary.always, actual))
    add_fact(frame.state.facts, origin, dangers);
  frame.has_ended = never_returns(frame, function, summary, made);
  return instantiate(summary.result, actual, here, span, callee_name);
}

}  // namespace sentinel::flow
