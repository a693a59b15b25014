#include "source/excludes.h"

#include <cctype>
#include <cstdlib>
#include <deque>
#include <filesystem>
#include <optional>

#include "base/text.h"
#include "source/regular_file.h"

namespace sentinel {
namespace {

constexpr uint64_t kMaxBytes = 1U << 20U;
constexpr int kMaxConfigFiles = 64;

std::optional<std::string> find_text(const std::string& path) {
  // These are the user's own files, and people keep them as links into a folder of dotfiles.
  auto file = RegularFile::open(path, RegularFile::Links::kFollow);
  if (!file) return std::nullopt;
  auto text = file->read(kMaxBytes);
  if (!text) return std::nullopt;
  return std::move(*text);
}

std::optional<std::string> find_variable(const char* name) {
  const char* value = std::getenv(name);
  if (value == nullptr) return std::nullopt;
  return value;
}

// "" when there is no home.
std::string below_home(std::string_view path) {
  const std::string home = find_variable("HOME").value_or("");
  return home.empty() ? home : home + "/" + std::string(path);
}

std::string user_config_folder() {
  const std::string folder = find_variable("XDG_CONFIG_HOME").value_or("");
  return folder.empty() ? below_home(".config/git/") : folder + "/git/";
}

// As git reads a setting that is a path.
std::string expand(const std::string& value, const std::string& relative_to) {
  if (value.starts_with("~/")) return below_home(std::string_view(value).substr(2));
  if (value.empty() || value.starts_with('/')) return value;
  return relative_to + "/" + value;
}

// The folder that all work trees of the repository share, or "": `.git` itself, or what the file `.git` of a
// submodule or an added work tree leads to.
std::string common_git_folder(const std::string& work_tree) {
  std::string dot_git = work_tree + "/.git";
  std::error_code ignored;
  if (std::filesystem::is_directory(dot_git, ignored)) return dot_git;
  std::optional<std::string> link = find_text(dot_git);
  constexpr std::string_view kKey = "gitdir: ";
  if (!link || !link->starts_with(kKey)) return "";
  const std::string folder =
      expand(std::string(trim(std::string_view(*link).substr(kKey.size()))), work_tree);
  std::optional<std::string> common = find_text(folder + "/commondir");
  return common ? expand(std::string(trim(*common)), folder) : folder;
}

std::vector<std::string> config_files(const std::string& git_folder) {
  std::vector<std::string> files;
  if (find_variable("GIT_CONFIG_NOSYSTEM").value_or("0") == "0") {
    files.push_back(find_variable("GIT_CONFIG_SYSTEM").value_or("/etc/gitconfig"));
  }
  if (auto global = find_variable("GIT_CONFIG_GLOBAL")) {
    files.push_back(*global);
  } else {
    files.push_back(user_config_folder() + "config");
    files.push_back(below_home(".gitconfig"));
  }
  if (!git_folder.empty()) files.push_back(git_folder + "/config");
  return files;
}

std::string excludes_file(const std::string& folder, const std::string& git_folder) {
  struct Step {
    bool is_file;  // a configuration still to be read, or a value of core.excludesFile
    std::string path;
  };
  std::deque<Step> steps;
  for (std::string& file : config_files(git_folder)) steps.push_back({true, std::move(file)});
  std::string found = user_config_folder() + "ignore";
  for (int files = 0; !steps.empty();) {
    const Step step = std::move(steps.front());
    steps.pop_front();
    if (!step.is_file) {
      found = step.path;
      continue;
    }
    if (++files > kMaxConfigFiles) break;
    std::optional<std::string> text = find_text(step.path);
    if (!text) continue;
    // What an include says stands in its place among the other settings, so it goes in front of the rest.
    std::vector<Step> inner;
    for (const auto& [key, value] : parse_git_config(*text)) {
      const std::string beside = std::filesystem::path(step.path).parent_path().string();
      if (key == "include.path") inner.push_back({true, expand(value, beside)});
      if (key == "core.excludesfile") inner.push_back({false, expand(value, folder)});
    }
    steps.insert(steps.begin(), inner.begin(), inner.end());
  }
  return found;
}

class ConfigReader {
 public:
  explicit ConfigReader(std::string_view text) : text_(text) {}

  std::vector<std::pair<std::string, std::string>> read() {
    while (skip_space(" \t\r\n\f\v"), !at_end()) {
      const char c = text_[at_];
      bool accepted = true;
      if (c == '#' || c == ';') {
        at_ = std::min(text_.find('\n', at_), text_.size());
      } else if (c == '[') {
        accepted = read_section();
      } else {
        accepted = read_setting();
      }
      if (!accepted) break;
    }
    return std::move(settings_);
  }

 private:
  bool at_end() const { return at_ >= text_.size(); }
  bool take(char c) {
    if (at_end() || text_[at_] != c) return false;
    ++at_;
    return true;
  }
  void skip_space(std::string_view kinds) {
    at_ = std::min(text_.find_first_not_of(kinds, at_), text_.size());
  }

  std::string take_name() {
    const size_t begin = at_;
    while (!at_end() && (std::isalnum(static_cast<unsigned char>(text_[at_])) != 0 || text_[at_] == '-' ||
                         text_[at_] == '.')) {
      ++at_;
    }
    return to_lower(text_.substr(begin, at_ - begin));
  }

  bool read_section() {
    ++at_;
    section_ = take_name();
    has_subsection_ = section_.contains('.');
    skip_space(" \t");
    if (take('"')) {
      has_subsection_ = true;
      for (; !at_end() && text_[at_] != '"'; ++at_) {
        if (text_[at_] == '\n') return false;
        if (text_[at_] == '\\') ++at_;
      }
      if (!take('"')) return false;
    }
    return take(']');
  }

  bool read_setting() {
    const std::string key = take_name();
    if (key.empty() || section_.empty()) return false;
    skip_space(" \t");
    if (at_end() || text_[at_] == '\n' || text_[at_] == '#' || text_[at_] == ';') return true;
    if (take('\r')) return true;
    if (!take('=')) return false;
    std::optional<std::string> value = take_value();
    if (value && !has_subsection_) settings_.emplace_back(section_ + "." + key, std::move(*value));
    return value.has_value();
  }

  std::optional<std::string> take_value() {
    skip_space(" \t");
    std::string value;
    size_t kept = 0;  // length without spaces that turn out to be trailing
    bool quoted = false;
    while (!at_end()) {
      const char c = text_[at_++];
      if (c == '\n') {
        if (quoted) return std::nullopt;
        break;
      }
      if (c == '\r' && !at_end() && text_[at_] == '\n') continue;
      if (!quoted && (c == '#' || c == ';')) {
        at_ = std::min(text_.find('\n', at_), text_.size());
        break;
      }
      if (c == '"') {
        quoted = !quoted;
        kept = value.size();
        continue;
      }
      if (c == '\\') {
        if (at_end()) return std::nullopt;
        const char escaped = text_[at_++];
        if (escaped == '\r' && take('\n')) continue;
        if (escaped == '\n') continue;
        constexpr std::string_view kEscapes = "ntb\\\"";
        constexpr std::string_view kMeanings = "\n\t\b\\\"";
        const size_t which = kEscapes.find(escaped);
        if (which == std::string_view::npos) return std::nullopt;
        value += kMeanings[which];
        kept = value.size();
        continue;
      }
      value += c;
      if (quoted || (c != ' ' && c != '\t')) kept = value.size();
    }
    if (quoted) return std::nullopt;
    value.resize(kept);
    return value;
  }

  std::string_view text_;
  size_t at_ = 0;
  std::string section_;
  bool has_subsection_ = false;
  std::vector<std::pair<std::string, std::string>> settings_;
};

}  // namespace

std::vector<std::pair<std::string, std::string>> parse_git_config(std::string_view text) {
  if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
  return ConfigReader(text).read();
}

std::vector<IgnoreFile> read_excludes(const std::string& folder) {
  const std::string git_folder = common_git_folder(folder);
  std::vector<std::string> paths;
  if (!git_folder.empty()) paths.push_back(git_folder + "/info/exclude");
  paths.push_back(excludes_file(folder, git_folder));
  std::vector<IgnoreFile> files;
  for (const std::string& path : paths) {
    std::optional<std::string> text = find_text(path);
    if (!text) continue;
    IgnoreFile file = IgnoreFile::parse(*text);
    if (!file.empty()) files.push_back(std::move(file));
  }
  return files;
}

}  // namespace sentinel
