#include "base/log.h"

#include <unistd.h>

#include <array>
#include <thread>

#include <gtest/gtest.h>

#include "base/text.h"
#include "base/yaml.h"

namespace sentinel {
namespace {

std::chrono::system_clock::time_point fixed_clock() {
  return std::chrono::system_clock::time_point(std::chrono::milliseconds(1'700'000'000'042));
}

// What `use` makes a logger write.
template <typename Use>
std::string written(LogLevel level, LogFormat format, Use use) {
  std::array<int, 2> ends{};
  EXPECT_EQ(::pipe(ends.data()), 0);
  Logger logger(ends[1], level, format, fixed_clock);
  use(logger);
  ::close(ends[1]);
  std::string text;
  std::array<char, 4096> buffer;
  for (ssize_t count = 0; (count = ::read(ends[0], buffer.data(), buffer.size())) > 0;) {
    text.append(buffer.data(), static_cast<size_t>(count));
  }
  ::close(ends[0]);
  return text;
}

TEST(Log, LevelsAndText) {
  const std::string text = written(LogLevel::kWarning, LogFormat::kText, [](Logger& logger) {
    EXPECT_FALSE(logger.is_on(LogLevel::kInfo));
    EXPECT_TRUE(logger.is_on(LogLevel::kError));
    logger.debug("no");
    logger.info("no");
    logger.warning("slow", {{"path", "a\x1B[2Jb"}, {"seconds", "3"}});
    logger.error("broken\n");
  });
  EXPECT_EQ(text,
            "mcp-sentinel: warning: slow (path=a\\x1b[2Jb, seconds=3)\nmcp-sentinel: error: broken\\x0a\n");
}

TEST(Log, Json) {
  const std::string text = written(LogLevel::kDebug, LogFormat::kJson, [](Logger& logger) {
    logger.debug("a \"quoted\" word", {{"path", "x\ny"}});
  });
  EXPECT_EQ(text,
            "{\"time\":\"2023-11-14T22:13:20.042Z\",\"level\":\"debug\","
            "\"message\":\"a \\\"quoted\\\" word\",\"path\":\"x\\ny\"}\n");
}

TEST(Log, LinesStayWhole) {
  const std::string text = written(LogLevel::kInfo, LogFormat::kText, [](Logger& logger) {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 4; ++i) {
      threads.emplace_back([&] {
        for (int line = 0; line < 100; ++line) logger.info("0123456789");
      });
    }
  });
  const auto lines = split(text, '\n');
  ASSERT_EQ(lines.size(), 401U);
  for (size_t i = 0; i < 400; ++i) EXPECT_EQ(lines[i], "mcp-sentinel: info: 0123456789");
}

TEST(Log, ClosedReaderIsNoDeath) {
  std::array<int, 2> ends{};
  ASSERT_EQ(::pipe(ends.data()), 0);
  ::close(ends[0]);
  Logger logger(ends[1], LogLevel::kInfo, LogFormat::kText);
  logger.error("nobody hears this");
  ::close(ends[1]);
}

}  // namespace
}  // namespace sentinel
