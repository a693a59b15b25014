// The lowering of Go, in four files: lower_go.cpp has declarations and functions, lower_go_statement.cpp
// control flow and assignments, lower_go_expression.cpp values, lower_go_type.cpp types and what follows from
// them.
//
// The grammar cannot tell types from values: `a[b](c)` may index, instantiate or convert. What a name means
// in this file decides; of names of other files we know only how they are used.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "syntax/builder.h"
#include "syntax/lower.h"

namespace sentinel::syntax::go {

// Named kinds of the grammar that the lowering tells apart.
enum class Kind : uint8_t {
  kOther,
  kNothing,  // the empty node
  kToken,
  kError,
  kComment,

  kArgumentList,
  kArrayType,
  kAssignment,
  kBinary,
  kBlock,
  kBreak,
  kCall,
  kChannelType,
  kCommunicationCase,
  kComposite,
  kConstDeclaration,
  kConstSpec,
  kContinue,
  kDec,
  kDefaultCase,
  kDefer,
  kDot,
  kEmpty,
  kExpressionCase,
  kExpressionList,
  kExpressionStatement,
  kFallthrough,
  kFalse,
  kFieldDeclaration,
  kFieldDeclarationList,
  kFloat,
  kFor,
  kForClause,
  kFunction,
  kFunctionLiteral,
  kFunctionType,
  kGenericType,
  kGo,
  kGoto,
  kIdentifier,
  kIf,
  kImaginary,
  kImport,
  kImportSpec,
  kImportSpecList,
  kInc,
  kIndex,
  kInt,
  kInterfaceType,
  kIota,
  kKeyedElement,
  kLabel,
  kLabeled,
  kLiteralElement,
  kLiteralValue,
  kMapType,
  kMethod,
  kMethodElement,
  kNegatedType,
  kNil,
  kPackage,
  kPackageIdentifier,
  kParameter,
  kParameterList,
  kParenthesized,
  kParenthesizedType,
  kPointerType,
  kQualifiedType,
  kRange,
  kRawString,
  kReceive,
  kReturn,
  kRune,
  kSelect,
  kSelector,
  kSend,
  kShortVariable,
  kSlice,
  kSliceType,
  kStatementList,
  kString,
  kStructType,
  kSwitch,
  kTrue,
  kTypeAlias,
  kTypeArguments,
  kTypeAssertion,
  kTypeCase,
  kTypeConversion,
  kTypeDeclaration,
  kTypeElement,
  kTypeIdentifier,
  kTypeInstantiation,
  kTypeParameter,
  kTypeSpec,
  kTypeSwitch,
  kUnary,
  kVariableDeclaration,
  kVariableSpec,
  kVariableSpecList,
  kVariadicArgument,
  kVariadicParameter,
};

// The grammar's kinds by symbol, and its fields. Made once.
struct Words {
  explicit Words(const Grammar& grammar);
  static const Words& get();

  Kind kind(Node node) const {
    if (!node) return Kind::kNothing;
    if (node.symbol() == 0) return Kind::kError;
    return node.is_named() ? kinds[node.symbol()] : Kind::kToken;
  }

  std::vector<Kind> kinds;
  FieldName alias, alternative, arguments, body, capacity, channel, communication, condition, consequence,
      element, end, field, function, index, initializer, key, left, name, operand, op, package, parameters,
      path, receiver, result, right, start, tag, type, type_arguments, type_parameters, update, value;
};

class Lowering {
 public:
  explicit Lowering(const Tree& tree);
  ir::Module run();

 private:
  using ValueId = ir::ValueId;
  using VariableId = ir::VariableId;
  using BlockId = ir::BlockId;
  using TypeId = ir::TypeId;
  using ClassId = ir::ClassId;
  using Arguments = std::vector<ir::Argument>;
  using Nodes = std::vector<Node>;

  // What a name stands for. kUnresolved: built-in, or of another file of the package.
  enum class Role : uint8_t { kUnresolved, kPlain, kFunction, kType, kImport, kImported };

  // Something that can be assigned to.
  struct Place {
    enum class Kind : uint8_t { kNowhere, kVariable, kField, kIndex };
    Kind kind = Kind::kNowhere;
    VariableId variable = ir::kNone;
    ValueId base = ir::kNone;
    ValueId key = ir::kNone;
    std::string_view name;
    Span span;
  };

  // Blocks of the source are numbered as they open. `goto` may leave blocks, not enter any: what a block has
  // evaluated before its label would be missing.
  struct Label {
    BlockId block = 0;
    bool is_started = false;
    uint32_t opened = 0;               // the block it stands in, once it is started
    uint32_t first_goto = UINT32_MAX;  // how many blocks had been opened then
  };

  // Of the function that is being lowered.
  struct FunctionState {
    std::vector<VariableId> results;  // those with a name
    std::unordered_map<std::string_view, Label> labels;
    std::vector<uint32_t> open_blocks{0};
    uint32_t block_count = 1;
    BlockId fallthrough = ir::kNone;  // the body of the next case
    size_t type_parameters = 0;       // how many stood in type_parameters_ before
    size_t shadowed_classes = 0;
  };

  // What a composite literal of a type is made of.
  struct Shape {
    enum class Kind : uint8_t { kOther, kList, kMap, kStruct };
    Kind kind = Kind::kOther;
    TypeId key = 0;
    TypeId element = 0;
    ClassId owner = ir::kNone;  // of a struct: the class, or
    TypeId fields = 0;          // its own description
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
  FieldName field_of(Node node) const { return tree_.data(node.index()).field; }
  Node inner(Node node) const;                            // first named child that is code
  Node unwrapped(Node node) const;                        // without parentheses
  Nodes parts(Node node) const;                           // named children that are code
  Nodes parts_of_field(Node node, FieldName name) const;  // those with that field name
  Nodes statements_inside(Node error) const;              // complete statements within an error node
  char operator_of(Node unary) const;
  std::string_view binary_operator(Node node) const { return node.child(words_.op).kind(); }
  bool is_too_deep(Node node);  // and leaves it out
  void find_errors();
  std::string documentation(const Nodes& comments, Node of) const;

  // Names.
  Role role(std::string_view name);
  Role role_of(Node node);  // of an identifier or a dotted name
  bool is_unresolved(Node identifier, std::string_view name);
  bool is_type_name(std::string_view name);
  std::string_view import_path(Node identifier);  // empty: not an import
  VariableId declare(std::string_view name, Span span, TypeId type, Role what);
  VariableId declare_once(Node name, TypeId type);  // at the top level it may be there already

  // Declarations.
  void import_declaration(Node node);
  void import_spec(Node spec);
  void predeclare(Node node);
  void top_level(Node node, const std::string& doc);
  void type_declaration(Node node, const std::string& doc);
  void type_spec(Node spec, const std::string& doc);
  void fill_struct(ClassId id, Node type);
  void fill_interface(ClassId id, Node type);
  void const_declaration(Node node);
  void variable_declaration(Node node);
  void variable_spec(Node spec);

  // Functions.
  ir::FunctionId function(Node node, std::string_view name, ir::FunctionKind function_kind,
                          const std::string& doc);
  void receiver(Node list);
  void parameters(Node list);
  void results(Node node);
  TypeId result_type(Node node);
  void type_parameters(Node list);
  void add_type_parameter(std::string_view name);
  void drop_type_parameters(size_t from);

  // Statements.
  void statement(Node node);
  void statements(Node list);
  void block(Node node);         // with a scope of its own
  void body_of_case(Node node);  // what stands behind `case x:`
  void simple_expression(Node node);
  bool never_returns(Node call);
  void detached(Node node);
  void if_statement(Node node);
  void for_statement(Node node, std::string_view label);
  void range_loop(Node clause, Node body, std::string_view label);
  void switch_statement(Node node, std::string_view label);
  void type_switch(Node node, std::string_view label);
  void select_statement(Node node, std::string_view label);
  void labeled(Node node);
  void start_label(std::string_view name);
  void go_to(Node node);
  Label& label(std::string_view name);
  void return_statement(Node node);
  void send(Node node);
  void step(Node node, std::string_view op);
  void assignment(Node node);
  void assign(const Nodes& left, const std::vector<ValueId>& values, bool defines);
  std::vector<ValueId> values_of(const Nodes& right, const Nodes& left);
  std::vector<ValueId> values_of_one(Node right, const Nodes& left);
  void define(Node name, ValueId value);
  Place place(Node node);
  void store(const Place& target, ValueId value);
  ValueId load(const Place& target);
  bool gives_elements(Node node);

  // Expressions.
  ValueId expression(Node node);
  ValueId expression_of_kind(Node node, Kind node_kind);
  ValueId left_out(Node node);
  ValueId unknown_of(Node node);  // its parts flow into it
  ValueId identifier(Node node);
  ValueId postfix(Node node);
  bool is_special_call(Node call);
  ValueId special_call(Node call);
  ValueId make_or_new(Node call, bool is_make);
  Arguments arguments(Node list);
  ValueId conversion(Node node);
  ValueId name_of_type(Node type);  // a type's name as a value
  Node second_index(Node instance) const;
  bool are_type_arguments(Node base, Node argument);
  TypeId type_arguments(Node list);
  ValueId binary(Node node);
  ValueId text_or_sum(ValueId first, Node first_node, const Nodes& rest, Span span);
  void add_leaves(Node node, Nodes& leaves) const;
  bool is_text(Node node);
  ValueId logical(Node node);
  void condition(Node node, BlockId if_true, BlockId if_false);
  bool is_logical(Node node) const;
  Nodes operands_of_logical(Node node) const;
  ValueId unary(Node node);
  ValueId composite(Node node);
  ValueId literal(Node body, TypeId type, Span span);
  ValueId literal_element(Node node, TypeId type);
  ir::Argument keyed(Node node, const Shape& shape, bool is_foreign);

  // Types.
  TypeId type_of(Node node);
  TypeId made_type(Node node, Kind node_kind);
  TypeId named_type(std::string_view name);
  TypeId struct_type(Node node);
  std::string_view name_of_embedded(Node type) const;
  ClassId class_of(TypeId type) const;  // of this file; kNone
  TypeId underlying(TypeId type) const;
  bool is_map(TypeId type) const { return has_base(type, "map"); }
  bool is_channel_type(TypeId type) const { return has_base(type, "chan"); }
  bool has_base(TypeId type, std::string_view base) const;
  Shape shape_of(TypeId type) const;
  ir::NameId field_name(const Shape& shape, size_t number) const;  // 0: it has not so many
  ValueId zero_value(TypeId type, Span span);
  ValueId test_of_type(ValueId value, Node type, Span span);
  ValueId implicit(ValueId value);  // marks it so

  const Tree& tree_;
  const Words& words_;
  ir::Builder builder_;
  int depth_ = 0;
  bool at_top_level_ = true;
  int64_t iota_ = 0;
  std::vector<FunctionState> states_;
  std::vector<Role> roles_;  // by VariableId; what is beyond is kPlain
  std::unordered_map<VariableId, std::string_view> imports_;
  std::vector<std::pair<ir::FunctionId, Span>> initializers_;
  std::unordered_map<ir::NameId, ClassId> classes_;
  std::vector<std::pair<ir::NameId, ClassId>> shadowed_classes_;  // kNone: there was none
  std::vector<TypeId> underlying_;                                // by ClassId; 0: a struct or interface
  std::vector<std::string_view> type_parameters_;                 // in scope
  std::unordered_map<std::string_view, int> type_parameter_counts_;
  std::unordered_map<std::string_view, TypeId> types_;  // by their text
  std::unordered_set<std::string_view> channel_fields_;
  Nodes spine_;  // of chains that are walked without recursion; a stack that nested ones share
};

// The text of a string or rune literal; bytes that are no UTF-8 become U+FFFD.
std::string decode_literal(std::string_view literal);

}  // namespace sentinel::syntax::go
