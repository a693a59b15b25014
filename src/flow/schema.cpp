#include "flow/schema.h"

#include <algorithm>
#include <set>

#include "flow/evaluator.h"
#include "flow/regex_facts.h"

namespace sentinel::flow {

uint32_t Schemas::add(Schema schema) {
  std::sort(schema.fields.begin(), schema.fields.end());
  const auto same = std::find(schemas_.begin(), schemas_.end(), schema);
  if (same != schemas_.end()) return static_cast<uint32_t>(same - schemas_.begin());
  schemas_.push_back(std::move(schema));
  return static_cast<uint32_t>(schemas_.size() - 1);
}

// -------------------------------------------------------------------------- schemas that code builds (zod)

namespace {

// What a text in one of zod's formats can still do (https://zod.dev/api#string-formats).
Dangers left_by_format(std::string_view format) {
  // A scheme stands in front; what follows may hold nearly anything.
  if (format == "url" || format == "httpUrl") return kEveryDanger & ~(kOption | kProgram);
  if (format == "ip" || format == "ipv4" || format == "ipv6" || format == "hostname" || format == "cidrv4" ||
      format == "cidrv6")
    return kUrl | kRedirect;
  if (format == "email") return kSql | kOption | kPrompt | kRegex;
  if (format == "hex" || format == "e164" || format == "time" || format == "duration") return kNoDanger;
  return kEveryDanger;
}

}  // namespace

const Value* Evaluator::schema_call(Frame& frame, std::string_view name, const Call& call, bool& handled) {
  const bool is_root = name.starts_with("zod.");
  const Ref* on = nullptr;  // the schema whose method it is
  if (call.receiver != nullptr) {
    for (const Ref& ref : call.receiver->refs) {
      if (ref.kind == RefKind::kSchema) on = &ref;
    }
  }
  if (!is_root && on == nullptr) return nullptr;
  handled = true;
  const std::string_view method = last_part(name);
  const auto schema_in = [&](const Value* value) -> uint32_t {
    if (value == nullptr) return kNone;
    for (const Ref& ref : value->refs) {
      if (ref.kind == RefKind::kSchema) return ref.a;
    }
    return kNone;
  };
  const auto argument = [&](size_t n) {
    return n < call.arguments.size() ? call.arguments[n].value : nullptr;
  };
  const auto made = [&](Schema schema) {
    Value out;
    out.refs.push_back({RefKind::kSchema, schemas_.add(std::move(schema)), 0, nullptr});
    // Its methods are looked up under the library's name.
    out.refs.push_back({RefKind::kExternal, atoms_.of("zod.schema"), 0, nullptr});
    return values_.make(std::move(out));
  };
  const auto object_of = [&](const Value* shape) {
    Schema out;
    if (shape == nullptr) return out;
    for (const auto& [field, value] : shape->fields) {
      uint32_t part = schema_in(value);
      if (part == kNone) part = schemas_.add(Schema{});
      out.fields.emplace_back(field, part);
    }
    return out;
  };
  Schema base = on != nullptr ? schemas_[on->a] : Schema{};
  static const std::set<std::string_view> kHarmless{
      "number", "int",   "bigint", "boolean",  "date",    "nan",        "uuid",       "uuidv4",    "cuid",
      "cuid2",  "ulid",  "nanoid", "datetime", "enum",    "nativeEnum", "literal",    "undefined", "null",
      "void",   "never", "int32",  "uint32",   "float32", "float64",    "stringbool", "guid"};
  if (on == nullptr || name.contains(".coerce.")) {
    if (kHarmless.contains(method)) {
      Schema out;
      out.dangers = kNoDanger;
      return made(out);
    }
    if (method == "object" || method == "strictObject" || method == "looseObject" || method == "interface")
      return made(object_of(argument(0)));
    if (method == "array" || method == "set" || method == "promise" || method == "optional" ||
        method == "nullable" || method == "lazy" || method == "preprocess" || method == "record" ||
        method == "map") {
      const Value* inner = call.arguments.empty() ? nullptr : call.arguments.back().value;
      if (method == "lazy") inner = nullptr;
      const uint32_t part = schema_in(inner);
      if (method == "optional" || method == "nullable" || method == "preprocess" || method == "promise")
        return made(part == kNone ? Schema{} : schemas_[part]);
      Schema out;
      out.element = part == kNone ? schemas_.add(Schema{}) : part;
      return made(out);
    }
    if (method == "union" || method == "discriminatedUnion" || method == "intersection") {
      const Value* list = method == "discriminatedUnion" ? argument(1) : argument(0);
      Schema out;
      out.dangers = 0;
      size_t parts = 0;
      const auto add = [&](const Value* option) {
        const uint32_t part = schema_in(option);
        ++parts;
        if (part == kNone) {
          out.dangers = kEveryDanger;
          return;
        }
        out.dangers |= schemas_[part].dangers;
        for (const auto& field : schemas_[part].fields) {
          if (std::none_of(out.fields.begin(), out.fields.end(),
                           [&](const auto& f) { return f.first == field.first; }))
            out.fields.push_back(field);
        }
        if (out.element == kNone) out.element = schemas_[part].element;
      };
      if (method == "intersection") {
        add(argument(0));
        add(argument(1));
      } else if (list != nullptr) {
        for (const auto& field : list->fields) add(field.second);
      }
      if (parts == 0) out.dangers = kEveryDanger;
      return made(out);
    }
    Schema out;  // string, any, unknown, ...
    out.dangers = left_by_format(method);
    return made(out);
  }
  if (method == "parse" || method == "parseAsync" || method == "decode")
    return fitted(call.receiver, argument(0));
  if (method == "safeParse" || method == "safeParseAsync" || method == "spa") {
    const Value* data = fitted(call.receiver, argument(0));
    return values_.with_field(values_.with_field(nullptr, atoms_.of("data"), data), atoms_.of("success"),
                              nullptr);
  }
  if (method == "regex") {
    const Value* pattern = argument(0);
    if (pattern != nullptr) {
      for (const Ref& ref : pattern->refs) {
        if (ref.kind == RefKind::kRegex && ref.a != 0) base.dangers &= ~excluded_by_match(text(ref.a), false);
      }
    }
    return made(base);
  }
  if (kHarmless.contains(method)) {
    base.dangers = kNoDanger;
    return made(base);
  }
  if (const Dangers left = left_by_format(method); left != kEveryDanger) {
    base.dangers &= left;
    return made(base);
  }
  if (method == "refine" || method == "superRefine" || method == "check") {
    // What the test proves of its parameter the schema proves of the value.
    const Value* tested = values_.tainted(
        {source_origin({SourceKind::kTool, frame.function.file, call.instruction->span, "#schema", false}, 0),
         base.dangers, kAsGiven, 0});
    if (tested != nullptr && method == "refine") {
      const OriginId origin = tested->taints.front().origin;
      const Value* result = call_back(frame, argument(0), {tested}, *call.instruction);
      if (result != nullptr) base.dangers &= ~gone(result->if_true, origins_, origin);
    }
    return made(base);
  }
  if (method == "transform" || method == "pipe") {
    const uint32_t next = schema_in(argument(0));
    if (next != kNone) base.dangers &= schemas_[next].dangers;
    return made(base);
  }
  if (method == "array") {
    Schema out;
    out.element = schemas_.add(base);
    return made(out);
  }
  if (method == "extend" || method == "merge" || method == "and" || method == "safeExtend" ||
      method == "augment") {
    const Schema more =
        schema_in(argument(0)) == kNone ? object_of(argument(0)) : schemas_[schema_in(argument(0))];
    for (const auto& field : more.fields) {
      std::erase_if(base.fields, [&](const auto& f) { return f.first == field.first; });
      base.fields.push_back(field);
    }
    return made(base);
  }
  if (method == "or") {
    const uint32_t other = schema_in(argument(0));
    base.dangers |= other == kNone ? kEveryDanger : schemas_[other].dangers;
    return made(base);
  }
  // optional, nullable, default, describe, min, max, trim, passthrough, brand, ...: the same.
  return made(base);
}

const Value* Evaluator::shape_of(uint32_t schema) {
  Value out;
  for (const auto& [name, part] : schemas_[schema].fields)
    out.fields.emplace_back(name, values_.ref({RefKind::kSchema, part, 0, nullptr}));
  return values_.make(std::move(out));
}

const Value* Evaluator::by_schema(uint32_t id, const Value* value, int depth) {
  if (value == nullptr || depth > 6) return value;
  const Schema schema = schemas_[id];
  if (schema.fields.empty() && schema.element == kNone)
    return values_.without(value, kEveryDanger & ~schema.dangers);
  Value out = *value;
  for (const auto& [name, part] : schema.fields) {
    const Value* field = by_schema(part, values_.field(value, name), depth + 1);
    const auto place = std::lower_bound(out.fields.begin(), out.fields.end(), name,
                                        [](const auto& f, Atom n) { return f.first < n; });
    if (place != out.fields.end() && place->first == name) {
      place->second = field;
    } else {
      out.fields.insert(place, {name, field});
    }
  }
  if (schema.element != kNone) {
    out.element = by_schema(schema.element, values_.any_part(value), depth + 1);
    out.taints.clear();
  }
  return values_.make(std::move(out));
}

const Value* Evaluator::fitted(const Value* schema, const Value* value) {
  if (schema == nullptr || value == nullptr) return value;
  // Of a table of tools: any of their schemas.
  const Value* by_any = nullptr;
  bool has_schema = false;
  for (const Ref& ref : schema->refs) {
    if (ref.kind != RefKind::kSchema) continue;
    const Value* fit = by_schema(ref.a, value);
    by_any = has_schema ? values_.meet(by_any, fit) : fit;
    has_schema = true;
  }
  if (has_schema) return by_any;
  // A raw shape: { name: z.string() }.
  Value out = *value;
  for (const auto& [name, part] : schema->fields) {
    uint32_t id = kNone;
    if (part != nullptr) {
      for (const Ref& ref : part->refs) {
        if (ref.kind == RefKind::kSchema) id = ref.a;
      }
    }
    const Value* field = values_.field(value, name);
    if (id != kNone) field = by_schema(id, field);
    const auto place = std::lower_bound(out.fields.begin(), out.fields.end(), name,
                                        [](const auto& f, Atom n) { return f.first < n; });
    if (place != out.fields.end() && place->first == name) {
      place->second = field;
    } else {
      out.fields.insert(place, {name, field});
    }
  }
  return values_.make(std::move(out));
}

// ------------------------------------------------------------------ types that a framework validates against

const Value* Evaluator::by_class(ClassRef c, const Value* value, int depth) {
  if (value == nullptr || depth > 8) return value;
  const ir::Class& owner = file(c.file).module.classes[c.id];
  for (const ir::TypeId base : owner.bases) {
    const std::string_view name = last_part(file(c.file).module.name(file(c.file).module.type(base).name));
    if (name == "Enum" || name == "StrEnum" || name == "IntEnum") return values_.without(value, kEveryDanger);
  }
  Value out = *value;
  for (const ir::Field& field : owner.fields) {
    const Atom name = file(c.file).atom(field.name);
    const Value* part = typed(c.file, field.type, values_.field(value, name), depth + 1);
    const auto place = std::lower_bound(out.fields.begin(), out.fields.end(), name,
                                        [](const auto& f, Atom n) { return f.first < n; });
    if (place != out.fields.end() && place->first == name) {
      place->second = part;
    } else {
      out.fields.insert(place, {name, part});
    }
  }
  const Ref self{RefKind::kInstance, c.file, c.id, nullptr};
  if (std::find(out.refs.begin(), out.refs.end(), self) == out.refs.end()) out.refs.push_back(self);
  return values_.make(std::move(out));
}

bool Evaluator::is_validated_model(ClassRef c) {
  std::vector<std::string> bases;
  is_subclass_of_outside(c, bases);
  return std::any_of(bases.begin(), bases.end(), [](const std::string& base) {
    const std::string_view name = last_part(base);
    return name == "BaseModel" || name == "RootModel" || name == "BaseSettings" || name == "SQLModel";
  });
}

const Value* Evaluator::typed(uint32_t file_index, ir::TypeId type, const Value* value, int depth) {
  if (type == 0 || value == nullptr || depth > 8) return value;
  const ProgramFile& in = file(file_index);
  const ir::Type& info = in.module.type(type);
  const bool is_go = in.module.language == Language::kGo;
  static const std::set<std::string_view> kPython{"int",           "float",
                                                  "bool",          "complex",
                                                  "Decimal",       "decimal.Decimal",
                                                  "UUID",          "uuid.UUID",
                                                  "date",          "datetime",
                                                  "datetime.date", "datetime.datetime",
                                                  "timedelta",     "datetime.timedelta",
                                                  "None",          "NoneType",
                                                  "PositiveInt",   "NonNegativeInt",
                                                  "conint",        "time",
                                                  "StrictInt",     "StrictBool"};
  static const std::set<std::string_view> kGo{
      "int",    "int8",    "int16",   "int32", "int64", "uint", "uint8",         "uint16",   "uint32",
      "uint64", "float32", "float64", "bool",  "byte",  "rune", "time.Duration", "time.Time"};
  const auto children = in.module.children(info);
  switch (info.kind) {
    case ir::TypeKind::kLiteral:
      return values_.without(value, kEveryDanger);
    case ir::TypeKind::kNamed: {
      const std::string_view name = in.module.name(info.name);
      if ((is_go ? kGo : kPython).contains(name)) return values_.without(value, kEveryDanger);
      const Value* known = value_of_type(file_index, type);
      if (known != nullptr) {
        for (const Ref& ref : known->refs) {
          if (ref.kind == RefKind::kInstance) return by_class({ref.a, ref.b}, value, depth);
        }
      } else if (!is_go && depth < 6) {
        // A name for a type: Mode = Literal["a", "b"].
        const ir::VariableId v = program_.find_in_file(file_index, in.atom(info.name));
        const ir::TypeId named = v == ir::kNone ? 0 : in.module.variables[v].type;
        if (named != 0 && named != type) return typed(file_index, named, value, depth + 1);
      }
      return value;
    }
    case ir::TypeKind::kPointer:
      return children.empty() ? value : typed(file_index, children[0].type, value, depth + 1);
    case ir::TypeKind::kUnion: {
      const Value* out = nullptr;
      for (const ir::TypeChild& child : children)
        out = values_.join(out, typed(file_index, child.type, value, depth + 1));
      return out;
    }
    case ir::TypeKind::kArray: {
      if (children.empty()) return value;
      Value out = *value;
      out.element = typed(file_index, children[0].type, values_.any_part(value), depth + 1);
      out.taints.clear();
      return values_.make(std::move(out));
    }
    case ir::TypeKind::kApply: {
      if (children.empty()) return value;
      const std::string_view base = last_part(in.module.name(in.module.type(children[0].type).name));
      if (base == "Literal") return values_.without(value, kEveryDanger);
      if (base == "Annotated" && children.size() > 1) {
        const Value* out = typed(file_index, children[1].type, value, depth + 1);
        for (size_t n = 2; n < children.size(); ++n) {
          const ir::Type& note = in.module.type(children[n].type);
          if (note.kind != ir::TypeKind::kCall) continue;
          for (const ir::TypeChild& option : in.module.children(note)) {
            const std::string_view label = in.module.name(option.label);
            if (label != "pattern" && label != "regex") continue;
            const ir::Type& literal = in.module.type(option.type);
            if (literal.kind == ir::TypeKind::kLiteral)
              out = values_.without(out, excluded_by_match(in.module.name(literal.name), false));
          }
        }
        return out;
      }
      if ((base == "Optional" || base == "Required" || base == "NotRequired" || base == "Final") &&
          children.size() > 1)
        return typed(file_index, children[1].type, value, depth + 1);
      if ((base == "Union") && children.size() > 1) {
        const Value* out = nullptr;
        for (size_t n = 1; n < children.size(); ++n)
          out = values_.join(out, typed(file_index, children[n].type, value, depth + 1));
        return out;
      }
      static const std::set<std::string_view> kLists{"list",  "List",    "Sequence", "set",       "Set",
                                                     "tuple", "Tuple",   "Iterable", "frozenset", "dict",
                                                     "Dict",  "Mapping", "map"};
      if (kLists.contains(base) && children.size() > 1) {
        Value out = *value;
        out.element = typed(file_index, children.back().type, values_.any_part(value), depth + 1);
        // Keys of a dictionary are texts of the peer's too.
        const bool has_keys = base == "dict" || base == "Dict" || base == "Mapping" || base == "map";
        if (!has_keys) out.taints.clear();
        return values_.make(std::move(out));
      }
      return value;
    }
    case ir::TypeKind::kCall: {
      // constr(pattern=...), conint(...)
      const std::string_view name = last_part(in.module.name(info.name));
      if (name == "conint" || name == "confloat") return values_.without(value, kEveryDanger);
      for (const ir::TypeChild& option : children) {
        const std::string_view label = in.module.name(option.label);
        const ir::Type& literal = in.module.type(option.type);
        if ((label == "pattern" || label == "regex") && literal.kind == ir::TypeKind::kLiteral)
          value = values_.without(value, excluded_by_match(in.module.name(literal.name), false));
      }
      return value;
    }
    default:
      return value;
  }
}

}  // namespace sentinel::flow
