#include "flow/evaluator.h"

#include <algorithm>
#include <cmath>
#include <queue>
#include <utility>

#include <fmt/format.h>

namespace sentinel::flow {
namespace {

const Value* const* find_slot(const Slots& slots, uint32_t key) {
  const auto place = std::lower_bound(slots.begin(), slots.end(), key,
                                      [](const auto& slot, uint32_t k) { return slot.first < k; });
  return place != slots.end() && place->first == key ? &place->second : nullptr;
}

void set_slot(Slots& slots, uint32_t key, const Value* value) {
  const auto place = std::lower_bound(slots.begin(), slots.end(), key,
                                      [](const auto& slot, uint32_t k) { return slot.first < k; });
  if (place != slots.end() && place->first == key) {
    place->second = value;
  } else {
    slots.insert(place, {key, value});
  }
}

// True when `into` changed. A slot that only one side has: the other side never set it.
bool join_slots(Values& values, Slots& into, const Slots& from) {
  bool changed = false;
  Slots out;
  out.reserve(std::max(into.size(), from.size()));
  auto i = into.begin();
  auto j = from.begin();
  while (i != into.end() || j != from.end()) {
    if (j == from.end() || (i != into.end() && i->first < j->first)) {
      out.push_back(*i++);
    } else if (i == into.end() || j->first < i->first) {
      out.push_back(*j++);
      changed = true;
    } else {
      const Value* joined = values.meet(i->second, j->second);
      changed = changed || joined != i->second;
      out.emplace_back(i->first, joined);
      ++i;
      ++j;
    }
  }
  if (changed) into = std::move(out);
  return changed;
}

void add_doubts(Doubts& into, const Doubts& from) {
  constexpr size_t kMost = 32;
  for (const auto& doubt : from) {
    const auto place = std::lower_bound(into.begin(), into.end(), doubt);
    if ((place == into.end() || *place != doubt) && into.size() < kMost) into.insert(place, doubt);
  }
}

ir::Instruction implicit_store() {
  ir::Instruction made;
  made.op = ir::Op::kStore;
  made.flags = ir::kImplicit;
  return made;
}

}  // namespace

// A chain of calls that no model speaks of. In a loop it would grow for ever.
bool is_long_chain(std::string_view name) {
  return name.size() > 160 || std::count(name.begin(), name.end(), ')') >= 4;
}

std::optional<double> number_of(std::string_view text) {
  const std::string copy(text);
  char* end = nullptr;
  const double out = std::strtod(copy.c_str(), &end);
  if (copy.empty() || end != copy.c_str() + copy.size() || !std::isfinite(out)) return std::nullopt;
  return out;
}

std::string_view last_part(std::string_view name) {
  const size_t dot = name.rfind('.');
  return dot == std::string_view::npos ? name : name.substr(dot + 1);
}

bool Evaluator::Partial::operator==(const Partial& other) const {
  return callee == other.callee && std::equal(arguments.begin(), arguments.end(), other.arguments.begin(),
                                              other.arguments.end(), [](const Given& x, const Given& y) {
                                                return x.value == y.value && x.name == y.name &&
                                                       x.kind == y.kind;
                                              });
}

size_t Evaluator::KeyHash::operator()(const Key& key) const {
  size_t out = (uint64_t{key.function.file} << 32U) | key.function.id;
  for (const uintptr_t value : key.values) out = (out ^ value) * 0x9E3779B97F4A7C15ULL;
  return out;
}

Evaluator::Evaluator(Program& program, const Models& models, const FlowLimits& limits, std::stop_token stop,
                     Edges edges)
    : program_(program),
      models_(models),
      limits_(limits),
      stop_(std::move(stop)),
      keep_edges_(edges),
      atoms_(program.atoms()),
      values_(origins_, atoms_) {
  origins_.set_decoded_name(atoms_.of("#decoded"));
}

StepId Evaluator::add_step(Step step) {
  ++steps_run_;
  steps_.push_back(step);
  return static_cast<StepId>(steps_.size() - 1);
}

OriginId Evaluator::source_origin(SourceInfo info, Atom name) {
  const auto [place, is_new] = source_ids_.try_emplace(info, static_cast<uint32_t>(sources_.size()));
  if (is_new) sources_.push_back(std::move(info));
  return origins_.source(place->second, name);
}

void Evaluator::bound(uint32_t file_index, Span span, std::string message) {
  if (bounds_.size() > 200) return;
  const Bound made{file_index, span, message};
  bounds_.try_emplace({file_index, span.begin, std::move(message)}, made);
}

std::string Evaluator::function_name(FunctionRef ref) {
  const ir::Function& function = function_of(ref);
  const ir::Module& module = file(ref.file).module;
  if (function.name != 0) return std::string(module.name(function.name));
  return function.kind == ir::FunctionKind::kModule ? "the module" : "a function";
}

// ---------------------------------------------------------------------------------------------------- cells

CellId Evaluator::cell_of_variable(uint32_t file_index, ir::VariableId variable) {
  const auto [place, is_new] = cells_of_variables_.try_emplace((uint64_t{file_index} << 32U) | variable,
                                                               static_cast<CellId>(cells_.size()));
  if (is_new) cells_.push_back(nullptr);
  return place->second;
}

CellId Evaluator::cell_of_field(ClassRef owner, Atom name) {
  const uint64_t key = ((uint64_t{owner.file} * 1009 + owner.id) << 32U) | name;
  const auto [place, is_new] = cells_of_fields_.try_emplace(key, static_cast<CellId>(cells_.size()));
  if (is_new) cells_.push_back(nullptr);
  return place->second;
}

CellId Evaluator::cell_of_name(Atom name) {
  const auto [place, is_new] = cells_of_names_.try_emplace(name, static_cast<CellId>(cells_.size()));
  if (is_new) cells_.push_back(nullptr);
  return place->second;
}

std::optional<CellId> Evaluator::cell_of_member(uint32_t unit, Atom name, int depth) {
  if (depth > 8) return std::nullopt;
  const uint32_t first = program_.files_of_unit(unit).front();
  const Language language = file(first).module.language;
  if (language == Language::kPython || language == Language::kGo) {
    const auto place = program_.find_variable(unit, name);
    if (!place) return std::nullopt;
    if (const auto behind = cell_behind_import(place->file, place->variable, depth + 1)) return behind;
    return cell_of_variable(place->file, place->variable);
  }
  const auto found = program_.find_export(unit, name);
  if (!found) return std::nullopt;
  if (found->entry->variable != ir::kNone) {
    if (const auto behind = cell_behind_import(found->file, found->entry->variable, depth + 1)) return behind;
    return cell_of_variable(found->file, found->entry->variable);
  }
  if (found->entry->from == 0) return std::nullopt;
  const auto target = program_.resolve(found->file, file(found->file).module.name(found->entry->from));
  if (!target || target->unit == kNone) return std::nullopt;
  return cell_of_member(target->unit, file(found->file).atom(found->entry->member), depth + 1);
}

// The variable of another file that one of this file is imported from.
std::optional<CellId> Evaluator::cell_behind_import(uint32_t file_index, ir::VariableId variable, int depth) {
  if (depth > 8 || !file(file_index).module.variables[variable].is_module_level) return std::nullopt;
  const auto [place, is_new] = imported_variables_.try_emplace(file_index);
  if (is_new) {
    const ir::Function& top = file(file_index).module.functions.front();
    for (const ir::Instruction& i : top.code) {
      if (i.op == ir::Op::kStore && top.code[i.a].op == ir::Op::kImport)
        place->second.try_emplace(i.variable(), &top.code[i.a]);
    }
  }
  const auto found = place->second.find(variable);
  if (found == place->second.end()) return std::nullopt;
  const ProgramFile& in = file(file_index);
  const auto target = program_.resolve(file_index, in.module.name(found->second->name));
  const Atom member = in.atom(found->second->other);
  if (!target || target->unit == kNone || member == 0) return std::nullopt;
  return cell_of_member(target->unit, member, depth + 1);
}

const Value* Evaluator::read_cell(Frame* frame, CellId cell) {
  if (frame != nullptr) {
    if (const auto* own = find_slot(frame->state.cells, cell)) return *own;
  }
  return shared(cell);
}

const Value* Evaluator::shared(CellId cell) {
  if (tracked_ != nullptr && (tracked_->cells.empty() || tracked_->cells.back() != cell))
    tracked_->cells.push_back(cell);
  return cells_[cell];
}

void Evaluator::grow_cell(CellId cell, const Value* value) {
  if (cell_is_set_.size() < cells_.size()) {
    cell_is_set_.resize(cells_.size(), 0);
    cell_grew_at_.resize(cells_.size(), 0);
  }
  const Value* joined = cell_is_set_[cell] != 0 ? values_.meet(cells_[cell], value) : value;
  cell_is_set_[cell] = 1;
  if (joined == cells_[cell]) return;
  // Running again what has read it is worth it for taint and for what can be called; constants and shapes
  // settle in the first two rounds.
  const Value* before = cells_[cell];
  cells_[cell] = joined;
  if (round_ < 1 || before == nullptr || joined == nullptr || before->refs.size() != joined->refs.size() ||
      values_.all_taints(before).size() != values_.all_taints(joined).size())
    cell_grew_at_[cell] = ++epoch_;
}

void Evaluator::write_cell(Frame& frame, CellId cell, const Value* value, bool replaces) {
  value = values_.without(value, frame.state.facts);
  // What functions share is kept shallow: cells join what all of them write.
  if (value != nullptr && (value->depth > 2 || value->fields.size() > 40)) value = values_.thinned(value, 2);
  const Value* before = read_cell(&frame, cell);
  set_slot(frame.state.cells, cell, replaces ? value : values_.join(before, value));
  if (frame.is_root || !values_.has_taint(value)) {
    grow_cell(cell, value);
  } else {
    auto& effects = frame.summary.effects;
    const auto same =
        std::find_if(effects.begin(), effects.end(), [&](const auto& e) { return e.first == cell; });
    if (same == effects.end()) {
      effects.emplace_back(cell, value);
    } else {
      same->second = values_.join(same->second, value);
    }
  }
}

// ------------------------------------------------------------------------------------------------ variables

bool Evaluator::is_written_inside(uint32_t file_index, ir::VariableId variable) {
  const auto [place, is_new] = written_inside_.try_emplace(file_index);
  if (is_new) {
    const ir::Module& module = file(file_index).module;
    place->second.assign(module.variables.size(), 0);
    // Methods that change what they are called on; the same name on something else does no harm here.
    static const std::set<std::string_view> kChanging{
        "append", "push", "unshift",    "add",   "appendleft", "extend", "insert",      "update",
        "set",    "put",  "put_nowait", "write", "setdefault", "splice", "WriteString", "Write"};
    for (ir::FunctionId id = 1; id < module.functions.size(); ++id) {
      const std::vector<ir::Instruction>& code = module.functions[id].code;
      const auto mark = [&](const ir::Instruction& i) {
        if (module.variables[i.variable()].owner != id) place->second[i.variable()] = 1;
      };
      for (const ir::Instruction& i : code) {
        if (i.op == ir::Op::kStore) mark(i);
        // list.push(x), table[key] = x of a variable outside
        const bool changes = i.op == ir::Op::kSetField || i.op == ir::Op::kSetIndex ||
                             (i.op == ir::Op::kField && kChanging.contains(module.name(i.name)));
        if (changes && i.a != ir::kNone && code[i.a].op == ir::Op::kLoad) mark(code[i.a]);
      }
    }
  }
  return place->second[variable] != 0;
}

const Value* Evaluator::load(Frame& frame, ir::VariableId variable) {
  const ir::Variable& info = frame.file->module.variables[variable];
  if (const auto* own = find_slot(frame.state.variables, variable)) {
    const Value* value = *own;
    if (info.captured && is_written_inside(frame.function.file, variable)) {
      // What a call did to it from inside this function cannot see in its own state.
      const CellId cell = cell_of_variable(frame.function.file, variable);
      value = values_.meet(values_.meet(value, read_cell(&frame, cell)), shared(cell));
    }
    return values_.without(value, frame.state.facts);
  }
  const Value* value = nullptr;
  if (info.captured || info.is_module_level)
    value = values_.without(read_cell(&frame, cell_of_variable(frame.function.file, variable)),
                            frame.state.facts);
  if (value == nullptr && info.type != 0) return value_of_type(frame.function.file, info.type);
  return value;
}

void Evaluator::store(Frame& frame, ir::VariableId variable, const Value* value, const ir::Instruction& at) {
  const ir::Variable& info = frame.file->module.variables[variable];
  if (value == nullptr && info.type != 0) value = value_of_type(frame.function.file, info.type);
  if (info.name != 0 && values_.has_taint(value) && (at.flags & ir::kImplicit) == 0)
    value =
        enter(value, frame.function.file, at.span, FlowStep::Kind::kAssigned, frame.file->atom(info.name));
  if (info.owner == frame.function.id || find_slot(frame.state.variables, variable) != nullptr)
    set_slot(frame.state.variables, variable, value);
  if (info.captured || info.is_module_level)
    write_cell(frame, cell_of_variable(frame.function.file, variable), value, true);
}

// The value with a step more on the way of each of its taints.
const Value* Evaluator::enter(const Value* value, uint32_t file_index, Span span, FlowStep::Kind kind,
                              Atom name) {
  std::map<StepId, StepId> made;
  return values_.map_taints(value, [&](Taint taint) {
    const Step& before = steps_[taint.step];
    // One step a line is enough, and a chain that grows without end helps nobody.
    if (before.file == file_index && before.span == span) return taint;
    const auto [place, is_new] = made.try_emplace(taint.step, 0);
    if (is_new) place->second = add_step({kind, file_index, span, name, taint.step, 0});
    taint.step = place->second;
    return taint;
  });
}

// -------------------------------------------------------------------------------------------------- members

bool Evaluator::is_far_ancestor(ClassRef owner, int depth) {
  if (depth <= 12) return false;
  bound(owner.file, file(owner.file).module.classes[owner.id].span,
        "a class has more ancestors than are followed");
  return true;
}

std::optional<FunctionRef> Evaluator::find_method(ClassRef owner, Atom name, int depth) {
  if (const auto own = program_.find_method(owner, name)) return own;
  const ProgramFile& in = file(owner.file);
  const ir::Class& info = in.module.classes[owner.id];
  if (is_far_ancestor(owner, depth)) return std::nullopt;
  const auto from_type = [&](ir::TypeId base) -> std::optional<FunctionRef> {
    const Value* value = value_of_type(owner.file, base);
    if (value == nullptr) return std::nullopt;
    for (const Ref& ref : value->refs) {
      if ((ref.kind == RefKind::kInstance || ref.kind == RefKind::kClass) &&
          ClassRef{ref.a, ref.b} != owner) {
        if (const auto found = find_method({ref.a, ref.b}, name, depth + 1)) return found;
      }
    }
    return std::nullopt;
  };
  for (const ir::TypeId base : info.bases) {
    if (const auto found = from_type(base)) return found;
  }
  for (const ir::Field& field : info.fields) {
    if (!field.embedded) continue;
    if (const auto found = from_type(field.type)) return found;
  }
  if (info.is_interface) {
    // A few implementations: any of them. One is taken for the lookup; call() looks at all.
    return std::nullopt;
  }
  return std::nullopt;
}

bool Evaluator::is_subclass_of_outside(ClassRef owner, std::vector<std::string>& names, int depth) {
  const ir::Class& info = file(owner.file).module.classes[owner.id];
  if (is_far_ancestor(owner, depth)) return false;
  for (const ir::TypeId base : info.bases) {
    const Value* value = value_of_type(owner.file, base);
    if (value == nullptr) continue;
    for (const Ref& ref : value->refs) {
      if (ref.kind == RefKind::kExternal) names.emplace_back(text(ref.a));
      if (ref.kind == RefKind::kInstance && ClassRef{ref.a, ref.b} != owner)
        is_subclass_of_outside({ref.a, ref.b}, names, depth + 1);
    }
  }
  for (const ir::Field& field : info.fields) {
    if (!field.embedded) continue;
    const Value* value = value_of_type(owner.file, field.type);
    if (value == nullptr) continue;
    for (const Ref& ref : value->refs) {
      if (ref.kind == RefKind::kExternal) names.emplace_back(text(ref.a));
    }
  }
  return !names.empty();
}

const Value* Evaluator::member_of_outside(Frame& frame, Atom full, const ir::Instruction& at) {
  if (const NameModel* model = models_of(frame.function.file).find(text(full))) {
    if (const auto source = source_of(frame, full, *model, at.span, nullptr)) return *source;
    if (!model->result.empty() && model->is_value) return values_.external(model->result);
  }
  return values_.ref({RefKind::kExternal, full, 0, nullptr});
}

const Value* Evaluator::load_member(Frame& frame, const Value* base, Atom name, const ir::Instruction& at) {
  if (base == nullptr) return nullptr;
  const std::string_view member = text(name);
  if (member == "length" || member == "size" || member == "byteLength") return nullptr;
  if (const Value* proof = test_address(base, member)) return proof;
  const Value* out = values_.without(values_.field(base, name), frame.state.facts);
  const auto add = [&](const Value* value) { out = values_.join(out, value); };
  for (const Ref& ref : base->refs) {
    switch (ref.kind) {
      case RefKind::kModule:
        add(member_of_unit(ref.a, name));
        break;
      case RefKind::kExternal: {
        if (is_long_chain(text(ref.a))) break;
        const Atom full = atoms_.of(fmt::format("{}.{}", text(ref.a), member));
        if (frame.file->module.language == Language::kPython && !text(full).contains('(')) {
          // `import a.b.c` where a folder has no __init__.py.
          if (const auto sub = program_.resolve(frame.function.file, text(full)); sub && sub->unit != kNone) {
            add(values_.ref({RefKind::kModule, sub->unit, 0, nullptr}));
            break;
          }
        }
        // The first of a call's several results is the thing that it makes.
        if (frame.file->module.language == Language::kGo && member == "0") {
          add(values_.ref(ref));
          break;
        }
        add(member_of_outside(frame, full, at));
        break;
      }
      case RefKind::kInstance: {
        const ClassRef owner{ref.a, ref.b};
        bool found = false;
        if (const auto method = find_method(owner, name)) {
          const ir::Function& function = function_of(*method);
          found = true;
          if (function.kind == ir::FunctionKind::kGetter) {
            Call getter;
            getter.instruction = &at;
            add(call_function(frame, *method, base, getter));
          } else if (function.kind != ir::FunctionKind::kSetter) {
            // What is tainted of the receiver goes with it; the rest stands in the cells of its class.
            Value self = base->refs.size() == 1 && values_.has_taint(base) ? *base : Value();
            self.refs.assign(1, {ref.kind, ref.a, ref.b, nullptr});
            const Value* bound_to = ref.bound != nullptr ? ref.bound : values_.make(std::move(self));
            add(values_.ref(
                {RefKind::kFunction, method->file, method->id, function.is_static ? nullptr : bound_to}));
          }
        }
        const Value* field = read_cell(&frame, cell_of_field(owner, name));
        if (field == nullptr) {
          const ir::Class& info = file(owner.file).module.classes[owner.id];
          for (const ir::Field& f : info.fields) {
            if (file(owner.file).atom(f.name) == name) {
              field = value_of_type(owner.file, f.type, 1);
              found = true;
            }
          }
          if (field == nullptr) {
            // A field that a base class set.
            for (const ir::TypeId type : info.bases) {
              const Value* parent = value_of_type(owner.file, type, 1);
              if (parent == nullptr) continue;
              for (const Ref& r : parent->refs) {
                if (r.kind == RefKind::kInstance && ClassRef{r.a, r.b} != owner) {
                  field = values_.join(field, read_cell(&frame, cell_of_field({r.a, r.b}, name)));
                }
              }
            }
          }
        }
        if (field != nullptr) {
          found = true;
          add(values_.without(field, frame.state.facts));
        }
        if (!found) {
          std::vector<std::string> outside;
          if (is_subclass_of_outside(owner, outside)) {
            for (const std::string& base_name : outside)
              add(member_of_outside(frame, atoms_.of(base_name + "." + std::string(member)), at));
          }
        }
        break;
      }
      case RefKind::kSchema:
        if (member == "shape") return shape_of(ref.a);
        break;
      case RefKind::kClass: {
        if (const auto method = find_method({ref.a, ref.b}, name))
          add(values_.ref({RefKind::kFunction, method->file, method->id, nullptr}));
        add(read_cell(&frame, cell_of_field({ref.a, ref.b}, name)));
        break;
      }
      default:
        break;
    }
  }
  return out;
}

const Value* Evaluator::any_member(Frame& frame, const Value* base, const Value* name,
                                   const ir::Instruction& at) {
  if (base == nullptr) return nullptr;
  constexpr size_t kMost = 40;
  const std::string_view start =
      name != nullptr && name->known == Known::kPrefix ? text(name->text) : std::string_view();
  std::set<Atom> names;
  for (const Ref& ref : base->refs) {
    if (ref.kind != RefKind::kModule) continue;
    for (const uint32_t f : program_.files_of_unit(ref.a)) {
      const ir::Module& module = file(f).module;
      for (const ir::Instruction& i : module.functions.front().code) {
        if (i.op != ir::Op::kStore || i.a == ir::kNone) continue;
        const ir::Op stored = module.functions.front().code[i.a].op;
        const ir::Variable& variable = module.variables[i.variable()];
        if ((stored == ir::Op::kFunction || stored == ir::Op::kClass) &&
            module.name(variable.name).starts_with(start))
          names.insert(file(f).atom(variable.name));
      }
    }
  }
  std::vector<ClassRef> lineage;
  for (const Ref& ref : base->refs) {
    if (ref.kind == RefKind::kInstance || ref.kind == RefKind::kClass) lineage.push_back({ref.a, ref.b});
  }
  for (size_t n = 0; n < lineage.size() && n < 8; ++n) {
    const ProgramFile& in = file(lineage[n].file);
    const ir::Class& info = in.module.classes[lineage[n].id];
    for (const ir::FunctionId id : info.methods) {
      const ir::Function& method = in.module.functions[id];
      const std::string_view called = in.module.name(method.name);
      if (method.kind == ir::FunctionKind::kMethod && called.starts_with(start) && !called.starts_with("__"))
        names.insert(in.atom(method.name));
    }
    for (const ir::TypeId type : info.bases) {
      const Value* parent = value_of_type(lineage[n].file, type, 1);
      if (parent == nullptr) continue;
      for (const Ref& ref : parent->refs) {
        if (ref.kind == RefKind::kInstance) lineage.push_back({ref.a, ref.b});
      }
    }
  }
  if (names.size() > kMost) {
    bound(frame.function.file, at.span,
          fmt::format("a name that is not known may mean any of {} methods", names.size()));
    return nullptr;
  }
  const Value* out = nullptr;
  for (const Atom one : names) out = values_.join(out, load_member(frame, base, one, at));
  return out;
}

const Value* Evaluator::load_index(Frame& frame, const Value* base, const Value* key,
                                   const ir::Instruction& at) {
  if (base == nullptr) return nullptr;
  // "abc"[1]
  if (base->known == Known::kText && base->taints.empty() && key != nullptr && key->known == Known::kNumber) {
    const auto place = number_of(text(key->text));
    const std::string_view chars = text(base->text);
    if (place && *place >= 0 && *place < static_cast<double>(chars.size()))
      return values_.text(chars.substr(static_cast<size_t>(*place), 1));
  }
  if (key != nullptr && (key->known == Known::kText || key->known == Known::kNumber))
    return load_member(frame, base, key->text, at);
  const Value* out = values_.without(values_.any_part(base), frame.state.facts);
  // A table of functions: any of them.
  for (const Ref& ref : base->refs) {
    if (ref.kind == RefKind::kExternal && !text(ref.a).ends_with("[]"))
      out = values_.join(out, values_.external(std::string(text(ref.a)) + "[]"));
  }
  if (frame.file->module.language != Language::kPython && frame.file->module.language != Language::kGo)
    out = values_.join(out, any_member(frame, base, key, at));
  // What is found in a table that the program wrote down has one of its keys.
  if (values_.has_taint(key) && !base->fields.empty() && base->element == nullptr && base->length == kNone)
    out = both_of(values_.join(out, values_.known(Known::kNull)), test_member(key, base));
  return out;
}

void Evaluator::change(Frame& frame, ir::ValueId place, const Value* value, int depth) {
  if (place == ir::kNone || depth > 4) return;
  const ir::Instruction& from = frame.code->code[place];
  frame.results[place] = value;
  switch (from.op) {
    case ir::Op::kLoad:
      frame.changed.insert(from.variable());
      store(frame, from.variable(), value, implicit_store());
      // A registry: what is put into an imported list is in the list of the file that it comes from.
      if (const auto cell = cell_behind_import(frame.function.file, from.variable()))
        write_cell(frame, *cell, value, false);
      break;
    case ir::Op::kField:
      store_member(frame, from.a, frame.file->atom(from.name), value, from, Written::kInside);
      break;
    case ir::Op::kIndex: {
      const Value* key = frame.results[from.b];
      if (key != nullptr && (key->known == Known::kText || key->known == Known::kNumber)) {
        store_member(frame, from.a, key->text, value, from, Written::kInside);
      } else {
        change(frame, from.a, values_.with_element(frame.results[from.a], value), depth + 1);
      }
      break;
    }
    case ir::Op::kUnary:  // &x of Go
    case ir::Op::kCast:
    case ir::Op::kAwait:
      change(frame, from.a, value, depth + 1);
      break;
    default:
      break;
  }
}

void Evaluator::store_member(Frame& frame, ir::ValueId base, Atom name, const Value* value,
                             const ir::Instruction& at, Written written) {
  const Value* object = frame.results[base];
  bool is_instance = false;
  if (object != nullptr) {
    for (const Ref& ref : object->refs) {
      if (ref.kind == RefKind::kModule) {
        if (const auto cell = cell_of_member(ref.a, name)) write_cell(frame, *cell, value, false);
      }
      if (ref.kind != RefKind::kInstance && ref.kind != RefKind::kClass) continue;
      is_instance = true;
      const Value* kept = enter(value, frame.function.file, at.span, FlowStep::Kind::kStored, name);
      write_cell(frame, cell_of_field({ref.a, ref.b}, name), kept, object->refs.size() == 1);
    }
  }
  if (written == Written::kItself) note_assigned_handler(frame, object, name, value, at);
  const NameModel* model =
      written == Written::kInside ? nullptr : models_of(frame.function.file).find_method(text(name));
  if (model != nullptr) {
    Call call;
    call.instruction = &at;
    check_sinks(frame, model->assigned, name, call, value);
  }
  if (is_instance && object->fields.empty() && object->taints.empty()) return;
  // What the object was read from sees the change: plain objects are values here.
  change(frame, base, values_.with_field(object, name, value), 1);
}

// --------------------------------------------------------------------------------------- names and imports

const Value* Evaluator::class_value(uint32_t file_index, ir::ClassId id) {
  return values_.ref({RefKind::kClass, file_index, id, nullptr});
}

const Value* Evaluator::member_of_unit(uint32_t unit, Atom name, int depth) {
  if (depth > 16) return nullptr;
  const uint32_t first = program_.files_of_unit(unit).front();
  const Language language = file(first).module.language;
  const auto variable = [&](const Program::Place& place) -> const Value* {
    return shared(cell_of_variable(place.file, place.variable));
  };
  if (language == Language::kPython) {
    if (const auto place = program_.find_variable(unit, name)) {
      if (const Value* value = variable(*place)) return value;
    }
    if (const auto sub = program_.find_submodule(unit, text(name)))
      return values_.ref({RefKind::kModule, *sub, 0, nullptr});
    if (const auto c = program_.find_class(unit, name)) return class_value(c->file, c->id);
    return member_of_stars(first, name, depth);
  }
  if (language == Language::kGo) {
    if (const auto place = program_.find_variable(unit, name)) {
      if (const Value* value = variable(*place)) return value;
      const ir::Variable& info = file(place->file).module.variables[place->variable];
      if (info.type != 0) return value_of_type(place->file, info.type, depth + 1);
    }
    if (const auto c = program_.find_class(unit, name)) return class_value(c->file, c->id);
    return nullptr;
  }
  const auto exported = [&](const Program::Exported& e) -> const Value* {
    const ProgramFile& in = file(e.file);
    if (e.entry->variable != ir::kNone) return variable({e.file, e.entry->variable});
    if (e.entry->from == 0) return nullptr;
    const auto target = program_.resolve(e.file, in.module.name(e.entry->from));
    if (!target) return nullptr;
    const std::string_view member = in.module.name(e.entry->member);
    if (target->unit == kNone) {
      const std::string canonical = models_of(e.file).canonical_module(target->outside);
      return values_.external(member == "*" || member.empty() || member == "default"
                                  ? canonical
                                  : canonical + "." + std::string(member));
    }
    if (member == "*" || member.empty()) return values_.ref({RefKind::kModule, target->unit, 0, nullptr});
    return member_of_unit(target->unit, in.atom(e.entry->member), depth + 1);
  };
  if (const auto found = program_.find_export(unit, name)) return exported(*found);
  if (const auto whole = program_.find_export(unit, atoms_.of("="))) {
    const Value* value = exported(*whole);
    if (text(name) == "default") return value;
    if (value != nullptr) {
      if (const Value* field = values_.field(value, name)) return field;
      for (const Ref& ref : value->refs) {
        if (ref.kind == RefKind::kModule) return member_of_unit(ref.a, name, depth + 1);
      }
    }
  }
  for (const ir::Export* star : program_.star_exports(unit)) {
    const auto target = program_.resolve(first, file(first).module.name(star->from));
    if (!target) continue;
    if (target->unit == kNone) continue;
    if (const Value* value = member_of_unit(target->unit, name, depth + 1)) return value;
  }
  return nullptr;
}

// What `super` stands for: the object seen as one of the classes that its own is derived from.
const Value* Evaluator::parents(Frame& frame) {
  const ir::Module& module = frame.file->module;
  ir::FunctionId id = frame.function.id;
  while (module.functions[id].owner == ir::kNone && module.functions[id].parent != ir::kNone)
    id = module.functions[id].parent;
  if (module.functions[id].owner == ir::kNone) return nullptr;
  Value out;
  for (const ir::TypeId base : module.classes[module.functions[id].owner].bases) {
    const Value* type = value_of_type(frame.function.file, base);
    if (type == nullptr) continue;
    for (Ref ref : type->refs) {
      if (ref.kind == RefKind::kInstance) ref.bound = frame.receiver;
      out.refs.push_back(ref);
    }
  }
  return values_.make(std::move(out));
}

// A name that a file has of a module that it takes all names of.
const Value* Evaluator::member_of_stars(uint32_t file_index, Atom name, int depth) {
  for (const std::string_view specifier : program_.star_imports(file_index)) {
    const auto target = program_.resolve(file_index, specifier);
    if (!target) continue;
    if (target->unit != kNone) {
      if (const Value* value = member_of_unit(target->unit, name, depth + 1)) return value;
      continue;
    }
    // Of a library only what a rule speaks of: all else may be of another one, or built in.
    const LanguageModels& models = models_of(file_index);
    const std::string full = fmt::format("{}.{}", models.canonical_module(target->outside), text(name));
    if (models.find(full) != nullptr) return values_.external(full);
  }
  return nullptr;
}

const Value* Evaluator::import(Frame& frame, std::string_view specifier, std::string_view member) {
  const auto target = program_.resolve(frame.function.file, specifier);
  if (!target) {
    // `from . import x` without an __init__.py: a file beside this one.
    if (frame.file->module.language == Language::kPython && specifier.starts_with('.') && !member.empty()) {
      const std::string path =
          std::string(specifier) + (specifier.ends_with('.') ? "" : ".") + std::string(member);
      if (const auto sub = program_.resolve(frame.function.file, path); sub && sub->unit != kNone)
        return values_.ref({RefKind::kModule, sub->unit, 0, nullptr});
    }
    return nullptr;
  }
  if (target->unit == kNone) {
    if (frame.file->module.language == Language::kPython && !member.empty()) {
      // A folder without __init__.py is a package too.
      const std::string path = std::string(specifier) + "." + std::string(member);
      if (const auto sub = program_.resolve(frame.function.file, path); sub && sub->unit != kNone)
        return values_.ref({RefKind::kModule, sub->unit, 0, nullptr});
    }
    const std::string canonical = models_of(frame.function.file).canonical_module(target->outside);
    if (member.empty() || member == "*" || member == "default") return values_.external(canonical);
    const std::string full = canonical + "." + std::string(member);
    if (const NameModel* model = models_of(frame.function.file).find(full)) {
      if (const auto source = source_of(frame, atoms_.of(full), *model, {}, nullptr)) return *source;
    }
    return values_.external(full);
  }
  if (member.empty() || member == "*") {
    // CommonJS: what require() gives is what was assigned to module.exports.
    if (const auto whole = program_.find_export(target->unit, atoms_.of("="));
        whole && member.empty() && whole->entry->variable != ir::kNone) {
      return values_.join(shared(cell_of_variable(whole->file, whole->entry->variable)),
                          values_.ref({RefKind::kModule, target->unit, 0, nullptr}));
    }
    return values_.ref({RefKind::kModule, target->unit, 0, nullptr});
  }
  if (const Value* value = member_of_unit(target->unit, atoms_.of(member))) return value;
  // A package that gives out a library's name.
  return nullptr;
}

const Value* Evaluator::global(Frame& frame, Atom name) {
  const ProgramFile& in = *frame.file;
  if (in.module.language == Language::kGo) {
    if (const Value* value = member_of_unit(in.unit, name)) return value;
    if (program_.find_variable(in.unit, name)) return nullptr;
  }
  if (const Value* value = member_of_stars(frame.function.file, name, 0)) return value;
  std::string_view word = text(name);
  if (word == "super" && in.module.language != Language::kGo) return parents(frame);
  if (word == "globalThis" || word == "window" || word == "self") word = "window";
  if (const NameModel* model = models_of(frame.function.file).find(word)) {
    if (const auto source = source_of(frame, name, *model, {}, nullptr)) return *source;
  }
  return values_.external(word);
}

const Value* Evaluator::value_of_type(uint32_t file_index, ir::TypeId type, int depth) {
  if (type == 0 || depth > 8) return nullptr;
  const ProgramFile& in = file(file_index);
  const ir::Type& info = in.module.type(type);
  switch (info.kind) {
    case ir::TypeKind::kNamed: {
      const std::string_view name = in.module.name(info.name);
      const size_t dot = name.find('.');
      const std::string_view head = name.substr(0, dot);
      const Value* value = nullptr;
      if (dot == std::string_view::npos) {
        if (const auto c = program_.find_class(in.unit, in.atom(info.name)))
          return values_.ref({RefKind::kInstance, c->file, c->id, nullptr});
      }
      // A name of this file, mostly an import.
      const ir::VariableId variable = program_.find_in_file(file_index, atoms_.of(head));
      if (variable != ir::kNone) value = shared(cell_of_variable(file_index, variable));
      for (size_t at = dot; value != nullptr && at != std::string_view::npos;) {
        const size_t next = name.find('.', at + 1);
        const std::string_view part =
            name.substr(at + 1, next == std::string_view::npos ? next : next - at - 1);
        const Value* member = values_.field(value, atoms_.of(part));
        for (const Ref& ref : value->refs) {
          if (ref.kind == RefKind::kModule)
            member = values_.join(member, member_of_unit(ref.a, atoms_.of(part)));
          if (ref.kind == RefKind::kExternal)
            member = values_.join(member, values_.external(fmt::format("{}.{}", text(ref.a), part)));
        }
        value = member;
        at = next;
      }
      if (value == nullptr) return nullptr;
      Value out;
      for (const Ref& ref : value->refs) {
        if (ref.kind == RefKind::kClass) out.refs.push_back({RefKind::kInstance, ref.a, ref.b, nullptr});
        if (ref.kind == RefKind::kExternal) out.refs.push_back(ref);
      }
      return values_.make(std::move(out));
    }
    case ir::TypeKind::kPointer:
      return info.child_count == 0 ? nullptr
                                   : value_of_type(file_index, in.module.children(info)[0].type, depth + 1);
    case ir::TypeKind::kArray: {
      if (info.child_count == 0) return nullptr;
      const Value* element = value_of_type(file_index, in.module.children(info)[0].type, depth + 1);
      return element == nullptr ? nullptr : values_.with_element(nullptr, element);
    }
    case ir::TypeKind::kUnion: {
      const Value* out = nullptr;
      for (const ir::TypeChild& child : in.module.children(info))
        out = values_.join(out, value_of_type(file_index, child.type, depth + 1));
      return out;
    }
    case ir::TypeKind::kObject: {
      const Value* out = nullptr;
      for (const ir::TypeChild& child : in.module.children(info)) {
        if (const Value* part = value_of_type(file_index, child.type, depth + 1))
          out = values_.with_field(out, in.atom(child.label), part);
      }
      return out;
    }
    case ir::TypeKind::kApply: {
      const auto children = in.module.children(info);
      if (children.empty()) return nullptr;
      const std::string_view base = in.module.name(in.module.type(children[0].type).name);
      const std::string_view short_base = last_part(base);
      if (children.size() >= 2 &&
          (short_base == "Optional" || short_base == "Annotated" || short_base == "Promise" ||
           short_base == "Readonly" || short_base == "Partial" || short_base == "Required" ||
           short_base == "Final" || short_base == "ClassVar" || short_base == "Awaitable"))
        return value_of_type(file_index, children[1].type, depth + 1);
      if (children.size() >= 2 &&
          (short_base == "Array" || short_base == "list" || short_base == "List" ||
           short_base == "Sequence" || short_base == "set" || short_base == "Set" || short_base == "map" ||
           short_base == "Map" || short_base == "Record" || short_base == "dict" || short_base == "Dict")) {
        const Value* element = value_of_type(file_index, children.back().type, depth + 1);
        return element == nullptr ? nullptr : values_.with_element(nullptr, element);
      }
      return value_of_type(file_index, children[0].type, depth + 1);
    }
    default:
      return nullptr;
  }
}

// --------------------------------------------------------------------------------------------- expressions

// path.sep and its kin: what stands between folders.
bool Evaluator::is_separator(const Value* value) {
  static const std::set<std::string_view> kNames{"path.sep",         "os.sep",
                                                 "os.path.sep",      "#separator",
                                                 "os.PathSeparator", "path/filepath.Separator",
                                                 "path.posix.sep",   "node:path.sep"};
  return value != nullptr && std::any_of(value->refs.begin(), value->refs.end(), [&](const Ref& ref) {
           return ref.kind == RefKind::kExternal && kNames.contains(text(ref.a));
         });
}

const Value* Evaluator::concat(const std::vector<const Value*>& parts) {
  Value out;
  std::string prefix;
  bool is_constant = true;
  bool begins_clean = false;   // something that the program chose stands in front
  bool host_is_fixed = false;  // ... and its host part has ended
  bool ends_host = false;      // what stands in front came in, and the program has ended its host part
  size_t number = 0;
  const auto begins_behind_host = [&](const Value* part) {
    return part != nullptr && part->known == Known::kPrefix && text(part->text).find_first_of("/?#&") == 0;
  };
  // path + separator
  const bool stays_resolved =
      std::all_of(parts.begin() + (parts.empty() ? 0 : 1), parts.end(), [&](const Value* part) {
        return is_separator(part) ||
               (part != nullptr && part->known == Known::kText && !text(part->text).contains(".."));
      });
  for (const Value* part : parts) {
    if (is_separator(part)) part = values_.known(Known::kText, atoms_.of("/"));
    const bool is_text = part != nullptr && (part->known == Known::kText || part->known == Known::kNumber);
    if (is_constant && is_text) {
      prefix += text(part->text);
      if (prefix.size() > 400) prefix.resize(400);
    } else {
      if (is_constant && part != nullptr && part->known == Known::kPrefix && part->taints.empty())
        prefix += text(part->text);
      is_constant = false;
    }
    const std::vector<Taint> taints = values_.all_taints(part);
    // The part is the program's own, or was chosen by who runs it.
    if (std::all_of(taints.begin(), taints.end(), [](const Taint& t) { return (t.flags & kLocal) != 0; })) {
      if (is_text ? !text(part->text).empty() : (part == nullptr || part->known != Known::kNull)) {
        const std::string_view chars = is_text ? text(part->text) : std::string_view();
        if (number == 0 || begins_clean) {
          const size_t scheme = prefix.find("://");
          if (scheme != std::string::npos) {
            host_is_fixed = host_is_fixed || prefix.find_first_of("/?#", scheme + 3) != std::string::npos;
          } else {
            // "${base}/x": what the base is, the program knows.
            host_is_fixed = host_is_fixed || !is_text || chars.starts_with('/') || chars.starts_with('?');
          }
          begins_clean = true;
        }
      }
      for (Taint taint : taints) {
        taint.flags &= static_cast<uint8_t>(~(kAsGiven | kResolved));
        Values::add_taint(out.taints, taint);
      }
    } else {
      for (Taint taint : taints) {
        taint.flags &= static_cast<uint8_t>(~(kAsGiven | (stays_resolved ? 0 : kResolved)));
        if (parts.size() > 1) taint.flags |= kComposed;
        // `${address}&words=${words}`: where the address ends, the program says.
        if (number > 0 && (ends_host || begins_behind_host(part))) taint.dangers &= ~(kUrl | kRedirect);
        // A test of the whole is a test of each part that came in whole.
        if (begins_clean) {
          taint.flags |= kFollowed;
          taint.dangers &= ~(kAbsolute | kProgram | kScript);
          const bool only_dashes = prefix.find_first_not_of('-') == std::string::npos;
          if (!prefix.empty() ? !only_dashes : true) taint.dangers &= ~kOption;
          if (host_is_fixed) taint.dangers &= ~(kUrl | kRedirect);
        }
        Values::add_taint(out.taints, taint);
      }
    }
    if (number > 0 && is_text)
      ends_host = ends_host || text(part->text).find_first_of("/?#&") != std::string_view::npos;
    ++number;
  }
  if (is_constant) {
    if (!parts.empty()) {
      out.known = Known::kText;
      out.text = atoms_.of(prefix);
    }
  } else if (!prefix.empty()) {
    out.known = Known::kPrefix;
    out.text = atoms_.of(prefix);
  }
  // Whether it ends with a separator matters to prefix tests of paths.
  if (!parts.empty() && parts.back() != nullptr) {
    const Value* last = parts.back();
    const bool separator =
        is_separator(last) || (last->known == Known::kText &&
                               (text(last->text).ends_with('/') || text(last->text).ends_with('\\')));
    if (separator && !is_constant)
      out.refs.push_back({RefKind::kExternal, atoms_.of("#separator"), 0, nullptr});
  }
  return values_.make(std::move(out));
}

const Value* Evaluator::concat(Frame& frame, const std::vector<const Value*>& parts, Span span) {
  const Value* out = concat(parts);
  const auto has_tag = [&](const Value* part) {
    if (part == nullptr || (part->known != Known::kText && part->known != Known::kPrefix)) return false;
    const std::string_view chars = text(part->text);
    const size_t at = chars.find('<');
    return at != std::string_view::npos && at + 1 < chars.size() &&
           (std::isalpha(static_cast<unsigned char>(chars[at + 1])) != 0 || chars[at + 1] == '/' ||
            chars[at + 1] == '!');
  };
  if (!values_.has_taint(out) || std::none_of(parts.begin(), parts.end(), has_tag)) return out;
  return enter(out, frame.function.file, span, FlowStep::Kind::kMarkup, 0);
}

const Value* Evaluator::piece(const Frame& frame, const Value* value, Span span, uint8_t clear) {
  if (!values_.has_taint(value)) return nullptr;
  const Atom name = atoms_.of(fmt::format("#{}:{}", frame.function.file, span.begin));
  Value out;
  for (Taint taint : values_.all_taints(value)) {
    taint.flags &= static_cast<uint8_t>(~(kAsGiven | clear));
    const OriginId origin = origins_.field(taint.origin, name);
    if (origin == taint.origin) taint.flags |= kPart;
    taint.origin = origin;
    Values::add_taint(out.taints, taint);
  }
  return values_.make(std::move(out));
}

// `x is None`, `roots.length === 0` of something that no peer chose. `unset_when`: how the test comes out
// then.
bool Evaluator::is_test_of_setting(Frame& frame, ir::ValueId test, bool& unset_when) {
  const ir::Instruction& i = frame.code->code[test];
  if (i.op != ir::Op::kCompare) return false;
  const std::string_view op = frame.file->module.name(i.name);
  if (op != "==" && op != "!=" && op != "is" && op != "is not") return false;
  const Value* a = frame.results[i.a];
  const Value* b = frame.results[i.b];
  const auto is_nothing = [&](const Value* v) {
    return v != nullptr && v->refs.empty() && v->taints.empty() &&
           (v->known == Known::kNull || (v->known == Known::kNumber && text(v->text) == "0"));
  };
  const bool a_is_nothing = is_nothing(a);
  if (a_is_nothing == is_nothing(b)) return false;
  const Value* tested = a_is_nothing ? b : a;
  // What a test found (x.match(y) === null) is no setting.
  if (tested != nullptr && (!tested->if_true.empty() || !tested->if_false.empty())) return false;
  unset_when = op == "==" || op == "is";
  const ir::Instruction& from = frame.code->code[a_is_nothing ? i.b : i.a];
  // A length is no text, whatever it is the length of.
  const bool is_length = from.op == ir::Op::kField || (from.op == ir::Op::kCall && from.a != ir::kNone);
  const Value* whole = is_length && from.op == ir::Op::kField ? frame.results[from.a] : tested;
  if (from.op == ir::Op::kCall) {
    for (const ir::Argument& argument : frame.code->arguments_of(from))
      whole = values_.join(whole, frame.results[argument.value]);
  }
  return !values_.is_hostile(tested) && !values_.is_hostile(whole);
}

// A value that is kept in a place without a name is one outcome of a condition (`a && b`, `a ? b : c`): who
// has it came this way, so what holds here is proved by it.
const Value* Evaluator::on_this_way(Frame& frame, const Value* value, ir::ValueId id) {
  const State& state = frame.state;
  const bool is_tested = state.tested == id && id != ir::kNone;
  if (state.facts.empty() && !is_tested) return value;
  const bool is_plain =
      value == nullptr || (value->taints.empty() && value->refs.empty() && value->fields.empty());
  Value out = value == nullptr ? Value() : *value;
  if (is_tested && !state.outcome) {
    // An empty text, nothing, false: harmless, whatever it was.
    out = Value();
    out.known = Known::kFalse;
  } else if (is_tested && is_plain) {
    out.known = Known::kTrue;
    out.text = 0;
  }
  out.if_true = both(out.if_true, state.facts);
  out.if_false = both(out.if_false, state.facts);
  return values_.make(std::move(out));
}

// { execute: f }, server.ServerTool{Handler: f}: an object that a framework takes handlers from.
void Evaluator::note_assigned_handler(Frame& frame, const Value* object, Atom name, const Value* value,
                                      const ir::Instruction& at) {
  if (value == nullptr) return;
  const LanguageModels& models = models_of(frame.function.file);
  const auto take = [&](const NameModel* model) {
    if (model == nullptr) return;
    for (const EntryModel& entry : model->entries) {
      if (entry.pattern.kind != FlowPattern::Kind::kAssignment) continue;
      for (const Ref& ref : value->refs) {
        if (ref.kind != RefKind::kFunction) continue;
        Handler handler;
        handler.function = ref;
        handler.file = frame.function.file;
        handler.span = at.span;
        // ServerTool{Tool: NewTool("x"), Handler: f}
        if (!entry.entry->name.empty())
          handler.name = name_of(values_.field(object, atoms_.of(entry.entry->name)));
        register_handler(entry, std::move(handler));
      }
    }
  };
  take(models.find_method(text(name)));
  if (object == nullptr) return;
  for (const Ref& ref : object->refs) {
    if (ref.kind != RefKind::kExternal) continue;
    const Atom full = atoms_.of(fmt::format("{}.{}", text(ref.a), text(name)));
    const NameModel* model = models.find(text(full));
    take(model);
    if (model != nullptr && !model->assigned.empty()) {
      Call call;
      call.instruction = &at;
      check_sinks(frame, model->assigned, full, call, value);
    }
  }
}

const Value* Evaluator::calculated(std::string_view op, const Value* a, const Value* b) {
  if (a == nullptr || b == nullptr || a->known != Known::kNumber || b->known != Known::kNumber)
    return nullptr;
  const auto left = number_of(text(a->text));
  const auto right = number_of(text(b->text));
  if (!left || !right) return nullptr;
  double out = 0;
  if (op == "+")
    out = *left + *right;
  else if (op == "-")
    out = *left - *right;
  else if (op == "*")
    out = *left * *right;
  else if (op == "/" && *right != 0)
    out = *left / *right;
  else
    return nullptr;
  constexpr double kExact = 9e15;  // beyond it, whole numbers are rounded
  if (out != std::floor(out) || std::abs(out) > kExact) return nullptr;
  return values_.known(Known::kNumber, atoms_.of(std::to_string(static_cast<int64_t>(out))));
}

const Value* Evaluator::run_instruction(Frame& frame, const ir::Instruction& i) {
  const auto at = [&](ir::ValueId id) { return id == ir::kNone ? nullptr : frame.results[id]; };
  const auto atom = [&](ir::NameId name) { return frame.file->atom(name); };
  switch (i.op) {
    case ir::Op::kUnknown: {
      Value out;
      for (const ir::Argument& argument : frame.code->arguments_of(i)) {
        for (const Taint& taint : values_.all_taints(at(argument.value)))
          Values::add_taint(out.taints, taint);
      }
      return values_.make(std::move(out));
    }
    case ir::Op::kNull:
      return values_.known(Known::kNull);
    case ir::Op::kString:
      return values_.known(Known::kText, atom(i.name));
    case ir::Op::kNumber:
      return values_.known(Known::kNumber, atom(i.name));
    case ir::Op::kBool:
      return values_.known(frame.file->module.name(i.name) == "true" ? Known::kTrue : Known::kFalse);
    case ir::Op::kRegex: {
      // The flag m makes ^ and $ match inside: then they fix nothing.
      const std::string_view flags = frame.file->module.name(i.other);
      const bool lines = flags.contains('m');
      const bool all = flags.contains('g');
      return values_.ref({RefKind::kRegex, lines ? atoms_.of("") : atom(i.name), all ? 1U : 0U, nullptr});
    }
    case ir::Op::kConcat: {
      std::vector<const Value*> parts;
      for (const ir::Argument& argument : frame.code->arguments_of(i)) parts.push_back(at(argument.value));
      return concat(frame, parts, i.span);
    }
    case ir::Op::kBinary: {
      const Value* a = at(i.a);
      const Value* b = at(i.b);
      const std::string_view op = frame.file->module.name(i.name);
      if (op == "+") {
        if (const Value* sum = calculated(op, a, b)) return sum;
        const bool lists = (a != nullptr && (a->length != kNone || a->element != nullptr)) ||
                           (b != nullptr && (b->length != kNone || b->element != nullptr));
        if (lists) {
          const Value* out = a;
          if (a != nullptr && a->length != kNone && b != nullptr && b->length != kNone) {
            for (uint32_t n = 0; n < b->length; ++n)
              out = values_.appended(out, values_.field(b, atoms_.of(std::to_string(n))));
            return out;
          }
          return values_.with_element(a, values_.any_part(b));
        }
        return concat(frame, {a, b}, i.span);
      }
      if (op == "/" && frame.file->module.language == Language::kPython) {
        // pathlib: an absolute right side replaces the left.
        bool is_path = false;
        for (const Value* side : {a, b}) {
          if (side == nullptr) continue;
          for (const Ref& ref : side->refs)
            is_path = is_path || (ref.kind == RefKind::kExternal && text(ref.a).starts_with("pathlib."));
        }
        Value out;
        for (const Value* side : {a, b}) {
          for (Taint taint : values_.all_taints(side)) {
            taint.flags &= static_cast<uint8_t>(~(kAsGiven | kResolved));
            Values::add_taint(out.taints, taint);
          }
        }
        if (is_path || !out.taints.empty())
          out.refs.push_back({RefKind::kExternal, atoms_.of("pathlib.Path"), 0, nullptr});
        return values_.make(std::move(out));
      }
      if (op == "|" || op == "&" || op == "||" || op == "??" || op == "&&") return values_.join(a, b);
      return calculated(op, a, b);
    }
    case ir::Op::kUnary: {
      if (frame.file->module.name(i.name) == "*" || frame.file->module.name(i.name) == "&") return at(i.a);
      return nullptr;
    }
    case ir::Op::kCompare:
      return compare(frame, i, at(i.a), at(i.b));
    case ir::Op::kLoad:
      return load(frame, i.variable());
    case ir::Op::kStore: {
      const Value* value = at(i.a);
      if (frame.file->module.variables[i.variable()].name == 0) value = on_this_way(frame, value, i.a);
      store(frame, i.variable(), value, i);
      return at(i.a);
    }
    case ir::Op::kDefault: {
      const Value* now = load(frame, i.variable());
      const bool given = i.variable() < frame.given.size() && frame.given[i.variable()] != 0;
      if (!given) {
        // Its type says what it is only where the default does not.
        const Value* value = at(i.a);
        const bool is_nothing = value == nullptr || (value->known == Known::kNull && value->refs.empty());
        if (is_nothing || frame.is_root || value->refs.empty())
          value = is_nothing && now != nullptr && now->known != Known::kNull ? now : values_.join(value, now);
        store(frame, i.variable(), value, i);
      } else if (given && now == nullptr) {
        store(frame, i.variable(), at(i.a) == nullptr ? nullptr : values_.flattened(at(i.a)), i);
      }
      return nullptr;
    }
    case ir::Op::kGlobal:
      return global(frame, atom(i.name));
    case ir::Op::kField:
      return load_member(frame, at(i.a), atom(i.name), i);
    case ir::Op::kSetField:
      store_member(frame, i.a, atom(i.name), at(i.b), i);
      return nullptr;
    case ir::Op::kIndex:
      return load_index(frame, at(i.a), at(i.b), i);
    case ir::Op::kSetIndex: {
      const Value* key = at(i.b);
      if (key != nullptr && (key->known == Known::kText || key->known == Known::kNumber)) {
        store_member(frame, i.a, key->text, at(i.c), i);
      } else {
        // server.request_handlers[CallToolRequest] = f
        if (key != nullptr) {
          for (const Ref& ref : key->refs) {
            if (ref.kind == RefKind::kExternal)
              note_assigned_handler(frame, at(i.a), atoms_.of(last_part(text(ref.a))), at(i.c), i);
          }
        }
        change(frame, i.a, values_.with_element(at(i.a), at(i.c)));
      }
      return nullptr;
    }
    case ir::Op::kSlice: {
      const Value* base = at(i.a);
      if (base == nullptr) return nullptr;
      if (base->taints.empty() || base->element != nullptr || base->length != kNone) {
        Value out;
        out.element = values_.any_part(base);
        return values_.make(std::move(out));
      }
      return piece(frame, base, i.span);
    }
    case ir::Op::kCall:
    case ir::Op::kNew: {
      Call made;
      made.instruction = &i;
      made.is_new = i.op == ir::Op::kNew;
      const ir::Instruction& callee = frame.code->code[i.a];
      const bool is_super = callee.op == ir::Op::kGlobal && frame.file->module.name(callee.name) == "super";
      if (is_super && frame.file->module.language == Language::kPython) return at(i.a);
      if (callee.op == ir::Op::kField) {
        made.receiver = at(callee.a);
        made.method = atom(callee.name);
      }
      for (const ir::Argument& argument : frame.code->arguments_of(i)) {
        const Value* value = at(argument.value);
        // f(*known_list): its elements, one by one.
        if (argument.kind == ir::ArgumentKind::kSpread && value != nullptr && value->length != kNone &&
            value->element == nullptr) {
          for (uint32_t n = 0; n < value->length; ++n) {
            made.arguments.push_back({values_.field(value, atoms_.of(std::to_string(n))), 0,
                                      ir::ArgumentKind::kPositional, frame.code->code[argument.value].span});
          }
          continue;
        }
        made.arguments.push_back(
            {value, atom(argument.name), argument.kind, frame.code->code[argument.value].span});
      }
      return is_super ? call_super(frame, at(i.a), made) : call(frame, at(i.a), made);
    }
    case ir::Op::kList: {
      const Value* out = values_.make([] {
        Value empty;
        empty.length = 0;
        return empty;
      }());
      const Value* before = nullptr;
      for (const ir::Argument& argument : frame.code->arguments_of(i)) {
        const Value* value = at(argument.value);
        if (argument.kind != ir::ArgumentKind::kSpread) {
          if (takes_value(atoms_, before)) value = values_.without(value, kOption);
          before = value;
          out = values_.appended(out, value);
        } else if (value != nullptr && value->length != kNone && value->element == nullptr) {
          for (uint32_t n = 0; n < value->length; ++n)
            out = values_.appended(out, values_.field(value, atoms_.of(std::to_string(n))));
        } else {
          out = values_.with_element(out, values_.any_part(value));
        }
      }
      return out;
    }
    case ir::Op::kObject: {
      const Value* out = i.type == 0 ? nullptr : value_of_type(frame.function.file, i.type);
      ClassRef owner;
      if (out != nullptr) {
        for (const Ref& ref : out->refs) {
          if (ref.kind == RefKind::kInstance) owner = {ref.a, ref.b};
        }
      }
      for (const ir::Argument& argument : frame.code->arguments_of(i)) {
        const Value* value = at(argument.value);
        switch (argument.kind) {
          case ir::ArgumentKind::kNamed: {
            const Atom name = atom(argument.name);
            if (owner.file != kNone) {
              value = enter(value, frame.function.file, frame.code->code[argument.value].span,
                            FlowStep::Kind::kStored, name);
              write_cell(frame, cell_of_field(owner, name), value, false);
            }
            note_assigned_handler(frame, out, name, value, i);
            out = values_.with_field(out, name, value);
            break;
          }
          case ir::ArgumentKind::kComputed: {
            const Value* key = at(argument.key);
            if (key != nullptr && key->known == Known::kText) {
              out = values_.with_field(out, key->text, value);
            } else {
              out = values_.with_element(out, value);
            }
            break;
          }
          case ir::ArgumentKind::kPositional:
            out = values_.with_element(out, value);
            break;
          case ir::ArgumentKind::kSpread:
          case ir::ArgumentKind::kNamedSpread: {
            if (value == nullptr) break;
            for (const auto& [name, part] : value->fields) out = values_.with_field(out, name, part);
            if (value->element != nullptr) out = values_.with_element(out, value->element);
            if (!value->taints.empty()) {
              Value whole = out == nullptr ? Value() : *out;
              for (const Taint& taint : value->taints) Values::add_taint(whole.taints, taint);
              out = values_.make(std::move(whole));
            }
            break;
          }
        }
      }
      return out;
    }
    case ir::Op::kFunction: {
      const FunctionRef ref{frame.function.file, i.function()};
      return values_.ref({RefKind::kFunction, ref.file, ref.id, nullptr});
    }
    case ir::Op::kClass:
      return class_value(frame.function.file, i.class_id());
    case ir::Op::kAwait:
      return at(i.a);
    case ir::Op::kYield:
      frame.yielded = values_.join(frame.yielded, values_.without(at(i.a), frame.state.facts));
      return nullptr;
    case ir::Op::kElement:
      return values_.without(values_.any_part(at(i.a)), frame.state.facts);
    case ir::Op::kKey: {
      const Value* base = at(i.a);
      return base == nullptr || base->taints.empty() ? nullptr : values_.make([&] {
        Value out;
        for (const Taint& taint : base->taints) Values::add_taint(out.taints, taint);
        return out;
      }());
    }
    case ir::Op::kCast: {
      const Value* value = at(i.a);
      const Value* type = value_of_type(frame.function.file, i.type);
      if (frame.file->module.language == Language::kGo) value = typed(frame.function.file, i.type, value, 6);
      if (type == nullptr) return value;
      if (value == nullptr) return type;
      Value out = *value;
      for (const Ref& ref : type->refs) {
        if (out.refs.size() < 8 && std::find(out.refs.begin(), out.refs.end(), ref) == out.refs.end())
          out.refs.push_back(ref);
      }
      return values_.make(std::move(out));
    }
    case ir::Op::kImport:
      return import(frame, frame.file->module.name(i.name), frame.file->module.name(i.other));
    case ir::Op::kReturn:
    case ir::Op::kThrow:
    case ir::Op::kJump:
    case ir::Op::kBranch:
      return nullptr;
  }
  return nullptr;
}

// ------------------------------------------------------------------------------------------------ functions

namespace {

enum class Truth { kTrue, kFalse, kEither };

Truth truth_of(const Value* value) {
  if (value == nullptr) return Truth::kEither;
  switch (value->known) {
    case Known::kNull:
    case Known::kFalse:
      return value->refs.empty() && value->taints.empty() ? Truth::kFalse : Truth::kEither;
    case Known::kTrue:
      return Truth::kTrue;
    case Known::kMaybe:
      return Truth::kEither;
    default:
      break;
  }
  // What is made here is there. A tainted text may be empty.
  if (!value->fields.empty() || !value->refs.empty() || value->length != kNone) return Truth::kTrue;
  return Truth::kEither;
}

}  // namespace

// What a handler returns its framework answers with: a sink of the name `flask.return($)`.
void Evaluator::answer(Frame& frame, const ir::Instruction& returns) {
  const Value* value = returns.a == ir::kNone ? nullptr : frame.results[returns.a];
  // return text, 404
  if (value != nullptr && value->length != kNone) value = values_.field(value, atoms_.of("0"));
  if (value == nullptr || value->taints.empty()) return;
  const std::string_view call = answering_->call;
  const Atom name = atoms_.of(std::string(call.substr(0, call.find('.'))) + ".return");
  const NameModel* model = models_of(frame.function.file).find(text(name));
  if (model == nullptr) return;
  Call made;
  made.instruction = &returns;
  made.arguments.push_back({value, 0, ir::ArgumentKind::kPositional, returns.span});
  check_sinks(frame, model->sinks, name, made);
}

void Evaluator::note_return(Frame& frame, const Value* value) {
  add_doubts(frame.summary.doubts, frame.state.doubts);
  const Facts& facts = frame.state.facts;
  const auto note = [&](Frame::Outcome& outcome, const Facts& proved) {
    if (outcome.seen && frame.state.is_unset && !outcome.is_unset) return;
    const bool is_first = !outcome.seen || (outcome.is_unset && !frame.state.is_unset);
    outcome.facts = is_first ? proved : in_common(outcome.facts, proved);
    outcome.is_unset = frame.state.is_unset;
    outcome.seen = true;
  };
  note(frame.any, facts);
  const auto classify = [&](const Value* v, Frame::Outcome& truthy, Frame::Outcome& falsy) {
    const Truth truth = truth_of(v);
    static const Facts kNoFacts;
    if (truth != Truth::kFalse) note(truthy, both(facts, v == nullptr ? kNoFacts : v->if_true));
    if (truth != Truth::kTrue) note(falsy, both(facts, v == nullptr ? kNoFacts : v->if_false));
  };
  // Errors and texts: "" and nil are good, any text that is there says what is wrong.
  if (value != nullptr && (value->known == Known::kText || value->known == Known::kPrefix)) {
    note(text(value->text).empty() ? frame.falsy : frame.truthy, facts);
  } else {
    classify(value, frame.truthy, frame.falsy);
  }
  if (value != nullptr && value->refs.empty()) {
    size_t looked_at = 0;
    for (const auto& [name, part] : value->fields) {
      if (++looked_at > 8) break;
      auto& [truthy, falsy] = frame.parts[name];
      if (part != nullptr && (part->known == Known::kText || part->known == Known::kPrefix)) {
        note(text(part->text).empty() ? falsy : truthy, facts);
      } else {
        classify(part, truthy, falsy);
      }
    }
  }
  const Value* returned = values_.without(value, facts);
  frame.summary.result = frame.summary.returns ? values_.meet(frame.summary.result, returned) : returned;
  frame.summary.returns = true;
}

void Evaluator::bind_parameters(Frame& frame, std::span<const Given> arguments) {
  const ir::Function& code = *frame.code;
  frame.given.assign(frame.file->module.variables.size() > 100000 ? 0 : frame.file->module.variables.size(),
                     0);
  std::vector<char> used(arguments.size(), 0);
  const Value* from_spread = nullptr;  // what any argument may be
  const Value* from_named_spread = nullptr;
  bool has_spread = false;
  for (size_t i = 0; i < arguments.size(); ++i) {
    if (arguments[i].kind == ir::ArgumentKind::kSpread) {
      from_spread = values_.join(from_spread, values_.any_part(arguments[i].value));
      has_spread = true;
      used[i] = 1;
    } else if (arguments[i].kind == ir::ArgumentKind::kNamedSpread) {
      from_named_spread = values_.join(from_named_spread, arguments[i].value);
      used[i] = 1;
    }
  }
  size_t position = 0;
  const auto next_positional = [&]() -> const Given* {
    while (position < arguments.size() && arguments[position].kind != ir::ArgumentKind::kPositional)
      ++position;
    if (position >= arguments.size()) return nullptr;
    used[position] = 1;
    return &arguments[position++];
  };
  for (const ir::Parameter& parameter : code.parameters) {
    const Value* value = nullptr;
    bool given = false;
    const Atom name = frame.file->atom(parameter.name);
    switch (parameter.kind) {
      case ir::ParameterKind::kReceiver:
        value = frame.receiver;
        given = value != nullptr;
        if (value == nullptr && code.owner != ir::kNone)
          value = values_.ref({RefKind::kInstance, frame.function.file, code.owner, nullptr});
        break;
      case ir::ParameterKind::kPlain:
      case ir::ParameterKind::kKeywordOnly: {
        const auto by_name = std::find_if(arguments.begin(), arguments.end(), [&](const Given& g) {
          return g.kind == ir::ArgumentKind::kNamed && g.name == name && name != 0;
        });
        if (by_name != arguments.end()) {
          value = by_name->value;
          given = true;
          used[static_cast<size_t>(by_name - arguments.begin())] = 1;
        } else if (const Given* next =
                       parameter.kind == ir::ParameterKind::kPlain ? next_positional() : nullptr) {
          value = next->value;
          given = true;
        } else if (has_spread || from_named_spread != nullptr) {
          value = values_.join(from_spread, values_.field(from_named_spread, name));
          given = value != nullptr;
        }
        break;
      }
      case ir::ParameterKind::kRest: {
        Value list;
        list.length = 0;
        value = values_.make(std::move(list));
        while (const Given* next = next_positional()) value = values_.appended(value, next->value);
        if (has_spread) value = values_.with_element(value, from_spread);
        given = true;
        break;
      }
      case ir::ParameterKind::kNamedRest: {
        value = from_named_spread;
        for (size_t i = 0; i < arguments.size(); ++i) {
          if (used[i] == 0 && arguments[i].kind == ir::ArgumentKind::kNamed)
            value = values_.with_field(value, arguments[i].name, arguments[i].value);
        }
        given = true;
        break;
      }
    }
    if (parameter.type != 0) {
      const Value* type = value_of_type(frame.function.file, parameter.type);
      if (value == nullptr) {
        value = type;
      } else if (type != nullptr && std::all_of(value->refs.begin(), value->refs.end(), [](const Ref& ref) {
                   return ref.kind == RefKind::kExternal;
                 })) {
        // What it is given says what is in it, its type what can be called on it.
        Value out = *value;
        for (const Ref& ref : type->refs) {
          if (std::find(out.refs.begin(), out.refs.end(), ref) == out.refs.end()) out.refs.push_back(ref);
        }
        value = values_.make(std::move(out));
      }
    }
    if (parameter.variable < frame.given.size()) frame.given[parameter.variable] = given ? 1 : 0;
    set_slot(frame.state.variables, parameter.variable, value);
    const ir::Variable& info = frame.file->module.variables[parameter.variable];
    if (info.captured)
      write_cell(frame, cell_of_variable(frame.function.file, parameter.variable), value, true);
  }
}

// ipaddress.ip_address(host) of Python throws for a name.
bool Evaluator::reads_an_address(const Frame& frame, const ir::Block& block) const {
  for (ir::ValueId i = block.first; i < block.end; ++i) {
    const ir::Instruction& call = frame.code->code[i];
    if (call.op != ir::Op::kCall) continue;
    const ir::Instruction& callee = frame.code->code[call.a];
    std::string_view name;
    if (callee.op == ir::Op::kField || callee.op == ir::Op::kGlobal)
      name = frame.file->module.name(callee.name);
    if (callee.op == ir::Op::kLoad)
      name = frame.file->module.name(frame.file->module.variables[callee.variable()].name);
    if (name == "ip_address" || name == "ip_network" || name == "IPv4Address" || name == "IPv6Address")
      return true;
  }
  return false;
}

// Blocks in the order in which they were written, those of a loop again until nothing changes.
void Evaluator::run_blocks(Frame& frame) {
  const ir::Function& code = *frame.code;
  struct In {
    bool reached = false;
    State state;
    int visits = 0;
    bool came_back = false;
    Facts back;  // what holds on every way back
  };
  std::vector<In> in(code.blocks.size());
  in[0].reached = true;
  in[0].state = std::move(frame.state);
  // By the place of the block in the code: the order of writing, which a loop's end jumps back in.
  const auto later = [&](ir::BlockId a, ir::BlockId b) {
    return std::pair(code.blocks[a].first, a) > std::pair(code.blocks[b].first, b);
  };
  std::priority_queue<ir::BlockId, std::vector<ir::BlockId>, decltype(later)> todo(later);
  std::vector<char> queued(code.blocks.size(), 0);
  todo.push(0);
  queued[0] = 1;
  constexpr int kMostVisits = 5;
  const auto flow_to = [&](ir::BlockId block, const State& state, const Facts& extra, bool is_back) {
    if (block == ir::kNone) return;
    In& to = in[block];
    bool changed = false;
    Facts facts = both(state.facts, extra);
    if (to.reached && (to.state.tested != state.tested || to.state.outcome != state.outcome))
      to.state.tested = ir::kNone;
    if (!to.reached) {
      to.state.tested = state.tested;
      to.state.outcome = state.outcome;
      to.reached = true;
      to.state.variables = state.variables;
      to.state.cells = state.cells;
      to.state.facts = std::move(facts);
      to.state.doubts = state.doubts;
      to.state.is_unset = state.is_unset;
      changed = true;
    } else {
      changed = join_slots(values_, to.state.variables, state.variables);
      add_doubts(to.state.doubts, state.doubts);
      changed = join_slots(values_, to.state.cells, state.cells) || changed;
      // What a loop's body proves of each element it proves of the list: where there is no element there is
      // nothing to prove. So what holds on every way back holds.
      Facts common;
      if (state.is_unset != to.state.is_unset) {
        common = state.is_unset ? to.state.facts : std::move(facts);
        to.state.is_unset = false;
      } else if (is_back) {
        to.back = to.came_back ? in_common(to.back, facts) : std::move(facts);
        to.came_back = true;
        common = to.back;
      } else {
        common = to.came_back ? to.state.facts : in_common(to.state.facts, facts);
      }
      if (common != to.state.facts) {
        to.state.facts = std::move(common);
        changed = true;
      }
    }
    if (changed && queued[block] == 0 && to.visits < kMostVisits) {
      queued[block] = 1;
      todo.push(block);
    }
  };
  while (!todo.empty()) {
    const ir::BlockId id = todo.top();
    todo.pop();
    queued[id] = 0;
    const ir::Block& block = code.blocks[id];
    ++in[id].visits;
    frame.state = in[id].state;
    const bool reads_address = block.handler != ir::kNone && reads_an_address(frame, block);
    const auto is_back = [&](ir::BlockId to) {
      return to != ir::kNone && code.blocks[to].first <= block.first && in[to].visits > 0;
    };
    if (block.first == block.end) {
      note_return(frame, nullptr);
      continue;
    }
    const auto thrown = [&](State state) {
      // What is no literal address is tested otherwise, if at all.
      state.is_unset = state.is_unset || reads_address;
      flow_to(block.handler, state, {}, false);
    };
    if (block.handler != ir::kNone) thrown(frame.state);
    // States are copied where ways meet: many variables are dear in a function of many blocks.
    const size_t held = frame.state.variables.size() + frame.state.cells.size();
    steps_run_ += block.end - block.first + held * held / 4096;
    if (steps_run_ > steps_of_root_ || stop_.stop_requested()) {
      out_of_steps_ = true;
      return;
    }
    bool has_ended = false;
    for (ir::ValueId i = block.first; i < block.end && !has_ended; ++i) {
      frame.has_ended = false;
      frame.results[i] = run_instruction(frame, code.code[i]);
      if (values_.was_cut())
        bound(frame.function.file, code.code[i].span, "too many functions meet here to follow all of them");
      if (out_of_steps_) return;
      has_ended = frame.has_ended && code.code[i].op == ir::Op::kCall;
    }
    if (block.handler != ir::kNone) {
      // The handler may see all that was set; what was proved since the block began it may not rely on.
      State state = frame.state;
      state.facts = in[id].state.facts;
      thrown(std::move(state));
    }
    if (has_ended) continue;
    const ir::Instruction& last = code.code[block.end - 1];
    frame.state.tested = ir::kNone;
    switch (last.op) {
      case ir::Op::kReturn:
        if (frame.is_root && answering_ != nullptr) answer(frame, last);
        note_return(frame, last.a == ir::kNone ? nullptr : frame.results[last.a]);
        break;
      case ir::Op::kThrow:
        break;
      case ir::Op::kJump:
        flow_to(last.target(), frame.state, {}, is_back(last.target()));
        break;
      case ir::Op::kBranch: {
        const Value* tested = frame.results[last.a];
        const Truth truth = truth_of(tested);
        static const Facts kNoFacts;
        const bool is_constant = tested != nullptr && tested->taints.empty() && tested->refs.empty();
        bool unset_when = false;
        const bool is_setting = is_test_of_setting(frame, last.a, unset_when);
        const bool was_unset = frame.state.is_unset;
        frame.state.tested = last.a;
        frame.state.outcome = true;
        frame.state.is_unset = was_unset || (is_setting && unset_when);
        if (!is_constant || truth != Truth::kFalse)
          flow_to(last.target(), frame.state, tested == nullptr ? kNoFacts : tested->if_true,
                  is_back(last.target()));
        frame.state.outcome = false;
        // An empty text, or none, does no harm.
        Facts if_false = tested == nullptr ? kNoFacts : tested->if_false;
        if (tested != nullptr) {
          for (const Taint& taint : tested->taints) {
            if ((taint.flags & kAsGiven) != 0) add_fact(if_false, taint.origin, kEveryDanger);
          }
        }
        frame.state.is_unset = was_unset || (is_setting && !unset_when);
        if (!is_constant || truth != Truth::kTrue)
          flow_to(last.otherwise(), frame.state, if_false, is_back(last.otherwise()));
        break;
      }
      default:
        note_return(frame, nullptr);
        break;
    }
  }
}

Summary Evaluator::run_function(FunctionRef function, const Value* receiver, std::span<const Given> arguments,
                                const Slots& captured, bool is_root) {
  Frame frame;
  frame.function = function;
  frame.code = &function_of(function);
  frame.file = &file(function.file);
  frame.receiver = receiver;
  frame.is_root = is_root;
  frame.results.assign(frame.code->code.size(), nullptr);
  frame.state.variables = captured;
  Summary& out = frame.summary;
  out.made_at = epoch_;
  Uses* const outer = std::exchange(tracked_, &out.uses);
  bind_parameters(frame, arguments);
  run_blocks(frame);
  tracked_ = outer;
  const auto keep_one_each = [](auto& list) {
    std::sort(list.begin(), list.end());
    list.erase(std::unique(list.begin(), list.end()), list.end());
    list.shrink_to_fit();
  };
  keep_one_each(out.uses.cells);
  keep_one_each(out.uses.summaries);
  out.is_done = true;
  if (!frame.any.seen) return std::move(out);
  out.always = frame.any.facts;
  Value result = out.result == nullptr ? Value() : *out.result;
  if (frame.code->is_generator) {
    Value list;
    list.element = values_.join(frame.yielded, nullptr);
    result = list;
  }
  result.if_true = frame.truthy.seen ? frame.truthy.facts : Facts();
  result.if_false = frame.falsy.seen ? frame.falsy.facts : Facts();
  for (auto& [name, part] : result.fields) {
    const auto found = frame.parts.find(name);
    if (found == frame.parts.end()) continue;
    const auto& [truthy, falsy] = found->second;
    if ((!truthy.seen || truthy.facts.empty()) && (!falsy.seen || falsy.facts.empty())) continue;
    Value with = part == nullptr ? Value() : *part;
    if (with.known == Known::kNull || with.known == Known::kTrue || with.known == Known::kFalse)
      with.known = Known::kNothing;
    if (truthy.seen) with.if_true = both(with.if_true, truthy.facts);
    if (falsy.seen) with.if_false = both(with.if_false, falsy.facts);
    part = values_.make(std::move(with));
  }
  out.result = values_.make(std::move(result));
  for (const ir::Parameter& parameter : frame.code->parameters) {
    const bool changed = frame.changed.contains(parameter.variable);
    const auto* value = find_slot(frame.state.variables, parameter.variable);
    out.parameters.push_back(changed && value != nullptr ? *value : nullptr);
  }
  return std::move(out);
}

Summary Evaluator::run_root(FunctionRef function, const Value* receiver,
                            const std::vector<Given>& arguments) {
  if (stop_.stop_requested()) return {};
  constexpr uint64_t kLeast = 1000;
  const uint64_t left = limits_.most_steps - std::min(steps_run_, limits_.most_steps);
  steps_of_root_ = steps_run_ + std::max(left / 8, kLeast);
  Summary summary = run_function(function, receiver, arguments, {}, true);
  if (out_of_steps_) bound(function.file, function_of(function).span, "it is too large to follow all of it");
  was_cut_ = was_cut_ || out_of_steps_;
  out_of_steps_ = false;
  for (const auto& [cell, value] : summary.effects) grow_cell(cell, value);
  return summary;
}

Summary Evaluator::run_handler(const Handler& handler) {
  if (handler.function.kind != RefKind::kFunction) return {};
  const FunctionRef function{handler.function.a, handler.function.b};
  const ProgramFile& in = file(function.file);
  const ir::Function& code = function_of(function);
  const auto taint = [&](Atom name, Span span, bool is_whole) {
    const bool is_of_all = handler.entry->name == "function" && handler.kind == SourceKind::kTool;
    const SourceInfo info{handler.kind, function.file, span, handler.name, true, is_whole, is_of_all};
    const OriginId origin = source_origin(info, name);
    Dangers dangers = kEveryDanger;
    for (const std::string& cleared : handler.entry->clears) dangers &= ~danger_named(cleared).value_or(0);
    const auto flags = static_cast<uint8_t>(kAsGiven | (is_local(handler.kind) ? kLocal : 0));
    return values_.tainted(
        {origin, dangers, flags, add_step({FlowStep::Kind::kSource, function.file, span, name, 0, 0})});
  };
  const auto is_trusted = [&](const ir::Parameter& parameter) {
    // name: str = Depends(...)
    for (const ir::Instruction& i : code.code) {
      if (i.op != ir::Op::kDefault || i.variable() != parameter.variable || i.a == ir::kNone) continue;
      const ir::Instruction& value = code.code[i.a];
      if (value.op != ir::Op::kCall) continue;
      const ir::Instruction& callee = code.code[value.a];
      std::string_view name;
      if (callee.op == ir::Op::kGlobal || callee.op == ir::Op::kField) name = in.module.name(callee.name);
      if (callee.op == ir::Op::kLoad) name = in.module.name(in.module.variables[callee.variable()].name);
      for (const std::string& trusted : handler.entry->trusted) {
        if (!name.empty() && last_part(trusted) == name) return true;
      }
    }
    if (parameter.type == 0) return false;
    const ir::Type& written = in.module.type(parameter.type);
    for (const ir::TypeChild& child : in.module.children(written)) {
      const ir::Type& note = in.module.type(child.type);
      for (const std::string& trusted : handler.entry->trusted) {
        if ((note.kind == ir::TypeKind::kCall || note.kind == ir::TypeKind::kNamed) &&
            last_part(in.module.name(note.name)) == last_part(trusted))
          return true;
      }
    }
    const Value* type = value_of_type(function.file, parameter.type);
    std::vector<std::string> names;
    if (type != nullptr) {
      for (const Ref& ref : type->refs) {
        if (ref.kind == RefKind::kExternal) names.emplace_back(text(ref.a));
      }
    }
    names.emplace_back(ir::TypeKind::kNamed == in.module.type(parameter.type).kind
                           ? in.module.name(in.module.type(parameter.type).name)
                           : std::string_view());
    for (const std::string& trusted : handler.entry->trusted) {
      for (const std::string& name : names) {
        if (!name.empty() && (name == trusted || last_part(name) == last_part(trusted))) return true;
      }
    }
    return false;
  };
  const auto span_of = [&](const ir::Parameter& parameter) {
    const Span span = in.module.variables[parameter.variable].span;
    return span.end > span.begin                       ? span
           : code.name_span.end > code.name_span.begin ? code.name_span
                                                       : code.span;
  };
  std::vector<Given> arguments;
  std::map<size_t, const Value*> by_place;
  size_t place = 0;
  bool all = handler.is_wrapped;
  for (const std::string& path : handler.entry->tainted) {
    if (path == "parameters") all = true;
    if (all) continue;
    const auto number = static_cast<size_t>(std::strtoul(path.c_str(), nullptr, 10));
    size_t index = 0;
    const ir::Parameter* parameter = nullptr;
    for (const ir::Parameter& p : code.parameters) {
      if (p.kind == ir::ParameterKind::kReceiver) continue;
      if (index++ == number) parameter = &p;
    }
    const Span span = parameter != nullptr ? span_of(*parameter) : code.span;
    // "1.params.arguments": the fields on the way hold nothing else.
    std::vector<std::string> fields;
    for (size_t dot = path.find('.'); dot != std::string::npos;) {
      const size_t next = path.find('.', dot + 1);
      fields.push_back(path.substr(dot + 1, next == std::string::npos ? next : next - dot - 1));
      dot = next;
    }
    const Atom name = fields.empty() ? (parameter != nullptr ? in.atom(parameter->name) : Atom{0})
                                     : atoms_.of(fields.back());
    const Value* value = taint(name, span, true);
    if (parameter != nullptr && parameter->type != 0) {
      const bool checked = handler.entry->schema == "annotations" || in.module.language == Language::kGo;
      if (checked && fields.empty()) value = typed(function.file, parameter->type, value);
    }
    if (handler.schema != nullptr) value = fitted(handler.schema, value);
    for (size_t i = fields.size(); i-- > 0;) value = values_.with_field(nullptr, atoms_.of(fields[i]), value);
    by_place[number] = values_.join(by_place[number], value);
  }
  for (const ir::Parameter& parameter : code.parameters) {
    if (parameter.kind == ir::ParameterKind::kReceiver) continue;
    const Value* value = nullptr;
    if (all && !is_trusted(parameter)) {
      value = taint(in.atom(parameter.name), span_of(parameter), false);
      if (handler.entry->schema == "annotations" || in.module.language == Language::kGo)
        value = typed(function.file, parameter.type, value);
    }
    if (const auto found = by_place.find(place); found != by_place.end())
      value = values_.join(value, found->second);
    if (!handler.is_wrapped && place < handler.entry->parameters.size() &&
        handler.entry->parameters[place] != "_" && parameter.type == 0) {
      Value known = value == nullptr ? Value() : *value;
      known.refs.push_back({RefKind::kExternal, atoms_.of(handler.entry->parameters[place]), 0, nullptr});
      value = values_.make(std::move(known));
    }
    ++place;
    if (parameter.kind == ir::ParameterKind::kKeywordOnly || parameter.kind == ir::ParameterKind::kPlain) {
      arguments.push_back({value,
                           in.atom(parameter.name),
                           parameter.kind == ir::ParameterKind::kKeywordOnly ? ir::ArgumentKind::kNamed
                                                                             : ir::ArgumentKind::kPositional,
                           {}});
    }
  }
  answering_ = handler.entry;
  Summary out = run_root(function, handler.function.bound, arguments);
  answering_ = nullptr;
  return out;
}

}  // namespace sentinel::flow
