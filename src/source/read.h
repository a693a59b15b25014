// Reads scanned files. Bounded, never through a link, never from a device.
#pragma once

#include <string>
#include <variant>

#include "source/file_entry.h"
#include "source/source_file.h"

namespace sentinel {

struct ReadProblem {
  SkipReason reason;
  std::string detail;
};

// Either a classified file or why there is none. `size_limit` as in WalkOptions (the file may have grown
// since).
using ReadOutcome = std::variant<SourceFile, ReadProblem>;

ReadOutcome read_source(const FileEntry& entry, uint64_t size_limit);

// The same for bytes that are already in memory (archive members, standard input, git blobs).
ReadOutcome read_source_bytes(std::string path, std::string relative, std::string bytes);

}  // namespace sentinel
