#include <regex>

#include <gtest/gtest.h>

#include "report/test_report.h"

namespace sentinel {
namespace {

size_t count(const std::string& text, std::string_view part) {
  size_t found = 0;
  for (size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++found;
  return found;
}

TEST(Junit, IsWellFormed) {
  // Tags balance, and nothing but our own tags and entities uses `<` and `&`.
  const std::string text = write_with("junit", test_report());
  static const std::regex kToken(
      R"re(<\?xml [^<>]*\?>|<(/?)([a-z-]+)((?: [a-z-]+="[^"<>]*")*)(/?)>|&(?:amp|lt|gt|quot|apos|#10|#91);|[<&])re");
  std::vector<std::string> open;
  size_t tags = 0;
  for (std::sregex_iterator it(text.begin(), text.end(), kToken), end; it != end; ++it) {
    const std::smatch& match = *it;
    ASSERT_NE(match.str(), "<") << text.substr(static_cast<size_t>(match.position()), 80);
    ASSERT_NE(match.str(), "&") << text.substr(static_cast<size_t>(match.position()), 80);
    if (!match[2].matched) continue;
    ++tags;
    if (match[1].length() > 0) {
      ASSERT_FALSE(open.empty());
      EXPECT_EQ(open.back(), match[2].str());
      open.pop_back();
    } else if (match[4].length() == 0) {
      open.push_back(match[2]);
    }
  }
  EXPECT_GT(tags, 20U);
  EXPECT_TRUE(open.empty());
}

TEST(Junit, CountsWhatItHolds) {
  const ScanReport report = test_report();
  const std::string text = write_with("junit", report);
  const std::string numbers =
      fmt::format(R"(tests="{}" failures="6" errors="{}" skipped="{}")", count(text, "<testcase "),
                  count(text, "<error "), count(text, "<skipped "));
  EXPECT_EQ(count(text, numbers), 2U) << numbers << "\n" << text.substr(0, 400);
  EXPECT_EQ(count(text, "<failure "), report.findings.size() - report.suppressed_count());
  EXPECT_EQ(count(text, "<testcase classname=\"suppressed\""), report.suppressed_count());
}

TEST(Junit, EveryFileIsOneCase) {
  const ScanReport report = clean_report();
  const std::string text = write_with("junit", report);
  EXPECT_EQ(count(text, "<testcase "), report.files.size());
  EXPECT_EQ(count(text, "failures=\"0\" errors=\"0\""), 2U);
}

}  // namespace
}  // namespace sentinel
