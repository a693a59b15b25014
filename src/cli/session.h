// What most commands begin with: the settings that hold for a target, and the rules that they name.
#pragma once

#include "cli/arguments.h"
#include "cli/console.h"
#include "rules/catalog.h"
#include "settings/settings.h"
#include "settings/table.h"

namespace sentinel {

struct Session {
  Settings settings;
  Catalog catalog;
};

// The names that settings may use, with the ids of the built-in rules.
KnownNames known_names();

[[nodiscard]] Result<Settings> load_session_settings(const CommonArguments& arguments,
                                                     const std::filesystem::path& target,
                                                     const Console& console);
[[nodiscard]] Result<Session> open_session(const CommonArguments& arguments,
                                           const std::filesystem::path& target, const Console& console);

}  // namespace sentinel
