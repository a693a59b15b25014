#include "settings/load.h"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "base/files.h"
#include "base/text.h"
#include "base/yaml.h"
#include "settings/dotenv.h"
#include "settings/read_value.h"
#include "settings/validate.h"

namespace sentinel {

namespace {

namespace fs = std::filesystem;

constexpr size_t kLargestFile = 1U << 20U;
constexpr size_t kMostFiles = 100;
constexpr size_t kDeepestExtends = 10;
constexpr std::string_view kPrefix = "MCP_SENTINEL_";

fs::path absolute_path(const fs::path& path) {
  std::error_code error;
  const fs::path out = fs::absolute(path, error);
  return (error ? path : out).lexically_normal();
}

// What two names of one file have in common.
fs::path identity(const fs::path& path) {
  std::error_code error;
  const fs::path out = fs::weakly_canonical(path, error);
  return error ? path : out;
}

bool is_there(const fs::path& path) {
  std::error_code error;
  return fs::symlink_status(path, error).type() != fs::file_type::not_found && !error;
}

// Follows links; false for pipes and devices, whose reading might never end.
bool is_regular(const fs::path& path) {
  std::error_code error;
  return fs::is_regular_file(path, error) && !error;
}

std::string shown_path(const fs::path& path) { return escape_for_display(path.string()); }

fs::path folder_of(const fs::path& target) {
  const fs::path path = absolute_path(target);
  std::error_code error;
  if (fs::is_directory(path, error)) return path.has_filename() ? path : path.parent_path();
  return path.parent_path();
}

struct SettingsFile {
  fs::path path;
  YamlValue root;
  fs::path project;  // not empty: what it names must lie there
};

// One value from the environment, `.env` or a flag.
struct WordValue {
  const SettingRow* row;
  YamlValue value;
  std::string origin;  // "flag --severity"
  fs::path folder;
  fs::path project;
};

YamlValue scalar(std::string text) {
  YamlValue value;
  value.kind = YamlValue::Kind::kScalar;
  value.scalar = std::move(text);
  return value;
}

YamlValue list_of(const std::vector<std::string>& items) {
  YamlValue value;
  value.kind = YamlValue::Kind::kList;
  for (const std::string& item : items) value.items.push_back(scalar(item));
  return value;
}

std::vector<std::string> split_list(std::string_view text) {
  std::vector<std::string> out;
  for (const std::string_view part : split(text, ',')) {
    if (!trim(part).empty()) out.emplace_back(trim(part));
  }
  return out;
}

class Loader {
 public:
  explicit Loader(const SettingsRequest& request) : request_(request), known_(request.known) {}

  Result<Settings> load() {
    find_files();
    read_dotenv();
    read_environment();
    read_flags();

    // Rules of the user's own are loaded after the settings, so their ids cannot be known here.
    if (names_own_rules()) known_.rules.clear();

    for (const SettingRow& row : setting_rows()) {
      if (!row.is_only_in_files()) settings_.origins[std::string(row.name)] = "default";
    }
    for (const SettingsFile& file : files_) apply_file(file);
    for (const std::vector<WordValue>* source : {&dotenv_, &environment_, &flags_}) apply_words(*source);
    check_outputs();

    if (!problems_.empty()) return fail(ErrorKind::kUsage, join(problems_, "\n"));
    return std::move(settings_);
  }

 private:
  void add_problem(std::string_view where, std::string_view message) {
    problems_.push_back(fmt::format("{}: {}", where, message));
  }

  // -- files

  void find_files() {
    if (const fs::path path = user_file(); !path.empty() && is_there(path)) add_file(path, {});

    const fs::path target = folder_of(request_.target);
    if (!request_.config.empty()) {
      const fs::path path = absolute_path(request_.config);
      add_file(path, {});
      // Its path patterns mean the tree that it stands over.
      const fs::path folder = path.parent_path();
      if (std::mismatch(folder.begin(), folder.end(), target.begin(), target.end()).first == folder.end()) {
        settings_.project_root = folder;
      }
      return;
    }
    if (request_.project_files == ProjectFiles::kSkip) return;
    if (const auto path = find_project_file(target)) {
      settings_.project_root = path->parent_path();
      add_file(*path, settings_.project_root);
    }
  }

  fs::path user_file() const {
    // The specification of these folders asks to pass over one that is not absolute.
    fs::path folder = variable("XDG_CONFIG_HOME");
    if (!folder.is_absolute()) {
      const fs::path home = variable("HOME");
      if (!home.is_absolute()) return {};
      folder = home / ".config";
    }
    return folder / "mcp-sentinel" / "config.yaml";
  }

  std::string variable(const std::string& name) const {
    const auto found = request_.environment.find(name);
    return found == request_.environment.end() ? std::string() : found->second;
  }

  // The file and all that it extends, which come before it. `project` is empty for a person's own files.
  void add_file(const fs::path& path, const fs::path& project) {
    struct Open {
      SettingsFile file;
      fs::path id;
      std::vector<ExtendedFile> extended;
      size_t next = 0;
    };
    std::vector<Open> open;

    // A problem with opening is the business of whoever named the file.
    auto enter = [&](const fs::path& name, const std::string& named_at) {
      const fs::path id = identity(name);
      const auto same = [&](const Open& other) { return other.id == id; };
      if (std::any_of(open.begin(), open.end(), same)) {
        add_problem(named_at, fmt::format("{} extends itself", shown_path(name)));
        return;
      }
      if (!seen_.insert(id).second) return;  // already read, through another file
      if (open.size() >= kDeepestExtends || seen_.size() > kMostFiles) {
        add_problem(named_at,
                    fmt::format("{} is not read: more than {} files, or more than {} that extend each other",
                                shown_path(name), kMostFiles, kDeepestExtends));
        return;
      }
      auto root = read_file(name, project, named_at);
      if (!root) return;
      std::vector<ExtendedFile> extended;
      if (const YamlValue* value = root->find("extends")) {
        std::vector<Problem> problems;
        extended = read_extends(*value, ValueContext{known_, true, name.parent_path(), project}, problems);
        add_problems(name, problems);
      }
      open.push_back({{name, std::move(*root), project}, id, std::move(extended)});
    };

    enter(path, {});
    while (!open.empty()) {
      Open& last = open.back();
      if (last.next < last.extended.size()) {
        const ExtendedFile next = last.extended[last.next++];
        enter(next.path,
              fmt::format("{}:{}:{}", shown_path(last.file.path), next.mark.line, next.mark.column));
      } else {
        files_.push_back(std::move(last.file));
        open.pop_back();
      }
    }
  }

  std::optional<YamlValue> read_file(const fs::path& path, const fs::path& project,
                                     const std::string& named_at) {
    const bool is_from_project = !project.empty();
    const std::string where = named_at.empty() ? shown_path(path) : named_at;
    const std::string what = named_at.empty() ? "" : shown_path(path) + " ";
    // Only a file that the user names on the command line may be a pipe.
    const bool may_be_pipe = !is_from_project && named_at.empty();
    if (is_there(path) && !may_be_pipe && !is_regular(path)) {
      add_problem(where, what + "is not a regular file");
      return std::nullopt;
    }
    if (is_from_project && !stays_inside(path, project)) {
      add_problem(where, what + "is a link that leads out of the project");
      return std::nullopt;
    }
    const auto text = read_text_file(path, kLargestFile);
    if (!text) {
      add_problem(where, what + (text.error().kind == ErrorKind::kNotFound ? "does not exist"
                                                                           : text.error().message));
      return std::nullopt;
    }
    std::vector<Problem> problems;
    auto root = parse_settings_text(*text, shown_path(path), problems);
    add_problems(path, problems);
    return root;
  }

  static bool stays_inside(const fs::path& path, const fs::path& project) {
    const fs::path real = identity(path);
    const fs::path root = identity(project);
    return std::mismatch(root.begin(), root.end(), real.begin(), real.end()).first == root.end();
  }

  void add_problems(const fs::path& path, const std::vector<Problem>& problems) {
    for (const Problem& problem : problems) problems_.push_back(problem.text(shown_path(path)));
  }

  // -- words

  YamlValue to_value(const SettingRow& row, const std::string& text, const std::string& origin) {
    if (row.is_list()) return list_of(split_list(text));
    if (!row.is_map()) return scalar(std::string(trim(text)));
    auto value = parse_yaml(text, origin);
    if (value) return std::move(*value);
    problems_.push_back(value.error().text());
    return {};
  }

  // `name` is the variable's.
  void add_variable(std::vector<WordValue>& words, const std::string& name, const std::string& text,
                    const std::string& origin, const fs::path& folder, const fs::path& project) {
    const std::string setting = to_lower(std::string_view(name).substr(kPrefix.size()));
    const SettingRow* row = find_setting(setting);
    if (row == nullptr || row->is_only_in_files()) {
      for (const std::string& other : known_.variables) {
        if (equals_ignoring_case(other, name)) return;
      }
      std::vector<std::string_view> names;
      for (const SettingRow& other : setting_rows()) {
        if (!other.is_only_in_files()) names.push_back(other.name);
      }
      const auto nearest = find_nearest(setting, names);
      const std::string hint =
          nearest ? fmt::format("; did you mean \"{}\"?", environment_name(*find_setting(*nearest)))
                  : std::string();
      const bool is_named = folder.empty();  // the origin of a variable names it, that of a line does not
      add_problem(is_named ? origin : origin + ": " + name, "there is no setting of this name" + hint);
      return;
    }
    if (trim(text).empty()) return;  // the usual way to unset a variable for one command
    words.push_back({row, to_value(*row, text, origin), origin, folder, project});
  }

  static bool has_prefix(std::string_view name) {
    return name.size() > kPrefix.size() && equals_ignoring_case(name.substr(0, kPrefix.size()), kPrefix);
  }

  void read_dotenv() {
    if (request_.project_files == ProjectFiles::kSkip) return;
    const fs::path folder =
        settings_.project_root.empty() ? folder_of(request_.target) : settings_.project_root;
    const fs::path path = folder / ".env";
    if (!is_regular(path)) return;
    // One that cannot be read is reported by the scan, as it is a file of the tree as well.
    const auto text = read_text_file(path, kLargestFile);
    if (!text) return;
    for (const DotenvEntry& entry : parse_dotenv(*text)) {
      if (!has_prefix(entry.name)) continue;
      const std::string origin = fmt::format("{}:{}", shown_path(path), entry.line);
      add_variable(dotenv_, entry.name, entry.value, origin, folder, folder);
    }
  }

  void read_environment() {
    // The same name in other letters: the one in capitals, which sorts first, wins.
    std::set<std::string> seen;
    for (const auto& [name, text] : request_.environment) {
      if (!has_prefix(name) || !seen.insert(to_lower(name)).second) continue;
      add_variable(environment_, name, text, "environment " + escape_for_display(name), {}, {});
    }
  }

  void read_flags() {
    for (const auto& [setting, values, flag] : request_.flags) {
      const SettingRow* row = find_setting(setting);
      const std::string origin = "flag " + flag;
      if (row == nullptr || row->is_only_in_files()) {
        add_problem(origin, fmt::format("there is no setting \"{}\"", escape_for_display(setting)));
        continue;
      }
      YamlValue value;
      if (row->is_list() && row->vocabulary == Vocabulary::kFree) {
        value = list_of(values);  // a path or pattern may have a comma
      } else if (row->is_list()) {
        value = list_of(split_list(join(values, ",")));
      } else {
        value = to_value(*row, values.empty() ? "true" : values.back(), origin);
      }
      flags_.push_back({row, std::move(value), origin, {}, {}});
    }
  }

  // -- applying

  bool names_own_rules() const {
    const auto names_rules = [](const WordValue& word) { return word.row->name == "rules"; };
    const auto has_rules = [](const SettingsFile& file) { return file.root.find("rules") != nullptr; };
    return std::any_of(files_.begin(), files_.end(), has_rules) ||
           std::any_of(dotenv_.begin(), dotenv_.end(), names_rules) ||
           std::any_of(environment_.begin(), environment_.end(), names_rules) ||
           std::any_of(flags_.begin(), flags_.end(), names_rules);
  }

  // Formats and files are read in step, so new formats do not go to the files of an earlier source.
  void begin_source(bool sets_format, bool sets_file) {
    if (!sets_format || sets_file) return;
    settings_.output_file.clear();
    settings_.origins["output_file"] = "default";
  }

  void set_origin(const SettingRow& row, const std::string& origin) {
    std::string& entry = settings_.origins[std::string(row.name)];
    const bool adds = row.name == "rule_options" && entry != "default";
    entry = adds ? entry + ", " + origin : origin;
  }

  void apply_file(const SettingsFile& file) {
    begin_source(file.root.find("output_format") != nullptr, file.root.find("output_file") != nullptr);
    const ValueContext context{known_, true, file.path.parent_path(), file.project};
    std::vector<Problem> problems;
    read_settings_map(file.root, context, settings_, problems);
    add_problems(file.path, problems);
    for (const auto& [key, mark, value] : file.root.entries) {
      const SettingRow* row = find_setting(key);
      if (row != nullptr && !row->is_only_in_files()) {
        set_origin(*row, fmt::format("{}:{}", shown_path(file.path), mark.line));
      }
    }
  }

  void apply_words(const std::vector<WordValue>& words) {
    const auto sets = [&](std::string_view name) {
      return std::any_of(words.begin(), words.end(),
                         [&](const WordValue& word) { return word.row->name == name; });
    };
    begin_source(sets("output_format"), sets("output_file"));
    for (const WordValue& word : words) {
      std::vector<Problem> problems;
      read_value(*word.row, word.value, ValueContext{known_, false, word.folder, word.project}, settings_,
                 problems);
      for (const Problem& problem : problems) add_problem(word.origin, problem.message);
      set_origin(*word.row, word.origin);
    }
  }

  void check_outputs() {
    const auto& files = settings_.output_file;
    if (files.size() > settings_.output_format.size()) {
      add_problem(settings_.origins["output_file"],
                  fmt::format("output_file has {}, but output_format only {}",
                              count_of(files.size(), "entry", "entries"),
                              count_of(settings_.output_format.size(), "entry", "entries")));
    }
    for (size_t i = 0; i < files.size(); ++i) {
      if (files[i] == "-" || std::find(files.begin(), files.begin() + static_cast<std::ptrdiff_t>(i),
                                       files[i]) == files.begin() + static_cast<std::ptrdiff_t>(i)) {
        continue;
      }
      add_problem(settings_.origins["output_file"],
                  fmt::format("two formats would be written to {}", escape_for_display(files[i])));
    }
    if (settings_.output_format.empty()) {
      add_problem(settings_.origins["output_format"], "output_format is empty; name a format");
    }
  }

  const SettingsRequest& request_;
  KnownNames known_;
  Settings settings_;
  std::vector<SettingsFile> files_;  // in the order in which they apply
  std::vector<WordValue> dotenv_;
  std::vector<WordValue> environment_;
  std::vector<WordValue> flags_;
  std::set<fs::path> seen_;
  std::vector<std::string> problems_;
};

}  // namespace

Result<Settings> load_settings(const SettingsRequest& request) { return Loader(request).load(); }

std::optional<fs::path> find_project_file(const fs::path& target) {
  for (fs::path folder = folder_of(target); !folder.empty(); folder = folder.parent_path()) {
    if (is_there(folder / kProjectFileName)) return folder / kProjectFileName;
    if (is_there(folder / ".git") || folder == folder.parent_path()) break;
  }
  return std::nullopt;
}

std::vector<std::string> find_unknown_rules(const Settings& settings, const KnownNames& known) {
  std::vector<std::string_view> names(known.rules.begin(), known.rules.end());
  names.insert(names.end(), known.detectors.begin(), known.detectors.end());
  std::vector<std::string> out;
  auto check = [&](const std::string& name, const std::string& setting, bool is_known) {
    if (is_known) return;
    const auto origin = settings.origins.find(setting);
    out.push_back(fmt::format("{}: \"{}\" in {} is not a rule{}",
                              origin == settings.origins.end() ? "settings" : origin->second,
                              escape_for_display(name), setting, nearest_text(name, names)));
  };
  for (const auto& [rule, option] : settings.rule_options) {
    check(rule, "rule_options", std::find(known.rules.begin(), known.rules.end(), rule) != known.rules.end());
  }
  for (const PathOverride& entry : settings.overrides) {
    for (const std::string& name : entry.off) check(name, "overrides", is_known_rule_name(name, known));
  }
  return out;
}

}  // namespace sentinel
