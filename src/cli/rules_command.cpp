#include <filesystem>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/files.h"
#include "base/text.h"
#include "cli/commands.h"
#include "cli/session.h"
#include "rules/built_in.h"
#include "rules/document.h"
#include "rules/load.h"
#include "rules/parse.h"
#include "rules/parse_flow.h"

namespace sentinel {
namespace {

// All rules with their samples: built-in ones and those that the settings name.
Result<RuleSet> rules_with_samples(const CommonArguments& arguments, Console& console) {
  SENTINEL_ASSIGN_OR_RETURN(const Settings settings, load_session_settings(arguments, ".", console));
  RuleBundle bundle = built_in_rules(Samples::kKeep);
  for (const std::string& path : settings.rules) {
    SENTINEL_ASSIGN_OR_RETURN(LoadedRules loaded, load_rules(path, path));
    if (!loaded.problems.empty()) return fail(ErrorKind::kUsage, loaded.problems.front().text());
    std::move(loaded.bundle.rules.begin(), loaded.bundle.rules.end(), std::back_inserter(bundle.rules));
    std::move(loaded.bundle.families.begin(), loaded.bundle.families.end(),
              std::back_inserter(bundle.families));
  }
  return RuleSet(std::move(bundle.families), std::move(bundle.rules));
}

std::string list_as_json(const RuleSet& rules) {
  nlohmann::ordered_json out = nlohmann::ordered_json::array();
  for (const Rule& rule : rules.rules()) {
    out.push_back({{"id", rule.id},
                   {"title", rule.title},
                   {"severity", std::string(name_of(rule.severity))},
                   {"confidence", rule.confidence},
                   {"what", rule.what},
                   {"cwe", rule.taxonomies.cwe},
                   {"owasp_mcp", rule.taxonomies.owasp_mcp},
                   {"owasp_agentic", rule.taxonomies.owasp_agentic},
                   {"atlas", rule.taxonomies.atlas},
                   {"cosai", rule.taxonomies.cosai},
                   {"safe_mcp", rule.taxonomies.safe_mcp}});
  }
  return out.dump(2) + "\n";
}

std::string list_as_text(const RuleSet& rules) {
  size_t widest = 0;
  for (const Rule& rule : rules.rules()) widest = std::max(widest, rule.id.size());
  std::string out;
  for (const Rule& rule : rules.rules()) {
    out += fmt::format("{:<{}}  {:<8}  {}\n", rule.id, widest, name_of(rule.severity), rule.what);
  }
  return out + count_of(rules.rules().size(), "rule") + "\n";
}

// A page that is there and not of a rule any more would mislead: the folder is made anew.
Result<void> write_pages(const RuleSet& rules, const std::filesystem::path& folder) {
  std::error_code error;
  for (const Family& family : rules.families()) std::filesystem::remove_all(folder / family.id, error);
  for (const Rule& rule : rules.rules()) {
    const std::filesystem::path page = folder / (rule.id + ".md");
    std::filesystem::create_directories(page.parent_path(), error);
    if (error) return fail(ErrorKind::kUsage, error.message(), page.parent_path().string());
    SENTINEL_RETURN_IF_ERROR(write_file(page, rule_page_markdown(rule, rules.find_family(rule.family()))));
  }
  return write_file(folder / "README.md", rule_index_markdown(rules));
}

}  // namespace

ExitCode run_rules_list(const RulesListArguments& arguments, Console& console) {
  const auto rules = rules_with_samples(arguments, console);
  if (!rules) return conclude(tl::unexpected<Error>(rules.error()), console);
  return conclude(console.print(arguments.format == "json" ? list_as_json(*rules) : list_as_text(*rules)),
                  console);
}

ExitCode run_rules_show(const RulesShowArguments& arguments, Console& console) {
  const auto rules = rules_with_samples(arguments, console);
  if (!rules) return conclude(tl::unexpected<Error>(rules.error()), console);
  const Rule* rule = rules->find(arguments.id);
  if (rule == nullptr) {
    std::vector<std::string_view> ids;
    for (const Rule& known : rules->rules()) ids.push_back(known.id);
    const auto nearest = find_nearest(arguments.id, ids);
    console.error(
        {ErrorKind::kUsage,
         "no rule \"" + escape_for_display(arguments.id) + "\"",
         {},
         nearest ? fmt::format("did you mean \"{}\"?", *nearest) : "`mcp-sentinel rules list` has all"});
    return ExitCode::kUsage;
  }
  return conclude(console.print(rule_page_markdown(*rule, rules->find_family(rule->family()))), console);
}

ExitCode run_rules_docs(const RulesDocsArguments& arguments, Console& console) {
  const auto rules = rules_with_samples(arguments, console);
  if (!rules) return conclude(tl::unexpected<Error>(rules.error()), console);
  return conclude(write_pages(*rules, arguments.folder), console);
}

ExitCode run_rules_schema(const RulesSchemaArguments& arguments, Console& console) {
  return conclude(console.print(arguments.models ? model_schema_json() : rule_schema_json()), console);
}

}  // namespace sentinel
