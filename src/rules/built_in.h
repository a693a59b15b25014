// The rules that were compiled into the program.
#pragma once

#include <memory>
#include <string_view>

#include "pattern/registry.h"
#include "rules/blob.h"

namespace sentinel {

RuleBundle built_in_rules(Samples samples = Samples::kLeaveOut);

// A registry over the built-in rules' patterns, from automata that were compiled with the program. `specs`
// are RuleSet::pattern_specs() of a RuleSet over built_in_rules() and nothing else.
[[nodiscard]] Result<std::unique_ptr<PatternRegistry>> load_built_in_patterns(std::vector<PatternSpec> specs);

}  // namespace sentinel
