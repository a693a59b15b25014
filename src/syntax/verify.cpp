#include "syntax/verify.h"

#include <vector>

#include <fmt/format.h>

namespace sentinel::ir {
namespace {

bool is_terminator(Op op) { return op >= Op::kReturn; }

// What an operand field of an instruction means.
enum class Use : uint8_t { kNothing, kValue, kMaybeValue };

struct Uses {
  Use a = Use::kNothing;
  Use b = Use::kNothing;
  Use c = Use::kNothing;
};

Uses uses_of(Op op) {
  switch (op) {
    case Op::kBinary:
    case Op::kCompare:
    case Op::kIndex:
    case Op::kSetField:
      return {Use::kValue, Use::kValue, Use::kNothing};
    case Op::kSetIndex:
      return {Use::kValue, Use::kValue, Use::kValue};
    case Op::kUnary:
    case Op::kStore:
    case Op::kDefault:
    case Op::kField:
    case Op::kSlice:
    case Op::kCall:
    case Op::kNew:
    case Op::kAwait:
    case Op::kElement:
    case Op::kKey:
    case Op::kCast:
    case Op::kBranch:
      return {Use::kValue, Use::kNothing, Use::kNothing};
    case Op::kYield:
    case Op::kReturn:
    case Op::kThrow:
      return {Use::kMaybeValue, Use::kNothing, Use::kNothing};
    default:
      return {};
  }
}

// Immediate dominators, by Cooper, Harvey and Kennedy: blocks in reverse postorder, each one's dominator the
// nearest common one of what leads to it, until nothing changes. An exception may leave a block before its
// first instruction has run, so what leads to a handler is not the block but its dominator.
class Dominators {
 public:
  explicit Dominators(const Function& function)
      : order_(function.blocks.size(), kNone), parent_(function.blocks.size(), kNone) {
    number_blocks(function);
    std::vector<std::vector<BlockId>> from(function.blocks.size());
    std::vector<std::vector<BlockId>> from_start(function.blocks.size());
    for (const BlockId block : sequence_) {
      for (const BlockId next : jumps_of(function, block)) from[next].push_back(block);
      if (const BlockId handler = function.blocks[block].handler; handler != kNone) {
        from_start[handler].push_back(block);
      }
    }
    parent_[0] = 0;
    for (bool changed = true; changed;) {
      changed = false;
      for (const BlockId block : sequence_) {
        if (block == 0) continue;
        BlockId common = kNone;
        for (const BlockId before : from[block]) common = meet(common, before);
        for (const BlockId before : from_start[block]) {
          if (parent_[before] != kNone) common = meet(common, parent_[before]);
        }
        if (common == parent_[block]) continue;
        parent_[block] = common;
        changed = true;
      }
    }
  }

  bool is_reached(BlockId block) const { return order_[block] != kNone; }

  bool dominates(BlockId above, BlockId block) const {
    while (order_[block] > order_[above]) block = parent_[block];
    return block == above;
  }

 private:
  static std::vector<BlockId> jumps_of(const Function& function, BlockId block) {
    const Instruction& last = function.code[function.blocks[block].end - 1];
    if (last.op == Op::kJump) return {last.target()};
    if (last.op == Op::kBranch) return {last.target(), last.otherwise()};
    return {};
  }

  void number_blocks(const Function& function) {
    std::vector<char> seen(function.blocks.size(), 0);
    struct Open {
      BlockId block;
      std::vector<BlockId> todo;
    };
    std::vector<Open> open;
    const auto enter = [&](BlockId block) {
      seen[block] = 1;
      open.push_back({block, jumps_of(function, block)});
      if (const BlockId handler = function.blocks[block].handler; handler != kNone) {
        open.back().todo.push_back(handler);
      }
    };
    enter(0);
    while (!open.empty()) {
      if (open.back().todo.empty()) {
        sequence_.push_back(open.back().block);
        open.pop_back();
        continue;
      }
      const BlockId next = open.back().todo.back();
      open.back().todo.pop_back();
      if (seen[next] == 0) enter(next);
    }
    for (size_t i = 0; i < sequence_.size() / 2; ++i)
      std::swap(sequence_[i], sequence_[sequence_.size() - 1 - i]);
    for (size_t i = 0; i < sequence_.size(); ++i) order_[sequence_[i]] = static_cast<uint32_t>(i);
  }

  BlockId meet(BlockId a, BlockId b) const {
    if (a == kNone || parent_[b] == kNone) return parent_[b] == kNone ? a : b;
    while (a != b) {
      while (order_[a] > order_[b]) a = parent_[a];
      while (order_[b] > order_[a]) b = parent_[b];
    }
    return a;
  }

  std::vector<BlockId> sequence_;
  std::vector<uint32_t> order_;
  std::vector<BlockId> parent_;
};

class Verifier {
 public:
  explicit Verifier(const Module& module) : module_(module) {}

  std::string find_fault() {
    if (module_.functions.empty()) return "no top level";
    if (module_.names.empty() || !module_.names[0].empty()) return "name 0 is not the empty one";
    if (module_.types.empty()) return "no type 0";
    check_tables();
    for (FunctionId id = 0; id < module_.functions.size() && fault_.empty(); ++id) check_function(id);
    return fault_;
  }

 private:
  template <typename... Values>
  void require(bool condition, fmt::format_string<Values...> text, Values&&... values) {
    if (!condition && fault_.empty()) fault_ = fmt::format(text, std::forward<Values>(values)...);
  }
  bool is_name(NameId id) const { return id < module_.names.size(); }
  bool is_type(TypeId id) const { return id < module_.types.size(); }
  bool is_variable(VariableId id) const { return id < module_.variables.size(); }

  void check_tables() {
    for (size_t i = 0; i < module_.types.size(); ++i) {
      const Type& type = module_.types[i];
      require(is_name(type.name), "type {}: no such name", i);
      const bool fits = type.first_child <= module_.type_children.size() &&
                        type.child_count <= module_.type_children.size() - type.first_child;
      require(fits, "type {}: no such children", i);
      if (!fits) continue;
      for (const TypeChild& child : module_.children(type)) {
        // Children are made before their parent, so nobody who walks down a type can go in circles.
        require(child.type < i || child.type == 0, "type {}: a child that is not older", i);
        require(is_name(child.label), "type {}: a child without a name", i);
      }
    }
    for (size_t i = 0; i < module_.variables.size(); ++i) {
      const Variable& variable = module_.variables[i];
      require(is_name(variable.name) && is_type(variable.type) && variable.owner < module_.functions.size(),
              "variable {}: name, type or owner is not there", i);
    }
    for (size_t i = 0; i < module_.classes.size(); ++i) {
      const Class& c = module_.classes[i];
      require(is_name(c.name) && is_name(c.doc), "class {}: no such name", i);
      for (const TypeId base : c.bases) require(is_type(base), "class {}: no such base", i);
      for (const Field& field : c.fields) {
        require(is_name(field.name) && is_name(field.tag) && is_type(field.type), "class {}: a bad field", i);
      }
      for (const FunctionId method : c.methods) {
        require(method < module_.functions.size(), "class {}: no such method", i);
      }
    }
    for (const Export& e : module_.exports) {
      require(is_name(e.name) && is_name(e.from) && is_name(e.member), "an export: no such name");
      require(e.variable == kNone || is_variable(e.variable), "an export: no such variable");
    }
    require(is_name(module_.package), "the package: no such name");
  }

  void check_function(FunctionId id) {
    const Function& in = module_.functions[id];
    require(is_name(in.name) && is_name(in.doc) && is_name(in.receiver) && is_type(in.result),
            "function {}: name or type is not there", id);
    require(in.parent == kNone ? id == 0 : in.parent < id, "function {}: its parent is not older", id);
    require(in.owner == kNone || in.owner < module_.classes.size(), "function {}: no such class", id);
    for (size_t i = 0; i < in.parameters.size(); ++i) {
      const Parameter& parameter = in.parameters[i];
      require(is_name(parameter.name) && is_type(parameter.type) && is_variable(parameter.variable),
              "function {}: parameter {} names what is not there", id, i);
      require(parameter.kind != ParameterKind::kReceiver || i == 0,
              "function {}: the receiver is not the first", id);
    }
    require(!in.blocks.empty() && in.blocks[0].first < in.blocks[0].end, "function {}: no entry", id);
    if (!fault_.empty()) return;
    check_blocks(id, in);
    if (fault_.empty()) check_operands(id, in);
  }

  void check_blocks(FunctionId id, const Function& in) {
    const auto leads_somewhere = [&](BlockId block) {
      return block < in.blocks.size() && in.blocks[block].first < in.blocks[block].end;
    };
    for (size_t b = 0; b < in.blocks.size(); ++b) {
      const Block& block = in.blocks[b];
      const bool fits = block.first <= block.end && block.end <= in.code.size();
      require(fits, "function {}: b{} lies outside of the code", id, b);
      if (!fits || block.first == block.end) continue;
      for (ValueId i = block.first; i < block.end; ++i) {
        require(is_terminator(in.code[i].op) == (i + 1 == block.end),
                "function {}: b{} ends not with its only terminator", id, b);
      }
      const Instruction& last = in.code[block.end - 1];
      if (last.op == Op::kJump || last.op == Op::kBranch) {
        require(leads_somewhere(last.target()), "function {}: b{} leads nowhere", id, b);
      }
      if (last.op == Op::kBranch)
        require(leads_somewhere(last.otherwise()), "function {}: b{} leads nowhere", id, b);
      if (block.handler != kNone)
        require(leads_somewhere(block.handler), "function {}: b{} has no handler", id, b);
    }
  }

  void check_operands(FunctionId id, const Function& in) {
    const Dominators dominators(in);
    std::vector<BlockId> home(in.code.size(), kNone);
    for (BlockId b = 0; b < in.blocks.size(); ++b) {
      for (ValueId i = in.blocks[b].first; i < in.blocks[b].end; ++i) {
        require(home[i] == kNone, "function {}: %{} is in two blocks", id, i);
        home[i] = b;
      }
    }
    for (ValueId i = 0; i < in.code.size() && fault_.empty(); ++i) {
      const Instruction& at = in.code[i];
      if (home[i] == kNone || !dominators.is_reached(home[i])) continue;
      const auto operand = [&](ValueId value) {
        require(value < i, "function {}: %{} uses %{}, which is not earlier", id, i, value);
        if (value >= i) return;
        require(home[value] != kNone && dominators.is_reached(home[value]) &&
                    dominators.dominates(home[value], home[i]),
                "function {}: %{} uses %{}, which may not have run", id, i, value);
        require(!is_terminator(in.code[value].op), "function {}: %{} uses %{}, which has no value", id, i,
                value);
      };
      const auto check = [&](Use use, uint32_t value) {
        if (use == Use::kValue || (use == Use::kMaybeValue && value != kNone)) operand(value);
      };
      const Uses uses = uses_of(at.op);
      check(uses.a, at.a);
      check(uses.b, at.b);
      check(uses.c, at.c);
      require(is_name(at.name) && is_name(at.other) && is_type(at.type),
              "function {}: %{}: no such name or type", id, i);
      if (at.op == Op::kLoad || at.op == Op::kStore || at.op == Op::kDefault) {
        require(is_variable(at.variable()), "function {}: %{}: no such variable", id, i);
      }
      if (at.op == Op::kFunction) {
        require(at.function() < module_.functions.size(), "function {}: %{}: no such function", id, i);
      }
      if (at.op == Op::kClass)
        require(at.class_id() < module_.classes.size(), "function {}: %{}: no such class", id, i);
      const bool fits = at.first_argument <= in.arguments.size() &&
                        at.argument_count <= in.arguments.size() - at.first_argument;
      require(fits, "function {}: %{}: no such arguments", id, i);
      if (!fits) continue;
      for (const Argument& argument : in.arguments_of(at)) {
        operand(argument.value);
        require(is_name(argument.name), "function {}: %{}: an argument without a name", id, i);
        if (argument.kind == ArgumentKind::kComputed) operand(argument.key);
      }
    }
  }

  const Module& module_;
  std::string fault_;
};

}  // namespace

std::string find_fault(const Module& module) { return Verifier(module).find_fault(); }

}  // namespace sentinel::ir
