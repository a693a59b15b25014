// .gitignore semantics, exactly (gitignore(5)): nested files, negation, anchoring, trailing spaces,
// `!` under an excluded folder has no effect.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace sentinel {

// The patterns of one ignore file.
class IgnoreFile {
 public:
  enum class Verdict { kNone, kIgnored, kKept };  // kKept: a `!` pattern

  // At most kMaxPatterns are kept, so that a hostile file cannot cost hours; `is_complete` tells.
  static constexpr size_t kMaxPatterns = 100'000;
  static IgnoreFile parse(std::string_view text);

  // `path` is relative to the folder that holds the file. The last matching pattern decides. That a folder
  // above `path` is ignored, which ends the matter, is for the caller to know: he never goes there.
  Verdict match(std::string_view path, bool is_folder) const;
  bool empty() const { return patterns_.empty(); }
  bool is_complete() const { return is_complete_; }

 private:
  struct Pattern {
    std::string glob;
    uint32_t prefix = 0;  // bytes before the first wildcard
    bool negated = false;
    bool folders_only = false;  // ended in '/'
    bool anchored = false;      // has a '/' other than at its end
    bool literal = false;       // no wildcard: compare bytes
    bool suffix = false;        // "*" and a literal

    bool matches(std::string_view path, std::string_view name) const;
  };

  static Pattern parse_pattern(std::string_view line);

  std::vector<Pattern> patterns_;
  bool is_complete_ = true;
};

}  // namespace sentinel
