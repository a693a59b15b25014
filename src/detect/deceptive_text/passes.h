// The passes of the deceptive-text detector, one file each. A pass reads the text from one end to the other
// and reports through FileContext.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/severity.h"
#include "base/text.h"
#include "detect/deceptive_text/code_regions.h"
#include "detect/deceptive_text/survey.h"
#include "detect/deceptive_text/unicode.h"
#include "detect/finding.h"
#include "rules/rule_set.h"
#include "source/source_file.h"

namespace sentinel::deceptive_text {

// At most so many findings of a rule for one file; the last one counts the others.
inline constexpr size_t kMaxFindings = 20;

// A character beside a place, with what the table says of it.
struct Neighbour {
  char32_t value = 0;  // 0: start or end of the text, or not UTF-8
  CharInfo info;
  bool is_word() const { return info.is_word() || value == '_'; }
};

class FileContext {
 public:
  // `file` and `rules` must outlive it.
  FileContext(const SourceFile& file, const RuleSet& rules)
      : file_(file), rules_(rules), syntax_(syntax_of(file)) {}

  const SourceFile& file() const { return file_; }
  std::string_view text() const { return file_.text; }
  Syntax syntax() const { return syntax_; }
  bool is_code() const { return sentinel::is_code(syntax_); }

  // kCode everywhere in files that have no regions.
  CodeRegions::Region region_at(uint32_t offset);
  bool is_in_code(uint32_t offset);  // in code proper of a program

  size_t start_before(size_t offset) const;  // of the character that ends at `offset` (> 0)
  Neighbour before(size_t offset) const;
  Neighbour at(size_t offset) const;
  Span line_around(uint32_t offset) const;  // its bytes without the line end, at most 2 KB to either side
  bool has_right_to_left(Span span) const { return has_script(span, &is_right_to_left); }
  // Within a kilobyte or two.
  bool is_near_right_to_left(uint32_t offset) { return near_right_to_left_.ask(*this, offset); }
  bool is_near_braille(uint32_t offset) {
    return near_braille_.ask(*this, offset);
  }  // blank cells do not count
  // The file holds text in this script, not just letters of it that pass for ASCII ones.
  bool is_written_in(Script script);
  // An identifier of a program, or a string or value that is one name and nothing else. In a file that is
  // written in that script a short string is more likely a label.
  bool is_name(Span word, Script script);
  // Its path says that it holds a language's texts: locales/, i18n/, .po, ...
  bool is_locale_file() const;

  // `name` is the rule's, without the family. Confidence goes down in tests.
  void report(std::string_view name, Severity severity, double confidence, std::string message, Span span,
              std::vector<Evidence> evidence);
  void move_findings_to(std::vector<Finding>& out);

 private:
  struct PerRule {
    std::vector<Finding> findings;
    size_t left_out = 0;
  };

  // Remembers its last answer, for the same is asked of a row of characters.
  struct Near {
    bool (*fits)(Script);
    uint32_t block = UINT32_MAX;
    bool answer = false;
    bool ask(const FileContext& context, uint32_t offset);
  };

  bool has_script(Span span, bool (*fits)(Script)) const;

  const SourceFile& file_;
  const RuleSet& rules_;
  Syntax syntax_;
  std::optional<CodeRegions> regions_;
  std::map<Script, size_t> letters_;
  bool letters_counted_ = false;
  Near near_right_to_left_{&is_right_to_left};
  Near near_braille_{[](Script script) { return script == Script::kBraille; }};
  std::map<std::string, PerRule, std::less<>> found_;
};

// Decodes without a call where UTF-8 is valid and short, which is nearly always.
inline CodePoint decode_fast(std::string_view text, size_t at) {
  const auto byte = [&](size_t k) { return static_cast<uint32_t>(static_cast<unsigned char>(text[at + k])); };
  const uint32_t first = byte(0);
  if (first < 0x80) return {static_cast<char32_t>(first), 1, true};
  if (first >= 0xC2 && first < 0xE0 && at + 1 < text.size() && (byte(1) & 0xC0U) == 0x80U) {
    return {static_cast<char32_t>((first & 0x1FU) << 6U | (byte(1) & 0x3FU)), 2, true};
  }
  if (first > 0xE0 && first < 0xED && at + 2 < text.size() && (byte(1) & 0xC0U) == 0x80U &&
      (byte(2) & 0xC0U) == 0x80U) {
    return {static_cast<char32_t>((first & 0x0FU) << 12U | (byte(1) & 0x3FU) << 6U | (byte(2) & 0x3FU)), 3,
            true};
  }
  const CodePoint slow = decode_utf8(text, at);
  return {slow.value, slow.length, slow.valid};  // field by field, or none of them stays in a register
}

// A character that the Unicode pass keeps for later.
struct Hit {
  uint32_t offset = 0;
  char32_t value = 0;
  CharKind kind = CharKind::kPlain;
  uint8_t length = 1;
};

// The same in reports: "U+200B × 12, U+200C".
std::string count_code_points(const std::vector<char32_t>& values);
// `span` of the text without characters that show nothing, cut to a length fit for a report.
std::string visible_text(std::string_view text, Span span);

// True when there are C1 controls, which inspect_controls judges.
bool inspect_non_ascii(FileContext& context);
void inspect_invisible(FileContext& context, const std::vector<Hit>& hits);
void inspect_bidi(FileContext& context, const std::vector<Hit>& hits);

// What the passes over words have reported already: one name is one finding, however often it is used.
using ReportedWords = std::set<std::string, std::less<>>;
// Words that may mix scripts, or that may be of look-alikes alone.
void inspect_words(FileContext& context, const std::vector<Span>& words, ReportedWords& reported);
// Names that may be taken for other names of the file.
void inspect_names(FileContext& context, const std::vector<Span>& names, ReportedWords& reported);
// Hits of CharKind::kSyntax and kStyled beside ASCII: in addresses, and where a program is read.
void inspect_addresses(FileContext& context, const std::vector<Hit>& hits);
void inspect_syntax(FileContext& context, const std::vector<Hit>& hits);

// The part of an address that says which host it leads to.
struct Authority {
  Span span;
  bool has_scheme = false;  // "https://" stands before it, not just "www." or a mailbox
};
std::optional<Authority> authority_around(std::string_view text, uint32_t offset);
// The text as it is read: look-alikes, letters in fancy dress and marks of syntax in ASCII.
std::string address_reading(std::string_view text);

void inspect_line_separators(FileContext& context, const std::vector<Hit>& hits);
// Escape sequences, of U+009B too, and overprinting.
void inspect_controls(FileContext& context, const Survey& survey);
// Escapes written out in the source whose decoded text is hidden: "\u{E0049}\u{E0067}", "\x1b[8m".
void inspect_written_escapes(FileContext& context);
void inspect_blanks(FileContext& context, const std::vector<Span>& blanks);

}  // namespace sentinel::deceptive_text
