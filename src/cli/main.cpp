#include <csignal>
#include <exception>
#include <string>
#include <variant>

#include "cli/commands.h"

namespace {

using namespace sentinel;  // NOLINT: a program of one file

struct Run {
  Console& console;

  ExitCode operator()(const HelpArguments& help) {
    if (const auto printed = console.print(help.text); !printed) {
      console.error(printed.error());
      return ExitCode::kUsage;
    }
    return ExitCode::kClean;
  }
  ExitCode operator()(const ScanArguments& a) { return run_scan(a, console); }
  ExitCode operator()(const BaselineCreateArguments& a) { return run_baseline_create(a, console); }
  ExitCode operator()(const BaselineShowArguments& a) { return run_baseline_show(a, console); }
  ExitCode operator()(const RulesListArguments& a) { return run_rules_list(a, console); }
  ExitCode operator()(const RulesShowArguments& a) { return run_rules_show(a, console); }
  ExitCode operator()(const RulesDocsArguments& a) { return run_rules_docs(a, console); }
  ExitCode operator()(const RulesSchemaArguments& a) { return run_rules_schema(a, console); }
  ExitCode operator()(const ConfigShowArguments& a) { return run_config_show(a, console); }
  ExitCode operator()(const ConfigInitArguments& a) { return run_config_init(a, console); }
  ExitCode operator()(const ConfigSchemaArguments& a) { return run_config_schema(a, console); }
  ExitCode operator()(const ConfigDocsArguments& a) { return run_config_docs(a, console); }
  ExitCode operator()(const ValidateArguments& a) { return run_validate(a, console); }
  ExitCode operator()(const VersionArguments& a) { return run_version(a, console); }
  ExitCode operator()(const CompletionArguments& a) { return run_completion(a, console); }
  ExitCode operator()(const DebugArguments& a) { return run_debug(a, console); }
};

}  // namespace

int main(int argc, char** argv) {
  std::signal(SIGPIPE, SIG_IGN);  // a closed pipe is an error of write(), with a message
  Console console(Environment::of_process());
  try {
    const auto arguments = parse_arguments(argc, argv);
    if (!arguments) {
      console.error(arguments.error());
      return static_cast<int>(ExitCode::kUsage);
    }
    return static_cast<int>(std::visit(Run{console}, *arguments));
  } catch (const std::exception& broken) {
    console.note(std::string("mcp-sentinel: internal error: ") + broken.what() + "; please report it\n");
    return static_cast<int>(ExitCode::kIncomplete);
  }
}
