// The lowering of JavaScript, TypeScript and TSX, in five files: lower_javascript.cpp has scopes, imports and
// exports, lower_javascript_definition.cpp functions and classes, lower_javascript_statement.cpp control
// flow, lower_javascript_expression.cpp values, lower_javascript_type.cpp types.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "syntax/builder.h"
#include "syntax/lower.h"

namespace sentinel::syntax::javascript {

// Named kinds of the grammars that the lowering tells apart.
enum class Kind : uint8_t {
  kOther,
  kNothing,  // the empty node
  kToken,
  kError,
  kComment,
  kSkipped,  // `;`, debugger, #!
  kAmbient,
  kArguments,
  kArray,
  kArrayPattern,
  kArrayType,
  kArrow,
  kAs,
  kAssignment,
  kAssignmentPattern,
  kAugmentedAssignment,
  kAwait,
  kBinary,
  kBlock,
  kBreak,
  kCall,
  kCase,
  kCatch,
  kClass,
  kClassDeclaration,
  kComputedName,
  kContinue,
  kDeclarator,
  kDecorator,
  kDefaultCase,
  kDo,
  kElse,
  kEnum,
  kEnumAssignment,
  kExport,
  kExportClause,
  kExportSpecifier,
  kExpressionStatement,
  kExtends,
  kExtendsType,
  kFalse,
  kField,
  kFinally,
  kFor,
  kForIn,
  kFunction,
  kFunctionDeclaration,
  kFunctionType,
  kGenericType,
  kHeritage,
  kHtmlReference,
  kIdentifier,
  kIf,
  kImplements,
  kImport,
  kImportAlias,
  kImportClause,
  kImportRequire,
  kImportSpecifier,
  kImportWord,
  kIndexSignature,
  kInstantiation,
  kInterface,
  kIntersectionType,
  kJsxAttribute,
  kJsxElement,
  kJsxExpression,
  kJsxNamespaceName,
  kJsxSelfClosing,
  kJsxText,
  kLabeled,
  kLexical,
  kLiteralType,
  kMember,
  kMeta,
  kMethod,
  kMethodSignature,
  kModifier,  // public, private, protected, override
  kNamedImports,
  kNamespace,
  kNamespaceExport,
  kNamespaceImport,
  kNew,
  kNonNull,
  kNull,
  kNumber,
  kObject,
  kObjectAssignmentPattern,
  kObjectPattern,
  kObjectType,
  kPair,
  kPairPattern,
  kParameter,
  kParameters,
  kParenthesized,
  kPredefinedType,
  kPrivateName,
  kPropertyName,
  kPropertySignature,
  kRegex,
  kRestPattern,
  kReturn,
  kSatisfies,
  kSequence,
  kShorthand,
  kShorthandPattern,
  kSignature,  // of a function without a body
  kSpread,
  kStaticBlock,
  kString,
  kSubscript,
  kSuper,
  kSwitch,
  kSwitchBody,
  kTemplate,
  kTemplatePart,
  kTemplateType,
  kTernary,
  kThis,
  kThrow,
  kTrue,
  kTry,
  kTupleType,
  kTypeAlias,
  kTypeAnnotation,
  kTypeArguments,
  kTypeAssertion,
  kTypeIdentifier,
  kTypePredicate,
  kTypeQuery,
  kUnary,
  kUnionType,
  kUpdate,
  kVar,
  kWhile,
  kWith,
  kWrappedType,  // (T), readonly T, T?, ...T
  kYield,
};

enum class Token : uint8_t {
  kOther,
  kAnd,
  kArithmetic,  // an operator of two numbers; `+` is kPlus
  kAsync,
  kAwait,
  kComma,
  kCompare,
  kDeclaring,  // export, default, const, declare, ...: what may stand between a comment and what it describes
  kDefault,
  kDelete,
  kEquals,
  kGet,
  kNot,
  kNullish,
  kOptional,
  kOr,
  kPlus,
  kReadonly,
  kSet,
  kSign,  // - and ~; as an operator of two, `-` is kArithmetic
  kStar,
  kStatic,
  kStaticGet,
  kTypeof,
  kVar,
  kVoid,
};

// A grammar's kinds and tokens by symbol, and its fields. Made once for each of the three.
struct Words {
  explicit Words(const Grammar& grammar);
  static const Words& of(Language language);

  Kind kind(Node node) const {
    if (!node) return Kind::kNothing;
    if (node.is_error() && node.symbol() == 0) return Kind::kError;
    return node.is_named() ? kinds[node.symbol()] : Kind::kToken;
  }
  Token token(Node node) const { return node ? tokens[node.symbol()] : Token::kOther; }

  std::vector<Kind> kinds;
  std::vector<Token> tokens;
  FieldName alias, alternative, argument, arguments, body, condition, consequence, constructor, declaration,
      decorator, finalizer, flags, function, handler, increment, index, initializer, key, label, left, name,
      object, open_tag, op, optional_chain, parameter, parameters, pattern, property, return_type, right,
      source, type, type_arguments, value;
};

class Lowering {
 public:
  Lowering(const Tree& tree, Language language);
  ir::Module run();

 private:
  using ValueId = ir::ValueId;
  using VariableId = ir::VariableId;
  using BlockId = ir::BlockId;
  using Arguments = std::vector<ir::Argument>;

  // Counts the levels of what calls itself.
  class Level {
   public:
    explicit Level(Lowering& of) : of_(of) { ++of_.depth_; }
    ~Level() { --of_.depth_; }
    Level(const Level&) = delete;
    Level& operator=(const Level&) = delete;

   private:
    Lowering& of_;
  };

  // The tree.
  Kind kind(Node node) const { return words_.kind(node); }
  Token token(Node node) const { return words_.token(node); }
  Node child(Node node, FieldName field) const { return node.child(field); }
  Node inner(Node node) const;               // first named child that is code
  Node unwrapped(Node node) const;           // without parentheses
  std::vector<Node> parts(Node node) const;  // named children that are code
  bool has_token(Node node, Token wanted) const;
  bool is_too_deep(Node node);  // and leaves it out
  void find_errors();
  std::string doc_before(Node node) const;

  // Scopes.
  void declare_name(std::string_view name, Span span);
  void declare_pattern(Node pattern);
  void declare_vars(Node body);
  void declare_names(Node parent);
  void declare_names_of(Node statement);
  void declare_imports(Node node);
  void define_functions(Node parent);  // and imports: what is there before the first statement runs
  void note_exports();

  // Places that can be assigned to.
  struct Place {
    enum class Kind : uint8_t { kName, kField, kIndex, kExport, kPattern } kind = Kind::kPattern;
    Node node;
    ValueId base = ir::kNone;
    ValueId key = ir::kNone;
    VariableId variable = ir::kNone;
    std::string_view name;
  };
  Place place(Node target);
  ValueId read(const Place& place);
  void write(const Place& place, ValueId value);
  void store(Node target, ValueId value);
  void store_name(std::string_view name, ValueId value, Span span);
  void store_with_default(Node target, Node value_if_nothing, ValueId value);
  void store_parts_of_object(Node pattern, ValueId value);
  void store_parts_of_list(Node pattern, ValueId value);
  ValueId load_variable(VariableId variable, Span span);
  ValueId part(ValueId base, Node key);  // base[key], where key is a property's name in a pattern

  // Imports and exports.
  void import_statement(Node node);
  void import_alias(Node node);
  void export_statement(Node node);
  void export_clause(Node clause, Node source);
  void export_declared(Node declaration);
  void add_export(std::string_view name, VariableId variable);
  void add_export_from(std::string_view name, std::string_view module, std::string_view member);
  std::vector<Node> names_in(Node pattern) const;
  std::string_view written_property(Node member) const;
  std::optional<std::string_view> exported_name(Node member);  // x of exports.x, "=" of module.exports
  VariableId variable_of_export(std::string_view name, Span span);
  std::optional<ValueId> define_property(Node call);
  bool export_getters(Node call);  // esbuild's __export
  void export_table(ValueId table);
  Node returned(Node function) const;

  // Definitions.
  struct Form {
    std::string_view name;
    Span name_span;
    ir::FunctionKind kind = ir::FunctionKind::kPlain;
    ir::ClassId owner = ir::kNone;
    VariableId class_variable = ir::kNone;  // what `this` is in a static method
    bool is_static = false;
    bool is_common_module = false;  // function(exports, module), whose result is module.exports
    bool is_awaited_generator = false;
    std::string doc =
        {};  // NOLINT(readability-redundant-member-init): g++ wants it where a list leaves it out
  };
  struct Modifiers {
    bool is_static = false;
    bool is_async = false;
    bool is_generator = false;
    bool is_getter = false;
    bool is_setter = false;
  };
  Modifiers modifiers(Node node) const;
  ir::FunctionId function(Node node, const Form& form);
  void add_parameters(Node node, const Form& form);
  void bind_arguments(Span span);
  ValueId function_expression(Node node, std::string_view name);
  void function_declaration(Node node);
  ValueId named_expression(Node node, std::string_view name);  // that names a function or class without one
  struct Uses {
    bool this_word = false;
    bool arguments = false;
  };
  Uses uses_in(Node function) const;

  struct ClassParts;
  ValueId class_definition(Node node, std::string_view name, VariableId variable,
                           const std::vector<Node>& decorators);
  void class_declaration(Node node, const std::vector<Node>& outer_decorators);
  void class_heritage(Node node, ir::ClassId id, Arguments& bases);
  void class_member(Node member, ClassParts& class_parts);
  void method(Node member, ClassParts& class_parts);
  void fields_function(Node class_node, const std::vector<Node>& fields, ir::ClassId id);
  std::string property_name(Node name) const;
  std::vector<Node> decorators_of(Node node) const;
  std::vector<Node> decorators_of(Node member, const ClassParts& class_parts) const;
  ValueId decorated(ValueId value, const std::vector<Node>& decorators);
  void interface_declaration(Node node);
  void type_alias(Node node);
  void add_members(Node object_type, ir::ClassId id);
  void ambient(Node node);
  void enum_declaration(Node node);
  void namespace_declaration(Node node);

  // Statements.
  void statement(Node node);
  void run_statements(Node parent, Node except = {});
  void block(Node node);  // with a scope
  void broken(Node node);
  void broken_statement(Node node);
  void return_expression(Node node, Span span);
  void return_if_true(Node operand, Span span);
  bool is_negation(Node node) const;
  void declarators(Node node);
  void if_statement(Node node);
  void for_statement(Node node);
  void for_in_statement(Node node);
  void while_statement(Node node);
  void do_statement(Node node);
  void switch_statement(Node node);
  void try_statement(Node node);
  void catch_clause(Node node);
  void finally_twice(Node body, BlockId on_throw);
  void finally_shared(Node body, BlockId on_throw);
  bool is_small(Node body) const;
  void labeled_statement(Node node);
  void break_statement(Node node);
  void loop_body(Node body, BlockId after, BlockId next);
  bool is_always_true(Node test) const;

  // Conditions: control goes to one of the two blocks.
  void condition(Node node, BlockId if_true, BlockId if_false);
  void logical_condition(Node node, BlockId if_true, BlockId if_false);
  std::vector<Node> logical_operands(Node node) const;
  Token op(Node binary) const { return token(child(binary, words_.op)); }
  bool is_logical(Node node) const;

  // Values.
  struct Text {
    std::vector<ValueId> parts;
    bool is_text = false;
  };
  ValueId expression(Node node);
  void effect(Node node);  // of an expression whose value nobody wants
  ValueId unknown_of(Node node);
  ValueId postfix(Node node);
  ValueId apply(Node node, ValueId base);
  ValueId call(Node node, ValueId callee);
  std::optional<ValueId> special_call(Node node);
  std::optional<std::string> required_module(Node call) const;
  std::optional<ValueId> helper_call(Node node, std::string_view name);
  std::string_view callee_name(Node callee) const;
  std::vector<Node> arguments_of(Node call) const;
  ValueId awaited_generator(Node call);
  std::optional<ValueId> bundled_module(Node call);
  Arguments arguments(Node node);
  ir::Argument element(Node node);
  ValueId text_or_sum(Node node);
  Text operands(Node node);
  Text operand(Node node);
  ValueId joined(Text text, Span span);
  Text template_parts(Node node, bool is_raw);
  ValueId tagged_template(Node node, ValueId callee);
  std::string string_text(Node node) const;
  std::optional<std::string> literal_text(Node node) const;
  ValueId logical(Node node);
  ValueId truth(Node node);
  ValueId ternary(Node node);
  ValueId assignment(Node node);
  ValueId augmented_assignment(Node node);
  ValueId update(Node node);
  ValueId unary(Node node);
  ValueId is_nothing(ValueId value, Span span);
  ValueId list(Node node);
  ValueId object(Node node);
  void object_entry(Node node, Arguments& entries);
  ValueId sequence(Node node);
  ValueId new_expression(Node node);
  ValueId jsx(Node node);
  void jsx_attributes(Node tag, Arguments& entries);

  // Types.
  ir::TypeId type_of(Node node);
  ir::TypeId named_type(std::string_view name);
  ir::TypeId generic_type(Node name, Node arguments);
  ir::TypeId object_type(Node node);
  ir::TypeId literal_type(Node node);
  ir::TypeId union_type(Node node);

  struct Label {
    std::string_view name;
    BlockId after = 0;
  };
  // Of the function that is being lowered.
  struct Context {
    std::vector<Label> labels;  // of statements that are no loops
    std::string_view loop_label;
    bool yield_waits = false;  // in the generator that __awaiter runs
  };

  const Tree& tree_;
  const Words& words_;
  ir::Builder builder_;
  int depth_ = 0;
  bool in_second_finally_ = false;
  Context context_;
  VariableId namespace_ = ir::kNone;  // that is being filled; kNone: the module itself
  std::vector<Node> spine_;           // chains of operators and calls, walked without recursion
  std::unordered_map<std::string, VariableId> exports_;  // CommonJS
  std::unordered_set<std::string> export_names_;
  // esbuild's tables of getters: the variable of the namespace object, and what is in it.
  struct Getter {
    VariableId table = 0;
    std::string name;
    Node value;
  };
  std::vector<Getter> getters_;
  std::unordered_set<VariableId> exported_tables_;
  std::unordered_set<uint32_t> merged_;  // namespaces that add to something of the same name
  std::unordered_map<std::string_view, ir::TypeId> named_types_;
};

}  // namespace sentinel::syntax::javascript
