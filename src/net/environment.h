// What a process is told from outside: variables, where it stands, where the system keeps its settings.
// Handed in, so that a test sees none of the machine it runs on.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace sentinel {

struct Environment {
  std::map<std::string, std::string> variables;
  std::filesystem::path working_folder = ".";
  std::filesystem::path system_root = "/";  // above etc/ and usr/

  static Environment of_process();

  // The variable's value if it is set and not empty.
  std::optional<std::string> find(const std::string& name) const;
  // The same for names that are written in both ways; lower case wins: `https_proxy`, `HTTPS_PROXY`.
  std::optional<std::string> find_in_any_case(std::string_view name) const;

  // $HOME, or what the system says of this user; empty when neither is known.
  std::filesystem::path home() const;
  // $XDG_CONFIG_HOME, or ~/.config.
  std::filesystem::path config_home() const;
  // $TMPDIR, or /tmp.
  std::filesystem::path temporary_folder() const;
};

}  // namespace sentinel
