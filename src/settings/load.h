// Finds every source of settings, reads them in order and tells of every problem in all of them at once.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "settings/settings.h"
#include "settings/table.h"

namespace sentinel {

// A flag that stands for a setting: its name there, what was given (nothing: true), and the flag for
// messages.
struct FlagValue {
  std::string setting;
  std::vector<std::string> values;
  std::string flag;
};

// Whether what lies in the scanned tree may speak: no for packages that are looked at before they are
// trusted.
enum class ProjectFiles { kRead, kSkip };

struct SettingsRequest {
  std::filesystem::path target = ".";  // the folder or file that is scanned
  std::filesystem::path config;        // takes the place of the project file; empty: search for one
  std::map<std::string, std::string>
      environment;  // of the process; HOME and XDG_CONFIG_HOME find the user file
  std::vector<FlagValue> flags;
  ProjectFiles project_files = ProjectFiles::kRead;
  KnownNames known;
};

inline constexpr std::string_view kProjectFileName = ".mcp-sentinel.yaml";

// Later over earlier: defaults, user file, project file (or `config`), `.env` beside the project file
// (without one, in the target), MCP_SENTINEL_* variables, flags. A source replaces a setting as a whole, but
// adds to rule_options.
//
// The project file and `.env` may come from somebody hostile: paths in them must stay inside the project,
// with links resolved, and `Settings::origins` shows what they changed. Fails with ErrorKind::kUsage and one
// line for each problem.
[[nodiscard]] Result<Settings> load_settings(const SettingsRequest& request);

// The nearest project file at or above the target. The search ends at a git repository's top.
std::optional<std::filesystem::path> find_project_file(const std::filesystem::path& target);

// Rule names in `rule_options` and `overrides` that are no rule of `known`, one message each. load_settings
// asks this by itself unless `rules` names a user's own, which only the caller can load.
std::vector<std::string> find_unknown_rules(const Settings& settings, const KnownNames& known);

}  // namespace sentinel
