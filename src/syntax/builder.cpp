#include "syntax/builder.h"

#include <algorithm>
#include <utility>

namespace sentinel::ir {

Builder::Builder(Language language) {
  module_.language = language;
  module_.names.emplace_back();
  module_.types.emplace_back();
  begin_function({}, FunctionKind::kModule, {});
}

NameId Builder::name(std::string_view text) {
  if (text.empty()) return 0;
  const auto [place, is_new] =
      name_ids_.try_emplace(std::string(text), static_cast<NameId>(module_.names.size()));
  if (is_new) module_.names.emplace_back(text);
  return place->second;
}

TypeId Builder::add_type(TypeKind kind, std::string_view type_name, std::vector<TypeChild> children) {
  const Type type{kind, name(type_name), static_cast<uint32_t>(module_.type_children.size()),
                  static_cast<uint32_t>(children.size())};
  module_.type_children.insert(module_.type_children.end(), children.begin(), children.end());
  module_.types.push_back(type);
  return static_cast<TypeId>(module_.types.size() - 1);
}

FunctionId Builder::begin_function(std::string_view function_name, FunctionKind kind, Span span) {
  Function made;
  made.name = name(function_name);
  made.kind = kind;
  made.span = span;
  if (!frames_.empty()) made.parent = frames_.back().id;
  module_.functions.push_back(std::move(made));
  Frame frame;
  frame.id = static_cast<FunctionId>(module_.functions.size() - 1);
  frame.scopes_below = scopes_.size();
  frames_.push_back(std::move(frame));
  scopes_.emplace_back();
  current().terminated = true;
  start(make_block());
  return function_id();
}

void Builder::end_function() {
  if (!is_terminated()) return_value(kNone, {});
  scopes_.resize(current().scopes_below);
  frames_.pop_back();
}

VariableId Builder::add_parameter(std::string_view parameter_name, ParameterKind kind, TypeId type, Span span,
                                  bool has_default) {
  const VariableId variable =
      parameter_name.empty() ? add_variable(0, span, type) : declare(parameter_name, span, type);
  function().parameters.push_back({name(parameter_name), variable, type, kind, has_default});
  return variable;
}

void Builder::push_scope(Seen seen) { scopes_.push_back({{}, seen == Seen::kNotByFunctions}); }
void Builder::pop_scope() { scopes_.pop_back(); }

VariableId Builder::add_variable(NameId variable_name, Span span, TypeId type) {
  module_.variables.push_back({variable_name, function_id(), type, span, false, function_id() == 0});
  return static_cast<VariableId>(module_.variables.size() - 1);
}

VariableId Builder::declare(std::string_view variable_name, Span span, TypeId type) {
  const VariableId variable = add_variable(name(variable_name), span, type);
  scopes_.back().variables[name(variable_name)] = variable;
  return variable;
}

VariableId Builder::declare_in_function(std::string_view variable_name, Span span, TypeId type) {
  const VariableId variable = add_variable(name(variable_name), span, type);
  scopes_[current().scopes_below].variables[name(variable_name)] = variable;
  return variable;
}

VariableId Builder::find_here(std::string_view variable_name) const {
  const auto id = name_ids_.find(std::string(variable_name));
  if (id == name_ids_.end()) return kNone;
  const auto found = scopes_.back().variables.find(id->second);
  return found == scopes_.back().variables.end() ? kNone : found->second;
}

VariableId Builder::find_in_function(std::string_view variable_name) const {
  const auto id = name_ids_.find(std::string(variable_name));
  if (id == name_ids_.end()) return kNone;
  for (size_t i = scopes_.size(); i-- > current().scopes_below;) {
    const auto& scope = scopes_[i].variables;
    if (const auto found = scope.find(id->second); found != scope.end()) return found->second;
  }
  return kNone;
}

VariableId Builder::find(std::string_view variable_name) {
  const auto id = name_ids_.find(std::string(variable_name));
  if (id == name_ids_.end()) return kNone;
  for (size_t i = scopes_.size(); i-- > 0;) {
    if (scopes_[i].hidden && i < current().scopes_below) continue;
    const auto found = scopes_[i].variables.find(id->second);
    if (found == scopes_[i].variables.end()) continue;
    Variable& variable = module_.variables[found->second];
    if (variable.owner != function_id()) variable.captured = true;
    return found->second;
  }
  return kNone;
}

VariableId Builder::temporary(Span span) { return add_variable(0, span, 0); }

void Builder::bind(std::string_view variable_name, VariableId variable) {
  if (module_.variables[variable].owner != function_id()) module_.variables[variable].captured = true;
  scopes_.back().variables[name(variable_name)] = variable;
}

ValueId Builder::emit(Instruction instruction, std::vector<Argument> arguments) {
  if (is_terminated()) start(make_block());
  Function& in = function();
  instruction.first_argument = static_cast<uint32_t>(in.arguments.size());
  instruction.argument_count = static_cast<uint32_t>(arguments.size());
  in.arguments.insert(in.arguments.end(), arguments.begin(), arguments.end());
  in.code.push_back(instruction);
  return static_cast<ValueId>(in.code.size() - 1);
}

namespace {

Instruction make(Op op, Span span) {
  Instruction made;
  made.op = op;
  made.span = span;
  return made;
}

std::vector<Argument> as_arguments(const std::vector<ValueId>& values) {
  std::vector<Argument> out;
  out.reserve(values.size());
  for (const ValueId value : values) out.push_back({value});
  return out;
}

}  // namespace

ValueId Builder::unknown(Span span, const std::vector<ValueId>& parts) {
  return emit(make(Op::kUnknown, span), as_arguments(parts));
}

ValueId Builder::null(Span span) { return emit(make(Op::kNull, span)); }

ValueId Builder::string(std::string_view text, Span span) {
  Instruction made = make(Op::kString, span);
  made.name = name(text);
  return emit(made);
}

ValueId Builder::number(std::string_view text, Span span) {
  Instruction made = make(Op::kNumber, span);
  made.name = name(text);
  return emit(made);
}

ValueId Builder::boolean(bool value, Span span) {
  Instruction made = make(Op::kBool, span);
  made.name = name(value ? "true" : "false");
  return emit(made);
}

ValueId Builder::regex(std::string_view pattern, std::string_view flags, Span span) {
  Instruction made = make(Op::kRegex, span);
  made.name = name(pattern);
  made.other = name(flags);
  return emit(made);
}

ValueId Builder::concat(const std::vector<ValueId>& parts, Span span) {
  return emit(make(Op::kConcat, span), as_arguments(parts));
}

ValueId Builder::binary(std::string_view op, ValueId a, ValueId b, Span span) {
  Instruction made = make(Op::kBinary, span);
  made.name = name(op);
  made.a = a;
  made.b = b;
  return emit(made);
}

ValueId Builder::unary(std::string_view op, ValueId a, Span span) {
  Instruction made = make(Op::kUnary, span);
  made.name = name(op);
  made.a = a;
  return emit(made);
}

ValueId Builder::compare(std::string_view op, ValueId a, ValueId b, Span span) {
  Instruction made = make(Op::kCompare, span);
  made.name = name(op);
  made.a = a;
  made.b = b;
  return emit(made);
}

ValueId Builder::load(VariableId variable, Span span) {
  Instruction made = make(Op::kLoad, span);
  made.b = variable;
  return emit(made);
}

ValueId Builder::store(VariableId variable, ValueId value, Span span) {
  Instruction made = make(Op::kStore, span);
  made.b = variable;
  made.a = value;
  return emit(made);
}

ValueId Builder::default_value(VariableId variable, ValueId value, Span span) {
  Instruction made = make(Op::kDefault, span);
  made.b = variable;
  made.a = value;
  return emit(made);
}

ValueId Builder::load_name(std::string_view variable_name, Span span) {
  const VariableId variable = find(variable_name);
  return variable == kNone ? global(variable_name, span) : load(variable, span);
}

ValueId Builder::global(std::string_view global_name, Span span) {
  Instruction made = make(Op::kGlobal, span);
  made.name = name(global_name);
  return emit(made);
}

ValueId Builder::field(ValueId base, std::string_view field_name, Span span, uint8_t flags) {
  Instruction made = make(Op::kField, span);
  made.name = name(field_name);
  made.a = base;
  made.flags = flags;
  return emit(made);
}

ValueId Builder::set_field(ValueId base, std::string_view field_name, ValueId value, Span span) {
  Instruction made = make(Op::kSetField, span);
  made.name = name(field_name);
  made.a = base;
  made.b = value;
  return emit(made);
}

ValueId Builder::index(ValueId base, ValueId key_value, Span span, uint8_t flags) {
  Instruction made = make(Op::kIndex, span);
  made.a = base;
  made.b = key_value;
  made.flags = flags;
  return emit(made);
}

ValueId Builder::set_index(ValueId base, ValueId key_value, ValueId value, Span span) {
  Instruction made = make(Op::kSetIndex, span);
  made.a = base;
  made.b = key_value;
  made.c = value;
  return emit(made);
}

ValueId Builder::slice(ValueId base, Span span) {
  Instruction made = make(Op::kSlice, span);
  made.a = base;
  return emit(made);
}

ValueId Builder::call(ValueId callee, std::vector<Argument> arguments, Span span, uint8_t flags) {
  Instruction made = make(Op::kCall, span);
  made.a = callee;
  made.flags = flags;
  return emit(made, std::move(arguments));
}

ValueId Builder::make_new(ValueId callee, std::vector<Argument> arguments, Span span) {
  Instruction made = make(Op::kNew, span);
  made.a = callee;
  return emit(made, std::move(arguments));
}

ValueId Builder::list(std::vector<Argument> elements, Span span) {
  return emit(make(Op::kList, span), std::move(elements));
}

ValueId Builder::object(std::vector<Argument> entries, Span span, TypeId type) {
  Instruction made = make(Op::kObject, span);
  made.type = type;
  return emit(made, std::move(entries));
}

ValueId Builder::function_value(FunctionId function, Span span) {
  Instruction made = make(Op::kFunction, span);
  made.b = function;
  return emit(made);
}

ValueId Builder::class_value(ClassId class_id, std::vector<Argument> bases, Span span) {
  Instruction made = make(Op::kClass, span);
  made.b = class_id;
  return emit(made, std::move(bases));
}

ValueId Builder::await(ValueId value, Span span) {
  Instruction made = make(Op::kAwait, span);
  made.a = value;
  return emit(made);
}

ValueId Builder::yield(ValueId value, Span span) {
  Instruction made = make(Op::kYield, span);
  made.a = value;
  return emit(made);
}

ValueId Builder::element(ValueId iterable, Span span) {
  Instruction made = make(Op::kElement, span);
  made.a = iterable;
  return emit(made);
}

ValueId Builder::key(ValueId iterable, Span span) {
  Instruction made = make(Op::kKey, span);
  made.a = iterable;
  return emit(made);
}

ValueId Builder::cast(ValueId value, TypeId type, Span span) {
  Instruction made = make(Op::kCast, span);
  made.a = value;
  made.type = type;
  return emit(made);
}

ValueId Builder::import(std::string_view from, std::string_view member, Span span) {
  Instruction made = make(Op::kImport, span);
  made.name = name(from);
  made.other = name(member);
  return emit(made);
}

BlockId Builder::make_block() {
  function().blocks.emplace_back();
  return static_cast<BlockId>(function().blocks.size() - 1);
}

void Builder::start(BlockId block) {
  if (!is_terminated()) jump(block);
  Function& in = function();
  in.blocks[block].first = in.blocks[block].end = static_cast<ValueId>(in.code.size());
  in.blocks[block].handler = current().handler;
  current().block = block;
  current().terminated = false;
}

void Builder::terminate(Instruction instruction) {
  if (is_terminated()) return;
  Function& in = function();
  in.code.push_back(instruction);
  in.blocks[current().block].end = static_cast<ValueId>(in.code.size());
  current().terminated = true;
}

void Builder::jump(BlockId target, Span span) {
  Instruction made = make(Op::kJump, span);
  made.b = target;
  terminate(made);
}

void Builder::branch(ValueId condition, BlockId if_true, BlockId if_false, Span span) {
  Instruction made = make(Op::kBranch, span);
  made.a = condition;
  made.b = if_true;
  made.c = if_false;
  terminate(made);
}

void Builder::return_value(ValueId value, Span span) {
  Instruction made = make(Op::kReturn, span);
  made.a = value;
  terminate(made);
}

void Builder::throw_value(ValueId value, Span span) {
  Instruction made = make(Op::kThrow, span);
  made.a = value;
  terminate(made);
}

BlockId Builder::set_handler(BlockId handler) { return std::exchange(current().handler, handler); }

void Builder::break_to(std::string_view label, Span span) {
  for (size_t i = current().loops.size(); i-- > 0;) {
    const Loop& loop = current().loops[i];
    if (label.empty() || loop.label == label) return jump(loop.after, span);
  }
  return_value(kNone, span);  // not valid in any language
}

void Builder::continue_to(std::string_view label, Span span) {
  for (size_t i = current().loops.size(); i-- > 0;) {
    const Loop& loop = current().loops[i];
    if (loop.next != kNone && (label.empty() || loop.label == label)) return jump(loop.next, span);
  }
  return_value(kNone, span);
}

namespace {

// Blocks that were made and never started, or that nothing reaches, are emptied: a block is never erased,
// for that would renumber what others jump to.
void drop_unreachable(Function& function) {
  std::vector<char> reached(function.blocks.size(), 0);
  std::vector<BlockId> todo{0};
  const auto reach = [&](BlockId block) {
    if (block == kNone || reached[block] != 0) return;
    reached[block] = 1;
    todo.push_back(block);
  };
  reached[0] = 1;
  while (!todo.empty()) {
    const Block block = function.blocks[todo.back()];
    todo.pop_back();
    reach(block.handler);
    if (block.end == block.first) continue;
    const Instruction& last = function.code[block.end - 1];
    if (last.op == Op::kJump || last.op == Op::kBranch) reach(last.target());
    if (last.op == Op::kBranch) reach(last.otherwise());
  }
  for (size_t i = 0; i < function.blocks.size(); ++i) {
    if (reached[i] == 0) function.blocks[i].end = function.blocks[i].first;
  }
}

}  // namespace

void Builder::not_understood(Span span) {
  constexpr size_t kMost = 1000;
  std::vector<Span>& left = module_.not_understood;
  if (left.size() < kMost) {
    left.push_back(span);
  } else {
    left.back().begin = std::min(left.back().begin, span.begin);
    left.back().end = std::max(left.back().end, span.end);
  }
}

Module Builder::finish() {
  while (!frames_.empty()) end_function();
  for (Function& function : module_.functions) drop_unreachable(function);
  return std::move(module_);
}

}  // namespace sentinel::ir
