// For people. From top to bottom as it matters less when the screen is short: findings by file, what was left
// out, the table, and on the last line the verdict.
//
// Everything fits the width, except paths and single words. All foreign text goes through shown() or
// CodeLine.

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "base/text.h"
#include "report/encode.h"
#include "report/formats.h"
#include "report/highlight.h"
#include "report/summary.h"

namespace sentinel {

namespace {

constexpr std::string_view kBold = "1";
constexpr std::string_view kDim = "2";
constexpr std::string_view kRed = "31";
constexpr std::string_view kBoldRed = "1;31";
constexpr std::string_view kBoldGreen = "1;32";
constexpr std::string_view kBoldYellow = "1;33";
constexpr std::string_view kBlue = "34";
constexpr std::string_view kCyan = "36";

std::string_view style_of(Severity severity) {
  switch (severity) {
    case Severity::kCritical:
      return "1;97;41";  // white on red: the one that must not be overlooked
    case Severity::kHigh:
      return kBoldRed;
    case Severity::kMedium:
      return kBoldYellow;
    case Severity::kLow:
      return "1;36";
    case Severity::kInfo:
      break;
  }
  return "1;34";
}

std::string_view style_of(TokenKind kind) {
  switch (kind) {
    case TokenKind::kKeyword:
      return "35";
    case TokenKind::kString:
      return "32";
    case TokenKind::kComment:
      return kDim;
    case TokenKind::kNumber:
      return kCyan;
    case TokenKind::kPlain:
      break;
  }
  return {};
}

// A line of code made ready for the screen: one cell for each code point.
struct Cell {
  std::string text;  // escaped
  size_t width = 0;
  uint32_t column = 0;  // in the file
  TokenKind kind = TokenKind::kPlain;
};

constexpr size_t kTabWidth = 4;
constexpr size_t kShownNames = 10;  // of what was not read, for each reason; of problems
constexpr std::array<std::string_view, 5> kShortSeverityNames = {"info", "low", "med", "high", "crit"};

std::vector<Cell> cells_of(std::string_view line, uint32_t cut, const std::vector<Token>& tokens) {
  std::vector<Cell> cells;
  size_t token = 0;
  size_t screen_column = 0;
  std::string tail;  // what may begin a command of a build server's log: `##` and letters
  for (size_t at = 0; at < line.size();) {
    const CodePoint point = decode_utf8(line, at);
    const std::string_view character = line.substr(at, point.length);
    Cell cell;
    cell.column = cut + 1 + static_cast<uint32_t>(cells.size());
    while (token < tokens.size() && tokens[token].end <= at) ++token;
    if (token < tokens.size() && tokens[token].begin <= at) cell.kind = tokens[token].kind;
    if (character == "\t") {
      cell.width = kTabWidth - screen_column % kTabWidth;
      cell.text.assign(cell.width, ' ');
    } else if (character == "[" && tail.starts_with("##")) {
      cell.text = "\\x5b";
      cell.width = 4;
    } else {
      cell.text = escape_for_display(character);
      cell.width = display_width(cell.text);
    }
    const bool letter =
        (character[0] >= 'a' && character[0] <= 'z') || (character[0] >= 'A' && character[0] <= 'Z');
    if (character == "#") {
      tail = tail == "#" || tail == "##" ? "##" : "#";
    } else if (!(letter && tail.starts_with("##"))) {
      tail.clear();
    }
    screen_column += cell.width;
    at += point.length;
    cells.push_back(std::move(cell));
  }
  return cells;
}

class TerminalWriter {
 public:
  TerminalWriter(const ScanReport& report, const RuleSet& rules, const FormatOptions& options)
      : report_(report),
        rules_(rules),
        options_(options),
        width_(static_cast<size_t>(std::max(options.width, 40))) {}

  std::string write() {
    write_findings();
    if (options_.quiet) {
      if (const std::string incomplete = incomplete_verdict(report_); !incomplete.empty()) {
        wrapped("", "", incomplete, kBoldRed);
      }
      return std::move(out_);
    }
    write_suppressed();
    write_skips();
    if (options_.verbose) write_off_rules();
    write_stale_ignores();
    write_problems();
    write_table();
    if (options_.timings && !options_.reproducible) write_timings();
    write_verdict();
    return std::move(out_);
  }

 private:
  std::string styled(std::string_view style, std::string_view text) const {
    if (!options_.color || style.empty() || text.empty()) return std::string(text);
    return fmt::format("\x1b[{}m{}\x1b[0m", style, text);
  }

  void line(std::string_view text = {}) {
    out_ += text;
    out_ += '\n';
  }

  // `label` and then `text`, broken at spaces; following lines stand under the text's beginning. What has no
  // space is broken where the line ends.
  void wrapped(std::string_view indent, std::string_view label, std::string_view text,
               std::string_view style = {}, std::string_view label_style = kCyan) {
    const size_t lead = indent.size() + display_width(label);
    const size_t room = width_ > lead + 20 ? width_ - lead : 20;
    const std::string_view name = trim(label);
    std::string head = std::string(indent);
    if (!name.empty()) head += styled(label_style, name);
    head += label.substr(label.find_last_not_of(' ') + 1);
    const std::string pad(lead, ' ');
    std::string current;
    size_t current_width = 0;
    const auto flush = [&] {
      line(head + styled(style, current));
      head = pad;
      current.clear();
      current_width = 0;
    };
    for (std::string_view word : split(text, ' ')) {
      if (word.empty()) continue;
      size_t word_width = display_width(word);
      if (current_width > 0 && current_width + 1 + word_width > room) flush();
      while (word_width > room) {
        const size_t bytes = prefix_that_fits(word, room);
        current = word.substr(0, bytes);
        flush();
        word.remove_prefix(bytes);
        word_width = display_width(word);
      }
      if (current_width > 0) {
        current += ' ';
        ++current_width;
      }
      current += word;
      current_width += word_width;
    }
    if (!current.empty()) flush();
  }

  // Bytes of whole code points that take at most `room` columns; at least one code point.
  static size_t prefix_that_fits(std::string_view text, size_t room) {
    size_t at = decode_utf8(text, 0).length;
    size_t used = display_width(text.substr(0, at));
    while (at < text.size()) {
      const size_t length = decode_utf8(text, at).length;
      used += display_width(text.substr(at, length));
      if (used > room) break;
      at += length;
    }
    return at;
  }

  // One empty line, but not at the top and not twice.
  void gap() {
    if (!out_.empty() && !out_.ends_with("\n\n")) line();
  }

  void heading(std::string_view text) {
    gap();
    line(styled(kBold, text));
  }

  void write_findings() {
    const std::vector<Finding>& findings = report_.findings;
    for (size_t begin = 0, end = 0; begin < findings.size(); begin = end) {
      size_t reported = 0;
      for (end = begin; end < findings.size() && findings[end].path == findings[begin].path; ++end) {
        if (!findings[end].suppression) ++reported;
      }
      if (reported == 0) continue;
      write_file_heading(findings[begin].path, reported);
      for (size_t i = begin; i < end; ++i) {
        if (findings[i].suppression) continue;
        write_finding(findings[i]);
        line();
      }
    }
  }

  void write_file_heading(const std::string& path, size_t reported) {
    const std::string name = shown(path);
    const std::string count = count_of(reported, "finding");
    if (display_width(name) + count.size() + 5 > width_) {
      line(styled(kDim, "──") + " " + styled(kBold, name));
      line();
      return;
    }
    std::string rule_line;
    for (size_t used = display_width(name) + count.size() + 5; used < width_; ++used) rule_line += "─";
    line(styled(kDim, "──") + " " + styled(kBold, name) + " " + styled(kDim, rule_line) + " " +
         styled(kDim, count));
    line();
  }

  void write_finding(const Finding& finding) {
    const Rule* rule = rules_.find(finding.rule);
    wrapped("", std::string(name_of(finding.severity)) + ": ", shown(finding.message), kBold,
            style_of(finding.severity));

    uint64_t last_line = finding.region.begin.line;
    if (!finding.snippet.lines.empty())
      last_line = finding.snippet.first_line + finding.snippet.lines.size() - 1;
    gutter_ = std::max<size_t>(std::to_string(last_line).size(), 2);
    const std::string margin(gutter_ + 1, ' ');

    line(
        margin + styled(kBlue, "╭─ ") +
        fmt::format("{}:{}:{}", shown(finding.path), finding.region.begin.line, finding.region.begin.column));
    write_snippet(finding);
    wrapped(margin, "rule ",
            fmt::format("{} (confidence {:.0f} %)", shown(finding.rule), finding.confidence * 100), {}, kDim);
    if (rule != nullptr) {
      wrapped(margin, "why  ", shown(rule->why));
      wrapped(margin, "fix  ", shown(rule->fix), {}, "32");
    }
    for (const Evidence& evidence : finding.evidence) {
      wrapped(margin, "fact ", shown(evidence.name) + ": " + shown(evidence.value));
    }
    for (const RelatedPlace& place : finding.related) {
      wrapped(margin, "see  ",
              fmt::format("{}:{}:{} {}", shown(place.path), place.region.begin.line,
                          place.region.begin.column, shown(place.message)));
    }
  }

  void write_snippet(const Finding& finding) {
    const Snippet& snippet = finding.snippet;
    const Region& region = finding.region;
    if (snippet.lines.empty()) return;
    const size_t room = width_ - gutter_ - 3;
    const bool many_lines = region.end.line > region.begin.line;

    Highlighter highlighter(language_of(finding.path));
    std::vector<std::vector<Cell>> lines;
    for (size_t i = 0; i < snippet.lines.size(); ++i) {
      const uint32_t cut = i < snippet.cut_columns.size() ? snippet.cut_columns[i] : 0;
      lines.push_back(cells_of(snippet.lines[i], cut, highlighter.next_line(snippet.lines[i])));
    }
    const uint32_t first_column = window_of(lines, snippet, region, room);

    line(std::string(gutter_ + 1, ' ') + styled(kBlue, "│"));
    for (size_t i = 0; i < lines.size(); ++i) {
      const uint64_t number = uint64_t{snippet.first_line} + i;
      const bool inside = region.begin.line <= number && number <= region.end.line;
      const std::string bar =
          many_lines && inside ? styled(style_of(finding.severity), "┃") : styled(kBlue, "│");
      std::string underline;
      const std::string code = visible_code(lines[i], first_column, room, region, number, underline);
      const std::string digits = styled(kBlue, fmt::format("{:>{}}", number, gutter_));
      line(fmt::format("{} {}{}{}", digits, bar, code.empty() ? "" : " ", code));
      if (number == region.begin.line && !underline.empty()) {
        line(std::string(gutter_ + 1, ' ') + bar + " " + styled_underline(underline, finding.severity));
      }
    }
    line(std::string(gutter_ + 1, ' ') + styled(kBlue, "│"));
  }

  std::string styled_underline(std::string_view underline, Severity severity) const {
    const size_t begin = underline.find('^');
    // The background of a critical finding's label would make the carets hard to see.
    return std::string(underline.substr(0, begin)) +
           styled(severity == Severity::kCritical ? kBoldRed : style_of(severity), underline.substr(begin));
  }

  // The leftmost column of the file to show, so that the finding is in sight.
  static uint32_t window_of(const std::vector<std::vector<Cell>>& lines, const Snippet& snippet,
                            const Region& region, size_t room) {
    const uint64_t index = uint64_t{region.begin.line} - snippet.first_line;
    if (region.begin.line < snippet.first_line || index >= lines.size()) return 1;
    const std::vector<Cell>& cells = lines[index];
    const auto in_region = [&](const Cell& cell) {
      return cell.column < region.end.column || region.end.line > region.begin.line;
    };
    // Widths up to the finding's begin and end; what is cut on a side is marked by one column.
    size_t end_width = 0;
    for (const Cell& cell : cells) {
      if (cell.column >= region.begin.column && !in_region(cell)) break;
      end_width += cell.width;
    }
    if (end_width + 1 <= room) return 1;
    // Hide no more than it takes to see the finding's end, and keep a quarter of the room before its begin.
    size_t before = 0;
    for (const Cell& cell : cells) {
      if (cell.column < region.begin.column) before += cell.width;
    }
    size_t hidden = 0;
    for (const Cell& cell : cells) {
      const bool fits = end_width - hidden + 2 <= room;  // both marks
      if (fits || cell.column >= region.begin.column || before - hidden <= room / 4) return cell.column;
      hidden += cell.width;
    }
    return region.begin.column;
  }

  // `underline`: spaces and carets for the part of the finding in this line, empty if there is none.
  std::string visible_code(const std::vector<Cell>& cells, uint32_t first_column, size_t room,
                           const Region& region, uint64_t number, std::string& underline) const {
    size_t used = 0;
    std::string code;
    std::string run;
    TokenKind run_kind = TokenKind::kPlain;
    const auto flush = [&] {
      code += styled(style_of(run_kind), run);
      run.clear();
    };
    const auto ellipsis = [&] {
      flush();
      code += styled(kDim, "…");
      ++used;
      underline += ' ';
    };
    const auto is_marked = [&](const Cell& cell) {
      const bool after_begin = number > region.begin.line || cell.column >= region.begin.column;
      const bool before_end = number < region.end.line || cell.column < region.end.column;
      return number >= region.begin.line && number <= region.end.line && after_begin && before_end;
    };
    size_t rest = 0;  // width of the cells from here on
    for (const Cell& cell : cells) {
      if (cell.column >= first_column) rest += cell.width;
    }
    if (!cells.empty() && (cells.front().column > 1 || first_column > 1)) ellipsis();
    for (const Cell& cell : cells) {
      if (cell.column < first_column) continue;
      const size_t left = room - used;
      // The last column is kept for the mark unless all that is left fits.
      if (rest > left && cell.width + 1 > left) {
        ellipsis();
        break;
      }
      if (cell.kind != run_kind) {
        flush();
        run_kind = cell.kind;
      }
      run += cell.text;
      used += cell.width;
      rest -= cell.width;
      underline.append(cell.width, is_marked(cell) ? '^' : ' ');
    }
    flush();
    while (!underline.empty() && underline.back() == ' ') underline.pop_back();
    if (underline.empty() && number == region.begin.line && region.begin == region.end) {
      mark_empty_region(cells, first_column, region, room, underline);
    }
    return code;
  }

  // A finding without width (something is missing here) still gets its caret.
  static void mark_empty_region(const std::vector<Cell>& cells, uint32_t first_column, const Region& region,
                                size_t room, std::string& underline) {
    size_t before = first_column > 1 ? 1 : 0;
    for (const Cell& cell : cells) {
      if (cell.column >= first_column && cell.column < region.begin.column) before += cell.width;
    }
    if (before < room) underline = std::string(before, ' ') + "^";
  }

  void write_suppressed() {
    const size_t total = report_.suppressed_count();
    if (total == 0) return;
    const auto in_line = static_cast<size_t>(
        std::count_if(report_.findings.begin(), report_.findings.end(), [](const Finding& finding) {
          return finding.suppression && finding.suppression->kind == Suppression::Kind::kInline;
        }));
    heading("Suppressed");
    wrapped("  ", "",
            fmt::format("{}: {} by a comment in the file, {} by the baseline", count_of(total, "finding"),
                        in_line, total - in_line));
    if (!options_.verbose) return;
    for (const Finding& finding : report_.findings) {
      if (!finding.suppression) continue;
      std::string text = fmt::format("{}:{} {} {}", shown(finding.path), finding.region.begin.line,
                                     name_of(finding.severity), shown(finding.rule));
      if (!finding.suppression->justification.empty())
        text += ": " + shown(finding.suppression->justification);
      wrapped("    ", "", text, kDim);
    }
  }

  void write_skips() {
    if (report_.skips.empty()) return;
    heading("Not read");
    for (const auto& [reason, count] : count_by_reason(report_)) {
      wrapped(fmt::format("{:>{}}", "", 7 - std::min<size_t>(std::to_string(count).size(), 7)),
              fmt::format("{}  ", count), fmt::format("{}: {}", name_of(reason), description_of(reason)),
              is_failure(reason) ? kRed : std::string_view(), is_failure(reason) ? kRed : kBold);
      write_skipped_names(reason);
    }
  }

  static std::string_view style_of_skip(const Skip& skip) {
    if (is_failure(skip.reason)) return kRed;
    return skip.notable ? "33" : kDim;
  }

  // Failures and notable ones by name, some at least; with --verbose every one.
  void write_skipped_names(SkipReason reason) {
    size_t named = 0;
    size_t left_out = 0;
    for (const Skip& skip : report_.skips) {
      if (skip.reason != reason) continue;
      if (!options_.verbose && (!(skip.notable || is_failure(reason)) || reason == SkipReason::kInterrupted))
        continue;
      if (!options_.verbose && named == kShownNames) {
        ++left_out;
        continue;
      }
      ++named;
      std::string text = shown(skip.path);
      if (!skip.detail.empty()) text += ": " + shown(skip.detail);
      wrapped("         ", "", text, style_of_skip(skip));
    }
    if (left_out > 0)
      wrapped("         ", "", fmt::format("and {} more (--verbose lists them)", left_out), kDim);
  }

  void write_off_rules() {
    if (off_rule_count(report_) == 0) return;
    heading("Rules that were off");
    for (const RuleEntry& rule : report_.rules) {
      if (rule.status == RuleStatus::kOff)
        wrapped("  ", "", shown(rule.id) + ": " + shown(rule.detail), kDim);
    }
  }

  void write_stale_ignores() {
    if (report_.stale_ignores.empty()) return;
    heading("Ignores that ignore nothing");
    for (const StaleIgnore& stale : report_.stale_ignores) {
      const std::string place =
          stale.line == 0 ? shown(stale.path) : fmt::format("{}:{}", shown(stale.path), stale.line);
      wrapped("  ", "", place + ": " + shown(stale.text), "33");
    }
  }

  void write_problems() {
    if (report_.problems.empty()) return;
    heading("Problems");
    size_t notes = 0;
    for (const ScanProblem& problem : report_.problems) {
      const bool counts = problem.makes_incomplete || options_.verbose;
      if (!counts && ++notes > kShownNames) continue;
      wrapped("  ", "", shown(problem.message), problem.makes_incomplete ? kRed : "33");
    }
    if (notes > kShownNames)
      wrapped("  ", "", fmt::format("and {} more (--verbose lists them)", notes - kShownNames), kDim);
  }

  void write_table() {
    const auto families = count_by_family(report_);
    if (families.empty()) return;
    gap();
    const bool narrow = width_ < 80;
    size_t name_width = 5;
    for (const auto& [family, counts] : families)
      name_width = std::max(name_width, display_width(shown(family)));
    const size_t column = narrow ? 6 : 10;
    name_width = std::min(name_width, width_ - 6 * column);

    std::string head(name_width, ' ');
    for (size_t i = kSeverityNames.size(); i-- > 0;) {
      const std::string_view name = narrow ? kShortSeverityNames[i] : kSeverityNames[i];
      head += std::string(column - name.size(), ' ') + styled(style_of(static_cast<Severity>(i)), name);
    }
    line(head + styled(kBold, fmt::format("{:>{}}", "total", column)));
    const auto row = [&](const std::string& name, const SeverityCounts& counts, std::string_view style) {
      std::string cut_name = name;
      if (display_width(name) > name_width)
        cut_name = name.substr(0, prefix_that_fits(name, name_width - 1)) + "…";
      std::string text = styled(style, cut_name) + std::string(name_width - display_width(cut_name), ' ');
      for (size_t i = counts.size(); i-- > 0;) {
        const std::string number = counts[i] == 0 ? "-" : std::to_string(counts[i]);
        text += std::string(number.size() < column ? column - number.size() : 1, ' ');
        text += styled(counts[i] == 0 ? kDim : style, number);
      }
      line(text + styled(kBold, fmt::format("{:>{}}", total_of(counts), column)));
    };
    for (const auto& [family, counts] : families) row(shown(family), counts, {});
    if (families.size() > 1) row("total", report_.count_by_severity(), kBold);
  }

  void write_timings() {
    if (report_.timings.empty()) return;
    heading("Time");
    for (const Timing& timing : report_.timings) {
      line(fmt::format("{:>9.1f} ms  {}", timing.seconds * 1000, shown(timing.stage)));
    }
  }

  void write_verdict() {
    gap();
    wrapped("", "", read_text(report_, options_.reproducible), kDim);
    wrapped("", "", below_confidence_text(report_), kDim);

    const size_t found = total_of(report_.count_by_severity());
    std::string_view style = kBold;
    // Green is for a scan that read something, all of it, and found nothing.
    if (found == 0) style = report_.is_complete() && !report_.files.empty() ? kBoldGreen : kBoldYellow;
    wrapped("", "", finding_verdict(report_), style);
    if (const std::string incomplete = incomplete_verdict(report_); !incomplete.empty()) {
      wrapped("", "", incomplete, kBoldRed);
    }
  }

  const ScanReport& report_;
  const RuleSet& rules_;
  const FormatOptions& options_;
  const size_t width_;
  size_t gutter_ = 2;  // digits of the line numbers of the finding at hand
  std::string out_;
};

}  // namespace

std::string write_terminal(const ScanReport& report, const RuleSet& rules, const FormatOptions& options) {
  return TerminalWriter(report, rules, options).write();
}

}  // namespace sentinel
