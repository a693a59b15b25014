// Text pushed out of sight: so many blanks or empty lines before it that an editor, a diff or a dialog does
// not show it.
#include <algorithm>

#include <fmt/format.h>

#include "detect/deceptive_text/passes.h"

namespace sentinel::deceptive_text {
namespace {

constexpr size_t kFarColumns = 200;
constexpr size_t kFarLines = 100;
constexpr size_t kTabWidth = 8;
constexpr size_t kHabit = 4;  // more places than this are a layout, not a hiding place

size_t columns_of(std::string_view blanks) {
  size_t columns = 0;
  for (const char c : blanks) columns += c == '\t' ? kTabWidth : 1;
  return columns;
}

struct Place {
  Span blanks;
  size_t columns = 0;  // 0: lines
  size_t lines = 0;
  bool after_text = false;
  bool in_table = false;  // a cell of a table comes next
};

}  // namespace

void inspect_blanks(FileContext& context, const std::vector<Span>& blanks) {
  const std::string_view text = context.text();
  std::vector<Place> places;
  size_t layouts = 0;
  for (const Span& run : blanks) {
    const std::string_view inside = text.substr(run.begin, run.size());
    const size_t last_line = inside.find_last_of("\r\n");
    const std::string_view lead = last_line == std::string_view::npos ? inside : inside.substr(last_line + 1);
    Place place{run, columns_of(lead), static_cast<size_t>(std::count(inside.begin(), inside.end(), '\n'))};
    place.after_text = last_line == std::string_view::npos && run.begin > 0;
    if (place.columns < kFarColumns && place.lines < kFarLines) continue;
    const std::string_view rest = text.substr(run.end, context.line_around(run.end).end - run.end);
    const auto letters = std::count_if(rest.begin(), rest.end(), [](char c) {
      return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || static_cast<unsigned char>(c) >= 0x80;
    });
    if (letters < 3) continue;
    place.in_table = rest.front() == '|';
    if (place.columns >= kFarColumns) ++layouts;
    if (places.size() < kMaxFindings) places.push_back(place);
  }
  for (const Place& place : places) {
    const bool by_columns = place.columns >= kFarColumns;
    // A browser shows no empty lines.
    const bool layout =
        by_columns ? layouts > kHabit || place.in_table : context.file().language == Language::kHtml;
    // A deep indentation is seldom meant to hide, text in front of the gap makes a reader stop there.
    const Severity severity = layout                            ? Severity::kInfo
                              : place.after_text || !by_columns ? Severity::kMedium
                                                                : Severity::kLow;
    const double confidence = layout || context.file().is_minified || context.file().is_generated ? 0.4 : 0.8;
    const Span rest{place.blanks.end, context.line_around(place.blanks.end).end};
    context.report("text-out-of-sight", severity, confidence,
                   by_columns
                       ? fmt::format("{} blank columns push the text after them out of sight", place.columns)
                       : fmt::format("{} empty lines push the text after them out of sight", place.lines),
                   rest, {{"text after it", visible_text(text, rest)}});
  }
}

}  // namespace sentinel::deceptive_text
