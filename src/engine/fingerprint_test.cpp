#include "engine/fingerprint.h"

#include <gtest/gtest.h>

#include "engine/mask.h"

namespace sentinel {
namespace {

struct Place {
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
  const auto begin = static_cast<uint32_t>(place.text.find("secret-"));
  finding.secret = Span{begin, begin + 19};
  const Span all{0, static_cast<uint32_t>(place.text.size())};
  return fingerprint_of(finding, file, masked_text(file.text, all, std::vector{*finding.secret}));
}

TEST(Fingerprint, SurvivesWhatIsNoChange) {
  const std::string original = fingerprint({});
  EXPECT_EQ(original.size(), 32U);
  EXPECT_EQ(fingerprint({.path = "lib/deep/a.py"}), original) << "renamed folder";
  EXPECT_EQ(fingerprint({.text = "\t  x =   'secret-aaaaaaaaaaaa'"}), original) << "indentation";
}

TEST(Fingerprint, ChangesWithTheThingItself) {
  const std::string original = fingerprint({});
  EXPECT_NE(fingerprint({.rule = "secrets/other"}), original);
  EXPECT_NE(fingerprint({.path = "src/b.py"}), original);
  EXPECT_NE(fingerprint({.text = "y = 'secret-aaaaaaaaaaaa'"}), original);
  EXPECT_NE(fingerprint({.text = "x = 'secret-bbbbbbbbbbbb'"}), original) << "a new secret in the old place";
}

TEST(MaskedText, HidesAllButThePrefix) {
  const std::string text =
      "k = 'abcd\xc3\xa9"
      "fghijklmnop'\nnext";
  const std::vector<Span> secrets = {{5, 22}};
  EXPECT_EQ(masked_text(text, {0, static_cast<uint32_t>(text.size())}, secrets),
            "k = 'abcd************'\nnext");
  EXPECT_EQ(masked_text(text, {5, 8}, secrets), "abc");
  EXPECT_EQ(masked_text("short", {0, 5}, std::vector<Span>{{0, 5}}), "*****");
  EXPECT_EQ(masked_text("\xff", {0, 1}, {}), "\xc3\xbf") << "a byte that is no UTF-8 reads as Latin-1";
}

}  // namespace
}  // namespace sentinel
