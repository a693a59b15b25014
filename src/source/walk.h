// Finds the files of a target. Nothing outside the root is ever opened; nothing is read but ignore files.
#pragma once

#include <filesystem>
#include <stop_token>
#include <string>
#include <vector>

#include "base/result.h"
#include "source/file_entry.h"

namespace sentinel {

struct WalkOptions {
  std::vector<std::string> include;  // path patterns (base/glob.h); empty: all
  std::vector<std::string> exclude;
  // What patterns are relative to, seen from the target's root: "" or "sub/folder/" when settings stand above
  // it.
  std::string pattern_prefix;
  bool use_ignore_files = true;  // .gitignore, .git/info/exclude, core.excludesFile, .mcpsentinelignore
  bool leave_out_dependencies =
      true;  // the policies kDependency and kBuildOutput; off for downloaded packages
  uint64_t max_file_size = 1U << 20U;
  std::string shown_prefix;  // put before each path: "src/" when the target is src under the report's root
};

// `root` is a folder. Fails only when the root itself cannot be listed; everything else becomes a Skip.
[[nodiscard]] Result<Walk> walk(const std::filesystem::path& root, const WalkOptions& options,
                                std::stop_token stop);

// One file named by a person: ignore files and patterns do not apply, size and kind do.
Walk walk_single_file(const std::filesystem::path& file, const std::string& shown, uint64_t max_file_size);

// By name: .zip .whl .mcpb .dxt .tgz .tar.gz .tar .tar.bz2 .tar.xz .tar.zst .egg .vsix
bool is_archive_name(std::string_view path);

}  // namespace sentinel
