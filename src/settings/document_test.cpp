#include "settings/document.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/text.h"
#include "base/yaml.h"
#include "settings/validate.h"

namespace sentinel {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

const KnownNames kKnown = {{"terminal", "json", "sarif"}, {"secrets"}, {"secrets/json-web-token"}, {}};

TEST(SettingsSchema, HasEveryRow) {
  const auto schema = parse_yaml(settings_schema_json(kKnown), "schema");
  ASSERT_TRUE(schema) << schema.error().text();
  EXPECT_EQ(schema->find("$schema")->scalar, "https://json-schema.org/draft/2020-12/schema");
  EXPECT_EQ(schema->find("additionalProperties")->scalar, "false");
  const YamlValue* properties = schema->find("properties");
  ASSERT_NE(properties, nullptr);
  EXPECT_EQ(properties->entries.size(), setting_rows().size());
  for (const SettingRow& row : setting_rows()) {
    const YamlValue* property = properties->find(row.name);
    ASSERT_NE(property, nullptr) << row.name;
    EXPECT_THAT(property->find("description")->scalar, HasSubstr(std::string(row.summary)));
    EXPECT_NE(property->find("default"), nullptr) << row.name;
    EXPECT_TRUE(property->find("type") || property->find("enum") || property->find("anyOf") ||
                property->find("const"))
        << row.name;
  }
  const YamlValue* jobs = properties->find("max_concurrent_files");
  EXPECT_EQ(jobs->find("minimum")->scalar, "1");
  EXPECT_EQ(jobs->find("maximum")->scalar, "100");
  EXPECT_EQ(jobs->find("default")->scalar, "10");
  const YamlValue* format = properties->find("output_format")->find("anyOf")->items[0].find("enum");
  ASSERT_NE(format, nullptr);
  EXPECT_EQ(format->items.size(), 3U);
  EXPECT_EQ(properties->find("fail_on")->find("enum")->items.back().scalar, "never");
}

TEST(SettingsTemplate, HasEveryRowAndIsValid) {
  const std::string text = settings_template_yaml(kKnown);
  EXPECT_THAT(validate_settings_file(text, "template", kKnown), IsEmpty());

  // And so is the file in which everything is switched on.
  std::string uncommented;
  size_t settings = 0;
  for (std::string_view line : split(text, '\n')) {
    EXPECT_LE(line.size(), 110U) << line;
    if (line.starts_with("#") && !line.starts_with("# ")) {
      line.remove_prefix(1);
      ++settings;
    }
    uncommented += std::string(line) + "\n";
  }
  EXPECT_EQ(settings + 1, setting_rows().size());  // `version` is on from the start
  for (const Problem& problem : validate_settings_file(uncommented, "template", kKnown)) {
    ADD_FAILURE() << problem.text("template");
  }
  const auto root = parse_yaml(uncommented, "template");
  ASSERT_TRUE(root);
  for (const SettingRow& row : setting_rows()) {
    EXPECT_NE(root->find(row.name), nullptr) << row.name;
    if (row.name == "version") continue;
    EXPECT_THAT(text, HasSubstr("\n# " + std::string(row.summary.substr(0, 40))));
  }
}

TEST(SettingsReference, DocumentsEveryRow) {
  const std::string text = settings_reference_markdown(kKnown);
  for (const SettingRow& row : setting_rows()) {
    EXPECT_THAT(text, HasSubstr("\n### " + std::string(row.name) + "\n"));
    EXPECT_THAT(text, HasSubstr(std::string(row.note)));
    EXPECT_THAT(text, HasSubstr(environment_name(row)));
    EXPECT_THAT(text, HasSubstr(std::string(row.flag)));
  }
  for (const auto& keys : {override_keys(), rule_option_keys()}) {
    ASSERT_FALSE(keys.empty());
    for (const NestedKey& key : keys) EXPECT_THAT(text, HasSubstr(std::string(key.summary)));
  }
}

TEST(ShowSettings, TextAndJson) {
  Settings settings;
  settings.min_confidence = 0.5;
  settings.max_file_size = 3000;
  settings.fail_on = std::nullopt;
  settings.output_format = {"terminal", "sarif"};
  settings.output_file = {"-", "a\x1B.sarif"};
  settings.log_level = LogLevel::kError;
  settings.overrides.push_back({{"tests/"}, {"*"}, Severity::kLow, 0.9});
  settings.rule_options["secrets/json-web-token"] = {true, Severity::kLow};
  settings.origins["min_confidence"] = "/p/.mcp-sentinel.yaml:3";
  settings.project_root = "/p";

  const std::string text = show_settings(settings);
  EXPECT_THAT(text, HasSubstr("\nmin_confidence        0.5"));
  EXPECT_THAT(text, HasSubstr("  (/p/.mcp-sentinel.yaml:3)\n"));
  EXPECT_THAT(text, HasSubstr("\nfail_on               never "));
  EXPECT_THAT(text, HasSubstr("\nmax_file_size         3000 "));
  EXPECT_THAT(text, HasSubstr("[-, a\\x1b.sarif]"));
  EXPECT_THAT(text, HasSubstr("\nlog_level             ERROR "));
  EXPECT_THAT(show_settings({}), HasSubstr("\nmax_file_size         1MiB "));

  const auto json = parse_yaml(show_settings_json(settings), "json");
  ASSERT_TRUE(json) << json.error().text();
  EXPECT_EQ(json->find("project_root")->scalar, "/p");
  const YamlValue* rows = json->find("settings");
  ASSERT_NE(rows, nullptr);
  for (const SettingRow& row : setting_rows()) {
    if (row.is_only_in_files()) continue;
    EXPECT_THAT(text, HasSubstr(std::string(row.name)));
    const YamlValue* shown = rows->find(row.name);
    ASSERT_NE(shown, nullptr) << row.name;
    EXPECT_NE(shown->find("value"), nullptr) << row.name;
    EXPECT_EQ(shown->find("origin")->scalar,
              row.name == "min_confidence" ? "/p/.mcp-sentinel.yaml:3" : "default");
  }
  EXPECT_EQ(rows->find("overrides")->find("value")->items[0].find("min_confidence")->scalar, "0.9");
  EXPECT_EQ(rows->find("rule_options")->find("value")->find("secrets/json-web-token")->find("off")->scalar,
            "true");
  EXPECT_EQ(rows->find("max_file_size")->find("value")->scalar, "3000");
}

}  // namespace
}  // namespace sentinel
