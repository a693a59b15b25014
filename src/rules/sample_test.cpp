#include "rules/sample.h"

#include <gtest/gtest.h>
#include <re2/re2.h>

#include "base/hash.h"

namespace sentinel {
namespace {

TEST(ExpandSample, MakesUpCharactersOfTheClass) {
  const auto one = expand_sample("key = <<[A-Z2-7]{16}>>!", "seed");
  ASSERT_TRUE(one);
  EXPECT_TRUE(RE2::FullMatch(*one, "key = [A-Z2-7]{16}!")) << *one;
  EXPECT_EQ(*one, *expand_sample("key = <<[A-Z2-7]{16}>>!", "seed"));
  EXPECT_NE(*one, *expand_sample("key = <<[A-Z2-7]{16}>>!", "another seed"));
}

TEST(ExpandSample, ClassesHoldQuotedCharacters) {
  const auto out = expand_sample(R"(<<[\-_\]]{40}>>)", "x");
  ASSERT_TRUE(out);
  EXPECT_TRUE(RE2::FullMatch(*out, R"([-_\]]{40})")) << *out;
}

TEST(ExpandSample, ChecksumIsOverTheExpansionBefore) {
  const auto out = expand_sample("ghp_<<[a-zA-Z0-9]{30}>><<base62-crc32>>", "x");
  ASSERT_TRUE(out);
  ASSERT_EQ(out->size(), 40U);
  EXPECT_EQ(out->substr(34), base62_crc32(out->substr(4, 30)));
}

// The CRC-32 of "123456789" is cbf43926 in every table of CRCs; 3421780262 is 3jZ5dA in base 62.
TEST(Base62Crc32, OfTheCheckString) {
  ASSERT_EQ(crc32("123456789"), 0xcbf43926U);
  uint64_t value = 0;
  for (const char c : base62_crc32("123456789")) {
    value = value * 62 +
            std::string_view("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz").find(c);
  }
  EXPECT_EQ(value, 0xcbf43926U);
  EXPECT_EQ(base62_crc32("123456789").size(), 6U);
}

TEST(ExpandSample, LeavesOtherTextAlone) {
  for (const char* text : {"", "1 << 2 >> 3", "cat <<EOF", "std::cout << x", "a <<", "<<>>"}) {
    const auto out = expand_sample(text, "x");
    ASSERT_TRUE(out) << text;
    EXPECT_EQ(*out, text);
  }
}

TEST(ExpandSample, RefusesWhatItCannotExpand) {
  for (const char* text : {"<<[A-Z]{}>>", "<<[A-Z]{x}>>", "<<[Z-A]{3}>>", "<<[]{3}>>", "<<[A]{99999}>>"}) {
    EXPECT_FALSE(expand_sample(text, "x")) << text;
  }
}

}  // namespace
}  // namespace sentinel
