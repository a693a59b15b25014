#include "cli/progress_bar.h"

#include <gtest/gtest.h>

namespace sentinel {
namespace {

TEST(ProgressLine, TellsFilesFindingsAndRate) {
  Progress progress;
  EXPECT_EQ(progress_line(progress, 1, 80, "Listing files ..."), "Listing files ...");
  progress.files_total = 200;
  progress.files_done = 50;
  EXPECT_EQ(progress_line(progress, 2, 96, ""),
            "[" + std::string(10, '#') + std::string(30, '.') + "]  50/200 files, 25 files/s");
  progress.findings = 1;
  EXPECT_EQ(progress_line(progress, 2, 70, ""),
            "[" + std::string(3, '#') + std::string(11, '.') + "]  50/200 files, 1 finding, 25 files/s");
}

TEST(ProgressLine, TellsThatFilesAreReadAndValuesFollowed) {
  Progress progress;
  progress.files_total = 2;
  progress.files_done = 2;
  progress.is_following = true;
  EXPECT_EQ(progress_line(progress, 20, 70, ""),
            "[" + std::string(14, '#') + "] 2/2 files, following values");
}

TEST(ProgressLine, LeavesOutWhatDoesNotFit) {
  Progress progress;
  progress.files_total = 29753;
  progress.files_done = 1591;
  progress.findings = 12;
  for (const auto& [width, expected] : {std::pair{47, " 1591/29753 files, 12 findings, 796 files/s"},
                                        {43, " 1591/29753 files, 12 findings"},
                                        {18, " 1591/29753 files"},
                                        {10, " 1591/297"},
                                        {1, ""},
                                        {0, ""}}) {
    EXPECT_EQ(progress_line(progress, 2, width, ""), expected) << width;
  }
}

TEST(ProgressLine, FitsItsWidth) {
  Progress progress;
  for (const uint64_t total : {0, 123456}) {
    progress.files_total = total;
    progress.files_done = total;
    progress.findings = 1234;
    for (int width = 1; width < 130; ++width) {
      EXPECT_LT(progress_line(progress, 3, width, "Listing files ...").size(), static_cast<size_t>(width));
    }
  }
}

TEST(ProgressLine, KeepsItsBarWhileNumbersGrow) {
  Progress progress;
  progress.files_total = 100000;
  const size_t end = progress_line(progress, 1, 80, "").find(']');
  ASSERT_NE(end, std::string::npos);
  for (const uint64_t done : {1, 999, 100000}) {
    progress.files_done = done;
    progress.findings = done;
    EXPECT_EQ(progress_line(progress, 1, 80, "").find(']'), end) << done;
  }
}

}  // namespace
}  // namespace sentinel
