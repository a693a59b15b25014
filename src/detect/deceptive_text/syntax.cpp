// Characters that only look like the marks that a program is made of. A compiler refuses most of them; these
// it takes:
//
//   /* checked *[U+2215] if (user.is_admin) ...           the comment goes on
//   if (role != "user[U+02BA] && role != [U+02BA]guest")  one string, not two
//   if (environment[U+01C3]=ENV_PROD)                     an assignment: U+01C3 is a letter of the name
//   ask()[U+037E]                                         ";" once the text is normalised, and not before
#include <algorithm>
#include <array>

#include "detect/deceptive_text/passes.h"

namespace sentinel::deceptive_text {
namespace {

bool is_name_byte(char32_t c) {
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_' || c == '$';
}

// Full-width marks show what they are.
bool is_wide(char32_t value) { return value >= 0x2E80; }

class Judge {
 public:
  explicit Judge(FileContext& context) : context_(context), text_(context.text()) {}

  // What stands beside the mark is asked first: where comments and strings are is dearer.
  void judge(const Hit& hit) {
    using Kind = CodeRegions::Kind;
    if (hit.kind != CharKind::kSyntax || is_wide(hit.value) || hit.offset < reported_until_) return;
    if (may_close_comment(hit)) {
      if (region_of(hit) == Kind::kComment) {
        report(hit, Severity::kHigh, 0.9, "A comment goes on where it looks closed");
      }
    } else if (may_close_string(hit)) {
      const CodeRegions::Region region = context_.region_at(hit.offset);
      if (region.kind == Kind::kString && text_[region.span.begin] == syntax_of(hit.value)) {
        report(hit, Severity::kMedium, 0.8, "A string goes on where it looks closed");
      }
    } else if (may_be_operator(hit)) {
      if (region_of(hit) == Kind::kCode) {
        report(hit, Severity::kHigh, 0.9, "A letter that looks like an operator is part of a name");
      }
    } else if (may_be_semicolon(hit) && region_of(hit) == Kind::kCode) {
      report(hit, Severity::kMedium, 0.85, "A Greek question mark stands where a semicolon is read");
    }
  }

 private:
  CodeRegions::Kind region_of(const Hit& hit) { return context_.region_at(hit.offset).kind; }
  Neighbour before(const Hit& hit) const { return context_.before(hit.offset); }
  Neighbour after(const Hit& hit) const { return context_.at(hit.offset + hit.length); }

  bool may_close_comment(const Hit& hit) const {
    const char mark = syntax_of(hit.value);
    if (mark == '*') return after(hit).value == '/';
    const char32_t star = before(hit).value;
    return mark == '/' && (star == '*' || syntax_of(star) == '*');
  }

  // A quote, and then what comes after a string.
  bool may_close_string(const Hit& hit) const {
    const char mark = syntax_of(hit.value);
    const char32_t digit = before(hit).value;
    if ((mark != '"' && mark != '\'') || (digit >= '0' && digit <= '9')) return false;  // 5″, 30′
    size_t next = hit.offset + hit.length;
    while (next < text_.size() && text_[next] == ' ') ++next;
    const std::string_view rest = text_.substr(next, 2);
    static constexpr std::array<std::string_view, 10> kMarks = {"&&",  "||", "==", "!=", "; ",
                                                                ";\n", "+ ", ") ", "):", "))"};
    return std::find(kMarks.begin(), kMarks.end(), rest) != kMarks.end();
  }

  bool may_be_operator(const Hit& hit) const {
    const char mark = syntax_of(hit.value);
    const char32_t next = after(hit).value;
    return (mark == '!' || mark == '|') && is_name_byte(before(hit).value) &&
           (is_name_byte(next) || next == '=' || next == hit.value);
  }

  bool may_be_semicolon(const Hit& hit) const {
    return syntax_of(hit.value) == ';' && before(hit).info.script != Script::kGreek &&
           after(hit).info.script != Script::kGreek;
  }

  void report(const Hit& hit, Severity severity, double confidence, std::string message) {
    // Two in a row are one operator.
    reported_until_ = hit.offset + hit.length;
    while (context_.at(reported_until_).value == hit.value) reported_until_ += hit.length;
    const std::string looks_like(1, syntax_of(hit.value));
    context_.report("disguised-syntax", severity, confidence, std::move(message),
                    {hit.offset, reported_until_},
                    {{"looks like", looks_like}, {"code points", code_point_name(hit.value)}});
  }

  FileContext& context_;
  std::string_view text_;
  uint32_t reported_until_ = 0;
};

}  // namespace

void inspect_syntax(FileContext& context, const std::vector<Hit>& hits) {
  Judge judge(context);
  for (const Hit& hit : hits) judge.judge(hit);
}

}  // namespace sentinel::deceptive_text
