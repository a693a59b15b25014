// Completion scripts for shells, written from a description of the commands.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace sentinel {

// What a shell can offer where a value stands.
struct CompletionValue {
  std::string name;                  // "FORMAT"; empty: there is no value
  std::vector<std::string> choices;  // every value, where they are few
  bool is_path = false;              // else, without choices: nobody can guess it
};

struct CompletionOption {
  std::string long_name;   // "--format"
  std::string short_name;  // "-f", or empty
  std::string about;
  CompletionValue value;
  bool repeatable = false;
};

struct CompletionCommand {
  std::string path;  // "config show"; empty for the program itself
  std::string about;
  std::vector<CompletionOption> options;
  CompletionValue operand;  // what stands without an option
};

// Parents come before their subcommands. Texts are of one line.
std::string bash_completion(const std::vector<CompletionCommand>& commands);
std::string zsh_completion(const std::vector<CompletionCommand>& commands);
std::string fish_completion(const std::vector<CompletionCommand>& commands);

}  // namespace sentinel
