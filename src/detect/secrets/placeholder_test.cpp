#include "detect/secrets/placeholder.h"

#include <random>
#include <string>

#include <gtest/gtest.h>

namespace sentinel {
namespace {

TEST(Placeholder, Is) {
  for (const std::string_view text : {"",
                                      "AKIAIOSFODNN7EXAMPLE",
                                      "your-api-key-here",
                                      "sk-your_openai_key",
                                      "YOUR_TOKEN_GOES_HERE",
                                      "changeme",
                                      "ChangeMe123",
                                      "<token>",
                                      "<your token>",
                                      "${GITHUB_TOKEN}",
                                      "$GITHUB_TOKEN",
                                      "{{ secrets.KEY }}",
                                      "{password}",
                                      "%s",
                                      "%(password)s",
                                      "%PASSWORD%",
                                      "[password]",
                                      "process.env.OPENAI_API_KEY",
                                      "os.environ['KEY']",
                                      "ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
                                      "ghp_XXXXXXXXXXXXXXXXXXXX",
                                      "sk-************************",
                                      "sk-ant-...",
                                      "sk-ant-\xe2\x80\xa6",
                                      "00000000000000000000000000000000",
                                      "aaaaaaaaaaaaaaaa",
                                      "ghp_abcdefghijklmnopqrstuvwxyz0123456789",
                                      "xoxb-123456789012-abc",
                                      "0987654321",
                                      "qwertyuiop",
                                      "deadbeefdeadbeefdeadbeef",
                                      "key-a1b2c3d4a1b2c3d4a1b2c3d4a1b2c3d4",
                                      "REDACTED",
                                      "dummy_secret_value",
                                      "fake-token-for-tests",
                                      "sk-ant-api03-a1B2a1B2a1B2a1B2a1B2a1B2-AA",
                                      "abababababab"}) {
    EXPECT_TRUE(is_placeholder(text)) << text;
  }
}

TEST(Placeholder, IsNot) {
  for (const std::string_view text :
       {"q7ZtR2mWcX9vBn4K", "hunter2", "correct horse", "S3cr3tP4ss", "9f3a61c07be2d854", "3f6e-11ab",
        "Tr0ub4dor&3", "p", "AwQ1zL0pM/8sKd+3", "winter-garden-51"}) {
    EXPECT_FALSE(is_placeholder(text)) << text;
  }
}

TEST(Placeholder, RandomTokensAreNot) {
  std::mt19937 random(7);
  int taken = 0;
  constexpr int kRounds = 20'000;
  for (const std::string_view alphabet : {"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_",
                                          "0123456789abcdef", "abcdefghijklmnopqrstuvwxyz234567"}) {
    for (int i = 0; i < kRounds; ++i) {
      std::string token;
      for (int j = 0; j < 40; ++j) token += alphabet[random() % alphabet.size()];
      taken += is_placeholder(token) ? 1 : 0;
    }
  }
  EXPECT_LT(taken, 3 * kRounds / 1000);
}

TEST(Placeholder, AnyBytes) {
  std::mt19937 random(11);
  for (int i = 0; i < 2000; ++i) {
    std::string bytes;
    for (size_t j = random() % 64; j > 0; --j) bytes += static_cast<char>(random());
    is_placeholder(bytes);
  }
  EXPECT_TRUE(is_placeholder(std::string(1U << 20U, 'x')));
}

}  // namespace
}  // namespace sentinel
