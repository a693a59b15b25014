// Path patterns.
#pragma once

#include <string>
#include <string_view>

namespace sentinel {

// git's wildmatch with WM_PATHNAME: `*` and `?` stop at '/', `**/`, `/**` and `/**/` cross it, `[a-z]`,
// `[!a]` and `[[:alpha:]]` are classes, `\` quotes. A pattern that ends inside a class or with a lone `\`
// matches nothing.
bool wildmatch(std::string_view pattern, std::string_view path);

// A pattern of the settings (`include_patterns`, per-path overrides) against a path relative to the project's
// root: with a '/' at its start or inside it is matched from the root, without one against any path
// component; `dir/` and `dir` cover what lies below. A path that ends in '/' names a folder; `dir/` matches
// no file.
bool matches_path_pattern(std::string_view pattern, std::string_view path);

}  // namespace sentinel
