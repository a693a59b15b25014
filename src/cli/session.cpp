#include "cli/session.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/text.h"
#include "detect/detector.h"
#include "report/formatter.h"
#include "rules/built_in.h"

namespace sentinel {

KnownNames known_names() {
  KnownNames out;
  for (const Formatter& formatter : formatters()) out.formats.emplace_back(formatter.name);
  const RuleBundle bundle = built_in_rules();
  for (const Family& family : bundle.families) out.detectors.push_back(family.id);
  for (const Rule& rule : bundle.rules) out.rules.push_back(rule.id);
  out.variables = {"MCP_SENTINEL_REBUILD"};  // the launcher's
  return out;
}

Result<Settings> load_session_settings(const CommonArguments& arguments, const std::filesystem::path& target,
                                       const Console& console) {
  SettingsRequest request;
  request.target = target;
  request.config = arguments.config;
  request.environment = console.environment().variables;
  request.flags = arguments.flags;
  request.known = known_names();
  request.known.detectors.clear();  // families of a user's own rules are not known yet; open_session asks
  return load_settings(request);
}

Result<Session> open_session(const CommonArguments& arguments, const std::filesystem::path& target,
                             const Console& console) {
  SENTINEL_ASSIGN_OR_RETURN(Settings settings, load_session_settings(arguments, target, console));
  SENTINEL_ASSIGN_OR_RETURN(Catalog catalog, Catalog::load(settings.rules, console.cache_folder()));
  if (!settings.rules.empty()) {
    std::string faults;
    for (const Rule& rule : catalog.rules().rules()) {
      for (const std::string& fault : find_rule_faults(rule)) faults += rule.origin + ": " + fault + "\n";
    }
    if (!faults.empty()) return fail(ErrorKind::kUsage, std::string(trim(faults)));
    KnownNames known;
    for (const Family& family : catalog.rules().families()) known.detectors.push_back(family.id);
    for (const Rule& rule : catalog.rules().rules()) known.rules.push_back(rule.id);
    if (const std::vector<std::string> unknown = find_unknown_rules(settings, known); !unknown.empty()) {
      return fail(ErrorKind::kUsage, join(unknown, "\n"));
    }
  }
  std::vector<std::string_view> families;
  for (const Family& family : catalog.rules().families()) families.push_back(family.id);
  for (const std::string& detector : settings.detectors) {
    if (std::find(families.begin(), families.end(), detector) != families.end()) continue;
    const auto nearest = find_nearest(detector, families);
    return fail(ErrorKind::kUsage, fmt::format("\"{}\" is no detector", detector),
                settings.origins["detectors"],
                nearest ? fmt::format("did you mean \"{}\"?", *nearest)
                        : fmt::format("known are {}", fmt::join(families, ", ")));
  }
  return Session{std::move(settings), std::move(catalog)};
}

}  // namespace sentinel
