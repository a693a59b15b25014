// Bidirectional controls, which make a line read differently from what it says (Trojan Source,
// CVE-2021-42574).
//
// An embedding, override or isolate must be closed before its paragraph ends. In prose the paragraph is the
// line; in a program a comment or string is a paragraph of its own, since what is reordered past its end is
// code.
#include <algorithm>

#include <fmt/format.h>

#include "detect/deceptive_text/passes.h"

namespace sentinel::deceptive_text {
namespace {

constexpr char32_t kLre = 0x202A, kRle = 0x202B, kPdf = 0x202C, kLro = 0x202D, kRlo = 0x202E;
constexpr char32_t kLri = 0x2066, kRli = 0x2067, kFsi = 0x2068, kPdi = 0x2069;

bool is_isolate(char32_t c) { return c == kLri || c == kRli || c == kFsi; }
bool is_embedding(char32_t c) { return c == kLre || c == kRle || c == kLro || c == kRlo; }
bool is_override(char32_t c) { return c == kLro || c == kRlo; }
// Can move text that is not right-to-left by itself.
bool reverses(char32_t c) { return c == kRle || c == kRlo || c == kRli; }

struct Paragraph {
  bool open_reversal = false;  // RLE, RLO or RLI without an end
  bool open_override = false;
  bool open_other = false;
  bool stray_end = false;
  bool closed_override = false;  // around text that has letters of its own direction
  bool closed_reversal = false;
};

bool has_ascii_letters(std::string_view text) {
  const auto count = std::count_if(text.begin(), text.end(),
                                   [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); });
  return count >= 2;
}

// Follows UAX #9, X1 to X8: a PDI closes the embeddings inside its isolate, a PDF only an embedding.
Paragraph follow(const FileContext& context, std::span<const Hit> hits) {
  struct Open {
    char32_t value;
    uint32_t end;
  };
  std::vector<Open> stack;
  Paragraph out;
  const auto close = [&](const Open& open, uint32_t end) {
    const Span inside{open.end, end};
    const bool odd = has_ascii_letters(context.text().substr(inside.begin, inside.size())) &&
                     !context.has_right_to_left(inside);
    out.closed_override = out.closed_override || (is_override(open.value) && odd);
    out.closed_reversal = out.closed_reversal || (reverses(open.value) && odd);
  };
  const auto leave_open = [&](char32_t value) {
    out.open_reversal = out.open_reversal || reverses(value);
    out.open_override = out.open_override || is_override(value);
    out.open_other = out.open_other || !reverses(value);
  };
  for (const Hit& hit : hits) {
    if (is_isolate(hit.value) || is_embedding(hit.value)) {
      // Deeper than the algorithm goes (125) nothing has an effect.
      if (stack.size() < 128) stack.push_back({hit.value, hit.offset + hit.length});
    } else if (hit.value == kPdf) {
      if (!stack.empty() && is_embedding(stack.back().value)) {
        close(stack.back(), hit.offset);
        stack.pop_back();
      } else {
        out.stray_end = true;
      }
    } else if (hit.value == kPdi) {
      const auto isolate =
          std::find_if(stack.rbegin(), stack.rend(), [](const Open& o) { return is_isolate(o.value); });
      if (isolate == stack.rend()) {
        out.stray_end = true;
        continue;
      }
      const auto index = static_cast<size_t>(stack.rend() - isolate) - 1;
      for (size_t i = index + 1; i < stack.size(); ++i) leave_open(stack[i].value);
      close(stack[index], hit.offset);
      stack.resize(index);
    }
  }
  for (const Open& open : stack) leave_open(open.value);
  return out;
}

// Table of such characters: each stands alone in quotes, or the line names it.
bool is_explained(const FileContext& context, std::span<const Hit> hits, Span line) {
  const auto is_quote = [](char32_t c) {
    return c == '"' || c == '\'' || c == '`' || c == '[' || c == ']' || c == '-';
  };
  const bool listed = std::all_of(hits.begin(), hits.end(), [&](const Hit& hit) {
    return is_quote(context.before(hit.offset).value) &&
           is_quote(context.at(hit.offset + size_t{hit.length}).value);
  });
  // In a program the mention could be part of the trick.
  if (listed || context.is_code()) return listed;
  const std::string text = to_lower(context.text().substr(line.begin, line.size()));
  return text.contains(fmt::format("{:04x}", static_cast<uint32_t>(hits[0].value)));
}

struct Verdict {
  std::string_view rule;
  Severity severity = Severity::kInfo;
  double confidence = 0;
  std::string_view message;
};

constexpr std::string_view kReordered =
    "Bidirectional controls are left open, so the line is shown in another order than it is read";

std::optional<Verdict> judge(FileContext& context, std::span<const Hit> hits, bool right_to_left) {
  const Paragraph found = follow(context, hits);
  const bool is_code = context.is_code();
  const bool meant_for_programs = is_code || context.syntax() == Syntax::kData;
  if (found.open_reversal && (is_code || (meant_for_programs && (found.open_override || !right_to_left)))) {
    return Verdict{"unbalanced-bidi", Severity::kHigh, 0.95, kReordered};
  }
  if (found.open_override) {
    return Verdict{"unbalanced-bidi", right_to_left ? Severity::kLow : Severity::kMedium,
                   right_to_left ? 0.6 : 0.8, kReordered};
  }
  if (found.open_reversal && !right_to_left)
    return Verdict{"unbalanced-bidi", Severity::kLow, 0.8, kReordered};
  if (found.closed_override) {
    return Verdict{"bidi-override", meant_for_programs ? Severity::kHigh : Severity::kMedium, 0.85,
                   "A bidirectional override shows letters in another order than they are written"};
  }
  if (found.closed_reversal && is_code) {
    return Verdict{"bidi-override", Severity::kMedium, 0.75,
                   "Text without right-to-left letters is shown from right to left"};
  }
  if ((found.open_other || found.stray_end) && !right_to_left && !context.is_locale_file()) {
    return Verdict{"unbalanced-bidi", is_code ? Severity::kLow : Severity::kInfo, 0.6,
                   "A bidirectional control without its counterpart, as copied text often has"};
  }
  return std::nullopt;
}

// One finding a line: the gravest of its paragraphs, which are one for each comment and string.
void inspect_line(FileContext& context, std::span<const Hit> hits, Span line) {
  const bool right_to_left = context.has_right_to_left(line);
  std::optional<Verdict> worst;
  std::span<const Hit> where;
  for (size_t i = 0; i < hits.size();) {
    const Span region = context.region_at(hits[i].offset).span;
    size_t last = i + 1;
    while (last < hits.size() && context.region_at(hits[last].offset).span == region) ++last;
    const auto part = hits.subspan(i, last - i);
    const auto verdict = judge(context, part, right_to_left);
    if (verdict && (!worst || verdict->severity > worst->severity)) {
      worst = verdict;
      where = part;
    }
    i = last;
  }
  if (!worst) return;
  if (is_explained(context, where, line)) {
    worst->severity = context.is_code() ? Severity::kLow : Severity::kInfo;
    worst->confidence = 0.5;
  }
  std::vector<char32_t> values;
  for (const Hit& hit : where) values.push_back(hit.value);
  context.report(worst->rule, worst->severity, worst->confidence, std::string(worst->message),
                 {where.front().offset, where.back().offset + where.back().length},
                 {{"code points", count_code_points(values)},
                  {"text in its real order", visible_text(context.text(), line)}});
}

}  // namespace

void inspect_bidi(FileContext& context, const std::vector<Hit>& hits) {
  for (size_t i = 0; i < hits.size();) {
    const Span line = context.line_around(hits[i].offset);
    size_t last = i + 1;
    while (last < hits.size() && hits[last].offset < line.end) ++last;
    inspect_line(context, std::span(hits).subspan(i, last - i), line);
    i = last;
  }
}

}  // namespace sentinel::deceptive_text
