// Checks a settings file without loading anything that it names.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "base/problem.h"
#include "base/yaml.h"
#include "settings/read_value.h"

namespace sentinel {

// Every problem of the file, in its order. A file that is no YAML has one. Rule ids are checked only if the
// file names no `rules` of its own, which could define more.
std::vector<Problem> validate_settings_file(std::string_view text, std::string_view name,
                                            const KnownNames& known);

// The parsed text, or nothing and the problem; repeated keys are problems too.
std::optional<YamlValue> parse_settings_text(std::string_view text, std::string_view name,
                                             std::vector<Problem>& problems);

// Reads all settings of a parsed file but `extends` into `settings`, with every problem.
void read_settings_map(const YamlValue& root, const ValueContext& context, Settings& settings,
                       std::vector<Problem>& problems);

}  // namespace sentinel
