// From a parsed value to its member of Settings, with every problem on the way. Files, environment and flags
// all pass here, so that they accept the same and complain in the same words.
#pragma once

#include <filesystem>
#include <vector>

#include "base/problem.h"
#include "base/yaml.h"
#include "settings/table.h"

namespace sentinel {

// Where a value was written.
struct ValueContext {
  const KnownNames& known;
  // A file tells text from numbers by quotes, the environment cannot.
  bool is_file = true;
  std::filesystem::path folder;  // relative paths start here; empty: they stay as they are
  std::filesystem::path root;    // paths must lie in it, links resolved; empty: anywhere
};

// Changes `settings` only where `value` is allowed, and says in `problems` where it is not.
void read_value(const SettingRow& row, const YamlValue& value, const ValueContext& context,
                Settings& settings, std::vector<Problem>& problems);

// The files of `extends`, resolved as other paths; those that are not allowed are missing and in `problems`.
struct ExtendedFile {
  std::filesystem::path path;
  YamlMark mark;
};
std::vector<ExtendedFile> read_extends(const YamlValue& value, const ValueContext& context,
                                       std::vector<Problem>& problems);

// "did you mean", or empty: `name` against settings, rules and the like.
std::string nearest_text(std::string_view name, std::span<const std::string_view> candidates);

// Whether `name` is "*", a known rule id or a family of one.
bool is_known_rule_name(std::string_view name, const KnownNames& known);

}  // namespace sentinel
