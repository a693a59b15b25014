// How bad a finding is, on the five steps that every rival and report format shares.
#pragma once

#include <array>
#include <optional>
#include <string_view>

namespace sentinel {

enum class Severity { kInfo, kLow, kMedium, kHigh, kCritical };

inline constexpr std::array<std::string_view, 5> kSeverityNames = {"info", "low", "medium", "high",
                                                                   "critical"};

constexpr std::string_view name_of(Severity severity) {
  return kSeverityNames[static_cast<size_t>(severity)];
}

// Lower-case names only.
constexpr std::optional<Severity> find_severity(std::string_view name) {
  for (size_t i = 0; i < kSeverityNames.size(); ++i) {
    if (kSeverityNames[i] == name) return static_cast<Severity>(i);
  }
  return std::nullopt;
}

}  // namespace sentinel
