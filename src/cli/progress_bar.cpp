#include "cli/progress_bar.h"

#include <chrono>
#include <condition_variable>
#include <mutex>

#include <fmt/format.h>

#include "base/text.h"

namespace sentinel {

std::string progress_line(const Progress& progress, double seconds, int width) {
  const uint64_t total = progress.files_total;
  const uint64_t done = progress.files_done;
  if (total == 0) return "Listing files ...";
  std::string tail = fmt::format(" {}/{} files", done, total);
  if (const uint64_t findings = progress.findings; findings > 0) tail += ", " + count_of(findings, "finding");
  if (seconds > 0) tail += fmt::format(", {:.0f} files/s", static_cast<double>(done) / seconds);
  const int room = width - static_cast<int>(tail.size()) - 3;
  if (room < 5) return tail.substr(1, static_cast<size_t>(std::max(0, width - 1)));
  const auto cells = static_cast<size_t>(std::min(room, 40));
  const size_t filled = cells * done / total;
  return "[" + std::string(filled, '#') + std::string(cells - filled, '.') + "]" + tail;
}

ProgressBar::ProgressBar(const Progress& progress, Console& console, bool shown) {
  if (!shown) return;
  thread_ = std::jthread([&progress, &console](std::stop_token stop) {
    const auto start = std::chrono::steady_clock::now();
    std::mutex mutex;
    std::condition_variable_any changed;
    std::unique_lock lock(mutex);
    bool drawn = false;
    auto pause = std::chrono::milliseconds(200);
    while (!changed.wait_for(lock, stop, pause, [&] { return stop.stop_requested(); })) {
      const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
      console.note("\r\x1b[K" + progress_line(progress, seconds, console.width()));
      drawn = true;
      pause = std::chrono::milliseconds(100);
    }
    if (drawn) console.note("\r\x1b[K");
  });
}

ProgressBar::~ProgressBar() {
  if (thread_.joinable()) {
    thread_.request_stop();
    thread_.join();
  }
}

}  // namespace sentinel
