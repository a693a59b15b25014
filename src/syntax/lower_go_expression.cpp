#include <algorithm>
#include <utility>

#include "syntax/lower_go_internal.h"

namespace sentinel::syntax::go {

ir::ValueId Lowering::left_out(Node node) {
  builder_.not_understood(node.span());
  return builder_.unknown(node.span());
}

ir::ValueId Lowering::unknown_of(Node node) {
  std::vector<ValueId> values;
  for (const Node part : parts(node)) {
    switch (kind(part)) {
      case Kind::kOther:
      case Kind::kLabel:
        break;
      case Kind::kError:
        for (const Node inside : statements_inside(part)) statement(inside);
        break;
      default:
        values.push_back(expression(part));
    }
  }
  return builder_.unknown(node.span(), values);
}

ir::ValueId Lowering::expression(Node node) {
  if (depth_ >= kMostNesting) return left_out(node);
  const Level level(*this);
  return expression_of_kind(node, kind(node));
}

ir::ValueId Lowering::expression_of_kind(Node node, Kind node_kind) {
  const Span span = node.span();
  switch (node_kind) {
    case Kind::kIdentifier:
      return identifier(node);
    case Kind::kCall:
    case Kind::kSelector:
    case Kind::kIndex:
    case Kind::kSlice:
    case Kind::kTypeAssertion:
      return postfix(node);
    case Kind::kString:
    case Kind::kRawString:
    case Kind::kRune:
      return builder_.string(decode_literal(node.text()), span);
    case Kind::kInt:
    case Kind::kFloat:
    case Kind::kImaginary:
      return builder_.number(node.text(), span);
    case Kind::kIota:
      return builder_.number(std::to_string(iota_), span);
    case Kind::kTrue:
      return builder_.boolean(true, span);
    case Kind::kFalse:
      return builder_.boolean(false, span);
    case Kind::kNil:
      return builder_.null(span);
    case Kind::kBinary:
      return binary(node);
    case Kind::kUnary:
      return unary(node);
    case Kind::kParenthesized: {
      const Node inside = unwrapped(node);
      return inside ? expression(inside) : builder_.unknown(span);
    }
    case Kind::kComposite:
      return composite(node);
    case Kind::kLiteralValue:
      return literal(node, 0, span);
    case Kind::kFunctionLiteral:
      return builder_.function_value(function(node, {}, ir::FunctionKind::kPlain, {}), span);
    case Kind::kTypeConversion:
      return conversion(node);
    case Kind::kTypeInstantiation: {
      const ValueId base = name_of_type(node.child(words_.type));
      const Node key = second_index(node);
      return key ? builder_.index(base, name_of_type(key), span) : base;
    }
    case Kind::kVariadicArgument:
    case Kind::kExpressionStatement: {
      const Node inside = inner(node);
      return inside ? expression(inside) : builder_.unknown(span);
    }
    case Kind::kTypeIdentifier:
    case Kind::kQualifiedType:
    case Kind::kGenericType:
    case Kind::kPointerType:
    case Kind::kParenthesizedType:
    case Kind::kTypeElement:
      return name_of_type(node);
    case Kind::kArrayType:
    case Kind::kChannelType:
    case Kind::kFunctionType:
    case Kind::kInterfaceType:
    case Kind::kMapType:
    case Kind::kNegatedType:
    case Kind::kSliceType:
    case Kind::kStructType:
      return implicit(builder_.unknown(span));
    default:
      return unknown_of(node);
  }
}

ir::ValueId Lowering::identifier(Node node) {
  // The parser puts one where it misses one.
  if (node.text().empty()) return builder_.unknown(node.span());
  return builder_.load_name(node.text(), node.span());
}

// ---- calls, fields, indices: chains that may be thousands long, walked from the inside outward

ir::ValueId Lowering::postfix(Node node) {
  const size_t bottom = spine_.size();
  Node base = node;
  for (bool more = true; more && base;) {
    switch (kind(base)) {
      case Kind::kCall:
        if (is_special_call(base)) {
          more = false;
          break;
        }
        spine_.push_back(base);
        base = base.child(words_.function);
        break;
      case Kind::kSelector:
      case Kind::kIndex:
      case Kind::kSlice:
      case Kind::kTypeAssertion:
        spine_.push_back(base);
        base = base.child(words_.operand);
        break;
      default:
        more = false;
    }
  }
  ValueId value = kind(base) == Kind::kCall ? special_call(base)
                  : base                    ? expression(base)
                                            : builder_.unknown(node.span());
  TypeId type = 0;  // f[T] of the call that comes next
  while (spine_.size() > bottom) {
    const Node at = spine_.back();
    spine_.pop_back();
    const Span span = at.span();
    switch (kind(at)) {
      case Kind::kSelector:
        value = builder_.field(value, at.child(words_.field).text(), span);
        break;
      case Kind::kIndex: {
        const Node index = at.child(words_.index);
        const bool is_called = spine_.size() > bottom && kind(spine_.back()) == Kind::kCall;
        if (is_called && are_type_arguments(at.child(words_.operand), index)) {
          type = type_of(index);
        } else {
          const ValueId key = index ? expression(index) : builder_.unknown(span);
          value = builder_.index(value, key, span);
        }
        break;
      }
      case Kind::kSlice:
        for (const FieldName bound : {words_.start, words_.end, words_.capacity}) {
          if (const Node part = at.child(bound)) expression(part);
        }
        value = builder_.slice(value, span);
        break;
      case Kind::kTypeAssertion:
        value = builder_.cast(value, type_of(at.child(words_.type)), span);
        break;
      default: {
        if (const Node list = at.child(words_.type_arguments)) {
          const Nodes types = parts(list);
          // `handlers[name](a, b)` looks the same.
          if (types.size() == 1 && !are_type_arguments(at.child(words_.function), inner(types[0]))) {
            value = builder_.index(value, name_of_type(inner(types[0])), {at.span().begin, list.span().end});
          } else {
            type = type_arguments(list);
          }
        }
        value = builder_.call(value, arguments(at.child(words_.arguments)), span);
        builder_.function().code[value].type = std::exchange(type, 0);
      }
    }
  }
  return value;
}

// Calls whose callee is no value.
bool Lowering::is_special_call(Node call) {
  const Node callee = call.child(words_.function);
  if (kind(callee) == Kind::kIdentifier) {
    const std::string_view name = callee.text();
    if (name == "make" || name == "new") return builder_.find(name) == ir::kNone;
    return is_type_name(name) && parts(call.child(words_.arguments)).size() == 1;
  }
  if (kind(callee) != Kind::kParenthesized) return false;
  // (T)(x) and (*T)(x) convert, (f)(x) and (*f)(x) call.
  const Node pointer = unwrapped(callee);
  if (kind(pointer) == Kind::kIdentifier) return is_type_name(pointer.text());
  if (kind(pointer) != Kind::kUnary || operator_of(pointer) != '*') return false;
  const Node target = pointer.child(words_.operand);
  if (kind(target) == Kind::kIdentifier) return is_type_name(target.text());
  return role_of(target) == Role::kImported;
}

ir::ValueId Lowering::special_call(Node call) {
  const Node callee = call.child(words_.function);
  const std::string_view name = callee.text();
  if (name == "make" || name == "new") return make_or_new(call, name == "make");
  const Node operand = inner(call.child(words_.arguments));
  const ValueId value = operand ? expression(operand) : builder_.unknown(call.span());
  return builder_.cast(value, type_of(callee), call.span());
}

ir::ValueId Lowering::make_or_new(Node call, bool is_make) {
  const Nodes given = parts(call.child(words_.arguments));
  // new(x) points to a copy of a variable. The grammar knows new of types only.
  if (!is_make && kind(inner(call.child(words_.arguments))) == Kind::kTypeIdentifier &&
      role(given[0].text()) == Role::kPlain) {
    return name_of_type(given[0]);
  }
  const TypeId type = given.empty() ? TypeId{0} : type_of(given[0]);
  for (size_t i = 1; i < given.size(); ++i) expression(given[i]);
  const bool is_list = is_make && shape_of(type).kind == Shape::Kind::kList;
  const ValueId value = is_list ? builder_.list({}, call.span()) : builder_.object({}, call.span(), type);
  builder_.function().code[value].type = type;
  return value;
}

Lowering::Arguments Lowering::arguments(Node list) {
  Arguments out;
  for (const Node part : list.named_children()) {
    switch (kind(part)) {
      case Kind::kComment:
        break;
      case Kind::kError:
        for (const Node inside : statements_inside(part)) statement(inside);
        break;
      case Kind::kVariadicArgument:
        out.push_back(ir::Builder::spread(expression(part)));
        break;
      default:
        out.push_back(ir::Builder::positional(expression(part)));
    }
  }
  return out;
}

// T(x), and what the grammar takes for it: `handlers[name](x)`, `f[T](x)`.
ir::ValueId Lowering::conversion(Node node) {
  const Node type = node.child(words_.type);
  const Node operand = node.child(words_.operand);
  const Span span = node.span();
  const auto argument = [&] { return operand ? expression(operand) : builder_.unknown(span); };
  if (kind(type) == Kind::kGenericType) {
    const Node base = type.child(words_.type);
    const Node list = type.child(words_.type_arguments);
    const Nodes types = parts(list);
    const bool is_instance = types.size() != 1 || are_type_arguments(base, inner(types[0]));
    if (!is_instance || role_of(base) != Role::kType) {
      ValueId callee = name_of_type(base);
      if (!is_instance) callee = builder_.index(callee, name_of_type(inner(types[0])), type.span());
      const ValueId value = builder_.call(callee, {ir::Builder::positional(argument())}, span);
      if (is_instance) builder_.function().code[value].type = type_arguments(list);
      return value;
    }
  }
  const ValueId value = argument();
  return builder_.cast(value, type_of(type), span);
}

ir::ValueId Lowering::name_of_type(Node type) {
  for (;;) {
    switch (kind(type)) {
      case Kind::kGenericType: {
        const Node base = type.child(words_.type);
        const Nodes arguments = parts(type.child(words_.type_arguments));
        if (arguments.size() != 1 || are_type_arguments(base, inner(arguments[0]))) {
          type = base;
          break;
        }
        if (is_too_deep(type)) return builder_.unknown(type.span());
        const Level level(*this);
        const ValueId value = name_of_type(base);
        return builder_.index(value, name_of_type(inner(arguments[0])), type.span());
      }
      case Kind::kPointerType:
      case Kind::kParenthesizedType:
      case Kind::kTypeElement:
        type = inner(type);
        break;
      case Kind::kTypeIdentifier:
        return builder_.load_name(type.text(), type.span());
      case Kind::kQualifiedType: {
        const Node package = type.child(words_.package);
        const ValueId value = builder_.load_name(package.text(), package.span());
        return builder_.field(value, type.child(words_.name).text(), type.span());
      }
      default:
        return type ? expression(type) : builder_.unknown({});
    }
  }
}

// The grammar takes `a[i][b[j]]` for an instance of a generic type: this is b[j], or nothing.
Node Lowering::second_index(Node instance) const {
  const Nodes all = parts(instance);
  return all.size() == 2 && kind(all[0]) == Kind::kGenericType ? all[1] : Node();
}

// base[argument](…): a generic function, or something that is indexed?
bool Lowering::are_type_arguments(Node base, Node argument) {
  const Role what = role_of(base);
  if (what == Role::kPlain) return false;
  if (what == Role::kType || what == Role::kFunction) return true;
  switch (kind(argument)) {
    case Kind::kIdentifier:
    case Kind::kTypeIdentifier: {
      const Role of = role(argument.text());
      return of == Role::kType || of == Role::kUnresolved;
    }
    case Kind::kSelector:
    case Kind::kQualifiedType:
      return role_of(argument) == Role::kImported;
    case Kind::kGenericType:  // or `x[i]`
      return role_of(argument.child(words_.type)) != Role::kPlain;
    case Kind::kArrayType:
    case Kind::kChannelType:
    case Kind::kFunctionType:
    case Kind::kInterfaceType:
    case Kind::kMapType:
    case Kind::kPointerType:
    case Kind::kSliceType:
    case Kind::kStructType:
      return true;
    default:
      return false;
  }
}

// ---- operators

bool Lowering::is_logical(Node node) const {
  if (kind(node) == Kind::kUnary) return operator_of(node) == '!';
  if (kind(node) != Kind::kBinary) return false;
  const std::string_view op = binary_operator(node);
  return op == "&&" || op == "||";
}

ir::ValueId Lowering::binary(Node node) {
  if (is_logical(node)) return logical(node);
  const size_t bottom = spine_.size();
  Node first = node;
  while (kind(first) == Kind::kBinary && !is_logical(first)) {
    spine_.push_back(first);
    first = first.child(words_.left);
  }
  ValueId value = ir::kNone;
  // A sum's first part is evaluated by text_or_sum, which takes it apart.
  const auto value_of_first = [&] {
    if (value == ir::kNone) value = first ? expression(first) : builder_.unknown(node.span());
    return value;
  };
  while (spine_.size() > bottom) {
    Node at = spine_.back();
    spine_.pop_back();
    const std::string_view op = binary_operator(at);
    if (op == "+") {
      Nodes rest{at.child(words_.right)};
      while (spine_.size() > bottom && binary_operator(spine_.back()) == "+") {
        at = spine_.back();
        spine_.pop_back();
        rest.push_back(at.child(words_.right));
      }
      value = text_or_sum(value, value == ir::kNone ? first : Node(), rest, at.span());
      continue;
    }
    const ValueId a = value_of_first();
    const Node right = at.child(words_.right);
    const ValueId b = right ? expression(right) : builder_.unknown(at.span());
    const bool compares = op == "==" || op == "!=" || op == "<" || op == "<=" || op == ">" || op == ">=";
    value = compares ? builder_.compare(op, a, b, at.span()) : builder_.binary(op, a, b, at.span());
  }
  return value_of_first();
}

// first + rest...; `first` may be there already, as a value. `first_node` says what it is, if that is known.
ir::ValueId Lowering::text_or_sum(ValueId first, Node first_node, const Nodes& rest, Span span) {
  Nodes leaves;
  if (first == ir::kNone) add_leaves(first_node, leaves);
  for (const Node node : rest) add_leaves(node, leaves);
  bool has_text = first != ir::kNone && first_node && is_text(first_node);
  for (size_t i = 0; i < leaves.size() && !has_text; ++i) has_text = is_text(leaves[i]);
  std::vector<ValueId> values;
  if (first != ir::kNone) values.push_back(first);
  for (const Node leaf : leaves) values.push_back(leaf ? expression(leaf) : builder_.unknown(span));
  if (has_text) return builder_.concat(values, span);
  ValueId sum = values[0];
  for (size_t i = 1; i < values.size(); ++i) sum = builder_.binary("+", sum, values[i], span);
  return sum;
}

// The operands of a sum in their order, parentheses or not.
void Lowering::add_leaves(Node node, Nodes& leaves) const {
  Nodes todo{node};
  while (!todo.empty()) {
    const Node at = unwrapped(todo.back());
    todo.pop_back();
    if (kind(at) == Kind::kBinary && binary_operator(at) == "+") {
      todo.push_back(at.child(words_.right));
      todo.push_back(at.child(words_.left));
    } else {
      leaves.push_back(at);
    }
  }
}

bool Lowering::is_text(Node node) {
  switch (kind(node)) {
    case Kind::kString:
    case Kind::kRawString:
      return true;
    case Kind::kCall:
      return is_unresolved(node.child(words_.function), "string");
    case Kind::kIdentifier: {
      const VariableId variable = builder_.find(node.text());
      if (variable == ir::kNone) return false;
      const ir::Type& type = builder_.module().type(builder_.module().variables[variable].type);
      return type.kind == ir::TypeKind::kNamed && builder_.module().name(type.name) == "string";
    }
    default:
      return false;
  }
}

// a, b, c of `a && b && c`, which is nested to the left.
Lowering::Nodes Lowering::operands_of_logical(Node node) const {
  const std::string_view op = binary_operator(node);
  Nodes out;
  while (kind(node) == Kind::kBinary && binary_operator(node) == op) {
    out.push_back(node.child(words_.right));
    node = unwrapped(node.child(words_.left));
  }
  out.push_back(node);
  std::reverse(out.begin(), out.end());
  return out;
}

// `a && b` as a value: a when it is false, otherwise b.
ir::ValueId Lowering::logical(Node node) {
  const Span span = node.span();
  const bool is_and = binary_operator(node) == "&&";
  const Nodes operands = operands_of_logical(node);
  const VariableId result = builder_.temporary(span);
  const BlockId after = builder_.make_block();
  for (size_t i = 0; i < operands.size(); ++i) {
    const Span part = operands[i].span();
    const ValueId value = operands[i] ? expression(operands[i]) : builder_.unknown(span);
    builder_.store(result, value, part);
    if (i + 1 == operands.size()) break;
    const BlockId next = builder_.make_block();
    builder_.branch(value, is_and ? next : after, is_and ? after : next, part);
    builder_.start(next);
  }
  builder_.start(after);
  return builder_.load(result, span);
}

void Lowering::condition(Node node, BlockId if_true, BlockId if_false) {
  for (;;) {
    if (kind(node) == Kind::kParenthesized) {
      node = inner(node);
    } else if (kind(node) == Kind::kUnary && operator_of(node) == '!') {
      node = node.child(words_.operand);
      std::swap(if_true, if_false);
    } else {
      break;
    }
  }
  const Level level(*this);
  if (depth_ >= kMostNesting || !is_logical(node)) {
    const ValueId value = node ? expression(node) : builder_.unknown({});
    return builder_.branch(value, if_true, if_false, node.span());
  }
  const bool is_and = binary_operator(node) == "&&";
  const Nodes operands = operands_of_logical(node);
  for (size_t i = 0; i < operands.size(); ++i) {
    if (i + 1 == operands.size()) return condition(operands[i], if_true, if_false);
    const BlockId next = builder_.make_block();
    condition(operands[i], is_and ? next : if_true, is_and ? if_false : next);
    builder_.start(next);
  }
}

ir::ValueId Lowering::unary(Node node) {
  const Span span = node.span();
  bool is_negated = false;
  Node at = node;
  // A pointer and what it points to are one value.
  for (;;) {
    if (kind(at) == Kind::kParenthesized) {
      at = inner(at);
      continue;
    }
    const char op = kind(at) == Kind::kUnary ? operator_of(at) : ' ';
    if (op != '&' && op != '*' && op != '+' && op != '!') break;
    if (op == '!') is_negated = !is_negated;
    at = at.child(words_.operand);
  }
  if (is_negated) {
    const ValueId value = at ? expression(at) : builder_.unknown(span);
    return builder_.compare("==", value, implicit(builder_.boolean(false, span)), span);
  }
  if (kind(at) != Kind::kUnary) return at ? expression(at) : builder_.unknown(span);
  const char op = operator_of(at);
  const Node operand = at.child(words_.operand);
  if (op == '-' && (kind(operand) == Kind::kInt || kind(operand) == Kind::kFloat)) {
    return builder_.number("-" + std::string(operand.text()), span);
  }
  const ValueId value = operand ? expression(operand) : builder_.unknown(span);
  return op == '<' ? builder_.field(value, "<-", span)
                   : builder_.unary(std::string_view(&op, 1), value, span);
}

// ---- composite literals

ir::ValueId Lowering::composite(Node node) {
  const Node type = node.child(words_.type);
  return literal(node.child(words_.body), type_of(type), node.span());
}

// Literals inside may leave out their type: []T{{…}}.
ir::ValueId Lowering::literal_element(Node node, TypeId type) {
  const Node inside = kind(node) == Kind::kLiteralElement ? inner(node) : node;
  if (!inside) return builder_.unknown(node.span());
  return kind(inside) == Kind::kLiteralValue ? literal(inside, type, inside.span()) : expression(inside);
}

ir::ValueId Lowering::literal(Node body, TypeId type, Span span) {
  if (depth_ >= kMostNesting) return left_out(body);
  const Level level(*this);
  const Shape shape = shape_of(type);
  // Of another package only fields that begin with a capital letter can be named.
  const ir::Type& info = builder_.module().type(type);
  const bool is_foreign =
      info.kind == ir::TypeKind::kNamed && builder_.module().name(info.name).contains('.');
  Arguments entries;
  bool has_keys = false;
  size_t number = 0;
  for (const Node element : body.named_children()) {
    switch (kind(element)) {
      case Kind::kComment:
        break;
      case Kind::kError:
        for (const Node inside : statements_inside(element)) statement(inside);
        break;
      case Kind::kKeyedElement:
        has_keys = true;
        entries.push_back(keyed(element, shape, is_foreign));
        break;
      default: {
        ir::Argument entry = ir::Builder::positional(literal_element(element, shape.element));
        entry.name = field_name(shape, number++);
        if (entry.name != 0) entry.kind = ir::ArgumentKind::kNamed;
        entries.push_back(entry);
      }
    }
  }
  // Without a type: what a type of another file leaves out, mostly the lists of a map.
  const bool is_list = shape.kind == Shape::Kind::kList || type == 0;
  if (!is_list || has_keys) return builder_.object(std::move(entries), span, type);
  const ValueId value = builder_.list(std::move(entries), span);
  builder_.function().code[value].type = type;
  return value;
}

ir::Argument Lowering::keyed(Node node, const Shape& shape, bool is_foreign) {
  const Node key_element = node.child(words_.key);
  const Node key = kind(key_element) == Kind::kLiteralElement ? inner(key_element) : key_element;
  ir::Argument entry;
  entry.kind = ir::ArgumentKind::kComputed;
  const bool has_fields = shape.kind == Shape::Kind::kStruct || shape.kind == Shape::Kind::kOther;
  if (kind(key) == Kind::kString || kind(key) == Kind::kRawString) {
    entry.name = builder_.name(decode_literal(key.text()));
  } else if (kind(key) == Kind::kIdentifier && has_fields) {
    const bool is_value = is_foreign && key.text()[0] >= 'a' && key.text()[0] <= 'z';
    if (!is_value) entry.name = builder_.name(key.text());
  }
  if (entry.name != 0) {
    entry.kind = ir::ArgumentKind::kNamed;
  } else {
    entry.key = literal_element(key_element, shape.key);
  }
  entry.value = literal_element(node.child(words_.value), shape.element);
  return entry;
}

}  // namespace sentinel::syntax::go
