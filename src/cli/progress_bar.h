// A line on standard error that says how far the scan is.
#pragma once

#include <stop_token>
#include <string>
#include <string_view>
#include <thread>

#include "cli/console.h"
#include "engine/scan.h"

namespace sentinel {

enum class ProgressStyle {
  kHidden,
  kBar,    // one line that is drawn anew, for terminals
  kLines,  // a line every few seconds, where nothing can be drawn anew
};

// Writes from its own thread until it is destroyed, then clears its line. Nothing is shown in the first fifth
// of a second, so that small scans do not flicker.
class ProgressBar {
 public:
  // `beginning` is shown until the number of files is known.
  ProgressBar(const Progress& progress, Console& console, ProgressStyle style, std::string beginning);
  ~ProgressBar();

 private:
  std::jthread thread_;
};

// The line for given numbers, less than `width` columns: a terminal that is full to its edge may wrap.
std::string progress_line(const Progress& progress, double seconds, int width, std::string_view beginning);

}  // namespace sentinel
