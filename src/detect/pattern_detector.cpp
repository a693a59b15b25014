#include "detect/pattern_detector.h"

#include <algorithm>
#include <map>
#include <mutex>
#include <tuple>
#include <utility>

#include <fmt/format.h>
#include <re2/re2.h>

#include "base/glob.h"
#include "base/text.h"
#include "detect/secrets/checks.h"
#include "detect/secrets/placeholder.h"
#include "detect/secrets/rarity.h"

namespace sentinel {
namespace {

constexpr double kInTest = 0.6;
constexpr double kProvenInTest = 0.9;
constexpr double kInMinified = 0.8;
constexpr size_t kNearBytes = 4'000;  // how far `near` looks at most, for lines may be long

std::unique_ptr<RE2> make_expression(const std::string& regex) {
  RE2::Options options;
  options.set_encoding(RE2::Options::EncodingLatin1);
  options.set_log_errors(false);
  return std::make_unique<RE2>("(?m)" + regex, options);
}

bool is_for(const Rule& rule, const SourceFile& file) {
  if (!rule.languages.empty() &&
      std::find(rule.languages.begin(), rule.languages.end(), file.language) == rule.languages.end()) {
    return false;
  }
  if (rule.paths.empty()) return true;
  return std::any_of(rule.paths.begin(), rule.paths.end(), [&](const std::string& pattern) {
    return matches_path_pattern(pattern, file.relative);
  });
}

// `span` and `lines` lines on each side of it.
std::string_view lines_around(std::string_view text, Span span, int lines) {
  size_t begin = span.begin;
  const size_t earliest = begin > kNearBytes ? begin - kNearBytes : 0;
  for (int left = lines; begin > earliest; --begin) {
    if (text[begin - 1] == '\n' && left-- == 0) break;
  }
  size_t end = span.end;
  const size_t latest = std::min(text.size(), end + kNearBytes);
  for (int left = lines; end < latest; ++end) {
    if (text[end] == '\n' && left-- == 0) break;
  }
  return text.substr(begin, end - begin);
}

}  // namespace

// A pattern's conditions, ready to be asked. The expressions are built when a capture first comes this far.
struct PatternDetector::Condition {
  const PatternConditions& data;
  const Check* check = nullptr;
  std::once_flag once;
  std::vector<std::unique_ptr<RE2>> allow;
  std::unique_ptr<RE2> near;

  explicit Condition(const PatternConditions& conditions)
      : data(conditions), check(conditions.check.empty() ? nullptr : find_check(conditions.check)) {}

  void build() {
    std::call_once(once, [&] {
      for (const std::string& regex : data.allow) allow.push_back(make_expression(regex));
      if (!data.near.empty()) near = make_expression(data.near);
    });
  }
  bool is_allowed(std::string_view secret) {
    if (data.allow.empty()) return false;
    build();
    return std::any_of(allow.begin(), allow.end(), [&](const std::unique_ptr<RE2>& expression) {
      return RE2::FullMatch(re2::StringPiece(secret.data(), secret.size()), *expression);
    });
  }
  bool has_near(std::string_view text, Span span) {
    if (data.near.empty()) return true;
    build();
    const std::string_view around = lines_around(text, span, data.near_lines);
    return RE2::PartialMatch(re2::StringPiece(around.data(), around.size()), *near);
  }
};

struct PatternDetector::Candidate {
  const Rule* rule = nullptr;
  Span capture;
  Span secret;
  Severity severity = Severity::kMedium;
  double confidence = 0;
  CheckResult checked;

  // The most specific first. Spans make the order total, so that it does not depend on that of the matches.
  auto rank() const {
    return std::make_tuple(-rule->confidence, -static_cast<int>(rule->severity),
                           -static_cast<int64_t>(secret.size()), std::string_view(rule->id), secret.begin,
                           capture.begin);
  }
};

PatternDetector::PatternDetector(const RuleSet& rules, std::string_view family, Captures captures)
    : rules_(rules), captures_(captures) {
  conditions_.reserve(rules.patterns().size());
  for (uint32_t number = 0; number < rules.patterns().size(); ++number) {
    const bool ours = rules.rule_of_pattern(number).family() == family;
    conditions_.push_back(ours ? std::make_unique<Condition>(rules.pattern(number).conditions) : nullptr);
  }
}

PatternDetector::~PatternDetector() = default;

bool PatternDetector::judge(const SourceFile& file, const Match& match, Candidate& candidate) const {
  const Rule& rule = rules_.rule_of_pattern(match.pattern);
  Condition* condition = conditions_[match.pattern].get();
  if (condition == nullptr || !is_for(rule, file)) return false;
  const std::string_view text = file.text;
  const std::string_view captured = text.substr(match.capture.begin, match.capture.size());
  if (captures_ == Captures::kSecrets && !condition->data.keep_placeholders && is_placeholder(captured))
    return false;
  if (condition->data.min_rarity > 0 && rarity(captured) < condition->data.min_rarity) return false;
  if (condition->is_allowed(captured)) return false;
  if (condition->check != nullptr) {
    candidate.checked = condition->check->run({text, match.capture});
    if (candidate.checked.verdict == CheckVerdict::kInvalid) return false;
  }
  if (!condition->has_near(text, match.span)) return false;

  candidate.rule = &rule;
  candidate.capture = match.capture;
  candidate.secret = candidate.checked.secret.value_or(match.capture);
  candidate.severity = candidate.checked.severity.value_or(rule.severity);
  double confidence = candidate.checked.confidence.value_or(rule.confidence);
  if (file.purpose != Purpose::kProduct) confidence *= candidate.checked.proven ? kProvenInTest : kInTest;
  if (file.is_minified) confidence *= kInMinified;
  candidate.confidence = std::clamp(confidence, 0.0, 1.0);
  return true;
}

void PatternDetector::inspect(const FileFacts& facts, std::vector<Finding>& out) const {
  std::vector<Candidate> candidates;
  for (const Match& match : facts.matches) {
    Candidate candidate;
    if (judge(facts.file, match, candidate)) candidates.push_back(std::move(candidate));
  }
  std::sort(candidates.begin(), candidates.end(),
            [](const Candidate& a, const Candidate& b) { return a.rank() < b.rank(); });

  std::map<uint32_t, uint32_t> taken;  // begin to end of what is told already; disjoint
  const std::string_view text = facts.file.text;
  for (Candidate& candidate : candidates) {
    const Span secret = candidate.secret;
    const auto next = taken.lower_bound(secret.begin);
    if (next != taken.end() && next->first < secret.end) continue;
    if (next != taken.begin() && std::prev(next)->second > secret.begin) continue;
    taken.emplace(secret.begin, secret.end);

    const std::string_view subject = candidate.checked.subject.empty()
                                         ? std::string_view(candidate.rule->title)
                                         : candidate.checked.subject;
    Finding finding;
    finding.rule = candidate.rule->id;
    finding.severity = candidate.severity;
    finding.confidence = candidate.confidence;
    finding.message = subject;
    if (captures_ == Captures::kSecrets) {
      finding.message += ", " + count_of(secret.size(), "character");
      finding.secret = secret;
    }
    finding.path = facts.file.path;
    // A secret of many lines is underlined where it begins.
    const bool many_lines = text.substr(secret.begin, secret.size()).contains('\n');
    finding.span = many_lines ? candidate.capture : secret;
    finding.evidence = std::move(candidate.checked.evidence);
    out.push_back(std::move(finding));
  }
}

}  // namespace sentinel
