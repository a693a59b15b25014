#include <algorithm>

#include "syntax/lower_python_internal.h"

namespace sentinel::syntax::python {

void Lowering::block(Node node) {
  bool is_first = true;
  for (const Node part : node.named_children()) {
    if (kind(part) == Kind::kSkipped) continue;
    if (!is_first || !is_docstring(part)) statement(part);
    is_first = false;
  }
}

// What stands in an error is lowered as far as it is a whole statement or value.
void Lowering::broken(Node node) {
  if (depth_ >= kMostNesting) return;
  const Level level(*this);
  for (const Node part : node.named_children()) {
    if (kind(part) != Kind::kIdentifier) statement(part);
  }
}

void Lowering::statement(Node node) {
  if (is_too_deep(node)) return;
  const Level level(*this);
  switch (kind(node)) {
    case Kind::kExpressionStatement:
      expression_statement(node);
      break;
    case Kind::kAssignment:
      assignment(node);
      break;
    case Kind::kAugmentedAssignment:
      augmented_assignment(node);
      break;
    case Kind::kIf:
      if_statement(node);
      break;
    case Kind::kFor:
      for_statement(node);
      break;
    case Kind::kWhile:
      while_statement(node);
      break;
    case Kind::kTry:
      try_statement(node);
      break;
    case Kind::kWith:
      with_statement(node);
      break;
    case Kind::kMatch:
      match_statement(node);
      break;
    case Kind::kFunction:
      define_function(node, {});
      break;
    case Kind::kClass:
      define_class(node, {});
      break;
    case Kind::kDecorated:
      decorated(node);
      break;
    case Kind::kReturn:
      return_expression(inner(node), node.span());
      break;
    case Kind::kRaise:
      raise_statement(node);
      break;
    case Kind::kAssert:
      assert_statement(node);
      break;
    case Kind::kBreak:
      builder_.break_to({}, node.span());
      break;
    case Kind::kContinue:
      builder_.continue_to({}, node.span());
      break;
    case Kind::kImport:
      import(node);
      break;
    case Kind::kImportFrom:
      import_from(node);
      break;
    case Kind::kDelete:
      delete_statement(node);
      break;
    case Kind::kPrint:
      print_statement(node);
      break;
    case Kind::kExec: {
      const Arguments arguments{ir::Builder::positional(expression(inner(node)))};
      builder_.call(builder_.global("exec", node.span()), arguments, node.span());
      break;
    }
    case Kind::kTypeAlias: {
      const Node name = alias_name(node);
      store_name(name.text(), expression(child(node, words_.right)), name.span());
      break;
    }
    case Kind::kBlock:
      block(node);
      break;
    case Kind::kError:
      broken(node);
      break;
    case Kind::kPass:
    case Kind::kGlobal:
    case Kind::kNonlocal:
    case Kind::kFutureImport:
    case Kind::kSkipped:
      break;
    default:
      expression(node);
  }
}

// Each way to the result has a return of its own, so that what a caller learns from the result being true or
// false is what was tested on that way: `return a and b`, `return not a`, `return a if b else c`.
void Lowering::return_expression(Node node, Span span) {
  node = unwrapped(node);
  if (!node || is_too_deep(node)) {
    return builder_.return_value(node ? builder_.unknown(node.span()) : ir::kNone, span);
  }
  const Level level(*this);
  const auto return_truth = [&](BlockId block, bool value) {
    builder_.start(block);
    builder_.return_value(builder_.boolean(value, node.span()), span);
  };
  if (kind(node) == Kind::kNot) {
    const BlockId holds = builder_.make_block();
    const BlockId fails = builder_.make_block();
    condition(node, holds, fails);
    return_truth(holds, true);
    return_truth(fails, false);
  } else if (kind(node) == Kind::kBoolean && child(node, words_.op).kind() == "and") {
    const BlockId holds = builder_.make_block();
    const BlockId fails = builder_.make_block();
    condition(child(node, words_.left), holds, fails);
    // What is false holds nothing that could do harm, whatever its type.
    return_truth(fails, false);
    builder_.start(holds);
    return_expression(child(node, words_.right), span);
  } else if (kind(node) == Kind::kBoolean) {
    std::vector<Node> chain = operands_of(node);
    for (; chain.size() > 1; chain.pop_back()) {
      const Node part = unwrapped(chain.back());
      const BlockId keep = builder_.make_block();
      const BlockId next = builder_.make_block();
      if (kind(part) == Kind::kNot || kind(part) == Kind::kComparison) {
        condition(part, keep, next);
        return_truth(keep, true);
      } else {
        const ValueId value = expression(part);
        builder_.branch(value, keep, next, part.span());
        builder_.start(keep);
        builder_.return_value(value, span);
      }
      builder_.start(next);
    }
    return_expression(chain.back(), span);
  } else if (const std::vector<Node> all = parts(node); kind(node) == Kind::kConditional && all.size() == 3) {
    const BlockId holds = builder_.make_block();
    const BlockId fails = builder_.make_block();
    condition(all[1], holds, fails);
    builder_.start(holds);
    return_expression(all[0], span);
    builder_.start(fails);
    return_expression(all[2], span);
  } else {
    builder_.return_value(expression(node), span);
  }
}

void Lowering::expression_statement(Node node) {
  for (const Node part : node.named_children()) {
    switch (kind(part)) {
      case Kind::kSkipped:
        break;
      case Kind::kAssignment:
        assignment(part);
        break;
      case Kind::kAugmentedAssignment:
        augmented_assignment(part);
        break;
      case Kind::kError:
        broken(part);
        break;
      default:
        expression(part);
    }
  }
}

namespace {

bool is_star(Kind kind) { return kind == Kind::kListSplat; }

bool is_sequence(Kind kind) {
  return kind == Kind::kPatternList || kind == Kind::kTuplePattern || kind == Kind::kListPattern ||
         kind == Kind::kTuple || kind == Kind::kList || kind == Kind::kExpressionList;
}

}  // namespace

void Lowering::assignment(Node node) {
  std::vector<Node> targets;
  Node value = node;
  for (; kind(value) == Kind::kAssignment; value = child(value, words_.right)) {
    const Node target = unwrapped(child(value, words_.left));
    targets.push_back(target);
    const ir::TypeId type = constrained(type_of(child(value, words_.type)), child(value, words_.right));
    if (type == 0) continue;
    note_field(target, type);
    if (kind(target) == Kind::kIdentifier) {
      const VariableId variable = variable_for_store(target.text(), target.span());
      builder_.module().variables[variable].type = type;
    }
  }
  if (!value) return;  // only a type
  // `a, b = b, a`: each value goes to its own target, without a list between them.
  if (targets.size() == 1 && is_sequence(kind(targets[0])) && is_sequence(kind(value))) {
    const std::vector<Node> left = parts(targets[0]);
    const std::vector<Node> right = parts(value);
    const auto star = [&](Node part) { return is_star(kind(part)); };
    if (left.size() == right.size() && std::none_of(left.begin(), left.end(), star) &&
        std::none_of(right.begin(), right.end(), star)) {
      const std::vector<ValueId> all = values(right);
      for (size_t i = 0; i < left.size(); ++i) store(left[i], all[i]);
      return;
    }
  }
  const ValueId result =
      kind(value) == Kind::kAugmentedAssignment ? augmented_assignment(value) : expression(value);
  for (const Node target : targets) store(target, result);
}

ir::ValueId Lowering::augmented_assignment(Node node) {
  const Node target = unwrapped(child(node, words_.left));
  const Node right = child(node, words_.right);
  std::string_view op = child(node, words_.op).kind();
  if (!op.empty()) op.remove_suffix(1);
  ValueId base = ir::kNone;
  ValueId key = ir::kNone;
  ValueId old = ir::kNone;
  switch (kind(target)) {
    case Kind::kAttribute:
      base = expression(child(target, words_.object));
      old = builder_.field(base, child(target, words_.attribute).text(), target.span());
      break;
    case Kind::kSubscript:
      base = expression(child(target, words_.value));
      key = subscript_key(target);
      old = builder_.index(base, key, target.span());
      break;
    default:
      old = expression(target);
  }
  ValueId made = ir::kNone;
  if (op == "+" && is_text(right)) {
    Text all{{old}, true};
    append_text(right, all.parts);
    made = joined(std::move(all), node.span());
  } else {
    made = builder_.binary(op, old, expression(right), node.span());
  }
  if (key != ir::kNone) {
    builder_.set_index(base, key, made, target.span());
  } else if (base != ir::kNone) {
    builder_.set_field(base, child(target, words_.attribute).text(), made, target.span());
  } else {
    store(target, made);
  }
  return made;
}

void Lowering::if_statement(Node node) {
  struct Clause {
    Node test;
    Node body;
  };
  std::vector<Clause> clauses{{child(node, words_.condition), child(node, words_.consequence)}};
  Node otherwise;
  for (const Node part : node.named_children()) {
    if (kind(part) == Kind::kElif) {
      clauses.push_back({child(part, words_.condition), child(part, words_.consequence)});
    } else if (kind(part) == Kind::kElse) {
      otherwise = child(part, words_.body);
    }
  }
  const BlockId after = builder_.make_block();
  for (size_t i = 0; i < clauses.size(); ++i) {
    const bool is_last = i + 1 == clauses.size() && !otherwise;
    const BlockId then = builder_.make_block();
    const BlockId next = is_last ? after : builder_.make_block();
    condition(clauses[i].test, then, next);
    builder_.start(then);
    statement(clauses[i].body);
    builder_.jump(after);
    if (!is_last) builder_.start(next);
  }
  if (otherwise) statement(otherwise);
  builder_.start(after);
}

void Lowering::for_statement(Node node) {
  const bool is_async = has_token(node, "async");
  const Node right = child(node, words_.right);
  const ValueId iterable = expression(right);
  const BlockId head = builder_.make_block();
  const BlockId body = builder_.make_block();
  const BlockId after = builder_.make_block();
  const Node otherwise = child(node, words_.alternative);
  const BlockId finished = otherwise ? builder_.make_block() : after;
  const Node left = child(node, words_.left);
  builder_.start(head);
  // Whether there is one more element depends on nothing that is known.
  builder_.branch(builder_.unknown(left.span()), body, finished, left.span());
  builder_.start(body);
  ValueId element = builder_.element(iterable, left.span());
  if (is_async) element = builder_.await(element, left.span());
  store(left, element);
  builder_.push_loop({{}, after, head});
  statement(child(node, words_.body));
  builder_.pop_loop();
  builder_.jump(head);
  if (otherwise) {
    builder_.start(finished);
    statement(child(otherwise, words_.body));
  }
  builder_.start(after);
}

void Lowering::while_statement(Node node) {
  const BlockId head = builder_.make_block();
  const BlockId body = builder_.make_block();
  const BlockId after = builder_.make_block();
  const Node otherwise = child(node, words_.alternative);
  const BlockId finished = otherwise ? builder_.make_block() : after;
  const Node test = unwrapped(child(node, words_.condition));
  builder_.start(head);
  // Nothing follows an endless loop but what `break` leads to.
  if (kind(test) == Kind::kTrue || (kind(test) == Kind::kInteger && test.text() == "1")) {
    builder_.jump(body);
  } else {
    condition(test, body, finished);
  }
  builder_.start(body);
  builder_.push_loop({{}, after, head});
  statement(child(node, words_.body));
  builder_.pop_loop();
  builder_.jump(head);
  if (otherwise) {
    builder_.start(finished);
    statement(child(otherwise, words_.body));
  }
  builder_.start(after);
}

// A return, break or continue inside of `try` goes straight to its target: what `finally` does is seen on
// the way that throws and on the way that falls through.
void Lowering::try_statement(Node node) {
  std::vector<Node> clauses;
  Node otherwise;
  Node last;
  for (const Node part : node.named_children()) {
    if (kind(part) == Kind::kExcept) clauses.push_back(part);
    if (kind(part) == Kind::kElse) otherwise = child(part, words_.body);
    if (kind(part) == Kind::kFinally) last = inner(part);
  }
  const BlockId on_throw_in_clauses = last ? builder_.make_block() : ir::kNone;
  const BlockId caught = clauses.empty() ? ir::kNone : builder_.make_block();
  const BlockId done = builder_.make_block();

  const BlockId outer = builder_.set_handler(ir::kNone);
  const BlockId inside = last ? on_throw_in_clauses : outer;
  builder_.set_handler(clauses.empty() ? inside : caught);
  builder_.start(builder_.make_block());
  statement(child(node, words_.body));
  builder_.set_handler(inside);
  if (otherwise) {
    builder_.start(builder_.make_block());
    statement(otherwise);
  }
  builder_.jump(done);
  if (!clauses.empty()) {
    builder_.start(caught);
    except_clauses(clauses, done);
  }
  builder_.set_handler(outer);
  builder_.start(done);
  if (!last) return;
  if (is_small(last) && !in_second_finally_) {
    finally_twice(last, on_throw_in_clauses);
  } else {
    finally_shared(last, on_throw_in_clauses);
  }
}

// Copies of copies would grow beyond any bound, so only short bodies have one, and what is in them none.
bool Lowering::is_small(Node body) const {
  constexpr uint32_t kMostNodes = 200;
  const uint32_t after = tree_.data(body.index()).after;
  if (after - body.index() > kMostNodes) return false;
  for (uint32_t i = body.index(); i < after; ++i) {
    const Kind it = kind(Node(&tree_, i));
    if (it == Kind::kFunction || it == Kind::kClass || it == Kind::kLambda) return false;
  }
  return true;
}

void Lowering::finally_twice(Node body, BlockId on_throw) {
  const BlockId after = builder_.make_block();
  statement(body);
  builder_.jump(after);
  builder_.start(on_throw);
  in_second_finally_ = true;
  statement(body);
  in_second_finally_ = false;
  builder_.throw_value(ir::kNone, body.span());
  builder_.start(after);
}

void Lowering::finally_shared(Node body, BlockId on_throw) {
  const BlockId shared = builder_.make_block();
  const BlockId after = builder_.make_block();
  const BlockId again = builder_.make_block();
  const VariableId is_thrown = builder_.temporary(body.span());
  builder_.store(is_thrown, builder_.boolean(false, body.span()), body.span());
  builder_.jump(shared);
  builder_.start(on_throw);
  builder_.store(is_thrown, builder_.boolean(true, body.span()), body.span());
  builder_.start(shared);
  statement(body);
  builder_.branch(builder_.load(is_thrown, body.span()), again, after, body.span());
  builder_.start(again);
  builder_.throw_value(ir::kNone, body.span());
  builder_.start(after);
}

// `name` of `except Error, name:`. Python 3.14 has `except A, B:` for two types, which are capitalized.
Node Lowering::python_2_alias(const std::vector<Node>& clause) const {
  if (clause.size() != 3 || kind(clause[1]) != Kind::kIdentifier || clause[1].text().empty()) return {};
  const char first = clause[1].text()[0];
  return first == '_' || (first >= 'a' && first <= 'z') ? clause[1] : Node();
}

void Lowering::except_clauses(const std::vector<Node>& clauses, BlockId done) {
  const Span span = clauses.front().span();
  const ValueId thrown = builder_.unknown({span.begin, span.begin});
  bool catches_all = false;
  for (const Node clause : clauses) {
    const std::vector<Node> all = parts(clause);
    const Node body = all.empty() || kind(all.back()) != Kind::kBlock ? Node() : all.back();
    std::vector<Node> types(all.begin(), all.end() - (body ? 1 : 0));
    Node alias = python_2_alias(all);
    if (alias) types.pop_back();
    if (types.size() == 1 && kind(types[0]) == Kind::kAsPattern) {
      alias = child(types[0], words_.alias);
      types[0] = inner(types[0]);
    }
    const BlockId next = builder_.make_block();
    const std::string name = types.size() == 1 ? dotted(types[0]) : std::string();
    catches_all = types.empty() || name == "Exception" || name == "BaseException";
    if (!catches_all) {
      const Span type_span{types.front().span().begin, types.back().span().end};
      ValueId type = ir::kNone;
      if (types.size() == 1) {
        type = expression(types[0]);
      } else {
        Arguments items;
        for (const Node item : types) items.push_back(element(item));
        type = builder_.list(std::move(items), type_span);
      }
      const BlockId fits = builder_.make_block();
      builder_.branch(builder_.compare("instanceof", thrown, type, type_span), fits, next, type_span);
      builder_.start(fits);
    }
    if (alias) store(alias, thrown);
    statement(body);
    builder_.jump(done);
    if (catches_all) return;
    builder_.start(next);
  }
  builder_.throw_value(thrown, span);
}

void Lowering::with_statement(Node node) {
  const bool is_async = has_token(node, "async");
  BlockId swallowed = ir::kNone;
  Node items;
  for (const Node part : node.named_children()) {
    if (kind(part) == Kind::kWithClause) items = part;
  }
  for (const Node item : items.named_children()) {
    if (kind(item) != Kind::kWithItem) continue;
    Node what = unwrapped(inner(item));
    Node target;
    if (kind(what) == Kind::kAsPattern) {
      target = child(what, words_.alias);
      what = inner(what);
    }
    ValueId value = expression(what);
    if (is_async) value = builder_.await(value, what.span());
    if (target) store(target, entered(value, is_async, what.span()));
    const std::string name = kind(what) == Kind::kCall ? dotted(child(what, words_.function)) : std::string();
    if (name == "suppress" || name == "contextlib.suppress") swallowed = builder_.make_block();
  }
  if (swallowed == ir::kNone) return statement(child(node, words_.body));
  const BlockId outer = builder_.set_handler(swallowed);
  builder_.start(builder_.make_block());
  statement(child(node, words_.body));
  builder_.set_handler(outer);
  builder_.start(swallowed);
}

// What `with value as x` binds: mostly the value itself, or what a class of this file gives for it.
ir::ValueId Lowering::entered(ValueId value, bool is_async, Span span) {
  if (!(is_async ? has_async_enter_ : has_enter_)) return value;
  const VariableId result = builder_.temporary(span);
  builder_.store(result, value, span);
  const BlockId own = builder_.make_block();
  const BlockId after = builder_.make_block();
  builder_.branch(builder_.unknown(span), own, after, span);
  builder_.start(own);
  const ValueId method = builder_.field(value, is_async ? "__aenter__" : "__enter__", span, ir::kImplicit);
  ValueId given = builder_.call(method, {}, span, ir::kImplicit);
  if (is_async) given = builder_.await(given, span);
  builder_.store(result, given, span);
  builder_.start(after);
  return builder_.load(result, span);
}

void Lowering::assert_statement(Node node) {
  const std::vector<Node> all = parts(node);
  if (all.empty()) return;
  const BlockId holds = builder_.make_block();
  const BlockId fails = builder_.make_block();
  condition(all[0], holds, fails);
  builder_.start(fails);
  const ValueId message = all.size() > 1 ? expression(all[1]) : ir::kNone;
  builder_.throw_value(message, node.span());
  builder_.start(holds);
}

void Lowering::raise_statement(Node node) {
  const Node cause = child(node, words_.cause);
  ValueId value = ir::kNone;
  for (const Node part : parts(node)) {
    const ValueId made = expression(part);
    if (part != cause && value == ir::kNone) value = made;
  }
  builder_.throw_value(value, node.span());
}

// What is deleted is looked up, not read.
void Lowering::delete_statement(Node node) {
  std::vector<Node> targets = parts(node);
  if (targets.size() == 1 && is_sequence(kind(targets[0]))) targets = parts(targets[0]);
  for (Node target : targets) {
    target = unwrapped(target);
    if (kind(target) == Kind::kAttribute) {
      expression(child(target, words_.object));
    } else if (kind(target) == Kind::kSubscript) {
      expression(child(target, words_.value));
      subscript_key(target);
    }
  }
}

void Lowering::print_statement(Node node) {
  const ValueId callee = builder_.global("print", node.span());
  Arguments all;
  for (const Node part : parts(node)) {
    if (kind(part) == Kind::kChevron) {
      all.push_back(builder_.named("file", expression(inner(part))));
    } else {
      all.push_back(ir::Builder::positional(expression(part)));
    }
  }
  builder_.call(callee, std::move(all), node.span());
}

// ---- match

void Lowering::match_statement(Node node) {
  std::vector<Node> subjects;
  for (const Node part : parts(node)) {
    if (kind(part) != Kind::kBlock) subjects.push_back(part);
  }
  if (subjects.empty()) return;
  ValueId subject = ir::kNone;
  if (subjects.size() == 1) {
    subject = expression(subjects[0]);
  } else {
    Arguments all;
    for (const Node part : subjects) all.push_back(element(part));
    subject = builder_.list(std::move(all), {subjects.front().span().begin, subjects.back().span().end});
  }
  const BlockId after = builder_.make_block();
  for (const Node clause : child(node, words_.body).named_children()) {
    if (kind(clause) != Kind::kCaseClause) {
      statement(clause);
      continue;
    }
    const BlockId next = builder_.make_block();
    std::vector<Node> patterns;
    for (const Node part : clause.named_children()) {
      if (kind(part) == Kind::kCasePattern) patterns.push_back(part);
    }
    if (patterns.size() == 1) {
      pattern(patterns[0], subject, next);
    } else if (!patterns.empty()) {
      sequence_pattern(clause, patterns, subject, next);
    }
    if (const Node guard = child(clause, words_.guard)) {
      const BlockId holds = builder_.make_block();
      condition(inner(guard), holds, next);
      builder_.start(holds);
    }
    statement(child(clause, words_.consequence));
    builder_.jump(after);
    builder_.start(next);
  }
  builder_.start(after);
}

void Lowering::test(ValueId condition, BlockId otherwise, Span span) {
  const BlockId holds = builder_.make_block();
  builder_.branch(condition, holds, otherwise, span);
  builder_.start(holds);
}

// Control goes on when `subject` fits, with the pattern's names bound, and to `otherwise` when it does not.
void Lowering::pattern(Node node, ValueId subject, BlockId otherwise) {
  if (is_too_deep(node)) return;
  const Level level(*this);
  const Span span = node.span();
  const auto equals = [&](ValueId value) {
    test(builder_.compare("==", subject, value, span), otherwise, span);
  };
  switch (kind(node)) {
    case Kind::kCasePattern: {
      const Node part = inner(node);
      // A negative number is two tokens of the pattern; `_` is one.
      if (has_token(node, "-")) {
        equals(builder_.number("-" + std::string(part.text()), span));
      } else if (part) {
        pattern(part, subject, otherwise);
      }
      break;
    }
    case Kind::kAsPattern: {
      const std::vector<Node> all = parts(node);
      if (all.empty()) break;
      pattern(all[0], subject, otherwise);
      if (all.size() > 1) store_name(all[1].text(), subject, all[1].span());
      break;
    }
    case Kind::kDottedName: {
      const std::vector<Node> names = parts(node);
      if (node.text() == "_") break;
      if (names.size() == 1) {
        store_name(node.text(), subject, span);
        break;
      }
      ValueId value = load_name(names[0].text(), names[0].span());
      for (size_t i = 1; i < names.size(); ++i) {
        value = builder_.field(value, names[i].text(), {span.begin, names[i].span().end});
      }
      equals(value);
      break;
    }
    case Kind::kNone:
      test(builder_.compare("is", subject, builder_.null(span), span), otherwise, span);
      break;
    case Kind::kTrue:
    case Kind::kFalse: {
      const ValueId value = builder_.boolean(kind(node) == Kind::kTrue, span);
      test(builder_.compare("is", subject, value, span), otherwise, span);
      break;
    }
    case Kind::kComplexPattern:
      equals(builder_.number(node.text(), span));
      break;
    case Kind::kTuplePattern:
      if (is_group(node)) {
        pattern(inner(node), subject, otherwise);
        break;
      }
      [[fallthrough]];
    case Kind::kListPattern:
      sequence_pattern(node, parts(node), subject, otherwise);
      break;
    case Kind::kDictPattern:
      dict_pattern(node, subject, otherwise);
      break;
    case Kind::kClassPattern:
      class_pattern(node, subject, otherwise);
      break;
    case Kind::kUnionPattern:
      union_pattern(node, subject, otherwise);
      break;
    case Kind::kSplatPattern:
      break;
    default:
      equals(expression(node));
  }
}

void Lowering::sequence_pattern(Node node, const std::vector<Node>& items, ValueId subject,
                                BlockId otherwise) {
  const auto splat = [&](Node item) {
    return kind(kind(item) == Kind::kCasePattern ? inner(item) : item) == Kind::kSplatPattern;
  };
  const auto star = std::find_if(items.begin(), items.end(), splat);
  const Span span = node.span();
  const bool is_open = star != items.end();
  const ValueId length = call_builtin("len", {subject}, span);
  const ValueId wanted = builder_.number(std::to_string(items.size() - (is_open ? 1 : 0)), span);
  test(builder_.compare(is_open ? ">=" : "==", length, wanted, span), otherwise, span);
  for (auto item = items.begin(); item != items.end(); ++item) {
    const Span place_span = item->span();
    if (item == star) {
      const Node name = inner(kind(*item) == Kind::kCasePattern ? inner(*item) : *item);
      if (name) store_name(name.text(), builder_.slice(subject, place_span), name.span());
      continue;
    }
    const std::string place =
        item < star ? std::to_string(item - items.begin()) : "-" + std::to_string(items.end() - item);
    const ValueId value = builder_.index(subject, builder_.number(place, place_span), place_span);
    pattern(*item, value, otherwise);
  }
}

void Lowering::dict_pattern(Node node, ValueId subject, BlockId otherwise) {
  const Span span = node.span();
  test(builder_.compare("instanceof", subject, builder_.global("dict", span), span), otherwise, span);
  ValueId key = ir::kNone;
  bool is_negative = false;
  for (const Node part : node.children()) {
    if (part.kind() == "-") is_negative = true;
    if (!part.is_named() || kind(part) == Kind::kSkipped) continue;
    if (kind(part) == Kind::kSplatPattern) {
      const Node name = inner(part);
      if (name) store_name(name.text(), builder_.slice(subject, part.span()), name.span());
    } else if (kind(part) != Kind::kCasePattern) {
      key = is_negative ? builder_.number("-" + std::string(part.text()), part.span()) : expression(part);
      is_negative = false;
      test(builder_.compare("in", key, subject, part.span()), otherwise, part.span());
    } else if (key != ir::kNone) {
      pattern(part, builder_.index(subject, key, part.span()), otherwise);
    }
  }
}

void Lowering::class_pattern(Node node, ValueId subject, BlockId otherwise) {
  const std::vector<Node> all = parts(node);
  if (all.empty()) return;
  const Span span = all[0].span();
  test(builder_.compare("instanceof", subject, expression(all[0]), span), otherwise, span);
  for (size_t i = 1; i < all.size(); ++i) {
    const Node item = kind(all[i]) == Kind::kCasePattern ? inner(all[i]) : all[i];
    if (kind(item) == Kind::kKeywordPattern) {
      const std::vector<Node> sides = parts(item);
      if (sides.size() != 2) continue;
      const ValueId value = builder_.field(subject, sides[0].text(), sides[0].span());
      if (has_token(item, "-")) {
        const ValueId number = builder_.number("-" + std::string(sides[1].text()), item.span());
        test(builder_.compare("==", value, number, item.span()), otherwise, item.span());
      } else {
        pattern(sides[1], value, otherwise);
      }
    } else if (all.size() == 2) {
      // `str(x)`: the built-in types stand for themselves; a class that has one field is near enough.
      pattern(item, subject, otherwise);
    } else {
      const ValueId value =
          builder_.index(subject, builder_.number(std::to_string(i - 1), item.span()), item.span());
      pattern(item, value, otherwise);
    }
  }
}

void Lowering::union_pattern(Node node, ValueId subject, BlockId otherwise) {
  const BlockId fits = builder_.make_block();
  bool is_negative = false;
  for (const Node part : node.children()) {
    if (part.kind() == "-") is_negative = true;
    const bool is_wildcard = !part.is_named() && part.kind() == "_";
    if (is_wildcard) builder_.jump(fits);
    if (!part.is_named() || kind(part) == Kind::kSkipped) continue;
    const BlockId next = builder_.make_block();
    if (is_negative) {
      const ValueId value = builder_.number("-" + std::string(part.text()), part.span());
      test(builder_.compare("==", subject, value, part.span()), next, part.span());
      is_negative = false;
    } else {
      pattern(part, subject, next);
    }
    builder_.jump(fits);
    builder_.start(next);
  }
  builder_.jump(otherwise);
  builder_.start(fits);
}

}  // namespace sentinel::syntax::python
