#include <algorithm>
#include <array>
#include <utility>

#include "syntax/lower.h"
#include "syntax/lower_python_internal.h"
#include "syntax/lower_python_text.h"

namespace sentinel::syntax {

ir::Module lower_python(const Tree& tree) { return python::Lowering(tree).run(); }

namespace python {
namespace {

struct NamedKind {
  std::string_view name;
  Kind kind;
};

constexpr auto kKinds = std::to_array<NamedKind>({
    {"aliased_import", Kind::kAliasedImport},
    {"as_pattern", Kind::kAsPattern},
    {"as_pattern_target", Kind::kAsPatternTarget},
    {"assert_statement", Kind::kAssert},
    {"assignment", Kind::kAssignment},
    {"attribute", Kind::kAttribute},
    {"augmented_assignment", Kind::kAugmentedAssignment},
    {"await", Kind::kAwait},
    {"binary_operator", Kind::kBinary},
    {"block", Kind::kBlock},
    {"boolean_operator", Kind::kBoolean},
    {"break_statement", Kind::kBreak},
    {"call", Kind::kCall},
    {"case_clause", Kind::kCaseClause},
    {"case_pattern", Kind::kCasePattern},
    {"chevron", Kind::kChevron},
    {"class_definition", Kind::kClass},
    {"class_pattern", Kind::kClassPattern},
    {"comment", Kind::kSkipped},
    {"comparison_operator", Kind::kComparison},
    {"complex_pattern", Kind::kComplexPattern},
    {"concatenated_string", Kind::kConcatenatedString},
    {"conditional_expression", Kind::kConditional},
    {"constrained_type", Kind::kConstrainedType},
    {"continue_statement", Kind::kContinue},
    {"decorated_definition", Kind::kDecorated},
    {"decorator", Kind::kDecorator},
    {"default_parameter", Kind::kDefaultParameter},
    {"delete_statement", Kind::kDelete},
    {"dict_pattern", Kind::kDictPattern},
    {"dictionary", Kind::kDictionary},
    {"dictionary_comprehension", Kind::kDictionaryComprehension},
    {"dictionary_splat", Kind::kDictionarySplat},
    {"dictionary_splat_pattern", Kind::kDictionarySplat},
    {"dotted_name", Kind::kDottedName},
    {"elif_clause", Kind::kElif},
    {"ellipsis", Kind::kEllipsis},
    {"else_clause", Kind::kElse},
    {"except_clause", Kind::kExcept},
    {"exec_statement", Kind::kExec},
    {"expression_list", Kind::kExpressionList},
    {"expression_statement", Kind::kExpressionStatement},
    {"false", Kind::kFalse},
    {"finally_clause", Kind::kFinally},
    {"float", Kind::kFloat},
    {"for_in_clause", Kind::kForInClause},
    {"for_statement", Kind::kFor},
    {"format_expression", Kind::kFormatExpression},
    {"function_definition", Kind::kFunction},
    {"future_import_statement", Kind::kFutureImport},
    {"generator_expression", Kind::kGenerator},
    {"generic_type", Kind::kGenericType},
    {"global_statement", Kind::kGlobal},
    {"identifier", Kind::kIdentifier},
    {"if_clause", Kind::kIfClause},
    {"if_statement", Kind::kIf},
    {"import_from_statement", Kind::kImportFrom},
    {"import_statement", Kind::kImport},
    {"integer", Kind::kInteger},
    {"interpolation", Kind::kInterpolation},
    {"keyword_argument", Kind::kKeywordArgument},
    {"keyword_pattern", Kind::kKeywordPattern},
    {"keyword_separator", Kind::kKeywordSeparator},
    {"lambda", Kind::kLambda},
    {"line_continuation", Kind::kSkipped},
    {"list", Kind::kList},
    {"list_comprehension", Kind::kListComprehension},
    {"list_pattern", Kind::kListPattern},
    {"list_splat", Kind::kListSplat},
    {"list_splat_pattern", Kind::kListSplat},
    {"match_statement", Kind::kMatch},
    {"member_type", Kind::kMemberType},
    {"named_expression", Kind::kNamedExpression},
    {"none", Kind::kNone},
    {"nonlocal_statement", Kind::kNonlocal},
    {"not_operator", Kind::kNot},
    {"pair", Kind::kPair},
    {"parenthesized_expression", Kind::kParenthesized},
    {"parenthesized_list_splat", Kind::kParenthesized},
    {"pass_statement", Kind::kPass},
    {"pattern_list", Kind::kPatternList},
    {"print_statement", Kind::kPrint},
    {"raise_statement", Kind::kRaise},
    {"return_statement", Kind::kReturn},
    {"set", Kind::kSet},
    {"set_comprehension", Kind::kSetComprehension},
    {"slice", Kind::kSlice},
    {"splat_pattern", Kind::kSplatPattern},
    {"string", Kind::kString},
    {"string_content", Kind::kStringContent},
    {"subscript", Kind::kSubscript},
    {"true", Kind::kTrue},
    {"try_statement", Kind::kTry},
    {"tuple", Kind::kTuple},
    {"tuple_pattern", Kind::kTuplePattern},
    {"type", Kind::kType},
    {"type_alias_statement", Kind::kTypeAlias},
    {"typed_default_parameter", Kind::kTypedDefaultParameter},
    {"typed_parameter", Kind::kTypedParameter},
    {"unary_operator", Kind::kUnary},
    {"union_pattern", Kind::kUnionPattern},
    {"union_type", Kind::kUnionType},
    {"while_statement", Kind::kWhile},
    {"wildcard_import", Kind::kWildcardImport},
    {"with_clause", Kind::kWithClause},
    {"with_item", Kind::kWithItem},
    {"with_statement", Kind::kWith},
    {"yield", Kind::kYield},
});

bool is_typing(std::string_view module) { return module == "typing" || module == "typing_extensions"; }

}  // namespace

bool is_statement(Kind kind) {
  switch (kind) {
    case Kind::kAssert:
    case Kind::kBlock:
    case Kind::kBreak:
    case Kind::kClass:
    case Kind::kContinue:
    case Kind::kDecorated:
    case Kind::kDelete:
    case Kind::kExec:
    case Kind::kExpressionStatement:
    case Kind::kFor:
    case Kind::kFunction:
    case Kind::kIf:
    case Kind::kImport:
    case Kind::kImportFrom:
    case Kind::kMatch:
    case Kind::kPrint:
    case Kind::kRaise:
    case Kind::kReturn:
    case Kind::kTry:
    case Kind::kWhile:
    case Kind::kWith:
      return true;
    default:
      return false;
  }
}

Words::Words(const Grammar& grammar)
    : kinds(grammar.symbol_count(), Kind::kOther),
      alias(grammar.field("alias")),
      alternative(grammar.field("alternative")),
      argument(grammar.field("argument")),
      arguments(grammar.field("arguments")),
      attribute(grammar.field("attribute")),
      body(grammar.field("body")),
      cause(grammar.field("cause")),
      condition(grammar.field("condition")),
      consequence(grammar.field("consequence")),
      definition(grammar.field("definition")),
      expression(grammar.field("expression")),
      format_specifier(grammar.field("format_specifier")),
      function(grammar.field("function")),
      guard(grammar.field("guard")),
      key(grammar.field("key")),
      left(grammar.field("left")),
      module_name(grammar.field("module_name")),
      name(grammar.field("name")),
      object(grammar.field("object")),
      op(grammar.field("operator")),
      operators(grammar.field("operators")),
      parameters(grammar.field("parameters")),
      return_type(grammar.field("return_type")),
      right(grammar.field("right")),
      subject(grammar.field("subject")),
      subscript(grammar.field("subscript")),
      superclasses(grammar.field("superclasses")),
      type(grammar.field("type")),
      type_conversion(grammar.field("type_conversion")),
      value(grammar.field("value")) {
  for (size_t symbol = 0; symbol < kinds.size(); ++symbol) {
    const std::string_view kind_name = grammar.kind(static_cast<Symbol>(symbol));
    const auto* found = std::find_if(kKinds.begin(), kKinds.end(),
                                     [&](const NamedKind& row) { return row.name == kind_name; });
    if (found != kKinds.end()) kinds[symbol] = found->kind;
  }
}

const Words& Words::get() {
  static const Words kWords(*Grammar::of(Language::kPython));
  return kWords;
}

Lowering::Lowering(const Tree& tree) : tree_(tree), words_(Words::get()), builder_(Language::kPython) {}

ir::Module Lowering::run() {
  const Node root = tree_.root();
  find_errors();
  builder_.function().span = root.span();
  has_enter_ = tree_.text().contains("def __enter__");
  has_async_enter_ = tree_.text().contains("def __aenter__");
  declare_names(root);
  declare_globals_of_functions();
  const std::string doc = docstring(root);
  builder_.function().doc = builder_.name(doc);
  if (kind(root) == Kind::kError) {
    broken(root);
  } else {
    block(root);
  }
  ir::Module module = builder_.finish();
  std::sort(module.not_understood.begin(), module.not_understood.end());
  return module;
}

// ---- the tree

Node Lowering::inner(Node node) const {
  Node broken_one;
  for (const Node part : node.named_children()) {
    const Kind it = kind(part);
    if (it == Kind::kSkipped) continue;
    if (it != Kind::kError) return part;
    if (!broken_one) broken_one = part;
  }
  return broken_one;
}

Node Lowering::unwrapped(Node node) const {
  // A target and a pattern in parentheses are tuple patterns too, only without a comma.
  while (kind(node) == Kind::kParenthesized || is_group(node)) node = inner(node);
  return node;
}

bool Lowering::is_group(Node node) const {
  return kind(node) == Kind::kTuplePattern && inner(node) && !has_token(node, ",");
}

std::vector<Node> Lowering::parts(Node node) const {
  std::vector<Node> out;
  for (const Node part : node.named_children()) {
    if (kind(part) != Kind::kSkipped) out.push_back(part);
  }
  return out;
}

bool Lowering::has_token(Node node, std::string_view token) const {
  for (const Node part : node.children()) {
    if (!part.is_named() && part.kind() == token) return true;
  }
  return false;
}

bool Lowering::is_too_deep(Node node) {
  if (depth_ < kMostNesting) return false;
  builder_.not_understood(node.span());
  return true;
}

// Of an error that spans whole statements, and there are some that span the file, only what is between them.
void Lowering::find_errors() {
  std::vector<uint32_t> todo{0};
  while (!todo.empty()) {
    const uint32_t top = todo.back();
    todo.pop_back();
    const uint32_t end = tree_.data(top).after;
    for (uint32_t i = top; i < end;) {
      const Node node(&tree_, i);
      const NodeData& data = tree_.data(i);
      i = data.broken && !data.error ? i + 1 : data.after;
      if (!data.error) continue;
      Span between{data.begin, data.begin};
      bool has_statement = false;
      for (const Node part : node.children()) {
        if (is_statement(kind(part))) {
          has_statement = true;
          if (between.begin < between.end) builder_.not_understood(between);
          between = {part.span().end, part.span().end};
          todo.push_back(part.index());
        } else {
          if (between.begin == between.end) between.begin = part.span().begin;
          between.end = part.span().end;
        }
      }
      if (!has_statement) between = {data.begin, data.end};
      if (!has_statement || between.begin < between.end) builder_.not_understood(between);
    }
  }
}

// ---- scopes

void Lowering::declare_name(Node name) {
  const std::string_view text = name.text();
  if (text.empty() || builder_.find_here(text) != ir::kNone) return;
  if (class_ != nullptr) {
    class_->names.emplace(text, declare_local(text, name.span()));
    return;
  }
  const VariableId variable = builder_.declare(text, name.span());
  if (builder_.function_id() == 0) module_names_.emplace(text, variable);
}

// A name that belongs to a class or a comprehension: no other file sees it, whatever function it is in.
ir::VariableId Lowering::declare_local(std::string_view name, Span span) {
  const VariableId variable = builder_.declare(name, span);
  builder_.module().variables[variable].is_module_level = false;
  return variable;
}

// Names in a target; what stands in its subscripts and before its dots is read, not bound.
void Lowering::declare_targets(Node target) {
  if (!target) return;
  const uint32_t after = tree_.data(target.index()).after;
  for (uint32_t i = target.index(); i < after;) {
    const Node node(&tree_, i);
    switch (kind(node)) {
      case Kind::kIdentifier:
        declare_name(node);
        ++i;
        break;
      case Kind::kAttribute:
      case Kind::kSubscript:
      case Kind::kCall:
        i = tree_.data(i).after;
        break;
      default:
        ++i;
    }
  }
}

// Python has no declarations: a name that a scope binds anywhere is the scope's own everywhere in it.
void Lowering::declare_names(Node body) {
  if (!body) return;
  const uint32_t after = tree_.data(body.index()).after;
  uint32_t class_name = ir::kNone;  // `Point` of the pattern `Point(x=0)`, which binds nothing
  for (uint32_t i = body.index(); i < after;) {
    const Node node(&tree_, i);
    uint32_t next = i + 1;
    switch (kind(node)) {
      case Kind::kFunction:
      case Kind::kClass:
        declare_name(child(node, words_.name));
        next = tree_.data(i).after;
        break;
      case Kind::kLambda:
        if (node != body) next = tree_.data(i).after;
        break;
      case Kind::kAssignment:
      case Kind::kAugmentedAssignment:
      case Kind::kFor:
        declare_targets(child(node, words_.left));
        break;
      case Kind::kTypeAlias:
        declare_name(alias_name(node));
        break;
      case Kind::kAsPatternTarget:
        declare_targets(node);
        next = tree_.data(i).after;
        break;
      case Kind::kExcept:
        if (const Node name = python_2_alias(parts(node))) declare_name(name);
        break;
      case Kind::kNamedExpression:
        declare_name(child(node, words_.name));
        break;
      case Kind::kFutureImport:
        next = tree_.data(i).after;
        break;
      case Kind::kImport:
      case Kind::kImportFrom:
        for (const Node part : node.named_children()) {
          if (part == child(node, words_.module_name)) continue;
          if (kind(part) == Kind::kAliasedImport) declare_name(child(part, words_.alias));
          if (kind(part) == Kind::kDottedName) declare_name(part.first_named());
        }
        next = tree_.data(i).after;
        break;
      case Kind::kGlobal:
        for (const Node name : node.named_children()) {
          const auto found = module_names_.find(name.text());
          if (builder_.function_id() != 0 && found != module_names_.end()) {
            builder_.bind(name.text(), found->second);
          }
        }
        break;
      case Kind::kNonlocal:
        for (const Node name : node.named_children()) {
          const VariableId outer = builder_.find(name.text());
          if (outer != ir::kNone) builder_.bind(name.text(), outer);
        }
        break;
      case Kind::kClassPattern:
        class_name = inner(node).index();
        break;
      case Kind::kDottedName:  // in a pattern: a single name binds, `a.b` is a value
        if (i != class_name && parts(node).size() == 1 && node.text() != "_") declare_name(node);
        next = tree_.data(i).after;
        break;
      case Kind::kSplatPattern:
        declare_targets(node);
        break;
      case Kind::kAsPattern:  // of a `case`: the name is a plain child
        if (!child(node, words_.alias)) {
          const std::vector<Node> all = parts(node);
          if (all.size() == 2 && kind(all[1]) == Kind::kIdentifier) declare_name(all[1]);
        }
        break;
      default:
        break;
    }
    i = next;
  }
}

// `X` of `type X[T] = ...`
Node Lowering::alias_name(Node type_alias) const {
  const Node name = inner(child(type_alias, words_.left));
  return kind(name) == Kind::kGenericType ? inner(name) : name;
}

// `global x` in a function makes a name of the module, even when the module itself never binds it.
void Lowering::declare_globals_of_functions() {
  for (uint32_t i = 0; i < tree_.size(); ++i) {
    const Node node(&tree_, i);
    if (kind(node) != Kind::kGlobal) continue;
    for (const Node name : node.named_children()) {
      if (kind(name) == Kind::kIdentifier) declare_name(name);
    }
  }
}

ir::VariableId Lowering::variable_for_store(std::string_view name, Span span) {
  const VariableId variable = class_ != nullptr ? builder_.find_here(name) : builder_.find_in_function(name);
  return variable == ir::kNone ? declare_local(name, span) : variable;
}

ir::ValueId Lowering::load_name(std::string_view name, Span span) {
  if (name.empty()) return builder_.unknown(span);
  if (class_of_defaults_ != nullptr) {
    const auto found = class_of_defaults_->names.find(name);
    if (found != class_of_defaults_->names.end()) {
      builder_.module().variables[found->second].captured = true;
      return builder_.load(found->second, span);
    }
  }
  return builder_.load_name(name, span);
}

void Lowering::store_name(std::string_view name, ValueId value, Span span) {
  if (name.empty()) return;
  builder_.store(variable_for_store(name, span), value, span);
  if (class_ != nullptr) builder_.set_field(class_->value, name, value, span);
}

void Lowering::store(Node target, ValueId value) {
  target = unwrapped(target);
  if (is_too_deep(target)) return;
  const Level level(*this);
  switch (kind(target)) {
    case Kind::kIdentifier:
      store_name(target.text(), value, target.span());
      break;
    case Kind::kAttribute: {
      const ValueId base = expression(child(target, words_.object));
      builder_.set_field(base, child(target, words_.attribute).text(), value, target.span());
      break;
    }
    case Kind::kSubscript: {
      const ValueId base = expression(child(target, words_.value));
      const ValueId key = subscript_key(target);
      builder_.set_index(base, key, value, target.span());
      break;
    }
    case Kind::kAsPatternTarget:
    case Kind::kListSplat:
      store(inner(target), value);
      break;
    case Kind::kPatternList:
    case Kind::kTuplePattern:
    case Kind::kListPattern:
    case Kind::kTuple:
    case Kind::kList:
    case Kind::kExpressionList:
      store_parts(target, value);
      break;
    default:
      expression(target);  // no target of this language
  }
}

void Lowering::store_parts(Node pattern, ValueId value) {
  const std::vector<Node> items = parts(pattern);
  const auto star =
      std::find_if(items.begin(), items.end(), [&](Node item) { return kind(item) == Kind::kListSplat; });
  for (auto item = items.begin(); item != items.end(); ++item) {
    const Span span = item->span();
    if (item == star) {
      store(*item, builder_.slice(value, span));
      continue;
    }
    const std::string place =
        item < star ? std::to_string(item - items.begin()) : "-" + std::to_string(items.end() - item);
    store(*item, builder_.index(value, builder_.number(place, span), span));
  }
}

// ---- definitions

bool Lowering::is_docstring(Node statement) const {
  if (kind(statement) != Kind::kExpressionStatement) return false;
  const std::vector<Node> all = parts(statement);
  return all.size() == 1 && is_constant_text(all[0]);
}

std::string Lowering::docstring(Node body) const {
  const Node first = inner(body);
  return is_docstring(first) ? constant_text(inner(first)) : std::string();
}

// What a decorator says that the form has a word for: `@property` makes a getter, not a call.
bool Lowering::is_absorbed(Node decorator, ir::FunctionKind& function_kind, bool& is_static) {
  if (class_ == nullptr) return false;
  const Node what = inner(decorator);
  const std::string name = dotted(what);
  if (name == "property" || name == "cached_property" || name == "functools.cached_property") {
    function_kind = ir::FunctionKind::kGetter;
    return true;
  }
  if (name == "staticmethod") return is_static = true;
  if (name == "classmethod") return true;
  // These give back what they are given.
  if (name == "abstractmethod" || name == "abc.abstractmethod") return true;
  if (name == "override" || name == "typing.override") return true;
  if (kind(what) != Kind::kAttribute) return false;
  const std::string_view accessor = child(what, words_.attribute).text();
  if (accessor != "setter" && accessor != "deleter" && accessor != "getter") return false;
  if (!class_->names.contains(child(what, words_.object).text())) return false;
  if (accessor == "setter") function_kind = ir::FunctionKind::kSetter;
  if (accessor == "getter") function_kind = ir::FunctionKind::kGetter;
  return true;
}

void Lowering::decorated(Node node) {
  std::vector<Node> decorators;
  for (const Node part : node.named_children()) {
    if (kind(part) != Kind::kDecorator) continue;
    // A stub for type checkers; the definition without it follows.
    const std::string name = dotted(inner(part));
    if (name == "overload" || name == "typing.overload") return;
    decorators.push_back(part);
  }
  const Node definition = child(node, words_.definition);
  if (kind(definition) == Kind::kClass) {
    define_class(definition, decorators);
  } else if (kind(definition) == Kind::kFunction) {
    define_function(definition, decorators);
  }
}

void Lowering::define_function(Node node, const std::vector<Node>& decorators) {
  const Node name = child(node, words_.name);
  ir::FunctionKind function_kind = ir::FunctionKind::kPlain;
  if (class_ != nullptr) {
    function_kind = name.text() == "__init__" ? ir::FunctionKind::kConstructor : ir::FunctionKind::kMethod;
  }
  bool is_static = false;
  std::vector<std::pair<ValueId, Span>> wrappers;
  for (const Node decorator : decorators) {
    if (is_absorbed(decorator, function_kind, is_static)) continue;
    wrappers.emplace_back(expression(inner(decorator)), decorator.span());
  }
  const ir::FunctionId made = function(node, child(node, words_.parameters), child(node, words_.body),
                                       name.text(), function_kind, is_static);
  ValueId value = builder_.function_value(made, node.span());
  for (size_t i = wrappers.size(); i-- > 0;) {
    value = builder_.call(wrappers[i].first, {ir::Builder::positional(value)}, wrappers[i].second);
  }
  if (name.text().empty()) return;
  if (class_ != nullptr && wrappers.empty()) {
    // A plain method is found through its owner.
    builder_.store(variable_for_store(name.text(), name.span()), value, name.span());
  } else {
    store_name(name.text(), value, name.span());
  }
}

ir::FunctionId Lowering::function(Node node, Node parameters, Node body, std::string_view name,
                                  ir::FunctionKind function_kind, bool is_static) {
  ClassContext* const outer = std::exchange(class_, nullptr);
  const ClassContext* const outer_defaults = std::exchange(class_of_defaults_, outer);
  const ir::FunctionId made = builder_.begin_function(name, function_kind, node.span());
  {
    ir::Function& it = builder_.function();
    it.is_async = has_token(node, "async");
    it.is_static = is_static;
    if (outer != nullptr && function_kind != ir::FunctionKind::kPlain) {
      it.owner = outer->id;
      builder_.module().classes[outer->id].methods.push_back(made);
    }
    it.name_span = child(node, words_.name).span();
  }
  const ir::TypeId result = type_of(child(node, words_.return_type));
  builder_.function().result = result;
  const bool has_receiver = outer != nullptr && function_kind != ir::FunctionKind::kPlain && !is_static;
  add_parameters(parameters, has_receiver);
  class_of_defaults_ = nullptr;
  if (kind(node) == Kind::kLambda) {
    declare_names(node);
    return_expression(body, body.span());
  } else {
    const ir::NameId doc = builder_.name(docstring(body));
    builder_.function().doc = doc;
    declare_names(body);
    block(body);
  }
  builder_.end_function();
  class_ = outer;
  class_of_defaults_ = outer_defaults;
  return made;
}

void Lowering::add_parameters(Node list, bool has_receiver) {
  struct Item {
    Node name;
    Node destructured;
    Node whole;
    ir::TypeId type = 0;
    ir::ParameterKind kind = ir::ParameterKind::kPlain;
    ValueId value = ir::kNone;
  };
  std::vector<Item> items;
  bool is_keyword_only = false;
  for (const Node node : list.named_children()) {
    Item item;
    item.whole = node;
    Node name = node;
    switch (kind(node)) {
      case Kind::kKeywordSeparator:
        is_keyword_only = true;
        continue;
      case Kind::kTypedParameter:
        name = inner(node);
        break;
      case Kind::kDefaultParameter:
      case Kind::kTypedDefaultParameter:
        name = child(node, words_.name);
        break;
      default:
        break;
    }
    item.type = constrained(type_of(child(node, words_.type)), child(node, words_.value));
    if (is_keyword_only) item.kind = ir::ParameterKind::kKeywordOnly;
    if (kind(name) == Kind::kListSplat) {
      item.kind = ir::ParameterKind::kRest;
      name = inner(name);
      is_keyword_only = true;
    } else if (kind(name) == Kind::kDictionarySplat) {
      item.kind = ir::ParameterKind::kNamedRest;
      name = inner(name);
    }
    if (kind(name) == Kind::kTuplePattern) {
      item.destructured = name;
    } else if (kind(name) == Kind::kIdentifier) {
      item.name = name;
    } else {
      continue;
    }
    // Defaults are evaluated where the function is defined: before its parameters have a name.
    if (const Node value = child(node, words_.value)) item.value = expression(value);
    items.push_back(item);
  }
  if (has_receiver && !items.empty() && items[0].kind == ir::ParameterKind::kPlain) {
    items[0].kind = ir::ParameterKind::kReceiver;
  }
  std::vector<VariableId> variables;
  for (const Item& item : items) {
    variables.push_back(builder_.add_parameter(item.name.text(), item.kind, item.type,
                                               item.name ? item.name.span() : item.whole.span(),
                                               item.value != ir::kNone));
  }
  for (size_t i = 0; i < items.size(); ++i) {
    if (items[i].value != ir::kNone) {
      builder_.default_value(variables[i], items[i].value, items[i].whole.span());
    }
  }
  for (size_t i = 0; i < items.size(); ++i) {
    if (!items[i].destructured) continue;
    declare_targets(items[i].destructured);
    store(items[i].destructured, builder_.load(variables[i], items[i].whole.span()));
  }
}

void Lowering::define_class(Node node, const std::vector<Node>& decorators) {
  std::vector<std::pair<ValueId, Span>> wrappers;
  for (const Node decorator : decorators) {
    wrappers.emplace_back(expression(inner(decorator)), decorator.span());
  }
  const Node name = child(node, words_.name);
  const Node body = child(node, words_.body);
  const Node bases = child(node, words_.superclasses);
  Arguments base_values = arguments(bases);

  ir::Class made;
  made.name = builder_.name(name.text());
  made.span = node.span();
  made.doc = builder_.name(docstring(body));
  for (const Node base : bases.named_children()) {
    if (kind(base) == Kind::kSkipped || kind(base) == Kind::kKeywordArgument) continue;
    if (const ir::TypeId type = type_of(base); type != 0) made.bases.push_back(type);
  }
  builder_.module().classes.push_back(std::move(made));
  ClassContext context;
  context.id = static_cast<ir::ClassId>(builder_.module().classes.size() - 1);
  context.value = builder_.class_value(context.id, std::move(base_values), node.span());
  context.outer = class_;

  class_ = &context;
  builder_.push_scope(ir::Builder::Seen::kNotByFunctions);
  declare_names(body);
  block(body);
  builder_.pop_scope();
  class_ = context.outer;

  ValueId value = context.value;
  for (size_t i = wrappers.size(); i-- > 0;) {
    value = builder_.call(wrappers[i].first, {ir::Builder::positional(value)}, wrappers[i].second);
  }
  store_name(name.text(), value, name.span());
}

// An annotated name in a class, or `self.x: T` in one of its methods.
void Lowering::note_field(Node target, ir::TypeId type) {
  ir::ClassId owner = ir::kNone;
  Node name;
  if (class_ != nullptr && kind(target) == Kind::kIdentifier) {
    owner = class_->id;
    name = target;
  } else if (kind(target) == Kind::kAttribute && builder_.function().owner != ir::kNone) {
    const ir::Function& in = builder_.function();
    const bool is_own =
        !in.parameters.empty() && in.parameters[0].kind == ir::ParameterKind::kReceiver &&
        builder_.find_in_function(child(target, words_.object).text()) == in.parameters[0].variable;
    if (!is_own) return;
    owner = in.owner;
    name = child(target, words_.attribute);
  }
  if (owner == ir::kNone) return;
  const ir::NameId id = builder_.name(name.text());
  if (!fields_.insert(uint64_t{owner} << 32U | id).second) return;
  ir::Field field;
  field.name = id;
  field.type = type;
  field.span = name.span();
  builder_.module().classes[owner].fields.push_back(field);
}

// ---- imports

namespace {

std::string without_spaces(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c != ' ' && c != '\t' && c != '\\' && c != '\r' && c != '\n') out += c;
  }
  return out;
}

}  // namespace

void Lowering::import(Node node) {
  for (const Node part : node.named_children()) {
    const Span span = part.span();
    if (kind(part) == Kind::kAliasedImport) {
      const std::string module = without_spaces(child(part, words_.name).text());
      const Node alias = child(part, words_.alias);
      store_name(alias.text(), builder_.import(module, {}, span), alias.span());
      if (is_typing(module)) typing_modules_.insert(builder_.find(alias.text()));
    } else if (kind(part) == Kind::kDottedName) {
      const std::string module = without_spaces(part.text());
      const Node first = part.first_named();
      // `import a.b` binds `a`, but it is `a.b` that is loaded.
      if (first.span() != span) builder_.import(module, {}, span);
      store_name(first.text(), builder_.import(first.text(), {}, span), first.span());
      if (is_typing(module)) typing_modules_.insert(builder_.find(first.text()));
    }
  }
}

void Lowering::import_from(Node node) {
  const Node from = child(node, words_.module_name);
  const std::string module = without_spaces(from.text());
  for (const Node part : node.named_children()) {
    if (part == from) continue;
    const Span span = part.span();
    if (kind(part) == Kind::kWildcardImport) {
      builder_.import(module, "*", span);
      continue;
    }
    const bool is_aliased = kind(part) == Kind::kAliasedImport;
    if (!is_aliased && kind(part) != Kind::kDottedName) continue;
    const Node name = is_aliased ? child(part, words_.name) : part;
    const Node bound = is_aliased ? child(part, words_.alias) : part;
    store_name(bound.text(), builder_.import(module, name.text(), span), bound.span());
    if (is_typing(module) && name.text() == "cast") typing_casts_.insert(builder_.find(bound.text()));
  }
}

}  // namespace python
}  // namespace sentinel::syntax
