// Whole-file reading and writing for files that are ours (settings, baselines, reports). Scanned files
// are read by source/read.h, which trusts nothing.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "base/result.h"

namespace sentinel {

// At most `limit` bytes; more is ErrorKind::kLimit. Pipes are read to their end.
[[nodiscard]] Result<std::string> read_text_file(const std::filesystem::path& path,
                                                 size_t limit = 64U << 20U);

// Writes beside the target and renames over it, so that a full disk never leaves half a file. A symbolic link
// to a file is replaced, not followed: it may lie in a tree that we do not trust. A path that is not a
// regular file
// (`/dev/stdout`, a pipe) is written in place. Failure is ErrorKind::kUsage: a report that reaches nobody
// ends the run.
[[nodiscard]] Result<void> write_file(const std::filesystem::path& path, std::string_view text);

// Every byte, through partial writes and interrupts. The error (kUsage) names what the system said. A closed
// pipe is such an error too: SIGPIPE is held back meanwhile.
[[nodiscard]] Result<void> write_all(int descriptor, std::string_view text);

}  // namespace sentinel
