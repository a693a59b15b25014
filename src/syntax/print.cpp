#include "syntax/print.h"

#include <fmt/format.h>

#include "base/text.h"

namespace sentinel::ir {
namespace {

std::string in_quotes(std::string_view text) {
  constexpr size_t kMost = 60;
  std::string out = "\"";
  for (const char c : text.substr(0, kMost)) {
    if (c == '\n') {
      out += "\\n";
    } else if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (static_cast<unsigned char>(c) < 0x20) {
      out += fmt::format("\\x{:02x}", c);
    } else {
      out += c;
    }
  }
  return out + (text.size() > kMost ? "\"..." : "\"");
}

class Printer {
 public:
  explicit Printer(const Module& module) : module_(module) {}

  std::string value(ValueId id) const { return id == kNone ? "nothing" : fmt::format("%{}", id); }

  std::string variable(VariableId id) const {
    const Variable& variable = module_.variables[id];
    // Shadowed names and temporaries are told apart by their number.
    return variable.name == 0 ? fmt::format("${}", id) : std::string(module_.name(variable.name));
  }

  std::string arguments(const Function& in, const Instruction& i) const {
    std::string out;
    for (const Argument& argument : in.arguments_of(i)) {
      if (!out.empty()) out += ", ";
      switch (argument.kind) {
        case ArgumentKind::kPositional:
          break;
        case ArgumentKind::kNamed:
          out += fmt::format("{}: ", module_.name(argument.name));
          break;
        case ArgumentKind::kComputed:
          out += fmt::format("[{}]: ", value(argument.key));
          break;
        case ArgumentKind::kSpread:
          out += "...";
          break;
        case ArgumentKind::kNamedSpread:
          out += "**";
          break;
      }
      out += value(argument.value);
    }
    return out;
  }

  std::string function_name(FunctionId id) const {
    const Function& function = module_.functions[id];
    std::string out = function.name == 0 ? fmt::format("fn{}", id) : std::string(module_.name(function.name));
    if (function.owner != kNone)
      out = fmt::format("{}.{}", module_.name(module_.classes[function.owner].name), out);
    if (function.receiver != 0) out = fmt::format("{}.{}", module_.name(function.receiver), out);
    return out;
  }

  std::string instruction(const Function& in, const Instruction& i) const {
    const std::string a = value(i.a);
    const std::string_view name = module_.name(i.name);
    const std::string optional = (i.flags & kOptional) != 0 ? "?" : "";
    switch (i.op) {
      case Op::kUnknown:
        return fmt::format("unknown({})", arguments(in, i));
      case Op::kNull:
        return "null";
      case Op::kString:
        return in_quotes(name);
      case Op::kNumber:
      case Op::kBool:
        return std::string(name);
      case Op::kRegex:
        return fmt::format("/{}/{}", name, module_.name(i.other));
      case Op::kConcat:
        return fmt::format("concat({})", arguments(in, i));
      case Op::kBinary:
        return fmt::format("{} {} {}", a, name, value(i.b));
      case Op::kUnary:
        return fmt::format("{} {}", name, a);
      case Op::kCompare:
        return fmt::format("{} {} {}", a, name, value(i.b));
      case Op::kLoad:
        return fmt::format("load {}", variable(i.variable()));
      case Op::kStore:
        return fmt::format("store {} = {}", variable(i.variable()), a);
      case Op::kDefault:
        return fmt::format("default {} = {}", variable(i.variable()), a);
      case Op::kGlobal:
        return fmt::format("global {}", name);
      case Op::kField:
        return fmt::format("{}{}.{}", a, optional, name);
      case Op::kSetField:
        return fmt::format("{}.{} = {}", a, name, value(i.b));
      case Op::kIndex:
        return fmt::format("{}{}[{}]", a, optional, value(i.b));
      case Op::kSetIndex:
        return fmt::format("{}[{}] = {}", a, value(i.b), value(i.c));
      case Op::kSlice:
        return fmt::format("slice {}", a);
      case Op::kCall:
        return fmt::format("{}{} {}{}{}({})", (i.flags & kDetached) != 0 ? "detached " : "",
                           (i.flags & kTagged) != 0 ? "tagged" : "call", a, optional,
                           i.type == 0 ? "" : "[" + print_type(module_, i.type) + "]", arguments(in, i));
      case Op::kNew:
        return fmt::format("new {}({})", a, arguments(in, i));
      case Op::kList:
        return fmt::format("list({})", arguments(in, i));
      case Op::kObject:
        return fmt::format("object{}({})", i.type == 0 ? "" : " " + print_type(module_, i.type),
                           arguments(in, i));
      case Op::kFunction:
        return fmt::format("function {}", function_name(i.function()));
      case Op::kClass:
        return fmt::format("class {}({})", module_.name(module_.classes[i.class_id()].name),
                           arguments(in, i));
      case Op::kAwait:
        return "await " + a;
      case Op::kYield:
        return "yield " + a;
      case Op::kElement:
        return "element " + a;
      case Op::kKey:
        return "key " + a;
      case Op::kCast:
        return fmt::format("cast {} to {}", a, print_type(module_, i.type));
      case Op::kImport:
        return fmt::format("import {}{}", in_quotes(name),
                           i.other == 0 ? "" : fmt::format(" {}", module_.name(i.other)));
      case Op::kReturn:
        return i.a == kNone ? "return" : "return " + a;
      case Op::kThrow:
        return i.a == kNone ? "throw" : "throw " + a;
      case Op::kJump:
        return fmt::format("jump b{}", i.target());
      case Op::kBranch:
        return fmt::format("branch {} ? b{} : b{}", a, i.target(), i.otherwise());
    }
    return {};
  }

  std::string function(FunctionId id) const {
    const Function& in = module_.functions[id];
    std::string parameters;
    for (const Parameter& parameter : in.parameters) {
      if (!parameters.empty()) parameters += ", ";
      if (parameter.kind == ParameterKind::kRest) parameters += "...";
      if (parameter.kind == ParameterKind::kNamedRest) parameters += "**";
      if (parameter.kind == ParameterKind::kKeywordOnly) parameters += "*, ";
      parameters += variable(parameter.variable);
      if (parameter.type != 0) parameters += ": " + print_type(module_, parameter.type);
      if (parameter.has_default) parameters += " = ...";
    }
    std::string out = fmt::format("{}{}fn {}({})", in.is_static ? "static " : "", in.is_async ? "async " : "",
                                  function_name(id), parameters);
    if (in.result != 0) out += " -> " + print_type(module_, in.result);
    out += "\n";
    for (size_t b = 0; b < in.blocks.size(); ++b) {
      const Block& block = in.blocks[b];
      if (block.first == block.end) continue;
      out += fmt::format("  b{}:{}\n", b,
                         block.handler == kNone ? "" : fmt::format(" handler b{}", block.handler));
      for (ValueId i = block.first; i < block.end; ++i) {
        const Instruction& done = in.code[i];
        const bool has_value = done.op < Op::kReturn && done.op != Op::kStore && done.op != Op::kDefault &&
                               done.op != Op::kSetField && done.op != Op::kSetIndex;
        out += "    " + (has_value ? fmt::format("%{} = ", i) : std::string()) + instruction(in, done) + "\n";
      }
    }
    return out;
  }

 private:
  const Module& module_;
};

}  // namespace

std::string print_type(const Module& module, TypeId id) {
  const Type& type = module.type(id);
  std::string children;
  size_t number = 0;
  for (const TypeChild& child : module.children(type)) {
    const bool is_base = type.kind == TypeKind::kApply && number++ == 0;
    if (is_base) continue;
    if (!children.empty()) children += type.kind == TypeKind::kUnion ? " | " : ", ";
    if (child.label != 0) children += fmt::format("{}: ", module.name(child.label));
    children += print_type(module, child.type);
  }
  switch (type.kind) {
    case TypeKind::kUnknown:
      return "?";
    case TypeKind::kNamed:
      return std::string(module.name(type.name));
    case TypeKind::kApply:
      return fmt::format("{}[{}]",
                         type.child_count == 0 ? "?" : print_type(module, module.children(type)[0].type),
                         children);
    case TypeKind::kUnion:
      return children;
    case TypeKind::kLiteral:
      return in_quotes(module.name(type.name));
    case TypeKind::kArray:
      return children + "[]";
    case TypeKind::kPointer:
      return "*" + children;
    case TypeKind::kObject:
      return "{" + children + "}";
    case TypeKind::kFunction:
      return "function";
    case TypeKind::kCall:
      return fmt::format("{}({})", module.name(type.name), children);
  }
  return {};
}

std::string print(const Module& module) {
  const Printer printer(module);
  std::string out;
  for (const Class& c : module.classes) {
    out += fmt::format("{} {}", c.is_interface ? "interface" : "class", module.name(c.name));
    std::string bases;
    for (const TypeId base : c.bases) bases += (bases.empty() ? "" : ", ") + print_type(module, base);
    if (!bases.empty()) out += "(" + bases + ")";
    out += "\n";
    for (const Field& field : c.fields) {
      out += fmt::format("  {}{}: {}{}\n", field.embedded ? "embedded " : "", module.name(field.name),
                         print_type(module, field.type),
                         field.tag == 0 ? "" : " " + in_quotes(module.name(field.tag)));
    }
  }
  for (FunctionId id = 0; id < module.functions.size(); ++id) out += printer.function(id);
  for (const Export& e : module.exports) {
    out += fmt::format("export {}", module.name(e.name));
    if (e.variable != kNone) out += " = " + printer.variable(e.variable);
    if (e.from != 0) out += fmt::format(" from {} {}", in_quotes(module.name(e.from)), module.name(e.member));
    out += "\n";
  }
  for (const Span span : module.not_understood) {
    out += fmt::format("not understood: bytes {} to {}\n", span.begin, span.end);
  }
  return out;
}

std::string print_flow_graph(const Module& module) {
  const Printer printer(module);
  std::string out = "digraph flow {\n  node [shape=box];\n";
  for (FunctionId id = 0; id < module.functions.size(); ++id) {
    const Function& in = module.functions[id];
    out += fmt::format("  subgraph cluster_{} {{\n    label={};\n", id, in_quotes(printer.function_name(id)));
    for (size_t b = 0; b < in.blocks.size(); ++b) {
      const Block& block = in.blocks[b];
      if (block.first == block.end) continue;
      out += fmt::format("    f{}b{} [label=\"b{}\"];\n", id, b, b);
      const Instruction& last = in.code[block.end - 1];
      const auto edge = [&](BlockId to, std::string_view label) {
        if (to != kNone) out += fmt::format("    f{}b{} -> f{}b{} [label=\"{}\"];\n", id, b, id, to, label);
      };
      if (last.op == Op::kJump) edge(last.target(), "");
      if (last.op == Op::kBranch) {
        edge(last.target(), "true");
        edge(last.otherwise(), "false");
      }
      edge(block.handler, "throws");
    }
    out += "  }\n";
  }
  return out + "}\n";
}

}  // namespace sentinel::ir
