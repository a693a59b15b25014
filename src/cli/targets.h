// From the names on the command line to what is scanned.
#pragma once

#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include "base/log.h"
#include "base/result.h"
#include "cli/arguments.h"
#include "engine/scan_plan.h"
#include "net/environment.h"

namespace sentinel {

struct Targets {
  std::vector<Target> targets;
  std::string root;  // absolute; what shown paths are relative to
  std::vector<std::shared_ptr<void>>
      owners;  // temporary folders and repositories, to live as long as the scan
};

// Resolves folders, files, archives, `-` and packages (downloading them), and narrows to what git says
// changed. Paths are shown relative to the working folder where all lie below it, else to the folder that
// holds them all.
[[nodiscard]] Result<Targets> resolve_targets(const ScanArguments& arguments, const Settings& settings,
                                              const Environment& environment, Logger& logger,
                                              std::stop_token stop);

// The folder whose settings hold for a target: itself, or the working folder for packages and standard input.
std::filesystem::path settings_folder(const std::vector<std::string>& targets);

}  // namespace sentinel
