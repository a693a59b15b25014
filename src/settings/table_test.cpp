#include "settings/table.h"

#include <fstream>
#include <iterator>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "settings/read_value.h"

namespace sentinel {
namespace {

const KnownNames kKnown = {
    {"terminal", "json", "sarif"}, {"secrets", "deceptive-text"}, {"secrets/json-web-token"}, {}};

TEST(SettingTable, NamesAreUniqueAndFound) {
  std::set<std::string_view> names;
  ASSERT_FALSE(setting_rows().empty());
  for (const SettingRow& row : setting_rows()) {
    EXPECT_TRUE(names.insert(row.name).second) << row.name;
    EXPECT_EQ(find_setting(row.name), &row);
  }
  EXPECT_EQ(find_setting("none"), nullptr);
}

// Every member of Settings that a person can set has a row: a new one without would be found here.
TEST(SettingTable, CoversTheHeader) {
  std::ifstream file(SENTINEL_SOURCE_DIR "/src/settings/settings.h");
  const std::string header{std::istreambuf_iterator<char>(file), {}};
  const size_t begin = header.find("struct Settings {");
  const size_t end = header.find("// Setting name to where");
  ASSERT_NE(begin, std::string::npos);
  ASSERT_NE(end, std::string::npos);
  const std::string members = header.substr(begin, end - begin);
  size_t count = 0;
  for (const char c : members) count += c == ';' ? 1 : 0;
  size_t rows = 0;
  for (const SettingRow& row : setting_rows()) {
    if (row.is_only_in_files()) continue;
    ++rows;
    EXPECT_NE(members.find(" " + std::string(row.name)), std::string::npos) << row.name;
  }
  // Comments there have a few semicolons; none of them ends a member.
  EXPECT_GE(count, rows);
  EXPECT_EQ(rows, 19U);
}

TEST(SettingTable, RowsAreComplete) {
  for (const SettingRow& row : setting_rows()) {
    EXPECT_TRUE(row.summary.ends_with('.')) << row.name;
    EXPECT_TRUE(row.note.empty() || row.note.ends_with('.')) << row.name;
    EXPECT_FALSE(allowed_text(row, kKnown).empty()) << row.name;
    EXPECT_FALSE(allowed_text(row, {}).empty()) << row.name;
    if (row.is_only_in_files()) {
      EXPECT_EQ(environment_name(row), "");
    } else {
      EXPECT_TRUE(environment_name(row).starts_with("MCP_SENTINEL_")) << row.name;
    }
  }
  EXPECT_EQ(environment_name(*find_setting("min_confidence")), "MCP_SENTINEL_MIN_CONFIDENCE");
}

// The default that the documents state is the one that the program has.
TEST(SettingTable, DefaultsAreTrue) {
  for (const SettingRow& row : setting_rows()) {
    for (const std::string_view text : {row.default_text, row.example}) {
      const auto value = parse_yaml(text, "table");
      ASSERT_TRUE(value) << row.name;
      Settings settings;
      std::vector<Problem> problems;
      read_value(row, *value, ValueContext{kKnown, true, {}, {}}, settings, problems);
      EXPECT_TRUE(problems.empty()) << row.name << ": " << problems.front().message;
      if (text != row.default_text) continue;
      const Settings fresh;
      std::visit(
          [&](auto field) {
            using T = decltype(field);
            if constexpr (std::is_same_v<T, std::vector<PathOverride> Settings::*>) {
              EXPECT_TRUE((settings.*field).empty());
            } else if constexpr (std::is_same_v<T, std::map<std::string, RuleOption> Settings::*>) {
              EXPECT_TRUE((settings.*field).empty());
            } else if constexpr (!std::is_same_v<T, std::monostate>) {
              EXPECT_EQ(settings.*field, fresh.*field) << row.name;
            }
          },
          row.field);
    }
  }
}

TEST(SettingTable, AllowedText) {
  struct Case {
    std::string_view name, text;
  };
  for (auto [name, text] : {
           Case{"max_concurrent_files", "a whole number from 1 to 100"},
           Case{"min_confidence", "a number from 0 to 1"},
           Case{"max_file_size", "a size from 1024 bytes to 1 GiB, as 1048576, 512KiB or 2MB"},
           Case{"log_level", "DEBUG, INFO, WARNING, ERROR"},
           Case{"fail_on", "info, low, medium, high, critical, never"},
           Case{"output_format", "any of terminal, json, sarif"},
           Case{"allow_incomplete", "true, false"},
       }) {
    EXPECT_EQ(allowed_text(*find_setting(name), kKnown), text);
  }
}

}  // namespace
}  // namespace sentinel
