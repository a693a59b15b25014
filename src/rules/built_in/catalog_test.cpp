#include "rules/catalog.h"

#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/files.h"
#include "rules/built_in.h"

namespace sentinel {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

class CatalogTest : public ::testing::Test {
 public:
  ~CatalogTest() override { fs::remove_all(folder_); }

 protected:
  CatalogTest()
      : folder_(fs::path(::testing::TempDir()) /
                ("catalog_" + std::string(::testing::UnitTest::GetInstance()->current_test_info()->name()))) {
    fs::remove_all(folder_);
    fs::create_directories(folder_ / "rules");
  }
  void write_rule(const std::string& id, const std::string& literal) {
    ASSERT_TRUE(write_file(
        folder_ / "rules/one.yaml",
        "id: " + id + "\ntitle: Mine\nseverity: low\nwhat: w\nwhy: y\nfix: f\npattern: {literals: [" +
            literal + "], regex: '" + literal + "[0-9]'}\nsamples: {finds: ['" + literal + "1']}\n"));
  }
  Result<Catalog> load() { return Catalog::load({(folder_ / "rules").string()}, folder_ / "cache"); }

  static std::vector<std::string> ids_found(const Catalog& catalog, std::string_view text) {
    auto scratch = catalog.make_scratch();
    std::vector<Match> matches;
    EXPECT_TRUE(catalog.find(text, scratch, matches));
    std::vector<std::string> out;
    for (const Match& match : matches) out.push_back(catalog.rules().rule_of_pattern(match.pattern).id);
    return out;
  }

  fs::path folder_;
};

TEST_F(CatalogTest, BuiltInRulesLoadFromStoredAutomata) {
  const auto catalog = Catalog::load({}, {});
  ASSERT_TRUE(catalog) << catalog.error().text();
  EXPECT_GE(catalog->rules().rules().size(), 60U);
  EXPECT_NE(catalog->variant(), "compiled") << "start-up must not compile";
  EXPECT_TRUE(catalog->rules().rules()[0].finds.empty());
  EXPECT_FALSE(built_in_rules(Samples::kKeep).rules[0].finds.empty());
}

TEST_F(CatalogTest, UserRulesJoinTheBuiltInOnes) {
  write_rule("mine/one", "zzqz");
  const auto alone = Catalog::load({}, {});
  const auto catalog = load();
  ASSERT_TRUE(catalog) << catalog.error().text();
  EXPECT_EQ(catalog->rules().rules().size(), alone->rules().rules().size() + 1);
  EXPECT_THAT(ids_found(*catalog, "a zzqz7 b"), ::testing::ElementsAre("mine/one"));
  // Every built-in pattern has kept its rule although its number moved.
  const std::string pem = "-----BEGIN RSA PRIVATE KEY-----\n";
  EXPECT_EQ(ids_found(*catalog, pem), ids_found(*alone, pem));
}

TEST_F(CatalogTest, UserModelsJoinTheBuiltInOnes) {
  write_rule("mine/one", "zzqz");
  fs::create_directories(folder_ / "rules/models");
  ASSERT_TRUE(
      write_file(folder_ / "rules/models/mine.yaml", "language: python\nresolvers: [mine.absolute($)]\n"));
  const size_t built_in = Catalog::load({}, {})->rules().models().size();
  for (int run = 0; run < 2; ++run) {  // the second comes from the cache
    const auto catalog = load();
    ASSERT_TRUE(catalog) << catalog.error().text();
    const auto& models = catalog->rules().models();
    ASSERT_EQ(models.size(), built_in + 1);
    EXPECT_EQ(models.back().resolvers, std::vector<std::string>{"mine.absolute($)"});
  }
}

TEST_F(CatalogTest, CacheIsUsedAndNeverTrusted) {
  write_rule("mine/one", "zzqz");
  ASSERT_TRUE(load());
  std::vector<fs::path> cached;
  for (const auto& entry : fs::directory_iterator(folder_ / "cache")) cached.push_back(entry.path());
  ASSERT_EQ(cached.size(), 1U);
  const auto written = fs::last_write_time(cached[0]);
  const auto again = load();
  ASSERT_TRUE(again);
  EXPECT_EQ(fs::last_write_time(cached[0]), written);
  EXPECT_EQ(ids_found(*again, "zzqz7").size(), 1U);

  std::fstream(cached[0], std::ios::in | std::ios::out | std::ios::binary).seekp(200) << "damage";
  const auto repaired = load();
  ASSERT_TRUE(repaired);
  EXPECT_EQ(ids_found(*repaired, "zzqz7").size(), 1U);

  write_rule("mine/one", "yyqy");
  const auto changed = load();
  ASSERT_TRUE(changed);
  EXPECT_EQ(ids_found(*changed, "zzqz7 yyqy7").size(), 1U);
}

TEST_F(CatalogTest, FaultsOfUserRulesAreTold) {
  const std::string built_in = Catalog::load({}, {})->rules().rules()[0].id;
  write_rule(built_in, "zzqz");
  const auto taken = load();
  ASSERT_FALSE(taken);
  EXPECT_THAT(taken.error().text(), HasSubstr("built-in rule"));
  ASSERT_TRUE(write_file(folder_ / "rules/one.yaml", "id: bad\n"));
  const auto bad = load();
  ASSERT_FALSE(bad);
  EXPECT_EQ(bad.error().kind, ErrorKind::kUsage);
  EXPECT_THAT(bad.error().text(), HasSubstr("one.yaml:1:1"));
}

TEST_F(CatalogTest, OneIdInTwoPlacesIsTold) {
  write_rule("mine/one", "zzqz");
  fs::create_directories(folder_ / "more");
  fs::copy_file(folder_ / "rules/one.yaml", folder_ / "more/two.yaml");
  const auto catalog =
      Catalog::load({(folder_ / "rules").string(), (folder_ / "more").string()}, folder_ / "cache");
  ASSERT_FALSE(catalog);
  EXPECT_THAT(catalog.error().text(), HasSubstr("two.yaml: the rule \"mine/one\" is already in"));
}

}  // namespace
}  // namespace sentinel
