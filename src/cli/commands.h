// The commands: each builds a request from its arguments, calls the room that does the work, and shows the
// result.
#pragma once

#include "cli/arguments.h"
#include "cli/console.h"
#include "cli/exit_code.h"

namespace sentinel {

// kClean, or kUsage after telling what went wrong.
ExitCode conclude(const Result<void>& result, Console& console);

ExitCode run_scan(const ScanArguments& arguments, Console& console);
ExitCode run_baseline_create(const BaselineCreateArguments& arguments, Console& console);
ExitCode run_baseline_show(const BaselineShowArguments& arguments, Console& console);
ExitCode run_rules_list(const RulesListArguments& arguments, Console& console);
ExitCode run_rules_show(const RulesShowArguments& arguments, Console& console);
ExitCode run_rules_docs(const RulesDocsArguments& arguments, Console& console);
ExitCode run_rules_schema(const RulesSchemaArguments& arguments, Console& console);
ExitCode run_config_show(const ConfigShowArguments& arguments, Console& console);
ExitCode run_config_init(const ConfigInitArguments& arguments, Console& console);
ExitCode run_config_schema(const ConfigSchemaArguments& arguments, Console& console);
ExitCode run_config_docs(const ConfigDocsArguments& arguments, Console& console);
ExitCode run_validate(const ValidateArguments& arguments, Console& console);
ExitCode run_version(const VersionArguments& arguments, Console& console);
ExitCode run_debug(const DebugArguments& arguments, Console& console);
ExitCode run_completion(const CompletionArguments& arguments, Console& console);

}  // namespace sentinel
