#include <algorithm>

#include "syntax/lower_python_internal.h"
#include "syntax/lower_python_text.h"

namespace sentinel::syntax::python {
ir::ValueId Lowering::expression(Node node) {
  node = unwrapped(node);
  if (!node) return builder_.unknown({});
  if (is_too_deep(node)) return builder_.unknown(node.span());
  const Level level(*this);
  const Span span = node.span();
  switch (kind(node)) {
    case Kind::kIdentifier:
      return load_name(node.text(), span);
    case Kind::kString:
    case Kind::kConcatenatedString:
      return text(node);
    case Kind::kInteger:
    case Kind::kFloat:
      return builder_.number(node.text(), span);
    case Kind::kTrue:
      return builder_.boolean(true, span);
    case Kind::kFalse:
      return builder_.boolean(false, span);
    case Kind::kNone:
      return builder_.null(span);
    case Kind::kEllipsis:
      return builder_.global("Ellipsis", span);
    case Kind::kCall:
    case Kind::kAttribute:
    case Kind::kSubscript:
    case Kind::kAwait:
      return postfix(node);
    case Kind::kBinary:
      return operators(node);
    case Kind::kUnary: {
      const Node argument = unwrapped(child(node, words_.argument));
      const std::string_view op = child(node, words_.op).kind();
      if (op == "-" && (kind(argument) == Kind::kInteger || kind(argument) == Kind::kFloat)) {
        return builder_.number("-" + std::string(argument.text()), span);
      }
      return builder_.unary(op, expression(argument), span);
    }
    case Kind::kBoolean:
      return short_circuit(node);
    case Kind::kNot:
      return truth(node);
    case Kind::kComparison:
      return comparison(node);
    case Kind::kConditional:
      return conditional(node);
    case Kind::kList:
    case Kind::kTuple:
    case Kind::kSet:
    case Kind::kExpressionList:
    case Kind::kPatternList:
    case Kind::kListPattern:
    case Kind::kTuplePattern:
      return collection(node);
    case Kind::kDictionary:
      return dictionary(node);
    case Kind::kListComprehension:
    case Kind::kSetComprehension:
    case Kind::kDictionaryComprehension:
    case Kind::kGenerator:
      return comprehension(node);
    case Kind::kLambda:
      return lambda(node);
    case Kind::kYield:
      return yield(node);
    case Kind::kNamedExpression: {
      const Node name = child(node, words_.name);
      const ValueId value = expression(child(node, words_.value));
      store_name(name.text(), value, name.span());
      return value;
    }
    case Kind::kAsPattern: {
      const ValueId value = expression(inner(node));
      if (const Node target = child(node, words_.alias)) store(target, value);
      return value;
    }
    case Kind::kDottedName: {
      ValueId value = ir::kNone;
      for (const Node name : node.named_children()) {
        value = value == ir::kNone ? load_name(name.text(), name.span())
                                   : builder_.field(value, name.text(), {span.begin, name.span().end});
      }
      return value == ir::kNone ? builder_.unknown(span) : value;
    }
    case Kind::kSlice:
      return slice_object(node);
    case Kind::kAugmentedAssignment:
      return augmented_assignment(node);
    case Kind::kAssignment: {
      const ValueId value = expression(child(node, words_.right));
      store(child(node, words_.left), value);
      return value;
    }
    // Types where a value stands: an alias, an argument of a generic.
    case Kind::kType:
      return expression(inner(node));
    case Kind::kGenericType: {
      const std::vector<Node> all = parts(node);
      if (all.size() != 2) return unknown_of(node);
      const ValueId base = expression(all[0]);
      const std::vector<ValueId> items = values(parts(all[1]));
      if (items.size() == 1) return builder_.index(base, items[0], span);
      Arguments elements;
      for (const ValueId item : items) elements.push_back(ir::Builder::positional(item));
      return builder_.index(base, builder_.list(std::move(elements), all[1].span()), span);
    }
    case Kind::kUnionType: {
      ValueId all = ir::kNone;
      for (const Node part : parts(node)) {
        const ValueId value = expression(part);
        all = all == ir::kNone ? value : builder_.binary("|", all, value, span);
      }
      return all == ir::kNone ? builder_.unknown(span) : all;
    }
    case Kind::kListSplat:
    case Kind::kDictionarySplat:
      return expression(inner(node));
    case Kind::kKeywordArgument:
      return expression(child(node, words_.value));
    default:
      return unknown_of(node);
  }
}

// What is not understood still carries the values in it; statements in a syntax error stand for themselves.
ir::ValueId Lowering::unknown_of(Node node) {
  std::vector<ValueId> all;
  for (const Node part : node.named_children()) {
    if (kind(part) == Kind::kSkipped) continue;
    if (is_statement(kind(part))) {
      statement(part);
    } else {
      all.push_back(expression(part));
    }
  }
  return builder_.unknown(node.span(), all);
}

std::vector<ir::ValueId> Lowering::values(const std::vector<Node>& nodes) {
  std::vector<ValueId> out;
  out.reserve(nodes.size());
  for (const Node node : nodes) out.push_back(expression(node));
  return out;
}

ir::Argument Lowering::element(Node node) {
  node = unwrapped(node);
  if (kind(node) == Kind::kListSplat) return ir::Builder::spread(expression(inner(node)));
  return ir::Builder::positional(expression(node));
}

// ---- calls, attributes, subscripts

// `a.b(c).d[e]` is nested to the left; a chain may be thousands long.
ir::ValueId Lowering::postfix(Node node) {
  std::vector<Node> links;  // the last is applied first
  Node base = node;
  for (bool more = true; more;) {
    base = unwrapped(base);
    const Node link = base;
    switch (kind(base)) {
      case Kind::kCall:
        base = child(base, words_.function);
        break;
      case Kind::kAttribute:
        base = child(base, words_.object);
        break;
      case Kind::kSubscript:
        base = child(base, words_.value);
        break;
      case Kind::kAwait:
        base = inner(base);
        break;
      default:
        more = false;
    }
    if (more) links.push_back(link);
  }
  ValueId value = ir::kNone;
  if (links.size() >= 2 && is_constant_text(base) && kind(links[links.size() - 2]) == Kind::kCall &&
      child(links.back(), words_.attribute).text() == "format") {
    value = brace_format(base, links[links.size() - 2]);
    links.resize(links.size() - 2);
  } else {
    value = expression(base);
  }
  for (size_t i = links.size(); i-- > 0;) {
    const Node link = links[i];
    switch (kind(link)) {
      case Kind::kCall:
        value = call(link, value);
        break;
      case Kind::kAttribute:
        value = builder_.field(value, child(link, words_.attribute).text(), link.span());
        break;
      case Kind::kSubscript:
        value = subscript(link, value);
        break;
      default:
        value = builder_.await(value, link.span());
    }
  }
  return value;
}

ir::ValueId Lowering::call(Node node, ValueId callee) {
  const Node function = unwrapped(child(node, words_.function));
  const Node list = child(node, words_.arguments);
  const std::string_view last =
      kind(function) == Kind::kAttribute ? child(function, words_.attribute).text() : function.text();
  if (last == "cast" || last == "import_module") {
    const std::vector<Node> all = parts(list);
    if (last == "import_module" && !all.empty() && function.text() == "importlib.import_module" &&
        is_constant_text(unwrapped(all[0])) && all.size() == 1) {
      return builder_.import(constant_text(unwrapped(all[0])), {}, node.span());
    }
    const bool is_typing =
        kind(function) == Kind::kAttribute
            ? typing_modules_.contains(builder_.find(child(function, words_.object).text()))
            : typing_casts_.contains(builder_.find(function.text()));
    if (last == "cast" && is_typing && all.size() == 2) {
      const ir::TypeId type = type_of(all[0]);
      return builder_.cast(expression(all[1]), type, node.span());
    }
  }
  return builder_.call(callee, arguments(list), node.span());
}

Lowering::Arguments Lowering::arguments(Node list) {
  Arguments out;
  if (kind(list) == Kind::kGenerator) {
    out.push_back(ir::Builder::positional(expression(list)));
    return out;
  }
  for (const Node node : list.named_children()) {
    switch (kind(node)) {
      case Kind::kSkipped:
        break;
      case Kind::kKeywordArgument: {
        const ValueId value = expression(child(node, words_.value));
        out.push_back(builder_.named(child(node, words_.name).text(), value));
        break;
      }
      case Kind::kDictionarySplat: {
        ir::Argument argument = ir::Builder::spread(expression(inner(node)));
        argument.kind = ir::ArgumentKind::kNamedSpread;
        out.push_back(argument);
        break;
      }
      default:
        out.push_back(element(node));
    }
  }
  return out;
}

ir::ValueId Lowering::slice_object(Node node) {
  return call_builtin("slice", values(parts(node)), node.span());
}

ir::ValueId Lowering::subscript_key(Node node) {
  std::vector<Node> keys;
  for (const Node part : node.children()) {
    if (tree_.data(part.index()).field == words_.subscript && part.is_named()) keys.push_back(part);
  }
  if (keys.size() == 1) return expression(keys[0]);
  Arguments all;
  for (const Node key : keys) all.push_back(element(key));
  return builder_.list(std::move(all), node.span());
}

ir::ValueId Lowering::subscript(Node node, ValueId base) {
  const Node key = child(node, words_.subscript);
  if (kind(key) == Kind::kSlice && !has_token(node, ",")) {
    values(parts(key));
    return builder_.slice(base, node.span());
  }
  return builder_.index(base, subscript_key(node), node.span());
}

ir::ValueId Lowering::call_builtin(std::string_view name, const std::vector<ValueId>& arguments, Span span) {
  ir::Instruction global;
  global.op = ir::Op::kGlobal;
  global.span = span;
  global.name = builder_.name(name);
  global.flags = ir::kImplicit;
  const ValueId callee = builder_.emit(global);
  Arguments all;
  for (const ValueId argument : arguments) all.push_back(ir::Builder::positional(argument));
  return builder_.call(callee, std::move(all), span, ir::kImplicit);
}

// ---- operators and text

bool Lowering::is_constant_text(Node node) const {
  node = unwrapped(node);
  if (kind(node) != Kind::kString && kind(node) != Kind::kConcatenatedString) return false;
  const uint32_t after = tree_.data(node.index()).after;
  for (uint32_t i = node.index(); i < after; ++i) {
    if (kind(Node(&tree_, i)) == Kind::kInterpolation) return false;
  }
  return true;
}

std::string Lowering::constant_text(Node node) const {
  node = unwrapped(node);
  std::string out;
  StringPrefix prefix;
  const uint32_t after = tree_.data(node.index()).after;
  for (uint32_t i = node.index(); i < after;) {
    const Node part(&tree_, i);
    if (kind(part) == Kind::kString) prefix = parse_prefix(part.first_named().text());
    if (kind(part) == Kind::kStringContent) {
      out += decode(part.text(), prefix);
      i = tree_.data(i).after;
    } else {
      ++i;
    }
  }
  return out;
}

bool Lowering::is_plain_text(Node node) const {
  node = unwrapped(node);
  switch (kind(node)) {
    case Kind::kString:
    case Kind::kConcatenatedString:
      return true;
    case Kind::kCall: {
      const Node function = child(node, words_.function);
      if (kind(function) == Kind::kIdentifier) return function.text() == "str";
      return kind(function) == Kind::kAttribute && is_constant_text(child(function, words_.object)) &&
             (child(function, words_.attribute).text() == "join" ||
              child(function, words_.attribute).text() == "format");
    }
    default:
      return false;
  }
}

bool Lowering::is_text(Node node) const {
  node = unwrapped(node);
  for (; kind(node) == Kind::kBinary; node = unwrapped(child(node, words_.left))) {
    const std::string_view op = child(node, words_.op).kind();
    if (op == "%" && is_plain_text(child(node, words_.left))) return true;
    if (op != "+") return false;
    if (is_plain_text(child(node, words_.right))) return true;
  }
  return is_plain_text(node);
}

void Lowering::append_text(Node node, std::vector<ValueId>& out) {
  node = unwrapped(node);
  if (kind(node) == Kind::kString || kind(node) == Kind::kConcatenatedString) return string_parts(node, out);
  if (kind(node) != Kind::kBinary || is_too_deep(node)) {
    out.push_back(expression(node));
    return;
  }
  const Level level(*this);
  Text text = operands(node);
  if (text.is_text) {
    out.insert(out.end(), text.parts.begin(), text.parts.end());
  } else {
    out.push_back(joined(std::move(text), node.span()));
  }
}

ir::ValueId Lowering::joined(Text text, Span span) {
  if (text.parts.size() == 1) return text.parts[0];
  return builder_.concat(text.parts, span);
}

ir::ValueId Lowering::operators(Node node) { return joined(operands(node), node.span()); }

// The operators down the left side, the innermost first: `a + b + c` is nested to the left, and a chain may
// be thousands long.
Lowering::Text Lowering::operands(Node node) {
  std::vector<Node> chain;  // the last is applied first
  Node left = node;
  for (; kind(left) == Kind::kBinary; left = unwrapped(child(left, words_.left))) chain.push_back(left);

  Text text;
  size_t next = chain.size();
  const auto op_of = [&](size_t i) { return child(chain[i], words_.op).kind(); };
  if (op_of(next - 1) == "%" && is_constant_text(left)) {
    --next;
    text = {percent_format(left, unwrapped(child(chain[next], words_.right))), true};
    // Nothing but a text is made of a format without conversions.
    if (text.parts.empty()) text.parts.push_back(builder_.string({}, left.span()));
  } else {
    text.is_text = is_plain_text(left);
    append_text(left, text.parts);
  }
  size_t looked = next;  // chain[looked..] are `+` operators that were asked for text
  while (next > 0) {
    const Node link = chain[--next];
    const Node right = child(link, words_.right);
    const std::string_view op = op_of(next);
    const Span inside{left.span().begin, child(link, words_.left).span().end};
    if (op == "%" && text.is_text) {
      append_text(right, text.parts);
      continue;
    }
    if (op != "+") {
      const ValueId a = joined(std::move(text), inside);
      text = {{builder_.binary(op, a, expression(right), link.span())}, false};
      continue;
    }
    // One visible text makes all of `a + b + "c"` texts.
    for (looked = std::min(looked, next + 1); !text.is_text && looked > 0 && op_of(looked - 1) == "+";
         --looked) {
      if (is_text(child(chain[looked - 1], words_.right))) text.is_text = true;
    }
    if (text.is_text) {
      append_text(right, text.parts);
    } else {
      const ValueId a = joined(std::move(text), inside);
      text = {{builder_.binary(op, a, expression(right), link.span())}, false};
    }
  }
  return text;
}

// Literal text and interpolated values, in order. Neighbouring literals are one.
void Lowering::string_parts(Node node, std::vector<ValueId>& out) {
  std::string literal;
  Span literal_span = node.span();
  const auto flush = [&] {
    if (!literal.empty()) out.push_back(builder_.string(literal, literal_span));
    literal.clear();
  };
  const size_t before = out.size();
  const auto one = [&](Node string) {
    const StringPrefix prefix = parse_prefix(string.first_named().text());
    for (const Node part : string.named_children()) {
      if (kind(part) == Kind::kStringContent) {
        if (literal.empty()) literal_span = part.span();
        literal_span.end = part.span().end;
        literal += decode(part.text(), prefix);
      } else if (kind(part) == Kind::kInterpolation) {
        if (has_token(part, "=")) {
          const Node value = child(part, words_.expression);
          literal += std::string(value.text()) + "=";
          literal_span.end = std::max(literal_span.end, value.span().end);
        }
        flush();
        interpolation(part, out);
      }
    }
  };
  if (kind(node) == Kind::kString) {
    one(node);
  } else {
    for (const Node part : node.named_children()) {
      if (kind(part) == Kind::kString) one(part);
    }
  }
  flush();
  if (out.size() == before) out.push_back(builder_.string({}, node.span()));
}

void Lowering::interpolation(Node node, std::vector<ValueId>& out) {
  const Node what = child(node, words_.expression);
  const std::string_view conversion = child(node, words_.type_conversion).text();
  const Node specification = child(node, words_.format_specifier);
  char letter = conversion.size() == 2 && conversion[1] != 's' ? conversion[1] : '\0';
  const bool is_fixed = specification && !specification.first_named();
  if (letter == 0 && is_fixed) letter = conversion_of(specification.text());
  if (letter == 0) {
    append_text(what, out);
  } else {
    out.push_back(converted(expression(what), letter, what.span()));
  }
  // Widths and such, which may be values too.
  for (const Node part : specification.named_children()) {
    if (kind(part) == Kind::kFormatExpression && !is_too_deep(part)) {
      const Level level(*this);
      interpolation(part, out);
    }
  }
}

// What a conversion leaves of a value: `%d` only takes numbers, `!r` quotes.
ir::ValueId Lowering::converted(ValueId value, char conversion, Span span) {
  switch (conversion) {
    case 'd':
    case 'i':
    case 'u':
    case 'o':
    case 'x':
    case 'X':
    case 'b':
    case 'n':
      return call_builtin("int", {value}, span);
    case 'e':
    case 'E':
    case 'f':
    case 'F':
    case 'g':
    case 'G':
      return call_builtin("float", {value}, span);
    case 'r':
      return call_builtin("repr", {value}, span);
    case 'a':
      return call_builtin("ascii", {value}, span);
    default:
      return value;
  }
}

ir::ValueId Lowering::text(Node node) {
  Text all{{}, true};
  string_parts(node, all.parts);
  // An f-string is text even when it is one value.
  if (all.parts.size() == 1 && is_constant_text(node)) return all.parts[0];
  return builder_.concat(all.parts, node.span());
}

std::vector<ir::ValueId> Lowering::percent_format(Node format, Node right) {
  const std::vector<FormatPiece> pieces = split_percent_format(constant_text(format));
  const auto fields =
      std::count_if(pieces.begin(), pieces.end(), [](const FormatPiece& it) { return it.is_field; });
  std::vector<ValueId> in_order;
  std::unordered_map<std::string, ValueId> by_name;
  ValueId whole = ir::kNone;
  const std::vector<Node> items = parts(right);
  const bool has_splat = std::any_of(items.begin(), items.end(), [&](Node item) {
    return kind(item) == Kind::kListSplat || kind(item) == Kind::kDictionarySplat;
  });
  if (kind(right) == Kind::kTuple && !has_splat) {
    in_order = values(items);
  } else if (kind(right) == Kind::kDictionary && !has_splat) {
    for (const Node item : items) {
      const Node key = child(item, words_.key);
      const bool is_constant = is_constant_text(key);
      if (!is_constant) expression(key);
      const ValueId value = expression(child(item, words_.value));
      if (is_constant) by_name[constant_text(key)] = value;
    }
  } else {
    whole = expression(right);
  }
  std::vector<ValueId> out;
  size_t next = 0;
  for (const FormatPiece& piece : pieces) {
    if (!piece.is_field) {
      out.push_back(builder_.string(piece.text, format.span()));
      continue;
    }
    ValueId value = ir::kNone;
    if (!piece.text.empty()) {
      if (const auto found = by_name.find(piece.text); found != by_name.end()) value = found->second;
      if (whole != ir::kNone) {
        value = builder_.index(whole, builder_.string(piece.text, format.span()), right.span());
      }
    } else if (whole != ir::kNone) {
      value = fields == 1
                  ? whole
                  : builder_.index(whole, builder_.number(std::to_string(next), format.span()), right.span());
    } else if (next < in_order.size()) {
      value = in_order[next];
    }
    ++next;
    if (value != ir::kNone) out.push_back(converted(value, piece.conversion, right.span()));
  }
  return out;
}

ir::ValueId Lowering::brace_format(Node format, Node call) {
  const Arguments given = arguments(child(call, words_.arguments));
  std::vector<ValueId> in_order;
  ValueId rest = ir::kNone;
  ValueId named_rest = ir::kNone;
  std::unordered_map<ir::NameId, ValueId> by_name;
  for (const ir::Argument& argument : given) {
    if (argument.kind == ir::ArgumentKind::kNamed) by_name.emplace(argument.name, argument.value);
    if (argument.kind == ir::ArgumentKind::kPositional && rest == ir::kNone)
      in_order.push_back(argument.value);
    if (argument.kind == ir::ArgumentKind::kSpread) rest = argument.value;
    if (argument.kind == ir::ArgumentKind::kNamedSpread) named_rest = argument.value;
  }
  const Span span = call.span();
  const auto argument_for = [&](const std::string& name) -> ValueId {
    const bool is_number =
        !name.empty() && name.size() < 6 && name.find_first_not_of("0123456789") == std::string::npos;
    if (is_number) {
      const size_t place = std::stoul(name);
      if (place < in_order.size()) return in_order[place];
      if (rest == ir::kNone) return ir::kNone;
      return builder_.index(rest, builder_.number(std::to_string(place - in_order.size()), span), span);
    }
    const auto found = by_name.find(builder_.name(name));
    if (found != by_name.end()) return found->second;
    if (named_rest == ir::kNone) return ir::kNone;
    return builder_.index(named_rest, builder_.string(name, span), span);
  };
  std::vector<ValueId> out;
  size_t next = 0;
  for (const FormatPiece& piece : split_brace_format(constant_text(format))) {
    if (!piece.is_field) {
      out.push_back(builder_.string(piece.text, format.span()));
      continue;
    }
    ValueId value = argument_for(piece.text.empty() ? std::to_string(next++) : piece.text);
    if (value == ir::kNone) continue;
    // `.name` and `[key]` of the argument
    for (size_t at = 0; at < piece.path.size();) {
      const bool is_key = piece.path[at] == '[';
      const size_t end = std::min(piece.path.find_first_of(is_key ? "]" : ".[", at + 1), piece.path.size());
      const std::string step = piece.path.substr(at + 1, end - at - 1);
      value = is_key ? builder_.index(value, builder_.string(step, span), span)
                     : builder_.field(value, step, span);
      at = is_key ? end + 1 : end;
    }
    out.push_back(converted(value, piece.conversion, span));
  }
  if (out.empty()) return builder_.string({}, span);
  return builder_.concat(out, span);
}

// ---- conditions

void Lowering::condition(Node node, BlockId if_true, BlockId if_false) {
  node = unwrapped(node);
  while (kind(node) == Kind::kNot) {
    std::swap(if_true, if_false);
    node = unwrapped(inner(node));
  }
  if (is_too_deep(node)) {
    builder_.branch(builder_.unknown(node.span()), if_true, if_false, node.span());
    return;
  }
  const Level level(*this);
  if (kind(node) == Kind::kComparison) return comparison_condition(node, if_true, if_false);
  if (kind(node) != Kind::kBoolean) {
    builder_.branch(expression(node), if_true, if_false, node.span());
    return;
  }
  const std::string_view op = child(node, words_.op).kind();
  std::vector<Node> chain = operands_of(node);
  while (chain.size() > 1) {
    const BlockId next = builder_.make_block();
    if (op == "or") {
      condition(chain.back(), if_true, next);
    } else {
      condition(chain.back(), next, if_false);
    }
    builder_.start(next);
    chain.pop_back();
  }
  condition(chain.back(), if_true, if_false);
}

ir::ValueId Lowering::compare(Node op, ValueId a, ValueId b, Span span) {
  std::string_view name = op.kind();
  if (name == "is not" || name == "<>") name = "!=";
  return builder_.compare(name, a, b, span);
}

// `a < b < c` is `a < b and b < c`.
void Lowering::comparison_condition(Node node, BlockId if_true, BlockId if_false) {
  ValueId left = ir::kNone;
  ValueId result = ir::kNone;
  Node op;
  Node left_node;
  for (const Node part : node.children()) {
    if (tree_.data(part.index()).field == words_.operators) {
      op = part;
      continue;
    }
    if (!part.is_named() || kind(part) == Kind::kSkipped) continue;
    if (result != ir::kNone) {
      const BlockId next = builder_.make_block();
      builder_.branch(result, next, if_false, node.span());
      builder_.start(next);
    }
    const ValueId value = expression(part);
    if (left != ir::kNone) result = compare(op, left, value, {left_node.span().begin, part.span().end});
    left = value;
    left_node = part;
  }
  builder_.branch(result == ir::kNone ? left : result, if_true, if_false, node.span());
}

ir::ValueId Lowering::comparison(Node node) {
  size_t operators = 0;
  Node op;
  for (const Node part : node.children()) {
    if (tree_.data(part.index()).field != words_.operators) continue;
    op = part;
    ++operators;
  }
  if (operators != 1) return truth(node);
  const std::vector<ValueId> sides = [&] {
    std::vector<ValueId> out;
    for (const Node part : node.named_children()) {
      if (tree_.data(part.index()).field == words_.operators || kind(part) == Kind::kSkipped) continue;
      out.push_back(expression(part));
    }
    return out;
  }();
  if (sides.size() != 2) return builder_.unknown(node.span(), sides);
  return compare(op, sides[0], sides[1], node.span());
}

// A condition as a value.
ir::ValueId Lowering::truth(Node node) {
  const Span span = node.span();
  const VariableId result = builder_.temporary(span);
  const BlockId holds = builder_.make_block();
  const BlockId fails = builder_.make_block();
  const BlockId after = builder_.make_block();
  condition(node, holds, fails);
  builder_.start(holds);
  builder_.store(result, builder_.boolean(true, span), span);
  builder_.jump(after);
  builder_.start(fails);
  builder_.store(result, builder_.boolean(false, span), span);
  builder_.start(after);
  return builder_.load(result, span);
}

// Of `a or b or c`, which is nested to the left: the last operand first.
std::vector<Node> Lowering::operands_of(Node node) const {
  const std::string_view op = child(node, words_.op).kind();
  std::vector<Node> out;
  while (kind(node) == Kind::kBoolean && child(node, words_.op).kind() == op) {
    out.push_back(child(node, words_.right));
    node = unwrapped(child(node, words_.left));
  }
  out.push_back(node);
  return out;
}

// `a or b`: a when it is true, otherwise b.
ir::ValueId Lowering::short_circuit(Node node) {
  const Span span = node.span();
  const std::string_view op = child(node, words_.op).kind();
  std::vector<Node> chain = operands_of(node);
  const VariableId result = builder_.temporary(span);
  const BlockId after = builder_.make_block();
  for (; chain.size() > 1; chain.pop_back()) {
    const Node part = unwrapped(chain.back());
    const BlockId keep = builder_.make_block();
    const BlockId next = builder_.make_block();
    const BlockId if_true = op == "or" ? keep : next;
    const BlockId if_false = op == "or" ? next : keep;
    ValueId value = ir::kNone;
    if (kind(part) == Kind::kNot) {
      condition(part, if_true, if_false);
      builder_.start(keep);
      value = builder_.boolean(op == "or", part.span());
    } else {
      value = expression(part);
      builder_.branch(value, if_true, if_false, part.span());
      builder_.start(keep);
    }
    builder_.store(result, value, part.span());
    builder_.jump(after);
    builder_.start(next);
  }
  const ValueId value = expression(chain.back());
  builder_.store(result, value, chain.back().span());
  builder_.start(after);
  return builder_.load(result, span);
}

ir::ValueId Lowering::conditional(Node node) {
  const Span span = node.span();
  const VariableId result = builder_.temporary(span);
  const BlockId after = builder_.make_block();
  // `a if x else b if y else c` is nested to the right.
  for (; kind(node) == Kind::kConditional;) {
    const std::vector<Node> all = parts(node);
    if (all.size() != 3) break;
    const BlockId then = builder_.make_block();
    const BlockId otherwise = builder_.make_block();
    condition(all[1], then, otherwise);
    builder_.start(then);
    const ValueId value = expression(all[0]);
    builder_.store(result, value, all[0].span());
    builder_.jump(after);
    builder_.start(otherwise);
    node = unwrapped(all[2]);
  }
  const ValueId value = kind(node) == Kind::kConditional ? unknown_of(node) : expression(node);
  builder_.store(result, value, node.span());
  builder_.start(after);
  return builder_.load(result, span);
}

// ---- collections

ir::ValueId Lowering::collection(Node node) {
  Arguments elements;
  for (const Node part : node.named_children()) {
    if (kind(part) != Kind::kSkipped) elements.push_back(element(part));
  }
  return builder_.list(std::move(elements), node.span());
}

ir::ValueId Lowering::dictionary(Node node) {
  Arguments entries;
  for (const Node part : node.named_children()) {
    if (kind(part) == Kind::kSkipped) continue;
    if (kind(part) != Kind::kPair) {
      entries.push_back(
          ir::Builder::spread(expression(kind(part) == Kind::kDictionarySplat ? inner(part) : part)));
      continue;
    }
    const Node key = child(part, words_.key);
    const std::string name = is_constant_text(key) ? constant_text(key) : std::string();
    if (!name.empty()) {
      entries.push_back(builder_.named(name, expression(child(part, words_.value))));
      continue;
    }
    ir::Argument entry;
    entry.kind = ir::ArgumentKind::kComputed;
    entry.key = expression(key);
    entry.value = expression(child(part, words_.value));
    entries.push_back(entry);
  }
  return builder_.object(std::move(entries), node.span());
}

// A loop that appends to a list; of a dictionary, one that sets its entries.
ir::ValueId Lowering::comprehension(Node node) {
  const Span span = node.span();
  const bool is_dictionary = kind(node) == Kind::kDictionaryComprehension;
  const VariableId result = builder_.temporary(span);
  builder_.store(result, is_dictionary ? builder_.object({}, span) : builder_.list({}, span), span);

  ClassContext* const outer = std::exchange(class_, nullptr);
  builder_.push_scope();
  std::vector<ir::Builder::Loop> loops;
  for (const Node clause : node.named_children()) {
    if (kind(clause) == Kind::kIfClause && !loops.empty()) {
      const BlockId holds = builder_.make_block();
      condition(inner(clause), holds, loops.back().next);
      builder_.start(holds);
    }
    if (kind(clause) != Kind::kForInClause) continue;
    const Node target = child(clause, words_.left);
    std::vector<Node> sources;
    for (const Node part : clause.named_children()) {
      if (tree_.data(part.index()).field == words_.right) sources.push_back(part);
    }
    ValueId iterable = ir::kNone;
    if (sources.size() == 1) {
      iterable = expression(sources[0]);
    } else {
      Arguments all;
      for (const Node source : sources) all.push_back(element(source));
      iterable = builder_.list(std::move(all), clause.span());
    }
    const uint32_t after = target ? tree_.data(target.index()).after : 0;
    for (uint32_t i = target.index(); target && i < after; ++i) {
      const Node name(&tree_, i);
      if (kind(name) == Kind::kIdentifier && builder_.find_here(name.text()) == ir::kNone) {
        declare_local(name.text(), name.span());
      }
    }
    loops.push_back({{}, builder_.make_block(), builder_.make_block()});
    const BlockId body = builder_.make_block();
    builder_.start(loops.back().next);
    builder_.branch(builder_.unknown(target.span()), body, loops.back().after, target.span());
    builder_.start(body);
    ValueId value = builder_.element(iterable, target.span());
    if (has_token(clause, "async")) value = builder_.await(value, target.span());
    store(target, value);
  }
  const Node body = child(node, words_.body);
  if (is_dictionary) {
    const ValueId key = expression(child(body, words_.key));
    const ValueId value = expression(child(body, words_.value));
    builder_.set_index(builder_.load(result, span), key, value, body.span());
  } else {
    const ValueId value = expression(body);
    const ValueId append = builder_.field(builder_.load(result, span), "append", body.span(), ir::kImplicit);
    builder_.call(append, {ir::Builder::positional(value)}, body.span(), ir::kImplicit);
  }
  for (size_t i = loops.size(); i-- > 0;) {
    builder_.jump(loops[i].next);
    builder_.start(loops[i].after);
  }
  builder_.pop_scope();
  class_ = outer;
  return builder_.load(result, span);
}

ir::ValueId Lowering::lambda(Node node) {
  const ir::FunctionId made = function(node, child(node, words_.parameters), child(node, words_.body), {},
                                       ir::FunctionKind::kPlain, false);
  return builder_.function_value(made, node.span());
}

ir::ValueId Lowering::yield(Node node) {
  const Node what = inner(node);
  ValueId value = what ? expression(what) : builder_.null(node.span());
  if (has_token(node, "from")) value = builder_.element(value, what.span());
  builder_.function().is_generator = true;
  return builder_.yield(value, node.span());
}

}  // namespace sentinel::syntax::python
