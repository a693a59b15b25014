// The intermediate form as text, for `mcp-sentinel debug` and for the golden tests.
#pragma once

#include <string>

#include "syntax/ir.h"

namespace sentinel::ir {

std::string print(const Module& module);
std::string print_flow_graph(const Module& module);  // blocks and edges alone, in Graphviz's dot language
std::string print_type(const Module& module, TypeId id);

}  // namespace sentinel::ir
