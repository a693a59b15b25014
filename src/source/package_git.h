// Repositories fetched with the git command: their newest state only, without a work tree.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "source/package_fetch.h"

namespace sentinel {

// One revision of the repository at `url` (https://…, which the user's url.*.insteadOf may send elsewhere).
// `ref`: branch, tag or full commit id; empty: the default branch.
[[nodiscard]] Result<FetchedPackage> fetch_git_repository(const std::string& url, const std::string& ref,
                                                          const FetchContext& context);

// Names of the repository's tags.
[[nodiscard]] Result<std::vector<std::string>> list_git_tags(const std::string& url,
                                                             const FetchContext& context);

}  // namespace sentinel
