#include "source/policy.h"

#include <algorithm>
#include <array>

#include "source/language.h"

namespace sentinel {
namespace {

constexpr std::array<std::string_view, 3> kVersionControlFolders = {".git", ".hg", ".svn"};
constexpr std::array<std::string_view, 9> kDependencyFolders = {
    "node_modules", "bower_components", "site-packages", "__pycache__",   ".tox",
    ".nox",         ".mypy_cache",      ".ruff_cache",   ".pytest_cache",
};

bool contains(const auto& names, std::string_view name) {
  return std::ranges::find(names, name) != names.end();
}

// Code that configures tools stands beside the build output of packages that ship no source.
bool is_tool_configuration(std::string_view name) {
  return name.starts_with('.') || name.contains(".config.") || name.starts_with("webpack.") ||
         name.ends_with(".d.ts") ||
         contains(std::array<std::string_view, 7>{"setup.py", "conftest.py", "noxfile.py", "gulpfile.js",
                                                  "Gruntfile.js", "jest.setup.js", "jest.setup.ts"},
                  name);
}

bool is_program_source(std::string_view name) {
  switch (language_of(name)) {
    case Language::kPython:
    case Language::kJavaScript:
    case Language::kTypeScript:
    case Language::kTsx:
    case Language::kGo:
      return !is_tool_configuration(name);
    default:
      return false;
  }
}

}  // namespace

std::optional<SkipReason> find_folder_policy(std::string_view name, bool leave_out_dependencies) {
  if (contains(kVersionControlFolders, name)) return SkipReason::kVersionControl;
  if (leave_out_dependencies && contains(kDependencyFolders, name)) return SkipReason::kDependency;
  return std::nullopt;
}

bool marks_dependency(std::string_view folder_name, std::string_view file_name) {
  return file_name == "pyvenv.cfg" || (folder_name == "vendor" && file_name == "modules.txt");
}

void BuildOutputPolicy::add_sibling(std::string_view name, bool is_folder) {
  if (is_folder) {
    has_source_ = has_source_ || name == "src" || name == "lib";
    has_pages_ = has_pages_ || name == "app" || name == "pages";
  } else {
    has_source_ = has_source_ || is_program_source(name);
    has_cargo_manifest_ = has_cargo_manifest_ || name == "Cargo.toml";
  }
}

bool BuildOutputPolicy::leaves_out(std::string_view folder_name) const {
  if (folder_name == "dist" || folder_name == "build" || folder_name == "out") return has_source_;
  if (folder_name == ".next") return has_source_ || has_pages_;
  return folder_name == "target" && has_source_ && has_cargo_manifest_;
}

}  // namespace sentinel
