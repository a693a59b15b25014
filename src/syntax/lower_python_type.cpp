// Annotations. `Optional[X]` and `X | None` are unions, `Literal["a", "b"]` is a union of literals, other
// subscripts are kApply with the subscripted name first.
#include <cctype>

#include "syntax/lower_python_internal.h"
#include "syntax/lower_python_text.h"

namespace sentinel::syntax::python {
namespace {

std::string_view last_part(std::string_view dotted) {
  const size_t dot = dotted.rfind('.');
  return dot == std::string_view::npos ? dotted : dotted.substr(dot + 1);
}

}  // namespace

ir::TypeId Lowering::named_type(std::string_view name) {
  if (name.empty()) return 0;
  const auto [place, is_new] = named_types_.try_emplace(std::string(name), 0);
  if (is_new) place->second = builder_.add_type(ir::TypeKind::kNamed, name);
  return place->second;
}

ir::TypeId Lowering::literal_type(std::string_view text) {
  return builder_.add_type(ir::TypeKind::kLiteral, text);
}

ir::TypeId Lowering::make_union(std::vector<ir::TypeId> members) {
  if (members.size() == 1) return members[0];
  std::vector<ir::TypeChild> children;
  for (const ir::TypeId member : members) {
    const ir::Type type = builder_.module().type(member);
    if (type.kind != ir::TypeKind::kUnion) {
      children.push_back({0, member});
      continue;
    }
    for (const ir::TypeChild& child : builder_.module().children(type)) children.push_back(child);
  }
  return builder_.add_type(ir::TypeKind::kUnion, {}, std::move(children));
}

ir::TypeId Lowering::make_applied(std::string_view base, std::vector<ir::TypeId> arguments) {
  const std::string_view last = last_part(base);
  if (last == "Optional" && arguments.size() == 1) {
    arguments.push_back(named_type("None"));
    return make_union(std::move(arguments));
  }
  if ((last == "Union" || last == "Literal") && !arguments.empty()) return make_union(std::move(arguments));
  if (last == "Callable") return builder_.add_type(ir::TypeKind::kFunction, {});
  std::vector<ir::TypeChild> children{{0, named_type(base)}};
  for (const ir::TypeId argument : arguments) children.push_back({0, argument});
  return builder_.add_type(ir::TypeKind::kApply, {}, std::move(children));
}

std::string Lowering::dotted(Node node) const {
  std::vector<std::string_view> names;
  for (; kind(node) == Kind::kAttribute; node = child(node, words_.object)) {
    names.push_back(child(node, words_.attribute).text());
  }
  if (kind(node) != Kind::kIdentifier) return {};
  std::string out(node.text());
  for (size_t i = names.size(); i-- > 0;) out += "." + std::string(names[i]);
  return out;
}

ir::TypeId Lowering::type_of(Node node) {
  while (kind(node) == Kind::kType || kind(node) == Kind::kParenthesized) node = inner(node);
  if (!node || is_too_deep(node)) return 0;
  const Level level(*this);
  switch (kind(node)) {
    case Kind::kIdentifier:
    case Kind::kAttribute:
      return named_type(dotted(node));
    case Kind::kNone:
      return named_type("None");
    case Kind::kEllipsis:
      return named_type("...");
    case Kind::kString:
    case Kind::kConcatenatedString:
      return is_constant_text(node) ? forward_reference(constant_text(node)) : 0;
    case Kind::kGenericType: {
      const std::vector<Node> all = parts(node);
      return all.size() == 2 ? applied_type(all[0].text(), parts(all[1])) : 0;
    }
    case Kind::kSubscript: {
      std::vector<Node> arguments = parts(node);
      arguments.erase(arguments.begin());
      if (arguments.size() == 1 && kind(arguments[0]) == Kind::kTuple) arguments = parts(arguments[0]);
      return applied_type(dotted(child(node, words_.value)), arguments);
    }
    case Kind::kMemberType: {
      std::string name;
      for (const Node part : parts(node)) name += (name.empty() ? "" : ".") + std::string(part.text());
      return named_type(name);
    }
    case Kind::kUnionType: {
      // Nested to the left.
      std::vector<ir::TypeId> members;
      std::vector<Node> chain;
      Node left = node;
      while (kind(left) == Kind::kUnionType) {
        const std::vector<Node> sides = parts(left);
        if (sides.size() != 2) break;
        chain.push_back(sides[1]);
        left = sides[0];
        while (kind(left) == Kind::kType) left = inner(left);
      }
      if (kind(left) != Kind::kUnionType) members.push_back(type_of(left));
      for (size_t i = chain.size(); i-- > 0;) members.push_back(type_of(chain[i]));
      return members.empty() ? 0 : make_union(std::move(members));
    }
    case Kind::kBinary: {
      std::vector<Node> chain;
      Node left = node;
      for (; kind(left) == Kind::kBinary; left = unwrapped(child(left, words_.left))) {
        if (child(left, words_.op).kind() != "|") return 0;
        chain.push_back(child(left, words_.right));
      }
      std::vector<ir::TypeId> members{type_of(left)};
      for (size_t i = chain.size(); i-- > 0;) members.push_back(type_of(chain[i]));
      return make_union(std::move(members));
    }
    case Kind::kConstrainedType:
      return type_of(inner(node));
    case Kind::kCall:
      return called_type(node);
    default:
      return 0;
  }
}

ir::TypeId Lowering::applied_type(std::string_view base, const std::vector<Node>& arguments) {
  if (base.empty()) return 0;
  const std::string_view last = last_part(base);
  std::vector<ir::TypeId> types;
  for (const Node argument : arguments) {
    if (last == "Callable") break;
    // Strings in these are values, elsewhere they are types in quotes.
    const bool is_value = last == "Literal" || (last == "Annotated" && !types.empty());
    types.push_back(is_value ? object_type(argument) : type_of(argument));
  }
  return make_applied(base, std::move(types));
}

// `Field(pattern="^a$", max_length=3)`
ir::TypeId Lowering::called_type(Node node) {
  const std::string name = dotted(child(node, words_.function));
  if (name.empty()) return 0;
  std::vector<ir::TypeChild> children;
  for (const Node part : parts(child(node, words_.arguments))) {
    if (kind(part) == Kind::kKeywordArgument) {
      const ir::NameId label = builder_.name(child(part, words_.name).text());
      children.push_back({label, object_type(child(part, words_.value))});
    } else {
      children.push_back({0, object_type(part)});
    }
  }
  return builder_.add_type(ir::TypeKind::kCall, name, std::move(children));
}

// `name: str = Field(pattern="^a$")` is `name: Annotated[str, Field(pattern="^a$")]`.
ir::TypeId Lowering::constrained(ir::TypeId type, Node value) {
  if (type == 0 || !value || kind(value) != Kind::kCall) return type;
  for (const Node part : parts(child(value, words_.arguments))) {
    if (kind(part) != Kind::kKeywordArgument) continue;
    const std::string_view name = child(part, words_.name).text();
    if (name != "pattern" && name != "regex") continue;
    const ir::TypeId call = called_type(value);
    return call == 0 ? type : make_applied("Annotated", {type, call});
  }
  return type;
}

// A value inside of an annotation.
ir::TypeId Lowering::object_type(Node node) {
  while (kind(node) == Kind::kType || kind(node) == Kind::kParenthesized) node = inner(node);
  if (!node || is_too_deep(node)) return 0;
  const Level level(*this);
  switch (kind(node)) {
    case Kind::kString:
    case Kind::kConcatenatedString:
      return is_constant_text(node) ? literal_type(constant_text(node)) : 0;
    case Kind::kInteger:
    case Kind::kFloat:
      return literal_type(node.text());
    case Kind::kTrue:
      return literal_type("true");
    case Kind::kFalse:
      return literal_type("false");
    case Kind::kUnary: {
      const Node number = child(node, words_.argument);
      const bool is_number = kind(number) == Kind::kInteger || kind(number) == Kind::kFloat;
      return is_number ? literal_type(std::string(child(node, words_.op).kind()) + std::string(number.text()))
                       : 0;
    }
    case Kind::kDictionary: {
      std::vector<ir::TypeChild> children;
      for (const Node part : parts(node)) {
        const Node key = child(part, words_.key);
        if (!is_constant_text(key)) continue;
        const ir::NameId label = builder_.name(constant_text(key));
        children.push_back({label, object_type(child(part, words_.value))});
      }
      return builder_.add_type(ir::TypeKind::kObject, {}, std::move(children));
    }
    case Kind::kIdentifier:
    case Kind::kAttribute:
    case Kind::kNone:
    case Kind::kEllipsis:
    case Kind::kCall:
    case Kind::kSubscript:
      return type_of(node);
    default:
      return 0;
  }
}

// Annotations in quotes: names, subscripts, unions and literals.
class Lowering::TypeParser {
 public:
  TypeParser(Lowering& lowering, std::string_view text) : lowering_(lowering), text_(text) {}

  ir::TypeId parse() {
    const ir::TypeId type = any(0);
    skip_spaces();
    return at_ == text_.size() ? type : 0;
  }

 private:
  static constexpr int kMostLevels = 30;

  void skip_spaces() {
    while (at_ < text_.size() && std::isspace(static_cast<unsigned char>(text_[at_])) != 0) ++at_;
  }

  bool take(char c) {
    skip_spaces();
    if (at_ >= text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }

  ir::TypeId any(int level) {
    std::vector<ir::TypeId> members{one(level)};
    while (take('|')) members.push_back(one(level));
    return lowering_.make_union(std::move(members));
  }

  ir::TypeId one(int level) {
    skip_spaces();
    if (at_ >= text_.size() || level > kMostLevels) return 0;
    const char c = text_[at_];
    if (c == '"' || c == '\'') {
      const size_t close = std::min(text_.find(c, at_ + 1), text_.size());
      const std::string_view inside = text_.substr(at_ + 1, close - at_ - 1);
      at_ = std::min(close + 1, text_.size());
      return lowering_.literal_type(inside);
    }
    if (c == '[') {  // the parameters of a Callable
      ++at_;
      list(level, ']');
      return 0;
    }
    const size_t begin = at_;
    while (at_ < text_.size() && is_name(text_[at_])) ++at_;
    const std::string_view name = text_.substr(begin, at_ - begin);
    if (name.empty()) return 0;
    const bool is_number = name[0] == '-' || std::isdigit(static_cast<unsigned char>(name[0])) != 0;
    if (is_number) return lowering_.literal_type(name);
    if (!take('[')) return lowering_.named_type(name);
    return lowering_.make_applied(name, list(level, ']'));
  }

  std::vector<ir::TypeId> list(int level, char close) {
    std::vector<ir::TypeId> out;
    while (!take(close)) {
      const size_t before = at_;
      out.push_back(any(level + 1));
      if (!take(',') && at_ == before) {  // no type: give up
        at_ = text_.size();
        break;
      }
    }
    return out;
  }

  static bool is_name(char c) {
    return c == '_' || c == '.' || c == '-' || std::isalnum(static_cast<unsigned char>(c)) != 0 ||
           static_cast<unsigned char>(c) >= 0x80;
  }

  Lowering& lowering_;
  std::string_view text_;
  size_t at_ = 0;
};

ir::TypeId Lowering::forward_reference(std::string_view text) {
  // A sentence is no type; `Annotated[str, "what it is for"]` has some.
  constexpr size_t kLongest = 500;
  return text.size() > kLongest ? 0 : TypeParser(*this, text).parse();
}

}  // namespace sentinel::syntax::python
