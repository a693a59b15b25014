#pragma once

#include <string_view>

namespace sentinel {

inline constexpr std::string_view kVersion = "0.1.0";
inline constexpr std::string_view kProgramName = "mcp-sentinel";
inline constexpr std::string_view kHomePage = "https://github.com/mcp-sentinel/mcp-sentinel";

}  // namespace sentinel
