// What git ignores beside .gitignore files: `.git/info/exclude` and the file that `core.excludesFile` names.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "source/ignore.h"

namespace sentinel {

// Patterns relative to `folder`, those that go first in front. `folder` need not be a work tree: then only
// the user's own excludes count. Git's settings are read from the system's, the user's and the repository's
// files and their `include.path`.
std::vector<IgnoreFile> read_excludes(const std::string& folder);

// The settings of a git configuration text in its order, as ("section.key" in lower case, value). Subsections
// and keys without a value are left out. Reading ends at the first thing git would not accept.
std::vector<std::pair<std::string, std::string>> parse_git_config(std::string_view text);

}  // namespace sentinel
