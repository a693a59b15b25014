// Names that may be taken for other names of the same file (UTS #39, section 4; CVE-2021-42694).
//
// Two different names with one skeleton are no proof by themselves: "x1" and "xl" happen, and so do "sınıf"
// beside "sinif" and formulas with "α" beside "a". A finding needs a name with letters that look like others,
// which is not just a formula, and a twin that differs in just those letters.
#include <algorithm>
#include <array>
#include <unordered_map>

#include <fmt/format.h>

#include "detect/deceptive_text/confusables.h"
#include "detect/deceptive_text/passes.h"

namespace sentinel::deceptive_text {
namespace {

constexpr size_t kMaxAlike = 8;  // of one look; each is compared with every other name of that look

struct Name {
  Span span;
  std::string_view text;
  WordLook look;
};

bool is_word_byte(char c) {
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_';
}

// Names with small Greek letters are formulas; all of the letters of a word are not.
bool is_formula(std::string_view name, const WordLook& look) {
  bool greek = false;
  for (size_t i = 0; i < name.size();) {
    const CodePoint c = decode_fast(name, i);
    const CharInfo info = c.valid ? info_of(c.value) : CharInfo{};
    if (info.script == Script::kGreek) {
      if (info.is_upper() || c.value == 0x3BF) return false;
      greek = true;
    }
    i += c.length;
  }
  return greek && (look.letters < 3 || look.is_mixed());
}

// Scripts in which a short or common word may look Latin by chance, and that stand beside Latin names.
bool is_of_its_own(Script script) {
  return is_right_to_left(script) || writes_without_spaces(script) || script == Script::kIndic;
}

std::u32string strange_letters(std::string_view text) {
  std::u32string out;
  for (size_t i = 0; i < text.size();) {
    const CodePoint c = decode_fast(text, i);
    if (c.value >= 0x80) out += c.value;
    i += c.length;
  }
  return out;
}

bool has_uncommon(std::string_view text) {
  const std::u32string letters = strange_letters(text);
  return std::any_of(letters.begin(), letters.end(), [](char32_t c) { return info_of(c).is_uncommon(); });
}

class Twins {
 public:
  Twins(FileContext& context, ReportedWords& reported)
      : context_(context), text_(context.text()), reported_(reported) {}

  void add(Span span) {
    Name name{span, text_.substr(span.begin, span.size()), {}};
    if (reported_.contains(name.text) || !seen_.insert(name.text).second) return;
    name.look = look_at_word(name.text);
    const Script script = name.look.foreign;
    if (name.look.letters < 2 || is_formula(name.text, name.look)) return;
    // These are only compared with names of their own script; see judge().
    if (is_of_its_own(script) && !has_uncommon(name.text) && !is_declared(span)) return;
    if (!context_.is_name(span, script)) return;
    // Short words meet by chance.
    if (name.look.letters < 3 && script != Script::kCommon && context_.is_written_in(script)) return;
    std::vector<Name>& alike = by_skeleton_[skeleton(name.text)];
    if (alike.size() < kMaxAlike) alike.push_back(std::move(name));
  }

  void find() {
    if (by_skeleton_.empty()) return;
    size_t begin = 0;
    for (size_t i = 0; i < text_.size();) {
      const CodePoint c = decode_fast(text_, i);
      const bool in_word = c.value < 0x80 ? is_word_byte(text_[i]) : c.valid && info_of(c.value).is_word();
      if (!in_word && i > begin) compare({static_cast<uint32_t>(begin), static_cast<uint32_t>(i)});
      i += c.length;
      if (!in_word) begin = i;
    }
    if (begin < text_.size()) compare({static_cast<uint32_t>(begin), static_cast<uint32_t>(text_.size())});
  }

 private:
  void compare(Span other) {
    const std::string_view word = text_.substr(other.begin, other.size());
    if (compared_.contains(word)) return;
    const auto found = by_skeleton_.find(skeleton(word));
    if (found == by_skeleton_.end()) {
      compared_.insert(word);
      return;
    }
    if (!context_.is_name(other, Script::kCommon)) return;  // another place may be one
    compared_.insert(word);
    const bool is_candidate = std::any_of(found->second.begin(), found->second.end(),
                                          [&](const Name& name) { return name.text == word; });
    const WordLook look = look_at_word(word);
    for (const Name& name : found->second) {
      // Of two candidates the one that mixes scripts is the trick.
      if (name.text == word || (is_candidate && look.is_mixed() && !name.look.is_mixed())) continue;
      judge(name, other, word, look);
    }
  }

  void judge(const Name& name, Span other, std::string_view word, const WordLook& look) {
    if (is_formula(word, look)) return;                               // "µs" and "μs"
    if (strange_letters(name.text) == strange_letters(word)) return;  // "имя1" and "имяl"
    const bool same_script = (name.look.mix.whole() & look.mix.whole()).any();
    if (same_script) {
      // Languages have letters that differ little, and write both. Two names that a program declares are
      // another matter, and so are letters that no language has.
      const bool told_apart = !has_uncommon(name.text) && !has_uncommon(word);
      if (told_apart && !(is_declared(name.span) && is_declared(other))) return;
      if (!context_.is_in_code(name.span.begin) || !context_.is_in_code(other.begin)) return;
      report(name, Severity::kMedium, 0.8, word);
    } else if (!is_of_its_own(name.look.foreign)) {
      report(name, Severity::kHigh, 0.9, word);
    }
  }

  // "let x", "def x", "x = ", "x(": not a word of text between tags.
  bool is_declared(Span span) const {
    size_t after = span.end;
    while (after < text_.size() && text_[after] == ' ') ++after;
    if (after < text_.size() && (text_[after] == '=' || text_[after] == '(')) return true;
    size_t before = span.begin;
    while (before > 0 && text_[before - 1] == ' ') --before;
    if (before == span.begin) return false;
    static constexpr std::array<std::string_view, 10> kKeywords = {
        "let", "const", "var", "def", "class", "function", "func", "fn", "type", "interface"};
    size_t begin = before;
    while (begin > 0 && is_word_byte(text_[begin - 1]) && before - begin < 10) --begin;
    const std::string_view word = text_.substr(begin, before - begin);
    return std::find(kKeywords.begin(), kKeywords.end(), word) != kKeywords.end();
  }

  void report(const Name& name, Severity severity, double confidence, std::string_view twin) {
    if (!reported_.insert(std::string(name.text)).second) return;
    // The twin of this one is it, too.
    reported_.insert(std::string(twin));
    std::vector<char32_t> letters;
    for (const char32_t c : strange_letters(name.text)) letters.push_back(c);
    const std::string_view script = name_of(name.look.mix.whole());
    const std::string subject =
        script.empty() ? std::string("A name") : fmt::format("A name in {} letters", script);
    context_.report("homoglyph-identifier", severity, confidence,
                    fmt::format("{} is the twin of \"{}\", which the file uses too", subject, twin),
                    name.span,
                    {{"reads as", std::string(twin)}, {"look-alikes", count_code_points(letters)}});
  }

  FileContext& context_;
  std::string_view text_;
  ReportedWords& reported_;
  std::set<std::string_view> seen_;
  std::set<std::string_view> compared_;
  std::unordered_map<std::string, std::vector<Name>> by_skeleton_;
};

}  // namespace

void inspect_names(FileContext& context, const std::vector<Span>& names, ReportedWords& reported) {
  Twins twins(context, reported);
  for (const Span& name : names) twins.add(name);
  twins.find();
}

}  // namespace sentinel::deceptive_text
