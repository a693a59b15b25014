// For tests: a temporary folder in which git commands can be run, apart from the settings of whoever runs the
// test.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include <gtest/gtest.h>
#include <stdlib.h>

#include "base/files.h"
#include "net/environment.h"

namespace sentinel {

class GitTestFolder {
 public:
  GitTestFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "git_test_XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) std::abort();
    path_ = std::filesystem::canonical(name);
    std::filesystem::create_directory(path_ / "home");
  }
  ~GitTestFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  GitTestFolder(const GitTestFolder&) = delete;
  GitTestFolder& operator=(const GitTestFolder&) = delete;

  std::filesystem::path operator/(std::string_view name) const { return path_ / name; }

  void write(std::string_view name, std::string_view text) const {
    std::filesystem::create_directories((path_ / name).parent_path());
    ASSERT_TRUE(write_file(path_ / name, text)) << name;
  }

  // Runs shell commands in `folder` of this folder; they must succeed.
  void run(std::string_view folder, std::string_view commands) const {
    const std::string line =
        "cd '" + (path_ / folder).string() + "' && set -e && export HOME='" + (path_ / "home").string() +
        "' XDG_CONFIG_HOME=/nonexistent GIT_CONFIG_NOSYSTEM=1 GIT_AUTHOR_NAME=a "
        "GIT_AUTHOR_EMAIL=a@example.org GIT_COMMITTER_NAME=a "
        "GIT_COMMITTER_EMAIL=a@example.org GIT_AUTHOR_DATE='2026-01-01 00:00:00 +0000' "
        "GIT_COMMITTER_DATE='2026-01-01 00:00:00 +0000'; unset GIT_DIR GIT_INDEX_FILE; " +
        std::string(commands);
    // NOLINTNEXTLINE(bugprone-command-processor): only text of tests
    ASSERT_EQ(std::system(line.c_str()), 0) << commands;
  }

  Environment environment() const {
    Environment environment;
    environment.variables = {{"HOME", (path_ / "home").string()},
                             {"XDG_CONFIG_HOME", "/nonexistent"},
                             {"GIT_CONFIG_NOSYSTEM", "1"},
                             {"TMPDIR", path_.string()}};
    const char* search_path = getenv("PATH");
    environment.variables["PATH"] = search_path == nullptr ? "/usr/bin:/bin" : search_path;
    environment.working_folder = path_;
    environment.system_root = path_ / "system";
    return environment;
  }

 private:
  std::filesystem::path path_;
};

}  // namespace sentinel
