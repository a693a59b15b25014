#include "base/result.h"

#include <gtest/gtest.h>

#include "base/severity.h"
#include "base/span.h"

namespace sentinel {
namespace {

TEST(Error, Text) {
  struct Case {
    Error error;
    std::string text;
  };
  for (const auto& [error, text] : {
           Case{{ErrorKind::kUsage, "too many", "", ""}, "too many"},
           Case{{ErrorKind::kUsage, "too many", "a.yaml:3:1", ""}, "a.yaml:3:1: too many"},
           Case{{ErrorKind::kUsage, "too many", "a.yaml:3:1", "take one away"},
                "a.yaml:3:1: too many; take one away"},
           Case{{ErrorKind::kUsage, "too many", "", "take one away"}, "too many; take one away"},
       }) {
    EXPECT_EQ(error.text(), text);
  }
}

TEST(Error, WithinKeepsTheNearestPlace) {
  EXPECT_EQ((Error{ErrorKind::kUsage, "bad", "", ""}.within("outer")).where, "outer");
  EXPECT_EQ((Error{ErrorKind::kUsage, "bad", "inner", ""}.within("outer")).where, "inner");
}

Result<int> half(int number) {
  if (number % 2 != 0) return fail(ErrorKind::kMalformed, "odd");
  return number / 2;
}

Result<int> quarter(int number) {
  SENTINEL_ASSIGN_OR_RETURN(const int once, half(number));
  SENTINEL_ASSIGN_OR_RETURN(const int twice, half(once));
  return twice;
}

Result<void> must_be_even(int number) {
  SENTINEL_RETURN_IF_ERROR(half(number));
  return {};
}

TEST(Result, MacrosLeaveWithTheError) {
  EXPECT_EQ(quarter(12).value(), 3);
  EXPECT_EQ(quarter(6).error().message, "odd");
  EXPECT_EQ(quarter(5).error().message, "odd");
  EXPECT_TRUE(must_be_even(2));
  EXPECT_EQ(must_be_even(1).error().kind, ErrorKind::kMalformed);
}

TEST(Severity, NamesAndOrder) {
  for (size_t i = 0; i < kSeverityNames.size(); ++i) {
    const auto severity = static_cast<Severity>(i);
    EXPECT_EQ(find_severity(name_of(severity)), severity);
  }
  EXPECT_LT(Severity::kInfo, Severity::kLow);
  EXPECT_LT(Severity::kHigh, Severity::kCritical);
  for (const std::string_view name : {"", "High", "HIGH", "high ", "never", "warning"}) {
    EXPECT_EQ(find_severity(name), std::nullopt) << name;
  }
}

TEST(Span, HalfOpen) {
  const Span span{2, 5};
  EXPECT_EQ(span.size(), 3U);
  EXPECT_FALSE(span.contains(1));
  EXPECT_TRUE(span.contains(2));
  EXPECT_FALSE(span.contains(5));
  EXPECT_TRUE(span.overlaps({4, 9}));
  EXPECT_FALSE(span.overlaps({5, 9}));
  EXPECT_FALSE(span.overlaps({0, 2}));
}

}  // namespace
}  // namespace sentinel
