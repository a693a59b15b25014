#include "engine/suppress.h"

#include <algorithm>
#include <cstring>
#include <optional>

#include "base/text.h"

namespace sentinel {
namespace {

constexpr std::string_view kMarker = "mcp-sentinel:";
constexpr std::string_view kCommentOpeners = "#/*-;<!%'\" \t";

// The reason without what closes the comment.
std::string clean_reason(std::string_view text) {
  text = trim(text);
  for (const std::string_view closer : {"*/", "-->", "#}", "%>"}) {
    if (text.ends_with(closer)) text.remove_suffix(closer.size());
  }
  text = trim(text);
  while (text.starts_with('-') || text.starts_with(':')) text = trim(text.substr(1));
  return std::string(text);
}

// What stands before a marker must open a comment there, so that prose and code about markers are none.
bool opens_comment(std::string_view before) {
  before = before.substr(0, before.find_last_not_of(" \t") + 1);
  for (const std::string_view opener : {"#", "//", "/*", "*", "--", ";", "%", "<!--", "REM"}) {
    if (before.ends_with(opener)) return true;
  }
  return before.empty();  // a line inside a block comment
}

// "family" or "family/name".
bool is_rule_name(std::string_view text) {
  return !text.empty() &&
         text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-/") == std::string_view::npos;
}

bool speaks_of(const std::vector<std::string>& rules, std::string_view id) {
  if (rules.empty()) return true;
  const std::string_view family = id.substr(0, id.find('/'));
  return std::any_of(rules.begin(), rules.end(),
                     [&](const std::string& rule) { return rule == id || rule == family; });
}

}  // namespace

InlineIgnores::InlineIgnores(std::string_view text, const std::vector<std::string>& honored_markers) {
  std::vector<std::pair<size_t, std::string_view>> places;
  const auto collect = [&](std::string_view marker) {
    // memmem skips a needle's length at a time, where string_view::find stops at every 'm' of the file.
    const char* const end = text.data() + text.size();
    for (const char* at = text.data(); at != end; at += marker.size()) {
      at = static_cast<const char*>(memmem(at, static_cast<size_t>(end - at), marker.data(), marker.size()));
      if (at == nullptr) break;
      places.emplace_back(at - text.data(), marker);
    }
  };
  collect(kMarker);
  for (const std::string& marker : honored_markers) collect(marker);
  if (places.empty()) return;

  const LineIndex lines(text);
  std::sort(places.begin(), places.end());
  for (const auto& [at, marker] : places) {
    Ignore ignore;
    ignore.line = lines.line_of(static_cast<uint32_t>(at));
    const Span line = lines.span_of(ignore.line);
    const std::string_view before = text.substr(line.begin, at - line.begin);
    ignore.alone = before.find_first_not_of(kCommentOpeners) == std::string_view::npos;
    std::string_view rest = text.substr(at + marker.size(), line.end - at - marker.size());
    if (marker != kMarker) {
      ignore.foreign = true;
      ignore.reason = std::string(marker);
      ignores_.push_back(std::move(ignore));
      continue;
    }
    if (!opens_comment(before)) continue;
    rest = trim(rest);
    if (rest.starts_with("ignore-file")) {
      ignore.whole_file = true;
      rest.remove_prefix(11);
    } else if (rest.starts_with("ignore")) {
      rest.remove_prefix(6);
    } else {
      continue;  // the program's name in prose
    }
    if (rest.starts_with('[')) {
      const size_t close = rest.find(']');
      if (close == std::string_view::npos) continue;
      for (const std::string_view rule : split(rest.substr(1, close - 1), ',')) {
        if (is_rule_name(trim(rule))) ignore.rules.emplace_back(trim(rule));
      }
      if (ignore.rules.empty()) continue;  // "ignore[]" and "ignore[...]" name nothing
      rest.remove_prefix(close + 1);
    } else if (!rest.empty() && rest.front() != ' ' && rest.front() != '*' && rest.front() != '-') {
      continue;  // "ignored"
    }
    ignore.reason = clean_reason(rest);
    ignores_.push_back(std::move(ignore));
  }
}

std::optional<Suppression> InlineIgnores::find(const Finding& finding) {
  std::optional<Suppression> out;
  for (Ignore& ignore : ignores_) {
    const bool reaches =
        ignore.whole_file ||
        (ignore.line >= finding.region.begin.line && ignore.line <= finding.region.end.line) ||
        (ignore.alone && !ignore.foreign && ignore.line + 1 == finding.region.begin.line);
    if (!reaches || !speaks_of(ignore.rules, finding.rule)) continue;
    ignore.used = true;
    if (!out) out = Suppression{Suppression::Kind::kInline, ignore.reason};
  }
  return out;
}

std::vector<StaleIgnore> InlineIgnores::stale(std::string_view path) const {
  std::vector<StaleIgnore> out;
  for (const Ignore& ignore : ignores_) {
    if (ignore.used || ignore.foreign) continue;
    out.push_back(
        {std::string(path), ignore.line, ignore.rules.empty() ? "all rules" : join(ignore.rules, ", ")});
  }
  return out;
}

}  // namespace sentinel
