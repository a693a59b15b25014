// The stage between files: what was kept of each is linked, solved and finished.
#pragma once

#include <span>
#include <stop_token>

#include "engine/inspect.h"

namespace sentinel {

// Follows values through the programs of each target, and finishes all findings in their files. Takes the
// programs out of the harvests; what it finds goes into the inspector's own.
void follow_flows(const ScanPlan& plan, const Catalog& catalog, const std::stop_token& stop,
                  std::span<Harvest> harvests, Inspector& inspector);

}  // namespace sentinel
