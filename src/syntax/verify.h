// What every lowering promises of the modules that it makes. Tests and fuzz targets ask; scans do not.
#pragma once

#include <string>

#include "syntax/ir.h"

namespace sentinel::ir {

// Empty when the module is sound: every number names something that is there, every block that is not empty
// ends with its only terminator, jumps lead into blocks that are not empty, and an operand is the result of
// an instruction that has run wherever it is used. Otherwise the first fault, with its function and
// instruction.
std::string find_fault(const Module& module);

}  // namespace sentinel::ir
