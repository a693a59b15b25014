// Rules as bytes: what the program carries, and what the cache of a user's rules holds. Not a format for
// exchange: it is read only by the build that wrote it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "rules/rule.h"

namespace sentinel {

enum class Samples { kLeaveOut, kKeep };

struct RuleBundle {
  std::vector<Family> families;
  std::vector<Rule> rules;
  std::vector<FlowModel> models;
};

std::string encode_rules(const RuleBundle& bundle, Samples samples);
// Fails on bytes that encode_rules did not write.
[[nodiscard]] Result<RuleBundle> decode_rules(std::string_view bytes);

}  // namespace sentinel
