#include "rules/load.h"

#include <algorithm>
#include <map>

#include "base/files.h"
#include "rules/parse.h"
#include "rules/parse_flow.h"

namespace sentinel {
namespace {

namespace fs = std::filesystem;

constexpr size_t kLargestRuleFile = 1U << 20U;
constexpr size_t kMostRuleFiles = 10'000;

bool is_yaml(const fs::path& path) { return path.extension() == ".yaml" || path.extension() == ".yml"; }

Result<std::vector<fs::path>> yaml_files(const fs::path& path) {
  std::error_code error;
  std::vector<fs::path> out;
  if (fs::is_regular_file(path, error)) {
    out.push_back(path);
    return out;
  }
  if (!fs::is_directory(path, error))
    return fail(ErrorKind::kNotFound, "no folder or file of rules", path.string());
  for (fs::recursive_directory_iterator it(path, error), end; !error && it != end; it.increment(error)) {
    if (!it->is_regular_file(error) || !is_yaml(it->path())) continue;
    if (out.size() == kMostRuleFiles) {
      return fail(ErrorKind::kLimit, "more than 10,000 files of rules", path.string());
    }
    out.push_back(it->path());
  }
  if (error) return fail(ErrorKind::kUnreadable, error.message(), path.string());
  std::sort(out.begin(), out.end());
  return out;
}

}  // namespace

bool is_model_file(const fs::path& path) {
  std::error_code error;
  return fs::absolute(path, error).parent_path().filename() == "models";
}

Result<LoadedRules> load_rules(const fs::path& path, const std::string& path_shown) {
  SENTINEL_ASSIGN_OR_RETURN(const std::vector<fs::path> files, yaml_files(path));
  const auto shown = [&](const fs::path& file) {
    return file == path ? path_shown
                        : (fs::path(path_shown) / file.lexically_relative(path)).generic_string();
  };

  LoadedRules out;
  const auto add_problems = [&](const fs::path& file, const std::vector<Problem>& problems) {
    for (const Problem& problem : problems) out.problems.push_back({shown(file), problem});
  };
  const auto load_model = [&](const fs::path& file) {
    const auto text = read_text_file(file, kLargestRuleFile);
    if (!text) {
      add_problems(file, {{1, 1, text.error().text()}});
      return;
    }
    ParsedModel parsed = parse_model(*text, shown(file));
    add_problems(file, parsed.problems);
    if (parsed.problems.empty()) out.bundle.models.push_back(std::move(parsed.model));
  };

  std::map<fs::path, Family> families;  // by folder
  std::vector<fs::path> rule_files;
  for (const fs::path& file : files) {
    if (is_model_file(file)) {
      load_model(file);
      continue;
    }
    if (file.stem() != "family") {
      rule_files.push_back(file);
      continue;
    }
    const auto text = read_text_file(file, kLargestRuleFile);
    if (!text) {
      add_problems(file, {{1, 1, text.error().text()}});
      continue;
    }
    ParsedFamily parsed = parse_family(*text, shown(file));
    add_problems(file, parsed.problems);
    out.bundle.families.push_back(parsed.family);
    families.emplace(file.parent_path(), std::move(parsed.family));
  }

  std::map<std::string, std::string> seen;  // id to file
  for (const fs::path& file : rule_files) {
    const auto text = read_text_file(file, kLargestRuleFile);
    if (!text) {
      add_problems(file, {{1, 1, text.error().text()}});
      continue;
    }
    const auto family = families.find(file.parent_path());
    ParsedRule parsed = parse_rule(*text, shown(file), family != families.end() ? &family->second : nullptr);
    if (parsed.problems.empty()) {
      const std::string& id = parsed.rule.id;
      if (family != families.end() && parsed.rule.family() != family->second.id) {
        parsed.problems.push_back(
            {1, 1,
             "the rule \"" + id + "\" stands in the folder of the family \"" + family->second.id + "\""});
      }
      if (const auto [other, is_new] = seen.emplace(id, shown(file)); !is_new) {
        parsed.problems.push_back({1, 1, "the rule \"" + id + "\" is already in " + other->second});
      }
    }
    add_problems(file, parsed.problems);
    if (parsed.problems.empty()) out.bundle.rules.push_back(std::move(parsed.rule));
  }
  if (out.bundle.rules.empty() && out.bundle.models.empty() && out.problems.empty()) {
    return fail(ErrorKind::kNotFound, "no rule files (*.yaml)", path.string());
  }
  std::stable_sort(out.problems.begin(), out.problems.end(),
                   [](const FileProblem& a, const FileProblem& b) { return a.file < b.file; });
  return out;
}

}  // namespace sentinel
