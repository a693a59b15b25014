#include "source/file_entry.h"

namespace sentinel {

std::string_view name_of(SkipReason reason) {
  switch (reason) {
    case SkipReason::kExcluded:
      return "excluded";
    case SkipReason::kIgnored:
      return "ignored";
    case SkipReason::kDependency:
      return "dependency";
    case SkipReason::kBuildOutput:
      return "build-output";
    case SkipReason::kVersionControl:
      return "version-control";
    case SkipReason::kTooLarge:
      return "too-large";
    case SkipReason::kBinary:
      return "binary";
    case SkipReason::kSymlink:
      return "symlink";
    case SkipReason::kSpecial:
      return "special";
    case SkipReason::kUnreadable:
      return "unreadable";
    case SkipReason::kVanished:
      return "vanished";
    case SkipReason::kBadEncoding:
      return "bad-encoding";
    case SkipReason::kBadArchive:
      return "bad-archive";
    case SkipReason::kArchiveLimit:
      return "archive-limit";
    case SkipReason::kTimeLimit:
      return "time-limit";
    case SkipReason::kInterrupted:
      return "interrupted";
  }
  return "unknown";
}

std::string_view description_of(SkipReason reason) {
  switch (reason) {
    case SkipReason::kExcluded:
      return "left out by include_patterns or exclude_patterns";
    case SkipReason::kIgnored:
      return "left out by .gitignore or .mcpsentinelignore";
    case SkipReason::kDependency:
      return "an installed or vendored dependency";
    case SkipReason::kBuildOutput:
      return "build output beside its source";
    case SkipReason::kVersionControl:
      return "data of a version control system";
    case SkipReason::kTooLarge:
      return "larger than max_file_size";
    case SkipReason::kBinary:
      return "not text";
    case SkipReason::kSymlink:
      return "a link, which is never followed";
    case SkipReason::kSpecial:
      return "not a regular file";
    case SkipReason::kUnreadable:
      return "could not be read";
    case SkipReason::kVanished:
      return "was gone when it should be read";
    case SkipReason::kBadEncoding:
      return "its encoding is damaged";
    case SkipReason::kBadArchive:
      return "a damaged or encrypted archive";
    case SkipReason::kArchiveLimit:
      return "an archive past the limits for size, ratio, count or depth";
    case SkipReason::kTimeLimit:
      return "took too long";
    case SkipReason::kInterrupted:
      return "the scan was interrupted before it";
  }
  return "unknown";
}

}  // namespace sentinel
