#include "cli/arguments.h"

#include <functional>
#include <memory>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "base/severity.h"
#include "base/text.h"
#include "base/version.h"
#include "cli/completion.h"
#include "cli/exit_code.h"
#include "engine/suppress.h"
#include "report/formatter.h"

namespace sentinel {
namespace {

std::vector<std::string> format_names() {
  std::vector<std::string> out;
  for (const Formatter& formatter : formatters()) out.emplace_back(formatter.name);
  return out;
}

std::vector<std::string> severity_names(bool with_never) {
  std::vector<std::string> out(kSeverityNames.begin(), kSeverityNames.end());
  if (with_never) out.emplace_back("never");
  return out;
}

// Names the kind of value, and leaves out what CLI11 adds for a programmer.
class HelpFormatter : public CLI::Formatter {
 public:
  std::string make_option_opts(const CLI::Option* option) const override {
    return option->get_positional() || option->get_type_size() == 0 ? "" : " " + option->get_type_name();
  }
};

// A check whose description stays out of the kind of value.
CLI::Validator one_of(const std::vector<std::string>& choices) {
  return CLI::IsMember(choices).description("");
}

// Everything that parsing fills; the commands' callbacks move their part into `result`.
struct Parser {
  CLI::App app{"Find vulnerabilities in MCP servers: source code, manifests, configurations, packages."};
  Arguments result;
  std::vector<std::function<void()>> collectors;  // run after parsing: options to FlagValue

  // Each command has its own copy, as CLI11 fills by reference.
  ScanArguments scan;
  BaselineCreateArguments baseline_create;
  BaselineShowArguments baseline_show;
  RulesListArguments rules_list;
  RulesShowArguments rules_show;
  RulesDocsArguments rules_docs;
  RulesSchemaArguments rules_schema;
  ConfigShowArguments config_show;
  ConfigInitArguments config_init;
  ConfigSchemaArguments config_schema;
  ConfigDocsArguments config_docs;
  ValidateArguments validate;
  VersionArguments version;
  CompletionArguments completion;
  DebugArguments debug;

  Parser() {
    app.name(std::string(kProgramName));
    app.formatter(std::make_shared<HelpFormatter>());
    app.require_subcommand(1);
    app.footer(kExitCodeHelp);
    app.set_version_flag("--version,-V", fmt::format("{} {}", kProgramName, kVersion));
    app.set_help_all_flag("--help-all", "Help of all commands");

    add_scan(*command(app, "scan", "Scan folders, files, archives or packages", scan), scan);
    add_rules();
    add_config();
    CLI::App* validate_command =
        command(app, "validate", "Check settings and rule files; tells every fault with its place", validate);
    validate_command->add_option("FILE", validate.files,
                                 "Settings or rule files; .mcp-sentinel.yaml when none is given");
    add_baseline();
    CLI::App* version_command = command(app, "version", "Print the version", version);
    version_command->add_flag("--json", version.json, "As JSON");
    CLI::App* completion_command =
        command(app, "completion", "Print a completion script for a shell", completion);
    completion_command->add_option("SHELL", completion.shell, "bash, zsh or fish")
        ->required()
        ->type_name("bash|zsh|fish")
        ->check(one_of({"bash", "zsh", "fish"}));
    CLI::App* debug_command = command(app, "debug", "Show what the flow engine sees in source files", debug);
    debug_command->add_option("WHAT", debug.what, "Lowered form, its control flow, calls, or flows")
        ->required()
        ->type_name("ir|cfg|calls|flow")
        ->check(one_of({"ir", "cfg", "calls", "flow"}));
    debug_command
        ->add_option(
            "FILE", debug.files,
            "Source files, which calls and flows cross; go.mod, package.json and tsconfig.json say how")
        ->required();
  }

  template <typename T>
  CLI::App* command(CLI::App& parent, const std::string& name, const std::string& about, T& arguments) {
    CLI::App* out = parent.add_subcommand(name, about);
    out->final_callback([this, &arguments] {
      for (const auto& collect : collectors) collect();
      result = std::move(arguments);
    });
    return out;
  }

  // An option whose value belongs to a setting. Settings check the value themselves, so that files,
  // environment and flags are answered in the same words; `choices` feed --help and completion.
  void setting(CLI::App& app_command, CommonArguments& arguments, const std::string& flag,
               const std::string& name, const std::string& about, const std::string& type,
               bool repeatable = false, const std::vector<std::string>& choices = {}) {
    const std::string type_name = choices.empty() ? type : join(choices, "|");
    const std::string long_flag = flag.substr(flag.find("--"));
    if (repeatable) {
      auto values = std::make_shared<std::vector<std::string>>();
      CLI::Option* option = app_command.add_option(flag, *values, about);
      option->type_name(type_name)->expected(1)->take_all()->allow_extra_args(false);
      collectors.emplace_back([values, name, long_flag, option, &arguments] {
        if (option->count() > 0) arguments.flags.push_back({name, *values, long_flag});
      });
    } else {
      auto value = std::make_shared<std::string>();
      CLI::Option* option = app_command.add_option(flag, *value, about);
      option->type_name(type_name)->take_last();
      collectors.emplace_back([value, name, long_flag, option, &arguments] {
        if (option->count() > 0) arguments.flags.push_back({name, {*value}, long_flag});
      });
    }
  }

  // A flag that gives a setting one fixed value.
  void switch_setting(CLI::App& app_command, CommonArguments& arguments, const std::string& flag,
                      const std::string& name, const std::string& value, const std::string& about) {
    const CLI::Option* option = app_command.add_flag(flag, about);
    collectors.emplace_back([option, flag, name, value, &arguments] {
      if (option->count() > 0) arguments.flags.push_back({name, {value}, flag});
    });
  }

  void add_common(CLI::App& app_command, CommonArguments& arguments) {
    app_command.add_option("--config", arguments.config, "Settings file, instead of the project's own")
        ->type_name("FILE");
    setting(app_command, arguments, "--rules", "rules", "Folder or file with rules of your own (repeatable)",
            "PATH", true);
    app_command.add_flag("--no-color", arguments.no_color, "No colours (also NO_COLOR)");
    app_command.add_flag("-q,--quiet", arguments.quiet, "Findings and errors only");
    app_command.add_flag("-v,--verbose", arguments.verbose,
                         "List everything that was left out or suppressed");
    setting(app_command, arguments, "--log-level", "log_level", "What to log on standard error", "LEVEL",
            false, {"DEBUG", "INFO", "WARNING", "ERROR"});
    setting(app_command, arguments, "--log-format", "log_format", "How to log", "FORMAT", false,
            {"text", "json"});
  }

  void add_scan(CLI::App& c, ScanArguments& a) {
    c.add_option("TARGET", a.targets,
                 "Folder, file, archive, - (standard input), npm:NAME[@VERSION], pypi:NAME[==VERSION], "
                 "github:OWNER/REPO[@REF] or go:MODULE[@VERSION]; the working folder when none is given");
    c.add_option("--stdin-path", a.stdin_path, "Name of the file on standard input")->type_name("PATH");
    add_common(c, a);
    setting(c, a, "-f,--format", "output_format", "Report format (repeatable)", "FORMAT", true,
            format_names());
    setting(c, a, "-o,--output", "output_file",
            "Where the report goes, one for each --format; - is standard output", "FILE", true);
    setting(c, a, "--severity", "severity", "Least severity that is reported", "SEVERITY", false,
            severity_names(false));
    setting(c, a, "--min-confidence", "min_confidence", "Least confidence that is reported, 0.0 to 1.0",
            "NUMBER");
    setting(c, a, "--fail-on", "fail_on", "Least severity that makes the exit code 1", "SEVERITY", false,
            severity_names(true));
    switch_setting(c, a, "--allow-incomplete", "allow_incomplete", "true",
                   "Exit 0 although something was not read");
    setting(c, a, "--include", "include_patterns", "Only paths that match (repeatable)", "PATTERN", true);
    setting(c, a, "--exclude", "exclude_patterns", "No paths that match (repeatable)", "PATTERN", true);
    switch_setting(c, a, "--no-ignore", "use_ignore_files", "false", "Do not use .gitignore and its kin");
    setting(c, a, "--max-file-size", "max_file_size", "Larger files are left out and listed", "BYTES");
    setting(c, a, "-j,--jobs", "max_concurrent_files", "Files read at once, 1 to 100", "COUNT");
    setting(c, a, "--detectors", "detectors", "Only these families of rules (repeatable)", "FAMILY", true);
    setting(c, a, "--baseline", "baseline", "Known findings, which do not count", "FILE");
    setting(c, a, "--honor", "honor_markers", "Other tools' ignore comments that count (repeatable)",
            "MARKER", true, std::vector<std::string>(std::begin(kKnownMarkers), std::end(kKnownMarkers)));
    CLI::Option* diff =
        c.add_option("--diff", a.diff, "Only lines that are new since this git revision")->type_name("REV");
    c.add_flag("--staged", a.staged, "Only what is staged in git, as it is staged")->excludes(diff);
    c.add_flag("--show-secrets", a.show_secrets, "Do not mask secrets (terminal format only)");
    c.add_flag("--timings", a.timings, "Show the time that each stage took");
    c.add_flag("--reproducible", a.reproducible)->group("");
    static const std::map<std::string, ProgressMode> kModes = {
        {"auto", ProgressMode::kAuto}, {"always", ProgressMode::kAlways}, {"never", ProgressMode::kNever}};
    c.add_option("--progress", a.progress, "Progress bar on standard error")
        ->transform(CLI::CheckedTransformer(kModes, CLI::ignore_case).description(""))
        ->type_name("auto|always|never");
    c.footer(kExitCodeHelp);
  }

  void add_rules() {
    CLI::App* rules = app.add_subcommand("rules", "List and show rules");
    rules->require_subcommand(1);
    CLI::App* list = command(*rules, "list", "One line a rule", rules_list);
    add_common(*list, rules_list);
    list->add_option("--format", rules_list.format, "text or json")
        ->check(one_of({"text", "json"}))
        ->type_name("text|json");
    CLI::App* show = command(*rules, "show", "Everything about a rule", rules_show);
    add_common(*show, rules_show);
    show->add_option("ID", rules_show.id, "family/name")->required();
    CLI::App* docs = command(*rules, "docs", "Write a page for each rule", rules_docs);
    add_common(*docs, rules_docs);
    docs->add_option("FOLDER", rules_docs.folder, "Where the pages go")->required();
    CLI::App* schema = command(*rules, "schema", "Print the JSON Schema of a rule file", rules_schema);
    schema->add_flag("--models", rules_schema.models, "Of a file of models/ instead");
    add_common(*schema, rules_schema);
  }

  void add_config() {
    CLI::App* config = app.add_subcommand("config", "Show and write settings");
    config->require_subcommand(1);
    CLI::App* show =
        command(*config, "show", "Every setting, its value and where that came from", config_show);
    add_common(*show, config_show);
    show->add_option("TARGET", config_show.target, "Whose settings; the working folder when left out");
    show->add_option("--format", config_show.format, "text or json")
        ->check(one_of({"text", "json"}))
        ->type_name("text|json");
    CLI::App* init = command(*config, "init", "Write a commented settings file", config_init);
    add_common(*init, config_init);
    init->add_option("FILE", config_init.file, ".mcp-sentinel.yaml when left out");
    init->add_flag("-y,--yes", config_init.yes, "Overwrite without asking");
    CLI::App* schema = command(*config, "schema", "Print the JSON Schema of a settings file", config_schema);
    add_common(*schema, config_schema);
    CLI::App* docs = command(*config, "docs", "Write the reference page of all settings", config_docs);
    add_common(*docs, config_docs);
    docs->add_option("FILE", config_docs.file, "Where it goes")->required();
  }

  void add_baseline() {
    CLI::App* baseline =
        app.add_subcommand("baseline", "Accept today's findings, so that only new ones count");
    baseline->require_subcommand(1);
    CLI::App* create =
        command(*baseline, "create", "Scan and write the findings' fingerprints", baseline_create);
    add_scan(*create, baseline_create);
    create->add_option("--file", baseline_create.file, "Where the baseline goes")
        ->type_name("FILE")
        ->default_val(".mcp-sentinel-baseline.json");
    CLI::App* show = command(*baseline, "show", "List what a baseline holds", baseline_show);
    add_common(*show, baseline_show);
    show->add_option("FILE", baseline_show.file, ".mcp-sentinel-baseline.json when left out")
        ->default_val(".mcp-sentinel-baseline.json");
  }
};

// Choices are where --help lists them as a|b|c.
CompletionValue value_of(const CLI::Option& option) {
  const std::string type = option.get_type_name();
  CompletionValue out;
  if (type.contains('|')) {
    for (const std::string_view choice : split(type, '|')) out.choices.emplace_back(choice);
  }
  const bool is_operand = option.get_positional();
  out.name = is_operand ? option.get_name(true) : out.choices.empty() ? type : option.get_lnames().front();
  out.is_path = out.name == "FILE" || out.name == "FOLDER" || out.name == "PATH" || out.name == "TARGET";
  return out;
}

CompletionCommand describe(const CLI::App& app, std::string path) {
  CompletionCommand out;
  out.path = std::move(path);
  out.about = app.get_description();
  for (const CLI::Option* option : app.get_options()) {
    if (option->get_group().empty()) continue;  // hidden
    if (option->get_positional()) {
      out.operand = value_of(*option);
      continue;
    }
    CompletionOption& described = out.options.emplace_back();
    described.long_name = "--" + option->get_lnames().front();
    if (!option->get_snames().empty()) described.short_name = "-" + option->get_snames().front();
    described.about = option->get_description();
    described.repeatable = option->get_multi_option_policy() == CLI::MultiOptionPolicy::TakeAll;
    if (option->get_type_size_max() > 0) {
      described.value = value_of(*option);
    }
  }
  return out;
}

// Parents first.
std::vector<CompletionCommand> describe_all(const CLI::App& app) {
  std::vector<CompletionCommand> out;
  std::vector<std::pair<std::string, const CLI::App*>> commands = {{"", &app}};
  for (size_t i = 0; i < commands.size(); ++i) {
    const auto [path, command] = commands[i];
    out.push_back(describe(*command, path));
    for (const CLI::App* child : command->get_subcommands([](const CLI::App*) { return true; })) {
      commands.emplace_back(path.empty() ? child->get_name() : path + " " + child->get_name(), child);
    }
  }
  return out;
}

// The innermost command that was named.
const CLI::App& named_command(const CLI::App& app) {
  const CLI::App* at = &app;
  for (auto named = at->get_subcommands(); !named.empty(); named = at->get_subcommands()) at = named.front();
  return *at;
}

std::string path_of(const CLI::App& command) {
  const std::string& name = command.get_name();
  return command.get_parent() == nullptr ? name : path_of(*command.get_parent()) + " " + name;
}

// CLI11 tells of a misspelt command as of a missing one, and knows no nearest name.
Error explain(const CLI::App& app, const CLI::ParseError& error) {
  const CLI::App& command = named_command(app);
  Error out{ErrorKind::kUsage,
            error.what(),
            {},
            fmt::format("`{} --help` lists commands and options", path_of(command))};
  const std::vector<std::string> rest = app.remaining(true);
  const bool wants_command = command.get_require_subcommand_min() > 0;
  const bool is_unknown = dynamic_cast<const CLI::ExtrasError*>(&error) != nullptr ||
                          (wants_command && dynamic_cast<const CLI::RequiredError*>(&error) != nullptr);
  if (!is_unknown) return out;
  if (rest.empty()) {
    out.message = "name a command";
    return out;
  }
  const std::string word = rest.front().substr(0, rest.front().find('='));
  std::vector<std::string> names;
  if (word.starts_with("-")) {
    out.message = fmt::format("\"{}\" is no option of `{}`", word, path_of(command));
    for (const CLI::Option* option : command.get_options()) {
      if (!option->get_group().empty() && !option->get_lnames().empty()) {
        names.push_back("--" + option->get_lnames().front());
      }
    }
  } else if (wants_command) {
    out.message = fmt::format("\"{}\" is no command of `{}`", word, path_of(command));
    for (const CLI::App* child : command.get_subcommands([](const CLI::App*) { return true; })) {
      names.push_back(child->get_name());
    }
  } else {
    out.message = fmt::format("`{}` takes no \"{}\"", path_of(command), word);
  }
  const std::vector<std::string_view> candidates(names.begin(), names.end());
  if (const auto nearest = find_nearest(word, candidates)) {
    out.hint = fmt::format("did you mean \"{}\"? {}", *nearest, out.hint);
  }
  return out;
}

}  // namespace

Result<Arguments> parse_arguments(int argc, const char* const* argv) {
  Parser parser;
  try {
    parser.app.parse(argc, argv);
  } catch (const CLI::Success& help) {
    std::ostringstream out;
    parser.app.exit(help, out, out);
    return Arguments(HelpArguments{out.str()});
  } catch (const CLI::ParseError& error) {
    return tl::unexpected<Error>(explain(parser.app, error));
  }
  if (auto* scan = std::get_if<ScanArguments>(&parser.result); scan != nullptr && scan->targets.empty()) {
    scan->targets.emplace_back(".");
  }
  if (auto* create = std::get_if<BaselineCreateArguments>(&parser.result);
      create != nullptr && create->targets.empty()) {
    create->targets.emplace_back(".");
  }
  return std::move(parser.result);
}

std::string completion_script(std::string_view shell) {
  const Parser parser;
  const std::vector<CompletionCommand> commands = describe_all(parser.app);
  if (shell == "bash") return bash_completion(commands);
  return shell == "zsh" ? zsh_completion(commands) : fish_completion(commands);
}

}  // namespace sentinel
