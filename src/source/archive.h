// Members of zip and tar archives as files, without unpacking anything to disk.
#pragma once

#include <functional>
#include <stop_token>
#include <string>

#include "source/file_entry.h"
#include "source/read.h"
#include "source/walk.h"

namespace sentinel {

// Bounds against archive bombs; each one reached ends the archive with a kArchiveLimit skip.
struct ArchiveLimits {
  uint64_t total_bytes = 1ULL << 30U;  // expanded, over all members and nested archives
  uint64_t ratio = 200;                // expanded to packed, once 16 MiB are expanded
  size_t members = 100'000;
  int depth = 3;  // archives inside archives
};

// Calls `found` for each readable member and `skipped` for all else, in the archive's order. Members' names
// are "path!/member"; names that are absolute or climb with ".." are shown escaped from the root and never
// touch the disk. Patterns and dependency policy of `options` apply to the member's own path. Encrypted or
// damaged members are kBadArchive.
void read_archive(const FileEntry& entry, const WalkOptions& options, const ArchiveLimits& limits,
                  const std::stop_token& stop, const std::function<void(SourceFile&&)>& found,
                  const std::function<void(Skip&&)>& skipped);
// The same from memory: standard input, a git blob.
void read_archive_bytes(const FileEntry& entry, std::string_view bytes, const WalkOptions& options,
                        const ArchiveLimits& limits, const std::stop_token& stop,
                        const std::function<void(SourceFile&&)>& found,
                        const std::function<void(Skip&&)>& skipped);

}  // namespace sentinel
