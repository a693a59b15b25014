// Rule files: YAML to Rule, with every fault of a file told at once.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/problem.h"
#include "base/result.h"
#include "rules/rule.h"

namespace sentinel {

struct ParsedRule {
  Rule rule;  // complete only when there are no problems
  std::vector<Problem> problems;
};

struct ParsedFamily {
  Family family;
  std::vector<Problem> problems;
};

// `name` is the file's, for messages and Rule::origin. `family` gives the taxonomies that the rule leaves
// out; null: none. Patterns are planned (pattern/registry.h), which takes milliseconds each.
ParsedRule parse_rule(std::string_view text, std::string_view name, const Family* family);
ParsedFamily parse_family(std::string_view text, std::string_view name);

// The JSON Schema (2020-12) of a rule file, for editors.
std::string rule_schema_json();

}  // namespace sentinel
