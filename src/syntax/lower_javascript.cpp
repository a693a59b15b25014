#include <algorithm>
#include <array>
#include <utility>

#include "base/text.h"
#include "syntax/lower.h"
#include "syntax/lower_javascript_internal.h"

namespace sentinel::syntax {

ir::Module lower_javascript(const Tree& tree, Language language) {
  return javascript::Lowering(tree, language).run();
}

namespace javascript {
namespace {

struct NamedKind {
  std::string_view name;
  Kind kind;
};

constexpr auto kKinds = std::to_array<NamedKind>({
    {"abstract_class_declaration", Kind::kClassDeclaration},
    {"abstract_method_signature", Kind::kMethodSignature},
    {"accessibility_modifier", Kind::kModifier},
    {"adding_type_annotation", Kind::kTypeAnnotation},
    {"ambient_declaration", Kind::kAmbient},
    {"arguments", Kind::kArguments},
    {"array", Kind::kArray},
    {"array_pattern", Kind::kArrayPattern},
    {"array_type", Kind::kArrayType},
    {"arrow_function", Kind::kArrow},
    {"as_expression", Kind::kAs},
    {"asserts_annotation", Kind::kTypePredicate},
    {"assignment_expression", Kind::kAssignment},
    {"assignment_pattern", Kind::kAssignmentPattern},
    {"augmented_assignment_expression", Kind::kAugmentedAssignment},
    {"await_expression", Kind::kAwait},
    {"binary_expression", Kind::kBinary},
    {"break_statement", Kind::kBreak},
    {"call_expression", Kind::kCall},
    {"catch_clause", Kind::kCatch},
    {"class", Kind::kClass},
    {"class_declaration", Kind::kClassDeclaration},
    {"class_heritage", Kind::kHeritage},
    {"class_static_block", Kind::kStaticBlock},
    {"comment", Kind::kComment},
    {"computed_property_name", Kind::kComputedName},
    {"constructor_type", Kind::kFunctionType},
    {"continue_statement", Kind::kContinue},
    {"debugger_statement", Kind::kSkipped},
    {"decorator", Kind::kDecorator},
    {"do_statement", Kind::kDo},
    {"else_clause", Kind::kElse},
    {"empty_statement", Kind::kSkipped},
    {"enum_assignment", Kind::kEnumAssignment},
    {"enum_declaration", Kind::kEnum},
    {"export_clause", Kind::kExportClause},
    {"export_specifier", Kind::kExportSpecifier},
    {"export_statement", Kind::kExport},
    {"expression_statement", Kind::kExpressionStatement},
    {"extends_clause", Kind::kExtends},
    {"extends_type_clause", Kind::kExtendsType},
    {"false", Kind::kFalse},
    {"field_definition", Kind::kField},
    {"finally_clause", Kind::kFinally},
    {"for_in_statement", Kind::kForIn},
    {"for_statement", Kind::kFor},
    {"formal_parameters", Kind::kParameters},
    {"function_declaration", Kind::kFunctionDeclaration},
    {"function_expression", Kind::kFunction},
    {"function_signature", Kind::kSignature},
    {"function_type", Kind::kFunctionType},
    {"generator_function", Kind::kFunction},
    {"generator_function_declaration", Kind::kFunctionDeclaration},
    {"generic_type", Kind::kGenericType},
    {"hash_bang_line", Kind::kSkipped},
    {"html_character_reference", Kind::kHtmlReference},
    {"html_comment", Kind::kComment},
    {"identifier", Kind::kIdentifier},
    {"if_statement", Kind::kIf},
    {"implements_clause", Kind::kImplements},
    {"import", Kind::kImportWord},
    {"import_alias", Kind::kImportAlias},
    {"import_clause", Kind::kImportClause},
    {"import_require_clause", Kind::kImportRequire},
    {"import_specifier", Kind::kImportSpecifier},
    {"import_statement", Kind::kImport},
    {"index_signature", Kind::kIndexSignature},
    {"instantiation_expression", Kind::kInstantiation},
    {"interface_body", Kind::kObjectType},
    {"interface_declaration", Kind::kInterface},
    {"internal_module", Kind::kNamespace},
    {"intersection_type", Kind::kIntersectionType},
    {"jsx_attribute", Kind::kJsxAttribute},
    {"jsx_element", Kind::kJsxElement},
    {"jsx_expression", Kind::kJsxExpression},
    {"jsx_namespace_name", Kind::kJsxNamespaceName},
    {"jsx_self_closing_element", Kind::kJsxSelfClosing},
    {"jsx_text", Kind::kJsxText},
    {"labeled_statement", Kind::kLabeled},
    {"lexical_declaration", Kind::kLexical},
    {"literal_type", Kind::kLiteralType},
    {"member_expression", Kind::kMember},
    {"meta_property", Kind::kMeta},
    {"method_definition", Kind::kMethod},
    {"method_signature", Kind::kMethodSignature},
    {"module", Kind::kNamespace},
    {"named_imports", Kind::kNamedImports},
    {"namespace_export", Kind::kNamespaceExport},
    {"namespace_import", Kind::kNamespaceImport},
    {"nested_identifier", Kind::kMember},
    {"nested_type_identifier", Kind::kTypeIdentifier},
    {"new_expression", Kind::kNew},
    {"non_null_expression", Kind::kNonNull},
    {"null", Kind::kNull},
    {"number", Kind::kNumber},
    {"object", Kind::kObject},
    {"object_assignment_pattern", Kind::kObjectAssignmentPattern},
    {"object_pattern", Kind::kObjectPattern},
    {"object_type", Kind::kObjectType},
    {"omitting_type_annotation", Kind::kTypeAnnotation},
    {"optional_parameter", Kind::kParameter},
    {"optional_type", Kind::kWrappedType},
    {"opting_type_annotation", Kind::kTypeAnnotation},
    {"override_modifier", Kind::kModifier},
    {"pair", Kind::kPair},
    {"pair_pattern", Kind::kPairPattern},
    {"parenthesized_expression", Kind::kParenthesized},
    {"parenthesized_type", Kind::kWrappedType},
    {"predefined_type", Kind::kPredefinedType},
    {"private_property_identifier", Kind::kPrivateName},
    {"property_identifier", Kind::kPropertyName},
    {"property_signature", Kind::kPropertySignature},
    {"public_field_definition", Kind::kField},
    {"readonly_type", Kind::kWrappedType},
    {"regex", Kind::kRegex},
    {"required_parameter", Kind::kParameter},
    {"rest_pattern", Kind::kRestPattern},
    {"rest_type", Kind::kWrappedType},
    {"return_statement", Kind::kReturn},
    {"satisfies_expression", Kind::kSatisfies},
    {"sequence_expression", Kind::kSequence},
    {"shorthand_property_identifier", Kind::kShorthand},
    {"shorthand_property_identifier_pattern", Kind::kShorthandPattern},
    {"spread_element", Kind::kSpread},
    {"statement_block", Kind::kBlock},
    {"string", Kind::kString},
    {"subscript_expression", Kind::kSubscript},
    {"super", Kind::kSuper},
    {"switch_body", Kind::kSwitchBody},
    {"switch_case", Kind::kCase},
    {"switch_default", Kind::kDefaultCase},
    {"switch_statement", Kind::kSwitch},
    {"template_literal_type", Kind::kTemplateType},
    {"template_string", Kind::kTemplate},
    {"template_substitution", Kind::kTemplatePart},
    {"ternary_expression", Kind::kTernary},
    {"this", Kind::kThis},
    {"throw_statement", Kind::kThrow},
    {"true", Kind::kTrue},
    {"try_statement", Kind::kTry},
    {"tuple_type", Kind::kTupleType},
    {"type_alias_declaration", Kind::kTypeAlias},
    {"type_annotation", Kind::kTypeAnnotation},
    {"type_arguments", Kind::kTypeArguments},
    {"type_assertion", Kind::kTypeAssertion},
    {"type_identifier", Kind::kTypeIdentifier},
    {"type_predicate_annotation", Kind::kTypePredicate},
    {"type_query", Kind::kTypeQuery},
    {"unary_expression", Kind::kUnary},
    {"undefined", Kind::kNull},
    {"union_type", Kind::kUnionType},
    {"update_expression", Kind::kUpdate},
    {"using_declaration", Kind::kLexical},
    {"variable_declaration", Kind::kVar},
    {"variable_declarator", Kind::kDeclarator},
    {"while_statement", Kind::kWhile},
    {"with_statement", Kind::kWith},
    {"yield_expression", Kind::kYield},
});

struct NamedToken {
  std::string_view name;
  Token token;
};

constexpr auto kTokens = std::to_array<NamedToken>({
    {"!", Token::kNot},
    {"!=", Token::kCompare},
    {"!==", Token::kCompare},
    {"%", Token::kArithmetic},
    {"&", Token::kArithmetic},
    {"&&", Token::kAnd},
    {"*", Token::kStar},
    {"**", Token::kArithmetic},
    {"+", Token::kPlus},
    {",", Token::kComma},
    {"-", Token::kSign},
    {"/", Token::kArithmetic},
    {"<", Token::kCompare},
    {"<<", Token::kArithmetic},
    {"<=", Token::kCompare},
    {"=", Token::kEquals},
    {"==", Token::kCompare},
    {"===", Token::kCompare},
    {">", Token::kCompare},
    {">=", Token::kCompare},
    {">>", Token::kArithmetic},
    {">>>", Token::kArithmetic},
    {"?.", Token::kOptional},
    {"??", Token::kNullish},
    {"^", Token::kArithmetic},
    {"abstract", Token::kDeclaring},
    {"async", Token::kAsync},
    {"await", Token::kAwait},
    {"const", Token::kDeclaring},
    {"declare", Token::kDeclaring},
    {"default", Token::kDefault},
    {"delete", Token::kDelete},
    {"export", Token::kDeclaring},
    {"get", Token::kGet},
    {"in", Token::kCompare},
    {"instanceof", Token::kCompare},
    {"let", Token::kDeclaring},
    {"readonly", Token::kReadonly},
    {"set", Token::kSet},
    {"static", Token::kStatic},
    {"static get", Token::kStaticGet},
    {"typeof", Token::kTypeof},
    {"using", Token::kDeclaring},
    {"var", Token::kVar},
    {"void", Token::kVoid},
    {"|", Token::kArithmetic},
    {"||", Token::kOr},
    {"~", Token::kSign},
});

bool is_code(Kind kind) { return kind != Kind::kComment && kind != Kind::kSkipped; }

}  // namespace

Words::Words(const Grammar& grammar)
    : kinds(grammar.symbol_count(), Kind::kOther),
      tokens(grammar.symbol_count(), Token::kOther),
      alias(grammar.field("alias")),
      alternative(grammar.field("alternative")),
      argument(grammar.field("argument")),
      arguments(grammar.field("arguments")),
      body(grammar.field("body")),
      condition(grammar.field("condition")),
      consequence(grammar.field("consequence")),
      constructor(grammar.field("constructor")),
      declaration(grammar.field("declaration")),
      decorator(grammar.field("decorator")),
      finalizer(grammar.field("finalizer")),
      flags(grammar.field("flags")),
      function(grammar.field("function")),
      handler(grammar.field("handler")),
      increment(grammar.field("increment")),
      index(grammar.field("index")),
      initializer(grammar.field("initializer")),
      key(grammar.field("key")),
      label(grammar.field("label")),
      left(grammar.field("left")),
      name(grammar.field("name")),
      object(grammar.field("object")),
      open_tag(grammar.field("open_tag")),
      op(grammar.field("operator")),
      optional_chain(grammar.field("optional_chain")),
      parameter(grammar.field("parameter")),
      parameters(grammar.field("parameters")),
      pattern(grammar.field("pattern")),
      property(grammar.field("property")),
      return_type(grammar.field("return_type")),
      right(grammar.field("right")),
      source(grammar.field("source")),
      type(grammar.field("type")),
      type_arguments(grammar.field("type_arguments")),
      value(grammar.field("value")) {
  for (size_t symbol = 0; symbol < kinds.size(); ++symbol) {
    const std::string_view name_of_symbol = grammar.kind(static_cast<Symbol>(symbol));
    const auto is_it = [&](const auto& row) { return row.name == name_of_symbol; };
    const auto* found = std::find_if(kKinds.begin(), kKinds.end(), is_it);
    if (found != kKinds.end()) kinds[symbol] = found->kind;
    const auto* token = std::find_if(kTokens.begin(), kTokens.end(), is_it);
    if (token != kTokens.end()) tokens[symbol] = token->token;
  }
}

const Words& Words::of(Language language) {
  static const Words kJavaScript(*Grammar::of(Language::kJavaScript));
  static const Words kTypeScript(*Grammar::of(Language::kTypeScript));
  static const Words kTsx(*Grammar::of(Language::kTsx));
  if (language == Language::kTypeScript) return kTypeScript;
  return language == Language::kTsx ? kTsx : kJavaScript;
}

Lowering::Lowering(const Tree& tree, Language language)
    : tree_(tree), words_(Words::of(language)), builder_(language) {}

ir::Module Lowering::run() {
  const Node root = tree_.root();
  find_errors();
  note_exports();
  builder_.function().span = root.span();
  declare_vars(root);
  declare_names(root);
  define_functions(root);
  run_statements(root);
  // A getter is asked when everything stands. What it gives may hold such a table again.
  for (size_t done = 0; done < getters_.size();) {
    const Getter getter = getters_[done++];
    const ValueId table = load_variable(getter.table, getter.value.span());
    builder_.set_field(table, getter.name, expression(getter.value), getter.value.span());
  }
  return builder_.finish();
}

// ---- the tree

Node Lowering::inner(Node node) const {
  Node broken_one;
  for (const Node part : node.named_children()) {
    const Kind it = kind(part);
    if (!is_code(it)) continue;
    if (it != Kind::kError) return part;
    if (!broken_one) broken_one = part;
  }
  return broken_one;
}

Node Lowering::unwrapped(Node node) const {
  while (kind(node) == Kind::kParenthesized) node = inner(node);
  return node;
}

std::vector<Node> Lowering::parts(Node node) const {
  std::vector<Node> out;
  for (const Node part : node.named_children()) {
    if (is_code(kind(part))) out.push_back(part);
  }
  return out;
}

bool Lowering::has_token(Node node, Token wanted) const {
  bool found = false;
  for (const Node part : node.children()) found = found || (!part.is_named() && token(part) == wanted);
  return found;
}

bool Lowering::is_too_deep(Node node) {
  if (depth_ < kMostNesting) return false;
  builder_.not_understood(node.span());
  return true;
}

void Lowering::find_errors() {
  for (uint32_t i = 0; i < tree_.size();) {
    const NodeData& data = tree_.data(i);
    if (data.error) builder_.not_understood({data.begin, data.end});
    i = data.error || !data.broken ? data.after : i + 1;
  }
}

// The comment that ends where `node`, or the statement whose first part it is, begins. Nodes lie in the order
// of the text, so that is the one before, but for words like `export` and nodes that `node` lies in.
std::string Lowering::doc_before(Node node) const {
  constexpr int kMostWords = 8;
  uint32_t at = node.index();
  for (int i = 0; i < kMostWords && at > 0; ++i) {
    const Node before(&tree_, at - 1);
    const bool is_around = tree_.data(before.index()).after > at;
    if (!is_around && kind(before) == Kind::kComment) {
      std::string_view text = before.text();
      if (!text.starts_with("/**") || !text.ends_with("*/") || text.size() < 5) return {};
      text = text.substr(3, text.size() - 5);
      std::string out;
      for (std::string_view line : split(text, '\n')) {
        line = trim(line);
        if (line.starts_with('*')) line = trim(line.substr(1));
        if (!out.empty()) out += '\n';
        out += line;
      }
      return std::string(trim(out));
    }
    const Token it = before.is_named() ? Token::kOther : token(before);
    if (!is_around && it != Token::kDeclaring && it != Token::kDefault && it != Token::kVar) return {};
    --at;
  }
  return {};
}

// ---- scopes

void Lowering::declare_name(std::string_view name, Span span) {
  if (!name.empty() && builder_.find_here(name) == ir::kNone) builder_.declare(name, span);
}

// The names that a pattern binds; what stands in its defaults and computed keys is read.
void Lowering::declare_pattern(Node pattern) {
  if (!pattern) return;
  const uint32_t after = tree_.data(pattern.index()).after;
  for (uint32_t i = pattern.index(); i < after;) {
    const Node node(&tree_, i);
    const NodeData& data = tree_.data(i);
    uint32_t next = data.after;
    const bool is_read = i != pattern.index() && (data.field == words_.key || data.field == words_.right);
    if (!is_read) {
      switch (kind(node)) {
        case Kind::kIdentifier:
        case Kind::kShorthandPattern:
          declare_name(node.text(), node.span());
          break;
        case Kind::kObjectPattern:
        case Kind::kArrayPattern:
        case Kind::kPairPattern:
        case Kind::kRestPattern:
        case Kind::kAssignmentPattern:
        case Kind::kObjectAssignmentPattern:
        case Kind::kError:
          next = i + 1;
          break;
        default:
          break;
      }
    }
    i = next;
  }
}

// `var` belongs to the function, wherever in its body it is written.
void Lowering::declare_vars(Node body) {
  if (!body) return;
  const uint32_t after = tree_.data(body.index()).after;
  for (uint32_t i = body.index(); i < after;) {
    const Node node(&tree_, i);
    uint32_t next = tree_.data(i).after;
    switch (kind(node)) {
      case Kind::kVar:
        for (const Node part : node.named_children()) {
          if (kind(part) == Kind::kDeclarator) declare_pattern(child(part, words_.name));
        }
        break;
      case Kind::kForIn:
        if (has_token(node, Token::kVar)) declare_pattern(child(node, words_.left));
        next = i + 1;
        break;
      case Kind::kBlock:
      case Kind::kIf:
      case Kind::kElse:
      case Kind::kFor:
      case Kind::kWhile:
      case Kind::kDo:
      case Kind::kSwitch:
      case Kind::kSwitchBody:
      case Kind::kCase:
      case Kind::kDefaultCase:
      case Kind::kTry:
      case Kind::kCatch:
      case Kind::kFinally:
      case Kind::kLabeled:
      case Kind::kWith:
      case Kind::kExport:
      case Kind::kError:
        next = i + 1;
        break;
      default:
        if (node == tree_.root()) next = i + 1;
    }
    i = next;
  }
}

void Lowering::declare_names(Node parent) {
  for (const Node part : parent.named_children()) declare_names_of(part);
}

void Lowering::declare_names_of(Node statement) {
  switch (kind(statement)) {
    case Kind::kExport:
      if (const Node declaration = child(statement, words_.declaration)) declare_names_of(declaration);
      break;
    case Kind::kLexical:
      for (const Node part : statement.named_children()) {
        if (kind(part) == Kind::kDeclarator) declare_pattern(child(part, words_.name));
      }
      break;
    case Kind::kFunctionDeclaration:
    case Kind::kClassDeclaration:
    case Kind::kEnum: {
      const Node name = child(statement, words_.name);
      declare_name(name.text(), name.span());
      break;
    }
    case Kind::kExpressionStatement:
      if (const Node value = inner(statement); kind(value) == Kind::kNamespace) declare_names_of(value);
      break;
    case Kind::kNamespace: {
      Node name = child(statement, words_.name);
      while (kind(name) == Kind::kMember) name = child(name, words_.object);
      if (kind(name) != Kind::kIdentifier) break;
      if (builder_.find_here(name.text()) != ir::kNone) merged_.insert(statement.index());
      declare_name(name.text(), name.span());
      break;
    }
    case Kind::kImport:
      declare_imports(statement);
      break;
    case Kind::kImportAlias: {
      const Node name = inner(statement);
      declare_name(name.text(), name.span());
      break;
    }
    case Kind::kError:
      if (depth_ < kMostNesting) {
        const Level level(*this);
        declare_names(statement);
      }
      break;
    default:
      break;
  }
}

void Lowering::declare_imports(Node node) {
  for (const Node clause : node.named_children()) {
    if (kind(clause) != Kind::kImportClause && kind(clause) != Kind::kImportRequire) continue;
    for (const Node part : clause.named_children()) {
      switch (kind(part)) {
        case Kind::kIdentifier:
          declare_name(part.text(), part.span());
          break;
        case Kind::kNamespaceImport:
          declare_name(inner(part).text(), inner(part).span());
          break;
        case Kind::kNamedImports:
          for (const Node specifier : part.named_children()) {
            if (kind(specifier) != Kind::kImportSpecifier) continue;
            const Node alias = child(specifier, words_.alias);
            const Node name = alias ? alias : child(specifier, words_.name);
            declare_name(name.text(), name.span());
          }
          break;
        default:
          break;
      }
    }
  }
}

void Lowering::define_functions(Node parent) {
  for (const Node part : parent.named_children()) {
    if (kind(part) == Kind::kImport) import_statement(part);
  }
  for (Node part : parent.named_children()) {
    if (kind(part) == Kind::kExport) part = child(part, words_.declaration);
    if (kind(part) == Kind::kFunctionDeclaration) function_declaration(part);
  }
}

// CommonJS: what is assigned to `exports.x` anywhere is a variable, so that functions that stand before the
// assignment read it too.
void Lowering::note_exports() {
  if (!tree_.text().contains("exports")) return;
  for (uint32_t i = 0; i < tree_.size(); ++i) {
    const Node node(&tree_, i);
    if (kind(node) != Kind::kAssignment) continue;
    const Node left = child(node, words_.left);
    if (const auto name = exported_name(left); name && *name != "__esModule") {
      variable_of_export(*name, left.span());
    }
  }
}

// ---- places

ir::ValueId Lowering::load_variable(VariableId variable, Span span) {
  ir::Variable& loaded = builder_.module().variables[variable];
  if (loaded.owner != builder_.function_id()) loaded.captured = true;
  return builder_.load(variable, span);
}

Lowering::Place Lowering::place(Node target) {
  for (;;) {
    switch (kind(target)) {
      case Kind::kParenthesized:
      case Kind::kNonNull:
      case Kind::kAs:
      case Kind::kSatisfies:
        target = inner(target);
        continue;
      case Kind::kIdentifier:
      case Kind::kShorthandPattern:
        return {Place::Kind::kName, target, ir::kNone, ir::kNone, ir::kNone, target.text()};
      case Kind::kMember:
      case Kind::kSubscript: {
        if (!exports_.empty()) {
          if (const auto name = exported_name(target); name && exports_.contains(std::string(*name))) {
            return {Place::Kind::kExport, target, ir::kNone, ir::kNone, exports_[std::string(*name)], *name};
          }
        }
        const ValueId base = expression(child(target, words_.object));
        const std::string_view name = written_property(target);
        if (kind(target) == Kind::kMember || !name.empty()) {
          return {Place::Kind::kField, target, base, ir::kNone, ir::kNone, name};
        }
        const ValueId key = expression(child(target, words_.index));
        return {Place::Kind::kIndex, target, base, key, ir::kNone, {}};
      }
      default:
        return {Place::Kind::kPattern, target, ir::kNone, ir::kNone, ir::kNone, {}};
    }
  }
}

ir::ValueId Lowering::read(const Place& place) {
  const Span span = place.node.span();
  switch (place.kind) {
    case Place::Kind::kName:
      return builder_.load_name(place.name, span);
    case Place::Kind::kField:
      return builder_.field(place.base, place.name, span);
    case Place::Kind::kIndex:
      return builder_.index(place.base, place.key, span);
    case Place::Kind::kExport:
      return load_variable(place.variable, span);
    case Place::Kind::kPattern:
      break;
  }
  return expression(place.node);
}

void Lowering::write(const Place& place, ValueId value) {
  const Span span = place.node.span();
  switch (place.kind) {
    case Place::Kind::kName:
      store_name(place.name, value, span);
      break;
    case Place::Kind::kField:
      builder_.set_field(place.base, place.name, value, span);
      break;
    case Place::Kind::kIndex:
      builder_.set_index(place.base, place.key, value, span);
      break;
    case Place::Kind::kExport: {
      ir::Variable& variable = builder_.module().variables[place.variable];
      if (variable.owner != builder_.function_id()) variable.captured = true;
      builder_.store(place.variable, value, span);
      add_export(place.name, place.variable);
      break;
    }
    case Place::Kind::kPattern:
      store(place.node, value);
  }
}

void Lowering::store_name(std::string_view name, ValueId value, Span span) {
  const VariableId variable = builder_.find(name);
  if (variable != ir::kNone) {
    builder_.store(variable, value, span);
  } else {
    builder_.set_field(builder_.global("globalThis", span), name, value, span);
  }
}

void Lowering::store(Node target, ValueId value) {
  if (!target || is_too_deep(target)) return;
  const Level level(*this);
  switch (kind(target)) {
    case Kind::kObjectPattern:
      store_parts_of_object(target, value);
      break;
    case Kind::kArrayPattern:
      store_parts_of_list(target, value);
      break;
    case Kind::kAssignmentPattern:
    case Kind::kObjectAssignmentPattern:
      store_with_default(child(target, words_.left), child(target, words_.right), value);
      break;
    case Kind::kRestPattern:
      store(inner(target), builder_.slice(value, target.span()));
      break;
    default: {
      const Place at = place(target);
      if (at.kind != Place::Kind::kPattern) {
        write(at, value);
      } else if (at.node != target) {
        store(at.node, value);
      } else {
        expression(target);  // not valid; what is in it still runs
      }
    }
  }
}

void Lowering::store_with_default(Node target, Node value_if_nothing, ValueId value) {
  const bool is_name = kind(target) == Kind::kIdentifier || kind(target) == Kind::kShorthandPattern;
  VariableId variable = is_name ? builder_.find(target.text()) : ir::kNone;
  const bool is_variable = variable != ir::kNone;
  if (!is_variable) variable = builder_.temporary(target.span());
  builder_.store(variable, value, target.span());
  const ValueId otherwise = named_expression(value_if_nothing, is_name ? target.text() : std::string_view());
  builder_.default_value(variable, otherwise, value_if_nothing.span());
  if (!is_variable) store(target, builder_.load(variable, target.span()));
}

ir::ValueId Lowering::part(ValueId base, Node key) {
  switch (kind(key)) {
    case Kind::kString:
      return builder_.field(base, string_text(key), key.span());
    case Kind::kNumber:
      return builder_.index(base, builder_.number(key.text(), key.span()), key.span());
    case Kind::kComputedName:
      return builder_.index(base, expression(inner(key)), key.span());
    default:
      return builder_.field(base, key.text(), key.span());
  }
}

void Lowering::store_parts_of_object(Node pattern, ValueId value) {
  for (const Node entry : pattern.named_children()) {
    switch (kind(entry)) {
      case Kind::kShorthandPattern:
        store(entry, builder_.field(value, entry.text(), entry.span()));
        break;
      case Kind::kObjectAssignmentPattern: {
        const Node left = child(entry, words_.left);
        store(entry, builder_.field(value, left.text(), left.span()));
        break;
      }
      case Kind::kPairPattern:
        store(child(entry, words_.value), part(value, child(entry, words_.key)));
        break;
      case Kind::kRestPattern:
        store(entry, value);
        break;
      case Kind::kError:
        broken(entry);
        break;
      default:
        break;
    }
  }
}

void Lowering::store_parts_of_list(Node pattern, ValueId value) {
  size_t position = 0;
  for (const Node item : pattern.children()) {
    if (!item.is_named()) {
      if (token(item) == Token::kComma) ++position;  // also after a hole
      continue;
    }
    if (!is_code(kind(item))) continue;
    if (kind(item) == Kind::kError) {
      broken(item);
    } else if (kind(item) == Kind::kRestPattern) {
      store(item, value);
    } else {
      const ValueId key = builder_.number(std::to_string(position), item.span());
      store(item, builder_.index(value, key, item.span()));
    }
  }
}

// ---- imports and exports

void Lowering::import_statement(Node node) {
  Node source = child(node, words_.source);
  bool has_names = false;
  for (const Node clause : node.named_children()) {
    if (kind(clause) == Kind::kImportRequire) {
      source = child(clause, words_.source);
      const Node name = inner(clause);
      store_name(name.text(), builder_.import(string_text(source), {}, node.span()), name.span());
      return;
    }
    if (kind(clause) != Kind::kImportClause) continue;
    const std::string module = string_text(source);
    for (const Node part : clause.named_children()) {
      switch (kind(part)) {
        case Kind::kIdentifier:
          store_name(part.text(), builder_.import(module, "default", node.span()), part.span());
          has_names = true;
          break;
        case Kind::kNamespaceImport: {
          const Node name = inner(part);
          store_name(name.text(), builder_.import(module, {}, node.span()), name.span());
          has_names = true;
          break;
        }
        case Kind::kNamedImports:
          for (const Node specifier : part.named_children()) {
            if (kind(specifier) != Kind::kImportSpecifier) continue;
            const Node name = child(specifier, words_.name);
            const Node alias = child(specifier, words_.alias);
            const std::string member =
                kind(name) == Kind::kString ? string_text(name) : std::string(name.text());
            const Node local = alias ? alias : name;
            store_name(local.text(), builder_.import(module, member, specifier.span()), local.span());
            has_names = true;
          }
          break;
        default:
          break;
      }
    }
  }
  if (!has_names && source) builder_.import(string_text(source), {}, node.span());
}

// import Short = Long.Name;
void Lowering::import_alias(Node node) {
  const std::vector<Node> sides = parts(node);
  if (sides.size() == 2) store_name(sides[0].text(), expression(sides[1]), sides[0].span());
}

std::vector<Node> Lowering::names_in(Node pattern) const {
  std::vector<Node> out;
  if (!pattern) return out;
  const uint32_t after = tree_.data(pattern.index()).after;
  for (uint32_t i = pattern.index(); i < after;) {
    const NodeData& data = tree_.data(i);
    const Node node(&tree_, i);
    const bool is_read = i != pattern.index() && (data.field == words_.key || data.field == words_.right);
    const bool is_name = kind(node) == Kind::kIdentifier || kind(node) == Kind::kShorthandPattern;
    if (is_name && !is_read) out.push_back(node);
    i = is_read ? data.after : i + 1;
  }
  return out;
}

void Lowering::add_export(std::string_view name, VariableId variable) {
  if (!export_names_.emplace(name).second) return;
  builder_.module().exports.push_back({builder_.name(name), variable, 0, 0});
}

void Lowering::add_export_from(std::string_view name, std::string_view module, std::string_view member) {
  builder_.module().exports.push_back(
      {builder_.name(name), ir::kNone, builder_.name(module), builder_.name(member)});
}

// What a namespace gives out are fields of its object.
void Lowering::export_declared(Node declaration) {
  std::vector<Node> names;
  switch (kind(declaration)) {
    case Kind::kLexical:
    case Kind::kVar:
      for (const Node part : declaration.named_children()) {
        if (kind(part) != Kind::kDeclarator) continue;
        for (const Node name : names_in(child(part, words_.name))) names.push_back(name);
      }
      break;
    case Kind::kFunctionDeclaration:
    case Kind::kClassDeclaration:
    case Kind::kEnum:
      names.push_back(child(declaration, words_.name));
      break;
    case Kind::kNamespace: {
      Node name = child(declaration, words_.name);
      while (kind(name) == Kind::kMember) name = child(name, words_.object);
      names.push_back(name);
      break;
    }
    case Kind::kImportAlias:
      names.push_back(inner(declaration));
      break;
    default:
      return;
  }
  for (const Node name : names) {
    const VariableId variable = builder_.find(name.text());
    if (variable == ir::kNone) continue;
    if (namespace_ == ir::kNone) {
      add_export(name.text(), variable);
    } else {
      const ValueId owner = load_variable(namespace_, name.span());
      builder_.set_field(owner, name.text(), builder_.load(variable, name.span()), name.span());
    }
  }
}

void Lowering::export_clause(Node clause, Node source) {
  for (const Node specifier : clause.named_children()) {
    if (kind(specifier) != Kind::kExportSpecifier) continue;
    const auto text_of = [&](Node name) -> std::string_view {
      const std::string_view text = name.text();
      return kind(name) == Kind::kString && text.size() >= 2 ? text.substr(1, text.size() - 2) : text;
    };
    const Node alias = child(specifier, words_.alias);
    const std::string_view member = text_of(child(specifier, words_.name));
    const std::string_view given = alias ? text_of(alias) : member;
    if (source) {
      add_export_from(given, string_text(source), member);
    } else if (const VariableId variable = builder_.find(member); variable != ir::kNone) {
      add_export(given, variable);
    }
  }
}

void Lowering::export_statement(Node node) {
  const Node source = child(node, words_.source);
  if (const Node declaration = child(node, words_.declaration)) {
    if (kind(declaration) == Kind::kClassDeclaration) {
      class_declaration(declaration, decorators_of(node));
    } else if (kind(declaration) != Kind::kFunctionDeclaration) {
      statement(declaration);
    }
    if (!has_token(node, Token::kDefault)) {
      export_declared(declaration);
      return;
    }
    const VariableId variable = builder_.find(child(declaration, words_.name).text());
    if (variable != ir::kNone) add_export("default", variable);
    return;
  }
  if (const Node value = child(node, words_.value)) {
    const Node name = unwrapped(value);
    VariableId variable = kind(name) == Kind::kIdentifier ? builder_.find(name.text()) : ir::kNone;
    if (variable == ir::kNone) {
      variable = builder_.temporary(value.span());
      builder_.store(variable, named_expression(value, "default"), value.span());
    }
    add_export("default", variable);
    return;
  }
  if (has_token(node, Token::kEquals)) {
    const Node value = inner(node);
    const VariableId variable = builder_.temporary(value.span());
    builder_.store(variable, expression(value), value.span());
    add_export("=", variable);
    return;
  }
  for (const Node part : node.named_children()) {
    if (kind(part) == Kind::kExportClause) {
      export_clause(part, source);
      return;
    }
    if (kind(part) == Kind::kNamespaceExport) {
      add_export_from(inner(part).text(), string_text(source), "*");
      return;
    }
    if (kind(part) == Kind::kError) broken(part);
  }
  if (source) add_export_from("*", string_text(source), {});
}

// ---- CommonJS

// x of `a.x` and `a["x"]`, which are the same, also where they are called. Empty: only a value says what.
std::string_view Lowering::written_property(Node member) const {
  if (kind(member) == Kind::kMember) return child(member, words_.property).text();
  const Node index = kind(member) == Kind::kSubscript ? child(member, words_.index) : Node();
  const std::string_view text = index.text();
  if (kind(index) != Kind::kString || text.size() < 3 || text.contains('\\')) return {};
  return text.substr(1, text.size() - 2);
}

std::optional<std::string_view> Lowering::exported_name(Node member) {
  const std::string_view property = written_property(member);
  if (property.empty()) return std::nullopt;
  const Node base = child(member, words_.object);
  const auto is_word = [&](Node node, std::string_view word) {
    return kind(node) == Kind::kIdentifier && node.text() == word && builder_.find(word) == ir::kNone;
  };
  if (is_word(base, "exports")) return property;
  if (is_word(base, "module") && property == "exports") return "=";
  if (written_property(base) == "exports" && is_word(child(base, words_.object), "module")) return property;
  return std::nullopt;
}

ir::VariableId Lowering::variable_of_export(std::string_view name, Span span) {
  const auto [found, is_new] = exports_.try_emplace(std::string(name), ir::kNone);
  if (is_new) found->second = builder_.temporary(span);
  return found->second;
}

// What a function does nothing but return.
Node Lowering::returned(Node function) const {
  const Node body = child(function, words_.body);
  if (kind(body) != Kind::kBlock) return body;
  const Node only = inner(body);
  return kind(only) == Kind::kReturn ? inner(only) : Node();
}

// Object.defineProperty(exports, "name", { get: function () { return value; } })
std::optional<ir::ValueId> Lowering::define_property(Node call) {
  const std::vector<Node> given = arguments_of(call);
  if (given.size() != 3 || kind(given[0]) != Kind::kIdentifier || given[0].text() != "exports" ||
      kind(given[2]) != Kind::kObject || builder_.find("exports") != ir::kNone ||
      builder_.function_id() != 0) {
    return std::nullopt;
  }
  const auto name = literal_text(given[1]);
  if (!name) return std::nullopt;
  Node value;
  for (const Node entry : given[2].named_children()) {
    const bool is_method = kind(entry) == Kind::kMethod;
    const std::string_view key = child(entry, is_method ? words_.name : words_.key).text();
    if (key == "get") value = returned(is_method ? entry : child(entry, words_.value));
    if (key == "value" && kind(entry) == Kind::kPair) value = child(entry, words_.value);
  }
  if (*name == "__esModule") return builder_.null(call.span());
  if (!value) return std::nullopt;
  VariableId variable = kind(value) == Kind::kIdentifier ? builder_.find(value.text()) : ir::kNone;
  if (variable == ir::kNone) {
    variable = variable_of_export(*name, value.span());
    builder_.store(variable, expression(value), value.span());
  }
  add_export(given[1].text().substr(1, given[1].text().size() - 2), variable);
  return builder_.null(call.span());
}

// __export(table, { name: () => value, ... })
bool Lowering::export_getters(Node call) {
  const std::vector<Node> given = arguments_of(call);
  if (given.size() != 2 || kind(given[0]) != Kind::kIdentifier || kind(given[1]) != Kind::kObject ||
      builder_.function_id() != 0) {
    return false;
  }
  const VariableId table = builder_.find(given[0].text());
  if (table == ir::kNone) return false;
  for (const Node entry : given[1].named_children()) {
    if (kind(entry) != Kind::kPair) continue;
    const Node value = returned(child(entry, words_.value));
    if (value) getters_.push_back({table, property_name(child(entry, words_.key)), value});
  }
  return true;
}

// module.exports = __toCommonJS(table): what the table has under a variable's name is that variable.
void Lowering::export_table(ValueId table) {
  const ir::Instruction loaded = builder_.function().code[table];
  if (loaded.op != ir::Op::kLoad || !exported_tables_.insert(loaded.variable()).second) return;
  for (const Getter& getter : getters_) {
    if (getter.table != loaded.variable() || kind(getter.value) != Kind::kIdentifier) continue;
    const VariableId variable = builder_.find(getter.value.text());
    if (variable != ir::kNone) add_export(getter.name, variable);
  }
}

}  // namespace javascript
}  // namespace sentinel::syntax
