// The one table of settings. Reading, checking and documenting a setting all start from its row here, so a
// new setting is a member of Settings and a row.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "settings/settings.h"

namespace sentinel {

// Names that rooms below this one own. The caller brings them; an empty list leaves names of its kind
// unchecked.
struct KnownNames {
  std::vector<std::string> formats;
  std::vector<std::string> detectors;
  std::vector<std::string> rules;      // ids
  std::vector<std::string> variables;  // MCP_SENTINEL_* variables that are no settings
};

enum class Vocabulary { kFree, kChoices, kFormats, kDetectors };

// The member that holds a setting; its type is the setting's type. monostate: read from files, not kept.
using SettingField =
    std::variant<std::monostate, int Settings::*, double Settings::*, uint64_t Settings::*, bool Settings::*,
                 std::string Settings::*, std::vector<std::string> Settings::*, Severity Settings::*,
                 std::optional<Severity> Settings::*, LogLevel Settings::*, LogFormat Settings::*,
                 std::vector<PathOverride> Settings::*, std::map<std::string, RuleOption> Settings::*>;

// Texts have initializers, as g++ warns of a row that leaves one without.
struct SettingRow {
  std::string_view name;
  SettingField field;
  std::string_view default_text = {};  // as a file would say it
  std::string_view example = {};       // another value, as a file would say it
  std::string_view summary = {};       // one sentence
  std::string_view note = {};          // more, or empty
  std::string_view flag = {};          // with its value's name, or empty
  double minimum = 0;                  // of numbers and sizes
  double maximum = 0;
  Vocabulary vocabulary = Vocabulary::kFree;
  std::span<const std::string_view> choices = {};  // kChoices
  bool is_path =
      false;  // relative to the file that says it, and inside the project when that is the project's

  bool is_list() const {
    return std::holds_alternative<std::vector<std::string> Settings::*>(field) || is_extends();
  }
  bool is_map() const {
    return std::holds_alternative<std::vector<PathOverride> Settings::*>(field) ||
           std::holds_alternative<std::map<std::string, RuleOption> Settings::*>(field);
  }
  bool is_only_in_files() const { return std::holds_alternative<std::monostate>(field); }
  bool is_extends() const { return name == "extends"; }
};

std::span<const SettingRow> setting_rows();
const SettingRow* find_setting(std::string_view name);  // null: no such setting

// MCP_SENTINEL_MIN_CONFIDENCE, or empty for what only files can say.
std::string environment_name(const SettingRow& row);

// What may be written, for messages and documents: "a number from 0 to 1".
std::string allowed_text(const SettingRow& row, const KnownNames& known);

// The words that a setting may take; empty: anything.
std::vector<std::string_view> allowed_words(const SettingRow& row, const KnownNames& known);

// The keys of the maps inside `overrides` and `rule_options`.
struct NestedKey {
  std::string_view name;
  std::string_view allowed;
  std::string_view summary;
};
std::span<const NestedKey> override_keys();
std::span<const NestedKey> rule_option_keys();

}  // namespace sentinel
