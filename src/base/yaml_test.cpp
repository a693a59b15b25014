#include "base/yaml.h"

#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sentinel {
namespace {

TEST(Yaml, ValuesAndPlaces) {
  const auto root = parse_yaml(
      "# head\nname: plain\nlist:\n  - 1\n  - 'two'\n  - [a, \"b\"]\nempty:\nlast: |\n  x\n  y\n", "f.yaml");
  ASSERT_TRUE(root) << root.error().text();
  ASSERT_TRUE(root->is_map());
  ASSERT_EQ(root->entries.size(), 4U);

  const YamlValue::Entry& name = root->entries[0];
  EXPECT_EQ(name.key, "name");
  EXPECT_EQ(name.mark.line, 2);
  EXPECT_EQ(name.mark.column, 1);
  EXPECT_EQ(name.value.scalar, "plain");
  EXPECT_EQ(name.value.mark.column, 7);
  EXPECT_FALSE(name.value.quoted);

  const YamlValue* list = root->find("list");
  ASSERT_NE(list, nullptr);
  ASSERT_TRUE(list->is_list());
  ASSERT_EQ(list->items.size(), 3U);
  EXPECT_FALSE(list->items[0].quoted);
  EXPECT_TRUE(list->items[1].quoted);
  EXPECT_EQ(list->items[1].scalar, "two");
  EXPECT_EQ(list->items[1].mark.line, 5);
  EXPECT_EQ(list->items[1].mark.column, 5);
  ASSERT_EQ(list->items[2].items.size(), 2U);
  EXPECT_TRUE(list->items[2].items[1].quoted);

  EXPECT_TRUE(root->find("empty")->is_null());
  EXPECT_EQ(root->find("empty")->mark.line, 7);
  EXPECT_EQ(root->find("last")->scalar, "x\ny\n");
  EXPECT_TRUE(root->find("last")->quoted);
  EXPECT_EQ(root->find("none"), nullptr);
}

TEST(Yaml, Accepts) {
  struct Case {
    std::string_view text;
    YamlValue::Kind kind;
  };
  for (auto [text, kind] : {
           Case{"", YamlValue::Kind::kNull},
           Case{"# only a comment\n", YamlValue::Kind::kNull},
           Case{"---\n", YamlValue::Kind::kNull},
           Case{"a", YamlValue::Kind::kScalar},
           Case{"~", YamlValue::Kind::kNull},
           Case{"'~'", YamlValue::Kind::kScalar},
           Case{"- a\n- b", YamlValue::Kind::kList},
           Case{"---\na: 1\n...\n", YamlValue::Kind::kMap},
           Case{"\xEF\xBB\xBF"
                "a: 1\n",
                YamlValue::Kind::kMap},
           Case{"a: 1\r\nb: 2\r\n", YamlValue::Kind::kMap},
           Case{"{\"a\": [1, true, null, \"\\u00e9\"], \"b\": {}}", YamlValue::Kind::kMap},
           Case{"a: gr\xC3\xBC\xC3\x9F", YamlValue::Kind::kMap},
           Case{"'<<': 1", YamlValue::Kind::kMap},
           Case{"1: one", YamlValue::Kind::kMap},
       }) {
    const auto root = parse_yaml(text, "f");
    ASSERT_TRUE(root) << text << root.error().text();
    EXPECT_EQ(root->kind, kind) << text;
  }
}

TEST(Yaml, Refuses) {
  struct Case {
    std::string_view text;
    std::string_view error;
  };
  for (auto [text, error] : {
           Case{"a: &x 1", "f:1:4: anchors (&name) are not allowed"},
           Case{"a: &x", "f:1:4: anchors (&name) are not allowed"},
           Case{"- &x [1]", "f:1:3: anchors (&name) are not allowed"},
           Case{"a: &x {b: 1}\nc: *x", "f:1:4: anchors (&name) are not allowed"},
           Case{"a: !!str 1", "f:1:4: tags (!name) are not allowed"},
           Case{"a: !local {}", "f:1:4: tags (!name) are not allowed"},
           Case{"a: !!python/object []", "f:1:4: tags (!name) are not allowed"},
           Case{"a: 1\nb: 2\na: 3\n", "f:3:1: \"a\" is there twice; the first is in line 1"},
           Case{"{a: 1, \"a\": 2}", "f:1:8: \"a\" is there twice; the first is in line 1"},
           Case{"x: {<<: {a: 1}}", "f:1:5: merge keys (<<) are not allowed"},
           Case{"[a, b]: 1", "f:1:1: a list or map cannot be a key; or is a bracket left open?"},
           Case{"{a: 1}: 1", "f:1:1: a list or map cannot be a key; or is a bracket left open?"},
           Case{"{a: [1, 2", "f:1:1: a list or map cannot be a key; or is a bracket left open?"},
           Case{"~: 1", "f:1:1: a key must be a plain string"},
           Case{"a: 1\n---\nb: 2\n", "f:2:1: a second document is not allowed"},
           Case{"a: [1, 2\n", "f:2:1: end of sequence flow not found"},
           Case{"a: 1\n b: 2\n", "f:2:3: illegal map value"},
           Case{"a: \xFF", "f:1:4: not UTF-8"},
           Case{"a: 1\nb: \x04 2", "f:2:4: control character \\x04"},
           Case{std::string_view("\0a", 2), "f:1:1: control character \\x00"},
       }) {
    const auto root = parse_yaml(text, "f");
    ASSERT_FALSE(root) << text;
    EXPECT_EQ(root.error().text(), error) << text;
    EXPECT_EQ(root.error().kind, ErrorKind::kMalformed);
  }
}

TEST(Yaml, Limits) {
  std::string many = "[";
  for (int i = 0; i < 1'000'001; ++i) many += "1,";
  std::string blocks;
  for (int i = 0; i < 300; ++i) blocks += "- ";
  for (const std::string& text :
       {std::string(101, '[') + std::string(101, ']'), blocks, many + "1]", std::string(17U << 20U, '#')}) {
    const auto root = parse_yaml(text, "f");
    ASSERT_FALSE(root) << text.substr(0, 20);
    EXPECT_EQ(root.error().kind, ErrorKind::kLimit) << root.error().text();
  }
  // Never closed, which the library reports in words of its own.
  std::string maps;
  for (int i = 0; i < 50'000; ++i) maps += "{a: ";
  for (const std::string& text : {std::string(100'000, '['), std::string(100'000, '{'), maps}) {
    EXPECT_FALSE(parse_yaml(text, "f")) << text.substr(0, 20);
  }
  EXPECT_TRUE(parse_yaml(std::string(100, '[') + std::string(100, ']'), "f"));
}

TEST(Yaml, DuplicatesCollected) {
  std::vector<Error> duplicates;
  const auto root = parse_yaml("a: 1\nb: {c: 1, c: 2}\na: 3\nd: 4\n", "f", &duplicates);
  ASSERT_TRUE(root);
  ASSERT_EQ(duplicates.size(), 2U);
  EXPECT_EQ(duplicates[0].where, "f:2:11");
  EXPECT_EQ(duplicates[1].where, "f:3:1");
  ASSERT_EQ(root->entries.size(), 3U);
  EXPECT_EQ(root->find("a")->scalar, "1");
  EXPECT_EQ(root->find("b")->entries.size(), 1U);
}

// Broken pieces of YAML in any order: an answer, whatever it is, and no crash.
TEST(Yaml, AnyTextIsAnswered) {
  std::mt19937 random(3);
  constexpr std::array<std::string_view, 30> kPieces = {
      "a",          ": ",  "\n",  "  ", "- ", "[",  "]",     "{",        "}",  ",",
      "\"",         "'",   "#",   "|",  ">",  "? ", "!",     "&a",       "*a", "%YAML 1.2\n",
      "%TAG ! x\n", "---", "...", "~",  "\\", "\t", "|2-\n", "\xC3\xA9", "\r", "<<"};
  size_t good = 0;
  size_t bad = 0;
  for (int round = 0; round < 20'000; ++round) {
    std::string text;
    for (size_t parts = random() % 16; parts > 0; --parts) text += kPieces[random() % kPieces.size()];
    const auto root = parse_yaml(text, "f");
    root ? ++good : ++bad;
    if (!root) {
      EXPECT_TRUE(root.error().where.starts_with("f:")) << root.error().text();
    }
  }
  EXPECT_GT(good, 100U);
  EXPECT_GT(bad, 100U);
}

}  // namespace
}  // namespace sentinel
