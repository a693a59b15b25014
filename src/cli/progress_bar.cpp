#include "cli/progress_bar.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <mutex>

#include <fmt/format.h>

#include "base/text.h"

namespace sentinel {
namespace {

constexpr std::string_view kClearLine = "\r\x1b[K";
constexpr int kColumnsOfText = 56;  // what the numbers of a large scan take

}  // namespace

std::string progress_line(const Progress& progress, double seconds, int width, std::string_view beginning) {
  const size_t room = width > 1 ? static_cast<size_t>(width) - 1 : 0;
  const uint64_t total = progress.files_total;
  const uint64_t done = progress.files_done;
  if (total == 0) return std::string(beginning.substr(0, room));

  // The width of the bar depends on the terminal alone, so that it does not jump while numbers grow.
  std::string out;
  if (const int cells = std::min(40, width - kColumnsOfText); cells >= 8) {
    const auto all = static_cast<size_t>(cells);
    const size_t filled = all * std::min(done, total) / total;
    out = "[" + std::string(filled, '#') + std::string(all - filled, '.') + "] ";
  }
  const std::string last = std::to_string(total);
  out += fmt::format("{:>{}}/{} files", done, last.size(), last);
  // A part that does not fit is left out.
  const uint64_t findings = progress.findings;
  std::string last_part;
  if (progress.is_following) {
    last_part = ", following values";  // a rate would only sink
  } else if (seconds > 0) {
    last_part = fmt::format(", {:.0f} files/s", static_cast<double>(done) / seconds);
  }
  for (const std::string& part :
       {findings > 0 ? ", " + count_of(findings, "finding") : std::string(), last_part}) {
    if (out.size() + part.size() <= room) out += part;
  }
  return out.substr(0, room);
}

ProgressBar::ProgressBar(const Progress& progress, Console& console, ProgressStyle style,
                         std::string beginning) {
  if (style == ProgressStyle::kHidden) return;
  thread_ =
      std::jthread([&progress, &console, style, beginning = std::move(beginning)](std::stop_token stop) {
        const bool redraws = style == ProgressStyle::kBar;
        const auto start = std::chrono::steady_clock::now();
        std::mutex mutex;
        std::condition_variable_any changed;
        std::unique_lock lock(mutex);
        bool drawn = false;
        auto pause = std::chrono::milliseconds(200);
        while (!changed.wait_for(lock, stop, pause, [&] { return stop.stop_requested(); })) {
          const double seconds =
              std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
          const std::string line = progress_line(progress, seconds, console.error_width(), beginning);
          console.note(redraws ? std::string(kClearLine) + line : line + "\n");
          drawn = true;
          pause = std::chrono::milliseconds(redraws ? 100 : 5000);
        }
        if (drawn && redraws) console.note(kClearLine);
      });
}

ProgressBar::~ProgressBar() {
  if (thread_.joinable()) {
    thread_.request_stop();
    thread_.join();
  }
}

}  // namespace sentinel
