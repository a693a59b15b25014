#include "rules/parse.h"

#include <algorithm>
#include <span>

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <re2/re2.h>

#include "base/yaml.h"
#include "pattern/registry.h"
#include "rules/map_reader.h"
#include "rules/parse_flow.h"
#include "rules/sample.h"

namespace sentinel {
namespace {

constexpr Key kRuleKeys[] = {
    {"id", Shape::kText, true, "family/name; the name says what is found",
     "[a-z0-9]+(-[a-z0-9]+)*/[a-z0-9]+(-[a-z0-9]+)*"},
    {"title", Shape::kText, true, "A few words for lists and report headings"},
    {"severity", Shape::kText, true, "How bad a true finding is", "info|low|medium|high|critical"},
    {"confidence", Shape::kNumber, false, "How often a match is a true finding, 0 to 1; 0.8 when left out"},
    {"cwe", Shape::kNumbers, false, "Numbers of the Common Weakness Enumeration"},
    {"owasp_mcp", Shape::kTexts, false, "OWASP MCP Top 10 2025", "MCP(0[1-9]|10)"},
    {"owasp_agentic", Shape::kTexts, false, "OWASP Top 10 for Agentic Applications 2026", "ASI(0[1-9]|10)"},
    {"atlas", Shape::kTexts, false, "MITRE ATLAS techniques", R"(AML\.T[0-9]{4}(\.[0-9]{3})?)"},
    {"cosai", Shape::kTexts, false, "CoSAI MCP security threats", "T([1-9]|1[0-2])"},
    {"safe_mcp", Shape::kTexts, false, "SAFE-MCP techniques", "SAFE-T[0-9]{4}"},
    {"what", Shape::kText, true, "What it finds, one sentence"},
    {"why", Shape::kText, true, "Why that matters"},
    {"fix", Shape::kText, true, "What to do about it"},
    {"references", Shape::kTexts, false, "Addresses of the documents it was written from", "https?://.+"},
    {"languages", Shape::kTexts, false, "Languages it looks at; all when left out"},
    {"paths", Shape::kTexts, false, "Path patterns it looks at; all when left out"},
    {"pattern", Shape::kMap, false, "What it matches"},
    {"patterns", Shape::kMaps, false, "Several patterns, each of which is enough"},
    {"flow", Shape::kMap, false, "Which calls a value from outside must not reach"},
    {"samples", Shape::kMap, true, "Text that must and must not be found"},
};

constexpr Key kFamilyKeys[] = {
    {"id", Shape::kText, true, "Name of the family and its detector", "[a-z0-9]+(-[a-z0-9]+)*"},
    {"title", Shape::kText, true, "A few words"},
    {"what", Shape::kText, true, "What its rules find, one sentence"},
    kRuleKeys[4],
    kRuleKeys[5],
    kRuleKeys[6],
    kRuleKeys[7],
    kRuleKeys[8],
    kRuleKeys[9],
};

constexpr Key kPatternKeys[] = {
    {"literals", Shape::kTexts, true, "At least one of these occurs in every match"},
    {"regex", Shape::kText, true,
     "RE2 expression on bytes; ^ and $ match at line ends; the group `secret`, or the first, is what counts"},
    {"ignore_case", Shape::kFlag, false, "Upper and lower case are the same"},
    {"min_rarity", Shape::kNumber, false,
     "Bits per character that the captured text has at least under a model of source text"},
    {"check", Shape::kText, false, "Name of a structure check that the captured text passes"},
    {"allow", Shape::kTexts, false,
     "Expressions; captured text that one of them matches whole is let through"},
    {"near", Shape::kText, false, "Expression that matches within near_lines lines"},
    {"near_lines", Shape::kNumber, false, "Lines before and after for near; 5 when left out"},
    {"keep_placeholders", Shape::kFlag, false, "Report placeholder-like text too"},
};

constexpr Key kSamplesKeys[] = {
    {"finds", Shape::kSamples, true, "Text that must be found"},
    {"clean", Shape::kSamples, false, "Text that must not be found, each with its reason"},
};

constexpr Key kSampleKeys[] = {
    {"code", Shape::kText, true, "The text; <<[A-Z0-9]{20}>> stands for made-up characters"},
    {"path", Shape::kText, false, "File name it is tried under; sample.txt when left out"},
    {"reason", Shape::kText, false, "Why it is here"},
};

Taxonomies read_taxonomies(const MapReader& reader, const Family* family) {
  Taxonomies out;
  if (family != nullptr) out = family->taxonomies;
  if (reader.get("cwe") != nullptr) {
    out.cwe.clear();
    for (const YamlValue* item : reader.items("cwe")) {
      out.cwe.push_back(static_cast<int>(reader.number_of(*item, "cwe", 0, 1, 99999)));
    }
  }
  for (const auto& [key, target] :
       {std::pair{"owasp_mcp", &out.owasp_mcp}, std::pair{"owasp_agentic", &out.owasp_agentic},
        std::pair{"atlas", &out.atlas}, std::pair{"cosai", &out.cosai},
        std::pair{"safe_mcp", &out.safe_mcp}}) {
    if (reader.get(key) != nullptr) *target = reader.texts(key);
  }
  return out;
}

void check_expression(const MapReader& reader, YamlMark mark, std::string_view key,
                      const std::string& expression) {
  RE2::Options options;
  options.set_log_errors(false);
  options.set_encoding(RE2::Options::EncodingLatin1);
  const RE2 re(expression, options);
  if (!re.ok()) reader.complain(mark, fmt::format("\"{}\" is not a regular expression: {}", key, re.error()));
}

RulePattern read_pattern(const YamlValue& value, std::vector<Problem>& problems) {
  const MapReader reader(value, kPatternKeys, "a pattern", problems);
  RulePattern out;
  out.literals = reader.texts("literals");
  out.regex = reader.text("regex");
  out.ignore_case = reader.flag("ignore_case");
  out.conditions.min_rarity = reader.number("min_rarity", 0, 0, 16);
  out.conditions.check = reader.text("check");
  out.conditions.allow = reader.texts("allow");
  out.conditions.near = reader.text("near");
  out.conditions.near_lines = static_cast<int>(reader.number("near_lines", 5, 0, 100));
  out.conditions.keep_placeholders = reader.flag("keep_placeholders");
  for (const std::string& allow : out.conditions.allow)
    check_expression(reader, reader.mark_of("allow"), "allow", allow);
  if (!out.conditions.near.empty())
    check_expression(reader, reader.mark_of("near"), "near", out.conditions.near);
  if (out.regex.empty()) return out;

  PatternSpec spec;
  spec.regex = out.regex;
  spec.ignore_case = out.ignore_case;
  spec.literals = out.literals;
  if (const auto planned = plan_pattern(spec); !planned) {
    reader.complain(reader.mark_of("regex"), planned.error().text());
  }
  out.by_literals = spec.by_literals;
  out.width = spec.width;
  return out;
}

std::vector<Sample> read_samples(const MapReader& samples, std::string_view key, std::string_view id,
                                 std::vector<Problem>& problems) {
  std::vector<Sample> out;
  for (const YamlValue* item : samples.items(key)) {
    Sample sample;
    std::string code;
    if (item->is_map()) {
      const MapReader reader(*item, kSampleKeys, "a sample", problems);
      code = reader.text("code");
      sample.path = reader.text("path");
      sample.reason = reader.text("reason");
    } else if (item->is_scalar()) {
      code = item->scalar;
    } else {
      samples.complain(item->mark, "a sample must be text, or a map with code, path and reason");
      continue;
    }
    if (sample.path.empty()) sample.path = "sample.txt";
    if (key == "clean" && sample.reason.empty()) {
      samples.complain(item->mark,
                       "a clean sample needs its \"reason\": that is what the next reader needs most");
    }
    auto expanded = expand_sample(code, fmt::format("{} {} {}", id, key, out.size()));
    if (!expanded) {
      samples.complain(item->mark, expanded.error().text());
      continue;
    }
    sample.code = std::move(*expanded);
    sample.written = std::move(code);
    out.push_back(std::move(sample));
  }
  return out;
}

constexpr Language kLanguages[] = {
    Language::kPython, Language::kJavaScript, Language::kTypeScript, Language::kTsx,      Language::kGo,
    Language::kJson,   Language::kYaml,       Language::kToml,       Language::kMarkdown, Language::kHtml,
    Language::kShell,  Language::kDockerfile, Language::kIni,        Language::kEnv,      Language::kXml,
    Language::kCss,    Language::kSql,        Language::kText};

std::vector<std::string_view> language_names() {
  std::vector<std::string_view> out;
  for (const Language language : kLanguages) out.push_back(name_of(language));
  return out;
}

}  // namespace

ParsedFamily parse_family(std::string_view text, std::string_view name) {
  ParsedFamily out;
  auto root = parse_yaml(text, name);
  if (!root) {
    out.problems.push_back({1, 1, root.error().text()});
    return out;
  }
  const MapReader reader(*root, kFamilyKeys, "a family", out.problems);
  out.family.id = reader.text("id");
  out.family.title = reader.text("title");
  out.family.what = reader.text("what");
  out.family.taxonomies = read_taxonomies(reader, nullptr);
  return out;
}

ParsedRule parse_rule(std::string_view text, std::string_view name, const Family* family) {
  ParsedRule out;
  Rule& rule = out.rule;
  rule.origin = name;
  auto root = parse_yaml(text, name);
  if (!root) {
    out.problems.push_back({1, 1, root.error().message});
    return out;
  }
  const MapReader reader(*root, kRuleKeys, "a rule", out.problems);
  rule.id = reader.text("id");
  rule.title = reader.text("title");
  rule.severity = find_severity(reader.text("severity")).value_or(Severity::kMedium);
  rule.confidence = reader.number("confidence", 0.8, 0, 1);
  rule.what = reader.text("what");
  rule.why = reader.text("why");
  rule.fix = reader.text("fix");
  rule.references = reader.texts("references");
  rule.paths = reader.texts("paths");
  rule.taxonomies = read_taxonomies(reader, family);

  const std::vector<std::string_view> languages = language_names();
  for (const std::string& language : reader.texts("languages")) {
    const auto it = std::find(languages.begin(), languages.end(), language);
    if (it == languages.end()) {
      reader.complain(reader.mark_of("languages"),
                      fmt::format("\"{}\" is no language{}", language, about_names(language, languages)));
    } else {
      rule.languages.push_back(kLanguages[it - languages.begin()]);
    }
  }

  if (const YamlValue* pattern = reader.get("pattern"))
    rule.patterns.push_back(read_pattern(*pattern, out.problems));
  for (const YamlValue* pattern : reader.items("patterns")) {
    rule.patterns.push_back(read_pattern(*pattern, out.problems));
  }

  if (const YamlValue* flow = reader.get("flow")) {
    rule.flow = read_flow(*flow, out.problems);
    if (!rule.patterns.empty()) {
      reader.complain(flow->mark, "a rule has patterns or a \"flow\", not both: make it two rules");
    }
  }

  if (const YamlValue* samples = reader.get("samples")) {
    const MapReader sample_reader(*samples, kSamplesKeys, "samples", out.problems);
    rule.finds = read_samples(sample_reader, "finds", rule.id, out.problems);
    rule.clean = read_samples(sample_reader, "clean", rule.id, out.problems);
    if (sample_reader.get("finds") != nullptr && rule.finds.empty()) {
      reader.complain(samples->mark, "\"finds\" holds no sample");
    }
  }
  std::stable_sort(out.problems.begin(), out.problems.end(), [](const Problem& a, const Problem& b) {
    return std::tie(a.line, a.column) < std::tie(b.line, b.column);
  });
  return out;
}

std::string rule_schema_json() {
  using Json = nlohmann::ordered_json;
  const Json pattern = schema_of(kPatternKeys, {});
  const Json sample = {{"anyOf", Json::array({Json{{"type", "string"}}, schema_of(kSampleKeys, {})})}};
  const Json sample_list = {{"type", "array"}, {"items", sample}};
  const Json samples = schema_of(kSamplesKeys, {{"finds", sample_list}, {"clean", sample_list}});
  Json languages = {{"type", "array"}, {"items", {{"enum", Json::array()}}}};
  for (const std::string_view language : language_names())
    languages["items"]["enum"].push_back(std::string(language));
  const Json confidence = {{"type", "number"}, {"minimum", 0}, {"maximum", 1}};
  const Json body = schema_of(kRuleKeys, {{"pattern", pattern},
                                          {"patterns", Json{{"type", "array"}, {"items", pattern}}},
                                          {"flow", flow_schema()},
                                          {"samples", samples},
                                          {"languages", languages},
                                          {"confidence", confidence}});
  Json out = {{"$schema", "https://json-schema.org/draft/2020-12/schema"}, {"title", "MCP Sentinel rule"}};
  out.update(body);
  return out.dump(2) + "\n";
}

}  // namespace sentinel
