// The lowering of Python, in four files: lower_python.cpp has scopes, definitions and imports,
// lower_python_statement.cpp control flow, lower_python_expression.cpp values, lower_python_type.cpp types.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "syntax/builder.h"
#include "syntax/lower.h"

namespace sentinel::syntax::python {

// Named kinds of the grammar that the lowering tells apart.
enum class Kind : uint8_t {
  kOther,
  kNothing,  // the empty node
  kToken,
  kError,
  kSkipped,  // comments, line continuations
  kAliasedImport,
  kAsPattern,
  kAsPatternTarget,
  kAssert,
  kAssignment,
  kAttribute,
  kAugmentedAssignment,
  kAwait,
  kBinary,
  kBlock,
  kBoolean,
  kBreak,
  kCall,
  kCaseClause,
  kCasePattern,
  kChevron,
  kClass,
  kClassPattern,
  kComparison,
  kComplexPattern,
  kConcatenatedString,
  kConditional,
  kConstrainedType,
  kContinue,
  kDecorated,
  kDecorator,
  kDefaultParameter,
  kDelete,
  kDictPattern,
  kDictionary,
  kDictionaryComprehension,
  kDictionarySplat,
  kDottedName,
  kElif,
  kEllipsis,
  kElse,
  kExcept,
  kExec,
  kExpressionList,
  kExpressionStatement,
  kFalse,
  kFinally,
  kFloat,
  kFor,
  kForInClause,
  kFormatExpression,
  kFunction,
  kFutureImport,
  kGenerator,
  kGenericType,
  kGlobal,
  kIdentifier,
  kIf,
  kIfClause,
  kImport,
  kImportFrom,
  kInteger,
  kInterpolation,
  kKeywordArgument,
  kKeywordPattern,
  kKeywordSeparator,
  kLambda,
  kList,
  kListComprehension,
  kListPattern,
  kListSplat,
  kMatch,
  kMemberType,
  kNamedExpression,
  kNone,
  kNonlocal,
  kNot,
  kPair,
  kParenthesized,
  kPass,
  kPatternList,
  kPrint,
  kRaise,
  kReturn,
  kSet,
  kSetComprehension,
  kSlice,
  kSplatPattern,
  kString,
  kStringContent,
  kSubscript,
  kTrue,
  kTry,
  kTuple,
  kTuplePattern,
  kType,
  kTypeAlias,
  kTypedDefaultParameter,
  kTypedParameter,
  kUnary,
  kUnionPattern,
  kUnionType,
  kWhile,
  kWildcardImport,
  kWith,
  kWithClause,
  kWithItem,
  kYield,
};

bool is_statement(Kind kind);

// The grammar's kinds by symbol, and its fields. Made once.
struct Words {
  explicit Words(const Grammar& grammar);
  static const Words& get();

  Kind kind(Node node) const {
    if (!node) return Kind::kNothing;
    if (node.is_error() && node.symbol() == 0) return Kind::kError;
    return node.is_named() ? kinds[node.symbol()] : Kind::kToken;
  }

  std::vector<Kind> kinds;
  FieldName alias, alternative, argument, arguments, attribute, body, cause, condition, consequence,
      definition, expression, format_specifier, function, guard, key, left, module_name, name, object, op,
      operators, parameters, return_type, right, subject, subscript, superclasses, type, type_conversion,
      value;
};

class Lowering {
 public:
  explicit Lowering(const Tree& tree);
  ir::Module run();

 private:
  using ValueId = ir::ValueId;
  using VariableId = ir::VariableId;
  using BlockId = ir::BlockId;
  using Arguments = std::vector<ir::Argument>;

  // The class whose body is being lowered, while no function in it is.
  struct ClassContext {
    ir::ClassId id = 0;
    ValueId value = 0;
    std::unordered_map<std::string_view, VariableId> names;
    ClassContext* outer = nullptr;
  };

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
  Node child(Node node, FieldName field) const { return node.child(field); }
  Node inner(Node node) const;               // first named child that is code
  Node unwrapped(Node node) const;           // without parentheses
  bool is_group(Node node) const;            // `(a)` where something is stored or matched
  std::vector<Node> parts(Node node) const;  // named children that are code
  bool has_token(Node node, std::string_view token) const;
  bool is_too_deep(Node node);  // and leaves it out
  void find_errors();

  // Scopes.
  void declare_names(Node body);
  void declare_targets(Node target);
  void declare_name(Node name);
  void declare_globals_of_functions();
  Node alias_name(Node type_alias) const;
  VariableId variable_for_store(std::string_view name, Span span);
  VariableId declare_local(std::string_view name, Span span);
  ValueId load_name(std::string_view name, Span span);
  void store_name(std::string_view name, ValueId value, Span span);
  void store(Node target, ValueId value);
  void store_parts(Node pattern, ValueId value);

  // Definitions.
  void decorated(Node node);
  void define_function(Node node, const std::vector<Node>& decorators);
  void define_class(Node node, const std::vector<Node>& decorators);
  void class_body(Node body);
  ir::FunctionId function(Node node, Node parameters, Node body, std::string_view name, ir::FunctionKind kind,
                          bool is_static);
  void add_parameters(Node list, bool has_receiver);
  bool is_absorbed(Node decorator, ir::FunctionKind& kind, bool& is_static);
  void note_field(Node target, ir::TypeId type);
  std::string docstring(Node body) const;
  bool is_docstring(Node statement) const;
  void import(Node node);
  void import_from(Node node);

  // Statements.
  void statement(Node node);
  void block(Node node);
  void broken(Node node);
  void expression_statement(Node node);
  void return_expression(Node node, Span span);
  void assignment(Node node);
  ValueId augmented_assignment(Node node);
  void if_statement(Node node);
  void for_statement(Node node);
  void while_statement(Node node);
  void try_statement(Node node);
  Node python_2_alias(const std::vector<Node>& clause) const;
  void except_clauses(const std::vector<Node>& clauses, BlockId done);
  void finally_twice(Node body, BlockId on_throw);
  void finally_shared(Node body, BlockId on_throw);
  bool is_small(Node body) const;
  void with_statement(Node node);
  ValueId entered(ValueId value, bool is_async, Span span);
  void assert_statement(Node node);
  void raise_statement(Node node);
  void delete_statement(Node node);
  void print_statement(Node node);
  void match_statement(Node node);
  void pattern(Node node, ValueId subject, BlockId otherwise);
  void sequence_pattern(Node node, const std::vector<Node>& items, ValueId subject, BlockId otherwise);
  void dict_pattern(Node node, ValueId subject, BlockId otherwise);
  void class_pattern(Node node, ValueId subject, BlockId otherwise);
  void union_pattern(Node node, ValueId subject, BlockId otherwise);
  void test(ValueId condition, BlockId otherwise, Span span);

  // Conditions: control goes to one of the two blocks.
  void condition(Node node, BlockId if_true, BlockId if_false);
  void comparison_condition(Node node, BlockId if_true, BlockId if_false);

  // Values.
  struct Text {
    std::vector<ValueId> parts;
    bool is_text = false;
  };
  ValueId expression(Node node);
  ValueId unknown_of(Node node);
  ValueId postfix(Node node);
  ValueId call(Node node, ValueId callee);
  ValueId subscript(Node node, ValueId base);
  ValueId subscript_key(Node node);
  ValueId slice_object(Node node);
  Arguments arguments(Node list);
  ValueId operators(Node node);
  Text operands(Node node);
  void append_text(Node node, std::vector<ValueId>& out);
  bool is_text(Node node) const;
  bool is_plain_text(Node node) const;
  bool is_constant_text(Node node) const;
  std::string constant_text(Node node) const;
  void string_parts(Node node, std::vector<ValueId>& out);
  void interpolation(Node node, std::vector<ValueId>& out);
  ValueId text(Node node);
  ValueId joined(Text text, Span span);
  ValueId converted(ValueId value, char conversion, Span span);
  std::vector<ValueId> percent_format(Node format, Node right);
  ValueId brace_format(Node format, Node call);
  ValueId call_builtin(std::string_view name, const std::vector<ValueId>& arguments, Span span);
  std::vector<Node> operands_of(Node node) const;
  ValueId short_circuit(Node node);
  ValueId truth(Node node);
  ValueId comparison(Node node);
  ValueId compare(Node op, ValueId a, ValueId b, Span span);
  ValueId conditional(Node node);
  ValueId collection(Node node);
  ValueId dictionary(Node node);
  ValueId comprehension(Node node);
  ValueId lambda(Node node);
  ValueId yield(Node node);
  std::vector<ValueId> values(const std::vector<Node>& nodes);
  ir::Argument element(Node node);

  // Types.
  ir::TypeId type_of(Node node);
  ir::TypeId applied_type(std::string_view base, const std::vector<Node>& arguments);
  ir::TypeId called_type(Node node);
  ir::TypeId constrained(ir::TypeId type, Node value);
  ir::TypeId object_type(Node node);
  ir::TypeId named_type(std::string_view name);
  ir::TypeId literal_type(std::string_view text);
  ir::TypeId make_applied(std::string_view base, std::vector<ir::TypeId> arguments);
  ir::TypeId make_union(std::vector<ir::TypeId> members);
  ir::TypeId forward_reference(std::string_view text);
  std::string dotted(Node node) const;  // `a.b.c` of attributes and names, otherwise empty
  class TypeParser;

  const Tree& tree_;
  const Words& words_;
  ir::Builder builder_;
  int depth_ = 0;
  bool in_second_finally_ = false;
  bool has_enter_ = false;  // a class of this file says what `with` binds
  bool has_async_enter_ = false;
  ClassContext* class_ = nullptr;
  const ClassContext* class_of_defaults_ = nullptr;
  std::unordered_map<std::string_view, VariableId> module_names_;
  std::unordered_map<std::string, ir::TypeId> named_types_;
  std::unordered_set<uint64_t> fields_;  // class and name of those that are noted
  std::unordered_set<VariableId> typing_modules_;
  std::unordered_set<VariableId> typing_casts_;
};

}  // namespace sentinel::syntax::python
