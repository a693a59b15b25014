#include <algorithm>
#include <utility>

#include "syntax/lower_go_internal.h"

namespace sentinel::syntax::go {

void Lowering::statement(Node node) {
  if (is_too_deep(node)) return;
  const Level level(*this);
  switch (kind(node)) {
    case Kind::kNothing:
    case Kind::kComment:
    case Kind::kEmpty:
    case Kind::kPackage:
      return;
    case Kind::kAssignment:
    case Kind::kShortVariable:
    case Kind::kReceive:
      return assignment(node);
    case Kind::kBlock:
      return block(node);
    case Kind::kBreak:
      return builder_.break_to(inner(node).text(), node.span());
    case Kind::kConstDeclaration:
      return const_declaration(node);
    case Kind::kContinue:
      return builder_.continue_to(inner(node).text(), node.span());
    case Kind::kDec:
      return step(node, "-");
    case Kind::kDefer:
    case Kind::kGo:
      return detached(inner(node));
    case Kind::kError:
      for (const Node inside : statements_inside(node)) statement(inside);
      return;
    case Kind::kExpressionStatement:
      return simple_expression(inner(node));
    case Kind::kFallthrough:
      if (states_.back().fallthrough != ir::kNone) builder_.jump(states_.back().fallthrough, node.span());
      return;
    case Kind::kFor:
      return for_statement(node, {});
    case Kind::kFunction: {
      // Go has no function declarations in functions; in broken code, the end of the one around may be lost.
      const Node name = node.child(words_.name);
      const VariableId variable = declare(name.text(), name.span(), 0, Role::kFunction);
      const ir::FunctionId id = function(node, name.text(), ir::FunctionKind::kPlain, {});
      builder_.store(variable, builder_.function_value(id, node.span()), name.span());
      return;
    }
    case Kind::kGoto:
      return go_to(node);
    case Kind::kIf:
      return if_statement(node);
    case Kind::kImport:
      return import_declaration(node);
    case Kind::kInc:
      return step(node, "+");
    case Kind::kLabeled:
      return labeled(node);
    case Kind::kMethod:
      function(node, node.child(words_.name).text(), ir::FunctionKind::kMethod, {});
      return;
    case Kind::kReturn:
      return return_statement(node);
    case Kind::kSelect:
      return select_statement(node, {});
    case Kind::kSend:
      return send(node);
    case Kind::kStatementList:
      return statements(node);
    case Kind::kSwitch:
      return switch_statement(node, {});
    case Kind::kTypeDeclaration:
      return type_declaration(node, {});
    case Kind::kTypeSwitch:
      return type_switch(node, {});
    case Kind::kVariableDeclaration:
      return variable_declaration(node);
    default:
      return simple_expression(node);
  }
}

// A block's statements, in the scope that is there.
void Lowering::statements(Node list) {
  for (const Node child : list.named_children()) {
    if (kind(child) == Kind::kStatementList) {
      for (const Node inside : child.named_children()) statement(inside);
    } else {
      statement(child);
    }
  }
}

void Lowering::block(Node node) {
  builder_.push_scope();
  states_.back().open_blocks.push_back(states_.back().block_count++);
  statements(node);
  states_.back().open_blocks.pop_back();
  builder_.pop_scope();
}

void Lowering::body_of_case(Node node) {
  builder_.push_scope();
  for (const Node child : node.named_children()) {
    if (kind(child) == Kind::kStatementList || kind(child) == Kind::kError) statement(child);
  }
  builder_.pop_scope();
}

void Lowering::simple_expression(Node node) {
  const Node call = unwrapped(node);
  if (kind(call) == Kind::kCall) {
    if (is_unresolved(call.child(words_.function), "panic")) {
      const Arguments values = arguments(call.child(words_.arguments));
      return builder_.throw_value(values.empty() ? ir::kNone : values[0].value, call.span());
    }
    expression(call);
    if (never_returns(call)) builder_.throw_value(ir::kNone, call.span());
    return;
  }
  expression(node);
}

// Calls that end the process or the goroutine: what follows runs only when they were not reached.
bool Lowering::never_returns(Node call) {
  const Node callee = call.child(words_.function);
  if (kind(callee) != Kind::kSelector) return false;
  const std::string_view path = import_path(callee.child(words_.operand));
  const std::string_view name = callee.child(words_.field).text();
  if (path == "os") return name == "Exit";
  if (path == "log") return name.starts_with("Fatal") || name.starts_with("Panic");
  return path == "runtime" && name == "Goexit";
}

// go and defer: callee and arguments are evaluated now.
void Lowering::detached(Node node) {
  const ValueId value = expression(node);
  ir::Instruction& call = builder_.function().code[value];
  if (call.op == ir::Op::kCall) call.flags |= ir::kDetached;
}

void Lowering::if_statement(Node node) {
  const BlockId after = builder_.make_block();
  int scopes = 0;
  // A chain of `else if` nests as deep as it is long; so does the scope of each one's initializer. Past the
  // limit they share one.
  for (;;) {
    if (const Node initializer = node.child(words_.initializer)) {
      if (scopes < kMostNesting) {
        builder_.push_scope();
        ++scopes;
      }
      statement(initializer);
    }
    const Node alternative = node.child(words_.alternative);
    const BlockId then = builder_.make_block();
    const BlockId otherwise = alternative ? builder_.make_block() : after;
    condition(node.child(words_.condition), then, otherwise);
    builder_.start(then);
    block(node.child(words_.consequence));
    builder_.jump(after);
    if (!alternative) break;
    builder_.start(otherwise);
    if (kind(alternative) != Kind::kIf) {
      statement(alternative);
      break;
    }
    node = alternative;
  }
  builder_.start(after);
  for (; scopes > 0; --scopes) builder_.pop_scope();
}

void Lowering::for_statement(Node node, std::string_view label_name) {
  const Node body = node.child(words_.body);
  Node clause;
  for (const Node part : parts(node)) {
    if (field_of(part) != words_.body && kind(part) != Kind::kError) clause = part;
  }
  if (kind(clause) == Kind::kRange) return range_loop(clause, body, label_name);

  const bool is_plain = kind(clause) != Kind::kForClause;
  const Node test = is_plain ? clause : clause.child(words_.condition);
  const Node update = is_plain ? Node() : clause.child(words_.update);
  builder_.push_scope();
  if (!is_plain) statement(clause.child(words_.initializer));
  const BlockId head = builder_.make_block();
  const BlockId inside = test ? builder_.make_block() : head;
  const BlockId next = update ? builder_.make_block() : head;
  const BlockId after = builder_.make_block();
  builder_.start(head);
  if (test) {
    condition(test, inside, after);
    builder_.start(inside);
  }
  builder_.push_loop({std::string(label_name), after, next});
  block(body);
  builder_.pop_loop();
  if (update) {
    builder_.start(next);
    statement(update);
  }
  builder_.jump(head, node.span());
  builder_.start(after);
  builder_.pop_scope();
}

void Lowering::range_loop(Node clause, Node body, std::string_view label_name) {
  const Node right = clause.child(words_.right);
  const Nodes left = parts(clause.child(words_.left));
  const bool defines = static_cast<bool>(clause.child_of_kind(":="));
  const ValueId iterable = expression(right);
  const BlockId head = builder_.make_block();
  const BlockId inside = builder_.make_block();
  const BlockId after = builder_.make_block();
  builder_.start(head);
  builder_.branch(implicit(builder_.unknown(clause.span())), inside, after, clause.span());
  builder_.start(inside);
  builder_.push_scope();
  std::vector<ValueId> values(left.size(), ir::kNone);
  const bool is_sequence = left.size() == 1 && gives_elements(right);
  for (size_t i = 0; i < left.size() && i < 2; ++i) {
    if (left[i].text() == "_") continue;
    const bool is_key = i == 0 && !is_sequence;
    values[i] = is_key ? builder_.key(iterable, left[i].span()) : builder_.element(iterable, left[i].span());
  }
  assign(left, values, defines);
  builder_.push_loop({std::string(label_name), after, head});
  block(body);
  builder_.pop_loop();
  builder_.jump(head, clause.span());
  builder_.pop_scope();
  builder_.start(after);
}

// The tests of all cases in their order, then the bodies. The default's turn is when no test held.
void Lowering::switch_statement(Node node, std::string_view label_name) {
  builder_.push_scope();
  statement(node.child(words_.initializer));
  const Node subject = node.child(words_.value);
  const ValueId tag = subject ? expression(subject) : ir::kNone;
  const BlockId after = builder_.make_block();
  std::vector<std::pair<Node, BlockId>> cases;
  BlockId when_none = after;
  for (const Node child : parts(node)) {
    if (kind(child) != Kind::kExpressionCase && kind(child) != Kind::kDefaultCase) continue;
    cases.emplace_back(child, builder_.make_block());
    if (kind(child) == Kind::kDefaultCase) when_none = cases.back().second;
  }
  for (const auto& [clause, body] : cases) {
    for (const Node value : parts(clause.child(words_.value))) {
      const BlockId next = builder_.make_block();
      if (tag == ir::kNone) {
        condition(value, body, next);
      } else {
        const ValueId other = expression(value);
        builder_.branch(builder_.compare("==", tag, other, value.span()), body, next, value.span());
      }
      builder_.start(next);
    }
  }
  builder_.jump(when_none);
  builder_.push_loop({std::string(label_name), after, ir::kNone});
  const BlockId outer = states_.back().fallthrough;
  for (size_t i = 0; i < cases.size(); ++i) {
    states_.back().fallthrough = i + 1 < cases.size() ? cases[i + 1].second : ir::kNone;
    builder_.start(cases[i].second);
    body_of_case(cases[i].first);
    builder_.jump(after);
  }
  states_.back().fallthrough = outer;
  builder_.pop_loop();
  builder_.start(after);
  builder_.pop_scope();
}

void Lowering::type_switch(Node node, std::string_view label_name) {
  builder_.push_scope();
  statement(node.child(words_.initializer));
  const Node alias = inner(node.child(words_.alias));
  const ValueId subject = expression(node.child(words_.value));
  const BlockId after = builder_.make_block();
  std::vector<std::pair<Node, BlockId>> cases;
  BlockId when_none = after;
  for (const Node child : parts(node)) {
    if (kind(child) != Kind::kTypeCase && kind(child) != Kind::kDefaultCase) continue;
    cases.emplace_back(child, builder_.make_block());
    if (kind(child) == Kind::kDefaultCase) when_none = cases.back().second;
  }
  for (const auto& [clause, body] : cases) {
    for (const Node type : parts_of_field(clause, words_.type)) {
      const BlockId next = builder_.make_block();
      builder_.branch(test_of_type(subject, type, type.span()), body, next, type.span());
      builder_.start(next);
    }
  }
  builder_.jump(when_none);
  builder_.push_loop({std::string(label_name), after, ir::kNone});
  for (const auto& [clause, body] : cases) {
    builder_.start(body);
    builder_.push_scope();
    if (alias) {
      const Nodes types = parts_of_field(clause, words_.type);
      const bool is_one = types.size() == 1 && types[0].text() != "nil";
      define(alias, is_one ? builder_.cast(subject, type_of(types[0]), alias.span()) : subject);
    }
    body_of_case(clause);
    builder_.pop_scope();
    builder_.jump(after);
  }
  builder_.pop_loop();
  builder_.start(after);
  builder_.pop_scope();
}

void Lowering::select_statement(Node node, std::string_view label_name) {
  const BlockId after = builder_.make_block();
  std::vector<std::pair<Node, BlockId>> cases;
  for (const Node child : parts(node)) {
    if (kind(child) != Kind::kCommunicationCase && kind(child) != Kind::kDefaultCase) continue;
    cases.emplace_back(child, builder_.make_block());
  }
  // Any of them, nobody knows which.
  for (size_t i = 0; i + 1 < cases.size(); ++i) {
    const BlockId next = builder_.make_block();
    const Span span = cases[i].first.span();
    builder_.branch(implicit(builder_.unknown(span)), cases[i].second, next, span);
    builder_.start(next);
  }
  builder_.jump(cases.empty() ? after : cases.back().second);
  builder_.push_loop({std::string(label_name), after, ir::kNone});
  for (const auto& [clause, body] : cases) {
    builder_.start(body);
    builder_.push_scope();
    statement(clause.child(words_.communication));
    body_of_case(clause);
    builder_.pop_scope();
    builder_.jump(after);
  }
  builder_.pop_loop();
  builder_.start(after);
}

void Lowering::labeled(Node node) {
  // A statement may have many labels; the last is what `break` and `continue` know.
  std::string_view name;
  Node inside = node;
  while (kind(inside) == Kind::kLabeled) {
    const Nodes all = parts(inside);
    if (all.empty()) return;
    name = all[0].text();
    start_label(name);
    inside = all.size() > 1 ? all[1] : Node();
  }
  switch (kind(inside)) {
    case Kind::kFor:
      return for_statement(inside, name);
    case Kind::kSwitch:
      return switch_statement(inside, name);
    case Kind::kTypeSwitch:
      return type_switch(inside, name);
    case Kind::kSelect:
      return select_statement(inside, name);
    default:
      return statement(inside);
  }
}

void Lowering::start_label(std::string_view name) {
  Label& target = label(name);
  const uint32_t opened = states_.back().open_blocks.back();
  if (target.is_started || target.first_goto <= opened) return;
  target.is_started = true;
  target.opened = opened;
  builder_.start(target.block);
}

void Lowering::go_to(Node node) {
  Label& target = label(inner(node).text());
  const std::vector<uint32_t>& open = states_.back().open_blocks;
  if (target.is_started && !std::binary_search(open.begin(), open.end(), target.opened)) {
    builder_.not_understood(node.span());
    return builder_.return_value(ir::kNone, node.span());
  }
  target.first_goto = std::min(target.first_goto, states_.back().block_count);
  builder_.jump(target.block, node.span());
}

Lowering::Label& Lowering::label(std::string_view name) {
  auto& labels = states_.back().labels;
  const auto found = labels.find(name);
  if (found != labels.end()) return found->second;
  return labels.emplace(name, Label{builder_.make_block(), false}).first->second;
}

// `node` may be empty: the end of a function whose results have names.
void Lowering::return_statement(Node node) {
  const Nodes values = parts(inner(node));
  const Span span = node.span();
  if (values.size() == 1) {
    // `return !a && b` is two returns, so that each knows what was tested on the way to it.
    if (!is_logical(unwrapped(values[0]))) return builder_.return_value(expression(values[0]), span);
    const BlockId holds = builder_.make_block();
    const BlockId fails = builder_.make_block();
    condition(values[0], holds, fails);
    builder_.start(holds);
    builder_.return_value(builder_.boolean(true, values[0].span()), span);
    builder_.start(fails);
    builder_.return_value(builder_.boolean(false, values[0].span()), span);
    return;
  }
  Arguments results;
  // `return q, json.Unmarshal(raw, q)`: a variable is read when the calls beside it have run.
  const auto is_variable = [&](Node value) {
    value = unwrapped(value);
    if (kind(value) == Kind::kUnary) value = unwrapped(value.child(words_.operand));
    return kind(value) == Kind::kIdentifier;
  };
  const bool has_call = std::any_of(values.begin(), values.end(),
                                    [&](Node value) { return kind(unwrapped(value)) == Kind::kCall; });
  results.resize(values.size());
  for (const bool later : {false, true}) {
    for (size_t i = 0; i < values.size(); ++i) {
      if ((has_call && is_variable(values[i])) == later)
        results[i] = ir::Builder::positional(expression(values[i]));
    }
  }
  if (values.empty()) {
    for (const VariableId result : states_.back().results) {
      results.push_back(ir::Builder::positional(implicit(builder_.load(result, span))));
    }
    if (results.size() < 2)
      return builder_.return_value(results.empty() ? ir::kNone : results[0].value, span);
  }
  builder_.return_value(builder_.list(std::move(results), span), span);
}

void Lowering::send(Node node) {
  const ValueId channel = expression(node.child(words_.channel));
  const ValueId value = expression(node.child(words_.value));
  builder_.set_field(channel, "<-", value, node.span());
}

void Lowering::step(Node node, std::string_view op) {
  const Place target = place(inner(node));
  const ValueId before = load(target);
  const ValueId one = implicit(builder_.number("1", node.span()));
  store(target, builder_.binary(op, before, one, node.span()));
}

// Also the `x, ok := <-channel` of a select.
void Lowering::assignment(Node node) {
  const Node right = node.child(words_.right);
  const Nodes left = parts(node.child(words_.left));
  const Nodes values = kind(right) == Kind::kExpressionList ? parts(right) : Nodes{right};
  if (kind(node) == Kind::kReceive && left.empty()) {
    expression(right);
    return;
  }
  const bool defines =
      kind(node) == Kind::kShortVariable || (kind(node) == Kind::kReceive && node.child_of_kind(":="));
  const std::string_view op = kind(node) == Kind::kAssignment ? node.child(words_.op).kind() : "=";
  if (op.size() > 1 && left.size() == 1 && values.size() == 1) {
    const Place target = place(left[0]);
    const ValueId before = load(target);
    if (op == "+=") return store(target, text_or_sum(before, left[0], {values[0]}, node.span()));
    const ValueId value = expression(values[0]);
    return store(target, builder_.binary(op.substr(0, op.size() - 1), before, value, node.span()));
  }
  if (defines) return assign(left, values_of(values, left), true);
  // What the left side is made of is evaluated before the right one.
  std::vector<Place> places;
  for (const Node target : left) places.push_back(place(target));
  const std::vector<ValueId> results = values_of(values, left);
  for (size_t i = 0; i < places.size(); ++i) {
    if (results[i] != ir::kNone) store(places[i], results[i]);
  }
}

// Values of kNone are not wanted.
void Lowering::assign(const Nodes& left, const std::vector<ValueId>& values, bool defines) {
  for (size_t i = 0; i < left.size(); ++i) {
    if (values[i] == ir::kNone) continue;
    if (defines && kind(left[i]) == Kind::kIdentifier) {
      define(left[i], values[i]);
    } else {
      store(place(left[i]), values[i]);
    }
  }
}

// As many values as there are names on the left; kNone for those that nobody wants.
std::vector<ir::ValueId> Lowering::values_of(const Nodes& right, const Nodes& left) {
  if (right.size() == 1 && left.size() > 1) return values_of_one(right[0], left);
  std::vector<ValueId> out;
  for (const Node value : right) out.push_back(expression(value));
  while (out.size() < left.size()) out.push_back(builder_.unknown(left[out.size()].span()));
  return out;
}

std::vector<ir::ValueId> Lowering::values_of_one(Node right, const Nodes& left) {
  std::vector<ValueId> out(left.size(), ir::kNone);
  const ValueId whole = expression(right);
  const ir::Instruction made = builder_.function().code[whole];
  const Node value = unwrapped(right);
  const bool wants_ok = left.size() == 2 && left[1].text() != "_";
  const Span span = value.span();
  if (kind(value) == Kind::kTypeAssertion && made.op == ir::Op::kCast) {
    out[0] = whole;
    if (wants_ok) out[1] = implicit(test_of_type(made.a, value.child(words_.type), span));
  } else if (kind(value) == Kind::kIndex && made.op == ir::Op::kIndex) {
    out[0] = whole;
    if (wants_ok) out[1] = implicit(builder_.compare("in", made.b, made.a, span));
  } else if (kind(value) == Kind::kUnary && operator_of(value) == '<') {
    out[0] = whole;
    if (wants_ok) out[1] = implicit(builder_.unknown(span));
  } else {
    for (size_t i = 0; i < left.size(); ++i) {
      if (left[i].text() == "_") continue;
      const ValueId number = implicit(builder_.number(std::to_string(i), left[i].span()));
      out[i] = builder_.index(whole, number, left[i].span(), ir::kImplicit);
    }
  }
  return out;
}

// `name := value`: a new variable, unless this very scope has it.
void Lowering::define(Node name, ValueId value) {
  const std::string_view text = name.text();
  if (text == "_") return;
  VariableId variable = builder_.find_here(text);
  if (variable == ir::kNone) {
    const ir::Instruction& made = builder_.function().code[value];
    const bool says_type = made.op == ir::Op::kObject || made.op == ir::Op::kList || made.op == ir::Op::kCast;
    variable = declare(text, name.span(), says_type ? made.type : 0, Role::kPlain);
  }
  builder_.store(variable, value, name.span());
}

Lowering::Place Lowering::place(Node node) {
  // `*p = x`: the pointer's variable stands for what it points to.
  while (kind(node) == Kind::kParenthesized || (kind(node) == Kind::kUnary && operator_of(node) == '*')) {
    node = kind(node) == Kind::kUnary ? node.child(words_.operand) : inner(node);
  }
  Place out;
  out.span = node.span();
  switch (kind(node)) {
    case Kind::kIdentifier:
      out.name = node.text();
      if (out.name == "_") break;
      out.variable = builder_.find(out.name);
      if (out.variable != ir::kNone) out.kind = Place::Kind::kVariable;
      break;
    case Kind::kSelector:
      out.kind = Place::Kind::kField;
      out.base = expression(node.child(words_.operand));
      out.name = node.child(words_.field).text();
      break;
    case Kind::kIndex:
      out.kind = Place::Kind::kIndex;
      out.base = expression(node.child(words_.operand));
      out.key = expression(node.child(words_.index));
      break;
    case Kind::kTypeInstantiation:
      if (const Node key = second_index(node)) {
        out.kind = Place::Kind::kIndex;
        out.base = name_of_type(node.child(words_.type));
        out.key = name_of_type(key);
      } else {
        expression(node);
      }
      break;
    default:
      expression(node);
  }
  return out;
}

void Lowering::store(const Place& target, ValueId value) {
  switch (target.kind) {
    // A variable of another file of the package: there is no instruction that says so.
    case Place::Kind::kNowhere:
      break;
    case Place::Kind::kVariable:
      builder_.store(target.variable, value, target.span);
      break;
    case Place::Kind::kField:
      builder_.set_field(target.base, target.name, value, target.span);
      break;
    case Place::Kind::kIndex:
      builder_.set_index(target.base, target.key, value, target.span);
      break;
  }
}

ir::ValueId Lowering::load(const Place& target) {
  switch (target.kind) {
    case Place::Kind::kNowhere:
      break;
    case Place::Kind::kVariable:
      return builder_.load(target.variable, target.span);
    case Place::Kind::kField:
      return builder_.field(target.base, target.name, target.span);
    case Place::Kind::kIndex:
      return builder_.index(target.base, target.key, target.span);
  }
  return target.name.empty() ? builder_.unknown(target.span) : builder_.global(target.name, target.span);
}

// `for x := range node`: the first value is no key but what comes out of a channel or an iterator.
bool Lowering::gives_elements(Node node) {
  node = unwrapped(node);
  if (kind(node) == Kind::kCall) {
    const Node callee = node.child(words_.function);
    if (kind(callee) != Kind::kSelector) return false;
    const std::string_view path = import_path(callee.child(words_.operand));
    const std::string_view name = callee.child(words_.field).text();
    if (path == "strings" || path == "bytes") return name == "Lines" || name.ends_with("Seq");
    if (path == "slices") return name == "Values" || name == "Chunk";
    return path == "maps" && (name == "Keys" || name == "Values");
  }
  if (kind(node) == Kind::kSelector) return channel_fields_.contains(node.child(words_.field).text());
  if (kind(node) != Kind::kIdentifier) return false;
  const VariableId variable = builder_.find(node.text());
  return variable != ir::kNone && is_channel_type(builder_.module().variables[variable].type);
}

}  // namespace sentinel::syntax::go
