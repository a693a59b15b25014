// The command line as data. The only file that knows CLI11.
#pragma once

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.h"
#include "settings/load.h"

namespace sentinel {

enum class ProgressMode { kAuto, kAlways, kNever };

// What every command that reads settings takes.
struct CommonArguments {
  std::string config;  // file, or empty
  std::vector<FlagValue> flags;
  bool no_color = false;
  bool quiet = false;
  bool verbose = false;
};

struct ScanArguments : CommonArguments {
  std::vector<std::string> targets;  // at least one; "." when none was given
  std::string stdin_path;            // what the file on standard input is called
  std::string diff;                  // revision, or empty
  bool staged = false;
  bool show_secrets = false;
  bool timings = false;
  bool reproducible = false;  // no clock in reports, for tests
  ProgressMode progress = ProgressMode::kAuto;
};

struct BaselineCreateArguments : ScanArguments {
  std::string file;
};
struct BaselineShowArguments : CommonArguments {
  std::string file;
};
struct RulesListArguments : CommonArguments {
  std::string format = "text";  // or json
};
struct RulesShowArguments : CommonArguments {
  std::string id;
};
struct RulesDocsArguments : CommonArguments {
  std::string folder;
};
struct RulesSchemaArguments : CommonArguments {
  bool models = false;
};
struct ConfigShowArguments : CommonArguments {
  std::string target = ".";
  std::string format = "text";  // or json
};
struct ConfigInitArguments : CommonArguments {
  std::string file = ".mcp-sentinel.yaml";
  bool yes = false;
};
struct ConfigSchemaArguments : CommonArguments {};
struct ConfigDocsArguments : CommonArguments {
  std::string file;
};
struct ValidateArguments : CommonArguments {
  std::vector<std::string> files;
};
struct VersionArguments {
  bool json = false;
};
// What the flow engine sees, for those who work on it.
struct DebugArguments {
  std::string what;  // "ir", "cfg", "calls" or "flow"
  std::vector<std::string> files;
};

struct CompletionArguments {
  std::string shell;
};
// --help and its kin: text to print.
struct HelpArguments {
  std::string text;
};

using Arguments =
    std::variant<HelpArguments, ScanArguments, BaselineCreateArguments, BaselineShowArguments,
                 RulesListArguments, RulesShowArguments, RulesDocsArguments, RulesSchemaArguments,
                 ConfigShowArguments, ConfigInitArguments, ConfigSchemaArguments, ConfigDocsArguments,
                 ValidateArguments, VersionArguments, CompletionArguments, DebugArguments>;

// Fails with ErrorKind::kUsage.
[[nodiscard]] Result<Arguments> parse_arguments(int argc, const char* const* argv);

// A completion script, made from the same description of commands and options. `shell` is bash, zsh or fish.
std::string completion_script(std::string_view shell);

}  // namespace sentinel
