// What the lowerings of all languages share: names, scopes, blocks, and the emitting of instructions.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "syntax/ir.h"

namespace sentinel::ir {

class Builder {
 public:
  explicit Builder(Language language);

  // Names and types.
  NameId name(std::string_view text);
  TypeId add_type(TypeKind kind, std::string_view name, std::vector<TypeChild> children = {});

  // Functions nest: what is emitted belongs to the one that was begun last. The module's top level is begun
  // by the constructor and ended by finish(). A function has a scope of its own.
  FunctionId begin_function(std::string_view name, FunctionKind kind, Span span);
  void end_function();  // a path that ends without a return gets one
  Function& function() { return module_.functions[current().id]; }
  FunctionId function_id() const { return frames_.back().id; }
  VariableId add_parameter(std::string_view name, ParameterKind kind, TypeId type, Span span,
                           bool has_default = false);

  // Scopes hold names; a name is looked up from the innermost scope outward, through functions.
  // A class's scope in Python is not seen by the functions in it.
  enum class Seen { kInside, kNotByFunctions };
  void push_scope(Seen seen = Seen::kInside);
  void pop_scope();
  VariableId declare(std::string_view name, Span span, TypeId type = 0);  // in the innermost scope
  VariableId declare_in_function(std::string_view name, Span span, TypeId type = 0);  // var of JavaScript
  VariableId find_here(std::string_view name) const;         // innermost scope only; kNone if it is not there
  VariableId find_in_function(std::string_view name) const;  // scopes of the current function; or kNone
  VariableId find(std::string_view name);  // marks it captured when another function owns it
  VariableId temporary(Span span);         // a variable without a name
  // Python's global and nonlocal: `name` means `variable` in the innermost scope.
  void bind(std::string_view name, VariableId variable);

  // Instructions. Each returns the result's number.
  ValueId emit(Instruction instruction, std::vector<Argument> arguments = {});
  ValueId unknown(Span span, const std::vector<ValueId>& parts = {});
  ValueId null(Span span);
  ValueId string(std::string_view text, Span span);
  ValueId number(std::string_view text, Span span);
  ValueId boolean(bool value, Span span);
  ValueId regex(std::string_view pattern, std::string_view flags, Span span);
  ValueId concat(const std::vector<ValueId>& parts, Span span);
  ValueId binary(std::string_view op, ValueId a, ValueId b, Span span);
  ValueId unary(std::string_view op, ValueId a, Span span);
  ValueId compare(std::string_view op, ValueId a, ValueId b, Span span);
  ValueId load(VariableId variable, Span span);
  ValueId store(VariableId variable, ValueId value, Span span);
  ValueId default_value(VariableId variable, ValueId value, Span span);
  ValueId load_name(std::string_view name, Span span);  // the variable if there is one, else kGlobal
  ValueId global(std::string_view name, Span span);
  ValueId field(ValueId base, std::string_view name, Span span, uint8_t flags = 0);
  ValueId set_field(ValueId base, std::string_view name, ValueId value, Span span);
  ValueId index(ValueId base, ValueId key, Span span, uint8_t flags = 0);
  ValueId set_index(ValueId base, ValueId key, ValueId value, Span span);
  ValueId slice(ValueId base, Span span);
  ValueId call(ValueId callee, std::vector<Argument> arguments, Span span, uint8_t flags = 0);
  ValueId make_new(ValueId callee, std::vector<Argument> arguments, Span span);
  ValueId list(std::vector<Argument> elements, Span span);
  ValueId object(std::vector<Argument> entries, Span span, TypeId type = 0);
  ValueId function_value(FunctionId function, Span span);
  ValueId class_value(ClassId class_id, std::vector<Argument> bases, Span span);
  ValueId await(ValueId value, Span span);
  ValueId yield(ValueId value, Span span);
  ValueId element(ValueId iterable, Span span);
  ValueId key(ValueId iterable, Span span);
  ValueId cast(ValueId value, TypeId type, Span span);
  ValueId import(std::string_view from, std::string_view member, Span span);

  static Argument positional(ValueId value) { return {value}; }
  Argument named(std::string_view label, ValueId value) {
    return {value, name(label), kNone, ArgumentKind::kNamed};
  }
  static Argument spread(ValueId value) { return {value, 0, kNone, ArgumentKind::kSpread}; }

  // Blocks. A block is made, later started once, and filled until a terminator; what is emitted after a
  // terminator goes into a block that nothing reaches, which finish() drops.
  BlockId make_block();
  void start(BlockId block);  // falls through from the current block if that has no terminator yet
  void jump(BlockId target, Span span = {});
  void branch(ValueId condition, BlockId if_true, BlockId if_false, Span span);
  void return_value(ValueId value, Span span);  // kNone: nothing
  void throw_value(ValueId value, Span span);
  bool is_terminated() const { return current().terminated; }
  // Blocks started from here on go to `handler` when something in them throws. Restore with the result.
  BlockId set_handler(BlockId handler);

  // break and continue.
  struct Loop {
    std::string label;
    BlockId after = kNone;
    BlockId next = kNone;  // kNone: a switch, which `continue` passes by
  };
  void push_loop(Loop loop) { current().loops.push_back(std::move(loop)); }
  void pop_loop() { current().loops.pop_back(); }
  void break_to(std::string_view label, Span span);
  void continue_to(std::string_view label, Span span);

  Module& module() { return module_; }
  const Module& module() const { return module_; }
  // Beyond a thousand the last one grows instead: a file of nothing but errors is told in bounded space.
  void not_understood(Span span);

  // The module, with unreachable blocks dropped and every block closed.
  Module finish();

 private:
  struct Frame {
    FunctionId id = 0;
    size_t scopes_below = 0;  // scopes_ of enclosing functions
    BlockId block = 0;
    bool terminated = false;
    BlockId handler = kNone;
    std::vector<Loop> loops;
  };
  struct Scope {
    std::unordered_map<NameId, VariableId> variables;
    bool hidden = false;  // from functions inside
  };

  Frame& current() { return frames_.back(); }
  const Frame& current() const { return frames_.back(); }
  VariableId add_variable(NameId name, Span span, TypeId type);
  void terminate(Instruction instruction);

  Module module_;
  std::unordered_map<std::string, NameId> name_ids_;
  std::vector<Frame> frames_;
  std::vector<Scope> scopes_;
};

}  // namespace sentinel::ir
