#include "detect/secrets/rarity.h"

#include <random>
#include <string>

#include <gtest/gtest.h>

namespace sentinel {
namespace {

std::string random_text(std::mt19937& random, std::string_view alphabet, size_t length) {
  std::string out;
  for (size_t i = 0; i < length; ++i) out += alphabet[random() % alphabet.size()];
  return out;
}

TEST(Rarity, WordsAndIdentifiersAreLow) {
  for (const std::string_view text :
       {"the quick brown fox", "ConfigurationManager", "mistral_api_key_from_env", "process.env.MISTRAL_KEY",
        "your-api-key-goes-here", "getElementsByTagName", "XMLHttpRequest", "correct-horse-battery-staple",
        "https://example.com/path/to/something", "MISTRAL_API_KEY", "self.assertEqual(result, expected)"}) {
    EXPECT_LT(rarity(text), 6.3) << text;
    EXPECT_GT(rarity(text), 2) << text;
  }
}

TEST(Rarity, RandomTextIsHigh) {
  std::mt19937 random(20240501);  // any seed: the margins are those of the header
  constexpr std::string_view kBase62 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  constexpr std::string_view kHex = "0123456789abcdef";
  int low_base62 = 0;
  int low_hex = 0;
  constexpr int kRounds = 1000;
  for (int i = 0; i < kRounds; ++i) {
    low_base62 += rarity(random_text(random, kBase62, 32)) < 8 ? 1 : 0;
    low_hex += rarity(random_text(random, kHex, 32)) < 6 ? 1 : 0;
  }
  EXPECT_LT(low_base62, kRounds / 100);
  EXPECT_LT(low_hex, kRounds / 50);
}

TEST(Rarity, AnyBytes) {
  EXPECT_EQ(rarity(""), 0);
  EXPECT_EQ(rarity("a"), 0);
  EXPECT_EQ(rarity("\xc3\xa9\xc3\xa9"), 4);
  EXPECT_EQ(rarity(std::string_view("\0\n\t", 3)), 4);
  EXPECT_GT(rarity("~~  ~~"), 0);  // the corners of the table
}

}  // namespace
}  // namespace sentinel
