#include "cli/progress_bar.h"

#include <gtest/gtest.h>

namespace sentinel {
namespace {

TEST(ProgressLine, TellsFilesFindingsAndRate) {
  Progress progress;
  EXPECT_EQ(progress_line(progress, 1, 80), "Listing files ...");
  progress.files_total = 200;
  progress.files_done = 100;
  EXPECT_EQ(progress_line(progress, 2, 80),
            "[" + std::string(20, '#') + std::string(20, '.') + "] 100/200 files, 50 files/s");
  progress.findings = 1;
  EXPECT_NE(progress_line(progress, 2, 80).find("1 finding,"), std::string::npos);
}

TEST(ProgressLine, FitsItsWidth) {
  Progress progress;
  progress.files_total = 123456;
  progress.files_done = 99999;
  progress.findings = 1234;
  for (int width = 10; width < 130; ++width) {
    EXPECT_LT(progress_line(progress, 3, width).size(), static_cast<size_t>(width)) << width;
  }
}

}  // namespace
}  // namespace sentinel
