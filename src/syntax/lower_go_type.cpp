#include <algorithm>

#include "base/text.h"
#include "syntax/lower_go_internal.h"

namespace sentinel::syntax::go {

// Types are written the same many times, and mean the same everywhere but in generic code.
ir::TypeId Lowering::type_of(Node node) {
  constexpr size_t kMostText = 80;
  const std::string_view text = node.text();
  const bool is_kept = type_parameters_.empty() && text.size() <= kMostText;
  if (!node || depth_ >= kMostNesting) return 0;
  if (is_kept) {
    if (const auto found = types_.find(text); found != types_.end()) return found->second;
  }
  const Level level(*this);
  const TypeId type = made_type(node, kind(node));
  if (is_kept) types_.emplace(text, type);
  return type;
}

ir::TypeId Lowering::made_type(Node node, Kind node_kind) {
  using ir::TypeKind;
  switch (node_kind) {
    case Kind::kIdentifier:
    case Kind::kTypeIdentifier:
      return named_type(node.text());
    case Kind::kSelector:
    case Kind::kQualifiedType: {
      std::string name(node.text());
      std::erase_if(name, [](char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; });
      return builder_.add_type(TypeKind::kNamed, name);
    }
    case Kind::kParenthesized:
    case Kind::kParenthesizedType:
    case Kind::kNegatedType:
      return type_of(inner(node));
    case Kind::kPointerType:
      return builder_.add_type(TypeKind::kPointer, {}, {{0, type_of(inner(node))}});
    case Kind::kUnary:
      return builder_.add_type(TypeKind::kPointer, {}, {{0, type_of(node.child(words_.operand))}});
    case Kind::kArrayType:
    case Kind::kSliceType:
      return builder_.add_type(TypeKind::kArray, {}, {{0, type_of(node.child(words_.element))}});
    case Kind::kMapType: {
      const TypeId key = type_of(node.child(words_.key));
      const TypeId value = type_of(node.child(words_.value));
      return builder_.add_type(TypeKind::kApply, {}, {{0, named_type("map")}, {0, key}, {0, value}});
    }
    case Kind::kChannelType: {
      const TypeId value = type_of(node.child(words_.value));
      return builder_.add_type(TypeKind::kApply, {}, {{0, named_type("chan")}, {0, value}});
    }
    case Kind::kFunctionType:
      return builder_.add_type(TypeKind::kFunction, {});
    case Kind::kGenericType: {
      std::vector<ir::TypeChild> children{{0, type_of(node.child(words_.type))}};
      for (const Node argument : parts(node.child(words_.type_arguments)))
        children.push_back({0, type_of(argument)});
      return builder_.add_type(TypeKind::kApply, {}, std::move(children));
    }
    case Kind::kStructType:
      return struct_type(node);
    case Kind::kInterfaceType: {
      std::vector<ir::TypeChild> methods;
      for (const Node part : parts(node)) {
        if (kind(part) != Kind::kMethodElement) continue;
        methods.push_back(
            {builder_.name(part.child(words_.name).text()), builder_.add_type(TypeKind::kFunction, {})});
      }
      return methods.empty() ? named_type("any")
                             : builder_.add_type(TypeKind::kObject, {}, std::move(methods));
    }
    case Kind::kTypeElement: {
      const Nodes members = parts(node);
      if (members.size() == 1) return type_of(members[0]);
      std::vector<ir::TypeChild> children;
      for (const Node member : members) children.push_back({0, type_of(member)});
      return builder_.add_type(TypeKind::kUnion, {}, std::move(children));
    }
    default:
      return 0;
  }
}

// A type parameter may be anything.
ir::TypeId Lowering::named_type(std::string_view name) {
  const auto parameter = type_parameter_counts_.find(name);
  if (parameter != type_parameter_counts_.end() && parameter->second > 0) return 0;
  return builder_.add_type(ir::TypeKind::kNamed, name);
}

ir::TypeId Lowering::struct_type(Node node) {
  std::vector<ir::TypeChild> fields;
  for (const Node declaration : parts(inner(node))) {
    if (kind(declaration) != Kind::kFieldDeclaration) continue;
    const Node type_node = declaration.child(words_.type);
    const TypeId type = type_of(type_node);
    const Nodes names = parts_of_field(declaration, words_.name);
    for (const Node name : names) fields.push_back({builder_.name(name.text()), type});
    if (names.empty()) fields.push_back({builder_.name(name_of_embedded(type_node)), type});
  }
  return builder_.add_type(ir::TypeKind::kObject, {}, std::move(fields));
}

// pkg.Name, Name[T] -> Name
std::string_view Lowering::name_of_embedded(Node type) const {
  if (kind(type) == Kind::kGenericType) type = type.child(words_.type);
  if (kind(type) == Kind::kQualifiedType) type = type.child(words_.name);
  return type.text();
}

ir::TypeId Lowering::type_arguments(Node list) {
  const Nodes types = parts(list);
  if (types.size() == 1) return type_of(types[0]);
  std::vector<ir::TypeChild> children{{0, 0}};
  for (const Node type : types) children.push_back({0, type_of(type)});
  return builder_.add_type(ir::TypeKind::kApply, {}, std::move(children));
}

bool Lowering::has_base(TypeId type, std::string_view base) const {
  const ir::Module& module = builder_.module();
  const ir::Type& info = module.type(type);
  if (info.kind != ir::TypeKind::kApply || info.child_count == 0) return false;
  return module.name(module.type(module.children(info)[0].type).name) == base;
}

ir::ClassId Lowering::class_of(TypeId type) const {
  const ir::Module& module = builder_.module();
  const ir::Type* info = &module.type(type);
  if (info->kind == ir::TypeKind::kApply && info->child_count > 0)
    info = &module.type(module.children(*info)[0].type);
  if (info->kind != ir::TypeKind::kNamed) return ir::kNone;
  const auto found = classes_.find(info->name);
  return found == classes_.end() ? ir::kNone : found->second;
}

// What stands behind the names of this file; those may go in circles.
ir::TypeId Lowering::underlying(TypeId type) const {
  for (int steps = 0; steps < 8; ++steps) {
    const ClassId id = class_of(type);
    if (id == ir::kNone || underlying_[id] == 0) break;
    type = underlying_[id];
  }
  return type;
}

Lowering::Shape Lowering::shape_of(TypeId type) const {
  const ir::Module& module = builder_.module();
  Shape out;
  type = underlying(type);
  // []*T{{…}} leaves out the & too.
  if (module.type(type).kind == ir::TypeKind::kPointer)
    type = underlying(module.children(module.type(type))[0].type);
  const ir::Type& info = module.type(type);
  if (info.kind == ir::TypeKind::kArray) {
    out.kind = Shape::Kind::kList;
    out.element = module.children(info)[0].type;
  } else if (is_map(type)) {
    out.kind = Shape::Kind::kMap;
    out.key = module.children(info)[1].type;
    out.element = module.children(info)[2].type;
  } else if (info.kind == ir::TypeKind::kObject) {
    out.kind = Shape::Kind::kStruct;
    out.fields = type;
  } else if (const ClassId id = class_of(type); id != ir::kNone && !module.classes[id].is_interface) {
    out.kind = Shape::Kind::kStruct;
    out.owner = id;
  }
  return out;
}

ir::NameId Lowering::field_name(const Shape& shape, size_t number) const {
  const ir::Module& module = builder_.module();
  if (shape.owner != ir::kNone) {
    const std::vector<ir::Field>& fields = module.classes[shape.owner].fields;
    return number < fields.size() ? fields[number].name : 0;
  }
  if (shape.fields == 0) return 0;
  const auto fields = module.children(module.type(shape.fields));
  return number < fields.size() ? fields[number].label : 0;
}

// What `var x T` holds.
ir::ValueId Lowering::zero_value(TypeId type, Span span) {
  const TypeId base = underlying(type);
  const ir::Type info = builder_.module().type(base);
  switch (info.kind) {
    case ir::TypeKind::kArray: {
      const ValueId value = implicit(builder_.list({}, span));
      builder_.function().code[value].type = type;
      return value;
    }
    case ir::TypeKind::kObject:
      return implicit(builder_.object({}, span, type));
    case ir::TypeKind::kApply:
      if (is_channel_type(base)) return implicit(builder_.null(span));
      return implicit(builder_.object({}, span, type));
    case ir::TypeKind::kNamed:
      break;
    default:
      return implicit(builder_.null(span));
  }
  const std::string_view name = builder_.module().name(info.name);
  const ClassId id = class_of(base);
  if (id != ir::kNone) {
    return implicit(builder_.module().classes[id].is_interface ? builder_.null(span)
                                                               : builder_.object({}, span, type));
  }
  if (name == "string") return implicit(builder_.string({}, span));
  if (name == "bool") return implicit(builder_.boolean(false, span));
  if (name == "error" || name == "any" || name == "comparable") return implicit(builder_.null(span));
  if (is_type_name(name)) return implicit(builder_.number("0", span));
  return implicit(builder_.object({}, span, type));
}

// Of a type switch, and the `ok` of `v, ok := x.(T)`.
ir::ValueId Lowering::test_of_type(ValueId value, Node type, Span span) {
  if (type.text() == "nil") return builder_.compare("==", value, builder_.null(type.span()), span);
  return builder_.compare("instanceof", value, name_of_type(type), span);
}

ir::ValueId Lowering::implicit(ValueId value) {
  builder_.function().code[value].flags |= ir::kImplicit;
  return value;
}

// ---- literals

namespace {

int digit_of(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return 16;
}

// `text` begins after the backslash; returns how many bytes of it were read.
size_t decode_escape(std::string_view text, std::string& out) {
  const auto number = [&](size_t begin, size_t most, int base) {
    char32_t value = 0;
    size_t at = begin;
    while (at < text.size() && at < begin + most && digit_of(text[at]) < base) {
      value = value * static_cast<char32_t>(base) + static_cast<char32_t>(digit_of(text[at++]));
    }
    return std::pair(value, at);
  };
  switch (text[0]) {
    case 'a':
      out += '\a';
      return 1;
    case 'b':
      out += '\b';
      return 1;
    case 'f':
      out += '\f';
      return 1;
    case 'n':
      out += '\n';
      return 1;
    case 'r':
      out += '\r';
      return 1;
    case 't':
      out += '\t';
      return 1;
    case 'v':
      out += '\v';
      return 1;
    case 'x': {
      const auto [value, at] = number(1, 2, 16);
      out += static_cast<char>(value);
      return at;
    }
    case 'u':
    case 'U': {
      const auto [value, at] = number(1, text[0] == 'u' ? 4 : 8, 16);
      const bool is_character = value < 0x110000 && (value < 0xD800 || value > 0xDFFF);
      append_utf8(out, is_character ? value : U'\uFFFD');
      return at;
    }
    default:
      break;
  }
  if (digit_of(text[0]) < 8) {
    const auto [value, at] = number(0, 3, 8);
    out += static_cast<char>(value);
    return at;
  }
  out += text[0];
  return 1;
}

}  // namespace

std::string decode_literal(std::string_view literal) {
  std::string out;
  if (literal.empty()) return out;
  const char quote = literal.front();
  literal.remove_prefix(1);
  if (literal.ends_with(quote)) literal.remove_suffix(1);
  for (size_t i = 0; i < literal.size();) {
    if (quote == '`') {
      if (literal[i] != '\r') out += literal[i];
      ++i;
    } else if (literal[i] == '\\' && i + 1 < literal.size()) {
      i += 1 + decode_escape(literal.substr(i + 1), out);
    } else {
      out += literal[i++];
    }
  }
  if (is_valid_utf8(out)) return out;
  std::string valid;
  for (size_t i = 0; i < out.size();) {
    const CodePoint point = decode_utf8(out, i);
    append_utf8(valid, point.valid ? point.value : U'\uFFFD');
    i += point.length;
  }
  return valid;
}

}  // namespace sentinel::syntax::go
