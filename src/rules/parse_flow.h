// The `flow` part of rules, and models: YAML to FlowRule and FlowModel, with every fault of a file told at
// once.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "base/problem.h"
#include "base/yaml.h"
#include "rules/flow_spec.h"

namespace sentinel {

// Alternatives are written out, and every pattern can be read by parse_flow_pattern.
FlowRule read_flow(const YamlValue& value, std::vector<Problem>& problems);
nlohmann::ordered_json flow_schema();  // of the part

struct ParsedModel {
  FlowModel model;  // complete only when there are no problems
  std::vector<Problem> problems;
};

// A file of a folder `models`. `name` is the file's, for messages and FlowModel::name.
ParsedModel parse_model(std::string_view text, std::string_view name);

// The JSON Schema (2020-12) of a model file, for editors.
std::string model_schema_json();

}  // namespace sentinel
