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

bool is_ascii_word(char c) {
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_';
}

bool is_ascii(char c) { return static_cast<unsigned char>(c) < 0x80; }

class Pass {
 public:
  explicit Pass(FileContext& context) : context_(context), text_(context.text()) {}

  bool run() {
    legacy_ = context_.file().encoding == Encoding::kLatin1 && is_legacy_encoding();
    for (size_t i = find_non_ascii(text_); i < text_.size();) {
      const CodePoint c = decode_fast(text_, i);
      if (c.valid && !is_plain(c.value)) {
        keep(static_cast<uint32_t>(i), c);
      } else if (look_alike_) {
        after_look_alike(static_cast<uint32_t>(i), c);
      }
      last_ = c.value;
      i += c.length;
      last_end_ = static_cast<uint32_t>(i);
      // Words are short and the gaps between them shorter.
      for (size_t gap = i + 8; i < gap && i < text_.size() && is_ascii(text_[i]);) ++i;
      if (i < text_.size() && is_ascii(text_[i])) i = find_non_ascii(text_, i);
    }
    end_look_alikes();
    end_marks();
    end_blanks();
    if (!invisible_.empty()) inspect_invisible(context_, invisible_);
    if (!bidi_.empty()) inspect_bidi(context_, bidi_);
    if (!words_.empty()) inspect_words(context_, words_);
    if (!separators_.empty()) inspect_line_separators(context_, separators_);
    if (stacked_marks_ >= kMarksOfANote) report_marks();
    return has_c1_;
  }

 private:
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

  void keep(uint32_t offset, CodePoint c) {
    if (legacy_ && c.length == 2) return;
    const CharInfo info = info_of(c.value);
    switch (info.kind) {
      case CharKind::kPlain:
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
      case CharKind::kLookAlike:
        keep_look_alike(offset);
        break;
      case CharKind::kStyled:
        if (context_.syntax() == Syntax::kPython) keep_word(offset);
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
  void keep_look_alike(uint32_t offset) {
    if (offset != last_end_) {
      end_look_alikes();
      in_other_word_ = false;
    } else if (!look_alike_ && !in_other_word_) {
      const CharInfo last = info_of(last_);
      in_other_word_ = last.is_word() && last.kind == CharKind::kPlain;
    }
    if (!in_other_word_ && !look_alike_) look_alike_ = offset;
  }

  void after_look_alike(uint32_t offset, CodePoint c) {
    if (offset == last_end_ && c.valid && info_of(c.value).is_word()) {
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
    // A word of one script is nobody's business in prose. In programs it can be the twin of an ASCII name.
    const bool beside_ascii = (begin > 0 && is_ascii_word(text_[begin - 1])) ||
                              (last_end_ < text_.size() && is_ascii_word(text_[last_end_]));
    if (beside_ascii || context_.is_code() || context_.syntax() == Syntax::kData) {
      keep_word(static_cast<uint32_t>(begin));
    }
  }

  void keep_word(uint32_t offset) {
    if (offset < word_end_ || words_.size() >= kMaxWords) return;
    size_t begin = offset;
    while (begin > 0 && offset - begin < kMaxWordBytes) {
      if (!context_.before(begin).is_word()) break;
      begin = context_.start_before(begin);
    }
    size_t end = offset;
    while (end < text_.size() && end - offset < kMaxWordBytes && context_.at(end).is_word()) {
      end += decode_fast(text_, end).length;
    }
    word_end_ = static_cast<uint32_t>(end);
    const Span word{static_cast<uint32_t>(begin), static_cast<uint32_t>(end)};
    if (may_pass_for_ascii(word)) words_.push_back(word);
  }

  bool may_pass_for_ascii(Span word) const {
    for (size_t i = find_non_ascii(text_.substr(0, word.end), word.begin); i < word.end;) {
      const CodePoint c = decode_fast(text_, i);
      if (!c.valid || reading_of(c.value).empty()) return false;
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
  std::vector<Span> words_;
  bool legacy_ = false;
  bool has_c1_ = false;
  std::optional<uint32_t> look_alike_;  // where the row began
  bool in_other_word_ = false;
  char32_t last_ = 0;
  uint32_t last_end_ = 0;
  uint32_t word_end_ = 0;
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
