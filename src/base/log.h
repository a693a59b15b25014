// Diagnostics on standard error, for people (`--log-format text`) or machines (`json`, one object a line).
//
// A log line never holds a secret or scanned text. The logger is handed to whoever logs.
#pragma once

#include <chrono>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sentinel {

enum class LogLevel { kDebug, kInfo, kWarning, kError };
enum class LogFormat { kText, kJson };

class Logger {
 public:
  using Fields = std::vector<std::pair<std::string_view, std::string>>;

  using Clock = std::chrono::system_clock::time_point (*)();

  // `descriptor` stays the caller's; lines are written whole, from any thread. A line that cannot be written
  // is lost.
  Logger(int descriptor, LogLevel level, LogFormat format, Clock clock = std::chrono::system_clock::now)
      : descriptor_(descriptor), level_(level), format_(format), clock_(clock) {}

  bool is_on(LogLevel level) const { return level >= level_; }
  void log(LogLevel level, std::string_view message, const Fields& fields = {});
  void debug(std::string_view message, const Fields& fields = {}) { log(LogLevel::kDebug, message, fields); }
  void info(std::string_view message, const Fields& fields = {}) { log(LogLevel::kInfo, message, fields); }
  void warning(std::string_view message, const Fields& fields = {}) {
    log(LogLevel::kWarning, message, fields);
  }
  void error(std::string_view message, const Fields& fields = {}) { log(LogLevel::kError, message, fields); }

 private:
  int descriptor_;
  LogLevel level_;
  LogFormat format_;
  Clock clock_;
  std::mutex mutex_;
};

}  // namespace sentinel
