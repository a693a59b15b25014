#include "detect/pattern_detector.h"

#include <algorithm>
#include <stdexcept>
#include <string>
#include <thread>

#include <gtest/gtest.h>

#include "rules/sample.h"

namespace sentinel {
namespace {

constexpr std::string_view kRandom = "q7ZtR2mWcX9vBn4KpL8sYd3F";  // 24 characters without meaning

Rule rule(std::string id, std::string regex, std::string literal, PatternConditions conditions = {}) {
  Rule out;
  out.id = std::move(id);
  out.title = "Key of " + out.id.substr(out.id.find('/') + 1);
  out.severity = Severity::kHigh;
  out.confidence = 0.9;
  RulePattern pattern;
  pattern.literals = {std::move(literal)};
  pattern.regex = std::move(regex);
  pattern.conditions = std::move(conditions);
  out.patterns.push_back(std::move(pattern));
  return out;
}

// A few rules and all that is needed to try them on a text.
class Fixture {
 public:
  explicit Fixture(std::vector<Rule> rules)
      : rules_({}, std::move(rules)), detector_(rules_, "secrets", Captures::kSecrets) {
    std::vector<PatternSpec> specs = rules_.pattern_specs();
    auto registry = PatternRegistry::create(std::move(specs));
    if (!registry) throw std::runtime_error(registry.error().text());
    registry_ = std::move(*registry);
  }

  std::vector<Finding> inspect(const SourceFile& file) const {
    const auto scratch = registry_->make_scratch();
    std::vector<Match> matches;
    EXPECT_TRUE(registry_->find(file.text, *scratch, matches));
    std::vector<Finding> out;
    detector_.inspect({file, matches}, out);
    std::sort(out.begin(), out.end(), [](const Finding& a, const Finding& b) { return a.span < b.span; });
    return out;
  }
  std::vector<Finding> inspect(std::string text, Language language = Language::kOther) const {
    SourceFile file;
    file.path = file.relative = "src/app.txt";
    file.text = std::move(text);
    file.language = language;
    return inspect(file);
  }

 private:
  RuleSet rules_;
  PatternDetector detector_;
  std::unique_ptr<PatternRegistry> registry_;
};

std::string key() { return "key_" + std::string(kRandom); }
Rule key_rule(PatternConditions conditions = {}) {
  return rule("secrets/key", R"(\bkey_[A-Za-z0-9-]{24})", "key_", std::move(conditions));
}

TEST(PatternDetector, TellsWhereAndWhatButNotTheSecret) {
  const Fixture fixture({rule("secrets/key", R"(k = (key_[A-Za-z0-9]{24})\b)", "key_")});
  const std::string text = "a = 1\nk = " + key() + "\n";
  const std::vector<Finding> findings = fixture.inspect(text);
  ASSERT_EQ(findings.size(), 1U);
  const Finding& finding = findings[0];
  EXPECT_EQ(finding.rule, "secrets/key");
  EXPECT_EQ(finding.path, "src/app.txt");
  EXPECT_EQ(finding.severity, Severity::kHigh);
  EXPECT_DOUBLE_EQ(finding.confidence, 0.9);
  EXPECT_EQ(finding.message, "Key of key, 28 characters");
  EXPECT_EQ(text.substr(finding.span.begin, finding.span.size()), key());
  EXPECT_EQ(finding.secret, finding.span);
  EXPECT_EQ(finding.message.find(kRandom), std::string::npos);
}

TEST(PatternDetector, Conditions) {
  PatternConditions rare;
  rare.min_rarity = 7;
  PatternConditions allowed;
  allowed.allow = {"key_[a-z]{3}-.*", "key_q7Z[A-Za-z0-9]{21}"};
  PatternConditions near;
  near.near = "(?i)vendor";
  near.near_lines = 1;
  PatternConditions kept;
  kept.keep_placeholders = true;
  const std::string placeholder = "key_xxxxxxxxxxxxxxxxxxxxxxxx";
  const std::string words = "key_configuration-of-the-app";
  struct Case {
    std::string_view name;
    PatternConditions conditions;
    std::string text;
    bool found;
  };
  for (const auto& [name, conditions, text, found] :
       {Case{"none", {}, key(), true}, Case{"placeholder", {}, placeholder, false},
        Case{"placeholder kept", kept, placeholder, true}, Case{"rare", rare, key(), true},
        Case{"not rare", rare, words, false}, Case{"words without the question", {}, words, true},
        Case{"allowed whole", allowed, key(), false},
        Case{"not on the list", allowed, "key_" + std::string(kRandom.rbegin(), kRandom.rend()), true},
        Case{"near", near, "Vendor:\n" + key(), true}, Case{"near, after", near, key() + "\n# VENDOR", true},
        Case{"too far", near, "vendor\n\n" + key() + "\n\nvendor", false},
        Case{"not there", near, key(), false}}) {
    const Fixture fixture({key_rule(conditions)});
    EXPECT_EQ(fixture.inspect(text).size(), found ? 1U : 0U) << name;
  }
}

TEST(PatternDetector, LanguagesAndPaths) {
  Rule python = key_rule();
  python.languages = {Language::kPython};
  EXPECT_EQ(Fixture({python}).inspect(key(), Language::kPython).size(), 1U);
  EXPECT_EQ(Fixture({python}).inspect(key(), Language::kGo).size(), 0U);

  Rule here = key_rule();
  here.paths = {"src/*.txt"};
  EXPECT_EQ(Fixture({here}).inspect(key()).size(), 1U);
  here.paths = {"lib/"};
  EXPECT_EQ(Fixture({here}).inspect(key()).size(), 0U);
}

TEST(PatternDetector, ConfidenceByFile) {
  PatternConditions checked;
  checked.check = "npm-token";
  const Fixture fixture({key_rule(), rule("secrets/npm", R"(\bnpm_[A-Za-z0-9]{36}\b)", "npm_", checked)});
  const std::string body = "q7ZtR2mWcX9vBn4KpL8sYd3FhG5jT6";
  const std::string npm = "npm_" + body + base62_crc32(body);
  struct Case {
    bool test;
    bool minified;
    std::string text;
    double confidence;
  };
  for (const auto& [test, minified, text, confidence] :
       {Case{false, false, key(), 0.9}, Case{true, false, key(), 0.9 * 0.6},
        Case{false, true, key(), 0.9 * 0.8}, Case{true, true, key(), 0.9 * 0.6 * 0.8},
        Case{false, false, npm, 0.9}, Case{true, false, npm, 0.9 * 0.9}}) {
    SourceFile file;
    file.text = text;
    file.purpose = test ? Purpose::kTest : Purpose::kProduct;
    file.is_minified = minified;
    const std::vector<Finding> findings = fixture.inspect(file);
    ASSERT_EQ(findings.size(), 1U);
    EXPECT_DOUBLE_EQ(findings[0].confidence, confidence);
  }
}

TEST(PatternDetector, ChecksDecide) {
  PatternConditions checked;
  checked.check = "url-credentials";
  const Fixture fixture({rule("secrets/url", R"(db://[a-z]+:([^@\s]+)@[^\s]+)", "db://", checked)});
  const std::string password(kRandom);
  EXPECT_EQ(fixture.inspect("db://notes:" + password + "@db.notes.dev/").at(0).severity, Severity::kHigh);
  EXPECT_EQ(fixture.inspect("db://notes:" + password + "@localhost/").at(0).severity, Severity::kLow);
  EXPECT_TRUE(fixture.inspect("db://notes:password@db.notes.dev/").empty());
  EXPECT_EQ(fixture.inspect("db://notes:" + password + "@db.notes.dev/").at(0).evidence.at(0).value,
            "db.notes.dev");
}

TEST(PatternDetector, OverlapKeepsTheMostSpecific) {
  Rule vendor = key_rule();
  vendor.confidence = 0.95;
  Rule generic = rule("secrets/generic", R"(= (\S{10,}))", "= ");
  generic.confidence = 0.7;
  generic.severity = Severity::kCritical;
  const Fixture fixture({vendor, generic});
  const std::string other(kRandom.rbegin(), kRandom.rend());
  const std::vector<Finding> findings = fixture.inspect("a = " + key() + "\nb = " + other + "\n");
  ASSERT_EQ(findings.size(), 2U);
  EXPECT_EQ(findings[0].rule, "secrets/key");
  EXPECT_EQ(findings[1].rule, "secrets/generic");

  // The same confidence: severity decides, then the id, so that there is one finding whatever the order of
  // rules.
  Rule twin = key_rule();
  twin.id = "secrets/another";
  ASSERT_EQ(Fixture({key_rule(), twin}).inspect(key()).size(), 1U);
  EXPECT_EQ(Fixture({key_rule(), twin}).inspect(key())[0].rule, "secrets/another");
  twin.severity = Severity::kLow;
  EXPECT_EQ(Fixture({key_rule(), twin}).inspect(key())[0].rule, "secrets/key");
}

TEST(PatternDetector, PrivateKeyIsMaskedWholeAndUnderlinedWhereItBegins) {
  PatternConditions checked;
  checked.check = "pgp-private-key";
  const std::string name = "PGP PRIVATE KEY BLOCK-----";
  const Fixture fixture({rule("secrets/pgp", "-----BEGIN " + name, "PGP PRIVATE", checked)});
  const std::string block = "-----BEGIN " + name + "\n\nlQOYBFq7ZtR2mWcX9v\n-----END " + name;
  const std::vector<Finding> findings = fixture.inspect("x\n" + block + "\ny\n");
  ASSERT_EQ(findings.size(), 1U);
  EXPECT_EQ(findings[0].span, (Span{2, 39}));
  EXPECT_EQ(findings[0].secret, (Span{2, static_cast<uint32_t>(2 + block.size())}));
}

TEST(PatternDetector, OtherFamiliesAreLeftAlone) {
  const Fixture fixture({rule("deceptive-text/key", R"(\bkey_[A-Za-z0-9]{24})", "key_")});
  EXPECT_TRUE(fixture.inspect(key()).empty());
}

TEST(PatternDetector, ManyThreads) {
  PatternConditions conditions;
  conditions.allow = {"never"};
  conditions.near = "key";
  const Fixture fixture({key_rule(conditions)});
  std::vector<std::jthread> threads;
  std::vector<size_t> found(4);
  for (size_t& count : found) {
    threads.emplace_back([&] { count = fixture.inspect("a " + key() + "\nb " + key() + "\n").size(); });
  }
  threads.clear();
  EXPECT_EQ(found, (std::vector<size_t>{2, 2, 2, 2}));
}

TEST(PatternDetector, ManyFindingsInOneFile) {
  const Fixture fixture({key_rule()});
  std::string text;
  for (int i = 0; i < 20'000; ++i) text += key() + "\n";
  EXPECT_EQ(fixture.inspect(text).size(), 20'000U);
}

TEST(PatternDetector, TextOfOtherFamiliesIsNoSecret) {
  const RuleSet rules({}, {rule("acme/word", R"(your-(?P<secret>api-key))", "your")});
  auto registry = PatternRegistry::create(rules.pattern_specs());
  ASSERT_TRUE(registry);
  SourceFile file;
  file.text = "your-api-key";  // a placeholder, were it a secret
  const auto scratch = (*registry)->make_scratch();
  std::vector<Match> matches;
  ASSERT_TRUE((*registry)->find(file.text, *scratch, matches));
  std::vector<Finding> out;
  PatternDetector(rules, "acme", Captures::kText).inspect({file, matches}, out);
  ASSERT_EQ(out.size(), 1U);
  EXPECT_FALSE(out[0].secret);
  EXPECT_EQ(out[0].message, "Key of word");
}

}  // namespace
}  // namespace sentinel
