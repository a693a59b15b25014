#include "engine/fingerprint.h"

#include <gtest/gtest.h>

#include "engine/mask.h"

namespace sentinel {
namespace {

struct Place {
  std::string message = "A token";
  std::string rule = "secrets/token";
  std::string path = "src/a.py";
  std::string text = "x = 'secret-aaaaaaaaaaaa'";
};

std::string fingerprint(const Place& place) {
  SourceFile file;
  file.path = place.path;
  file.text = place.text;
  Finding finding;
  finding.rule = place.rule;
  finding.message = place.message;
  const auto begin = static_cast<uint32_t>(place.text.find("secret-"));
  finding.secret = Span{begin, begin + 19};
  const Span all{0, static_cast<uint32_t>(place.text.size())};
  return fingerprint_of(finding, file,
                        masked_text(file.text, all, Mask(file.text, std::vector{*finding.secret})));
}

TEST(Fingerprint, SurvivesWhatIsNoChange) {
  const std::string original = fingerprint({});
  EXPECT_EQ(original.size(), 32U);
  EXPECT_EQ(fingerprint({.path = "lib/deep/a.py"}), original) << "renamed folder";
  EXPECT_EQ(fingerprint({.text = "\t  x =   'secret-aaaaaaaaaaaa'"}), original) << "indentation";
  EXPECT_EQ(fingerprint({.message = "Token of Acme"}), original) << "reworded rule";
}

TEST(Fingerprint, ChangesWithTheThingItself) {
  const std::string original = fingerprint({});
  EXPECT_NE(fingerprint({.rule = "secrets/other"}), original);
  EXPECT_NE(fingerprint({.path = "src/b.py"}), original);
  EXPECT_NE(fingerprint({.text = "y = 'secret-aaaaaaaaaaaa'"}), original);
  EXPECT_NE(fingerprint({.text = "x = 'secret-bbbbbbbbbbbb'"}), original) << "a new secret in the old place";
}

std::string masked(std::string_view text, std::vector<Span> secrets) {
  return masked_text(text, {0, static_cast<uint32_t>(text.size())}, Mask(text, secrets));
}

TEST(Mask, HidesAllButThePrefix) {
  const std::string text =
      "k = 'abcd\xc3\xa9"
      "fghijklmnop'\nnext";
  EXPECT_EQ(masked(text, {{5, 22}}), "k = 'abcd************'\nnext");
  EXPECT_EQ(masked("short", {{0, 5}}), "*****");
  EXPECT_EQ(masked("-----BEGIN\nabcdefgh\n", {{0, 19}}), "----******\n********\n") << "line breaks stay";
  EXPECT_EQ(masked("\xff", {}), "\xc3\xbf") << "a byte that is no UTF-8 reads as Latin-1";
}

TEST(Mask, HidesCopiesThatNoRuleFound) {
  EXPECT_EQ(masked("a secret0123456789 bsecret0123456789b", {{2, 18}}),
            "a secr************ bsecr************b");
  EXPECT_EQ(masked("abcd abcd", {{0, 4}}), "**** abcd") << "short text stands in a file by chance";
}

TEST(Mask, OverlappingSecretsHideTogether) {
  EXPECT_EQ(masked("0123456789abcdefghij", {{0, 16}, {8, 20}}), "0123****************");
}

TEST(Mask, ManySecretsInALongLineTakeNoLongerThanTheirNumber) {
  std::string text;
  std::vector<Span> secrets;
  for (uint32_t i = 0; i < 20'000; ++i) {
    secrets.push_back({i * 21, i * 21 + 20});
    text += "token" + std::to_string(100'000'000'000'000 + i) + " ";
  }
  const Mask mask(text, secrets);
  EXPECT_TRUE(mask.hides(21 * 19'999 + 10));
  EXPECT_FALSE(mask.hides(21 * 19'999 + 20));
}

}  // namespace
}  // namespace sentinel
