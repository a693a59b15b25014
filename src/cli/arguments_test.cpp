#include "cli/arguments.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cli/exit_code.h"
#include "report/formatter.h"

namespace sentinel {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

Result<Arguments> parse(std::vector<const char*> words) {
  words.insert(words.begin(), "mcp-sentinel");
  return parse_arguments(static_cast<int>(words.size()), words.data());
}

template <typename T>
T parsed(std::vector<const char*> words) {
  auto arguments = parse(std::move(words));
  EXPECT_TRUE(arguments) << arguments.error().text();
  const T* out = std::get_if<T>(&*arguments);
  EXPECT_NE(out, nullptr);
  return out != nullptr ? *out : T{};
}

std::vector<std::string> values_of(const CommonArguments& arguments, std::string_view setting) {
  std::vector<std::string> out;
  for (const FlagValue& flag : arguments.flags) {
    if (flag.setting == setting) out.insert(out.end(), flag.values.begin(), flag.values.end());
  }
  return out;
}

TEST(Arguments, ScanOptionsBecomeSettings) {
  const auto scan =
      parsed<ScanArguments>({"scan", "src", "--format", "json", "-f", "sarif", "-o", "a.json", "--output=-",
                             "lib", "--no-ignore", "--min-confidence", "0.5", "--jobs", "3", "--staged"});
  EXPECT_THAT(scan.targets, ElementsAre("src", "lib"));
  EXPECT_THAT(values_of(scan, "output_format"), ElementsAre("json", "sarif"));
  EXPECT_THAT(values_of(scan, "output_file"), ElementsAre("a.json", "-"));
  EXPECT_THAT(values_of(scan, "use_ignore_files"), ElementsAre("false"));
  EXPECT_THAT(values_of(scan, "min_confidence"), ElementsAre("0.5"));
  EXPECT_THAT(values_of(scan, "max_concurrent_files"), ElementsAre("3"));
  EXPECT_TRUE(values_of(scan, "severity").empty()) << "what was not given is no flag";
  EXPECT_TRUE(scan.staged);
}

TEST(Arguments, TargetsDefaultToTheWorkingFolder) {
  EXPECT_THAT(parsed<ScanArguments>({"scan"}).targets, ElementsAre("."));
  EXPECT_THAT(parsed<ScanArguments>({"scan", "-", "--stdin-path", "a.py"}).targets, ElementsAre("-"));
}

TEST(Arguments, EveryCommandIsThere) {
  EXPECT_EQ(parsed<RulesShowArguments>({"rules", "show", "a/b"}).id, "a/b");
  EXPECT_EQ(parsed<RulesListArguments>({"rules", "list", "--format", "json"}).format, "json");
  EXPECT_EQ(parsed<ConfigInitArguments>({"config", "init", "--yes"}).file, ".mcp-sentinel.yaml");
  EXPECT_EQ(parsed<ConfigShowArguments>({"config", "show", "x"}).target, "x");
  parsed<ConfigSchemaArguments>({"config", "schema"});
  EXPECT_THAT(parsed<ValidateArguments>({"validate", "a.yaml"}).files, ElementsAre("a.yaml"));
  EXPECT_EQ(parsed<BaselineShowArguments>({"baseline", "show"}).file, ".mcp-sentinel-baseline.json");
  EXPECT_THAT(parsed<BaselineCreateArguments>({"baseline", "create", "--file", "b.json", "src"}).targets,
              ElementsAre("src"));
  parsed<VersionArguments>({"version"});
  EXPECT_EQ(parsed<CompletionArguments>({"completion", "zsh"}).shell, "zsh");
}

TEST(Arguments, WrongOnesAreUsageErrors) {
  for (const std::vector<const char*>& words :
       std::vector<std::vector<const char*>>{{},
                                             {"scam"},
                                             {"scan", "--formt", "json"},
                                             {"scan", "--format"},
                                             {"scan", "--staged", "--diff", "HEAD"},
                                             {"scan", "--progress", "sometimes"},
                                             {"completion", "tcsh"},
                                             {"rules", "show"},
                                             {"config"}}) {
    const auto arguments = parse(words);
    ASSERT_FALSE(arguments) << testing::PrintToString(words);
    EXPECT_EQ(arguments.error().kind, ErrorKind::kUsage);
  }
}

TEST(Arguments, HelpTellsExitCodes) {
  for (const auto& words : {std::vector<const char*>{"--help"}, {"scan", "--help"}}) {
    const std::string text = parsed<HelpArguments>(words).text;
    EXPECT_THAT(text, HasSubstr(kExitCodeHelp));
  }
}

TEST(Completion, KnowsCommandsOptionsAndChoices) {
  for (const char* shell : {"bash", "zsh", "fish"}) {
    const std::string script = completion_script(shell);
    for (const char* word : {"scan", "baseline", "completion", "min-confidence", "show-secrets"}) {
      EXPECT_THAT(script, HasSubstr(word)) << shell;
    }
    EXPECT_EQ(script.find("reproducible"), std::string::npos) << "hidden options stay hidden";
  }
  for (const Formatter& formatter : formatters()) {
    EXPECT_THAT(completion_script("bash"), HasSubstr(std::string(formatter.name)));
  }
}

}  // namespace
}  // namespace sentinel
