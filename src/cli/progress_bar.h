// A line on standard error that says how far the scan is.
#pragma once

#include <stop_token>
#include <thread>

#include "cli/console.h"
#include "engine/scan.h"

namespace sentinel {

// Draws from its own thread until it is destroyed, then clears its line. Nothing is drawn in the first fifth
// of a second, so that small scans do not flicker.
class ProgressBar {
 public:
  ProgressBar(const Progress& progress, Console& console, bool shown);
  ~ProgressBar();

 private:
  std::jthread thread_;
};

// The line for given numbers, at most `width` columns.
std::string progress_line(const Progress& progress, double seconds, int width);

}  // namespace sentinel
