// One pass over all characters outside ASCII. It keeps what the other passes judge: nearly every character is
// plain, which one table look-up tells.
#include <fmt/format.h>

#include "detect/deceptive_text/confusables.h"
#include "detect/deceptive_text/passes.h"

namespace sentinel::deceptive_text {
namespace {

constexpr size_t kMaxHits = 200'000;  // a list; more of the same would not change any verdict
constexpr size_t kMaxWords = 10'000;
constexpr size_t kMaxWordBytes = 256;
constexpr uint32_t kStackedMarks = 5;  // no writing system stacks as many of these on one letter
constexpr uint32_t kMarksOfANote = 10;
constexpr uint32_t kWideBlanks = 100;

bool is_ascii_letter(char c) { return static_cast<unsigned char>((c | 0x20) - 'a') < 26; }

bool is_ascii_word(char c) {
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_';
}

bool is_ascii(char c) { return static_cast<unsigned char>(c) < 0x80; }
bool is_ascii_ink(char c) { return c > ' ' && is_ascii(c) && c != 0x7F; }

// Letters of one script are close together, so this tells most neighbours apart without a table.
bool is_same_block(char32_t a, char32_t b) { return ((a ^ b) & ~0x7FU) == 0; }

// Not so the accented letters, punctuation and symbols below U+0340 and in U+2000..U+2BFF, and what is
// Chinese or Japanese: nearly all that stands beside ASCII letters.
bool may_mix_with_ascii(std::string_view text, size_t at) {
  const auto first = static_cast<unsigned char>(text[at]);
  if (first < 0xCD || (first >= 0xE3 && first <= 0xE9)) return false;
  return first != 0xE2 || at + 1 == text.size() || static_cast<unsigned char>(text[at + 1]) >= 0xB0;
}

// Scripts that are written with spaces, and have letters that look like Latin ones.
bool mixes_by_design(Script script) {
  switch (script) {
    case Script::kGreek:
    case Script::kCyrillic:
    case Script::kArmenian:
    case Script::kGeorgian:
    case Script::kCherokee:
    case Script::kCoptic:
    case Script::kLisu:
    case Script::kOther:
      return false;
    default:
      return true;
  }
}

class Pass {
 public:
  explicit Pass(FileContext& context)
      : context_(context), text_(context.text()), in_program_(context.is_code()) {}

  bool run() {
    legacy_ = context_.file().encoding == Encoding::kLatin1 && is_legacy_encoding();
    // Of programs, names are looked at too.
    const uint8_t dull = in_program_ ? unicode_tables::kUnmappedRecords : unicode_tables::kPlainRecords;
    for (size_t i = find_non_ascii(text_); i < text_.size();) {
      if (look_alike_) end_look_alikes();
      in_other_word_ = false;
      if (i > 0 && is_ascii_letter(text_[i - 1]) && may_mix_with_ascii(text_, i)) {
        keep_mixed(static_cast<uint32_t>(i));
      }
      last_ = 0;
      uint32_t length = 0;
      do {
        const CodePoint c = decode_fast(text_, i);
        if (c.valid && unicode_tables::record_of(c.value) >= dull) {
          keep(static_cast<uint32_t>(i), c);
        } else if (look_alike_) {
          after_look_alike(static_cast<uint32_t>(i), c);
        }
        last_ = c.value;
        length = c.length;
        i += length;
        last_end_ = static_cast<uint32_t>(i);
      } while (i < text_.size() && !is_ascii(text_[i]));
      if (i == text_.size()) break;
      if (is_ascii_letter(text_[i]) && may_mix_with_ascii(text_, i - length)) keep_mixed(last_end_ - length);
      // Words are short and the gaps between them shorter.
      for (const size_t gap = i + 8; i < gap && i < text_.size() && is_ascii(text_[i]);) ++i;
      if (i < text_.size() && is_ascii(text_[i])) i = find_non_ascii(text_, i);
    }
    end_look_alikes();
    end_marks();
    end_blanks();
    if (!invisible_.empty()) inspect_invisible(context_, invisible_);
    if (!bidi_.empty()) inspect_bidi(context_, bidi_);
    inspect_looks();
    if (!separators_.empty()) inspect_line_separators(context_, separators_);
    if (stacked_marks_ >= kMarksOfANote) report_marks();
    return has_c1_;
  }

 private:
  void inspect_looks() {
    // A name that has a twin is told with it.
    ReportedWords reported;
    if (in_program_ || context_.syntax() == Syntax::kData) {
      names_.insert(names_.end(), words_.begin(), words_.end());
      if (!names_.empty()) inspect_names(context_, names_, reported);
    }
    if (!words_.empty()) inspect_words(context_, words_, reported);
    if (!marks_of_syntax_.empty()) {
      inspect_addresses(context_, marks_of_syntax_);
      if (in_program_) inspect_syntax(context_, marks_of_syntax_);
    }
  }

  // Text in an older encoding: pairs of its bytes look like two-byte UTF-8 here and there.
  bool is_legacy_encoding() const {
    size_t valid = 0;
    size_t invalid = 0;
    for (size_t i = find_non_ascii(text_); i < text_.size(); i = find_non_ascii(text_, i)) {
      const CodePoint c = decode_fast(text_, i);
      ++(c.valid ? valid : invalid);
      i += c.length;
    }
    return invalid * 4 > valid;
  }

  // Nearly all that comes here are look-alikes. The rest is kept out of the loop over characters.
  void keep(uint32_t offset, CodePoint c) {
    if (legacy_ && c.length == 2) return;
    if (info_of(c.value).kind == CharKind::kLookAlike) {
      keep_look_alike(offset, c.value);
    } else {
      keep_other(offset, c);
    }
  }

  [[gnu::noinline]] void keep_other(uint32_t offset, CodePoint c) {
    const CharInfo info = info_of(c.value);
    switch (info.kind) {
      case CharKind::kPlain:
        if (look_alike_) after_look_alike(offset, c);
        keep_name(offset);
        break;
      case CharKind::kSyntax:
        keep_mark_of_syntax(offset, c, info);
        break;
      case CharKind::kC1Control:
        has_c1_ = true;
        break;
      case CharKind::kBidiControl:
        add(bidi_, offset, c, info.kind);
        break;
      case CharKind::kLineSeparator:
        add(separators_, offset, c, info.kind);
        break;
      case CharKind::kStyled:
        if (context_.syntax() == Syntax::kPython) keep_word(offset);
        if (in_program_) keep_name(offset);
        if (offset > 0 && is_ascii_ink(text_[offset - 1])) add(marks_of_syntax_, offset, c, info.kind);
        break;
      case CharKind::kStackingMark:
        count_mark(offset, c);
        break;
      case CharKind::kBlank:
        count_blank(offset, c);
        break;
      default:
        if (c.value == 0xFEFF && offset == 0) break;  // a byte order mark in its place
        add(invisible_, offset, c, info.kind);
    }
  }

  static void add(std::vector<Hit>& to, uint32_t offset, CodePoint c, CharKind kind) {
    if (to.size() < kMaxHits) to.push_back({offset, c.value, kind, c.length});
  }

  // Half of the letters of a Russian text pass for ASCII. Only a row of nothing but such letters may be part
  // of a disguised word, so that is settled before anything dearer is asked.
  void keep_look_alike(uint32_t offset, char32_t value) {
    if (!look_alike_ && !in_other_word_) {
      in_other_word_ = is_plain(last_) && info_of(last_).is_word();
      if (!in_other_word_) look_alike_ = offset;
    }
    if (last_ != 0 && !is_same_block(last_, value)) keep_mixed(offset);
    if (in_program_) keep_name(offset);
  }

  void after_look_alike(uint32_t offset, CodePoint c) {
    if (c.valid && info_of(c.value).is_word()) {
      if (!is_same_block(last_, c.value)) keep_mixed(offset);
      look_alike_.reset();
      in_other_word_ = true;
    } else {
      end_look_alikes();
    }
  }

  void end_look_alikes() {
    if (!look_alike_) return;
    const size_t begin = *look_alike_;
    look_alike_.reset();
    // A word of one script is nobody's business in prose. In programs it can be the twin of an ASCII name,
    // and in an address the twin of a host.
    const char before = begin > 0 ? text_[begin - 1] : ' ';
    const char after = last_end_ < text_.size() ? text_[last_end_] : ' ';
    const bool in_host = before == '/' || before == '@' || before == '.' || before == '-';
    if (is_ascii_word(before) || is_ascii_word(after) || in_host || in_program_ ||
        context_.syntax() == Syntax::kData) {
      keep_word(static_cast<uint32_t>(begin));
    }
  }

  // A letter beside a letter of another script.
  [[gnu::noinline]] void keep_mixed(uint32_t offset) {
    if (offset < word_end_) return;
    const CodePoint c = decode_fast(text_, offset);
    if (!c.valid) return;
    const CharInfo info = info_of(c.value);
    if (!info.is_letter() || mixes_by_design(info.script)) return;
    if (legacy_ && c.length == 2) return;
    add_word(offset);
  }

  void keep_word(uint32_t offset) {
    if (offset < word_end_) return;
    const Span word = word_around(offset);
    word_end_ = word.end;
    if (may_pass_for_latin(word)) add_word(word);
  }

  void add_word(uint32_t offset) { add_word(word_around(offset)); }
  void add_word(Span word) {
    word_end_ = word.end;
    if (words_.size() < kMaxWords) words_.push_back(word);
  }

  // Perhaps a name of the program, with a letter that looks like another.
  [[gnu::noinline]] void keep_name(uint32_t offset) {
    if (offset < name_end_) return;
    const Span word = word_around(offset);
    name_end_ = word.end;
    if (names_.size() < kMaxHits) names_.push_back(word);
  }

  // Most are punctuation of their own language. Beside ASCII they may be taken for ASCII.
  void keep_mark_of_syntax(uint32_t offset, CodePoint c, const CharInfo& info) {
    if (look_alike_) after_look_alike(offset, c);
    const uint32_t end = offset + c.length;
    const bool beside_ascii = (offset > 0 && is_ascii_ink(text_[offset - 1])) ||
                              (end < text_.size() && is_ascii_ink(text_[end])) ||
                              (!marks_of_syntax_.empty() &&
                               marks_of_syntax_.back().offset + marks_of_syntax_.back().length == offset);
    if (beside_ascii) add(marks_of_syntax_, offset, c, info.kind);
  }

  Span word_around(uint32_t offset) const {
    size_t begin = offset;
    while (begin > 0 && offset - begin < kMaxWordBytes) {
      if (!context_.before(begin).is_word()) break;
      begin = context_.start_before(begin);
    }
    size_t end = offset;
    while (end < text_.size() && end - offset < kMaxWordBytes && context_.at(end).is_word()) {
      end += decode_fast(text_, end).length;
    }
    return {static_cast<uint32_t>(begin), static_cast<uint32_t>(std::max<size_t>(end, offset + 1))};
  }

  bool may_pass_for_latin(Span word) const {
    for (size_t i = find_non_ascii(text_.substr(0, word.end), word.begin); i < word.end;) {
      const CodePoint c = decode_fast(text_, i);
      if (!c.valid) return false;
      const CharInfo info = info_of(c.value);
      if (info.script != Script::kLatin && !info.is_mark() && reading_of(c.value).empty()) return false;
      i = find_non_ascii(text_.substr(0, word.end), i + c.length);
    }
    return true;
  }

  void count_mark(uint32_t offset, CodePoint c) {
    if (offset != marks_.end) {
      end_marks();
      marks_.begin = offset;
      mark_count_ = 0;
      ascending_ = true;
    } else {
      ascending_ = ascending_ && c.value > last_mark_;
    }
    last_mark_ = c.value;
    marks_.end = offset + c.length;
    ++mark_count_;
  }

  void end_marks() {
    // In the order of their numbers they are a table.
    if (mark_count_ >= kStackedMarks && !ascending_) {
      if (stacked_marks_ == 0) first_stack_ = marks_;
      stacked_marks_ += mark_count_;
    }
    mark_count_ = 0;
  }

  void report_marks() {
    const uint32_t letter = first_stack_.begin > 0 ? first_stack_.begin - 1 : 0;
    context_.report("stacked-marks", stacked_marks_ >= 4 * kMarksOfANote ? Severity::kMedium : Severity::kLow,
                    0.8,
                    fmt::format("{} combining marks are stacked on letters until the text cannot be read",
                                stacked_marks_),
                    first_stack_, {{"text without the marks", without_marks(context_.line_around(letter))}});
  }

  std::string without_marks(Span span) const {
    std::string out;
    for (size_t i = span.begin; i < span.end && out.size() < 400;) {
      const CodePoint c = decode_fast(text_, i);
      if (!c.valid || !info_of(c.value).is_mark()) out += text_.substr(i, c.length);
      i += c.length;
    }
    return out;
  }

  void count_blank(uint32_t offset, CodePoint c) {
    if (offset != wide_.end) {
      end_blanks();
      wide_.begin = offset;
      wide_count_ = 0;
    }
    wide_.end = offset + c.length;
    ++wide_count_;
  }

  void end_blanks() {
    if (wide_count_ >= kWideBlanks && context_.at(wide_.end).is_word()) {
      context_.report(
          "text-out-of-sight", Severity::kMedium, 0.8,
          fmt::format("{} blank characters push the text after them out of sight", wide_count_), wide_,
          {{"text after it", visible_text(text_, {wide_.end, context_.line_around(wide_.end).end})}});
    }
    wide_count_ = 0;
  }

  FileContext& context_;
  std::string_view text_;
  std::vector<Hit> invisible_;
  std::vector<Hit> bidi_;
  std::vector<Hit> separators_;
  std::vector<Hit> marks_of_syntax_;
  std::vector<Span> words_;
  std::vector<Span> names_;
  bool in_program_;
  bool legacy_ = false;
  bool has_c1_ = false;
  std::optional<uint32_t> look_alike_;  // where the row began
  bool in_other_word_ = false;
  char32_t last_ = 0;
  uint32_t last_end_ = 0;
  uint32_t word_end_ = 0;
  uint32_t name_end_ = 0;
  Span marks_;
  uint32_t mark_count_ = 0;
  char32_t last_mark_ = 0;
  bool ascending_ = true;
  uint32_t stacked_marks_ = 0;
  Span first_stack_;
  Span wide_;
  uint32_t wide_count_ = 0;
};

}  // namespace

bool inspect_non_ascii(FileContext& context) { return Pass(context).run(); }

}  // namespace sentinel::deceptive_text
