#include "flow/regex_facts.h"

#include <gtest/gtest.h>

namespace sentinel::flow {
namespace {

TEST(RegexFacts, WhatAMatchExcludes) {
  struct Case {
    std::string_view pattern;
    Dangers gone;  // at least
    Dangers kept;  // at least
  };
  for (const auto& [pattern, gone, kept] : {
           Case{"^[a-z]+$", kShell | kOption | kSql | kPath | kUrl | kHtml, 0},
           Case{"[a-z]+", 0, kShell | kPath},           // not anchored: proves nothing
           Case{"^[a-z]+", 0, kShell | kPath},          // the end is open
           Case{"^[a-z-]+$", kShell | kPath, kOption},  // may begin with a dash
           Case{"^[a-z][a-z-]*$", kShell | kOption, 0},
           Case{"^[\\w./]+$", kShell | kOption, kPath | kClimbs},
           Case{"^(?:main|dev)$", kShell | kPath | kOption, 0},
           Case{"^(a|b.*)$", 0, kShell},  // one way takes everything
           Case{"^[^;]+$", 0, kShell},    // a denylist of one
           Case{"^[A-Za-z0-9_]{1,40}$", kShell | kSql | kPath, 0},
           Case{"^a(?=b)[a-z]+$", kShell, 0},
           Case{"^[a-z$", 0, kShell},  // not an expression
       }) {
    const Dangers found = excluded_by_match(pattern, false);
    EXPECT_EQ(found & gone, gone) << pattern;
    EXPECT_EQ(found & kept, 0U) << pattern;
  }
  EXPECT_NE(excluded_by_match("[a-z]+", true) & kShell, 0U) << "the call itself fixes both ends";
}

TEST(RegexFacts, WhatAbsenceExcludes) {
  EXPECT_NE(excluded_by_absence("[^a-z0-9]") & kShell, 0U);
  EXPECT_EQ(excluded_by_absence("[;&|]") & kShell, 0U) << "a line break still passes";
  EXPECT_NE(excluded_by_absence("^-") & kOption, 0U);
  EXPECT_EQ(excluded_by_absence("bad"), 0U);
}

}  // namespace
}  // namespace sentinel::flow
