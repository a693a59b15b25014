#include "settings/validate.h"

#include <algorithm>
#include <charconv>
#include <tuple>

#include <fmt/format.h>

#include "base/text.h"

namespace sentinel {

namespace {

// parse_yaml says where as `name:line:column`.
Problem to_problem(const Error& error) {
  Problem problem{1, 1, error.message};
  const std::string_view where = error.where;
  const size_t column = where.rfind(':');
  if (column == std::string_view::npos || column == 0) return problem;
  const size_t line = where.rfind(':', column - 1);
  if (line == std::string_view::npos) return problem;
  std::from_chars(where.data() + line + 1, where.data() + column, problem.line);
  std::from_chars(where.data() + column + 1, where.data() + where.size(), problem.column);
  return problem;
}

}  // namespace

std::optional<YamlValue> parse_settings_text(std::string_view text, std::string_view name,
                                             std::vector<Problem>& problems) {
  std::vector<Error> duplicates;
  auto root = parse_yaml(text, name, &duplicates);
  for (const Error& duplicate : duplicates) problems.push_back(to_problem(duplicate));
  if (!root) {
    problems.push_back(to_problem(root.error()));
    return std::nullopt;
  }
  if (!root->is_map() && !root->is_null()) {
    problems.push_back(
        {root->mark.line, root->mark.column, "a settings file is a map, `name: value` on each line"});
    return std::nullopt;
  }
  return std::move(*root);
}

void read_settings_map(const YamlValue& root, const ValueContext& context, Settings& settings,
                       std::vector<Problem>& problems) {
  for (const auto& [key, mark, value] : root.entries) {
    const SettingRow* row = find_setting(key);
    if (row != nullptr) {
      if (!row->is_extends()) read_value(*row, value, context, settings, problems);
      continue;
    }
    std::vector<std::string_view> names;
    for (const SettingRow& other : setting_rows()) names.push_back(other.name);
    const std::string nearest = nearest_text(key, names);
    problems.push_back(
        {mark.line, mark.column,
         fmt::format("\"{}\" is not a setting{}", escape_for_display(key.substr(0, 60)),
                     nearest.empty() ? fmt::format("; there are {}", fmt::join(names, ", ")) : nearest)});
  }
}

std::vector<Problem> validate_settings_file(std::string_view text, std::string_view name,
                                            const KnownNames& known) {
  std::vector<Problem> problems;
  const auto root = parse_settings_text(text, name, problems);
  if (root) {
    KnownNames names = known;
    if (root->find("rules") != nullptr) names.rules.clear();
    const ValueContext context{names, true, {}, {}};
    Settings scratch;
    read_settings_map(*root, context, scratch, problems);
    if (const YamlValue* extends = root->find("extends")) read_extends(*extends, context, problems);
  }
  std::sort(problems.begin(), problems.end(), [](const Problem& a, const Problem& b) {
    return std::tie(a.line, a.column, a.message) < std::tie(b.line, b.column, b.message);
  });
  return problems;
}

}  // namespace sentinel
