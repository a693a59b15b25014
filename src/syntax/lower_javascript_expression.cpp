#include <algorithm>
#include <array>
#include <utility>

#include "base/text.h"
#include "syntax/lower_javascript_internal.h"

namespace sentinel::syntax::javascript {
namespace {

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// Reads up to `most` hexadecimal digits at `at`; fewer than `least` are none.
std::optional<char32_t> read_hex(std::string_view text, size_t& at, size_t least, size_t most) {
  char32_t value = 0;
  size_t count = 0;
  while (count < most && at + count < text.size() && hex_value(text[at + count]) >= 0) {
    value = value * 16 + static_cast<char32_t>(hex_value(text[at + count]));
    ++count;
  }
  if (count < least) return std::nullopt;
  at += count;
  return value;
}

// The code unit or code point of an escape `\u...` whose digits begin at `at`.
std::optional<char32_t> read_unicode_escape(std::string_view text, size_t& at) {
  if (at < text.size() && text[at] == '{') {
    size_t after = at + 1;
    const auto value = read_hex(text, after, 1, 6);
    if (!value || after >= text.size() || text[after] != '}') return std::nullopt;
    at = after + 1;
    return value;
  }
  return read_hex(text, at, 4, 4);
}

constexpr char32_t kReplacement = 0xFFFD;
bool is_high_surrogate(char32_t value) { return value >= 0xD800 && value <= 0xDBFF; }
bool is_low_surrogate(char32_t value) { return value >= 0xDC00 && value <= 0xDFFF; }

void append_unicode_escape(std::string& out, std::string_view text, size_t& at) {
  const auto value = read_unicode_escape(text, at);
  if (!value) {
    out += 'u';
    return;
  }
  char32_t whole = *value;
  if (is_high_surrogate(whole) && text.substr(at).starts_with("\\u")) {
    size_t after = at + 2;
    const auto low = read_unicode_escape(text, after);
    if (low && is_low_surrogate(*low)) {
      whole = 0x10000 + ((whole - 0xD800) << 10U) + (*low - 0xDC00);
      at = after;
    }
  }
  const bool is_character = whole <= 0x10FFFF && (whole < 0xD800 || whole > 0xDFFF);
  append_utf8(out, is_character ? whole : kReplacement);
}

// The text that escapes stand for.
std::string without_escapes(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  size_t at = 0;
  while (at < text.size()) {
    const size_t backslash = std::min(text.find('\\', at), text.size());
    out += text.substr(at, backslash - at);
    at = backslash + 1;
    if (at >= text.size()) break;
    const char c = text[at++];
    switch (c) {
      case 'n':
        out += '\n';
        break;
      case 't':
        out += '\t';
        break;
      case 'r':
        out += '\r';
        break;
      case 'b':
        out += '\b';
        break;
      case 'f':
        out += '\f';
        break;
      case 'v':
        out += '\v';
        break;
      case '\r':  // a line that goes on
        if (at < text.size() && text[at] == '\n') ++at;
        break;
      case '\n':
        break;
      case 'x':
        if (const auto value = read_hex(text, at, 2, 2)) {
          append_utf8(out, *value);
        } else {
          out += c;
        }
        break;
      case 'u':
        append_unicode_escape(out, text, at);
        break;
      default:
        if (c < '0' || c > '7') {
          out += c;
          break;
        }
        auto value = static_cast<char32_t>(c - '0');
        for (int i = 0; i < 2 && at < text.size() && text[at] >= '0' && text[at] <= '7'; ++i) {
          if (value * 8 + static_cast<char32_t>(text[at] - '0') > 0xFF) break;
          value = value * 8 + static_cast<char32_t>(text[at++] - '0');
        }
        append_utf8(out, value);
    }
  }
  return out;
}

// Helpers that compilers write into their output, by name; what they mean.
enum class Helper : uint8_t {
  kArgument,         // the first argument as it is
  kAwaitsGenerator,  // (this, arguments, P, function* () {}): an async function
  kModule,           // ({ "name"(exports, module) {} }): a function that gives module.exports
  kExportAll,        // (module, exports)
  kGetters,          // (table, { name: () => value })
  kRest,             // what is left of the first argument
  kJoinedLists,
  kJoinedObjects,
};

struct NamedHelper {
  std::string_view name;
  Helper helper;
};

constexpr auto kHelpers = std::to_array<NamedHelper>({
    {"__async", Helper::kAwaitsGenerator},
    {"__asyncValues", Helper::kArgument},
    {"__awaiter", Helper::kAwaitsGenerator},
    {"__commonJS", Helper::kModule},
    {"__esm", Helper::kModule},
    {"__export", Helper::kGetters},
    {"__exportStar", Helper::kExportAll},
    {"__importDefault", Helper::kArgument},
    {"__importStar", Helper::kArgument},
    {"__objRest", Helper::kRest},
    {"__read", Helper::kArgument},
    {"__reExport", Helper::kExportAll},
    {"__rest", Helper::kRest},
    {"__spreadArray", Helper::kJoinedLists},
    {"__spreadProps", Helper::kJoinedObjects},
    {"__spreadValues", Helper::kJoinedObjects},
    {"__toCommonJS", Helper::kArgument},
    {"__toESM", Helper::kArgument},
    {"__values", Helper::kArgument},
});

std::optional<Helper> helper_named(std::string_view name) {
  if (name.starts_with("_interop")) return Helper::kArgument;
  if (!name.starts_with("__")) return std::nullopt;
  const auto* found = std::find_if(kHelpers.begin(), kHelpers.end(),
                                   [&](const NamedHelper& row) { return row.name == name; });
  return found == kHelpers.end() ? std::nullopt : std::optional(found->helper);
}

std::string_view compare_name(std::string_view op) { return op == "===" ? "==" : op == "!==" ? "!=" : op; }

}  // namespace

// ---- values

ir::ValueId Lowering::expression(Node node) {
  const Span span = node.span();
  switch (kind(node)) {
    case Kind::kNothing:
      return builder_.unknown(span);
    case Kind::kIdentifier:
    case Kind::kShorthand:
      return builder_.load_name(node.text(), span);
    case Kind::kThis:
      return builder_.load_name("this", span);
    case Kind::kSuper:
      return builder_.global("super", span);
    case Kind::kMeta:
    case Kind::kImportWord:
      return builder_.global(node.text(), span);
    case Kind::kNull:
      return builder_.null(span);
    case Kind::kTrue:
      return builder_.boolean(true, span);
    case Kind::kFalse:
      return builder_.boolean(false, span);
    case Kind::kNumber:
      return builder_.number(node.text(), span);
    case Kind::kString:
      return builder_.string(string_text(node), span);
    case Kind::kHtmlReference:
    case Kind::kJsxText:
    case Kind::kPrivateName:  // #name in object
      return builder_.string(node.text(), span);
    case Kind::kRegex:
      return builder_.regex(child(node, words_.pattern).text(), child(node, words_.flags).text(), span);
    default:
      break;
  }
  if (is_too_deep(node)) return builder_.unknown(span);
  const Level level(*this);
  switch (kind(node)) {
    case Kind::kMember:
    case Kind::kSubscript:
    case Kind::kCall:
    case Kind::kNonNull:
    case Kind::kInstantiation:
      return postfix(node);
    case Kind::kParenthesized:
      return expression(inner(node));
    case Kind::kSequence:
      return sequence(node);
    case Kind::kBinary:
      if (is_logical(node)) return logical(node);
      return text_or_sum(node);
    case Kind::kTemplate:
      return text_or_sum(node);
    case Kind::kTernary:
      return ternary(node);
    case Kind::kUnary:
      return unary(node);
    case Kind::kUpdate:
      return update(node);
    case Kind::kAssignment:
      return assignment(node);
    case Kind::kAugmentedAssignment:
      return augmented_assignment(node);
    case Kind::kAwait:
      return builder_.await(expression(inner(node)), span);
    case Kind::kYield: {
      const Node value = inner(node);
      ValueId given = value ? expression(value) : builder_.null(span);
      if (has_token(node, Token::kStar)) given = builder_.element(given, span);
      return context_.yield_waits ? builder_.await(given, span) : builder_.yield(given, span);
    }
    case Kind::kObject:
      return object(node);
    case Kind::kArray:
      return list(node);
    case Kind::kNew:
      return new_expression(node);
    case Kind::kArrow:
    case Kind::kFunction:
      return function_expression(node, {});
    case Kind::kMethod:  // only in what is broken
      return function_expression(node, property_name(child(node, words_.name)));
    case Kind::kClass:
      return class_definition(node, {}, ir::kNone, decorators_of(node));
    case Kind::kAs:
    case Kind::kSatisfies: {
      const std::vector<Node> sides = parts(node);
      if (sides.empty()) return builder_.unknown(span);
      const ValueId value = expression(sides[0]);
      const ir::TypeId type = kind(node) == Kind::kAs && sides.size() > 1 ? type_of(sides[1]) : 0;
      return type == 0 ? value : builder_.cast(value, type, span);
    }
    case Kind::kTypeAssertion: {
      const std::vector<Node> sides = parts(node);
      if (sides.size() != 2) return unknown_of(node);
      const ir::TypeId type = type_of(inner(sides[0]));
      const ValueId value = expression(sides[1]);
      return type == 0 ? value : builder_.cast(value, type, span);
    }
    case Kind::kNamespace:
      namespace_declaration(node);
      return builder_.null(span);
    case Kind::kJsxElement:
    case Kind::kJsxSelfClosing:
      return jsx(node);
    case Kind::kJsxExpression:
      return inner(node) ? expression(inner(node)) : builder_.null(span);
    case Kind::kSpread:
      return builder_.element(expression(inner(node)), span);
    case Kind::kError:
      broken(node);
      return builder_.unknown(span);
    default:
      return unknown_of(node);
  }
}

ir::ValueId Lowering::unknown_of(Node node) {
  std::vector<ValueId> all;
  for (const Node part : parts(node)) all.push_back(expression(part));
  return builder_.unknown(node.span(), all);
}

void Lowering::effect(Node node) {
  if (is_too_deep(node)) return;
  const Level level(*this);
  switch (kind(node)) {
    case Kind::kComment:
    case Kind::kSkipped:
      return;
    case Kind::kParenthesized:
      effect(inner(node));
      return;
    case Kind::kSequence:
      for (const Node part : parts(node)) effect(part);
      return;
    case Kind::kError:
      broken(node);
      return;
    case Kind::kNumber:  // `(0, f)(x)`
      return;
    case Kind::kNamespace:
      namespace_declaration(node);
      return;
    case Kind::kUnary: {
      const Token it = token(child(node, words_.op));
      const Node operand = child(node, words_.argument);
      if (it == Token::kNot) {
        effect(operand);
        return;
      }
      if (it != Token::kVoid) break;
      const ValueId value = expression(operand);
      ir::Instruction& made = builder_.function().code[value];
      if (made.op == ir::Op::kCall) made.flags |= ir::kDetached;
      return;
    }
    case Kind::kTernary: {
      const BlockId then = builder_.make_block();
      const BlockId otherwise = builder_.make_block();
      const BlockId after = builder_.make_block();
      condition(child(node, words_.condition), then, otherwise);
      builder_.start(then);
      effect(child(node, words_.consequence));
      builder_.jump(after);
      builder_.start(otherwise);
      effect(child(node, words_.alternative));
      builder_.start(after);
      return;
    }
    case Kind::kBinary: {
      if (!is_logical(node) || op(node) == Token::kNullish) break;
      const bool is_and = op(node) == Token::kAnd;
      // `0 && (module.exports = ...)`: what esbuild tells Node.js about names, and never runs.
      if (is_and && child(node, words_.left).text() == "0") return;
      const BlockId then = builder_.make_block();
      const BlockId after = builder_.make_block();
      condition(child(node, words_.left), is_and ? then : after, is_and ? after : then);
      builder_.start(then);
      effect(child(node, words_.right));
      builder_.start(after);
      return;
    }
    default:
      break;
  }
  expression(node);
}

ir::ValueId Lowering::sequence(Node node) {
  const std::vector<Node> all = parts(node);
  if (all.empty()) return builder_.unknown(node.span());
  for (size_t i = 0; i + 1 < all.size(); ++i) effect(all[i]);
  return expression(all.back());
}

// ---- members and calls: `a.b(c)[d].e()` leans to the left and may be long

ir::ValueId Lowering::postfix(Node node) {
  const size_t below = spine_.size();
  std::optional<ValueId> value;
  Node base = node;
  bool is_awaited = false;
  for (bool more = true; more && !value;) {
    switch (kind(base)) {
      case Kind::kMember:
      case Kind::kSubscript:
        if (!exports_.empty()) {
          const auto name = exported_name(base);
          const auto found = name ? exports_.find(std::string(*name)) : exports_.end();
          if (found != exports_.end()) {
            value = load_variable(found->second, base.span());
            break;
          }
        }
        spine_.push_back(base);
        base = child(base, words_.object);
        break;
      case Kind::kCall:
        // To the grammar, `await (x).y` outside of functions is a call of something named await.
        if (child(base, words_.function).text() == "await" && arguments_of(base).size() == 1) {
          is_awaited = true;
          base = arguments_of(base)[0];
          more = false;
          break;
        }
        value = special_call(base);
        if (value) break;
        spine_.push_back(base);
        base = child(base, words_.function);
        break;
      case Kind::kNonNull:
      case Kind::kInstantiation:
        base = inner(base);
        break;
      default:
        more = false;
    }
  }
  if (!value) value = expression(base);
  while (spine_.size() > below) {
    const Node at = spine_.back();
    spine_.pop_back();
    value = apply(at, *value);
  }
  return is_awaited ? builder_.await(*value, node.span()) : *value;
}

ir::ValueId Lowering::apply(Node node, ValueId base) {
  const Span span = node.span();
  const uint8_t flags = child(node, words_.optional_chain) ? ir::kOptional : 0;
  switch (kind(node)) {
    case Kind::kMember:
    case Kind::kSubscript: {
      const std::string_view name = written_property(node);
      if (kind(node) == Kind::kMember || !name.empty()) return builder_.field(base, name, span, flags);
      return builder_.index(base, expression(child(node, words_.index)), span, flags);
    }
    default:
      return call(node, base);
  }
}

ir::ValueId Lowering::call(Node node, ValueId callee) {
  const Node given = child(node, words_.arguments);
  if (kind(given) == Kind::kTemplate) return tagged_template(node, callee);
  const bool is_optional = child(node, words_.optional_chain) || has_token(node, Token::kOptional);
  return builder_.call(callee, arguments(given), node.span(), is_optional ? ir::kOptional : 0);
}

Lowering::Arguments Lowering::arguments(Node node) {
  Arguments out;
  for (const Node part : node.named_children()) {
    if (kind(part) == Kind::kComment) continue;
    if (kind(part) == Kind::kError) {
      broken(part);
    } else {
      out.push_back(element(part));
    }
  }
  return out;
}

ir::Argument Lowering::element(Node node) {
  if (kind(node) == Kind::kSpread) return ir::Builder::spread(expression(inner(node)));
  return ir::Builder::positional(expression(node));
}

std::vector<Node> Lowering::arguments_of(Node call) const {
  const Node given = child(call, words_.arguments);
  return kind(given) == Kind::kArguments ? parts(given) : std::vector<Node>();
}

// `f` of f(), a.f() and (0, a.f)().
std::string_view Lowering::callee_name(Node callee) const {
  callee = unwrapped(callee);
  if (kind(callee) == Kind::kSequence) {
    const std::vector<Node> all = parts(callee);
    if (all.size() != 2) return {};
    callee = all[1];
  }
  if (kind(callee) == Kind::kIdentifier) return callee.text();
  if (kind(callee) == Kind::kMember && kind(child(callee, words_.object)) == Kind::kIdentifier) {
    return child(callee, words_.property).text();
  }
  return {};
}

// "m" of require("m") and import("m").
std::optional<std::string> Lowering::required_module(Node call) const {
  if (kind(call) != Kind::kCall) return std::nullopt;
  const Node callee = child(call, words_.function);
  const std::string_view name = callee.text();
  const bool is_require = kind(callee) == Kind::kIdentifier && (name == "require" || name == "__require");
  if (!is_require && kind(callee) != Kind::kImportWord) return std::nullopt;
  const std::vector<Node> given = arguments_of(call);
  return given.empty() ? std::nullopt : literal_text(given[0]);
}

// Calls that are no calls of a function: imports, and what compilers write instead of syntax.
std::optional<ir::ValueId> Lowering::special_call(Node node) {
  const Node callee = child(node, words_.function);
  if (const auto module = required_module(node)) return builder_.import(*module, {}, node.span());
  const std::string_view name = callee_name(callee);
  if (name.empty()) return std::nullopt;
  if (name == "defineProperty") return define_property(node);
  if (name == "raw" && kind(child(node, words_.arguments)) == Kind::kTemplate &&
      callee.text() == "String.raw") {
    return joined(template_parts(child(node, words_.arguments), true), node.span());
  }
  if (name.front() == '_') return helper_call(node, name);
  return std::nullopt;
}

std::optional<ir::ValueId> Lowering::helper_call(Node node, std::string_view name) {
  const auto helper = helper_named(name);
  if (!helper) return std::nullopt;
  const std::vector<Node> given = arguments_of(node);
  if (given.empty()) return std::nullopt;
  switch (*helper) {
    case Helper::kArgument:
      return expression(given[0]);
    case Helper::kAwaitsGenerator:
      if (kind(given.back()) != Kind::kFunction) return std::nullopt;
      return awaited_generator(node);
    case Helper::kModule:
      return bundled_module(node);
    case Helper::kExportAll:
      for (const Node argument : given) {
        const auto module = required_module(argument);
        if (!module || builder_.function_id() != 0) continue;
        add_export_from("*", *module, {});
        return builder_.import(*module, {}, argument.span());
      }
      return std::nullopt;
    case Helper::kGetters:
      if (!export_getters(node)) return std::nullopt;
      return builder_.null(node.span());
    case Helper::kRest:
      return builder_.slice(expression(given[0]), node.span());
    case Helper::kJoinedLists:
    case Helper::kJoinedObjects: {
      Arguments all;
      for (size_t i = 0; i < given.size() && i < 2; ++i) {
        all.push_back(ir::Builder::spread(expression(given[i])));
      }
      return *helper == Helper::kJoinedLists ? builder_.list(std::move(all), node.span())
                                             : builder_.object(std::move(all), node.span());
    }
  }
  return std::nullopt;
}

ir::ValueId Lowering::awaited_generator(Node call) {
  const std::vector<Node> given = arguments_of(call);
  Form form;
  form.is_awaited_generator = true;
  const ir::FunctionId id = function(given.back(), form);
  const ValueId made = builder_.function_value(id, given.back().span());
  Arguments all;
  if (given.size() > 1 && kind(given[1]) == Kind::kIdentifier) {
    all.push_back(ir::Builder::spread(expression(given[1])));
  }
  return builder_.call(made, std::move(all), call.span(), ir::kImplicit);
}

std::optional<ir::ValueId> Lowering::bundled_module(Node call) {
  const std::vector<Node> given = arguments_of(call);
  if (kind(given[0]) != Kind::kObject) return std::nullopt;
  const std::vector<Node> entries = parts(given[0]);
  if (entries.size() != 1 || kind(entries[0]) != Kind::kMethod) return std::nullopt;
  Form form;
  form.is_common_module = true;
  return builder_.function_value(function(entries[0], form), call.span());
}

ir::ValueId Lowering::new_expression(Node node) {
  const ValueId callee = expression(child(node, words_.constructor));
  return builder_.make_new(callee, arguments(child(node, words_.arguments)), node.span());
}

// ---- text

std::string Lowering::string_text(Node node) const {
  std::string_view text = node.text();
  if (text.empty()) return {};
  const char quote = text.front();
  text.remove_prefix(1);
  if (!text.empty() && text.back() == quote) text.remove_suffix(1);
  return text.contains('\\') ? without_escapes(text) : std::string(text);
}

// Of a string, or of a template without values.
std::optional<std::string> Lowering::literal_text(Node node) const {
  node = unwrapped(node);
  if (kind(node) == Kind::kString) return string_text(node);
  if (kind(node) != Kind::kTemplate) return std::nullopt;
  for (const Node part : node.named_children()) {
    if (kind(part) == Kind::kTemplatePart) return std::nullopt;
  }
  return string_text(node);
}

Lowering::Text Lowering::template_parts(Node node, bool is_raw) {
  Text out{{}, true};
  uint32_t begin = node.span().begin + 1;
  const auto add_text = [&](uint32_t end) {
    if (end <= begin) return;
    const std::string_view text = tree_.text().substr(begin, end - begin);
    out.parts.push_back(builder_.string(is_raw ? std::string(text) : without_escapes(text), {begin, end}));
  };
  for (const Node part : node.named_children()) {
    if (kind(part) != Kind::kTemplatePart) continue;
    add_text(part.span().begin);
    begin = part.span().end;
    if (const Node value = inner(part)) {
      const Text given = operand(value);
      if (given.is_text) {
        out.parts.insert(out.parts.end(), given.parts.begin(), given.parts.end());
      } else {
        out.parts.push_back(joined(given, value.span()));
      }
    }
  }
  const bool is_closed = node.text().size() > 1 && node.text().back() == '`';
  add_text(node.span().end - (is_closed ? 1 : 0));
  return out;
}

// tag`a ${x} b`: called with the list of the texts, and the values.
ir::ValueId Lowering::tagged_template(Node node, ValueId callee) {
  const Node given = child(node, words_.arguments);
  Arguments texts;
  Arguments all{ir::Builder::positional(0)};
  uint32_t begin = given.span().begin + 1;
  const auto add_text = [&](uint32_t end) {
    const std::string_view text = end > begin ? tree_.text().substr(begin, end - begin) : std::string_view();
    texts.push_back(
        ir::Builder::positional(builder_.string(without_escapes(text), {begin, std::max(begin, end)})));
  };
  for (const Node part : given.named_children()) {
    if (kind(part) != Kind::kTemplatePart) continue;
    add_text(part.span().begin);
    begin = part.span().end;
    const Node value = inner(part);
    all.push_back(ir::Builder::positional(value ? expression(value) : builder_.null(part.span())));
  }
  const bool is_closed = given.text().size() > 1 && given.text().back() == '`';
  add_text(given.span().end - (is_closed ? 1 : 0));
  all[0].value = builder_.list(std::move(texts), given.span());
  return builder_.call(callee, std::move(all), node.span(), ir::kTagged);
}

// ---- operators: `a + b + c` leans to the left and may be long

// One operand of `+`; the parts of one that is text itself become parts of the whole.
Lowering::Text Lowering::operand(Node node) {
  const Node value = unwrapped(node);
  switch (kind(value)) {
    case Kind::kString:
      return {{expression(value)}, true};
    case Kind::kTemplate:
    case Kind::kBinary:
      if (is_logical(value) || is_too_deep(value)) break;
      {
        const Level level(*this);
        if (kind(value) == Kind::kTemplate) return template_parts(value, false);
        return operands(value);
      }
    default:
      break;
  }
  return {{expression(node)}, false};
}

Lowering::Text Lowering::operands(Node node) {
  const size_t below = spine_.size();
  Node base = node;
  while (kind(base) == Kind::kBinary && !is_logical(base)) {
    spine_.push_back(base);
    base = child(base, words_.left);
  }
  Text out = operand(base);
  while (spine_.size() > below) {
    const Node at = spine_.back();
    spine_.pop_back();
    const Node left = child(at, words_.left);
    const Node right = child(at, words_.right);
    if (op(at) == Token::kPlus) {
      Text more = operand(right);
      out.is_text = out.is_text || more.is_text;
      if (!more.is_text) more.parts = {joined(more, right.span())};
      out.parts.insert(out.parts.end(), more.parts.begin(), more.parts.end());
      continue;
    }
    const ValueId a = joined(std::move(out), left.span());
    const ValueId b = expression(right);
    const std::string_view name = child(at, words_.op).text();
    const bool is_compare = op(at) == Token::kCompare;
    out = {{is_compare ? builder_.compare(compare_name(name), a, b, at.span())
                       : builder_.binary(name, a, b, at.span())},
           false};
  }
  return out;
}

ir::ValueId Lowering::joined(Text text, Span span) {
  if (text.is_text) {
    if (text.parts.empty()) return builder_.string({}, span);
    const bool is_string =
        text.parts.size() == 1 && builder_.function().code[text.parts[0]].op == ir::Op::kString;
    return is_string ? text.parts[0] : builder_.concat(text.parts, span);
  }
  ValueId value = text.parts[0];
  for (size_t i = 1; i < text.parts.size(); ++i) {
    const uint32_t end = builder_.function().code[text.parts[i]].span.end;
    const bool is_last = i + 1 == text.parts.size();
    value = builder_.binary("+", value, text.parts[i],
                            is_last ? span : Span{span.begin, std::max(span.begin, end)});
  }
  return value;
}

ir::ValueId Lowering::text_or_sum(Node node) { return joined(operand(node), node.span()); }

// The comparison that `??` means.
ir::ValueId Lowering::is_nothing(ValueId value, Span span) {
  const ValueId nothing = builder_.null(span);
  builder_.function().code[nothing].flags |= ir::kImplicit;
  const ValueId out = builder_.compare("==", value, nothing, span);
  builder_.function().code[out].flags |= ir::kImplicit;
  return out;
}

ir::ValueId Lowering::logical(Node node) {
  const Token it = op(node);
  const Span span = node.span();
  const std::vector<Node> operands = logical_operands(node);
  const VariableId result = builder_.temporary(span);
  const BlockId after = builder_.make_block();
  for (size_t i = 0; i + 1 < operands.size(); ++i) {
    const Span operand_span = operands[i].span();
    const ValueId value = expression(operands[i]);
    const BlockId decided = builder_.make_block();
    const BlockId next = builder_.make_block();
    const bool ends_when_true = it == Token::kOr;
    const ValueId tested = it == Token::kNullish ? is_nothing(value, operand_span) : value;
    builder_.branch(tested, ends_when_true ? decided : next, ends_when_true ? next : decided, operand_span);
    builder_.start(decided);
    builder_.store(result, value, operand_span);
    builder_.jump(after);
    builder_.start(next);
  }
  builder_.store(result, expression(operands.back()), operands.back().span());
  builder_.start(after);
  return builder_.load(result, span);
}

// The value of `!x`.
ir::ValueId Lowering::truth(Node node) {
  const Span span = node.span();
  const VariableId result = builder_.temporary(span);
  const BlockId if_true = builder_.make_block();
  const BlockId if_false = builder_.make_block();
  const BlockId after = builder_.make_block();
  condition(node, if_true, if_false);
  builder_.start(if_true);
  builder_.store(result, builder_.boolean(true, span), span);
  builder_.jump(after);
  builder_.start(if_false);
  builder_.store(result, builder_.boolean(false, span), span);
  builder_.start(after);
  return builder_.load(result, span);
}

ir::ValueId Lowering::ternary(Node node) {
  const Span span = node.span();
  const VariableId result = builder_.temporary(span);
  const BlockId after = builder_.make_block();
  // `a ? 1 : b ? 2 : c ? 3 : 4` leans to the right.
  while (kind(node) == Kind::kTernary) {
    const Node value = child(node, words_.consequence);
    const BlockId then = builder_.make_block();
    const BlockId otherwise = builder_.make_block();
    condition(child(node, words_.condition), then, otherwise);
    builder_.start(then);
    builder_.store(result, expression(value), value.span());
    builder_.jump(after);
    builder_.start(otherwise);
    node = child(node, words_.alternative);
  }
  builder_.store(result, expression(node), node.span());
  builder_.start(after);
  return builder_.load(result, span);
}

ir::ValueId Lowering::unary(Node node) {
  const Node operand = child(node, words_.argument);
  const Span span = node.span();
  switch (token(child(node, words_.op))) {
    case Token::kNot:
      if (kind(operand) == Kind::kNumber) {  // what minifiers write for true and false
        if (operand.text() == "0") return builder_.boolean(true, span);
        if (operand.text() == "1") return builder_.boolean(false, span);
      }
      return truth(node);
    case Token::kVoid:
      effect(operand);
      return builder_.null(span);
    case Token::kSign:
      if (kind(operand) == Kind::kNumber) {
        return builder_.number(std::string(child(node, words_.op).text()) + std::string(operand.text()),
                               span);
      }
      [[fallthrough]];
    default: {
      const ValueId value = expression(operand);
      return builder_.unary(child(node, words_.op).text(), value, span);
    }
  }
}

// ---- assignments

ir::ValueId Lowering::assignment(Node node) {
  // `a = b = c = value` leans to the right.
  std::vector<Place> places;
  Node value = node;
  for (; kind(value) == Kind::kAssignment; value = unwrapped(child(value, words_.right))) {
    places.push_back(place(child(value, words_.left)));
  }
  const Place& last = places.back();
  const auto is_export = [](const Place& one) { return one.kind == Place::Kind::kExport; };
  // What tsc writes before anything else: exports.a = exports.b = void 0.
  const bool is_announcement = kind(value) == Kind::kUnary &&
                               token(child(value, words_.op)) == Token::kVoid &&
                               std::all_of(places.begin(), places.end(), is_export);
  if (is_announcement) return builder_.null(node.span());
  std::string_view name = last.name;
  if (is_export(last) && name == "=") name = {};
  const ValueId result = named_expression(value, name);
  if (is_export(last) && last.name == "=" && kind(value) == Kind::kCall &&
      callee_name(child(value, words_.function)) == "__toCommonJS") {
    export_table(result);
  }
  for (size_t i = places.size(); i-- > 0;) write(places[i], result);
  return result;
}

ir::ValueId Lowering::augmented_assignment(Node node) {
  const Place target = place(child(node, words_.left));
  const Node right = child(node, words_.right);
  std::string_view name = child(node, words_.op).text();
  if (!name.empty()) name.remove_suffix(1);
  const ValueId old = read(target);
  if (target.kind == Place::Kind::kPattern) return expression(right);  // not valid
  if (name == "&&" || name == "||" || name == "??") {
    const VariableId result = builder_.temporary(node.span());
    builder_.store(result, old, target.node.span());
    const BlockId change = builder_.make_block();
    const BlockId after = builder_.make_block();
    const ValueId tested = name == "??" ? is_nothing(old, target.node.span()) : old;
    builder_.branch(tested, name == "||" ? after : change, name == "||" ? change : after, target.node.span());
    builder_.start(change);
    const ValueId value = named_expression(right, target.name);
    write(target, value);
    builder_.store(result, value, right.span());
    builder_.start(after);
    return builder_.load(result, node.span());
  }
  ValueId made = ir::kNone;
  if (name == "+") {
    Text all{{old}, false};
    Text more = operand(right);
    all.is_text = more.is_text;
    if (!more.is_text) more.parts = {joined(more, right.span())};
    all.parts.insert(all.parts.end(), more.parts.begin(), more.parts.end());
    made = joined(std::move(all), node.span());
  } else {
    made = builder_.binary(name, old, expression(right), node.span());
  }
  write(target, made);
  return made;
}

ir::ValueId Lowering::update(Node node) {
  const Node operand = child(node, words_.argument);
  const Node sign = child(node, words_.op);
  const Place target = place(operand);
  const ValueId old = read(target);
  if (target.kind == Place::Kind::kPattern) return old;  // not valid
  const ValueId one = builder_.number("1", sign.span());
  const ValueId made = builder_.binary(sign.text().substr(0, 1), old, one, node.span());
  write(target, made);
  return sign.span().begin < operand.span().begin ? made : old;
}

// ---- lists and objects

ir::ValueId Lowering::list(Node node) {
  Arguments elements;
  bool after_element = false;
  for (const Node part : node.children()) {
    if (!part.is_named()) {
      if (token(part) != Token::kComma) continue;
      if (!after_element) elements.push_back(ir::Builder::positional(builder_.null(part.span())));  // a hole
      after_element = false;
    } else if (kind(part) == Kind::kError) {
      broken(part);
    } else if (kind(part) != Kind::kComment) {
      elements.push_back(element(part));
      after_element = true;
    }
  }
  return builder_.list(std::move(elements), node.span());
}

ir::ValueId Lowering::object(Node node) {
  Arguments entries;
  for (const Node part : node.named_children()) object_entry(part, entries);
  return builder_.object(std::move(entries), node.span());
}

void Lowering::object_entry(Node node, Arguments& entries) {
  switch (kind(node)) {
    case Kind::kPair: {
      const Node key = child(node, words_.key);
      if (kind(key) == Kind::kComputedName && !literal_text(inner(key))) {
        const ValueId key_value = expression(inner(key));
        const ValueId value = expression(child(node, words_.value));
        entries.push_back({value, 0, key_value, ir::ArgumentKind::kComputed});
        break;
      }
      const std::string name = property_name(key);
      entries.push_back(builder_.named(name, named_expression(child(node, words_.value), name)));
      break;
    }
    case Kind::kShorthand:
      entries.push_back(builder_.named(node.text(), expression(node)));
      break;
    case Kind::kSpread:
      entries.push_back(element(node));
      break;
    case Kind::kMethod: {
      const Modifiers words = modifiers(node);
      const Node name = child(node, words_.name);
      const bool is_computed = kind(name) == Kind::kComputedName && !literal_text(inner(name));
      const ValueId key = is_computed ? expression(inner(name)) : ir::kNone;
      const std::string method_name = property_name(name);
      if (is_too_deep(node)) break;
      const Level level(*this);
      Form form{method_name, name.span()};
      if (words.is_getter) form.kind = ir::FunctionKind::kGetter;
      if (words.is_setter) form.kind = ir::FunctionKind::kSetter;
      form.doc = doc_before(node);
      ValueId value = builder_.function_value(function(node, form), node.span());
      if (words.is_setter) break;
      // A property is what its getter gives.
      if (words.is_getter) value = builder_.call(value, {}, node.span(), ir::kImplicit);
      if (is_computed) {
        entries.push_back({value, 0, key, ir::ArgumentKind::kComputed});
      } else {
        entries.push_back(builder_.named(method_name, value));
      }
      break;
    }
    case Kind::kError:
      broken(node);
      break;
    default:
      break;
  }
}

// ---- JSX: a component is a function of its properties; an element is jsx("a", { href: x, children: [...] })

void Lowering::jsx_attributes(Node tag, Arguments& entries) {
  for (const Node part : tag.named_children()) {
    if (kind(part) == Kind::kJsxExpression) {
      const Node given = inner(part);
      if (kind(given) == Kind::kSpread) entries.push_back(element(given));
      continue;
    }
    if (kind(part) != Kind::kJsxAttribute) continue;
    const std::vector<Node> sides = parts(part);
    if (sides.empty()) continue;
    ValueId value = ir::kNone;
    if (sides.size() == 1) {
      value = builder_.boolean(true, part.span());
    } else if (kind(sides[1]) == Kind::kString) {
      const std::string_view text = sides[1].text();  // without escapes
      value = builder_.string(text.size() < 2 ? text : text.substr(1, text.size() - 2), sides[1].span());
    } else {
      value = expression(sides[1]);
    }
    entries.push_back(builder_.named(sides[0].text(), value));
  }
}

ir::ValueId Lowering::jsx(Node node) {
  const Span span = node.span();
  const Node tag = kind(node) == Kind::kJsxElement ? child(node, words_.open_tag) : node;
  const Node name = child(tag, words_.name);
  const std::string_view text = name.text();
  const bool is_component =
      kind(name) == Kind::kMember || (kind(name) == Kind::kIdentifier && !text.empty() &&
                                      (text[0] < 'a' || text[0] > 'z') && !text.contains('-'));
  Arguments call_arguments;
  ValueId callee = ir::kNone;
  if (is_component) {
    callee = expression(name);
  } else if (name) {
    callee = builder_.global("jsx", tag.span());
    call_arguments.push_back(ir::Builder::positional(builder_.string(text, name.span())));
  }
  Arguments entries;
  jsx_attributes(tag, entries);
  Arguments children;
  for (const Node part : node.named_children()) {
    switch (kind(part)) {
      case Kind::kJsxText:
        if (!trim(part.text()).empty()) children.push_back(ir::Builder::positional(expression(part)));
        break;
      case Kind::kJsxElement:
      case Kind::kJsxSelfClosing:
      case Kind::kHtmlReference:
        children.push_back(ir::Builder::positional(expression(part)));
        break;
      case Kind::kJsxExpression:
        if (node != tag && inner(part)) children.push_back(element(inner(part)));
        break;
      case Kind::kError:
        broken(part);
        break;
      default:
        break;
    }
  }
  if (callee == ir::kNone) return builder_.list(std::move(children), span);  // <>...</>
  if (!children.empty()) {
    const ValueId all = builder_.list(std::move(children), span);
    entries.push_back(builder_.named("children", all));
  }
  call_arguments.push_back(ir::Builder::positional(builder_.object(std::move(entries), tag.span())));
  return builder_.call(callee, std::move(call_arguments), span);
}

}  // namespace sentinel::syntax::javascript
