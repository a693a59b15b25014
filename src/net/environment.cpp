#include "net/environment.h"

#include <system_error>
#include <unistd.h>

#include <pwd.h>

#include "base/text.h"

namespace sentinel {

Environment Environment::of_process() {
  Environment environment;
  for (char* const* entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
    const std::string_view text = *entry;
    const size_t equals = text.find('=');
    if (equals == std::string_view::npos || equals == 0) continue;
    environment.variables.emplace(text.substr(0, equals), text.substr(equals + 1));
  }
  std::error_code ignored;
  environment.working_folder = std::filesystem::current_path(ignored);
  return environment;
}

std::optional<std::string> Environment::find(const std::string& name) const {
  const auto found = variables.find(name);
  if (found == variables.end() || found->second.empty()) return std::nullopt;
  return found->second;
}

std::optional<std::string> Environment::find_in_any_case(std::string_view name) const {
  const std::string lower = to_lower(name);
  if (auto value = find(lower)) return value;
  std::string upper = lower;
  for (char& c : upper) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  return find(upper);
}

std::filesystem::path Environment::home() const {
  if (auto home = find("HOME")) return *home;
  passwd entry{};
  passwd* found = nullptr;
  char buffer[4096];
  if (getpwuid_r(getuid(), &entry, buffer, sizeof buffer, &found) == 0 && found != nullptr &&
      found->pw_dir != nullptr) {
    return found->pw_dir;
  }
  return {};
}

std::filesystem::path Environment::config_home() const {
  // Relative values are invalid by the XDG specification.
  if (auto folder = find("XDG_CONFIG_HOME"); folder && folder->front() == '/') return *folder;
  const std::filesystem::path base = home();
  return base.empty() ? base : base / ".config";
}

std::filesystem::path Environment::temporary_folder() const { return find("TMPDIR").value_or("/tmp"); }

}  // namespace sentinel
