// Matching walks pattern and path together and remembers two places to go back to: the last `*`, which may
// take one more byte of its path component, and the last `**`, which may take up to the next '/'. Going back
// to earlier stars can be left out: whatever an earlier star could still reach, the later one reaches too. So
// `a*b*c*d*` costs at most pattern times path, where the usual recursive matcher takes exponential time on
// hostile patterns.
#include "base/glob.h"

#include <algorithm>
#include <optional>

namespace sentinel {

namespace {

// git's own character classes: ASCII only, and white space without vertical tab and form feed.
std::optional<bool> is_in_named_class(std::string_view name, unsigned char c) {
  const bool is_upper = c >= 'A' && c <= 'Z';
  const bool is_lower = c >= 'a' && c <= 'z';
  const bool is_digit = c >= '0' && c <= '9';
  const bool is_printable = c >= 0x20 && c < 0x7F;
  if (name == "alnum") return is_upper || is_lower || is_digit;
  if (name == "alpha") return is_upper || is_lower;
  if (name == "blank") return c == ' ' || c == '\t';
  if (name == "cntrl") return c < 0x20 || c == 0x7F;
  if (name == "digit") return is_digit;
  if (name == "graph") return is_printable && c != ' ';
  if (name == "lower") return is_lower;
  if (name == "print") return is_printable;
  if (name == "punct") return is_printable && c != ' ' && !is_upper && !is_lower && !is_digit;
  if (name == "space") return c == ' ' || c == '\t' || c == '\n' || c == '\r';
  if (name == "upper") return is_upper;
  if (name == "xdigit") return is_digit || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
  return std::nullopt;
}

// Whether `c` is in the class whose '[' stands before `at`; moves `at` behind its ']'. nullopt: not a class.
std::optional<bool> match_class(std::string_view pattern, size_t& at, unsigned char c) {
  size_t i = at;
  const bool negated = i < pattern.size() && (pattern[i] == '!' || pattern[i] == '^');
  if (negated) ++i;
  bool found = false;
  int previous = -1;  // start of a range, if '-' follows
  for (bool first = true; first || i >= pattern.size() || pattern[i] != ']'; first = false) {
    if (i >= pattern.size()) return std::nullopt;
    auto item = static_cast<unsigned char>(pattern[i]);
    if (item == '\\') {
      ++i;
      if (i >= pattern.size()) return std::nullopt;
      item = static_cast<unsigned char>(pattern[i]);
    } else if (item == '-' && previous >= 0 && i + 1 < pattern.size() && pattern[i + 1] != ']') {
      ++i;
      if (pattern[i] == '\\') ++i;
      if (i >= pattern.size()) return std::nullopt;
      const int last = static_cast<unsigned char>(pattern[i]);
      const int wanted = c;
      if (wanted >= previous && wanted <= last) found = true;
      previous = -1;
      ++i;
      continue;
    } else if (item == '[' && i + 1 < pattern.size() && pattern[i + 1] == ':') {
      const size_t end = pattern.find(']', i + 2);
      if (end == std::string_view::npos) return std::nullopt;
      if (end > i + 2 && pattern[end - 1] == ':') {
        const auto in_class = is_in_named_class(pattern.substr(i + 2, end - i - 3), c);
        if (!in_class) return std::nullopt;
        found |= *in_class;
        previous = -1;
        i = end + 1;
        continue;
      }
      // Not a named class after all: '[' and what follows are items like others.
    }
    found |= c == item;
    previous = item;
    ++i;
  }
  at = i + 1;
  return found != negated;
}

}  // namespace

bool wildmatch(std::string_view pattern, std::string_view path) {
  constexpr size_t kNone = std::string_view::npos;
  size_t p = 0;
  size_t t = 0;
  size_t star_pattern = kNone;  // behind the last `*`, and the first byte that it has not taken
  size_t star_path = 0;
  size_t double_pattern = kNone;  // behind the last `**/`
  size_t double_path = 0;

  while (true) {
    bool matches = false;
    if (p == pattern.size()) {
      if (t == path.size()) return true;
    } else if (pattern[p] == '*') {
      const size_t stars = p;
      while (p < pattern.size() && pattern[p] == '*') ++p;
      const std::string_view rest = pattern.substr(p);
      const bool is_double = p - stars > 1 && (stars == 0 || pattern[stars - 1] == '/') &&
                             (rest.empty() || rest.starts_with('/') || rest.starts_with("\\/"));
      if (is_double) {
        if (rest.empty()) return true;
        // `**/` may stand for nothing; `**\/` needs its slash.
        double_pattern = p + (rest.front() == '/' ? 1 : 2);
        double_path = t;
        star_pattern = kNone;
        if (rest.front() == '/') {
          p = double_pattern;
          continue;
        }
      } else {
        star_pattern = p;
        star_path = t;
        continue;
      }
    } else if (t < path.size()) {
      const char c = path[t];
      switch (pattern[p]) {
        case '?':
          matches = c != '/';
          ++p;
          break;
        case '[': {
          ++p;
          const auto in_class = match_class(pattern, p, static_cast<unsigned char>(c));
          if (!in_class) return false;
          matches = *in_class && c != '/';
          break;
        }
        case '\\':
          ++p;
          if (p == pattern.size()) return false;
          [[fallthrough]];
        default:
          matches = pattern[p] == c;
          ++p;
      }
    }
    if (matches) {
      ++t;
    } else if (star_pattern != kNone && star_path < path.size() && path[star_path] != '/') {
      p = star_pattern;
      t = ++star_path;
    } else if (double_pattern != kNone) {
      const size_t slash = path.find('/', double_path);
      if (slash == kNone) return false;
      p = double_pattern;
      t = double_path = slash + 1;
      star_pattern = kNone;
    } else {
      return false;
    }
  }
}

bool matches_path_pattern(std::string_view pattern, std::string_view path) {
  const bool path_is_folder = path.ends_with('/');
  if (path_is_folder) path.remove_suffix(1);
  const bool folders_only = pattern.ends_with('/');
  while (pattern.ends_with('/')) pattern.remove_suffix(1);
  bool anchored = false;
  if (pattern.starts_with("./")) {
    pattern.remove_prefix(2);
    anchored = true;
  }
  while (pattern.starts_with('/')) {
    pattern.remove_prefix(1);
    anchored = true;
  }
  if (pattern.empty() || path.empty()) return false;
  anchored |= pattern.contains('/');

  // The path itself and every folder above it.
  for (size_t begin = 0, end = 0; end < path.size(); begin = end + 1) {
    end = std::min(path.find('/', begin), path.size());
    const bool is_folder = end < path.size() || path_is_folder;
    const std::string_view candidate = anchored ? path.substr(0, end) : path.substr(begin, end - begin);
    if ((is_folder || !folders_only) && wildmatch(pattern, candidate)) return true;
  }
  return false;
}

}  // namespace sentinel
