// The one intermediate form that Python, JavaScript, TypeScript and Go are lowered to.
//
// A module is a set of functions; function 0 is the module's own top level. A function is a list of basic
// blocks, a block a run of instructions whose last one says where control goes. An instruction's number in
// its function is also the name of its result; an operand is the number of an earlier instruction. What
// may be assigned more than once is a variable (kLoad, kStore): a place that the flow analysis tracks.
//
//   def run(name, host="x"):        fn run(name, host)
//       if not ok(name):              b0: %0 = "x"
//           return None                   %1 = default host %0
//       os.system("a " + name)            %2 = load ok
//                                         %3 = load name
//                                         %4 = call %2(%3)
//                                         branch %4 ? b2 : b1
//                                     b1: ...
//
// Conditions are lowered to branches on what is really tested: `not`, `&&` and `||` are control flow, never
// operators, so that a guard's parts are each an edge of the graph.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/span.h"
#include "source/language.h"

namespace sentinel::ir {

using NameId = uint32_t;      // Module::names; 0 is the empty name
using ValueId = uint32_t;     // instruction number within its function
using BlockId = uint32_t;     // within its function
using FunctionId = uint32_t;  // within its module; 0 is the module's top level
using ClassId = uint32_t;     // within its module
using VariableId = uint32_t;  // within its module
using TypeId = uint32_t;      // within its module; 0: nothing is known
inline constexpr uint32_t kNone = UINT32_MAX;

enum class Op : uint8_t {
  kUnknown,   // a value of which nothing is known; what could not be lowered. Its `args` flow into it
  kNull,      // None, null, undefined, nil
  kString,    // name: the text, escapes decoded
  kNumber,    // name: as written
  kBool,      // name: "true" or "false"
  kRegex,     // name: the pattern, other: its flags
  kConcat,    // args in order make one text: string +, template literals, f-strings, %, .format of a literal
  kBinary,    // name: operator; a, b
  kUnary,     // name: operator ("-", "~", "typeof", ...; never a logical not); a
  kCompare,   // name: "==", "!=", "<", "<=", ">", ">=", "in", "not in", "is", "instanceof"; a, b.
              // `===` is "==", `is not` is "!=" ; `key in object` of JavaScript is "in"
  kLoad,      // var
  kStore,     // var, a
  kDefault,   // var, a: what a parameter is when the caller gives nothing
  kGlobal,    // name: declared nowhere in this file (a built-in, or another file of a Go package)
  kField,     // a.name
  kSetField,  // a.name = b
  kIndex,     // a[b]
  kSetIndex,  // a[b] = c
  kSlice,     // a part of a: a[i:j], also the rest of a destructured list or object
  kCall,      // a(args); type: Go's type arguments, a[type](args)
  kNew,       // new a(args); Python and Go constructors are calls
  kList,      // args are the elements (kSpread: all elements of it); also tuples and sets
  kObject,    // args are the entries: kNamed, kComputed, kSpread; Go: fields of a composite literal, type
  kFunction,  // function
  kClass,     // class_id; args: bases
  kAwait,     // a
  kYield,     // a; also a send into a channel is kSetField(channel, "<-", value)
  kElement,   // some element of a: for-of, for x in, range value
  kKey,       // some key of a: for-in, range key
  kCast,      // a seen as `type`: x as T, x.(T), T(x) of Go, typing.cast
  kImport,    // name: module as written; other: member, empty for the module itself, "*" for all names
  kReturn,    // a, or kNone
  kThrow,     // a, or kNone
  kJump,      // target
  kBranch,    // a: what is tested for truth; target when true, otherwise when false
};

enum class ArgumentKind : uint8_t {
  kPositional,
  kNamed,        // name
  kComputed,     // key: an entry whose key is a value
  kSpread,       // every element (or entry, in an object) of it
  kNamedSpread,  // Python's **
};

struct Argument {
  ValueId value = kNone;
  NameId name = 0;
  ValueId key = kNone;
  ArgumentKind kind = ArgumentKind::kPositional;
};

enum Flags : uint8_t {
  kOptional = 1,  // a?.b, a?.(): nothing when a is nothing
  kDetached = 2,  // go f(), defer f(), a statement whose promise nobody awaits
  kTagged = 4,    // tag`...`: the first argument is the list of literal parts, the others the values
  kImplicit = 8,  // written by the lowering, not by the author: not a place for a finding
};

struct Instruction {
  Op op = Op::kUnknown;
  uint8_t flags = 0;
  Span span;  // bytes of the file
  NameId name = 0;
  NameId other = 0;
  // What these are depends on `op`; the accessors below give them their names.
  uint32_t a = kNone;
  uint32_t b = kNone;
  uint32_t c = kNone;
  uint32_t first_argument = 0;
  uint32_t argument_count = 0;
  TypeId type = 0;

  VariableId variable() const { return b; }  // kLoad, kStore, kDefault
  FunctionId function() const { return b; }  // kFunction
  ClassId class_id() const { return b; }     // kClass
  BlockId target() const { return b; }       // kJump, kBranch
  BlockId otherwise() const { return c; }    // kBranch
};

struct Block {
  ValueId first = 0;
  ValueId end = 0;          // one past its last instruction, which is kReturn, kThrow, kJump or kBranch
  BlockId handler = kNone;  // where control goes when an instruction in it throws; kNone: to the caller
};

enum class ParameterKind : uint8_t { kPlain, kKeywordOnly, kRest, kNamedRest, kReceiver };

struct Parameter {
  NameId name = 0;  // empty when it is destructured at once
  VariableId variable = kNone;
  TypeId type = 0;
  ParameterKind kind = ParameterKind::kPlain;  // kReceiver: self, this, Go's receiver; always the first
  bool has_default = false;
};

enum class FunctionKind : uint8_t { kModule, kPlain, kMethod, kGetter, kSetter, kConstructor, kFields };

struct Function {
  NameId name = 0;  // empty: anonymous
  FunctionKind kind = FunctionKind::kPlain;
  bool is_async = false;
  bool is_generator = false;
  bool is_static = false;  // of a class: no receiver
  FunctionId parent = kNone;
  ClassId owner = kNone;  // the class it is a method of
  Span span;              // the whole definition
  Span name_span;
  TypeId result = 0;
  NameId doc = 0;
  // Go: the type a method is declared on, which may stand in another file of the package.
  NameId receiver = 0;
  std::vector<Parameter> parameters;
  std::vector<Block> blocks;  // blocks[0] is the entry; the others in the order they were written
  std::vector<Instruction> code;
  std::vector<Argument> arguments;

  std::span<const Argument> arguments_of(const Instruction& i) const {
    return std::span(arguments).subspan(i.first_argument, i.argument_count);
  }
};

struct Variable {
  NameId name = 0;  // empty: made by the lowering
  FunctionId owner = 0;
  TypeId type = 0;
  Span span;
  bool captured = false;  // a function inside the owner reads or writes it
  bool is_module_level = false;
};

struct Field {
  NameId name = 0;
  TypeId type = 0;
  Span span;
  NameId tag = 0;         // Go's struct tag
  bool embedded = false;  // Go
};

// Methods are Function::owner. Values of Python class attributes and static fields are kSetField on the
// class where it is defined; values of JavaScript's instance fields are set by a kFields function, which runs
// before the constructor.
struct Class {
  NameId name = 0;
  Span span;
  NameId doc = 0;
  bool is_interface = false;
  std::vector<TypeId> bases;  // as written; kClass has them as values where the language has
  std::vector<Field> fields;
  std::vector<FunctionId> methods;
};

enum class TypeKind : uint8_t {
  kUnknown,
  kNamed,    // name: dotted, as written
  kApply,    // children[0] with arguments children[1..]: list[str], Promise<T>, Annotated[str, ...], map[K]V
  kUnion,    // children
  kLiteral,  // name: text of a string, number or bool literal
  kArray,    // children[0]
  kPointer,  // Go: children[0]
  kObject,   // children by label: { a: string }, Go's inline struct
  kFunction,
  kCall,  // name(label=child, ...): Field(pattern="^a$") in an annotation
};

struct TypeChild {
  NameId label = 0;
  TypeId type = 0;
};

struct Type {
  TypeKind kind = TypeKind::kUnknown;
  NameId name = 0;
  uint32_t first_child = 0;
  uint32_t child_count = 0;
};

// A name that other files can import. Python and Go export every module-level variable instead.
struct Export {
  NameId name = 0;              // "default", "=" for `module.exports = ...`, "*" for all names of `from`
  VariableId variable = kNone;  // or:
  NameId from = 0;              // module it is re-exported from, as written
  NameId member = 0;            // its name there, "*" for the module as one object
};

struct Module {
  Language language = Language::kOther;
  std::vector<std::string> names;
  std::vector<Function> functions;
  std::vector<Class> classes;
  std::vector<Variable> variables;
  std::vector<Type> types;
  std::vector<TypeChild> type_children;
  std::vector<Export> exports;
  NameId package = 0;                // Go
  std::vector<Span> not_understood;  // pieces that were left out: syntax errors, nesting beyond the limit

  std::string_view name(NameId id) const { return names[id]; }
  const Type& type(TypeId id) const { return types[id]; }
  std::span<const TypeChild> children(const Type& t) const {
    return std::span(type_children).subspan(t.first_child, t.child_count);
  }
};

}  // namespace sentinel::ir
