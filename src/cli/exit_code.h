#pragma once

namespace sentinel {

// What the program returns to its caller. --help and docs say the same words (cli/arguments.cpp).
enum class ExitCode : int {
  kClean = 0,     // everything in scope was read and nothing is at or above --fail-on
  kFindings = 1,  // findings at or above --fail-on
  kUsage = 2,     // the request or the configuration is wrong, or the output could not be written
  kIncomplete =
      3,  // something in scope could not be read or analysed, and there is no finding that makes it 1
  kInterrupted = 130,  // somebody pressed Ctrl-C; a partial report was written
};

inline constexpr const char* kExitCodeHelp =
    "Exit codes:\n"
    "  0    everything in scope was read and nothing is at or above --fail-on\n"
    "  1    findings at or above --fail-on (default: high)\n"
    "  2    the request or configuration is wrong, or the output could not be written\n"
    "  3    incomplete: something in scope could not be read or analysed (--allow-incomplete: 0)\n"
    "  130  interrupted; a partial report was written";

}  // namespace sentinel
