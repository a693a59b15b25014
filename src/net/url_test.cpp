#include "net/url.h"

#include <gtest/gtest.h>

namespace sentinel {
namespace {

TEST(Url, Parse) {
  struct Case {
    std::string_view text, sent, shown, user, password;
  };
  for (const auto& [text, sent, shown, user, password] : {
           Case{"https://Example.org", "https://example.org/", "https://example.org/", "", ""},
           Case{"http://a.b:8080/x?token=1#f", "http://a.b:8080/x?token=1", "http://a.b:8080/x", "", ""},
           Case{"https://a.b:443/", "https://a.b/", "https://a.b/", "", ""},
           Case{"https://me:p%40ss@a.b/x", "https://a.b/x", "https://a.b/x", "me", "p@ss"},
           Case{"https://me:p@ss@a.b/x", "https://a.b/x", "https://a.b/x", "me", "p@ss"},
           Case{"http://[::1]:81/", "http://[::1]:81/", "http://[::1]:81/", "", ""},
           Case{"http://a/b c\xC3\xA9", "http://a/b%20c%C3%A9", "http://a/b%20c%C3%A9", "", ""},
           Case{"http://a/x/../../y/./z", "http://a/y/z", "http://a/y/z", "", ""},
           Case{"https://a?q", "https://a/?q", "https://a/", "", ""},
       }) {
    const auto url = Url::parse(text);
    ASSERT_TRUE(url) << text << ": " << url.error().text();
    EXPECT_EQ(url->text(), sent) << text;
    EXPECT_EQ(url->shown(), shown) << text;
    EXPECT_EQ(url->user, user) << text;
    EXPECT_EQ(url->password, password) << text;
  }
}

TEST(Url, Refused) {
  for (const std::string_view text :
       {"", "example.org", "ftp://a/", "file:///etc/passwd", "http://", "http:///x", "http://a b/",
        "http://a\\@b/", "http://a:0/", "http://a:99999/", "http://a:1x/", "http://[::1/", "http://\x01/",
        "http://a%2eb/"}) {
    EXPECT_FALSE(Url::parse(text)) << text;
  }
  EXPECT_FALSE(Url::parse("http://a/" + std::string(100'000, 'x')));
}

TEST(Url, RefusalShowsNoPassword) {
  const auto url = Url::parse("ftp://me:hunter2@a.b/x?token=hunter2");
  ASSERT_FALSE(url);
  EXPECT_EQ(url.error().text().find("hunter2"), std::string::npos) << url.error().text();
  EXPECT_EQ(redact_url("https://u:pa/ss@host/x?y"), "https://***@host/x");
  EXPECT_EQ(redact_url("https://host/a"), "https://host/a");
}

TEST(Url, Resolve) {
  const Url base = *Url::parse("https://a.b/simple/name/?x=1");
  struct Case {
    std::string_view reference, expected;
  };
  for (const auto& [reference, expected] : {
           Case{"file.whl#sha256=00", "https://a.b/simple/name/file.whl"},
           Case{"../../packages/f.whl", "https://a.b/packages/f.whl"},
           Case{"../../../../../f", "https://a.b/f"},
           Case{"/root?q=a:b", "https://a.b/root?q=a:b"},
           Case{"//c.d/x", "https://c.d/x"},
           Case{"http://c.d", "http://c.d/"},
           Case{"?y", "https://a.b/simple/name/?y"},
           Case{"", "https://a.b/simple/name/?x=1"},
           Case{".", "https://a.b/simple/name/"},
       }) {
    const auto url = base.resolve(reference);
    ASSERT_TRUE(url) << reference;
    EXPECT_EQ(url->text(), expected) << reference;
  }
  EXPECT_EQ(base.resolve("f#sha256=00")->fragment, "sha256=00");
  EXPECT_FALSE(base.resolve("javascript:alert(1)"));
  EXPECT_FALSE(base.resolve("file:///etc/passwd"));
}

TEST(Url, PercentCoding) {
  EXPECT_EQ(percent_encode("@a/b c", "@"), "@a%2Fb%20c");
  EXPECT_EQ(percent_decode("%40a%2fb%zz%4"), "@a/b%zz%4");
}

}  // namespace
}  // namespace sentinel
