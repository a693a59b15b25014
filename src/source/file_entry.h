// What the walk found: wanted files, and everything that was left out with the reason.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace sentinel {

// Why something in the target was not read. The first group is policy and leaves a scan complete; the second
// is failure and makes it incomplete (exit 3).
enum class SkipReason : uint8_t {
  kExcluded,        // exclude_patterns, or not in include_patterns
  kIgnored,         // .gitignore and its kin
  kDependency,      // node_modules, virtual environments, vendored packages
  kBuildOutput,     // dist, build, out beside their source
  kVersionControl,  // .git, .hg, .svn
  kTooLarge,        // over max_file_size
  kBinary,          // no text
  kSymlink,         // a link is never followed; what it points to inside the root is scanned there
  kSpecial,         // FIFO, socket, device

  kUnreadable,    // no permission, I/O error
  kVanished,      // was listed and is gone
  kBadEncoding,   // UTF-16 that is cut or has lone surrogates
  kBadArchive,    // damaged or encrypted archive
  kArchiveLimit,  // an archive's size, ratio, count or depth went past our bounds
  kTimeLimit,
  kInterrupted,
};

inline constexpr SkipReason kFirstFailure = SkipReason::kUnreadable;
inline bool is_failure(SkipReason reason) { return reason >= kFirstFailure; }
std::string_view name_of(SkipReason reason);         // "too-large", stable, for reports
std::string_view description_of(SkipReason reason);  // one sentence part for people

struct Skip {
  std::string path;  // as shown, see FileEntry::path; a folder ends in '/'
  SkipReason reason = SkipReason::kExcluded;
  std::string detail;    // e.g. what the system said; no file contents
  bool notable = false;  // a person should see it: a failure, or a source file left out for its size
};

struct FileEntry {
  std::string path;      // as shown in reports: '/' separated, relative to the report's root
  std::string relative;  // relative to the target's root: what ignore and path patterns match on
  std::string disk;      // where to open it; empty when the bytes come from elsewhere (git, standard input)
  uint64_t size = 0;
  bool is_archive = false;
};

struct Walk {
  std::vector<FileEntry> files;  // sorted by path
  std::vector<Skip> skips;       // sorted by path
};

}  // namespace sentinel
