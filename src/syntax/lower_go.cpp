#include <algorithm>
#include <array>
#include <utility>

#include "base/text.h"
#include "syntax/lower_go_internal.h"

namespace sentinel::syntax {

ir::Module lower_go(const Tree& tree) { return go::Lowering(tree).run(); }

}  // namespace sentinel::syntax

namespace sentinel::syntax::go {

Words::Words(const Grammar& grammar) {
  static constexpr std::pair<std::string_view, Kind> kNames[] = {
      {"argument_list", Kind::kArgumentList},
      {"array_type", Kind::kArrayType},
      {"assignment_statement", Kind::kAssignment},
      {"binary_expression", Kind::kBinary},
      {"block", Kind::kBlock},
      {"break_statement", Kind::kBreak},
      {"call_expression", Kind::kCall},
      {"channel_type", Kind::kChannelType},
      {"comment", Kind::kComment},
      {"communication_case", Kind::kCommunicationCase},
      {"composite_literal", Kind::kComposite},
      {"const_declaration", Kind::kConstDeclaration},
      {"const_spec", Kind::kConstSpec},
      {"continue_statement", Kind::kContinue},
      {"dec_statement", Kind::kDec},
      {"default_case", Kind::kDefaultCase},
      {"defer_statement", Kind::kDefer},
      {"dot", Kind::kDot},
      {"empty_statement", Kind::kEmpty},
      {"expression_case", Kind::kExpressionCase},
      {"expression_list", Kind::kExpressionList},
      {"expression_statement", Kind::kExpressionStatement},
      {"expression_switch_statement", Kind::kSwitch},
      {"fallthrough_statement", Kind::kFallthrough},
      {"false", Kind::kFalse},
      {"field_declaration", Kind::kFieldDeclaration},
      {"field_declaration_list", Kind::kFieldDeclarationList},
      {"float_literal", Kind::kFloat},
      {"for_clause", Kind::kForClause},
      {"for_statement", Kind::kFor},
      {"func_literal", Kind::kFunctionLiteral},
      {"function_declaration", Kind::kFunction},
      {"function_type", Kind::kFunctionType},
      {"generic_type", Kind::kGenericType},
      {"go_statement", Kind::kGo},
      {"goto_statement", Kind::kGoto},
      {"identifier", Kind::kIdentifier},
      {"if_statement", Kind::kIf},
      {"imaginary_literal", Kind::kImaginary},
      {"implicit_length_array_type", Kind::kArrayType},
      {"import_declaration", Kind::kImport},
      {"import_spec", Kind::kImportSpec},
      {"import_spec_list", Kind::kImportSpecList},
      {"inc_statement", Kind::kInc},
      {"index_expression", Kind::kIndex},
      {"int_literal", Kind::kInt},
      {"interface_type", Kind::kInterfaceType},
      {"interpreted_string_literal", Kind::kString},
      {"iota", Kind::kIota},
      {"keyed_element", Kind::kKeyedElement},
      {"label_name", Kind::kLabel},
      {"labeled_statement", Kind::kLabeled},
      {"literal_element", Kind::kLiteralElement},
      {"literal_value", Kind::kLiteralValue},
      {"map_type", Kind::kMapType},
      {"method_declaration", Kind::kMethod},
      {"method_elem", Kind::kMethodElement},
      {"negated_type", Kind::kNegatedType},
      {"nil", Kind::kNil},
      {"package_clause", Kind::kPackage},
      {"package_identifier", Kind::kPackageIdentifier},
      {"parameter_declaration", Kind::kParameter},
      {"parameter_list", Kind::kParameterList},
      {"parenthesized_expression", Kind::kParenthesized},
      {"parenthesized_type", Kind::kParenthesizedType},
      {"pointer_type", Kind::kPointerType},
      {"qualified_type", Kind::kQualifiedType},
      {"range_clause", Kind::kRange},
      {"raw_string_literal", Kind::kRawString},
      {"receive_statement", Kind::kReceive},
      {"return_statement", Kind::kReturn},
      {"rune_literal", Kind::kRune},
      {"select_statement", Kind::kSelect},
      {"selector_expression", Kind::kSelector},
      {"send_statement", Kind::kSend},
      {"short_var_declaration", Kind::kShortVariable},
      {"slice_expression", Kind::kSlice},
      {"slice_type", Kind::kSliceType},
      {"statement_list", Kind::kStatementList},
      {"struct_type", Kind::kStructType},
      {"true", Kind::kTrue},
      {"type_alias", Kind::kTypeAlias},
      {"type_arguments", Kind::kTypeArguments},
      {"type_assertion_expression", Kind::kTypeAssertion},
      {"type_case", Kind::kTypeCase},
      {"type_constraint", Kind::kTypeElement},
      {"type_conversion_expression", Kind::kTypeConversion},
      {"type_declaration", Kind::kTypeDeclaration},
      {"type_elem", Kind::kTypeElement},
      {"type_identifier", Kind::kTypeIdentifier},
      {"type_instantiation_expression", Kind::kTypeInstantiation},
      {"type_parameter_declaration", Kind::kTypeParameter},
      {"type_spec", Kind::kTypeSpec},
      {"type_switch_statement", Kind::kTypeSwitch},
      {"unary_expression", Kind::kUnary},
      {"var_declaration", Kind::kVariableDeclaration},
      {"var_spec", Kind::kVariableSpec},
      {"var_spec_list", Kind::kVariableSpecList},
      {"variadic_argument", Kind::kVariadicArgument},
      {"variadic_parameter_declaration", Kind::kVariadicParameter},
  };
  std::unordered_map<std::string_view, Kind> by_name(std::begin(kNames), std::end(kNames));
  // One name may have several symbols.
  for (size_t symbol = 0; symbol < grammar.symbol_count(); ++symbol) {
    const auto found = by_name.find(grammar.kind(static_cast<Symbol>(symbol)));
    kinds.push_back(found == by_name.end() ? Kind::kOther : found->second);
  }
  alias = grammar.field("alias");
  alternative = grammar.field("alternative");
  arguments = grammar.field("arguments");
  body = grammar.field("body");
  capacity = grammar.field("capacity");
  channel = grammar.field("channel");
  communication = grammar.field("communication");
  condition = grammar.field("condition");
  consequence = grammar.field("consequence");
  element = grammar.field("element");
  end = grammar.field("end");
  field = grammar.field("field");
  function = grammar.field("function");
  index = grammar.field("index");
  initializer = grammar.field("initializer");
  key = grammar.field("key");
  left = grammar.field("left");
  name = grammar.field("name");
  operand = grammar.field("operand");
  op = grammar.field("operator");
  package = grammar.field("package");
  parameters = grammar.field("parameters");
  path = grammar.field("path");
  receiver = grammar.field("receiver");
  result = grammar.field("result");
  right = grammar.field("right");
  start = grammar.field("start");
  tag = grammar.field("tag");
  type = grammar.field("type");
  type_arguments = grammar.field("type_arguments");
  type_parameters = grammar.field("type_parameters");
  update = grammar.field("update");
  value = grammar.field("value");
}

const Words& Words::get() {
  static const Words kWords(*Grammar::of(Language::kGo));
  return kWords;
}

Lowering::Lowering(const Tree& tree) : tree_(tree), words_(Words::get()), builder_(Language::kGo) {
  states_.emplace_back();
}

// ---- the tree

Node Lowering::inner(Node node) const {
  for (const Node child : node.named_children()) {
    if (kind(child) != Kind::kComment) return child;
  }
  return {};
}

Node Lowering::unwrapped(Node node) const {
  while (kind(node) == Kind::kParenthesized) node = inner(node);
  return node;
}

Lowering::Nodes Lowering::parts(Node node) const {
  Nodes out;
  for (const Node child : node.named_children()) {
    if (kind(child) != Kind::kComment) out.push_back(child);
  }
  return out;
}

Lowering::Nodes Lowering::parts_of_field(Node node, FieldName name) const {
  Nodes out;
  for (const Node child : node.named_children()) {
    if (field_of(child) == name && kind(child) != Kind::kComment) out.push_back(child);
  }
  return out;
}

Lowering::Nodes Lowering::statements_inside(Node error) const {
  Nodes out;
  Nodes todo{error};
  while (!todo.empty()) {
    const Node node = todo.back();
    todo.pop_back();
    if (kind(node) == Kind::kError) {
      const Nodes inside = parts(node);
      todo.insert(todo.end(), inside.rbegin(), inside.rend());
      continue;
    }
    switch (kind(node)) {
      // What stands alone in an error node is mostly the torn off half of something; these make sense alone.
      case Kind::kAssignment:
      case Kind::kBlock:
      case Kind::kBreak:
      case Kind::kCall:
      case Kind::kComposite:
      case Kind::kConstDeclaration:
      case Kind::kContinue:
      case Kind::kDec:
      case Kind::kDefer:
      case Kind::kExpressionStatement:
      case Kind::kFor:
      case Kind::kFunction:
      case Kind::kFunctionLiteral:
      case Kind::kGo:
      case Kind::kGoto:
      case Kind::kIf:
      case Kind::kImport:
      case Kind::kInc:
      case Kind::kLabeled:
      case Kind::kMethod:
      case Kind::kPackage:
      case Kind::kReturn:
      case Kind::kSelect:
      case Kind::kSend:
      case Kind::kShortVariable:
      case Kind::kStatementList:
      case Kind::kSwitch:
      case Kind::kTypeDeclaration:
      case Kind::kTypeSwitch:
      case Kind::kVariableDeclaration:
        out.push_back(node);
        break;
      default:
        break;
    }
  }
  return out;
}

char Lowering::operator_of(Node unary) const {
  const std::string_view op = unary.child(words_.op).kind();
  return op.empty() ? '+' : op.front();
}

bool Lowering::is_too_deep(Node node) {
  if (depth_ < kMostNesting) return false;
  builder_.not_understood(node.span());
  return true;
}

void Lowering::find_errors() {
  if (!tree_.root().is_broken()) return;
  for (uint32_t i = 0; i < tree_.size();) {
    const NodeData& data = tree_.data(i);
    if (data.error) builder_.not_understood({data.begin, data.end});
    i = data.broken && !data.error ? i + 1 : data.after;
  }
}

// The comments that end on the line before.
std::string Lowering::documentation(const Nodes& comments, Node of) const {
  size_t first = comments.size();
  uint32_t below = of.span().begin;
  while (first > 0) {
    const Span span = comments[first - 1].span();
    const std::string_view between = tree_.text().substr(span.end, below - span.end);
    if (std::count(between.begin(), between.end(), '\n') != 1) break;
    below = span.begin;
    --first;
  }
  std::string out;
  for (; first < comments.size(); ++first) {
    std::string_view text = comments[first].text();
    if (text.starts_with("//")) {
      text.remove_prefix(text.starts_with("// ") ? 3 : 2);
    } else {
      text.remove_prefix(std::min<size_t>(2, text.size()));
      text.remove_suffix(std::min<size_t>(2, text.size()));
    }
    if (!out.empty()) out += '\n';
    out += trim(text);
  }
  return out;
}

// ---- names

Lowering::Role Lowering::role(std::string_view name) {
  const VariableId variable = builder_.find(name);
  if (variable == ir::kNone) return Role::kUnresolved;
  return variable < roles_.size() ? roles_[variable] : Role::kPlain;
}

Lowering::Role Lowering::role_of(Node node) {
  switch (kind(node)) {
    case Kind::kIdentifier:
    case Kind::kTypeIdentifier:
      return role(node.text());
    case Kind::kSelector:
    case Kind::kQualifiedType: {
      const Node head =
          kind(node) == Kind::kSelector ? node.child(words_.operand) : node.child(words_.package);
      if (kind(head) != Kind::kIdentifier && kind(head) != Kind::kPackageIdentifier) return Role::kPlain;
      return role(head.text()) == Role::kImport ? Role::kImported : Role::kPlain;
    }
    default:
      return Role::kPlain;
  }
}

bool Lowering::is_unresolved(Node identifier, std::string_view name) {
  return kind(identifier) == Kind::kIdentifier && identifier.text() == name &&
         builder_.find(name) == ir::kNone;
}

bool Lowering::is_type_name(std::string_view name) {
  static const std::unordered_set<std::string_view> kBuiltIn{
      "any",     "bool",  "byte",   "comparable", "complex64", "complex128", "error", "float32",
      "float64", "int",   "int8",   "int16",      "int32",     "int64",      "rune",  "string",
      "uint",    "uint8", "uint16", "uint32",     "uint64",    "uintptr"};
  const Role what = role(name);
  return what == Role::kType || (what == Role::kUnresolved && kBuiltIn.contains(name));
}

std::string_view Lowering::import_path(Node identifier) {
  if (kind(identifier) != Kind::kIdentifier) return {};
  const auto found = imports_.find(builder_.find(identifier.text()));
  return found == imports_.end() ? std::string_view() : found->second;
}

ir::VariableId Lowering::declare(std::string_view name, Span span, TypeId type, Role what) {
  const VariableId variable = builder_.declare(name, span, type);
  if (what != Role::kPlain) {
    roles_.resize(std::max<size_t>(roles_.size(), variable + 1), Role::kPlain);
    roles_[variable] = what;
  }
  return variable;
}

ir::VariableId Lowering::declare_once(Node name, TypeId type) {
  if (at_top_level_) {
    if (const VariableId known = builder_.find_here(name.text()); known != ir::kNone) return known;
  }
  return declare(name.text(), name.span(), type, Role::kPlain);
}

// ---- declarations

ir::Module Lowering::run() {
  find_errors();
  // Top-level names are seen everywhere, so all are there before anything is lowered. Comments stay with
  // what they describe.
  struct Item {
    Node node;
    std::string doc;
  };
  std::vector<Item> items;
  Nodes comments;
  for (const Node child : tree_.root().named_children()) {
    const Kind child_kind = kind(child);
    if (child_kind == Kind::kComment) {
      comments.push_back(child);
      continue;
    }
    if (child_kind == Kind::kError) {
      for (const Node node : statements_inside(child)) items.push_back({node, {}});
    } else if (child_kind == Kind::kFunction || child_kind == Kind::kMethod ||
               child_kind == Kind::kTypeDeclaration) {
      items.push_back({child, documentation(comments, child)});
    } else {
      items.push_back({child, {}});
    }
    comments.clear();
  }
  for (const Item& item : items) {
    if (kind(item.node) == Kind::kPackage) builder_.module().package = builder_.name(inner(item.node).text());
    if (kind(item.node) == Kind::kImport) import_declaration(item.node);
  }
  for (const Item& item : items) predeclare(item.node);
  // Types, constants and functions are there before the first variable is set. Variables are set in the
  // order they are written in; Go would sort them by what they use.
  for (const Kind wanted :
       {Kind::kTypeDeclaration, Kind::kConstDeclaration, Kind::kFunction, Kind::kMethod}) {
    for (const Item& item : items) {
      if (kind(item.node) == wanted) top_level(item.node, item.doc);
    }
  }
  for (const Item& item : items) {
    switch (kind(item.node)) {
      case Kind::kPackage:
      case Kind::kImport:
      case Kind::kTypeDeclaration:
      case Kind::kConstDeclaration:
      case Kind::kFunction:
      case Kind::kMethod:
        break;
      default:
        top_level(item.node, item.doc);
    }
  }
  for (const auto& [id, span] : initializers_) {
    const ValueId value = implicit(builder_.function_value(id, span));
    implicit(builder_.call(value, {}, span));
  }
  for (const auto& [name, target] : states_.back().labels) {
    if (!target.is_started) builder_.start(target.block);
  }
  return builder_.finish();
}

void Lowering::import_declaration(Node node) {
  for (const Node part : parts(node)) {
    if (kind(part) == Kind::kImportSpec) import_spec(part);
    if (kind(part) != Kind::kImportSpecList) continue;
    for (const Node spec : parts(part)) {
      if (kind(spec) == Kind::kImportSpec) import_spec(spec);
    }
  }
}

namespace {

bool is_version(std::string_view text) {
  return text.size() > 1 && text[0] == 'v' &&
         std::all_of(text.begin() + 1, text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// The names under which a package is probably known, the likeliest first. Only its own files say it for
// sure: "…/go-yaml/v3" is `yaml`, "gopkg.in/yaml.v3" too, "…/mcp-go" may be `mcp`, `mcpgo` or `mcp_go`, and
// "…/core/v1" is `v1`, for a module has no such version, while "…/autoscaling/v2" may be both.
std::vector<std::string> package_names(std::string_view path) {
  size_t slash = path.rfind('/');
  std::string_view last = slash == std::string_view::npos ? path : path.substr(slash + 1);
  std::string_view version;
  if (is_version(last) && last != "v1" && slash != std::string_view::npos) {
    version = last;
    path = path.substr(0, slash);
    slash = path.rfind('/');
    last = slash == std::string_view::npos ? path : path.substr(slash + 1);
  }
  if (const size_t dot = last.rfind('.'); dot != std::string_view::npos && dot > 0) {
    const std::string_view ending = last.substr(dot + 1);
    if (is_version(ending) || ending == "go") last = last.substr(0, dot);
  }
  std::vector<std::string> out;
  const auto add = [&](std::string name) {
    if (!name.empty() && std::find(out.begin(), out.end(), name) == out.end()) out.push_back(std::move(name));
  };
  if (last.find_first_of("-.") == std::string_view::npos) {
    add(std::string(last));
    add(std::string(version));
    return out;
  }
  std::string_view core = last;
  if (core.starts_with("go-")) core.remove_prefix(3);
  if (core.ends_with("-go")) core.remove_suffix(3);
  for (const std::string_view base : {core, last}) {
    std::string joined;
    std::string underscored;
    for (const char c : base) {
      const bool is_separator = c == '-' || c == '.';
      if (!is_separator) joined += c;
      underscored += is_separator ? '_' : c;
    }
    add(joined);
    add(underscored);
  }
  if (const size_t dash = core.rfind('-'); dash != std::string_view::npos) {
    add(std::string(core.substr(dash + 1)));
    add(std::string(core.substr(0, core.find('-'))));
  }
  return out;
}

}  // namespace

void Lowering::import_spec(Node spec) {
  const Node path = spec.child(words_.path);
  const Node alias = spec.child(words_.name);
  const std::string module = decode_literal(path.text());
  if (module.empty()) return;
  const Span span = spec.span();
  if (kind(alias) == Kind::kDot) {
    builder_.import(module, "*", span);
    return;
  }
  const ValueId value = builder_.import(module, "", span);
  std::vector<std::string> names = package_names(module);
  if (alias) names = {std::string(alias.text())};
  if (names.empty() || names[0] == "_") return;
  const VariableId variable = declare(names[0], alias ? alias.span() : path.span(), 0, Role::kImport);
  imports_[variable] = path.text().substr(1, path.text().size() - std::min<size_t>(2, path.text().size()));
  builder_.store(variable, value, span);
  for (size_t i = 1; i < names.size(); ++i) {
    if (builder_.find_here(names[i]) == ir::kNone) builder_.bind(names[i], variable);
  }
}

void Lowering::predeclare(Node node) {
  const auto declare_name = [&](Node name, TypeId type, Role what) {
    if (name && name.text() != "_" && !name.text().empty()) declare(name.text(), name.span(), type, what);
  };
  switch (kind(node)) {
    case Kind::kFunction: {
      const Node name = node.child(words_.name);
      if (name.text() != "init") declare_name(name, 0, Role::kFunction);
      break;
    }
    case Kind::kTypeDeclaration:
      for (const Node spec : parts(node)) {
        const Node name = spec.child(words_.name);
        if (!name) continue;
        declare_name(name, 0, Role::kType);
        // Fields may be of types that are declared further down.
        ir::Class made;
        made.name = builder_.name(name.text());
        made.span = spec.span();
        builder_.module().classes.push_back(std::move(made));
        classes_[builder_.name(name.text())] = static_cast<ClassId>(builder_.module().classes.size() - 1);
        underlying_.push_back(0);
      }
      break;
    case Kind::kConstDeclaration:
      for (const Node spec : parts(node)) {
        for (const Node name : parts_of_field(spec, words_.name)) declare_name(name, 0, Role::kPlain);
      }
      break;
    case Kind::kVariableDeclaration: {
      Nodes specs = parts(node);
      if (specs.size() == 1 && kind(specs[0]) == Kind::kVariableSpecList) specs = parts(specs[0]);
      for (const Node spec : specs) {
        const TypeId type = type_of(spec.child(words_.type));
        for (const Node name : parts_of_field(spec, words_.name)) declare_name(name, type, Role::kPlain);
      }
      break;
    }
    default:
      break;
  }
}

void Lowering::top_level(Node node, const std::string& doc) {
  at_top_level_ = true;
  switch (kind(node)) {
    case Kind::kTypeDeclaration:
      type_declaration(node, doc);
      break;
    case Kind::kFunction: {
      const Node name = node.child(words_.name);
      const ir::FunctionId id = function(node, name.text(), ir::FunctionKind::kPlain, doc);
      if (name.text() == "init") {
        initializers_.emplace_back(id, node.span());
      } else if (const VariableId variable = builder_.find_here(name.text()); variable != ir::kNone) {
        builder_.store(variable, builder_.function_value(id, node.span()), name.span());
      }
      break;
    }
    case Kind::kMethod:
      function(node, node.child(words_.name).text(), ir::FunctionKind::kMethod, doc);
      break;
    case Kind::kConstDeclaration:
      const_declaration(node);
      break;
    case Kind::kVariableDeclaration:
      variable_declaration(node);
      break;
    default: {
      // A statement out of a function whose beginning is lost: what follows does not depend on it.
      at_top_level_ = false;
      const BlockId inside = builder_.make_block();
      const BlockId after = builder_.make_block();
      builder_.branch(implicit(builder_.unknown(node.span())), inside, after, node.span());
      builder_.start(inside);
      statement(node);
      builder_.start(after);
    }
  }
}

void Lowering::type_declaration(Node node, const std::string& doc) {
  for (const Node spec : parts(node)) {
    if (kind(spec) == Kind::kTypeSpec || kind(spec) == Kind::kTypeAlias) type_spec(spec, doc);
  }
}

void Lowering::type_spec(Node spec, const std::string& doc) {
  const Node name = spec.child(words_.name);
  const Node type = spec.child(words_.type);
  if (!name) return;
  const ir::NameId name_id = builder_.name(name.text());
  VariableId variable = ir::kNone;
  ClassId id = ir::kNone;
  if (at_top_level_) {
    variable = builder_.find_here(name.text());
    if (const auto found = classes_.find(name_id); found != classes_.end()) id = found->second;
  }
  if (id == ir::kNone) {
    variable = declare(name.text(), name.span(), 0, Role::kType);
    ir::Class made;
    made.name = name_id;
    made.span = spec.span();
    builder_.module().classes.push_back(std::move(made));
    id = static_cast<ClassId>(builder_.module().classes.size() - 1);
    underlying_.push_back(0);
    const auto before = classes_.find(name_id);
    shadowed_classes_.emplace_back(name_id, before == classes_.end() ? ir::kNone : before->second);
    classes_[name_id] = id;
  }
  const size_t outer = type_parameters_.size();
  type_parameters(spec.child(words_.type_parameters));
  builder_.module().classes[id].doc = builder_.name(doc);
  if (kind(type) == Kind::kStructType) {
    fill_struct(id, type);
  } else if (kind(type) == Kind::kInterfaceType) {
    builder_.module().classes[id].is_interface = true;
    fill_interface(id, type);
  } else if (const TypeId base = type_of(type); base != 0) {
    underlying_[id] = base;
    builder_.module().classes[id].bases.push_back(base);
  }
  drop_type_parameters(outer);
  const ValueId value = builder_.class_value(id, {}, spec.span());
  if (variable != ir::kNone) builder_.store(variable, value, name.span());
}

void Lowering::fill_struct(ClassId id, Node type) {
  for (const Node declaration : parts(inner(type))) {
    if (kind(declaration) != Kind::kFieldDeclaration) continue;
    const Node type_node = declaration.child(words_.type);
    ir::Field field;
    field.type = type_of(type_node);
    if (const Node tag = declaration.child(words_.tag)) field.tag = builder_.name(decode_literal(tag.text()));
    const Nodes names = parts_of_field(declaration, words_.name);
    if (names.empty()) {
      if (declaration.child_of_kind("*"))
        field.type = builder_.add_type(ir::TypeKind::kPointer, {}, {{0, field.type}});
      field.name = builder_.name(name_of_embedded(type_node));
      field.span = type_node.span();
      field.embedded = true;
      builder_.module().classes[id].fields.push_back(field);
    }
    for (const Node name : names) {
      field.name = builder_.name(name.text());
      field.span = name.span();
      builder_.module().classes[id].fields.push_back(field);
      if (is_channel_type(field.type)) channel_fields_.insert(name.text());
    }
  }
}

void Lowering::fill_interface(ClassId id, Node type) {
  for (const Node part : parts(type)) {
    if (kind(part) == Kind::kMethodElement) {
      const Node name = part.child(words_.name);
      ir::Field field;
      field.name = builder_.name(name.text());
      field.type = builder_.add_type(ir::TypeKind::kFunction, {});
      field.span = name.span();
      builder_.module().classes[id].fields.push_back(field);
    } else if (const TypeId base = type_of(part); base != 0) {
      builder_.module().classes[id].bases.push_back(base);
    }
  }
}

void Lowering::const_declaration(Node node) {
  const int64_t outer = std::exchange(iota_, 0);
  // A constant without a value has the expression of the one before, with the next iota.
  Nodes values;
  for (const Node spec : parts(node)) {
    if (kind(spec) != Kind::kConstSpec) continue;
    if (const Node list = spec.child(words_.value)) {
      // A long expression is not repeated: a small file would become a large module.
      constexpr uint32_t kMostNodes = 64;
      values = parts(list);
      const bool is_long = tree_.data(list.index()).after - list.index() > kMostNodes;
      const Nodes names = parts_of_field(spec, words_.name);
      std::vector<ValueId> results;
      for (const Node value : values) results.push_back(expression(value));
      for (size_t i = 0; i < names.size(); ++i) {
        define(names[i], i < results.size() ? results[i] : builder_.unknown(names[i].span()));
      }
      if (is_long) values.clear();
    } else {
      const Nodes names = parts_of_field(spec, words_.name);
      for (size_t i = 0; i < names.size(); ++i) {
        if (names[i].text() == "_") continue;
        define(names[i], i < values.size() ? expression(values[i]) : builder_.unknown(names[i].span()));
      }
    }
    ++iota_;
  }
  iota_ = outer;
}

void Lowering::variable_declaration(Node node) {
  for (const Node part : parts(node)) {
    if (kind(part) == Kind::kVariableSpec) variable_spec(part);
    if (kind(part) != Kind::kVariableSpecList) continue;
    for (const Node spec : parts(part)) {
      if (kind(spec) == Kind::kVariableSpec) variable_spec(spec);
    }
  }
}

void Lowering::variable_spec(Node spec) {
  const Nodes names = parts_of_field(spec, words_.name);
  const TypeId type = type_of(spec.child(words_.type));
  std::vector<ValueId> values;
  if (const Node list = spec.child(words_.value)) {
    values = values_of(parts(list), names);
  } else {
    for (const Node name : names) values.push_back(zero_value(type, name.span()));
  }
  for (size_t i = 0; i < names.size(); ++i) {
    if (names[i].text() == "_" || values[i] == ir::kNone) continue;
    const VariableId variable = declare_once(names[i], type);
    ir::Variable& made = builder_.module().variables[variable];
    if (made.type == 0) made.type = builder_.function().code[values[i]].type;
    builder_.store(variable, values[i], names[i].span());
  }
}

// ---- functions

ir::FunctionId Lowering::function(Node node, std::string_view name, ir::FunctionKind function_kind,
                                  const std::string& doc) {
  const bool outer_top_level = std::exchange(at_top_level_, false);
  FunctionState state;
  state.type_parameters = type_parameters_.size();
  state.shadowed_classes = shadowed_classes_.size();
  states_.push_back(std::move(state));

  const ir::FunctionId id = builder_.begin_function(name, function_kind, node.span());
  builder_.function().name_span = node.child(words_.name).span();
  builder_.function().doc = builder_.name(doc);
  if (const Node list = node.child(words_.receiver)) receiver(list);
  type_parameters(node.child(words_.type_parameters));
  parameters(node.child(words_.parameters));
  results(node.child(words_.result));
  if (const Node body = node.child(words_.body)) {
    statements(body);
  } else {
    // It is written in another language.
    std::vector<ValueId> parts;
    for (const ir::Parameter& parameter : std::vector(builder_.function().parameters)) {
      parts.push_back(builder_.load(parameter.variable, node.span()));
    }
    builder_.return_value(builder_.unknown(node.span(), parts), node.span());
  }
  if (!builder_.is_terminated() && !states_.back().results.empty()) return_statement({});
  for (const auto& [label_name, target] : states_.back().labels) {
    if (!target.is_started) builder_.start(target.block);
  }
  builder_.end_function();

  drop_type_parameters(states_.back().type_parameters);
  while (shadowed_classes_.size() > states_.back().shadowed_classes) {
    const auto [class_name, before] = shadowed_classes_.back();
    shadowed_classes_.pop_back();
    if (before == ir::kNone) {
      classes_.erase(class_name);
    } else {
      classes_[class_name] = before;
    }
  }
  states_.pop_back();
  at_top_level_ = outer_top_level;
  return id;
}

void Lowering::receiver(Node list) {
  const Node declaration = inner(list);
  const Node name = declaration.child(words_.name);
  Node type = declaration.child(words_.type);
  while (kind(type) == Kind::kPointerType || kind(type) == Kind::kParenthesizedType) type = inner(type);
  Node base = type;
  if (kind(type) == Kind::kGenericType) {
    base = type.child(words_.type);
    for (const Node argument : parts(type.child(words_.type_arguments))) add_type_parameter(argument.text());
  }
  const std::string_view text = name.text() == "_" ? std::string_view() : name.text();
  const TypeId type_id = type_of(declaration.child(words_.type));
  builder_.function().receiver = builder_.name(base.text());
  builder_.add_parameter(text, ir::ParameterKind::kReceiver, type_id, (name ? name : declaration).span());
}

void Lowering::parameters(Node list) {
  for (const Node declaration : parts(list)) {
    const bool is_rest = kind(declaration) == Kind::kVariadicParameter;
    if (!is_rest && kind(declaration) != Kind::kParameter) continue;
    const auto parameter_kind = is_rest ? ir::ParameterKind::kRest : ir::ParameterKind::kPlain;
    TypeId type = type_of(declaration.child(words_.type));
    if (is_rest) type = builder_.add_type(ir::TypeKind::kArray, {}, {{0, type}});
    const Nodes names = parts_of_field(declaration, words_.name);
    if (names.empty()) builder_.add_parameter({}, parameter_kind, type, declaration.span());
    for (const Node name : names) {
      const std::string_view text = name.text() == "_" ? std::string_view() : name.text();
      builder_.add_parameter(text, parameter_kind, type, name.span());
    }
  }
}

void Lowering::results(Node node) {
  const TypeId type = result_type(node);
  builder_.function().result = type;
  if (kind(node) != Kind::kParameterList) return;
  for (const Node declaration : parts(node)) {
    if (kind(declaration) != Kind::kParameter) continue;
    const TypeId part = type_of(declaration.child(words_.type));
    for (const Node name : parts_of_field(declaration, words_.name)) {
      const Span span = name.span();
      const VariableId variable =
          name.text() == "_" ? builder_.temporary(span) : declare(name.text(), span, part, Role::kPlain);
      implicit(builder_.store(variable, zero_value(part, span), span));
      states_.back().results.push_back(variable);
    }
  }
}

// Several results are a tuple, of which callers take the parts by number.
ir::TypeId Lowering::result_type(Node node) {
  if (kind(node) != Kind::kParameterList) return type_of(node);
  std::vector<ir::TypeChild> types;
  for (const Node declaration : parts(node)) {
    const TypeId type = type_of(declaration.child(words_.type));
    const size_t count = std::max<size_t>(1, parts_of_field(declaration, words_.name).size());
    types.insert(types.end(), count, {0, type});
  }
  if (types.empty()) return 0;
  if (types.size() == 1) return types[0].type;
  types.insert(types.begin(), {0, named_type("tuple")});
  return builder_.add_type(ir::TypeKind::kApply, {}, std::move(types));
}

void Lowering::type_parameters(Node list) {
  for (const Node declaration : parts(list)) {
    for (const Node name : parts_of_field(declaration, words_.name)) add_type_parameter(name.text());
  }
}

void Lowering::add_type_parameter(std::string_view name) {
  type_parameters_.push_back(name);
  ++type_parameter_counts_[name];
}

void Lowering::drop_type_parameters(size_t from) {
  for (; type_parameters_.size() > from; type_parameters_.pop_back()) {
    --type_parameter_counts_[type_parameters_.back()];
  }
}

}  // namespace sentinel::syntax::go
