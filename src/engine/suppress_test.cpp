#include "engine/suppress.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sentinel {
namespace {

Finding finding_at(uint32_t line, std::string rule = "secrets/token") {
  Finding out;
  out.rule = std::move(rule);
  out.region = {{line, 1}, {line, 5}};
  return out;
}

TEST(InlineIgnores, Table) {
  struct Case {
    std::string_view text;
    uint32_t line;
    bool suppressed;
    std::string_view reason;
  };
  for (const auto& [text, line, suppressed, reason] : {
           Case{"x = 1  # mcp-sentinel: ignore[secrets/token] made up", 1, true, "made up"},
           Case{"x = 1  # mcp-sentinel: ignore[secrets] whole family", 1, true, "whole family"},
           Case{"x = 1  # mcp-sentinel: ignore[other/rule, secrets/token]", 1, true, ""},
           Case{"x = 1  # mcp-sentinel: ignore[other/rule]", 1, false, ""},
           Case{"x = 1  # mcp-sentinel: ignore", 1, true, ""},
           Case{"x = 1  # mcp-sentinel: ignored by all", 1, false, ""},
           Case{"x = 1  # mcp-sentinel: ignore[]", 1, false, ""},
           Case{"x = 1  # mcp-sentinel: ignore[secrets/token", 1, false, ""},
           Case{"x = 1  # mcp-sentinel: ignore[...]", 1, false, ""},
           Case{"Write `mcp-sentinel: ignore` on the line", 1, false, ""},
           Case{"x = 'mcp-sentinel: ignore'", 1, false, ""},
           Case{"-- mcp-sentinel: ignore[secrets]\nx", 2, true, ""},
           Case{"/* a long one\n   mcp-sentinel: ignore[secrets] */\nx", 3, true, ""},
           Case{"// mcp-sentinel: ignore[secrets/token] below\nx = 1", 2, true, "below"},
           Case{"  /* mcp-sentinel: ignore[secrets/token] below */\nx = 1", 2, true, "below"},
           Case{"<!-- mcp-sentinel: ignore[secrets/token] -- below -->\nx", 2, true, "below"},
           Case{"y = 2  # mcp-sentinel: ignore[secrets/token]\nx = 1", 2, false,
                ""},  // speaks of its own line
           Case{"# mcp-sentinel: ignore[secrets/token]\n\nx = 1", 3, false, ""},
           Case{"x\ny\n# mcp-sentinel: ignore-file[secrets/token] a fixture\n", 1, true, "a fixture"},
           Case{"# mcp-sentinel: ignore-file\n\n\nx", 4, true, ""},
       }) {
    InlineIgnores ignores(text, {});
    const auto found = ignores.find(finding_at(line));
    EXPECT_EQ(found.has_value(), suppressed) << text;
    if (found) {
      EXPECT_EQ(found->justification, reason) << text;
      EXPECT_TRUE(ignores.stale("a").empty()) << text;
    }
  }
}

TEST(InlineIgnores, UnusedOnesAreStale) {
  InlineIgnores ignores("# mcp-sentinel: ignore[a/b]\nx\ny # mcp-sentinel: ignore\n", {});
  EXPECT_TRUE(ignores.find(finding_at(3)));
  const auto stale = ignores.stale("f.py");
  ASSERT_EQ(stale.size(), 1U);
  EXPECT_EQ(stale[0].line, 1U);
  EXPECT_EQ(stale[0].text, "a/b");
  EXPECT_EQ(stale[0].path, "f.py");
}

TEST(InlineIgnores, OtherToolsMarkersCountWhenHonored) {
  for (const std::string_view marker : kKnownMarkers) {
    const std::string text = "x = 1  # " + std::string(marker) + "\n";
    EXPECT_TRUE(InlineIgnores(text, {}).empty());
    InlineIgnores ignores(text, {std::string(marker)});
    const auto found = ignores.find(finding_at(1));
    EXPECT_EQ(found.value().justification, marker);
    EXPECT_FALSE(ignores.find(finding_at(2)));
    EXPECT_TRUE(ignores.stale("f").empty());
  }
}

}  // namespace
}  // namespace sentinel
