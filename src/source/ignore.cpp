#include "source/ignore.h"

#include <algorithm>
#include <ranges>

#include "base/glob.h"

namespace sentinel {
namespace {

constexpr std::string_view kWildcards = "*?[\\";

// Trailing spaces do not count unless quoted: "a\ " keeps its own. Only spaces are meant, tabs stay.
std::string_view without_trailing_spaces(std::string_view line) {
  size_t end = 0;
  for (size_t i = 0; i < line.size(); ++i) {
    if (line[i] == ' ') continue;
    if (line[i] == '\\') ++i;
    end = std::min(i + 1, line.size());
  }
  return line.substr(0, end);
}

}  // namespace

IgnoreFile::Pattern IgnoreFile::parse_pattern(std::string_view line) {
  Pattern pattern;
  if (line.starts_with('!')) {
    pattern.negated = true;
    line.remove_prefix(1);
  }
  if (line.ends_with('/')) {
    pattern.folders_only = true;
    line.remove_suffix(1);
  }
  pattern.anchored = line.contains('/');
  if (line.starts_with('/')) line.remove_prefix(1);
  pattern.prefix = static_cast<uint32_t>(std::min(line.find_first_of(kWildcards), line.size()));
  pattern.literal = pattern.prefix == line.size();
  pattern.suffix = !pattern.anchored && line.starts_with('*') &&
                   line.find_first_of(kWildcards, 1) == std::string_view::npos;
  pattern.glob = line;
  return pattern;
}

IgnoreFile IgnoreFile::parse(std::string_view text) {
  IgnoreFile file;
  if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
  while (!text.empty()) {
    const size_t newline = text.find('\n');
    std::string_view line = text.substr(0, newline);
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    if (newline != std::string_view::npos && line.ends_with('\r')) line.remove_suffix(1);
    // git keeps patterns as C strings.
    line = without_trailing_spaces(line.substr(0, line.find('\0')));
    if (line.empty() || line.starts_with('#')) continue;
    if (file.patterns_.size() == kMaxPatterns) {
      file.is_complete_ = false;
      break;
    }
    file.patterns_.push_back(parse_pattern(line));
  }
  return file;
}

bool IgnoreFile::Pattern::matches(std::string_view path, std::string_view name) const {
  if (!anchored) {
    if (literal) return name == glob;
    if (suffix) return name.ends_with(std::string_view(glob).substr(1));
    return wildmatch(glob, name);
  }
  if (literal) return path == glob;
  // git takes the part before the first wildcard off both sides and matches the rest, so that what is left
  // may begin with "**/": "foo**/bar" matches "foobar". We do the same.
  const std::string_view pattern = glob;
  return path.starts_with(pattern.substr(0, prefix)) &&
         wildmatch(pattern.substr(prefix), path.substr(prefix));
}

IgnoreFile::Verdict IgnoreFile::match(std::string_view path, bool is_folder) const {
  const std::string_view name = path.substr(path.rfind('/') + 1);
  for (const Pattern& pattern : std::views::reverse(patterns_)) {
    if (pattern.folders_only && !is_folder) continue;
    if (pattern.matches(path, name)) return pattern.negated ? Verdict::kKept : Verdict::kIgnored;
  }
  return Verdict::kNone;
}

}  // namespace sentinel
