// Turns the rule files into what the program carries. Runs at build time:
//   rule_compiler RULES_FOLDER OUT_FOLDER
#include <cstdio>
#include <filesystem>

#include <fmt/format.h>

#include "base/files.h"
#include "rules/load.h"
#include "rules/rule_set.h"

namespace {

using namespace sentinel;  // NOLINT: a program of one file

Result<void> run(const std::filesystem::path& source, const std::filesystem::path& target) {
  SENTINEL_ASSIGN_OR_RETURN(const LoadedRules loaded, load_rules(source, "rules"));
  if (!loaded.problems.empty()) {
    std::string all;
    for (const FileProblem& problem : loaded.problems) all += problem.text() + "\n";
    return fail(ErrorKind::kMalformed, all);
  }
  const RuleSet rules(loaded.bundle.families, loaded.bundle.rules);
  SENTINEL_ASSIGN_OR_RETURN(const CompiledPatterns patterns, compile_patterns(rules.pattern_specs()));
  SENTINEL_RETURN_IF_ERROR(write_file(target / "rules.bin", encode_rules(loaded.bundle, Samples::kLeaveOut)));
  SENTINEL_RETURN_IF_ERROR(
      write_file(target / "rules_with_samples.bin", encode_rules(loaded.bundle, Samples::kKeep)));
  SENTINEL_RETURN_IF_ERROR(write_file(target / "patterns_portable.bin", patterns.portable));
  SENTINEL_RETURN_IF_ERROR(write_file(target / "patterns_wide.bin", patterns.wide));
  return {};
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    fmt::print(stderr, "usage: rule_compiler RULES_FOLDER OUT_FOLDER\n");
    return 2;
  }
  if (const auto done = run(argv[1], argv[2]); !done) {
    fmt::print(stderr, "{}\n", done.error().text());
    return 1;
  }
  return 0;
}
