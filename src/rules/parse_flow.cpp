#include "rules/parse_flow.h"

#include <algorithm>
#include <functional>
#include <span>
#include <tuple>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "rules/flow_pattern.h"
#include "rules/map_reader.h"

namespace sentinel {
namespace {

using ItemKind = FlowPattern::Item::Kind;

// The names of flow/danger.h.
constexpr std::string_view kDanger =
    "shell|option|program|code|template|sql|query|path|url|html|header|log|regex|object|xml|prompt|redirect|"
    "script";
constexpr std::string_view kCleared =
    "all|shell|option|program|code|template|sql|query|path|url|html|header|log|regex|object|xml|prompt|"
    "redirect|script|climbing|absolute";
constexpr std::string_view kKind = "tool|resource|prompt|http|client|response|archive|file|environment|argv";
constexpr std::string_view kParameterPath = R"(parameters|[0-9]+(\.[A-Za-z0-9_$-]+)*)";

constexpr std::string_view kLanguages[] = {"python", "javascript", "go"};

constexpr Key kFlowKeys[] = {
    {"danger", Shape::kText, true, "What a value from outside may still do when it gets there", kDanger},
    {"reaches", Shape::kText, true, "What it gets to, as a noun: ends the sentence of a finding"},
    {"sinks", Shape::kMap, true, "The calls, by language"},
    {"except", Shape::kTexts, false, "Kinds of sources whose values may get there", kKind},
};

constexpr Key kSinksKeys[] = {
    {"python", Shape::kMaps, false, "Calls of Python"},
    {"javascript", Shape::kMaps, false, "Calls of JavaScript and TypeScript"},
    {"go", Shape::kMaps, false, "Calls of Go"},
};

constexpr Key kSinkKeys[] = {
    {"call", Shape::kTextOrTexts, true, "The pattern of the call; `$` is where the value must not get"},
    {"reaches", Shape::kText, false, "Instead of the rule's"},
    {"confidence", Shape::kNumber, false, "Instead of the rule's"},
    {"markup", Shape::kFlag, false, "Only where what the program itself wrote there holds a `<`"},
};

constexpr Key kModelKeys[] = {
    {"language", Shape::kText, true, "Whose calls these are", "python|javascript|go"},
    {"modules", Shape::kTextMap, false,
     "Modules that go by another name in all patterns; a trailing * takes the rest"},
    {"types", Shape::kTexts, false, "What calls give back: call() -> Type"},
    {"sources", Shape::kMaps, false, "Values that come from outside"},
    {"sanitizers", Shape::kMaps, false, "Calls whose result is less dangerous than what they are given"},
    {"guards", Shape::kMaps, false, "Calls that test a value"},
    {"entries", Shape::kMaps, false, "Calls that register a handler"},
    {"propagators", Shape::kTexts, false, "Calls of which only `$` goes into the result, or into `&`"},
    {"resolvers", Shape::kTexts, false, "Calls that give back a path without \"..\""},
};

constexpr Key kSourceKeys[] = {
    {"kind", Shape::kText, true, "Where the value comes from", kKind},
    {"values", Shape::kTexts, true, "Patterns of values and calls"},
    {"clears", Shape::kTexts, false, "The dangers that what comes in there does not have", kCleared},
};

constexpr Key kSanitizerKeys[] = {
    {"clears", Shape::kTexts, true, "The dangers that it takes away", kCleared},
    {"calls", Shape::kTexts, true, "Patterns; `$` is the argument that comes back without them"},
};

constexpr Key kGuardKeys[] = {
    {"clears", Shape::kTexts, true, "The dangers that the value lacks then", kCleared},
    {"when", Shape::kFlag, false, "What the call returns for a good value; true when left out"},
    {"resolved", Shape::kFlag, false, "It says something only of a path that was resolved"},
    {"calls", Shape::kTexts, true, "Patterns; `$` is the argument that is tested"},
};

constexpr Key kEntryKeys[] = {
    {"kind", Shape::kText, true, "Who calls the handler", kKind},
    {"call", Shape::kTextOrTexts, true, "The pattern of the call; `@` is the handler"},
    {"name", Shape::kText, false,
     "Where the handler's name stands: function, or an argument's number or key"},
    {"tainted", Shape::kTexts, false,
     "What comes from outside: parameters, or paths that begin with a parameter's number", kParameterPath},
    {"trusted", Shape::kTexts, false,
     "Types of parameters that do not, and calls in their annotations and defaults"},
    {"parameters", Shape::kTexts, false, "Types of its parameters where the code names none; _ is any"},
    {"schema", Shape::kText, false,
     "Where the schema is that values are checked against: annotations, last-object, or an argument's "
     "number or key"},
    {"clears", Shape::kTexts, false, "The dangers that the library itself keeps away", kCleared},
};

bool is_tainted(ItemKind kind) {
  return kind == ItemKind::kTainted || kind == ItemKind::kTaintedRest || kind == ItemKind::kNamedTainted ||
         kind == ItemKind::kThisTainted;
}
bool is_handler(ItemKind kind) {
  return kind == ItemKind::kHandler || kind == ItemKind::kLastHandler || kind == ItemKind::kHandlerRest;
}
bool is_filled(ItemKind kind) { return kind == ItemKind::kFilled || kind == ItemKind::kFilledThis; }

// How often marks may stand in a pattern of one use.
struct Marks {
  size_t least_tainted = 0;
  size_t most_tainted = 0;
  size_t handlers = 0;
  size_t most_filled = 0;
  bool result = false;
};
constexpr size_t kMany = 100;
constexpr Marks kOfSinks{.least_tainted = 1, .most_tainted = kMany};
constexpr Marks kOfTypes{.result = true};
constexpr Marks kOfSources{.most_filled = kMany};
constexpr Marks kOfSanitizers{.most_tainted = 1};
constexpr Marks kOfGuards{.least_tainted = 1, .most_tainted = 1};
constexpr Marks kOfEntries{.handlers = 1};
constexpr Marks kOfPropagators{.least_tainted = 1, .most_tainted = kMany, .most_filled = kMany};
constexpr Marks kOfResolvers{.least_tainted = 1, .most_tainted = 1};

// What is wrong with the pattern for that use; empty: nothing.
std::string fault_of(const FlowPattern& pattern, const Marks& marks) {
  const size_t tainted = pattern.all(is_tainted).size();
  const size_t handlers = pattern.all(is_handler).size();
  if (tainted < marks.least_tainted) return "needs a `$`, which says what value matters";
  if (tainted > marks.most_tainted) {
    return marks.most_tainted == 0 ? "has a `$`, which means nothing here" : "has more than one `$`";
  }
  if (pattern.all(is_filled).size() > marks.most_filled) return "has a `&`, which means nothing here";
  if (marks.result != !pattern.result.empty()) {
    return marks.result ? "needs `-> Type`" : "has a `->`, which only \"types\" have";
  }
  // `func(...)` tells handlers by what they take.
  const bool is_signature = pattern.name == "func" && pattern.kind == FlowPattern::Kind::kCall;
  if (marks.handlers > 0 && handlers != 1 && !is_signature)
    return "needs one `@`, which says what the handler is";
  // Propagators may call a function that they are given.
  if (marks.handlers == 0 && handlers > (marks.most_filled > 0 && marks.least_tainted > 0 ? 1U : 0U)) {
    return "has a `@`, which means nothing here";
  }
  return {};
}

void read_patterns(const MapReader& reader, std::string_view key, const Marks& marks,
                   const std::function<void(std::string)>& take) {
  for (const YamlValue* item : reader.items(key)) {
    const std::string text = reader.text_of(*item, key);
    if (text.empty()) continue;
    const auto expanded = expand_flow_pattern(text);
    if (!expanded) {
      reader.complain(item->mark, fmt::format("\"{}\" is no pattern: {}", text, expanded.error().message));
      continue;
    }
    for (const std::string& one : *expanded) {
      const auto pattern = parse_flow_pattern(one);
      const std::string fault =
          pattern ? fault_of(*pattern, marks) : "is no pattern: " + pattern.error().message;
      if (!fault.empty()) {
        reader.complain(item->mark, fmt::format("\"{}\" {}", one, fault));
        break;
      }
      take(one);
    }
  }
}

std::vector<std::string> read_patterns(const MapReader& reader, std::string_view key, const Marks& marks) {
  std::vector<std::string> out;
  read_patterns(reader, key, marks, [&](std::string pattern) { out.push_back(std::move(pattern)); });
  return out;
}

void read_sinks(const MapReader& sinks, std::string_view language, std::vector<Problem>& problems,
                std::vector<FlowSink>& out) {
  for (const YamlValue* item : sinks.items(language)) {
    // A pattern alone is a map with a `call`.
    YamlValue map;
    if (!item->is_map()) {
      map.kind = YamlValue::Kind::kMap;
      map.mark = item->mark;
      map.entries.push_back({"call", item->mark, *item});
    }
    const MapReader reader(item->is_map() ? *item : map, kSinkKeys, "a sink", problems);
    FlowSink sink;
    sink.language = language;
    sink.reaches = reader.text("reaches");
    sink.confidence = reader.number("confidence", 0, 0, 1);
    sink.markup = reader.flag("markup");
    read_patterns(reader, "call", kOfSinks, [&](std::string pattern) {
      sink.pattern = std::move(pattern);
      out.push_back(sink);
    });
  }
}

// The rest of a model, one list of maps after another.
template <typename Read>
void read_maps(const MapReader& model, std::string_view key, std::span<const Key> keys, std::string_view what,
               std::vector<Problem>& problems, Read read) {
  for (const YamlValue* item : model.items(key)) read(MapReader(*item, keys, what, problems));
}

void read_entry(const MapReader& reader, std::vector<FlowEntry>& out) {
  FlowEntry entry;
  entry.kind = reader.text("kind");
  entry.name = reader.text("name");
  entry.tainted = reader.texts("tainted");
  entry.trusted = reader.texts("trusted");
  entry.parameters = reader.texts("parameters");
  entry.schema = reader.text("schema");
  entry.clears = reader.texts("clears");
  read_patterns(reader, "call", kOfEntries, [&](std::string pattern) {
    entry.call = std::move(pattern);
    out.push_back(entry);
  });
}

nlohmann::ordered_json list_of(std::span<const Key> keys) {
  return {{"type", "array"}, {"items", schema_of(keys, {})}};
}

}  // namespace

FlowRule read_flow(const YamlValue& value, std::vector<Problem>& problems) {
  const MapReader reader(value, kFlowKeys, "a flow", problems);
  FlowRule out;
  out.danger = reader.text("danger");
  out.reaches = reader.text("reaches");
  out.except = reader.texts("except");
  if (const YamlValue* sinks = reader.get("sinks")) {
    const size_t faults = problems.size();
    const MapReader sinks_reader(*sinks, kSinksKeys, "sinks", problems);
    for (const std::string_view language : kLanguages)
      read_sinks(sinks_reader, language, problems, out.sinks);
    if (out.sinks.empty() && problems.size() == faults)
      reader.complain(sinks->mark, "\"sinks\" holds no call");
  }
  return out;
}

nlohmann::ordered_json flow_schema() {
  using Json = nlohmann::ordered_json;
  const Json sink = {{"anyOf", Json::array({Json{{"type", "string"}}, schema_of(kSinkKeys, {})})}};
  const Json list = {{"type", "array"}, {"items", sink}};
  return schema_of(
      kFlowKeys, {{"sinks", schema_of(kSinksKeys, {{"python", list}, {"javascript", list}, {"go", list}})}});
}

ParsedModel parse_model(std::string_view text, std::string_view name) {
  ParsedModel out;
  FlowModel& model = out.model;
  model.name = name;
  auto root = parse_yaml(text, name);
  if (!root) {
    out.problems.push_back({1, 1, root.error().message});
    return out;
  }
  const MapReader reader(*root, kModelKeys, "a model", out.problems);
  model.language = reader.text("language");
  if (const YamlValue* modules = reader.get("modules")) {
    if (!modules->is_map()) reader.complain(modules->mark, "\"modules\" must be a map of names");
    for (const YamlValue::Entry& entry : modules->entries) {
      model.modules.emplace_back(entry.key, reader.text_of(entry.value, "modules"));
    }
  }
  model.types = read_patterns(reader, "types", kOfTypes);
  read_maps(reader, "sources", kSourceKeys, "a source", out.problems, [&](const MapReader& source) {
    model.sources.push_back(
        {source.text("kind"), read_patterns(source, "values", kOfSources), source.texts("clears")});
  });
  read_maps(reader, "sanitizers", kSanitizerKeys, "a sanitizer", out.problems,
            [&](const MapReader& sanitizer) {
              model.sanitizers.push_back(
                  {sanitizer.texts("clears"), read_patterns(sanitizer, "calls", kOfSanitizers)});
            });
  read_maps(reader, "guards", kGuardKeys, "a guard", out.problems, [&](const MapReader& guard) {
    model.guards.push_back({guard.texts("clears"), guard.flag("when", true), guard.flag("resolved"),
                            read_patterns(guard, "calls", kOfGuards)});
  });
  read_maps(reader, "entries", kEntryKeys, "an entry", out.problems,
            [&](const MapReader& entry) { read_entry(entry, model.entries); });
  model.propagators = read_patterns(reader, "propagators", kOfPropagators);
  model.resolvers = read_patterns(reader, "resolvers", kOfResolvers);
  std::stable_sort(out.problems.begin(), out.problems.end(), [](const Problem& a, const Problem& b) {
    return std::tie(a.line, a.column) < std::tie(b.line, b.column);
  });
  return out;
}

std::string model_schema_json() {
  using Json = nlohmann::ordered_json;
  Json out = {{"$schema", "https://json-schema.org/draft/2020-12/schema"},
              {"title", "MCP Sentinel model of a language's calls"}};
  out.update(schema_of(kModelKeys, {{"sources", list_of(kSourceKeys)},
                                    {"sanitizers", list_of(kSanitizerKeys)},
                                    {"guards", list_of(kGuardKeys)},
                                    {"entries", list_of(kEntryKeys)}}));
  return out.dump(2) + "\n";
}

}  // namespace sentinel
