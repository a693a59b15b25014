#include <filesystem>

#include <fmt/format.h>

#include "base/files.h"
#include "base/text.h"
#include "cli/commands.h"
#include "cli/session.h"
#include "detect/detector.h"
#include "rules/load.h"
#include "settings/load.h"
#include "settings/validate.h"

namespace sentinel {
namespace {

// Settings and rules are told apart by what they say: only a rule has an id and samples. Models stand in a
// folder of that name.
bool is_rules(const std::filesystem::path& path, std::string_view text) {
  std::error_code error;
  if (std::filesystem::is_directory(path, error) || is_model_file(path)) return true;
  const auto root = parse_yaml(text, path.string());
  return root && root->is_map() && (root->find("id") != nullptr || root->find("samples") != nullptr);
}

// One line a problem.
Result<std::vector<std::string>> problems_of(const std::string& file) {
  std::vector<std::string> out;
  std::error_code error;
  std::string text;
  if (!std::filesystem::is_directory(file, error)) {
    SENTINEL_ASSIGN_OR_RETURN(text, read_text_file(file));
  }
  if (is_rules(file, text)) {
    SENTINEL_ASSIGN_OR_RETURN(const LoadedRules loaded, load_rules(file, file));
    for (const FileProblem& problem : loaded.problems) out.push_back(problem.text());
    for (const Rule& rule : loaded.bundle.rules) {
      for (const std::string& problem : find_rule_faults(rule)) out.push_back(rule.origin + ": " + problem);
    }
  } else {
    for (const Problem& problem : validate_settings_file(text, file, known_names())) {
      out.push_back(problem.text(file));
    }
  }
  return out;
}

}  // namespace

ExitCode run_validate(const ValidateArguments& arguments, Console& console) {
  std::vector<std::string> files = arguments.files;
  if (files.empty()) {
    const auto found = find_project_file(".");
    if (!found) {
      console.error({ErrorKind::kUsage,
                     "no " + std::string(kProjectFileName) + " here or above",
                     {},
                     "name a file, or write one with `mcp-sentinel config init`"});
      return ExitCode::kUsage;
    }
    files.push_back(found->string());
  }
  std::string out;
  size_t count = 0;
  for (const std::string& file : files) {
    const auto problems = problems_of(file);
    if (!problems) {
      console.error(problems.error());
      return ExitCode::kUsage;
    }
    for (const std::string& problem : *problems) out += escape_for_display(problem) + "\n";
    if (problems->empty()) out += escape_for_display(file) + ": valid\n";
    count += problems->size();
  }
  if (const auto printed = console.print(out); !printed) {
    console.error(printed.error());
    return ExitCode::kUsage;
  }
  return count == 0 ? ExitCode::kClean : ExitCode::kUsage;
}

}  // namespace sentinel
