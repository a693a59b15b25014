#include "engine/baseline.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/files.h"

namespace sentinel {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

Finding finding(char digit, const std::string& path = "a.py") {
  Finding out;
  out.rule = "secrets/token";
  out.path = path;
  out.fingerprint = std::string(32, digit);
  return out;
}

// Tests run at the same time, each in a process of its own.
fs::path own_file() {
  return fs::path(::testing::TempDir()) /
         (std::string("baseline_") + ::testing::UnitTest::GetInstance()->current_test_info()->name() +
          ".json");
}

std::vector<BaselineEntry> written_and_read(const ScanReport& report) {
  const fs::path file = own_file();
  EXPECT_TRUE(write_file(file, baseline_json(report)));
  auto out = read_baseline(file);
  EXPECT_TRUE(out);
  return *out;
}

TEST(Baseline, CoversAsManyAsItHolds) {
  ScanReport before;
  before.findings = {finding('a'), finding('a', "b/a.py"), finding('b')};
  ScanReport after;
  after.findings = {finding('a'), finding('a'), finding('a'), finding('c')};
  apply_baseline(written_and_read(before), true, after);
  EXPECT_TRUE(after.findings[0].suppression);
  EXPECT_TRUE(after.findings[1].suppression);
  EXPECT_FALSE(after.findings[2].suppression) << "the third of two is new";
  EXPECT_FALSE(after.findings[3].suppression);
  ASSERT_EQ(after.stale_ignores.size(), 1U);
  EXPECT_THAT(after.stale_ignores[0].text, HasSubstr(std::string(32, 'b')));
}

TEST(Baseline, PartialScansKnowNothingOfStaleEntries) {
  ScanReport before;
  before.findings = {finding('a')};
  const auto entries = written_and_read(before);
  ScanReport changed_files_only;
  apply_baseline(entries, false, changed_files_only);
  EXPECT_TRUE(changed_files_only.stale_ignores.empty());
  ScanReport incomplete;
  incomplete.skips.push_back({"x", SkipReason::kUnreadable, "", true});
  apply_baseline(entries, true, incomplete);
  EXPECT_TRUE(incomplete.stale_ignores.empty());
}

TEST(Baseline, RefusesWhatIsNone) {
  const fs::path file = own_file();
  for (const char* text : {"", "[]", "{", R"({"baseline_version": 2, "findings": []})",
                           R"({"baseline_version": 1})", R"({"baseline_version": 1, "findings": [7]})",
                           R"({"baseline_version": 1, "findings": [{"fingerprint": "XYZ"}]})"}) {
    ASSERT_TRUE(write_file(file, text));
    const auto out = read_baseline(file);
    ASSERT_FALSE(out) << text;
    EXPECT_EQ(out.error().kind, ErrorKind::kUsage);
  }
}

}  // namespace
}  // namespace sentinel
