#include "source/file_entry.h"

#include <set>

#include <gtest/gtest.h>

namespace sentinel {
namespace {

TEST(SkipReason, EachHasItsOwnWords) {
  std::set<std::string_view> names;
  std::set<std::string_view> descriptions;
  for (int i = 0; i <= static_cast<int>(SkipReason::kInterrupted); ++i) {
    auto reason = static_cast<SkipReason>(i);
    EXPECT_NE(name_of(reason), "unknown") << i;
    EXPECT_NE(description_of(reason), "unknown") << i;
    names.insert(name_of(reason));
    descriptions.insert(description_of(reason));
  }
  EXPECT_EQ(names.size(), static_cast<size_t>(SkipReason::kInterrupted) + 1);
  EXPECT_EQ(descriptions.size(), names.size());
}

TEST(SkipReason, PolicyIsNoFailure) {
  EXPECT_FALSE(is_failure(SkipReason::kSpecial));
  EXPECT_FALSE(is_failure(SkipReason::kTooLarge));
  EXPECT_TRUE(is_failure(SkipReason::kUnreadable));
  EXPECT_TRUE(is_failure(SkipReason::kInterrupted));
}

}  // namespace
}  // namespace sentinel
