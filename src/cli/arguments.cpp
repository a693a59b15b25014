#include "cli/arguments.h"

#include <functional>
#include <memory>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "base/severity.h"
#include "base/text.h"
#include "base/version.h"
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

  Parser() {
    app.name(std::string(kProgramName));
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
        ->check(CLI::IsMember(std::vector<std::string>{"bash", "zsh", "fish"}));
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
    CLI::Option* option = app_command.add_flag(flag, about);
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
        ->transform(CLI::CheckedTransformer(kModes, CLI::ignore_case))
        ->type_name("auto|always|never");
    c.footer(kExitCodeHelp);
  }

  void add_rules() {
    CLI::App* rules = app.add_subcommand("rules", "List and show rules");
    rules->require_subcommand(1);
    CLI::App* list = command(*rules, "list", "One line a rule", rules_list);
    add_common(*list, rules_list);
    list->add_option("--format", rules_list.format, "text or json")
        ->check(CLI::IsMember(std::vector<std::string>{"text", "json"}))
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
        ->check(CLI::IsMember(std::vector<std::string>{"text", "json"}))
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

std::vector<std::string> option_names(const CLI::App& app) {
  std::vector<std::string> out;
  for (const CLI::Option* option : app.get_options()) {
    if (option->get_group().empty()) continue;  // hidden
    for (const std::string& name : option->get_lnames()) out.push_back("--" + name);
  }
  return out;
}

// The words that an option takes, where --help lists them as a|b|c.
std::vector<std::string> choices_of(const CLI::Option& option) {
  std::vector<std::string> out;
  const std::string type = option.get_type_name();
  if (type.find('|') == std::string::npos) return out;
  for (std::string_view choice : split(type, '|')) out.emplace_back(choice);
  return out;
}

struct CommandPath {
  std::string path;  // "config show"
  const CLI::App* app;
};

std::vector<CommandPath> all_commands(const CLI::App& app) {
  std::vector<CommandPath> out = {{"", &app}};
  for (size_t i = 0; i < out.size(); ++i) {
    const CommandPath parent = out[i];
    for (const CLI::App* child : parent.app->get_subcommands([](const CLI::App*) { return true; })) {
      out.push_back({parent.path.empty() ? child->get_name() : parent.path + " " + child->get_name(), child});
    }
  }
  return out;
}

std::string words_of(const CommandPath& command) {
  std::vector<std::string> words;
  for (const CLI::App* child : command.app->get_subcommands([](const CLI::App*) { return true; })) {
    words.push_back(child->get_name());
  }
  for (std::string& option : option_names(*command.app)) words.push_back(std::move(option));
  return join(words, " ");
}

std::string bash_script(const CLI::App& app) {
  std::string out =
      "# bash completion for mcp-sentinel\n_mcp_sentinel() {\n"
      "  local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} path=\"\" i\n"
      "  for ((i = 1; i < COMP_CWORD; i++)); do\n"
      "    case \"$path ${COMP_WORDS[i]}\" in\n";
  for (const CommandPath& command : all_commands(app)) {
    if (!command.path.empty()) out += fmt::format("      \" {0}\") path=\" {0}\" ;;\n", command.path);
  }
  out += "    esac\n  done\n  case \"$path $before\" in\n";
  for (const CommandPath& command : all_commands(app)) {
    for (const CLI::Option* option : command.app->get_options()) {
      const std::vector<std::string> choices = choices_of(*option);
      if (choices.empty() || option->get_lnames().empty()) continue;
      // Choices may hold blanks ("pragma: allowlist secret"): one a line, quoted when inserted.
      out += fmt::format(
          "    \"{}{} --{}\") local IFS=$'\\n'; COMPREPLY=($(compgen -W $'{}' -- \"$word\")); return ;;\n",
          command.path.empty() ? "" : " ", command.path, option->get_lnames().front(), join(choices, "\\n"));
    }
  }
  out +=
      "  esac\n  if [[ $word == -* || -z $path || $path == \" rules\" || $path == \" config\" || $path == \" "
      "baseline\" ]]; then\n"
      "    case \"$path\" in\n";
  for (const CommandPath& command : all_commands(app)) {
    out += fmt::format("      \"{}{}\") COMPREPLY=($(compgen -W \"{}\" -- \"$word\")) ;;\n",
                       command.path.empty() ? "" : " ", command.path, words_of(command));
  }
  out +=
      "    esac\n  elif [[ $path == \" completion\" ]]; then\n    COMPREPLY=($(compgen -W \"bash zsh fish\" "
      "-- \"$word\"))\n"
      "  else\n    compopt -o filenames 2>/dev/null\n    COMPREPLY=($(compgen -f -- \"$word\"))\n  fi\n}\n"
      "complete -F _mcp_sentinel mcp-sentinel\n";
  return out;
}

// zsh and fish quote with single quotes; a quote inside ends, escapes and begins again.
std::string single_quoted(std::string_view text) {
  std::string out = "'";
  for (char c : text) {
    if (c == '\'') {
      out += "'\\''";
    } else {
      out += c;
    }
  }
  return out + "'";
}

std::string zsh_script(const CLI::App& app) {
  std::string out =
      "#compdef mcp-sentinel\n# zsh completion for mcp-sentinel\n_mcp_sentinel() {\n"
      "  local path=\"\" i\n  local -a options\n  for ((i = 2; i < CURRENT; i++)); do\n    case \"$path "
      "${words[i]}\" in\n";
  for (const CommandPath& command : all_commands(app)) {
    if (!command.path.empty()) out += fmt::format("      \" {0}\") path=\" {0}\" ;;\n", command.path);
  }
  out += "    esac\n  done\n  case \"$path\" in\n";
  for (const CommandPath& command : all_commands(app)) {
    out += fmt::format("    \"{}{}\") options=(", command.path.empty() ? "" : " ", command.path);
    const auto add = [&](std::string_view word, std::string_view about) {
      std::string escaped;
      for (char c : word) escaped += c == ':' ? "\\:" : std::string(1, c);
      out += single_quoted(escaped + ":" + std::string(about)) + " ";
    };
    for (const CLI::App* child : command.app->get_subcommands([](const CLI::App*) { return true; })) {
      add(child->get_name(), child->get_description());
    }
    for (const CLI::Option* option : command.app->get_options()) {
      if (option->get_group().empty() || option->get_lnames().empty()) continue;
      add("--" + option->get_lnames().front(), option->get_description());
    }
    out += ") ;;\n";
  }
  out += "  esac\n  _describe 'mcp-sentinel' options\n  _files\n}\ncompdef _mcp_sentinel mcp-sentinel\n";
  return out;
}

std::string fish_script(const CLI::App& app) {
  std::string out = "# fish completion for mcp-sentinel\n";
  for (const CommandPath& command : all_commands(app)) {
    std::string condition = "__fish_use_subcommand";
    if (!command.path.empty()) {
      condition.clear();
      for (std::string_view word : split(command.path, ' ')) {
        if (!condition.empty()) condition += "; and ";
        condition += fmt::format("__fish_seen_subcommand_from {}", word);
      }
    }
    for (const CLI::App* child : command.app->get_subcommands([](const CLI::App*) { return true; })) {
      out += fmt::format("complete -c mcp-sentinel -n '{}' -f -a {} -d {}\n", condition, child->get_name(),
                         single_quoted(child->get_description()));
    }
    for (const CLI::Option* option : command.app->get_options()) {
      if (option->get_group().empty() || option->get_lnames().empty()) continue;
      out += fmt::format("complete -c mcp-sentinel -n '{}' -l {}", condition, option->get_lnames().front());
      if (!option->get_snames().empty()) out += fmt::format(" -s {}", option->get_snames().front());
      if (const auto choices = choices_of(*option); !choices.empty()) {
        std::vector<std::string> quoted;
        for (const std::string& choice : choices)
          quoted.push_back(choice.find(' ') != std::string::npos ? "\"" + choice + "\"" : choice);
        out += fmt::format(" -x -a {}", single_quoted(join(quoted, " ")));
      } else if (option->get_items_expected_max() > 0) {
        out += " -r";
      }
      out += fmt::format(" -d {}\n", single_quoted(option->get_description()));
    }
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
    const bool no_command = dynamic_cast<const CLI::RequiredError*>(&error) != nullptr && argc <= 1;
    return fail(ErrorKind::kUsage, no_command ? "name a command" : error.what(), {},
                fmt::format("`{} --help` lists commands and options", kProgramName));
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
  if (shell == "bash") return bash_script(parser.app);
  return shell == "zsh" ? zsh_script(parser.app) : fish_script(parser.app);
}

}  // namespace sentinel
