#include "syntax/lower_javascript_internal.h"

namespace sentinel::syntax::javascript {

ir::TypeId Lowering::named_type(std::string_view name) {
  const auto [found, is_new] = named_types_.try_emplace(name, 0);
  if (is_new) found->second = builder_.add_type(ir::TypeKind::kNamed, name);
  return found->second;
}

// 0 where nothing is known.
ir::TypeId Lowering::type_of(Node node) {
  if (!node || is_too_deep(node)) return 0;
  const Level level(*this);
  switch (kind(node)) {
    case Kind::kTypeAnnotation:
    case Kind::kWrappedType:
      return type_of(inner(node));
    case Kind::kPredefinedType:
    case Kind::kTypeIdentifier:
    case Kind::kIdentifier:
      return named_type(node.text());
    case Kind::kGenericType:
      return generic_type(child(node, words_.name), child(node, words_.type_arguments));
    case Kind::kArrayType:
      return builder_.add_type(ir::TypeKind::kArray, {}, {{0, type_of(inner(node))}});
    case Kind::kTupleType: {
      std::vector<ir::TypeChild> elements;
      for (const Node part : parts(node)) {
        elements.push_back({0, type_of(kind(part) == Kind::kParameter ? child(part, words_.type) : part)});
      }
      const ir::TypeId any = elements.size() == 1
                                 ? elements[0].type
                                 : builder_.add_type(ir::TypeKind::kUnion, {}, std::move(elements));
      return builder_.add_type(ir::TypeKind::kArray, {}, {{0, any}});
    }
    case Kind::kUnionType:
      return union_type(node);
    case Kind::kLiteralType:
      return literal_type(inner(node));
    case Kind::kObjectType:
      return object_type(node);
    case Kind::kFunctionType:
      return builder_.add_type(ir::TypeKind::kFunction, {});
    case Kind::kTemplateType:
      return named_type("string");
    case Kind::kTypePredicate:
      return named_type("boolean");
    case Kind::kTypeQuery: {
      const Node what = inner(node);
      if (kind(what) != Kind::kIdentifier && kind(what) != Kind::kMember) return 0;
      const ir::TypeId operand = named_type(what.text());
      return builder_.add_type(ir::TypeKind::kApply, {}, {{0, named_type("typeof")}, {0, operand}});
    }
    default:
      return 0;
  }
}

ir::TypeId Lowering::generic_type(Node name, Node arguments) {
  const Kind it = kind(name);
  if (it != Kind::kTypeIdentifier && it != Kind::kIdentifier && it != Kind::kMember) return 0;
  const ir::TypeId base = named_type(name.text());
  if (!arguments) return base;
  std::vector<ir::TypeChild> children{{0, base}};
  for (const Node argument : parts(arguments)) children.push_back({0, type_of(argument)});
  return builder_.add_type(ir::TypeKind::kApply, {}, std::move(children));
}

// `A | B | C` is a union in a union; long ones lean to the left.
ir::TypeId Lowering::union_type(Node node) {
  std::vector<Node> members;
  Node rest = node;
  while (kind(rest) == Kind::kUnionType) {
    const std::vector<Node> sides = parts(rest);
    if (sides.empty()) return 0;
    if (sides.size() > 1) members.push_back(sides.back());
    rest = sides.front();
  }
  members.push_back(rest);
  std::vector<ir::TypeChild> children;
  for (size_t i = members.size(); i-- > 0;) children.push_back({0, type_of(members[i])});
  if (children.size() == 1) return children[0].type;
  return builder_.add_type(ir::TypeKind::kUnion, {}, std::move(children));
}

ir::TypeId Lowering::literal_type(Node node) {
  switch (kind(node)) {
    case Kind::kString:
      return builder_.add_type(ir::TypeKind::kLiteral, string_text(node));
    case Kind::kNull:
      return named_type(node.text());
    default:
      return builder_.add_type(ir::TypeKind::kLiteral, node.text());
  }
}

ir::TypeId Lowering::object_type(Node node) {
  std::vector<ir::TypeChild> children;
  for (const Node member : node.named_children()) {
    const ir::NameId label = builder_.name(property_name(child(member, words_.name)));
    if (kind(member) == Kind::kPropertySignature) {
      children.push_back({label, type_of(child(member, words_.type))});
    } else if (kind(member) == Kind::kMethodSignature) {
      children.push_back({label, builder_.add_type(ir::TypeKind::kFunction, {})});
    } else if (kind(member) == Kind::kIndexSignature) {
      children.push_back({0, type_of(child(member, words_.type))});
    }
  }
  return builder_.add_type(ir::TypeKind::kObject, {}, std::move(children));
}

}  // namespace sentinel::syntax::javascript
