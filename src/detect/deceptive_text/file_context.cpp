#include <algorithm>

#include <fmt/format.h>

#include "base/glob.h"
#include "detect/deceptive_text/passes.h"

namespace sentinel::deceptive_text {
namespace {

constexpr uint32_t kLineReach = 2048;
constexpr size_t kMaxShown = 400;

bool is_continuation(char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; }

}  // namespace

CodeRegions::Region FileContext::region_at(uint32_t offset) {
  if (!is_code()) return {};
  if (!regions_) regions_.emplace(text(), syntax_);
  return regions_->at(offset);
}

bool FileContext::is_in_code(uint32_t offset) {
  return is_code() && region_at(offset).kind == CodeRegions::Kind::kCode;
}

Neighbour FileContext::at(size_t offset) const {
  if (offset >= text().size()) return {};
  const CodePoint c = decode_fast(text(), offset);
  return c.valid ? Neighbour{c.value, info_of(c.value)} : Neighbour{};
}

size_t FileContext::start_before(size_t offset) const {
  size_t begin = offset - 1;
  while (begin > 0 && offset - begin < 4 && is_continuation(text()[begin])) --begin;
  return begin;
}

Neighbour FileContext::before(size_t offset) const {
  if (offset == 0) return {};
  const size_t begin = start_before(offset);
  const CodePoint c = decode_fast(text(), begin);
  return c.valid && begin + c.length == offset ? Neighbour{c.value, info_of(c.value)} : Neighbour{};
}

Span FileContext::line_around(uint32_t offset) const {
  const auto is_end = [&](uint32_t i) { return text()[i] == '\n' || text()[i] == '\r'; };
  Span span{offset, offset};
  while (span.begin > 0 && offset - span.begin < kLineReach && !is_end(span.begin - 1)) --span.begin;
  while (span.begin < offset && is_continuation(text()[span.begin])) ++span.begin;
  while (span.end < text().size() && span.end - offset < kLineReach && !is_end(span.end)) ++span.end;
  return span;
}

bool FileContext::has_script(Span span, bool (*fits)(Script)) const {
  for (size_t i = find_non_ascii(text().substr(0, span.end), span.begin); i < span.end;) {
    const CodePoint c = decode_fast(text(), i);
    // LRM, RLM and their kin are of no script, so they do not count.
    if (c.valid && is_plain(c.value) && fits(info_of(c.value).script)) return true;
    i += c.length;
  }
  return false;
}

bool FileContext::Near::ask(const FileContext& context, uint32_t offset) {
  constexpr uint32_t kBlock = 1024;
  if (offset / kBlock != block) {
    block = offset / kBlock;
    const std::string_view text = context.text();
    Span around{block == 0 ? 0 : (block - 1) * kBlock,
                static_cast<uint32_t>(std::min<size_t>(text.size(), (block + size_t{2}) * kBlock))};
    while (around.begin < around.end && is_continuation(text[around.begin])) ++around.begin;
    answer = context.has_script(around, fits);
  }
  return answer;
}

bool FileContext::is_written_in(Script script) {
  constexpr size_t kLetters = 15;
  if (!letters_counted_) {
    letters_counted_ = true;
    for (size_t i = find_non_ascii(text()); i < text().size(); i = find_non_ascii(text(), i)) {
      const CodePoint c = decode_fast(text(), i);
      const CharInfo info = c.valid ? info_of(c.value) : CharInfo{};
      if (info.is_letter() && info.kind != CharKind::kLookAlike) ++letters_[info.script];
      i += c.length;
    }
  }
  const auto at = letters_.find(script);
  return at != letters_.end() && at->second >= kLetters;
}

bool FileContext::is_name(Span word, Script script) {
  if (is_in_code(word.begin)) return true;
  if (!is_code() && syntax_ != Syntax::kData) return false;
  if (is_written_in(script)) return false;
  constexpr uint32_t kReach = 64;
  const auto is_part = [](const Neighbour& n) { return n.is_word() || n.value == '-' || n.value == '.'; };
  size_t begin = word.begin;
  while (begin > 0 && word.begin - begin < kReach && is_part(before(begin))) begin = start_before(begin);
  size_t end = word.end;
  while (end < text().size() && end - word.end < kReach && is_part(at(end))) {
    end += decode_fast(text(), end).length;
  }
  if (is_code() && region_at(word.begin).kind != CodeRegions::Kind::kString) return false;
  const auto is_quote = [](char32_t c) { return c == '"' || c == '\'' || c == '`'; };
  const char32_t after = at(end).value;
  if (is_quote(before(begin).value) && is_quote(after)) return true;
  // name: value
  return syntax_ == Syntax::kData && begin >= 2 && text().substr(begin - 2, 2) == ": " &&
         (after == 0 || after == '\n' || after == '\r');
}

bool FileContext::is_locale_file() const {
  static constexpr std::array<std::string_view, 12> kPatterns = {
      "locale",    "locales",      "i18n", "l10n",  "lang",  "langs",
      "languages", "translations", "*.po", "*.pot", "*.xlf", "*.arb"};
  return std::any_of(kPatterns.begin(), kPatterns.end(),
                     [&](std::string_view pattern) { return matches_path_pattern(pattern, file_.relative); });
}

void FileContext::report(std::string_view name, Severity severity, double confidence, std::string message,
                         Span span, std::vector<Evidence> evidence) {
  const std::string id = fmt::format("deceptive-text/{}", name);
  if (rules_.find(id) == nullptr) return;
  PerRule& rule = found_[id];
  Finding finding;
  finding.rule = id;
  finding.severity = severity;
  // Tests of text handling are full of such characters; of sentences that nobody sees they are not.
  const double doubt = severity == Severity::kCritical ? 0.8 : 0.7;
  finding.confidence = file_.purpose == Purpose::kProduct ? confidence : confidence * doubt;
  finding.message = std::move(message);
  finding.path = file_.path;
  finding.span = span;
  finding.evidence = std::move(evidence);
  if (rule.findings.size() < kMaxFindings) {
    rule.findings.push_back(std::move(finding));
    return;
  }
  // The gravest are kept; of equals, the first.
  ++rule.left_out;
  const auto mildest =
      std::min_element(rule.findings.rbegin(), rule.findings.rend(),
                       [](const Finding& a, const Finding& b) { return a.severity < b.severity; });
  if (mildest->severity < finding.severity) *mildest = std::move(finding);
}

void FileContext::move_findings_to(std::vector<Finding>& out) {
  for (auto& [id, rule] : found_) {
    std::stable_sort(rule.findings.begin(), rule.findings.end(),
                     [](const Finding& a, const Finding& b) { return a.span < b.span; });
    if (rule.left_out > 0) {
      rule.findings.back().evidence.push_back({"more in this file", std::to_string(rule.left_out)});
    }
    for (Finding& finding : rule.findings) out.push_back(std::move(finding));
  }
  found_.clear();
}

std::string count_code_points(const std::vector<char32_t>& values) {
  std::map<char32_t, size_t> counts;
  for (const char32_t value : values) ++counts[value];
  std::string out;
  size_t shown = 0;
  for (const auto& [value, count] : counts) {
    if (++shown > 8) return out + fmt::format(", and {} others", counts.size() - 8);
    if (!out.empty()) out += ", ";
    out += code_point_name(value);
    if (count > 1) out += fmt::format(" × {}", count);
  }
  return out;
}

std::string visible_text(std::string_view text, Span span) {
  std::string out;
  for (size_t i = span.begin; i < span.end;) {
    const CodePoint c = decode_fast(text, i);
    if (out.size() >= kMaxShown) return out + "…";
    if (c.valid && !is_unprintable(c.value)) out += text.substr(i, c.length);
    i += c.length;
  }
  return std::string(trim(out));
}

}  // namespace sentinel::deceptive_text
