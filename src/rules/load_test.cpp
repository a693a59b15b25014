#include "rules/load.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/files.h"
#include "rules/document.h"
#include "rules/rule_set.h"

namespace sentinel {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class LoadRules : public ::testing::Test {
 public:
  ~LoadRules() override { fs::remove_all(folder_); }

 protected:
  LoadRules()
      : folder_(fs::path(::testing::TempDir()) /
                ::testing::UnitTest::GetInstance()->current_test_info()->name()) {
    fs::remove_all(folder_);
    fs::create_directories(folder_ / "acme");
  }
  void write(const std::string& name, const std::string& text) {
    ASSERT_TRUE(write_file(folder_ / name, text));
  }
  static std::string rule(const std::string& id) {
    return "id: " + id + "\ntitle: A rule\nseverity: low\nwhat: Finds x.\nwhy: Because.\nfix: Do not.\n" +
           "pattern: {literals: [xyz], regex: 'xyz'}\nsamples: {finds: ['a xyz <<[A-C]{4}>> b']}\n";
  }
  std::vector<std::string> problems() {
    std::vector<std::string> out;
    const auto loaded = load_rules(folder_, "rules");
    EXPECT_TRUE(loaded);
    for (const FileProblem& problem : loaded->problems) out.push_back(problem.text());
    return out;
  }

  fs::path folder_;
};

TEST_F(LoadRules, FamilyGivesItsTaxonomies) {
  write("acme/family.yaml", "id: acme\ntitle: Acme\nwhat: Things.\ncosai: [T5]\n");
  write("acme/one.yaml", rule("acme/one"));
  const auto loaded = load_rules(folder_, "rules");
  ASSERT_TRUE(loaded);
  ASSERT_TRUE(loaded->problems.empty()) << loaded->problems.front().text();
  ASSERT_EQ(loaded->bundle.rules.size(), 1U);
  EXPECT_THAT(loaded->bundle.rules[0].taxonomies.cosai, ElementsAre("T5"));
  EXPECT_EQ(loaded->bundle.rules[0].origin, "rules/acme/one.yaml");
}

TEST_F(LoadRules, TellsFilesThatDisagree) {
  write("acme/family.yaml", "id: acme\ntitle: Acme\nwhat: Things.\n");
  write("acme/one.yaml", rule("acme/one"));
  write("acme/two.yaml", rule("acme/one"));
  write("acme/three.yaml", rule("other/three"));
  write("acme/zero.yaml", "id: [");
  EXPECT_THAT(problems(),
              ElementsAre(HasSubstr("stands in the folder of the family \"acme\""),
                          HasSubstr("already in rules/acme/one.yaml"), HasSubstr("rules/acme/zero.yaml:1")));
}

TEST_F(LoadRules, ModelsStandInAFolderOfTheirOwn) {
  fs::create_directories(folder_ / "models");
  write("acme/one.yaml", rule("acme/one"));
  write("models/python.yaml", "language: python\nresolvers: [a.b($)]\n");
  write("models/go.yaml", "language: go\nresolvers: [a.b(]\n");
  const auto loaded = load_rules(folder_, "rules");
  ASSERT_TRUE(loaded);
  ASSERT_EQ(loaded->bundle.models.size(), 1U);
  EXPECT_EQ(loaded->bundle.models[0].name, "rules/models/python.yaml");
  ASSERT_EQ(loaded->problems.size(), 1U);
  EXPECT_THAT(loaded->problems[0].text(), HasSubstr("rules/models/go.yaml:2:13: \"a.b(\" is no pattern"));
  const auto alone = load_rules(folder_ / "models/python.yaml", "python.yaml");
  ASSERT_TRUE(alone);
  EXPECT_EQ(alone->bundle.models.size(), 1U);
}

TEST_F(LoadRules, NothingToLoadIsAnError) {
  EXPECT_FALSE(load_rules(folder_, "rules"));
  EXPECT_FALSE(load_rules(folder_ / "absent", "rules"));
}

TEST_F(LoadRules, PagesListSinksByLanguage) {
  Rule rule;
  rule.id = "acme/one";
  rule.flow = {"shell",
               "a shell",
               {{"python", "b.run($)", "", 0}, {"go", "c.Run($)", "", 0}, {"python", "a.run($)", "", 0}},
               {}};
  const std::string page = rule_page_markdown(rule, nullptr);
  EXPECT_THAT(page, HasSubstr("Python:\n\n```text\na.run($)\nb.run($)\n```"));
  EXPECT_THAT(page, HasSubstr("Go:\n\n```text\nc.Run($)\n```"));
  EXPECT_THAT(page, ::testing::Not(HasSubstr("JavaScript")));
}

TEST_F(LoadRules, PagesSpeakOfEveryPart) {
  write("one.yaml", rule("acme/one"));
  const auto loaded = load_rules(folder_ / "one.yaml", "one.yaml");
  ASSERT_TRUE(loaded) << loaded.error().text();
  const RuleSet rules({{"acme", "Acme", "Things", {}}}, loaded->bundle.rules);
  const std::string page = rule_page_markdown(rules.rules()[0], rules.find_family("acme"));
  for (const char* part :
       {"# A rule", "`acme/one`", "| Severity | low |", "Because.", "Do not.", "a xyz <<[A-C]{4}>> b"}) {
    EXPECT_THAT(page, HasSubstr(part));
  }
  EXPECT_THAT(rule_index_markdown(rules), HasSubstr("[acme/one](acme/one.md)"));
}

}  // namespace
}  // namespace sentinel
