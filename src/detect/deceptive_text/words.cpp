// Letters of other scripts that pass for letters of the word they stand in (UTS #39; CVE-2021-42694 for names
// in programs).
//
// Text in another script is nobody's business. A finding needs a word that no script and no pair of scripts
// that are written together has all letters of (its restriction level, UTS #39 section 5.2), and in which
// each strange letter looks like one of the others' script; or an address whose host is of look-alikes alone.
// names.cpp compares whole names.
#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "detect/deceptive_text/confusables.h"
#include "detect/deceptive_text/passes.h"

namespace sentinel::deceptive_text {
namespace {

constexpr uint32_t kNear = 256;  // words this close were written by one hand

bool is_ascii_letter(char32_t c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_ascii_lower(char32_t c) { return c >= 'a' && c <= 'z'; }

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
    out.push_back({c.value, c.valid ? info_of(c.value) : CharInfo{}});
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
    if (info.kind != CharKind::kLookAlike || info.script == Script::kLatin) continue;
    const std::string reading = reading_of(value);
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
bool is_row_of_look_alikes(std::string_view word) {
  std::set<std::string> looks;
  std::set<std::string> readings;
  size_t count = 0;
  for (size_t i = 0; i < word.size(); ++count) {
    const CodePoint c = decode_fast(word, i);
    const std::string_view letter = word.substr(i, c.length);
    looks.insert(to_lower(skeleton(letter)));
    readings.insert(to_lower(ascii_reading(letter)));
    i += c.length;
  }
  const size_t different = std::min(looks.size(), readings.size());
  return count > 1 && (different == 1 || (different == 2 && count > 5));
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

// Letters of a word that is not Latin, but for a few that look as if they belonged: "c" in Cyrillic "cумма".
struct Intrusion {
  Script script = Script::kCommon;  // of the word
  std::string_view name;
  std::vector<char32_t> intruders;
};

// A Latin letter beside the others on purpose begins or ends something: "xКоордината", "kΩ", "Nой". One that
// is taken for its neighbours has their case.
bool fits_in(const std::vector<Letter>& part, size_t i) {
  const CharInfo& info = part[i].info;
  const bool lower_next = i + 1 < part.size() && part[i + 1].info.is_lower();
  const bool lower_before = i > 0 && part[i - 1].info.is_lower();
  if (info.is_upper() && i == 0) return lower_next;
  if (info.is_upper()) return part[i - 1].info.is_upper() && !lower_next;
  return (i == 0 || lower_before || (i == 1 && part[0].info.is_upper())) &&
         (i + 1 == part.size() || lower_next);
}

std::optional<Intrusion> find_intrusion(const std::vector<Letter>& part) {
  // The script of most letters.
  std::map<std::string_view, size_t> counts;
  Intrusion out;
  ScriptSet home;
  size_t most = 0;
  for (const Letter& letter : part) {
    if (!letter.info.is_letter()) continue;
    const ScriptSet scripts = scripts_of(letter.value);
    if (const size_t count = ++counts[name_of(scripts)]; count > most) {
      most = count;
      home = scripts;
      out.name = name_of(scripts);
      out.script = letter.info.script;
    }
  }
  const bool known = out.script == Script::kGreek || !is_only_inside(out.script);
  if (most < 3 || !known || out.name.empty()) return std::nullopt;
  for (size_t i = 0; i < part.size(); ++i) {
    const Letter& letter = part[i];
    if ((scripts_of(letter.value) & home).any()) continue;
    if (!letter.info.is_letter() || (scripts_of_look_alikes(letter.value) & home).none() ||
        !fits_in(part, i)) {
      return std::nullopt;
    }
    // Two in a row are a prefix or an ending: "wsссылка".
    if (i > 0 && !out.intruders.empty() && part[i - 1].value == out.intruders.back()) return std::nullopt;
    out.intruders.push_back(letter.value);
  }
  if (out.intruders.empty() || out.intruders.size() * 2 > most) return std::nullopt;
  return out;
}

class Judge {
 public:
  Judge(FileContext& context, ReportedWords& reported)
      : context_(context), text_(context.text()), reported_(reported) {}

  void judge(Span span) {
    span.begin += escape_before(span);
    const std::string_view word = text_.substr(span.begin, span.size());
    const WordLook look = look_at_word(word);
    if (look.letters == 0) return;
    if (!look.reads_as_latin) {
      if (look.is_mixed()) judge_intrusion(span);
      return;
    }
    const std::vector<Letter> letters = letters_of(word);
    const bool styled = std::any_of(letters.begin(), letters.end(),
                                    [](const Letter& l) { return l.info.kind == CharKind::kStyled; });
    if (styled) {
      if (context_.syntax() == Syntax::kPython && context_.is_in_code(span.begin)) judge_styled(span, look);
      return;
    }
    if (look.look_alikes == 0 || is_row_of_look_alikes(word)) return;
    if (look.is_mixed()) {
      judge_mixed(span, look, letters);
    } else {
      judge_host(span);
    }
  }

  void finish_passage() {
    if (passage_.words == 0) return;
    const bool one = passage_.words == 1;
    const std::string subject = one ? fmt::format("A word that reads \"{}\" mixes", passage_.readings)
                                    : fmt::format("{} words mix", passage_.words);
    context_.report("mixed-script-word", passage_.severity,
                    passage_.severity == Severity::kMedium ? 0.85 : 0.5,
                    fmt::format("{} Latin and {} letters that look alike", subject, passage_.script),
                    passage_.first, {{"reads as", passage_.readings}, {"look-alikes", passage_.look_alikes}});
    passage_ = Passage{};
  }

 private:
  // Letters that belong to what stands before them: "\n", "\x0b", "%s", "\fB" of a manual page.
  uint32_t escape_before(Span span) const {
    const char before = span.begin > 0 ? text_[span.begin - 1] : '\0';
    const std::string_view word = text_.substr(span.begin, span.size());
    if ((before != '\\' && before != '%') || !is_ascii_letter(static_cast<unsigned char>(word[0]))) return 0;
    const auto is_hex = [&](size_t i) {
      return i < word.size() && std::string_view("0123456789abcdefABCDEF").contains(word[i]);
    };
    if (before == '\\' && word[0] == 'x' && is_hex(1) && is_hex(2)) return 3;
    const bool font = word[0] == 'f' && word.size() > 1 && std::string_view("BIRP").contains(word[1]);
    return before == '\\' && font ? 2 : 1;
  }

  // Python folds compatibility characters in names, so the name is the ASCII one to it and another to a
  // search.
  void judge_styled(Span span, const WordLook& look) {
    static const std::set<std::string_view> kGrave = {
        "exec",    "eval", "compile", "open",  "import",     "getattr",  "vars",       "globals", "locals",
        "setattr", "os",   "system",  "popen", "subprocess", "builtins", "__import__", "input"};
    report("homoglyph-identifier", kGrave.contains(look.reading) ? Severity::kHigh : Severity::kMedium, 0.9,
           fmt::format("A name in fancy letters, which Python reads as \"{}\"", look.reading), span,
           look.reading);
  }

  void judge_mixed(Span span, const WordLook& look, const std::vector<Letter>& letters) {
    if (!is_disguise(letters)) return;
    const std::string_view script = foreign_name(letters);
    if (context_.is_name(span, look.foreign)) {
      report("homoglyph-identifier", Severity::kHigh, 0.9,
             fmt::format("A name that reads \"{}\" mixes Latin and {} letters", look.reading, script), span,
             look.reading);
    } else if (authority_around(text_, span.begin)) {
      report_address(span, fmt::format("mixes Latin and {} letters", script), look_alikes_of(span));
    } else if (context_.is_written_in(look.foreign)) {
      // Where people write in both scripts a wrong key is likelier than a trick.
      if (!is_acronym_with_ending(letters)) {
        add_to_passage(span, look.reading, look_alikes_of(span), script, Severity::kLow);
      }
    } else {
      add_to_passage(span, look.reading, look_alikes_of(span), script,
                     look.letters < 3 ? Severity::kLow : Severity::kMedium);
    }
  }

  // Each part of a name is a word: "get_cумма".
  void judge_intrusion(Span span) {
    for (size_t begin = span.begin; begin < span.end;) {
      size_t end = begin;
      while (end < span.end && text_[end] != '_' && (text_[end] < '0' || text_[end] > '9')) ++end;
      const std::string_view part = text_.substr(begin, end - begin);
      if (const auto intrusion = find_intrusion(letters_of(part))) {
        report_intrusion(span, part, *intrusion);
        return;
      }
      begin = end + 1;
    }
  }

  void report_intrusion(Span span, std::string_view part, const Intrusion& intrusion) {
    const std::string shown = count_code_points(intrusion.intruders);
    const std::string word(part);
    if (authority_around(text_, span.begin)) {
      report_address(span, fmt::format("has letters of another script among {} ones", intrusion.name), shown);
    } else if (context_.is_in_code(span.begin) && !context_.is_written_in(intrusion.script)) {
      report("homoglyph-identifier", Severity::kMedium, 0.85,
             fmt::format("A name in {} letters has letters of another script among them", intrusion.name),
             span, word, shown);
    } else {
      add_to_passage(span, word, shown, intrusion.name, Severity::kLow);
    }
  }

  // Words near one another are one finding.
  void add_to_passage(Span span, const std::string& reading, const std::string& look_alikes,
                      std::string_view script, Severity severity) {
    if (passage_.words > 0 && span.begin > passage_.end + kNear) finish_passage();
    if (passage_.words == 0) passage_.first = span;
    passage_.end = span.end;
    passage_.script = script;
    passage_.severity = std::max(passage_.severity, severity);
    if (passage_.words++ == 0) {
      passage_.readings = reading;
      passage_.look_alikes = look_alikes;
    } else if (passage_.readings.size() < 200) {
      passage_.readings += ", " + reading;
    }
  }

  // A word of one foreign script alone is a disguise where all of its label reads as Latin and the host ends
  // in Latin letters; hosts under "рф" are what they seem.
  void judge_host(Span span) {
    const auto authority = authority_around(text_, span.begin);
    if (!authority) return;
    const Span host = authority->span;
    const auto label_end = [&](uint32_t from) {
      const size_t end = text_.find_first_of(".:", from);
      return static_cast<uint32_t>(std::min<size_t>(end, host.end));
    };
    uint32_t begin = host.begin;
    while (label_end(begin) < span.begin) begin = label_end(begin) + 1;
    const WordLook look = look_at_word(text_.substr(begin, label_end(begin) - begin));
    if (!look.reads_as_latin || look.letters < 2) return;
    if (look.foreign != Script::kCommon && look.foreign != Script::kGreek && is_only_inside(look.foreign))
      return;
    const std::string_view name = text_.substr(host.begin, host.size());
    const size_t top = name.rfind('.');
    if (top == std::string_view::npos || top + 1 == name.size() ||
        !is_ascii_letter(static_cast<unsigned char>(name[top + 1]))) {
      return;
    }
    report_address(span, "is written in letters that look like others", look_alikes_of(span));
  }

  static std::string_view foreign_name(const std::vector<Letter>& letters) {
    for (const Letter& letter : letters) {
      const std::string_view name = name_of(scripts_of(letter.value));
      if (letter.info.is_letter() && !name.empty() && name != "Latin") return name;
    }
    return "other";
  }

  void report_address(Span span, const std::string& how, const std::string& look_alikes) {
    const auto authority = authority_around(text_, span.begin);
    const Span whole = authority ? authority->span : span;
    const std::string reading = address_reading(text_.substr(whole.begin, whole.size()));
    report("disguised-address", Severity::kHigh, 0.9,
           fmt::format("An address that reads \"{}\" {}", reading, how), span, reading, look_alikes);
  }

  void report(std::string_view rule, Severity severity, double confidence, std::string message, Span span,
              const std::string& reading) {
    report(rule, severity, confidence, std::move(message), span, reading, look_alikes_of(span));
  }
  void report(std::string_view rule, Severity severity, double confidence, std::string message, Span span,
              const std::string& reading, const std::string& look_alikes) {
    if (!reported_.insert(std::string(text_.substr(span.begin, span.size()))).second) return;
    context_.report(rule, severity, confidence, std::move(message), span,
                    {{"reads as", reading}, {"look-alikes", look_alikes}});
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
    std::string_view script;
    std::string readings;
    std::string look_alikes;
  };

  FileContext& context_;
  std::string_view text_;
  ReportedWords& reported_;
  Passage passage_;
};

}  // namespace

void inspect_words(FileContext& context, const std::vector<Span>& words, ReportedWords& reported) {
  Judge judge(context, reported);
  for (const Span& word : words) judge.judge(word);
  judge.finish_passage();
}

}  // namespace sentinel::deceptive_text
