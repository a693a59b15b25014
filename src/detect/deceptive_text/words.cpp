// Letters of other scripts that pass for ASCII ones (UTS #39; CVE-2021-42694 for names in programs).
//
// Text in another script is nobody's business. A finding needs a word of two scripts in which every foreign
// letter looks like an ASCII one, or a name in a program that looks like another name of the same file.
#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "detect/deceptive_text/confusables.h"
#include "detect/deceptive_text/passes.h"

namespace sentinel::deceptive_text {
namespace {

constexpr size_t kMaxSearches = 200;
constexpr uint32_t kNear = 256;  // words this close were written by one hand

bool is_ascii_letter(char32_t c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_ascii_lower(char32_t c) { return c >= 'a' && c <= 'z'; }
bool is_name_character(char c) {
  return (c >= '0' && c <= '9') || is_ascii_letter(static_cast<unsigned char>(c)) || c == '_';
}

// Scripts whose letters stand beside Latin ones for a reason of their own: digits, prefixes, endings.
bool is_only_inside(Script script) {
  switch (script) {
    case Script::kCyrillic:
    case Script::kArmenian:
    case Script::kCherokee:
    case Script::kCoptic:
    case Script::kLisu:
    case Script::kOther:
      return false;
    default:
      return true;
  }
}

struct Letter {
  char32_t value;
  CharInfo info;
};

std::vector<Letter> letters_of(std::string_view word) {
  std::vector<Letter> out;
  for (size_t i = 0; i < word.size();) {
    const CodePoint c = decode_fast(word, i);
    out.push_back({c.value, info_of(c.value)});
    i += c.length;
  }
  return out;
}

// Formulas join Greek and Latin letters ("Δt", "σ2", "xα"), and so do biologists ("TNFα", "NFκB"). What
// remains are capitals and omicron, which differ from Latin letters in nothing, and a letter between two
// Latin small ones.
bool is_disguise(const std::vector<Letter>& letters) {
  for (size_t i = 0; i < letters.size(); ++i) {
    const auto& [value, info] = letters[i];
    if (info.kind != CharKind::kLookAlike) continue;
    const std::string_view reading = reading_of(value);
    if (reading[0] >= '0' && reading[0] <= '9') continue;  // "3" in a word catches the eye
    const bool inside = i > 0 && i + 1 < letters.size() && is_ascii_lower(letters[i - 1].value) &&
                        is_ascii_lower(letters[i + 1].value);
    if (info.script == Script::kGreek ? info.is_upper() || value == 0x3BF || inside
                                      : !is_only_inside(info.script) || inside) {
      return true;
    }
  }
  return false;
}

// The letters that look like "p", or like "I", one after the other: a table of look-alikes.
bool is_row_of_look_alikes(std::string_view reading) {
  std::string letters = to_lower(reading);
  const size_t count = letters.size();
  std::sort(letters.begin(), letters.end());
  letters.erase(std::unique(letters.begin(), letters.end()), letters.end());
  return count > 1 && (letters.size() == 1 || (letters.size() == 2 && count > 5));
}

// "PDF" and a Cyrillic letter: an acronym with the ending that its case asks for.
bool is_acronym_with_ending(const std::vector<Letter>& letters) {
  size_t capitals = 0;
  while (capitals < letters.size() && is_ascii_letter(letters[capitals].value) &&
         !is_ascii_lower(letters[capitals].value)) {
    ++capitals;
  }
  return capitals >= 2 && std::all_of(letters.begin() + static_cast<std::ptrdiff_t>(capitals), letters.end(),
                                      [](const Letter& l) { return l.info.kind == CharKind::kLookAlike; });
}

class Judge {
 public:
  explicit Judge(FileContext& context) : context_(context), text_(context.text()) {}

  void judge(Span span) {
    const std::string_view word = text_.substr(span.begin, span.size());
    const WordLook look = look_at_word(word);
    if (!look.reads_as_ascii || look.letters == 0) return;
    const std::vector<Letter> letters = letters_of(word);
    const bool styled = std::any_of(letters.begin(), letters.end(),
                                    [](const Letter& l) { return l.info.kind == CharKind::kStyled; });
    if (styled) {
      if (context_.syntax() == Syntax::kPython && context_.is_in_code(span.begin)) judge_styled(span, look);
      return;
    }
    if (look.look_alikes == 0 || is_row_of_look_alikes(look.reading)) return;
    if (look.is_mixed()) {
      judge_mixed(span, look, letters);
    } else {
      judge_whole(span, look);
    }
  }

  void finish_passage() {
    if (passage_.words == 0) return;
    const bool one = passage_.words == 1;
    const std::string subject = one ? fmt::format("A word that reads \"{}\" mixes", passage_.readings)
                                    : fmt::format("{} words mix", passage_.words);
    context_.report("mixed-script-word", passage_.severity,
                    passage_.severity == Severity::kMedium ? 0.85 : 0.5,
                    fmt::format("{} Latin and {} letters that look alike", subject, name_of(passage_.script)),
                    passage_.first, {{"reads as", passage_.readings}, {"look-alikes", passage_.look_alikes}});
    passage_ = Passage{};
  }

 private:
  // Python folds compatibility characters in names, so the name is the ASCII one to it and another to a
  // search.
  void judge_styled(Span span, const WordLook& look) {
    static const std::set<std::string_view> kGrave = {
        "exec",    "eval", "compile", "open",  "import",     "getattr",  "vars",       "globals", "locals",
        "setattr", "os",   "system",  "popen", "subprocess", "builtins", "__import__", "input"};
    report("homoglyph-identifier", kGrave.contains(look.reading) ? Severity::kHigh : Severity::kMedium, 0.9,
           fmt::format("A name in fancy letters, which Python reads as \"{}\"", look.reading), span, look);
  }

  void judge_mixed(Span span, const WordLook& look, const std::vector<Letter>& letters) {
    if (!is_disguise(letters)) return;
    Script foreign = Script::kOther;
    for (const Script script : look.scripts) {
      if (script != Script::kLatin) foreign = script;
    }
    if (is_name(span, foreign)) {
      report(
          "homoglyph-identifier", Severity::kHigh, 0.9,
          fmt::format("A name that reads \"{}\" mixes Latin and {} letters", look.reading, name_of(foreign)),
          span, look);
    } else if (is_in_address(span)) {
      report("mixed-script-word", Severity::kHigh, 0.9,
             fmt::format("An address that reads \"{}\" mixes Latin and {} letters", look.reading,
                         name_of(foreign)),
             span, look);
    } else if (context_.is_written_in(foreign)) {
      // Where people write in both scripts a wrong key is likelier than a trick.
      if (!is_acronym_with_ending(letters)) add_to_passage(span, look, foreign, Severity::kLow);
    } else {
      add_to_passage(span, look, foreign, look.letters < 3 ? Severity::kLow : Severity::kMedium);
    }
  }

  // Words near one another are one finding.
  void add_to_passage(Span span, const WordLook& look, Script foreign, Severity severity) {
    if (passage_.words > 0 && span.begin > passage_.end + kNear) finish_passage();
    if (passage_.words == 0) passage_.first = span;
    passage_.end = span.end;
    passage_.script = foreign;
    passage_.severity = std::max(passage_.severity, severity);
    if (passage_.words++ == 0) {
      passage_.readings = look.reading;
      passage_.look_alikes = look_alikes_of(span);
    } else if (passage_.readings.size() < 200) {
      passage_.readings += ", " + look.reading;
    }
  }

  // A word of one foreign script alone: only a name whose ASCII twin is used in the same file.
  void judge_whole(Span span, const WordLook& look) {
    if (look.letters < 2 || look.scripts.size() != 1 || searches_ >= kMaxSearches) return;
    const Script script = look.scripts[0];
    if ((is_only_inside(script) && script != Script::kGreek) || !is_name(span, script)) return;
    // Short words meet by chance.
    if (look.letters < 3 && context_.is_written_in(script)) return;
    ++searches_;
    if (!has_twin(look.reading)) return;
    report("homoglyph-identifier", Severity::kHigh, 0.9,
           fmt::format("A name in {} letters is the twin of \"{}\", which the file uses too", name_of(script),
                       look.reading),
           span, look);
  }

  bool has_twin(std::string_view name) const {
    for (size_t at = text_.find(name); at != std::string_view::npos; at = text_.find(name, at + 1)) {
      const bool begins = at == 0 || !is_name_character(text_[at - 1]);
      const size_t end = at + name.size();
      if (begins && (end == text_.size() || !is_name_character(text_[end]))) return true;
    }
    return false;
  }

  // An identifier of a program, or a string or value that is one name and nothing else. In a file that is
  // written in that script a short string is more likely a label.
  bool is_name(Span span, Script script) {
    if (context_.is_in_code(span.begin)) return true;
    if (!context_.is_code() && context_.syntax() != Syntax::kData) return false;
    if (context_.is_written_in(script)) return false;
    const auto is_part = [](const Neighbour& n) { return n.is_word() || n.value == '-' || n.value == '.'; };
    size_t begin = span.begin;
    while (begin > 0 && span.begin - begin < 64 && is_part(context_.before(begin)))
      begin = context_.start_before(begin);
    size_t end = span.end;
    while (end < text_.size() && end - span.end < 64 && is_part(context_.at(end))) {
      end += decode_fast(text_, end).length;
    }
    const char32_t before = context_.before(begin).value;
    const char32_t after = context_.at(end).value;
    if (context_.is_code() && context_.region_at(span.begin).kind != CodeRegions::Kind::kString) return false;
    const auto is_quote = [](char32_t c) { return c == '"' || c == '\'' || c == '`'; };
    if (is_quote(before) && is_quote(after)) return true;
    // name: value
    return context_.syntax() == Syntax::kData && begin >= 2 && text_.substr(begin - 2, 2) == ": " &&
           (after == 0 || after == '\n' || after == '\r');
  }

  // "https://", "www." or "@" in front, without a space between.
  bool is_in_address(Span span) const {
    size_t begin = span.begin;
    while (begin > 0 && span.begin - begin < 128 && static_cast<unsigned char>(text_[begin - 1]) > ' ')
      --begin;
    const std::string_view front = text_.substr(begin, span.begin - begin);
    if (front.find("://") != std::string_view::npos || front.find("www.") != std::string_view::npos)
      return true;
    return !front.empty() && front.back() == '@' && front.size() > 1;
  }

  void report(std::string_view rule, Severity severity, double confidence, std::string message, Span span,
              const WordLook& look) {
    // One name is one finding, however often it is used.
    if (!reported_.insert(std::string(text_.substr(span.begin, span.size()))).second) return;
    context_.report(rule, severity, confidence, std::move(message), span,
                    {{"reads as", look.reading}, {"look-alikes", look_alikes_of(span)}});
  }

  std::string look_alikes_of(Span span) const {
    std::string foreign;
    for (const Letter& letter : letters_of(text_.substr(span.begin, span.size()))) {
      const CharKind kind = letter.info.kind;
      if (kind != CharKind::kLookAlike && kind != CharKind::kStyled) continue;
      if (foreign.size() > 200) break;
      if (!foreign.empty()) foreign += ", ";
      foreign += fmt::format("{} for \"{}\"", code_point_name(letter.value), reading_of(letter.value));
    }
    return foreign;
  }

  struct Passage {
    Span first;
    uint32_t end = 0;
    size_t words = 0;
    Severity severity = Severity::kInfo;
    Script script = Script::kOther;
    std::string readings;
    std::string look_alikes;
  };

  FileContext& context_;
  std::string_view text_;
  size_t searches_ = 0;
  std::set<std::string> reported_;
  Passage passage_;
};

}  // namespace

void inspect_words(FileContext& context, const std::vector<Span>& words) {
  Judge judge(context);
  for (const Span& word : words) judge.judge(word);
  judge.finish_passage();
}

}  // namespace sentinel::deceptive_text
