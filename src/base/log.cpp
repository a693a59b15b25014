#include "base/log.h"

#include <array>
#include <ctime>

#include <fmt/format.h>

#include "base/files.h"
#include "base/text.h"
#include "base/version.h"

namespace sentinel {

namespace {

constexpr std::array<std::string_view, 4> kNames = {"debug", "info", "warning", "error"};

std::string utc_text(std::chrono::system_clock::time_point time) {
  const auto milliseconds =
      std::chrono::duration_cast<std::chrono::milliseconds>(time.time_since_epoch()).count();
  const std::time_t seconds = std::chrono::system_clock::to_time_t(time);
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", parts.tm_year + 1900, parts.tm_mon + 1,
                     parts.tm_mday, parts.tm_hour, parts.tm_min, parts.tm_sec, milliseconds % 1000);
}

}  // namespace

void Logger::log(LogLevel level, std::string_view message, const Fields& fields) {
  if (!is_on(level)) return;
  const std::string_view level_name = kNames[static_cast<size_t>(level)];
  std::string line;
  if (format_ == LogFormat::kJson) {
    line = fmt::format(R"({{"time":"{}","level":"{}","message":{})", utc_text(clock_()), level_name,
                       quote_json(message));
    for (const auto& [key, value] : fields) line += fmt::format(",{}:{}", quote_json(key), quote_json(value));
    line += "}\n";
  } else {
    line = fmt::format("{}: {}: {}", kProgramName, level_name, escape_for_display(message));
    std::string_view separator = " (";
    for (const auto& [key, value] : fields) {
      line += fmt::format("{}{}={}", separator, key, escape_for_display(value));
      separator = ", ";
    }
    line += fields.empty() ? "\n" : ")\n";
  }
  const std::scoped_lock lock(mutex_);
  // Nobody is left to tell when standard error is closed.
  static_cast<void>(write_all(descriptor_, line));
}

}  // namespace sentinel
