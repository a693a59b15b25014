// Each script finds the command the same way: words that continue a known command ("", " config",
// " config show") extend it, all others are passed over. What follows is a table, one row a command or
// option.
#include "cli/completion.h"

#include <fmt/format.h>

#include "base/text.h"

namespace sentinel {
namespace {

struct Subcommand {
  std::string name;
  std::string about;
};

std::vector<Subcommand> subcommands_of(const CompletionCommand& parent,
                                       const std::vector<CompletionCommand>& commands) {
  const std::string prefix = parent.path.empty() ? "" : parent.path + " ";
  std::vector<Subcommand> out;
  for (const CompletionCommand& command : commands) {
    if (command.path.size() <= prefix.size() || !command.path.starts_with(prefix)) continue;
    std::string name = command.path.substr(prefix.size());
    if (!name.contains(' ')) out.push_back({std::move(name), command.about});
  }
  return out;
}

// The command as the scripts keep it, with a blank before each word.
std::string key_of(const CompletionCommand& command) {
  return command.path.empty() ? "" : " " + command.path;
}

// A quote inside ends the quotation, stands escaped, and begins it again: in bash, zsh and fish.
std::string in_quotes(std::string_view text) {
  std::string out = "'";
  for (const char c : text) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return out + "'";
}

std::string quoted_words(const std::vector<std::string>& words) {
  std::vector<std::string> out;
  for (const std::string& word : words) out.push_back(in_quotes(word));
  return join(out, " ");
}

// "' config' ' config show'": what the words so far may be.
std::string quoted_keys(const std::vector<CompletionCommand>& commands, std::string_view separator) {
  std::vector<std::string> out;
  for (const CompletionCommand& command : commands) {
    if (!command.path.empty()) out.push_back(in_quotes(key_of(command)));
  }
  return join(out, separator);
}

std::string escaped(std::string_view text, std::string_view special) {
  std::string out;
  for (const char c : text) {
    if (special.contains(c)) out += '\\';
    out += c;
  }
  return out;
}

std::string bash_value(const CompletionValue& value) {
  if (!value.choices.empty()) return fmt::format("words=({})", quoted_words(value.choices));
  return value.is_path ? "paths=yes" : "";
}

// ---- zsh: every command is a call of _arguments ----

// ":FORMAT:(json sarif)", the part of a specification that speaks of the value.
std::string zsh_value(const CompletionValue& value) {
  if (value.name.empty()) return "";
  std::string action = value.is_path ? "_files" : " ";
  if (!value.choices.empty()) {
    std::vector<std::string> words;
    for (const std::string& choice : value.choices) words.push_back(escaped(choice, " :"));
    action = "(" + join(words, " ") + ")";
  }
  return fmt::format(":{}:{}", value.name, action);
}

std::vector<std::string> zsh_specifications(const CompletionOption& option) {
  std::vector<std::string> names = {option.long_name};
  if (!option.short_name.empty()) names.push_back(option.short_name);
  const std::string before = option.repeatable ? "*" : "(" + join(names, " ") + ")";
  std::vector<std::string> out;
  for (const std::string& name : names) {
    // The mark after the name: its value may follow without a blank.
    const std::string_view mark = option.value.name.empty() ? "" : name.starts_with("--") ? "=" : "+";
    out.push_back(before + name + std::string(mark) + "[" + escaped(option.about, "[]\\") + "]" +
                  zsh_value(option.value));
  }
  return out;
}

}  // namespace

std::string bash_completion(const std::vector<CompletionCommand>& commands) {
  std::string out = fmt::format(R"sh(# bash completion for mcp-sentinel
#   mcp-sentinel completion bash >~/.local/share/bash-completion/completions/mcp-sentinel
_mcp_sentinel() {{
  local word=${{COMP_WORDS[COMP_CWORD]}} before=${{COMP_WORDS[COMP_CWORD-1]}} command="" paths="" words=() options=() i
  for ((i = 1; i < COMP_CWORD; i++)); do
    case "$command ${{COMP_WORDS[i]}}" in
      {}) command+=" ${{COMP_WORDS[i]}}" ;;
    esac
  done
  # For bash, --format=json is three words.
  if [[ $word == = ]]; then
    word=""
  elif [[ $before == = ]]; then
    before=${{COMP_WORDS[COMP_CWORD-2]}}
  fi
  case "$command $before" in
)sh",
                                quoted_keys(commands, " | "));
  for (const CompletionCommand& command : commands) {
    for (const CompletionOption& option : command.options) {
      if (option.value.name.empty()) continue;
      std::string pattern = in_quotes(key_of(command) + " " + option.long_name);
      if (!option.short_name.empty()) pattern += " | " + in_quotes(key_of(command) + " " + option.short_name);
      out += fmt::format("    {}) {} ;;\n", pattern, bash_value(option.value));
    }
  }
  out += "    *)\n      case \"$command\" in\n";
  for (const CompletionCommand& command : commands) {
    std::vector<std::string> options;
    for (const CompletionOption& option : command.options) options.push_back(option.long_name);
    std::vector<std::string> names;
    for (Subcommand& child : subcommands_of(command, commands)) names.push_back(std::move(child.name));
    out += fmt::format("        {}) options=({}) {} ;;\n", in_quotes(key_of(command)), quoted_words(options),
                       bash_value(names.empty() ? command.operand : CompletionValue{"COMMAND", names}));
  }
  out += R"sh(      esac
      [[ $word == -* ]] && words=("${options[@]}") paths=""
      ;;
  esac
  COMPREPLY=()
  for i in "${words[@]}"; do
    [[ $i == "$word"* ]] && COMPREPLY+=("$(printf %q "$i")")
  done
  if [[ $paths ]]; then
    compopt -o filenames 2>/dev/null
    mapfile -t COMPREPLY < <(compgen -f -- "$word")
  fi
}
complete -F _mcp_sentinel mcp-sentinel
)sh";
  return out;
}

std::string zsh_completion(const std::vector<CompletionCommand>& commands) {
  std::string out = fmt::format(R"sh(#compdef mcp-sentinel
# zsh completion for mcp-sentinel
#   mcp-sentinel completion zsh >FOLDER/_mcp-sentinel      where $fpath has FOLDER
_mcp_sentinel() {{
  local command="" i at=1
  local -a subcommands
  for ((i = 2; i < CURRENT; i++)); do
    case "$command ${{words[i]}}" in
      {}) command+=" ${{words[i]}}"; at=$i ;;
    esac
  done
  # Options are counted from the command, as if it were a program of its own.
  shift $((at - 1)) words
  ((CURRENT -= at - 1))
  case "$command" in
)sh",
                                quoted_keys(commands, " | "));
  for (const CompletionCommand& command : commands) {
    out += fmt::format("    {})\n", in_quotes(key_of(command)));
    std::vector<std::string> specifications;
    for (const CompletionOption& option : command.options) {
      for (const std::string& text : zsh_specifications(option)) specifications.push_back(in_quotes(text));
    }
    if (const auto children = subcommands_of(command, commands); !children.empty()) {
      std::vector<std::string> words;
      for (const Subcommand& child : children) words.push_back(child.name + ":" + child.about);
      out += fmt::format("      subcommands=({})\n", quoted_words(words));
      specifications.emplace_back("'1:command:{_describe command subcommands}'");
    } else if (command.operand.is_path || !command.operand.choices.empty()) {
      specifications.push_back(in_quotes("*" + zsh_value(command.operand)));
    }
    out += "      _arguments -s \\\n        " + join(specifications, " \\\n        ") + "\n      ;;\n";
  }
  out += R"sh(  esac
}
# A file of $fpath runs when it is first used; a script that is read only defines.
if [[ $funcstack[1] == _mcp-sentinel ]]; then
  _mcp_sentinel "$@"
else
  compdef _mcp_sentinel mcp-sentinel
fi
)sh";
  return out;
}

std::string fish_completion(const std::vector<CompletionCommand>& commands) {
  std::string out = fmt::format(R"sh(# fish completion for mcp-sentinel
#   mcp-sentinel completion fish >~/.config/fish/completions/mcp-sentinel.fish
function __mcp_sentinel_at
    set -l command ''
    for word in (commandline -opc)[2..]
        if contains -- "$command $word" {}
            set command "$command $word"
        end
    end
    test "$command" = "$argv[1]"
end
complete -c mcp-sentinel -f
)sh",
                                quoted_keys(commands, " "));
  for (const CompletionCommand& command : commands) {
    const std::string row =
        fmt::format("complete -c mcp-sentinel -n \"__mcp_sentinel_at '{}'\"", key_of(command));
    const auto value_words = [](const CompletionValue& value) {
      if (value.choices.empty()) return std::string(value.is_path ? " -F" : "");
      return " -a " + in_quotes(quoted_words(value.choices));
    };
    for (const Subcommand& child : subcommands_of(command, commands)) {
      out += fmt::format("{} -a {} -d {}\n", row, child.name, in_quotes(child.about));
    }
    if (!value_words(command.operand).empty()) out += row + value_words(command.operand) + "\n";
    for (const CompletionOption& option : command.options) {
      out += fmt::format("{} -l {}", row, option.long_name.substr(2));
      if (!option.short_name.empty()) out += " -s " + option.short_name.substr(1);
      if (!option.value.name.empty())
        out += (option.value.is_path ? " -r" : " -x") + value_words(option.value);
      out += " -d " + in_quotes(option.about) + "\n";
    }
  }
  return out;
}

}  // namespace sentinel
