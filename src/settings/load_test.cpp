#include "settings/load.h"

#include <sys/stat.h>

#include <cstdlib>
#include <fstream>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sentinel {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

class LoadTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = (fs::temp_directory_path() / "sentinel-load-XXXXXX").string();
    ASSERT_NE(::mkdtemp(name.data()), nullptr);
    folder_ = fs::canonical(name);
    // Nothing above the test's own folder takes part.
    project_ = folder_ / "project";
    fs::create_directories(project_ / ".git");
    fs::create_directories(project_ / "src");
    request_.target = project_ / "src";
    request_.environment["HOME"] = (folder_ / "home").string();
    request_.known = {{"terminal", "json", "sarif"}, {"secrets"}, {"secrets/jwt", "secrets/pem"}, {}};
  }
  void TearDown() override { fs::remove_all(folder_); }

  void write(const fs::path& path, std::string_view text) {
    fs::create_directories((folder_ / path).parent_path());
    std::ofstream(folder_ / path) << text;
  }

  Settings load() {
    auto settings = load_settings(request_);
    EXPECT_TRUE(settings) << settings.error().text();
    return settings.value_or(Settings());
  }

  // The test's folder is cut out.
  std::string problems() {
    const auto settings = load_settings(request_);
    if (settings) return "no problem";
    EXPECT_EQ(settings.error().kind, ErrorKind::kUsage);
    std::string text = settings.error().text();
    for (size_t at = 0; (at = text.find(folder_.string())) != std::string::npos;) {
      text.erase(at, folder_.string().size() + 1);
    }
    return text;
  }

  fs::path folder_;
  fs::path project_;
  SettingsRequest request_;
};

TEST_F(LoadTest, Defaults) {
  const Settings settings = load();
  EXPECT_EQ(settings.max_concurrent_files, 10);
  EXPECT_EQ(settings.min_confidence, 0.7);
  EXPECT_EQ(settings.max_file_size, 1U << 20U);
  EXPECT_EQ(settings.log_level, LogLevel::kWarning);
  EXPECT_EQ(settings.fail_on, Severity::kHigh);
  EXPECT_THAT(settings.output_format, ElementsAre("terminal"));
  EXPECT_TRUE(settings.project_root.empty());
  ASSERT_FALSE(settings.origins.empty());
  for (const SettingRow& row : setting_rows()) {
    if (!row.is_only_in_files()) {
      EXPECT_EQ(settings.origins.at(std::string(row.name)), "default");
    }
  }
}

// Each source sets min_confidence to its own number; for every set of sources the last of them must win.
TEST_F(LoadTest, PrecedenceOfEverySetOfSources) {
  struct Source {
    double value;
    std::string origin;
    std::function<void()> on;
    std::function<void()> off;
  };
  const std::vector<Source> sources = {
      {0.1, (folder_ / "home/.config/mcp-sentinel/config.yaml").string() + ":2",
       [&] { write("home/.config/mcp-sentinel/config.yaml", "# user\nmin_confidence: 0.1\n"); },
       [&] { fs::remove(folder_ / "home/.config/mcp-sentinel/config.yaml"); }},
      {0.2, (project_ / "base.yaml").string() + ":1",
       [&] { write("project/base.yaml", "min_confidence: 0.2\n"); }, [&] { write("project/base.yaml", ""); }},
      {0.3, (project_ / ".mcp-sentinel.yaml").string() + ":2",
       [&] { write("project/.mcp-sentinel.yaml", "extends: base.yaml\nmin_confidence: 0.3\n"); },
       [&] { write("project/.mcp-sentinel.yaml", "extends: base.yaml\n"); }},
      {0.4, (project_ / ".env").string() + ":2",
       [&] { write("project/.env", "A=b\nMCP_SENTINEL_MIN_CONFIDENCE=0.4\n"); },
       [&] { fs::remove(project_ / ".env"); }},
      {0.5, "environment MCP_SENTINEL_MIN_CONFIDENCE",
       [&] { request_.environment["MCP_SENTINEL_MIN_CONFIDENCE"] = "0.5"; },
       [&] { request_.environment.erase("MCP_SENTINEL_MIN_CONFIDENCE"); }},
      {0.6, "flag --min-confidence",
       [&] { request_.flags = {{"min_confidence", {"0.6"}, "--min-confidence"}}; },
       [&] { request_.flags.clear(); }},
  };
  for (unsigned set = 0; set < 1U << sources.size(); ++set) {
    double expected = 0.7;
    std::string origin = "default";
    for (size_t i = 0; i < sources.size(); ++i) {
      if ((set >> i & 1U) == 0) {
        sources[i].off();
        continue;
      }
      sources[i].on();
      expected = sources[i].value;
      origin = sources[i].origin;
    }
    const Settings settings = load();
    EXPECT_EQ(settings.min_confidence, expected) << set;
    EXPECT_EQ(settings.origins.at("min_confidence"), origin) << set;
  }
}

TEST_F(LoadTest, WhereFilesAreFound) {
  write("project/.mcp-sentinel.yaml", "severity: low\n");
  EXPECT_EQ(load().severity, Severity::kLow);
  EXPECT_EQ(load().project_root, project_);

  write("project/src/.mcp-sentinel.yaml", "severity: high\n");
  EXPECT_EQ(load().severity, Severity::kHigh);  // the nearest

  write("project/src/deep/a.py", "");
  request_.target = project_ / "src/deep/a.py";  // a file has the settings of its folder
  EXPECT_EQ(load().project_root, project_ / "src");
  EXPECT_EQ(find_project_file(request_.target), project_ / "src/.mcp-sentinel.yaml");

  // The search does not leave the repository.
  fs::create_directories(project_ / "src/deep/.git");
  EXPECT_EQ(load().severity, Severity::kInfo);
  EXPECT_EQ(find_project_file(request_.target), std::nullopt);

  // The other place of the user file.
  request_.environment["XDG_CONFIG_HOME"] = (folder_ / "xdg").string();
  write("xdg/mcp-sentinel/config.yaml", "severity: critical\n");
  EXPECT_EQ(load().severity, Severity::kCritical);
  request_.environment["XDG_CONFIG_HOME"] = "relative";
  EXPECT_EQ(load().severity, Severity::kInfo);
}

TEST_F(LoadTest, NamedFileTakesThePlaceOfTheProjects) {
  write("project/.mcp-sentinel.yaml", "severity: low\nfail_on: low\n");
  write("elsewhere/c.yaml", "severity: medium\nextends: ../more.yaml\n");
  write("more.yaml", "log_level: ERROR\n");
  request_.config = folder_ / "elsewhere/c.yaml";
  const Settings settings = load();
  EXPECT_EQ(settings.severity, Severity::kMedium);
  EXPECT_EQ(settings.log_level, LogLevel::kError);
  EXPECT_EQ(settings.fail_on, Severity::kHigh);
  EXPECT_TRUE(settings.project_root.empty());

  write("project/c.yaml", "severity: medium\n");
  request_.config = project_ / "c.yaml";
  EXPECT_EQ(load().project_root, project_);

  request_.config = project_ / "none.yaml";
  EXPECT_EQ(problems(), "project/none.yaml: does not exist");
}

TEST_F(LoadTest, ProjectFilesMaySkip) {
  write("project/.mcp-sentinel.yaml", "severity: critical\nnonsense: 1\n");
  write("project/.env", "MCP_SENTINEL_FAIL_ON=never\n");
  request_.project_files = ProjectFiles::kSkip;
  const Settings settings = load();
  EXPECT_EQ(settings.severity, Severity::kInfo);
  EXPECT_EQ(settings.fail_on, Severity::kHigh);
}

TEST_F(LoadTest, EnvironmentWords) {
  request_.environment["mcp_sentinel_output_format"] = "json, sarif";
  request_.environment["Mcp_Sentinel_Allow_Incomplete"] = "1";
  request_.environment["MCP_SENTINEL_USE_IGNORE_FILES"] = "No";
  request_.environment["MCP_SENTINEL_MAX_FILE_SIZE"] = "2MiB";
  request_.environment["MCP_SENTINEL_MAX_CONCURRENT_FILES"] = "7";
  request_.environment["MCP_SENTINEL_FAIL_ON"] = "NEVER";
  request_.environment["MCP_SENTINEL_SEVERITY"] = "low";
  request_.environment["mcp_sentinel_severity"] = "high";  // the capitals win
  request_.environment["MCP_SENTINEL_LOG_LEVEL"] = "";     // as good as unset
  request_.environment["MCP_SENTINEL_RULE_OPTIONS"] = "{secrets/jwt: {off: true}}";
  request_.environment["MCP_SENTINEL_OVERRIDES"] = R"([{"paths": "tests/", "off": "*"}])";
  request_.environment["MCP_SENTINEL_TOKEN"] = "not a setting";
  request_.known.variables = {"MCP_SENTINEL_TOKEN"};
  const Settings settings = load();
  EXPECT_THAT(settings.output_format, ElementsAre("json", "sarif"));
  EXPECT_TRUE(settings.allow_incomplete);
  EXPECT_FALSE(settings.use_ignore_files);
  EXPECT_EQ(settings.max_file_size, 2U << 20U);
  EXPECT_EQ(settings.max_concurrent_files, 7);
  EXPECT_EQ(settings.fail_on, std::nullopt);
  EXPECT_EQ(settings.severity, Severity::kLow);
  EXPECT_EQ(settings.log_level, LogLevel::kWarning);
  EXPECT_TRUE(settings.rule_options.at("secrets/jwt").off);
  ASSERT_EQ(settings.overrides.size(), 1U);
  EXPECT_THAT(settings.overrides[0].paths, ElementsAre("tests/"));
  EXPECT_EQ(settings.origins.at("output_format"), "environment mcp_sentinel_output_format");
}

TEST_F(LoadTest, FlagWords) {
  request_.flags = {{"output_format", {"json,sarif"}, "--format"},
                    {"exclude_patterns", {"a,b", "c"}, "--exclude"},
                    {"allow_incomplete", {}, "--allow-incomplete"},
                    {"use_ignore_files", {"false"}, "--no-ignore"},
                    {"output_file", {"-", "x.sarif"}, "--output"}};
  const Settings settings = load();
  EXPECT_THAT(settings.output_format, ElementsAre("json", "sarif"));
  EXPECT_THAT(settings.exclude_patterns, ElementsAre("a,b", "c"));  // a pattern may have a comma
  EXPECT_THAT(settings.output_file, ElementsAre("-", "x.sarif"));
  EXPECT_TRUE(settings.allow_incomplete);
  EXPECT_FALSE(settings.use_ignore_files);
  EXPECT_EQ(settings.origins.at("use_ignore_files"), "flag --no-ignore");
}

TEST_F(LoadTest, ListsReplaceAndRuleOptionsAdd) {
  write("home/.config/mcp-sentinel/config.yaml",
        "exclude_patterns: [a]\nrule_options: {secrets/jwt: {off: true}, secrets/pem: {severity: low}}\n");
  write("project/.mcp-sentinel.yaml",
        "exclude_patterns: [b]\nrule_options: {secrets/jwt: {severity: high}}\n");
  const Settings settings = load();
  EXPECT_THAT(settings.exclude_patterns, ElementsAre("b"));
  ASSERT_EQ(settings.rule_options.size(), 2U);
  EXPECT_FALSE(settings.rule_options.at("secrets/jwt").off);
  EXPECT_EQ(settings.rule_options.at("secrets/jwt").severity, Severity::kHigh);
  EXPECT_EQ(settings.rule_options.at("secrets/pem").severity, Severity::kLow);
  EXPECT_THAT(settings.origins.at("rule_options"),
              AllOf(HasSubstr("config.yaml:2, "), EndsWith(".mcp-sentinel.yaml:2")));
}

TEST_F(LoadTest, FormatsDoNotGoToFilesOfAnEarlierSource) {
  write("project/.mcp-sentinel.yaml", "output_format: sarif\noutput_file: out.sarif\n");
  EXPECT_THAT(load().output_file, ElementsAre((project_ / "out.sarif").string()));
  request_.flags = {{"output_format", {"json"}, "--format"}};
  EXPECT_THAT(load().output_file, IsEmpty());
  EXPECT_EQ(load().origins.at("output_file"), "default");
  request_.flags = {{"output_file", {"mine.sarif"}, "--output"}};
  EXPECT_THAT(load().output_file, ElementsAre("mine.sarif"));
}

TEST_F(LoadTest, PathsAreRelativeToTheirFile) {
  write("home/.config/mcp-sentinel/config.yaml", "rules: [mine, /abs/rules]\n");
  write("project/.mcp-sentinel.yaml", "baseline: .sentinel/baseline.json\noutput_file: '-'\n");
  const Settings settings = load();
  EXPECT_THAT(settings.rules,
              ElementsAre((folder_ / "home/.config/mcp-sentinel/mine").string(), "/abs/rules"));
  EXPECT_EQ(settings.baseline, (project_ / ".sentinel/baseline.json").string());
  EXPECT_THAT(settings.output_file, ElementsAre("-"));
  request_.flags = {{"baseline", {"b.json"}, "--baseline"}};
  EXPECT_EQ(load().baseline, "b.json");
}

TEST_F(LoadTest, ProjectCannotLeadOut) {
  write("outside/base.yaml", "severity: critical\n");
  fs::create_directory_symlink(folder_ / "outside", project_ / "link");
  for (std::string_view setting : {"rules", "baseline", "extends", "output_file"}) {
    for (const std::string& path :
         {std::string("../outside/base.yaml"), (folder_ / "outside/base.yaml").string(),
          std::string("src/../../outside/x"), std::string("link/base.yaml"), std::string("/dev/stdout")}) {
      write("project/.mcp-sentinel.yaml", fmt::format("{}: {}\n", setting, path));
      EXPECT_THAT(
          problems(),
          AllOf(HasSubstr(fmt::format("project/.mcp-sentinel.yaml:1:{}: {} is", setting.size() + 3, setting)),
                HasSubstr("which leads out of the project")))
          << setting << " " << path;
    }
  }
  write("project/.mcp-sentinel.yaml", "rules: src/../rules\n");
  EXPECT_EQ(problems(), "no problem");

  // What it extends is the project's too, and so is `.env`.
  write("project/.mcp-sentinel.yaml", "extends: more.yaml\n");
  write("project/more.yaml", "rules: ../outside\n");
  EXPECT_THAT(problems(), HasSubstr("project/more.yaml:1:8: rules is \"../outside\", which leads out"));
  fs::remove(project_ / "more.yaml");
  fs::remove(project_ / ".mcp-sentinel.yaml");
  fs::create_directories(project_ / "src");
  write("project/src/.env", "MCP_SENTINEL_OUTPUT_FILE=../../outside/x\n");
  EXPECT_THAT(problems(),
              HasSubstr("project/src/.env:1: output_file is \"../../outside/x\", which leads out"));
  fs::remove(project_ / "src/.env");

  fs::create_symlink(folder_ / "outside/base.yaml", project_ / ".mcp-sentinel.yaml");
  EXPECT_EQ(problems(), "project/.mcp-sentinel.yaml: is a link that leads out of the project");
}

TEST_F(LoadTest, ProjectFileThatIsNoFile) {
  ASSERT_EQ(::mkfifo((project_ / ".mcp-sentinel.yaml").c_str(), 0600), 0);
  ASSERT_EQ(::mkfifo((project_ / "src/.env").c_str(), 0600), 0);
  EXPECT_EQ(problems(), "project/.mcp-sentinel.yaml: is not a regular file");
}

TEST_F(LoadTest, Extends) {
  write("project/.mcp-sentinel.yaml", "extends: [a.yaml, sub/b.yaml]\nlog_format: json\n");
  write("project/a.yaml", "severity: low\nfail_on: low\nlog_format: text\n");
  write("project/sub/b.yaml", "extends: c.yaml\nfail_on: medium\n");
  write("project/sub/c.yaml", "fail_on: critical\nlog_level: INFO\nseverity: medium\n");
  const Settings settings = load();
  EXPECT_EQ(settings.severity, Severity::kMedium);  // of c.yaml, which comes after a.yaml
  EXPECT_EQ(settings.fail_on, Severity::kMedium);
  EXPECT_EQ(settings.log_level, LogLevel::kInfo);
  EXPECT_EQ(settings.log_format, LogFormat::kJson);
  EXPECT_EQ(settings.origins.at("log_level"), (project_ / "sub/c.yaml").string() + ":2");
}

TEST_F(LoadTest, ExtendsThatFails) {
  write("project/.mcp-sentinel.yaml", "extends: a.yaml\n");
  write("project/a.yaml", "extends: [none.yaml, .mcp-sentinel.yaml]\n");
  EXPECT_EQ(problems(),
            "project/a.yaml:1:11: project/none.yaml does not exist\n"
            "project/a.yaml:1:22: project/.mcp-sentinel.yaml extends itself");

  for (int i = 0; i < 15; ++i)
    write(fmt::format("project/{}.yaml", i), fmt::format("extends: {}.yaml\n", i + 1));
  write("project/.mcp-sentinel.yaml", "extends: 0.yaml\n");
  EXPECT_EQ(problems(),
            "project/8.yaml:1:10: project/9.yaml is not read: more than 100 files, or more than 10 that "
            "extend each other");

  std::string many = "extends:\n";
  for (int i = 0; i < 150; ++i) {
    write(fmt::format("project/m{}.yaml", i), "severity: low\n");
    many += fmt::format("  - m{}.yaml\n", i);
  }
  write("project/.mcp-sentinel.yaml", many);
  EXPECT_THAT(problems(), HasSubstr("project/m99.yaml is not read"));
}

TEST_F(LoadTest, EveryProblemOfEverySourceAtOnce) {
  write("home/.config/mcp-sentinel/config.yaml", "confidense: 1\n");
  write("project/.mcp-sentinel.yaml", "severity: worst\nmax_file_size: 1\n");
  write("project/.env", "MCP_SENTINEL_LOG_LEVEL=loud\nMCP_SENTINEL_SEVERTY=low\n");
  request_.environment["MCP_SENTINEL_MIN_CONFIDENSE"] = "1";
  request_.environment["MCP_SENTINEL_JOBS"] = "1";
  request_.environment["MCP_SENTINEL_RULE_OPTIONS"] = "{a";
  request_.flags = {{"max_concurrent_files", {"many"}, "--jobs"}, {"none", {"1"}, "--none"}};
  EXPECT_EQ(
      problems(),
      "project/.env:2: MCP_SENTINEL_SEVERTY: there is no setting of this name; did you mean "
      "\"MCP_SENTINEL_SEVERITY\"?\n"
      "environment MCP_SENTINEL_JOBS: there is no setting of this name\n"
      "environment MCP_SENTINEL_MIN_CONFIDENSE: there is no setting of this name; did you mean "
      "\"MCP_SENTINEL_MIN_CONFIDENCE\"?\n"
      "environment MCP_SENTINEL_RULE_OPTIONS:1:1: a list or map cannot be a key; or is a bracket left open?\n"
      "flag --none: there is no setting \"none\"\n"
      "home/.config/mcp-sentinel/config.yaml:1:1: \"confidense\" is not a setting; did you mean "
      "\"min_confidence\"?\n"
      "project/.mcp-sentinel.yaml:1:11: severity is \"worst\"; allowed: info, low, medium, high, critical\n"
      "project/.mcp-sentinel.yaml:2:16: max_file_size is \"1\"; allowed: a size from 1024 bytes to 1 GiB, as "
      "1048576, 512KiB or 2MB\n"
      "project/.env:1: log_level is \"loud\"; allowed: DEBUG, INFO, WARNING, ERROR\n"
      "flag --jobs: max_concurrent_files is \"many\"; allowed: a whole number from 1 to 100");
}

TEST_F(LoadTest, OutputsThatDoNotFit) {
  request_.flags = {{"output_file", {"a", "b"}, "--output"}};
  EXPECT_EQ(problems(), "flag --output: output_file has 2 entries, but output_format only 1 entry");
  request_.flags.push_back({"output_format", {"json", "sarif"}, "--format"});
  EXPECT_EQ(problems(), "no problem");
  request_.flags[0].values = {"a", "a"};
  EXPECT_EQ(problems(), "flag --output: two formats would be written to a");
  request_.flags[0].values = {"-", "-"};
  EXPECT_EQ(problems(), "no problem");
  request_.flags = {};
  write("project/.mcp-sentinel.yaml", "output_format: []\n");
  EXPECT_EQ(problems(), "project/.mcp-sentinel.yaml:1: output_format is empty; name a format");
}

TEST_F(LoadTest, UnknownRules) {
  write("project/.mcp-sentinel.yaml",
        "rule_options: {mine/a: {off: true}}\noverrides: [{paths: x, off: [mine]}]\n");
  EXPECT_THAT(problems(), AllOf(HasSubstr(":1:16: \"mine/a\" is not a rule"),
                                HasSubstr(":2:30: \"mine\" is not a rule")));
  // A person's own rules may define them, which the caller finds out.
  request_.flags = {{"rules", {"my-rules"}, "--rules"}};
  const Settings settings = load();
  EXPECT_THAT(find_unknown_rules(settings, request_.known),
              ElementsAre(AllOf(HasSubstr(".mcp-sentinel.yaml:1: \"mine/a\" in rule_options is not a rule")),
                          HasSubstr(".mcp-sentinel.yaml:2: \"mine\" in overrides is not a rule")));
  KnownNames more = request_.known;
  more.rules.emplace_back("mine/a");
  EXPECT_THAT(find_unknown_rules(settings, more), IsEmpty());
}

TEST_F(LoadTest, DotenvOfTheTargetWithoutAProject) {
  write("project/src/.env", "SECRET=do not show\nexport mcp_sentinel_severity='high' # why\n");
  EXPECT_EQ(load().severity, Severity::kHigh);
  EXPECT_EQ(load().origins.at("severity"), (project_ / "src/.env").string() + ":2");
  // With one, only the `.env` beside it counts.
  write("project/.mcp-sentinel.yaml", "");
  EXPECT_EQ(load().severity, Severity::kInfo);
  write("project/.env", "MCP_SENTINEL_NONE=1\nSECRET=do not show\n");
  EXPECT_THAT(problems(), AllOf(HasSubstr("project/.env:1: MCP_SENTINEL_NONE: there is no setting"),
                                Not(HasSubstr("do not show"))));
}

}  // namespace
}  // namespace sentinel
