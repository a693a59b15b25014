#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/version.h"
#include "cli/commands.h"
#include "cli/session.h"

namespace sentinel {
namespace {

ExitCode print(const std::string& text, Console& console) {
  if (const auto printed = console.print(text); !printed) {
    console.error(printed.error());
    return ExitCode::kUsage;
  }
  return ExitCode::kClean;
}

}  // namespace

ExitCode run_version(const VersionArguments& arguments, Console& console) {
  if (!arguments.json) return print(fmt::format("{} {}\n", kProgramName, kVersion), console);
  const auto catalog = Catalog::load({}, {});
  if (!catalog) {
    console.error(catalog.error());
    return ExitCode::kUsage;
  }
  const nlohmann::ordered_json out = {{"name", std::string(kProgramName)},
                                      {"version", std::string(kVersion)},
                                      {"rules", catalog->rules().rules().size()},
                                      {"patterns", catalog->rules().patterns().size()},
                                      {"pattern_variant", std::string(catalog->variant())},
                                      {"compiler", __VERSION__}};
  return print(out.dump(2) + "\n", console);
}

ExitCode run_completion(const CompletionArguments& arguments, Console& console) {
  return print(completion_script(arguments.shell), console);
}

}  // namespace sentinel
