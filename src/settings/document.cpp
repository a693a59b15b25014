#include "settings/document.h"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "base/text.h"
#include "base/version.h"
#include "base/yaml.h"

namespace sentinel {

namespace {

template <typename Strings>
std::string json_list(const Strings& strings) {
  std::string out = "[";
  for (const auto& text : strings) out += fmt::format("{}{}", out.size() > 1 ? ", " : "", quote_json(text));
  return out + "]";
}

std::string size_text(uint64_t bytes) {
  if (bytes % (1U << 20U) == 0) return fmt::format("{}MiB", bytes >> 20U);
  if (bytes % (1U << 10U) == 0) return fmt::format("{}KiB", bytes >> 10U);
  return fmt::format("{}", bytes);
}

bool is_json_literal(std::string_view text) {
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return text == "true" || text == "false" || (error == std::errc() && end == text.data() + text.size());
}

// Of the table's own texts only, so it may call itself.
std::string to_json(const YamlValue& value) {
  std::string out;
  switch (value.kind) {
    case YamlValue::Kind::kNull:
      return "null";
    case YamlValue::Kind::kScalar:
      return !value.quoted && is_json_literal(value.scalar) ? value.scalar : quote_json(value.scalar);
    case YamlValue::Kind::kList:
      for (const auto& item : value.items) out += (out.empty() ? "" : ", ") + to_json(item);
      return "[" + out + "]";
    case YamlValue::Kind::kMap:
      for (const auto& entry : value.entries) {
        out += (out.empty() ? "" : ", ") + quote_json(entry.key) + ": " + to_json(entry.value);
      }
      return "{" + out + "}";
  }
  return out;
}

std::string json_of_table_text(std::string_view text) { return to_json(parse_yaml(text, "table").value()); }

// -- schema

std::string words_schema(const std::vector<std::string_view>& words) {
  return words.empty() ? R"({"type": "string", "minLength": 1})"
                       : fmt::format(R"({{"enum": {}}})", json_list(words));
}

std::string one_or_list(std::string_view item) {
  return fmt::format(R"("anyOf": [{0}, {{"type": "array", "items": {0}}}, {{"type": "null"}}])", item);
}

std::string nested_properties(std::span<const NestedKey> keys) {
  std::string out;
  for (const NestedKey& key : keys) {
    std::string type;
    if (key.name == "severity") {
      type = fmt::format(R"("enum": {})", json_list(kSeverityNames));
    } else if (key.name == "min_confidence") {
      type = R"("type": "number", "minimum": 0, "maximum": 1)";
    } else if (key.allowed == "true, false") {
      type = R"("type": "boolean")";
    } else {
      type = one_or_list(words_schema({}));
    }
    out += fmt::format(R"({}{}: {{"description": {}, {}}})", out.empty() ? "" : ", ", quote_json(key.name),
                       quote_json(key.summary), type);
  }
  return fmt::format(R"("properties": {{{}}}, "additionalProperties": false)", out);
}

// The keywords that say what a setting may be.
struct TypeSchema {
  const SettingRow& row;
  std::vector<std::string_view> words;

  std::string enumeration() const { return fmt::format(R"("enum": {})", json_list(words)); }

  std::string operator()(std::monostate /*field*/) const {
    return row.is_extends() ? one_or_list(words_schema({})) : R"("const": 1)";
  }
  std::string operator()(int Settings::* /*field*/) const {
    return fmt::format(R"("type": "integer", "minimum": {}, "maximum": {})", row.minimum, row.maximum);
  }
  std::string operator()(double Settings::* /*field*/) const {
    return fmt::format(R"("type": "number", "minimum": {}, "maximum": {})", row.minimum, row.maximum);
  }
  std::string operator()(uint64_t Settings::* /*field*/) const {
    return fmt::format(R"("anyOf": [{{"type": "integer", "minimum": {:.0f}, "maximum": {:.0f}}}, )"
                       R"({{"type": "string", "pattern": "^[0-9]+ *([KMGkmg][Ii]?)?[Bb]?$"}}])",
                       row.minimum, row.maximum);
  }
  std::string operator()(bool Settings::* /*field*/) const { return R"("type": "boolean")"; }
  std::string operator()(std::string Settings::* /*field*/) const { return R"("type": ["string", "null"])"; }
  std::string operator()(std::vector<std::string> Settings::* /*field*/) const {
    return one_or_list(words_schema(words));
  }
  std::string operator()(Severity Settings::* /*field*/) const { return enumeration(); }
  std::string operator()(std::optional<Severity> Settings::* /*field*/) const { return enumeration(); }
  std::string operator()(LogLevel Settings::* /*field*/) const { return enumeration(); }
  std::string operator()(LogFormat Settings::* /*field*/) const { return enumeration(); }
  std::string operator()(std::vector<PathOverride> Settings::* /*field*/) const {
    return one_or_list(fmt::format(R"({{"type": "object", "required": ["paths"], {}}})",
                                   nested_properties(override_keys())));
  }
  std::string operator()(std::map<std::string, RuleOption> Settings::* /*field*/) const {
    return fmt::format(R"("type": ["object", "null"], "additionalProperties": {{"type": "object", {}}})",
                       nested_properties(rule_option_keys()));
  }
};

std::string description_of(const SettingRow& row) {
  return row.note.empty() ? std::string(row.summary) : fmt::format("{} {}", row.summary, row.note);
}

// -- template

// `text` as comment lines.
std::string comment(std::string_view text) {
  constexpr size_t kWidth = 100;
  std::string out;
  std::string line = "#";
  for (std::string_view word : split(text, ' ')) {
    if (line.size() + 1 + word.size() > kWidth) {
      out += line + "\n";
      line = "#";
    }
    line += fmt::format(" {}", word);
  }
  return out + line + "\n";
}

bool is_empty_by_default(const SettingRow& row) {
  return row.default_text == "[]" || row.default_text == "{}" || row.default_text == "\"\"";
}

// -- show

template <bool kAsJson>
struct Shown {
  const Settings& settings;

  static std::string word(std::string_view text) {
    return kAsJson ? quote_json(text) : escape_for_display(text);
  }

  std::string operator()(std::monostate /*field*/) const { return {}; }
  std::string operator()(int Settings::* field) const { return fmt::format("{}", settings.*field); }
  std::string operator()(double Settings::* field) const { return fmt::format("{}", settings.*field); }
  std::string operator()(uint64_t Settings::* field) const {
    return kAsJson ? fmt::format("{}", settings.*field) : size_text(settings.*field);
  }
  std::string operator()(bool Settings::* field) const { return settings.*field ? "true" : "false"; }
  std::string operator()(std::string Settings::* field) const {
    return !kAsJson && (settings.*field).empty() ? "\"\"" : word(settings.*field);
  }
  std::string operator()(std::vector<std::string> Settings::* field) const {
    if (kAsJson) return json_list(settings.*field);
    std::string out;
    for (const std::string& item : settings.*field) out += (out.empty() ? "" : ", ") + word(item);
    return "[" + out + "]";
  }
  std::string operator()(Severity Settings::* field) const { return word(name_of(settings.*field)); }
  std::string operator()(std::optional<Severity> Settings::* field) const {
    const std::optional<Severity>& severity = settings.*field;
    return word(severity ? name_of(*severity) : "never");
  }
  // Their words stand in the table in the order of the enum.
  std::string operator()(LogLevel Settings::* field) const {
    return word(find_setting("log_level")->choices[static_cast<size_t>(settings.*field)]);
  }
  std::string operator()(LogFormat Settings::* field) const {
    return word(find_setting("log_format")->choices[static_cast<size_t>(settings.*field)]);
  }
  std::string operator()(std::vector<PathOverride> Settings::* field) const {
    std::string out;
    for (const PathOverride& entry : settings.*field) {
      std::string keys = fmt::format("\"paths\": {}", json_list(entry.paths));
      if (!entry.off.empty()) keys += fmt::format(", \"off\": {}", json_list(entry.off));
      if (entry.severity) keys += fmt::format(", \"severity\": {}", quote_json(name_of(*entry.severity)));
      if (entry.min_confidence) keys += fmt::format(", \"min_confidence\": {}", *entry.min_confidence);
      out += fmt::format("{}{{{}}}", out.empty() ? "" : ", ", keys);
    }
    return "[" + out + "]";
  }
  std::string operator()(std::map<std::string, RuleOption> Settings::* field) const {
    std::string out;
    for (const auto& [rule, option] : settings.*field) {
      std::string keys = fmt::format("\"off\": {}", option.off);
      if (option.severity) keys += fmt::format(", \"severity\": {}", quote_json(name_of(*option.severity)));
      out += fmt::format("{}{}: {{{}}}", out.empty() ? "" : ", ", quote_json(rule), keys);
    }
    return "{" + out + "}";
  }
};

std::string origin_of(const Settings& settings, std::string_view name) {
  const auto found = settings.origins.find(std::string(name));
  return found == settings.origins.end() ? "default" : found->second;
}

}  // namespace

std::string settings_schema_json(const KnownNames& known) {
  std::string properties;
  for (const SettingRow& row : setting_rows()) {
    properties += fmt::format(
        "{}    {}: {{\n      \"description\": {},\n      \"default\": {},\n      \"examples\": [{}],\n      "
        "{}\n    }}",
        properties.empty() ? "" : ",\n", quote_json(row.name), quote_json(description_of(row)),
        json_of_table_text(row.default_text), json_of_table_text(row.example),
        std::visit(TypeSchema{row, allowed_words(row, known)}, row.field));
  }
  return fmt::format(
      "{{\n  \"$schema\": \"https://json-schema.org/draft/2020-12/schema\",\n"
      "  \"title\": \"MCP Sentinel settings\",\n  \"type\": [\"object\", \"null\"],\n"
      "  \"additionalProperties\": false,\n  \"properties\": {{\n{}\n  }}\n}}\n",
      properties);
}

std::string settings_template_yaml(const KnownNames& known) {
  std::string out = comment(
      "Settings of MCP Sentinel. Everything is at its default; take away the # before a name to change it. "
      "`mcp-sentinel config show` prints what counts in the end, `mcp-sentinel validate` checks this file.");
  out += "version: 1\n";
  for (const SettingRow& row : setting_rows()) {
    if (row.name == "version") continue;
    out +=
        "\n" + comment(description_of(row)) + comment(fmt::format("Allowed: {}.", allowed_text(row, known)));
    if (is_empty_by_default(row)) out += comment(fmt::format("Default: {}. For example:", row.default_text));
    out += fmt::format("#{}: {}\n", row.name, is_empty_by_default(row) ? row.example : row.default_text);
  }
  return out;
}

std::string settings_reference_markdown(const KnownNames& known) {
  std::string out = fmt::format(
      "# Configuration\n\n"
      "<!-- Generated by `{0} config docs`; edit src/settings/table.cpp instead. -->\n\n"
      "## Where settings come from\n\n"
      "Later sources win:\n\n"
      "1. the defaults below;\n"
      "2. the user file, `$XDG_CONFIG_HOME/{0}/config.yaml` or `~/.config/{0}/config.yaml`;\n"
      "3. the project file, `.mcp-sentinel.yaml`, in the target or the nearest folder above it, up to the "
      "top of the git\n"
      "   repository; `--config FILE` takes its place;\n"
      "4. `.env` beside the project file (in the target, if there is none): lines `MCP_SENTINEL_…=value`;\n"
      "5. environment variables `MCP_SENTINEL_…`, in capitals or not; lists are separated by commas, and an "
      "empty variable\n"
      "   counts as unset;\n"
      "6. flags of the command line.\n\n"
      "A source replaces a setting as a whole; only `rule_options` is added to. Paths in a file are relative "
      "to that file,\n"
      "those of variables and flags to the working folder.\n\n"
      "`{0} config show` prints each value and where it came from, `config init` writes a commented file, "
      "`config schema`\n"
      "prints a JSON Schema for editors, and `{0} validate` tells every fault of a file.\n\n"
      "A project file and `.env` are part of what is scanned, and may be hostile. They can hide findings, "
      "which\n"
      "`config show` makes visible, but `rules`, `baseline`, `output_file` and `extends` in them cannot lead "
      "out of the\n"
      "project, not through links either. Downloaded packages are scanned without theirs.\n\n"
      "## Settings\n\n"
      "| setting | default | what it does |\n|---|---|---|\n",
      kProgramName);
  for (const SettingRow& row : setting_rows()) {
    out += fmt::format("| [`{0}`](#{0}) | `{1}` | {2} |\n", row.name, row.default_text, row.summary);
  }
  for (const SettingRow& row : setting_rows()) {
    out += fmt::format("\n### {}\n\n{}\n\n- allowed: {}\n- default: `{}`\n", row.name, description_of(row),
                       allowed_text(row, known), row.default_text);
    if (!row.is_only_in_files()) out += fmt::format("- variable: `{}`\n", environment_name(row));
    if (!row.flag.empty()) out += fmt::format("- flag: `{}`\n", row.flag);
    if (row.example != row.default_text) out += fmt::format("- example: `{}: {}`\n", row.name, row.example);
    std::span<const NestedKey> keys;
    if (row.name == "overrides") keys = override_keys();
    if (row.name == "rule_options") keys = rule_option_keys();
    if (keys.empty()) continue;
    out += "\n| key | allowed | what it does |\n|---|---|---|\n";
    for (const NestedKey& key : keys)
      out += fmt::format("| `{}` | {} | {} |\n", key.name, key.allowed, key.summary);
  }
  return out;
}

std::string show_settings(const Settings& settings) {
  struct Line {
    std::string_view name;
    std::string value;
    std::string origin;
  };
  std::vector<Line> lines;
  size_t name_width = 0;
  size_t value_width = 0;
  constexpr size_t kWidestValue = 40;  // longer ones push their origin to the right
  for (const SettingRow& row : setting_rows()) {
    if (row.is_only_in_files()) continue;
    lines.push_back({row.name, std::visit(Shown<false>{settings}, row.field), origin_of(settings, row.name)});
    name_width = std::max(name_width, row.name.size());
    value_width = std::max(value_width, std::min(display_width(lines.back().value), kWidestValue));
  }
  std::string out;
  for (const auto& [name, value, origin] : lines) {
    const size_t width = display_width(value);
    out += fmt::format("{:<{}}  {}{:{}}  ({})\n", name, name_width, value, "",
                       value_width > width ? value_width - width : 0, origin);
  }
  return out;
}

std::string show_settings_json(const Settings& settings) {
  std::string rows;
  for (const SettingRow& row : setting_rows()) {
    if (row.is_only_in_files()) continue;
    rows += fmt::format(R"({}    {}: {{"value": {}, "origin": {}}})", rows.empty() ? "" : ",\n",
                        quote_json(row.name), std::visit(Shown<true>{settings}, row.field),
                        quote_json(origin_of(settings, row.name)));
  }
  const std::string root =
      settings.project_root.empty() ? "null" : quote_json(settings.project_root.string());
  return fmt::format("{{\n  \"project_root\": {},\n  \"settings\": {{\n{}\n  }}\n}}\n", root, rows);
}

}  // namespace sentinel
