// Pages about rules, for docs/rules/ and `mcp-sentinel rules show`. Made from the rule files alone.
#pragma once

#include <string>

#include "rules/rule_set.h"

namespace sentinel {

std::string rule_page_markdown(const Rule& rule, const Family* family);
std::string rule_index_markdown(const RuleSet& rules);  // links to "family/name.md"

}  // namespace sentinel
