#include "base/hash.h"

#include <gtest/gtest.h>

namespace sentinel {
namespace {

// The digests are those of FIPS 180 and of the zlib and RFC 4648 documents.
TEST(Hash, KnownDigests) {
  EXPECT_EQ(sha256_hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(sha256_hex(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(to_hex(sha256("abc")), sha256_hex("abc"));
  EXPECT_EQ(sha1_hex("abc"), "a9993e364706816aba3e25717850c26c9cd0d89d");
  EXPECT_EQ(to_hex(sha512("abc")).substr(0, 32), "ddaf35a193617abacc417349ae204131");
  EXPECT_EQ(sha512("abc").size(), 64U);
  EXPECT_EQ(crc32("123456789"), 0xCBF43926U);
  EXPECT_EQ(crc32(""), 0U);
}

TEST(Hash, Hash64) {
  EXPECT_EQ(hash64(""), 0x2D06800538D394C2ULL);  // of the xxHash specification
  EXPECT_EQ(hash64({}), hash64(""));
  EXPECT_EQ(hash64("abc"), hash64("abc"));
  EXPECT_NE(hash64("abc"), hash64("abd"));
  EXPECT_NE(hash64("abc", 1), hash64("abc", 2));
}

TEST(Base64, BothWays) {
  struct Case {
    std::string_view bytes, text;
  };
  for (auto [bytes, text] :
       {Case{"", ""}, Case{"f", "Zg=="}, Case{"fo", "Zm8="}, Case{"foo", "Zm9v"}, Case{"foob", "Zm9vYg=="},
        Case{"fooba", "Zm9vYmE="}, Case{"foobar", "Zm9vYmFy"}}) {
    EXPECT_EQ(base64_encode(bytes), text);
    std::string out = "left over";
    EXPECT_TRUE(base64_decode(text, out)) << text;
    EXPECT_EQ(out, bytes);
    EXPECT_TRUE(base64_decode(text.substr(0, text.find('=')), out)) << text;
    EXPECT_EQ(out, bytes);
  }
}

TEST(Base64, Alphabets) {
  std::string out;
  ASSERT_TRUE(base64_decode("-_-_", out));
  EXPECT_EQ(to_hex(out), "fbffbf");
  ASSERT_TRUE(base64_decode("+/+/", out));
  EXPECT_EQ(to_hex(out), "fbffbf");
  for (const std::string_view bad :
       {"Z", "Zm9vY", "Zg=", "Zg===", "Zg==Zg==", "Zm 9", "Zm\n9v", "=", "====", "Z=g=", "Zm9\xFF"}) {
    EXPECT_FALSE(base64_decode(bad, out)) << bad;
  }
}

}  // namespace
}  // namespace sentinel
