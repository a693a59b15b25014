#include <algorithm>
#include <utility>

#include "syntax/lower_javascript_internal.h"

namespace sentinel::syntax::javascript {

// ---- functions

Lowering::Modifiers Lowering::modifiers(Node node) const {
  Modifiers out;
  for (const Node part : node.children()) {
    if (part.is_named()) {
      // Words stand before the name, and decorators before the words.
      const Kind it = kind(part);
      if (it == Kind::kComment || it == Kind::kDecorator || it == Kind::kModifier) continue;
      break;
    }
    switch (token(part)) {
      case Token::kStatic:
        out.is_static = true;
        break;
      case Token::kStaticGet:
        out.is_static = out.is_getter = true;
        break;
      case Token::kAsync:
        out.is_async = true;
        break;
      case Token::kStar:
        out.is_generator = true;
        break;
      case Token::kGet:
        out.is_getter = true;
        break;
      case Token::kSet:
        out.is_setter = true;
        break;
      default:
        break;
    }
  }
  return out;
}

// Whether a function that is no arrow uses what only it has: `this` and `arguments`, also in arrows in it.
Lowering::Uses Lowering::uses_in(Node function) const {
  Uses out;
  const uint32_t after = tree_.data(function.index()).after;
  for (uint32_t i = function.index() + 1; i < after;) {
    const Node node(&tree_, i);
    uint32_t next = i + 1;
    switch (kind(node)) {
      case Kind::kThis:
        out.this_word = true;
        break;
      case Kind::kIdentifier:
        if (!out.arguments) out.arguments = node.text() == "arguments";
        break;
      case Kind::kFunction:
      case Kind::kFunctionDeclaration:
      case Kind::kMethod:
      case Kind::kClass:
      case Kind::kClassDeclaration:
        next = tree_.data(i).after;
        break;
      default:
        break;
    }
    i = next;
  }
  return out;
}

ir::FunctionId Lowering::function(Node node, const Form& form) {
  const Modifiers words = modifiers(node);
  const bool is_arrow = kind(node) == Kind::kArrow || form.is_awaited_generator;
  const Uses uses = is_arrow ? Uses{} : uses_in(node);
  const ir::FunctionId id = builder_.begin_function(form.name, form.kind, node.span());
  ir::Function& made = builder_.function();
  made.is_async = words.is_async || form.is_awaited_generator;
  made.is_generator = words.is_generator && !form.is_awaited_generator;
  made.is_static = form.is_static;
  made.name_span = form.name_span;
  made.owner = form.owner;
  made.doc = builder_.name(form.doc);
  const ir::TypeId result = type_of(child(node, words_.return_type));
  builder_.function().result = result;

  Context outer = std::exchange(context_, {});
  context_.yield_waits = form.is_awaited_generator;
  if (form.is_static && form.class_variable != ir::kNone) {
    builder_.bind("this", form.class_variable);
  } else if (form.owner != ir::kNone || uses.this_word) {
    builder_.add_parameter("this", ir::ParameterKind::kReceiver, 0, form.name_span);
  }
  const Node body = child(node, words_.body);
  if (form.is_common_module) {
    const Node given = child(node, words_.parameters);
    const ValueId exports = builder_.object({}, given.span());
    const ValueId module = builder_.object({builder_.named("exports", exports)}, given.span());
    const std::vector<Node> names = parts(given);
    for (size_t i = 0; i < names.size() && i < 2; ++i) {
      builder_.store(builder_.declare(names[i].text(), names[i].span()), i == 0 ? exports : module,
                     names[i].span());
    }
    statement(body);
    const ValueId end = names.size() > 1 ? builder_.field(builder_.load_name(names[1].text(), body.span()),
                                                          "exports", body.span())
                                         : exports;
    builder_.return_value(end, body.span());
  } else {
    add_parameters(node, form);
    if (uses.arguments) bind_arguments(form.name_span);
    if (kind(body) == Kind::kBlock) {
      declare_vars(body);
      declare_names(body);
      define_functions(body);
      run_statements(body);
    } else if (body) {
      return_expression(body, body.span());
    }
  }
  builder_.end_function();
  context_ = std::move(outer);
  return id;
}

void Lowering::add_parameters(Node node, const Form& form) {
  struct Pending {
    VariableId variable;
    Node pattern;  // when it is destructured
    Node value;
    Node parameter;
    bool is_field = false;
  };
  std::vector<Pending> pending;
  const auto add = [&](Node pattern, Node value, Node type, Node parameter) {
    ir::ParameterKind it = ir::ParameterKind::kPlain;
    if (kind(pattern) == Kind::kRestPattern) {
      it = ir::ParameterKind::kRest;
      pattern = inner(pattern);
    }
    if (kind(pattern) == Kind::kThis) return;
    const ir::TypeId type_id = type_of(type);
    const bool is_name = kind(pattern) == Kind::kIdentifier;
    const VariableId variable = builder_.add_parameter(is_name ? pattern.text() : std::string_view(), it,
                                                       type_id, pattern.span(), static_cast<bool>(value));
    pending.push_back({variable, is_name ? Node() : pattern, value, parameter});
    if (!is_name) declare_pattern(pattern);
  };
  if (const Node only = child(node, words_.parameter)) add(only, {}, {}, {});
  for (const Node part : child(node, words_.parameters).named_children()) {
    switch (kind(part)) {
      case Kind::kParameter: {
        Node pattern = child(part, words_.pattern);
        if (!pattern) pattern = child(part, words_.name);
        const Node type = child(part, words_.type);
        if (kind(pattern) == Kind::kThis) {
          std::vector<ir::Parameter>& known = builder_.function().parameters;
          const ir::TypeId type_id = type_of(type);
          if (!known.empty() && known[0].kind == ir::ParameterKind::kReceiver) known[0].type = type_id;
          break;
        }
        const size_t before = pending.size();
        add(pattern, child(part, words_.value), type, part);
        if (pending.size() == before || form.kind != ir::FunctionKind::kConstructor) break;
        for (const Node word : part.children()) {
          const bool is_word =
              kind(word) == Kind::kModifier || (!word.is_named() && token(word) == Token::kReadonly);
          if (is_word) pending.back().is_field = true;
        }
        break;
      }
      case Kind::kAssignmentPattern:
        add(child(part, words_.left), child(part, words_.right), {}, {});
        break;
      case Kind::kIdentifier:
      case Kind::kObjectPattern:
      case Kind::kArrayPattern:
      case Kind::kRestPattern:
        add(part, {}, {}, {});
        break;
      default:
        break;
    }
  }
  // Parameters are all known before the first default runs.
  for (const Pending& one : pending) {
    const ir::Variable known = builder_.module().variables[one.variable];
    const std::string name = builder_.module().names[known.name];
    if (one.value) {
      builder_.default_value(one.variable, named_expression(one.value, name), one.value.span());
    }
    // What a framework hands in: `@Body() input` is what the decorator says.
    for (const Node decorator : decorators_of(one.parameter)) {
      builder_.default_value(one.variable, expression(inner(decorator)), decorator.span());
    }
    if (one.pattern) store(one.pattern, builder_.load(one.variable, one.pattern.span()));
    if (!one.is_field || known.name == 0) continue;
    builder_.module().classes[form.owner].fields.push_back({known.name, known.type, known.span, 0, false});
    const ValueId receiver = builder_.load_name("this", known.span);
    const ValueId field =
        builder_.set_field(receiver, name, builder_.load(one.variable, known.span), known.span);
    builder_.function().code[field].flags |= ir::kImplicit;
  }
}

// `arguments` is the list of what was given, beyond the named parameters too.
void Lowering::bind_arguments(Span span) {
  if (builder_.find_here("arguments") != ir::kNone) return;
  VariableId rest = ir::kNone;
  const std::vector<ir::Parameter> named = builder_.function().parameters;
  Arguments all;
  for (const ir::Parameter& parameter : named) {
    if (parameter.kind == ir::ParameterKind::kReceiver) continue;
    if (parameter.kind == ir::ParameterKind::kRest) {
      rest = parameter.variable;
    } else {
      all.push_back(ir::Builder::positional(builder_.load(parameter.variable, span)));
    }
  }
  if (rest == ir::kNone) rest = builder_.add_parameter({}, ir::ParameterKind::kRest, 0, span);
  all.push_back(ir::Builder::spread(builder_.load(rest, span)));
  const ValueId list = builder_.list(std::move(all), span);
  builder_.store(builder_.declare("arguments", span), list, span);
}

ir::ValueId Lowering::function_expression(Node node, std::string_view name) {
  const Node own_name = child(node, words_.name);
  if (!own_name) return builder_.function_value(function(node, {name, {}}), node.span());
  builder_.push_scope();
  const VariableId variable = builder_.declare(own_name.text(), own_name.span());
  const ValueId value =
      builder_.function_value(function(node, {own_name.text(), own_name.span()}), node.span());
  builder_.store(variable, value, own_name.span());
  builder_.pop_scope();
  return value;
}

void Lowering::function_declaration(Node node) {
  if (is_too_deep(node)) return;
  const Level level(*this);
  const Node name = child(node, words_.name);
  Form form{name.text(), name.span()};
  form.doc = doc_before(node);
  const ValueId value = builder_.function_value(function(node, form), node.span());
  store_name(name.text(), value, name.span());
}

ir::ValueId Lowering::named_expression(Node node, std::string_view name) {
  const Node value = unwrapped(node);
  const Kind it = kind(value);
  if ((it != Kind::kFunction && it != Kind::kArrow && it != Kind::kClass) || is_too_deep(value)) {
    return expression(node);
  }
  const Level level(*this);
  if (it == Kind::kClass) return class_definition(value, name, ir::kNone, decorators_of(value));
  return function_expression(value, name);
}

// ---- classes

struct Lowering::ClassParts {
  ir::ClassId id = 0;
  ValueId value = 0;
  VariableId variable = 0;
  std::vector<Node> fields;  // of instances, with values
  struct Decorated {
    std::string name;
    ir::FunctionId function = 0;
    std::vector<Node> decorators;
    Span span;
  };
  std::vector<Decorated> decorated;
  std::vector<Node> decorators;  // that stand before the next member
};

std::vector<Node> Lowering::decorators_of(Node node) const {
  std::vector<Node> out;
  if (!node) return out;
  for (const Node part : node.named_children()) {
    if (kind(part) == Kind::kDecorator) out.push_back(part);
  }
  return out;
}

// TypeScript has them before the member, JavaScript in it.
std::vector<Node> Lowering::decorators_of(Node member, const ClassParts& class_parts) const {
  std::vector<Node> out = class_parts.decorators;
  for (const Node decorator : decorators_of(member)) out.push_back(decorator);
  return out;
}

ir::ValueId Lowering::decorated(ValueId value, const std::vector<Node>& decorators) {
  for (size_t i = decorators.size(); i-- > 0;) {
    const ValueId decorator = expression(inner(decorators[i]));
    value = builder_.call(decorator, {ir::Builder::positional(value)}, decorators[i].span());
  }
  return value;
}

std::string Lowering::property_name(Node name) const {
  constexpr size_t kMostText = 100;
  switch (kind(name)) {
    case Kind::kString:
      return string_text(name);
    case Kind::kComputedName:
      if (const auto text = literal_text(inner(name))) return *text;
      return std::string(name.text().size() > kMostText ? std::string_view() : name.text());
    default:
      return std::string(name.text());
  }
}

void Lowering::class_declaration(Node node, const std::vector<Node>& outer_decorators) {
  std::vector<Node> decorators = outer_decorators;
  for (const Node decorator : decorators_of(node)) decorators.push_back(decorator);
  const Node name = child(node, words_.name);
  VariableId variable = builder_.find(name.text());
  if (variable == ir::kNone) variable = builder_.declare(name.text(), name.span());
  class_definition(node, name.text(), variable, decorators);
}

// The value of the class; also stored into `variable`, if there is one.
ir::ValueId Lowering::class_definition(Node node, std::string_view name, VariableId variable,
                                       const std::vector<Node>& decorators) {
  const Node own_name = child(node, words_.name);
  const bool is_expression = variable == ir::kNone;
  ClassParts it;
  it.id = static_cast<ir::ClassId>(builder_.module().classes.size());
  builder_.module().classes.emplace_back();
  builder_.module().classes[it.id].name = builder_.name(own_name ? own_name.text() : name);
  builder_.module().classes[it.id].span = node.span();
  builder_.module().classes[it.id].doc = builder_.name(doc_before(node));

  Arguments bases;
  class_heritage(node, it.id, bases);
  it.value = builder_.class_value(it.id, std::move(bases), node.span());
  builder_.push_scope();
  it.variable = !is_expression ? variable
                : own_name     ? builder_.declare(own_name.text(), own_name.span())
                               : builder_.temporary(node.span());
  builder_.store(it.variable, it.value, own_name ? own_name.span() : node.span());
  builder_.bind("this", it.variable);  // of static fields and blocks
  for (const Node member : child(node, words_.body).named_children()) class_member(member, it);
  builder_.pop_scope();
  fields_function(node, it.fields, it.id);
  for (const ClassParts::Decorated& one : it.decorated) {
    const ValueId wrapped = decorated(builder_.function_value(one.function, one.span), one.decorators);
    builder_.set_field(it.value, one.name, wrapped, one.span);
  }
  if (decorators.empty()) return it.value;
  const ValueId wrapped = decorated(it.value, decorators);
  builder_.store(it.variable, wrapped, own_name ? own_name.span() : node.span());
  return wrapped;
}

void Lowering::class_heritage(Node node, ir::ClassId id, Arguments& bases) {
  const auto add = [&](ir::TypeId type) {
    if (type != 0) builder_.module().classes[id].bases.push_back(type);
  };
  const auto add_value = [&](Node value, Node type_arguments) {
    bases.push_back(ir::Builder::positional(expression(value)));
    add(generic_type(value, type_arguments));
  };
  for (const Node heritage : node.named_children()) {
    if (kind(heritage) != Kind::kHeritage) continue;
    for (const Node clause : heritage.named_children()) {
      if (kind(clause) == Kind::kExtends) {
        if (const Node value = child(clause, words_.value)) {
          add_value(value, child(clause, words_.type_arguments));
        }
      } else if (kind(clause) == Kind::kImplements) {
        for (const Node type : parts(clause)) add(type_of(type));
      } else if (kind(clause) != Kind::kComment) {
        add_value(clause, {});  // JavaScript has no clause around it
      }
    }
  }
}

void Lowering::class_member(Node member, ClassParts& class_parts) {
  if (kind(member) == Kind::kDecorator) {
    class_parts.decorators.push_back(member);
    return;
  }
  switch (kind(member)) {
    case Kind::kMethod:
      method(member, class_parts);
      break;
    case Kind::kField: {
      Node name = child(member, words_.name);
      if (!name) name = child(member, words_.property);
      const std::string field_name = property_name(name);
      const Node value = child(member, words_.value);
      for (const Node decorator : decorators_of(member, class_parts)) {
        builder_.call(expression(inner(decorator)), {}, decorator.span(), ir::kImplicit);
      }
      if (modifiers(member).is_static) {
        if (!value) break;
        const ValueId made = named_expression(value, field_name);
        builder_.set_field(class_parts.value, field_name, made, member.span());
        break;
      }
      const ir::TypeId type = type_of(child(member, words_.type));
      builder_.module().classes[class_parts.id].fields.push_back(
          {builder_.name(field_name), type, name.span(), 0, false});
      if (value) class_parts.fields.push_back(member);
      break;
    }
    case Kind::kStaticBlock: {
      const Node body = child(member, words_.body);
      builder_.push_scope();
      declare_vars(body);
      declare_names(body);
      define_functions(body);
      run_statements(body);
      builder_.pop_scope();
      break;
    }
    case Kind::kError:
      broken(member);
      break;
    default:
      break;
  }
  if (kind(member) != Kind::kComment) class_parts.decorators.clear();
}

void Lowering::method(Node member, ClassParts& class_parts) {
  if (is_too_deep(member)) return;
  const Level level(*this);
  const Modifiers words = modifiers(member);
  const Node name = child(member, words_.name);
  const std::string method_name = property_name(name);
  std::vector<Node> decorators = decorators_of(member, class_parts);
  Form form{method_name, name.span()};
  form.kind = words.is_getter                                    ? ir::FunctionKind::kGetter
              : words.is_setter                                  ? ir::FunctionKind::kSetter
              : method_name == "constructor" && !words.is_static ? ir::FunctionKind::kConstructor
                                                                 : ir::FunctionKind::kMethod;
  form.owner = class_parts.id;
  form.is_static = words.is_static;
  form.class_variable = class_parts.variable;
  form.doc = doc_before(class_parts.decorators.empty() ? member : class_parts.decorators.front());
  const ir::FunctionId id = function(member, form);
  builder_.module().classes[class_parts.id].methods.push_back(id);
  if (!decorators.empty()) {
    class_parts.decorated.push_back({method_name, id, std::move(decorators), member.span()});
  }
}

// What `field = value` sets before the constructor runs.
void Lowering::fields_function(Node class_node, const std::vector<Node>& fields, ir::ClassId id) {
  if (fields.empty()) return;
  const ir::FunctionId function_id =
      builder_.begin_function({}, ir::FunctionKind::kFields, class_node.span());
  builder_.function().owner = id;
  Context outer = std::exchange(context_, {});
  builder_.add_parameter("this", ir::ParameterKind::kReceiver, 0, class_node.span());
  for (const Node field : fields) {
    Node name = child(field, words_.name);
    if (!name) name = child(field, words_.property);
    const ValueId receiver = builder_.load_name("this", name.span());
    const bool is_computed = kind(name) == Kind::kComputedName && !literal_text(inner(name));
    const ValueId key = is_computed ? expression(inner(name)) : ir::kNone;
    const std::string field_name = property_name(name);
    const ValueId value = named_expression(child(field, words_.value), field_name);
    if (is_computed) {
      builder_.set_index(receiver, key, value, field.span());
    } else {
      builder_.set_field(receiver, field_name, value, field.span());
    }
  }
  builder_.end_function();
  context_ = std::move(outer);
  builder_.module().classes[id].methods.push_back(function_id);
}

// ---- what only TypeScript has

void Lowering::add_members(Node object_type_node, ir::ClassId id) {
  for (const Node member : object_type_node.named_children()) {
    const Node name = child(member, words_.name);
    ir::TypeId type = 0;
    if (kind(member) == Kind::kPropertySignature || kind(member) == Kind::kField) {
      type = type_of(child(member, words_.type));
    } else if (kind(member) == Kind::kMethodSignature) {
      type = builder_.add_type(ir::TypeKind::kFunction, {});
    } else {
      continue;
    }
    const ir::NameId field = builder_.name(property_name(name));
    builder_.module().classes[id].fields.push_back({field, type, name.span(), 0, false});
  }
}

void Lowering::interface_declaration(Node node) {
  const auto id = static_cast<ir::ClassId>(builder_.module().classes.size());
  ir::Class made;
  made.name = builder_.name(child(node, words_.name).text());
  made.span = node.span();
  made.doc = builder_.name(doc_before(node));
  made.is_interface = true;
  builder_.module().classes.push_back(std::move(made));
  for (const Node clause : node.named_children()) {
    if (kind(clause) != Kind::kExtendsType) continue;
    for (const Node base : parts(clause)) {
      if (const ir::TypeId type = type_of(base)) builder_.module().classes[id].bases.push_back(type);
    }
  }
  add_members(child(node, words_.body), id);
}

// An object type under a name is an interface; one of `A & { b: string }` has a base as well.
void Lowering::type_alias(Node node) {
  std::vector<Node> members;  // last first
  Node rest = child(node, words_.value);
  while (kind(rest) == Kind::kIntersectionType || kind(rest) == Kind::kWrappedType) {
    const std::vector<Node> sides = parts(rest);
    if (sides.empty()) return;
    if (sides.size() > 1) members.push_back(sides.back());
    rest = sides.front();
  }
  members.push_back(rest);
  std::reverse(members.begin(), members.end());
  const auto is_base = [&](Node type) {
    return kind(type) == Kind::kTypeIdentifier || kind(type) == Kind::kGenericType;
  };
  const auto is_part = [&](Node type) { return is_base(type) || kind(type) == Kind::kObjectType; };
  if (std::none_of(members.begin(), members.end(), is_part)) return;
  const auto id = static_cast<ir::ClassId>(builder_.module().classes.size());
  ir::Class made;
  made.name = builder_.name(child(node, words_.name).text());
  made.span = node.span();
  made.doc = builder_.name(doc_before(node));
  made.is_interface = true;
  builder_.module().classes.push_back(std::move(made));
  for (const Node member : members) {
    if (kind(member) == Kind::kObjectType) {
      add_members(member, id);
    } else if (is_base(member)) {
      if (const ir::TypeId type = type_of(member)) builder_.module().classes[id].bases.push_back(type);
    }
  }
}

// `declare ...` makes nothing that runs; its types are known.
void Lowering::ambient(Node node) {
  for (Node part : node.named_children()) {
    if (kind(part) == Kind::kExport) part = child(part, words_.declaration);
    switch (kind(part)) {
      case Kind::kInterface:
        interface_declaration(part);
        break;
      case Kind::kTypeAlias:
        type_alias(part);
        break;
      case Kind::kClassDeclaration: {
        const auto id = static_cast<ir::ClassId>(builder_.module().classes.size());
        ir::Class made;
        made.name = builder_.name(child(part, words_.name).text());
        made.span = part.span();
        made.is_interface = true;
        builder_.module().classes.push_back(std::move(made));
        add_members(child(part, words_.body), id);
        break;
      }
      case Kind::kNamespace:
      case Kind::kBlock:
      case Kind::kAmbient:
        if (is_too_deep(part)) break;
        {
          const Level level(*this);
          ambient(kind(part) == Kind::kNamespace ? child(part, words_.body) : part);
        }
        break;
      default:
        break;
    }
  }
}

// An object with its members' values; a member without one is a number, one more than the last.
void Lowering::enum_declaration(Node node) {
  const Node name = child(node, words_.name);
  Arguments entries;
  uint32_t next = 0;
  for (const Node member : child(node, words_.body).named_children()) {
    const bool has_value = kind(member) == Kind::kEnumAssignment;
    const Kind it = kind(member);
    if (!has_value && it != Kind::kPropertyName && it != Kind::kString && it != Kind::kComputedName) continue;
    const Node member_name = has_value ? child(member, words_.name) : member;
    ValueId value = ir::kNone;
    if (has_value) {
      const Node written = child(member, words_.value);
      value = expression(written);
      if (kind(written) == Kind::kNumber) {
        next = 0;
        for (const char digit : written.text()) {
          if (digit < '0' || digit > '9') break;
          next = next * 10 + static_cast<uint32_t>(digit - '0');
        }
        ++next;
      }
    } else {
      value = builder_.number(std::to_string(next++), member.span());
    }
    entries.push_back(builder_.named(property_name(member_name), value));
  }
  store_name(name.text(), builder_.object(std::move(entries), node.span()), name.span());
}

// An object whose fields are what the namespace exports. Its body runs where it stands.
void Lowering::namespace_declaration(Node node) {
  const Node body = child(node, words_.body);
  std::vector<Node> names;  // innermost first
  for (Node name = child(node, words_.name); name; name = child(name, words_.object)) {
    names.push_back(kind(name) == Kind::kMember ? child(name, words_.property) : name);
    if (kind(name) != Kind::kMember) break;
  }
  if (names.empty() || kind(names.back()) != Kind::kIdentifier) {
    ambient(body);
    return;
  }
  VariableId variable = builder_.find(names.back().text());
  if (variable == ir::kNone) variable = builder_.declare(names.back().text(), names.back().span());
  if (!merged_.contains(node.index())) {
    builder_.store(variable, builder_.object({}, node.span()), names.back().span());
  }
  for (size_t i = names.size() - 1; i-- > 0;) {
    const ValueId object = builder_.object({}, node.span());
    builder_.set_field(load_variable(variable, names[i].span()), names[i].text(), object, names[i].span());
    variable = builder_.temporary(names[i].span());
    builder_.store(variable, object, names[i].span());
  }
  const VariableId outer = std::exchange(namespace_, variable);
  builder_.push_scope();
  declare_vars(body);
  declare_names(body);
  define_functions(body);
  run_statements(body);
  builder_.pop_scope();
  namespace_ = outer;
}

}  // namespace sentinel::syntax::javascript
