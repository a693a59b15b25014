// Escape sequences and other controls: a terminal obeys them, a reviewer who pages through the file in one
// sees what their author wants, and a model reads it all.
#include <algorithm>

#include <fmt/format.h>

#include "detect/deceptive_text/hidden_channels.h"
#include "detect/deceptive_text/passes.h"

namespace sentinel::deceptive_text {
namespace {

constexpr uint32_t kNear = 256;

enum class Sequence : uint8_t { kNone, kColour, kCursor, kErase, kDevice, kLink, kConceal };

std::string_view message_of(Sequence sequence) {
  switch (sequence) {
    case Sequence::kNone:
      break;
    case Sequence::kColour:
      return "Escape sequences colour text in a terminal";
    case Sequence::kCursor:
      return "Escape sequences move the cursor of a terminal that shows this text";
    case Sequence::kErase:
      return "Escape sequences erase text in a terminal";
    case Sequence::kDevice:
      return "Escape sequences command the terminal that shows this text";
    case Sequence::kLink:
      return "Escape sequences make a link whose target a terminal does not show";
    case Sequence::kConceal:
      return "Escape sequences conceal text in a terminal";
  }
  return {};
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::vector<int> numbers_of(std::string_view parameters) {
  std::vector<int> out;
  int value = 0;
  for (const char c : parameters) {
    if (is_digit(c)) {
      value = std::min(value * 10 + (c - '0'), 9999);
    } else {
      out.push_back(value);
      value = 0;
    }
    if (out.size() > 16) break;
  }
  out.push_back(value);
  return out;
}

// Conceal, or text in the colour of its ground.
bool hides_text(std::string_view parameters) {
  const std::vector<int> numbers = numbers_of(parameters);
  std::string front;
  std::string ground;
  for (size_t i = 0; i < numbers.size(); ++i) {
    const int n = numbers[i];
    if (n == 8) return true;
    if (n == 38 || n == 48) {
      const size_t more = i + 1 < numbers.size() && numbers[i + 1] == 2 ? 4 : 2;
      std::string colour;
      for (size_t k = i + 1; k <= i + more && k < numbers.size(); ++k)
        colour += fmt::format("{};", numbers[k]);
      (n == 38 ? front : ground) = colour;
      i += more;
    } else if ((n >= 30 && n <= 37) || (n >= 90 && n <= 97)) {
      front = std::to_string(n);
    } else if ((n >= 40 && n <= 47) || (n >= 100 && n <= 107)) {
      ground = std::to_string(n - 10);
    }
  }
  return !front.empty() && front == ground;
}

struct Escape {
  Sequence kind = Sequence::kNone;
  size_t end = 0;
};

// What follows ESC or stands for it. `from` is behind the introducer: '[' or U+009B was read for a control
// sequence.
Escape read_control_sequence(std::string_view text, size_t from) {
  constexpr size_t kMaxParameters = 64;
  size_t i = from;
  while (i < text.size() && i - from < kMaxParameters && text[i] >= 0x20 && text[i] <= 0x3F) ++i;
  if (i >= text.size() || text[i] < 0x40 || text[i] > 0x7E) return {Sequence::kNone, i};
  const std::string_view parameters = text.substr(from, i - from);
  switch (text[i]) {
    case 'm':
      return {hides_text(parameters) ? Sequence::kConceal : Sequence::kColour, i + 1};
    case 'J':
    case 'K':
    case 'X':
    case 'P':
    case 'M':
      return {Sequence::kErase, i + 1};
    case 'A':
    case 'B':
    case 'C':
    case 'D':
    case 'E':
    case 'F':
    case 'G':
    case 'H':
    case 'd':
    case 'f':
    case 's':
    case 'u':
    case 'S':
    case 'T':
      return {Sequence::kCursor, i + 1};
    case 'h':  // modes: other screen, no cursor, mouse
    case 'l':
    case 'n':  // reports, which are typed into the shell
    case 'c':
    case 'p':
    case 'q':
    case 'r':
    case 't':
      return {Sequence::kDevice, i + 1};
    default:
      return {Sequence::kNone, i + 1};
  }
}

Escape read_string_sequence(std::string_view text, size_t from, bool operating_system) {
  constexpr size_t kMaxString = 4096;
  const std::string_view rest = text.substr(from, kMaxString);
  const size_t end = rest.find_first_of("\x07\x1b\n");
  const size_t length = end == std::string_view::npos ? rest.size() : end + 1;
  if (operating_system && rest.starts_with("8;")) return {Sequence::kLink, from + length};
  return {Sequence::kDevice, from + length};
}

Escape read_escape(std::string_view text, size_t at) {
  if (at + 1 >= text.size()) return {Sequence::kNone, at + 1};
  switch (text[at + 1]) {
    case '[':
      return read_control_sequence(text, at + 2);
    case ']':
      return read_string_sequence(text, at + 2, true);
    case 'P':
    case '^':
    case '_':
      return read_string_sequence(text, at + 2, false);
    case 'c':
      return {Sequence::kErase, at + 2};
    case '7':
    case '8':
    case 'M':
    case 'D':
    case 'E':
      return {Sequence::kCursor, at + 2};
    default:
      return {Sequence::kNone, at + 2};
  }
}

bool has_words(std::string_view text) {
  size_t letters = 0;
  for (const char c : text) {
    if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || static_cast<unsigned char>(c) >= 0x80) ++letters;
  }
  return letters >= 3;
}

// Recordings and logs of terminals.
bool is_terminal_output(const FileContext& context) {
  static constexpr std::array<std::string_view, 7> kEndings = {".vim",  ".log",        ".cast", ".ans",
                                                               ".ansi", ".typescript", ".out"};
  const std::string path = to_lower(context.file().relative);
  return std::any_of(kEndings.begin(), kEndings.end(),
                     [&](std::string_view ending) { return path.ends_with(ending); });
}

class Pass {
 public:
  explicit Pass(FileContext& context) : context_(context), text_(context.text()) {}

  void find_escapes() {
    for (size_t i = text_.find_first_of("\x1b\xC2"); i < text_.size();
         i = text_.find_first_of("\x1b\xC2", i)) {
      Escape escape;
      if (text_[i] == '\x1b') {
        escape = read_escape(text_, i);
      } else if (i + 2 < text_.size() && text_[i + 1] == '\x9b' &&
                 (is_digit(text_[i + 2]) || text_[i + 2] == '?')) {
        escape = read_control_sequence(text_, i + 2);
      } else if (i + 2 < text_.size() && text_[i + 1] == '\x9d' && is_digit(text_[i + 2])) {
        escape = read_string_sequence(text_, i + 2, true);
      }
      if (escape.kind == Sequence::kNone) {
        ++i;
        continue;
      }
      add(i, escape);
      i = escape.end;
    }
    finish();
  }

  void find_overprints() {
    size_t backspaces = 0;
    Span first;
    for (size_t i = text_.find('\b'); i < text_.size(); i = text_.find('\b', i + 1)) {
      // Bold and underlined in pages for line printers: "N\bN", "_\bN".
      const bool printer = i > 0 && i + 1 < text_.size() &&
                           (text_[i - 1] == text_[i + 1] || text_[i - 1] == '_' || text_[i + 1] == '_');
      if (printer || (i > 0 && text_[i - 1] == '\'') || (i > 0 && text_[i - 1] == '"')) continue;
      if (backspaces++ == 0) first = {static_cast<uint32_t>(i), static_cast<uint32_t>(i + 1)};
    }
    if (backspaces == 0) return;
    context_.report("overprinted-text", backspaces >= 3 ? Severity::kMedium : Severity::kLow,
                    backspaces >= 3 ? 0.75 : 0.5,
                    "Backspaces make a terminal print over text that stands in the file", first,
                    {{"backspaces", std::to_string(backspaces)},
                     {"line", visible_text(text_, context_.line_around(first.begin))}});
  }

  // A carriage return sends what follows to the start of the line.
  void find_lone_returns() {
    const auto feeds = static_cast<size_t>(std::count(text_.begin(), text_.end(), '\n'));
    size_t lone = 0;
    std::vector<size_t> places;
    for (size_t i = text_.find('\r'); i < text_.size(); i = text_.find('\r', i + 1)) {
      const char next = i + 1 < text_.size() ? text_[i + 1] : '\n';
      if (next == '\n' || next == '\r') continue;
      ++lone;
      if (places.size() < 4) places.push_back(i);
    }
    if (lone > feeds / 2 || lone == 0 || lone > 3) return;  // old line ends, or a progress bar
    for (const size_t at : places) {
      const Span front = context_.line_around(static_cast<uint32_t>(at));
      const Span back = context_.line_around(static_cast<uint32_t>(at) + 1);
      const std::string_view hidden = text_.substr(front.begin, at - front.begin);
      const std::string_view shown = text_.substr(at + 1, back.end - at - 1);
      if (!has_words(hidden) || !has_words(shown)) continue;
      context_.report("overprinted-text", Severity::kMedium, 0.75,
                      "A carriage return makes a terminal print over text that stands in the file",
                      {front.begin, back.end},
                      {{"text printed over", visible_text(text_, {front.begin, static_cast<uint32_t>(at)})},
                       {"text shown", visible_text(text_, {static_cast<uint32_t>(at) + 1, back.end})}});
    }
  }

 private:
  void add(size_t at, const Escape& escape) {
    const auto begin = static_cast<uint32_t>(at);
    const auto end = static_cast<uint32_t>(escape.end);
    if (count_ > 0 && begin > end_ + kNear) finish();
    if (count_ == 0) span_ = {begin, end};
    if (escape.kind > worst_) {
      worst_ = escape.kind;
      span_ = {begin, end};
      conceals_words_ = false;
    }
    if (escape.kind == Sequence::kConceal && !conceals_words_) {
      const std::string_view after = text_.substr(end, kNear);
      conceals_words_ =
          has_words(after.substr(0, after.find_first_of(context_.is_code() ? "\x1b\n\"'`" : "\x1b\n")));
    }
    ++count_;
    end_ = end;
  }

  void finish() {
    if (count_ == 0) return;
    const bool output = is_terminal_output(context_);
    Severity severity = Severity::kMedium;
    double confidence = 0.8;
    if (worst_ == Sequence::kColour) {
      severity = Severity::kInfo;
      confidence = 0.6;
    } else if (worst_ == Sequence::kConceal && conceals_words_) {
      severity = Severity::kHigh;
      confidence = 0.9;
    } else if (context_.is_code() && !is_in_comment(span_.begin)) {
      // A program that writes to terminals, or its build made the escapes into what they mean.
      severity = Severity::kLow;
      confidence = 0.6;
    }
    if (output && severity != Severity::kHigh) {
      severity = Severity::kInfo;
      confidence = 0.5;
    }
    const Span line{span_.end, std::max(span_.end, context_.line_around(span_.end).end)};
    context_.report("ansi-escape", severity, confidence, std::string(message_of(worst_)), span_,
                    {{"sequences", std::to_string(count_)}, {"text after it", visible_text(text_, line)}});
    count_ = 0;
    worst_ = Sequence::kNone;
    conceals_words_ = false;
  }

  bool is_in_comment(uint32_t offset) {
    const auto kind = context_.region_at(offset).kind;
    return kind == CodeRegions::Kind::kComment || kind == CodeRegions::Kind::kLineComment;
  }

  FileContext& context_;
  std::string_view text_;
  size_t count_ = 0;
  Span span_;
  uint32_t end_ = 0;
  Sequence worst_ = Sequence::kNone;
  bool conceals_words_ = false;
};

// ---- Escapes written out

struct Written {
  char32_t value = 0;
  size_t length = 0;  // 0: no escape that names a code point
};

int hex_of(char c) {
  if (is_digit(c)) return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// `digits` hexadecimal digits at `at`.
std::optional<char32_t> read_hex(std::string_view text, size_t at, size_t digits) {
  if (at + digits > text.size()) return std::nullopt;
  char32_t value = 0;
  for (size_t i = 0; i < digits; ++i) {
    const int digit = hex_of(text[at + i]);
    if (digit < 0) return std::nullopt;
    value = value * 16 + static_cast<char32_t>(digit);
  }
  return value;
}

Written read_written(std::string_view text, size_t at) {
  if (at + 1 >= text.size() || text[at] != '\\') return {};
  switch (text[at + 1]) {
    case 'x':
      if (const auto value = read_hex(text, at + 2, 2)) return {*value, 4};
      return {};
    case 'e':
    case 'E':
      return {0x1B, 2};
    case '0':
      if (text.substr(at, 4) == "\\033") return {0x1B, 4};
      return {};
    case 'U':
      if (const auto value = read_hex(text, at + 2, 8)) return {*value, 10};
      return {};
    case 'u': {
      if (at + 2 < text.size() && text[at + 2] == '{') {
        const size_t end = text.substr(at, 12).find('}');
        if (end == std::string_view::npos || end == 3) return {};
        if (const auto value = read_hex(text, at + 3, end - 3)) return {*value, end + 1};
        return {};
      }
      const auto value = read_hex(text, at + 2, 4);
      if (!value) return {};
      if (*value >= 0xD800 && *value < 0xDC00 && text.substr(at + 6, 2) == "\\u") {
        const auto low = read_hex(text, at + 8, 4);
        if (low && *low >= 0xDC00 && *low < 0xE000) {
          return {0x10000 + ((*value - 0xD800) << 10U) + (*low - 0xDC00), 12};
        }
      }
      return {*value, 6};
    }
    default:
      return {};
  }
}

constexpr size_t kMinWritten = 6;

void judge_written(FileContext& context, Span span, const std::vector<char32_t>& values) {
  const auto all = [&](CharKind kind) {
    return std::all_of(values.begin(), values.end(), [&](char32_t v) { return info_of(v).kind == kind; });
  };
  std::optional<HiddenText> hidden;
  std::string_view rule;
  if (all(CharKind::kTag)) {
    hidden = decode_tags(values);
    rule = "tag-characters";
  } else if (all(CharKind::kVariationSelector)) {
    hidden = decode_variation_selectors(values);
    rule = "variation-selector-data";
  } else if (all(CharKind::kZeroWidth) && values.size() >= 2 * kMinWritten) {
    hidden = decode_zero_width(values);
    rule = "zero-width-data";
  }
  if (!hidden) return;
  context.report(rule, is_sentence(hidden->text) ? Severity::kCritical : Severity::kHigh, 0.9,
                 fmt::format("{} written as escapes spell text that people cannot see",
                             count_of(values.size(), "invisible character")),
                 span,
                 {{"decoded text", hidden->text},
                  {"encoding", hidden->method},
                  {"code points", count_code_points(values)}});
}

// "\x1b[8m" and words behind it in the same string.
void judge_written_escape(FileContext& context, size_t at, size_t after) {
  const std::string_view text = context.text();
  if (after >= text.size() || text[after] != '[') return;
  const Escape escape = read_control_sequence(text, after + 1);
  if (escape.kind != Sequence::kConceal) return;
  const std::string_view rest = text.substr(escape.end, kNear);
  const std::string_view concealed = rest.substr(0, rest.find_first_of("\\\"'`\n{$<"));
  if (!has_words(concealed)) return;
  context.report("ansi-escape", Severity::kMedium, 0.8, "An escape sequence conceals the words after it",
                 {static_cast<uint32_t>(at), static_cast<uint32_t>(escape.end)},
                 {{"concealed text", std::string(concealed)}});
}

}  // namespace

void inspect_controls(FileContext& context, const Survey& survey) {
  Pass pass(context);
  pass.find_escapes();
  if (survey.control) pass.find_overprints();
  if (survey.lone_return) pass.find_lone_returns();
}

void inspect_written_escapes(FileContext& context) {
  const std::string_view text = context.text();
  std::vector<char32_t> values;
  size_t flag_end = 0;  // behind the last black flag
  for (size_t i = text.find('\\'); i < text.size(); i = text.find('\\', i)) {
    constexpr std::string_view kSecond = "xuUeE0";
    const bool may_name = i + 1 < text.size() && kSecond.contains(text[i + 1]);
    Written written = may_name ? read_written(text, i) : Written{};
    if (written.length == 0) {
      i += 2;  // "\\" is one character
      continue;
    }
    if (written.value == 0x1B) {
      judge_written_escape(context, i, i + written.length);
      i += written.length;
      continue;
    }
    values.clear();
    const size_t begin = i;
    while (written.length != 0 && !is_plain(written.value) && written.value >= 0x80) {
      values.push_back(written.value);
      i += written.length;
      written = read_written(text, i);
    }
    if (values.empty()) {
      i += written.length;
      if (written.value == 0x1F3F4) flag_end = i;
    } else if (values.back() == 0xE007F && values.size() <= 7 &&
               (flag_end == begin || context.before(begin).value == 0x1F3F4)) {
      continue;  // England, Scotland, Wales
    } else if (values.size() >= kMinWritten) {
      judge_written(context, {static_cast<uint32_t>(begin), static_cast<uint32_t>(i)}, values);
    }
  }
}

// In JavaScript U+2028 and U+2029 end a line, and with it a `//` comment; most editors show no break there.
void inspect_line_separators(FileContext& context, const std::vector<Hit>& hits) {
  if (context.syntax() != Syntax::kJavaScript) return;
  constexpr size_t kMaxSeparators = 1000;
  for (const Hit& hit : std::span(hits).first(std::min(hits.size(), kMaxSeparators))) {
    if (context.region_at(hit.offset).kind != CodeRegions::Kind::kLineComment) continue;
    const Span line = context.line_around(hit.offset);
    const Span rest{hit.offset + hit.length, line.end};
    if (!has_words(context.text().substr(rest.begin, rest.size()))) continue;
    context.report(
        "hidden-line-break", Severity::kHigh, 0.95,
        fmt::format("{} ends a comment unseen, and what follows is code", code_point_name(hit.value)),
        {hit.offset, line.end}, {{"code after it", visible_text(context.text(), rest)}});
  }
}

}  // namespace sentinel::deceptive_text
