#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/version.h"
#include "cli/commands.h"
#include "cli/session.h"

namespace sentinel {

ExitCode run_version(const VersionArguments& arguments, Console& console) {
  if (!arguments.json)
    return conclude(console.print(fmt::format("{} {}\n", kProgramName, kVersion)), console);
  const auto catalog = Catalog::load({}, {});
  if (!catalog) return conclude(tl::unexpected<Error>(catalog.error()), console);
  const nlohmann::ordered_json out = {{"name", std::string(kProgramName)},
                                      {"version", std::string(kVersion)},
                                      {"rules", catalog->rules().rules().size()},
                                      {"patterns", catalog->rules().patterns().size()},
                                      {"pattern_variant", std::string(catalog->variant())},
                                      {"compiler", __VERSION__}};
  return conclude(console.print(out.dump(2) + "\n"), console);
}

ExitCode run_completion(const CompletionArguments& arguments, Console& console) {
  return conclude(console.print(completion_script(arguments.shell)), console);
}

}  // namespace sentinel
