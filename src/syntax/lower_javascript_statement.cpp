#include <utility>

#include "syntax/lower_javascript_internal.h"

namespace sentinel::syntax::javascript {

void Lowering::run_statements(Node parent, Node except) {
  for (const Node part : parent.named_children()) {
    if (part == except) continue;
    // These have been defined before the first statement.
    if (kind(part) == Kind::kFunctionDeclaration || kind(part) == Kind::kImport) continue;
    // After an error, what follows a `return` may well belong elsewhere. At the top level, where only
    // CommonJS allows it, it mostly means that a brace too many was read.
    const uint32_t next = tree_.data(part.index()).after;
    const bool has_more = next < tree_.data(parent.index()).after && tree_.data(next).named;
    if (has_more && (parent.is_broken() || parent == tree_.root())) {
      broken_statement(part);
    } else {
      statement(part);
    }
  }
}

void Lowering::block(Node node) {
  builder_.push_scope();
  declare_names(node);
  define_functions(node);
  run_statements(node);
  builder_.pop_scope();
}

// What stands in an error is lowered as far as it is a whole statement or value.
void Lowering::broken(Node node) {
  if (depth_ >= kMostNesting) return;
  const Level level(*this);
  for (const Node part : node.named_children()) {
    if (kind(part) != Kind::kIdentifier && kind(part) != Kind::kPropertyName) broken_statement(part);
  }
}

// A stray `return` must not hide what comes after it.
void Lowering::broken_statement(Node node) {
  const Kind it = kind(node);
  const bool ends = it == Kind::kReturn || it == Kind::kThrow || it == Kind::kBreak || it == Kind::kContinue;
  if (!ends) {
    statement(node);
    return;
  }
  const BlockId inside = builder_.make_block();
  const BlockId after = builder_.make_block();
  builder_.branch(builder_.unknown(node.span()), inside, after, node.span());
  builder_.start(inside);
  statement(node);
  builder_.start(after);
}

void Lowering::statement(Node node) {
  if (!node) return;
  if (is_too_deep(node)) return;
  const Level level(*this);
  switch (kind(node)) {
    case Kind::kExpressionStatement:
      for (const Node part : node.named_children()) effect(part);
      break;
    case Kind::kLexical:
    case Kind::kVar:
      declarators(node);
      break;
    case Kind::kBlock:
      block(node);
      break;
    case Kind::kIf:
      if_statement(node);
      break;
    case Kind::kFor:
      for_statement(node);
      break;
    case Kind::kForIn:
      for_in_statement(node);
      break;
    case Kind::kWhile:
      while_statement(node);
      break;
    case Kind::kDo:
      do_statement(node);
      break;
    case Kind::kSwitch:
      switch_statement(node);
      break;
    case Kind::kTry:
      try_statement(node);
      break;
    case Kind::kWith:
      effect(child(node, words_.object));
      statement(child(node, words_.body));
      break;
    case Kind::kReturn:
      return_expression(inner(node), node.span());
      break;
    case Kind::kThrow: {
      const Node value = inner(node);
      builder_.throw_value(value ? expression(value) : ir::kNone, node.span());
      break;
    }
    case Kind::kBreak:
      break_statement(node);
      break;
    case Kind::kContinue:
      builder_.continue_to(child(node, words_.label).text(), node.span());
      break;
    case Kind::kLabeled:
      labeled_statement(node);
      break;
    case Kind::kFunctionDeclaration:
      function_declaration(node);
      break;
    case Kind::kClassDeclaration:
      class_declaration(node, {});
      break;
    case Kind::kInterface:
      interface_declaration(node);
      break;
    case Kind::kTypeAlias:
      type_alias(node);
      break;
    case Kind::kEnum:
      enum_declaration(node);
      break;
    case Kind::kNamespace:
      namespace_declaration(node);
      break;
    case Kind::kAmbient:
      ambient(node);
      break;
    case Kind::kImport:
      import_statement(node);
      break;
    case Kind::kImportAlias:
      import_alias(node);
      break;
    case Kind::kExport:
      export_statement(node);
      break;
    case Kind::kError:
      broken(node);
      break;
    case Kind::kField:
    case Kind::kPair:
      if (const Node value = child(node, words_.value)) effect(value);
      break;
    // What an error leaves lying about.
    case Kind::kOther:
    case Kind::kParameters:
    case Kind::kParameter:
    case Kind::kTypeAnnotation:
    case Kind::kTypeArguments:
    case Kind::kTypeIdentifier:
    case Kind::kTypePredicate:
    case Kind::kTypeQuery:
    case Kind::kPredefinedType:
    case Kind::kGenericType:
    case Kind::kArrayType:
    case Kind::kFunctionType:
    case Kind::kIntersectionType:
    case Kind::kLiteralType:
    case Kind::kObjectType:
    case Kind::kTemplateType:
    case Kind::kTupleType:
    case Kind::kUnionType:
    case Kind::kWrappedType:
    case Kind::kModifier:
    case Kind::kHeritage:
    case Kind::kExtends:
    case Kind::kExtendsType:
    case Kind::kImplements:
    case Kind::kImportClause:
    case Kind::kNamedImports:
    case Kind::kExportClause:
    case Kind::kIndexSignature:
    case Kind::kPropertySignature:
    case Kind::kMethodSignature:
    case Kind::kSignature:
    case Kind::kPropertyName:
    case Kind::kPrivateName:
    case Kind::kComputedName:
    case Kind::kArrayPattern:
    case Kind::kObjectAssignmentPattern:
    case Kind::kObjectPattern:
    case Kind::kPairPattern:
    case Kind::kRestPattern:
    case Kind::kShorthandPattern:
    case Kind::kJsxText:
    case Kind::kDecorator:
    case Kind::kComment:
    case Kind::kSkipped:
      break;
    default:
      effect(node);
  }
}

// Each way to the result has a return of its own, so that what a caller learns from the result being true or
// false is what was tested on that way: `return a && b`, `return !a`, `return a ? b : c`.
void Lowering::return_expression(Node node, Span span) {
  if (!node || is_too_deep(node)) {
    builder_.return_value(node ? builder_.unknown(node.span()) : ir::kNone, span);
    return;
  }
  const Level level(*this);
  const auto return_truth = [&](BlockId block, bool value, Node of) {
    builder_.start(block);
    builder_.return_value(builder_.boolean(value, of.span()), span);
  };
  for (node = unwrapped(node);; node = unwrapped(node)) {
    if (kind(node) == Kind::kTernary) {
      const BlockId holds = builder_.make_block();
      const BlockId fails = builder_.make_block();
      condition(child(node, words_.condition), holds, fails);
      builder_.start(holds);
      return_expression(child(node, words_.consequence), span);
      builder_.start(fails);
      node = child(node, words_.alternative);
    } else if (is_logical(node) && op(node) == Token::kAnd) {
      const BlockId holds = builder_.make_block();
      const BlockId fails = builder_.make_block();
      condition(child(node, words_.left), holds, fails);
      // What is false holds nothing that could do harm, whatever its type.
      return_truth(fails, false, child(node, words_.left));
      builder_.start(holds);
      node = child(node, words_.right);
    } else if (is_logical(node) && op(node) == Token::kOr) {
      const std::vector<Node> operands = logical_operands(node);
      for (size_t i = 0; i + 1 < operands.size(); ++i) return_if_true(operands[i], span);
      node = operands.back();
    } else if (is_negation(node) && kind(child(node, words_.argument)) != Kind::kNumber) {
      const BlockId holds = builder_.make_block();
      const BlockId fails = builder_.make_block();
      condition(node, holds, fails);
      return_truth(holds, true, node);
      return_truth(fails, false, node);
      return;
    } else {
      builder_.return_value(expression(node), span);
      return;
    }
  }
}

// An operand of `||` ends the function when it is true.
void Lowering::return_if_true(Node operand, Span span) {
  const Node tested = unwrapped(operand);
  const BlockId keep = builder_.make_block();
  const BlockId next = builder_.make_block();
  const bool is_comparison = kind(tested) == Kind::kBinary && op(tested) == Token::kCompare;
  const bool is_and = is_logical(tested) && op(tested) == Token::kAnd;
  if (is_negation(tested) || is_comparison) {
    condition(tested, keep, next);
    builder_.start(keep);
    builder_.return_value(builder_.boolean(true, tested.span()), span);
  } else if (is_and) {
    const BlockId right = builder_.make_block();
    condition(child(tested, words_.left), right, next);
    builder_.start(right);
    const ValueId value = expression(child(tested, words_.right));
    builder_.branch(value, keep, next, tested.span());
    builder_.start(keep);
    builder_.return_value(value, span);
  } else {
    const ValueId value = expression(tested);
    builder_.branch(value, keep, next, tested.span());
    builder_.start(keep);
    builder_.return_value(value, span);
  }
  builder_.start(next);
}

bool Lowering::is_negation(Node node) const {
  return kind(node) == Kind::kUnary && token(child(node, words_.op)) == Token::kNot;
}

void Lowering::declarators(Node node) {
  for (const Node part : node.named_children()) {
    if (kind(part) == Kind::kError) broken(part);
    if (kind(part) != Kind::kDeclarator) continue;
    const Node name = child(part, words_.name);
    const Node value = child(part, words_.value);
    const bool is_name = kind(name) == Kind::kIdentifier;
    if (const Node type = child(part, words_.type); type && is_name) {
      const ir::TypeId type_id = type_of(type);
      const VariableId variable = builder_.find(name.text());
      if (variable != ir::kNone) builder_.module().variables[variable].type = type_id;
    }
    if (value) {
      store(name, named_expression(value, is_name ? name.text() : std::string_view()));
    } else if (kind(node) == Kind::kLexical && is_name) {
      store_name(name.text(), builder_.null(name.span()), name.span());
    }
  }
}

void Lowering::if_statement(Node node) {
  const BlockId after = builder_.make_block();
  // `else if` is a statement in a statement; a dispatcher may have thousands.
  for (;;) {
    const Node alternative = child(node, words_.alternative);
    const BlockId then = builder_.make_block();
    const BlockId otherwise = alternative ? builder_.make_block() : after;
    condition(child(node, words_.condition), then, otherwise);
    builder_.start(then);
    statement(child(node, words_.consequence));
    builder_.jump(after);
    if (!alternative) break;
    builder_.start(otherwise);
    const Node next = kind(alternative) == Kind::kElse ? inner(alternative) : alternative;
    if (kind(next) != Kind::kIf) {
      statement(next);
      break;
    }
    node = next;
  }
  builder_.start(after);
}

void Lowering::loop_body(Node body, BlockId after, BlockId next) {
  builder_.push_loop({std::string(std::exchange(context_.loop_label, {})), after, next});
  statement(body);
  builder_.pop_loop();
}

bool Lowering::is_always_true(Node test) const {
  test = unwrapped(test);
  if (kind(test) == Kind::kTrue || !test || kind(test) == Kind::kSkipped || kind(test) == Kind::kToken)
    return true;
  if (kind(test) == Kind::kNumber) return test.text() == "1";
  return kind(test) == Kind::kUnary && test.text() == "!0";
}

void Lowering::for_statement(Node node) {
  builder_.push_scope();
  const Node initializer = child(node, words_.initializer);
  declare_names_of(initializer);
  statement(initializer);
  const BlockId head = builder_.make_block();
  const BlockId body = builder_.make_block();
  const BlockId next = builder_.make_block();
  const BlockId after = builder_.make_block();
  builder_.start(head);
  const Node test = child(node, words_.condition);
  // Nothing follows an endless loop but what `break` leads to.
  if (is_always_true(test)) {
    builder_.jump(body);
  } else {
    condition(test, body, after);
  }
  builder_.start(body);
  loop_body(child(node, words_.body), after, next);
  builder_.start(next);
  if (const Node increment = child(node, words_.increment)) effect(increment);
  builder_.jump(head);
  builder_.start(after);
  builder_.pop_scope();
}

void Lowering::for_in_statement(Node node) {
  builder_.push_scope();
  const Node left = child(node, words_.left);
  const bool has_own_names = [&] {
    for (const Node part : node.children()) {
      if (part == left) break;
      if (!part.is_named() && token(part) == Token::kDeclaring) return true;  // const, let
    }
    return false;
  }();
  const ValueId iterable = expression(child(node, words_.right));
  if (has_own_names) declare_pattern(left);
  const BlockId head = builder_.make_block();
  const BlockId body = builder_.make_block();
  const BlockId after = builder_.make_block();
  builder_.start(head);
  // Whether there is one more element depends on nothing that is known.
  builder_.branch(builder_.unknown(left.span()), body, after, left.span());
  builder_.start(body);
  const bool is_over_keys = child(node, words_.op).text() == "in";
  ValueId item = is_over_keys ? builder_.key(iterable, left.span()) : builder_.element(iterable, left.span());
  if (has_token(node, Token::kAwait)) item = builder_.await(item, left.span());
  store(left, item);
  loop_body(child(node, words_.body), after, head);
  builder_.jump(head);
  builder_.start(after);
  builder_.pop_scope();
}

void Lowering::while_statement(Node node) {
  const BlockId head = builder_.make_block();
  const BlockId body = builder_.make_block();
  const BlockId after = builder_.make_block();
  builder_.start(head);
  const Node test = child(node, words_.condition);
  if (is_always_true(test)) {
    builder_.jump(body);
  } else {
    condition(test, body, after);
  }
  builder_.start(body);
  loop_body(child(node, words_.body), after, head);
  builder_.jump(head);
  builder_.start(after);
}

void Lowering::do_statement(Node node) {
  const BlockId body = builder_.make_block();
  const BlockId test = builder_.make_block();
  const BlockId after = builder_.make_block();
  builder_.start(body);
  loop_body(child(node, words_.body), after, test);
  builder_.start(test);
  condition(child(node, words_.condition), body, after);
  builder_.start(after);
}

void Lowering::switch_statement(Node node) {
  const Node subject_node = unwrapped(child(node, words_.value));
  const bool is_of_conditions = kind(subject_node) == Kind::kTrue;  // switch (true) { case x > 1: ... }
  const ValueId subject = is_of_conditions ? ir::kNone : expression(subject_node);
  struct Clause {
    Node node;
    Node value;
    BlockId block;
  };
  const Node body = child(node, words_.body);
  const BlockId after = builder_.make_block();
  BlockId otherwise = after;
  std::vector<Clause> clauses;
  builder_.push_scope();
  for (const Node part : body.named_children()) {
    if (kind(part) == Kind::kError) broken(part);
    if (kind(part) != Kind::kCase && kind(part) != Kind::kDefaultCase) continue;
    clauses.push_back({part, child(part, words_.value), builder_.make_block()});
    if (kind(part) == Kind::kDefaultCase) otherwise = clauses.back().block;
    declare_names(part);
  }
  for (const Clause& clause : clauses) define_functions(clause.node);
  for (const Clause& clause : clauses) {
    if (!clause.value) continue;
    const BlockId next = builder_.make_block();
    if (is_of_conditions) {
      condition(clause.value, clause.block, next);
    } else {
      const ValueId value = expression(clause.value);
      const ValueId is_equal = builder_.compare("==", subject, value, clause.value.span());
      builder_.branch(is_equal, clause.block, next, clause.value.span());
    }
    builder_.start(next);
  }
  builder_.jump(otherwise);
  builder_.push_loop({{}, after, ir::kNone});
  for (const Clause& clause : clauses) {
    builder_.start(clause.block);
    run_statements(clause.node, clause.value);
  }
  builder_.pop_loop();
  builder_.pop_scope();
  builder_.start(after);
}

// A return, break or continue inside of `try` goes straight to its target: what `finally` does is seen on
// the way that throws and on the way that falls through.
void Lowering::try_statement(Node node) {
  const Node handler = child(node, words_.handler);
  const Node last = child(child(node, words_.finalizer), words_.body);
  const BlockId on_throw_in_handler = last ? builder_.make_block() : ir::kNone;
  const BlockId caught = handler ? builder_.make_block() : ir::kNone;
  const BlockId done = builder_.make_block();
  const BlockId outer = builder_.set_handler(ir::kNone);
  const BlockId inside = last ? on_throw_in_handler : outer;
  builder_.set_handler(handler ? caught : inside);
  builder_.start(builder_.make_block());
  statement(child(node, words_.body));
  builder_.set_handler(inside);
  builder_.jump(done);
  if (handler) {
    builder_.start(caught);
    catch_clause(handler);
    builder_.jump(done);
  }
  builder_.set_handler(outer);
  builder_.start(done);
  if (!last) return;
  if (is_small(last) && !in_second_finally_) {
    finally_twice(last, on_throw_in_handler);
  } else {
    finally_shared(last, on_throw_in_handler);
  }
}

void Lowering::catch_clause(Node node) {
  builder_.push_scope();
  if (const Node parameter = child(node, words_.parameter)) {
    declare_pattern(parameter);
    store(parameter, builder_.unknown(parameter.span()));
  }
  statement(child(node, words_.body));
  builder_.pop_scope();
}

// Copies of copies would grow beyond any bound, so only short bodies have one, and what is in them none.
bool Lowering::is_small(Node body) const {
  constexpr uint32_t kMostNodes = 200;
  const uint32_t after = tree_.data(body.index()).after;
  if (after - body.index() > kMostNodes) return false;
  for (uint32_t i = body.index(); i < after; ++i) {
    switch (kind(Node(&tree_, i))) {
      case Kind::kFunction:
      case Kind::kFunctionDeclaration:
      case Kind::kArrow:
      case Kind::kMethod:
      case Kind::kClass:
      case Kind::kClassDeclaration:
        return false;
      default:
        break;
    }
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

void Lowering::labeled_statement(Node node) {
  const std::string_view label = child(node, words_.label).text();
  const Node body = child(node, words_.body);
  switch (kind(body)) {
    case Kind::kFor:
    case Kind::kForIn:
    case Kind::kWhile:
    case Kind::kDo:
      context_.loop_label = label;
      statement(body);
      context_.loop_label = {};
      break;
    default: {
      const BlockId after = builder_.make_block();
      context_.labels.push_back({label, after});
      statement(body);
      context_.labels.pop_back();
      builder_.start(after);
    }
  }
}

void Lowering::break_statement(Node node) {
  const std::string_view label = child(node, words_.label).text();
  if (!label.empty()) {
    for (size_t i = context_.labels.size(); i-- > 0;) {
      if (context_.labels[i].name != label) continue;
      builder_.jump(context_.labels[i].after, node.span());
      return;
    }
  }
  builder_.break_to(label, node.span());
}

// ---- conditions

bool Lowering::is_logical(Node node) const {
  if (kind(node) != Kind::kBinary) return false;
  const Token it = op(node);
  return it == Token::kAnd || it == Token::kOr || it == Token::kNullish;
}

// The operands of `a && b && c`, which leans to the left.
std::vector<Node> Lowering::logical_operands(Node node) const {
  const Token it = op(node);
  std::vector<Node> out;
  while (kind(node) == Kind::kBinary && op(node) == it) {
    out.push_back(child(node, words_.right));
    node = child(node, words_.left);
  }
  out.push_back(node);
  for (size_t i = 0; i < out.size() / 2; ++i) std::swap(out[i], out[out.size() - 1 - i]);
  return out;
}

void Lowering::logical_condition(Node node, BlockId if_true, BlockId if_false) {
  const bool is_and = op(node) == Token::kAnd;
  const std::vector<Node> operands = logical_operands(node);
  for (size_t i = 0; i + 1 < operands.size(); ++i) {
    const BlockId next = builder_.make_block();
    condition(operands[i], is_and ? next : if_true, is_and ? if_false : next);
    builder_.start(next);
  }
  condition(operands.back(), if_true, if_false);
}

void Lowering::condition(Node node, BlockId if_true, BlockId if_false) {
  if (is_too_deep(node)) {
    builder_.branch(builder_.unknown(node.span()), if_true, if_false, node.span());
    return;
  }
  const Level level(*this);
  for (;;) {
    switch (kind(node)) {
      case Kind::kParenthesized:
      case Kind::kNonNull:
        if (!inner(node)) break;
        node = inner(node);
        continue;
      case Kind::kUnary:
        if (token(child(node, words_.op)) != Token::kNot) break;
        node = child(node, words_.argument);
        std::swap(if_true, if_false);
        continue;
      case Kind::kSequence: {
        const std::vector<Node> all = parts(node);
        if (all.empty()) break;
        for (size_t i = 0; i + 1 < all.size(); ++i) effect(all[i]);
        node = all.back();
        continue;
      }
      case Kind::kBinary:
        if (!is_logical(node) || op(node) == Token::kNullish) break;
        logical_condition(node, if_true, if_false);
        return;
      case Kind::kTernary: {
        const BlockId then = builder_.make_block();
        const BlockId otherwise = builder_.make_block();
        condition(child(node, words_.condition), then, otherwise);
        builder_.start(then);
        condition(child(node, words_.consequence), if_true, if_false);
        builder_.start(otherwise);
        node = child(node, words_.alternative);
        continue;
      }
      default:
        break;
    }
    break;
  }
  builder_.branch(expression(node), if_true, if_false, node.span());
}

}  // namespace sentinel::syntax::javascript
