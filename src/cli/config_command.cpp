#include <filesystem>

#include "base/files.h"
#include "base/text.h"
#include "cli/commands.h"
#include "cli/session.h"
#include "settings/document.h"

namespace sentinel {

ExitCode run_config_show(const ConfigShowArguments& arguments, Console& console) {
  const auto settings = load_session_settings(arguments, arguments.target, console);
  if (!settings) return conclude(tl::unexpected<Error>(settings.error()), console);
  return conclude(
      console.print(arguments.format == "json" ? show_settings_json(*settings) : show_settings(*settings)),
      console);
}

ExitCode run_config_init(const ConfigInitArguments& arguments, Console& console) {
  std::error_code error;
  if (std::filesystem::exists(arguments.file, error) && !arguments.yes &&
      !console.confirm(escape_for_display(arguments.file) + " is there already. Overwrite it?")) {
    console.error({ErrorKind::kUsage, "the file is there already and was left as it is", arguments.file,
                   "give --yes to overwrite it"});
    return ExitCode::kUsage;
  }
  if (const auto written = write_file(arguments.file, settings_template_yaml(known_names())); !written) {
    return conclude(written, console);
  }
  if (!arguments.quiet) console.note("Wrote " + escape_for_display(arguments.file) + "\n");
  return ExitCode::kClean;
}

ExitCode run_config_schema(const ConfigSchemaArguments& /*arguments*/, Console& console) {
  return conclude(console.print(settings_schema_json(known_names())), console);
}

ExitCode run_config_docs(const ConfigDocsArguments& arguments, Console& console) {
  return conclude(write_file(arguments.file, settings_reference_markdown(known_names())), console);
}

}  // namespace sentinel
