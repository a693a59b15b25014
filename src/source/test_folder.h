// For tests: a temporary folder that goes away with the object.
#pragma once

#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

#include <gtest/gtest.h>
#include <stdlib.h>

namespace sentinel {

class TestFolder {
 public:
  TestFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "sentinel-source-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) ADD_FAILURE() << "no temporary folder";
    path_ = std::filesystem::canonical(name);
  }
  TestFolder(const TestFolder&) = delete;
  TestFolder& operator=(const TestFolder&) = delete;
  ~TestFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }

  const std::filesystem::path& path() const { return path_; }

  // Makes the folders above it too. A name that ends in '/' is a folder.
  std::filesystem::path write(std::string_view name, std::string_view text = "x\n") const {
    std::filesystem::path file = path_ / name;
    if (name.ends_with('/')) {
      std::filesystem::create_directories(file);
    } else {
      std::filesystem::create_directories(file.parent_path());
      std::ofstream(file, std::ios::binary) << text;
    }
    return file;
  }

 private:
  std::filesystem::path path_;
};

// Sets a variable of the environment, or removes it for null, until the end of the scope.
class ScopedVariable {
 public:
  ScopedVariable(const char* name, const char* value) : name_(name) {
    if (const char* before = ::getenv(name)) before_ = before, had_value_ = true;
    value == nullptr ? ::unsetenv(name) : ::setenv(name, value, 1);
  }
  ScopedVariable(const ScopedVariable&) = delete;
  ScopedVariable& operator=(const ScopedVariable&) = delete;
  ~ScopedVariable() { had_value_ ? ::setenv(name_, before_.c_str(), 1) : ::unsetenv(name_); }

 private:
  const char* name_;
  std::string before_;
  bool had_value_ = false;
};

// Git's settings of whoever runs the tests must not show in them.
class CleanGit {
 public:
  explicit CleanGit(const std::string& home)
      : home_("HOME", home.c_str()),
        xdg_("XDG_CONFIG_HOME", nullptr),
        global_("GIT_CONFIG_GLOBAL", nullptr),
        system_("GIT_CONFIG_NOSYSTEM", "1"),
        folder_("GIT_DIR", nullptr),
        tree_("GIT_WORK_TREE", nullptr) {}

 private:
  ScopedVariable home_, xdg_, global_, system_, folder_, tree_;
};

}  // namespace sentinel
