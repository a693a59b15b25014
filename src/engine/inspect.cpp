#include "engine/inspect.h"

#include <algorithm>
#include <chrono>

#include <fmt/format.h>

#include "base/glob.h"
#include "base/text.h"
#include "engine/fingerprint.h"
#include "engine/mask.h"
#include "engine/suppress.h"
#include "syntax/lower.h"

namespace sentinel {
namespace {

constexpr uint32_t kContextLines = 1;
constexpr uint32_t kLongestSnippet = 8;  // lines
constexpr uint32_t kWidestLine = 240;    // code points
constexpr uint32_t kCutMargin = 40;      // of a cut line, kept before the finding

using Clock = std::chrono::steady_clock;
double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

// Offset of the code point that lies `columns` after `from`, at most `limit`.
uint32_t advance(std::string_view text, uint32_t from, uint32_t limit, uint32_t columns) {
  for (; columns > 0 && from < limit; --columns) from += decode_utf8(text, from).length;
  return std::min(from, limit);
}

Snippet snippet_of(std::string_view text, const LineIndex& lines, const Finding& finding, const Mask& mask) {
  Snippet out;
  const uint32_t first =
      std::max(1U, finding.region.begin.line - std::min(kContextLines, finding.region.begin.line - 1));
  const uint32_t last = std::min({static_cast<uint32_t>(lines.count()),
                                  finding.region.end.line + kContextLines, first + kLongestSnippet - 1});
  out.first_line = first;
  // A finding far to the right would not be seen: all lines lose the same columns.
  const uint32_t column = finding.region.begin.column;
  const uint32_t cut = column > kWidestLine - kCutMargin ? column - kCutMargin : 0;
  for (uint32_t line = first; line <= last; ++line) {
    const Span whole = lines.span_of(line);
    const uint32_t begin = advance(text, whole.begin, whole.end, cut);
    const uint32_t end = advance(text, begin, whole.end, kWidestLine);
    out.lines.push_back(masked_text(text, {begin, end}, mask));
    out.cut_columns.push_back(cut);
  }
  return out;
}

bool matches_any(const std::vector<std::string>& patterns, const std::string& path) {
  return std::any_of(patterns.begin(), patterns.end(),
                     [&](const std::string& pattern) { return matches_path_pattern(pattern, path); });
}

bool has_new_line(const ChangedFile& changed, const Region& region) {
  for (uint32_t line = region.begin.line; line <= region.end.line; ++line) {
    if (changed.is_new_line(line)) return true;
  }
  return false;
}

bool names_rule(const std::vector<std::string>& names, std::string_view id) {
  const std::string_view family = id.substr(0, id.find('/'));
  return std::any_of(names.begin(), names.end(),
                     [&](const std::string& name) { return name == "*" || name == id || name == family; });
}

bool has_lone_carriage_return(std::string_view text) {
  for (size_t at = text.find('\r'); at != std::string_view::npos; at = text.find('\r', at + 1)) {
    if (at + 1 == text.size() || text[at + 1] != '\n') return true;
  }
  return false;
}

// The text with every offset kept, but without what an interpreter reads and the parser does not: bytes that
// are not UTF-8, NUL, and in Python carriage returns that end a line. Nothing if there is none of it.
std::optional<std::string> text_for_parser(const SourceFile& file) {
  const bool ends_lines_with_returns =
      file.language == Language::kPython && has_lone_carriage_return(file.text);
  const bool has_nul = file.text.contains('\0');
  if (file.encoding != Encoding::kLatin1 && !has_nul && !ends_lines_with_returns) return std::nullopt;
  std::string out = file.text;
  for (size_t at = 0; at < out.size();) {
    const CodePoint point = decode_utf8(out, at);
    if (!point.valid || point.value == 0) {
      out[at] = '_';
    } else if (ends_lines_with_returns && point.value == '\r' &&
               (at + 1 == out.size() || out[at + 1] != '\n')) {
      out[at] = '\n';
    }
    at += point.length;
  }
  return out;
}

}  // namespace

Detectors::Detectors(const RuleSet& rules) {
  for (const Family& family : rules.families())
    entries_.push_back({family.id, make_detector(family.id, rules)});
  for (uint32_t number = 0; number < rules.patterns().size(); ++number) {
    const auto entry = std::find_if(entries_.begin(), entries_.end(), [&](const Entry& candidate) {
      return candidate.family == rules.rule_of_pattern(number).family();
    });
    by_pattern_.push_back(static_cast<size_t>(entry - entries_.begin()));
  }
}

Inspector::Inspector(const ScanPlan& plan, const Catalog& catalog, const Detectors& detectors,
                     Harvest& harvest)
    : plan_(plan),
      catalog_(catalog),
      detectors_(detectors),
      harvest_(harvest),
      scratch_(catalog.make_scratch()),
      by_family_(detectors.entries().size()) {}

void Inspector::inspect(const Target& target, SourceFile&& file) {
  const auto start = Clock::now();
  matches_.clear();
  for (auto& family : by_family_) family.clear();
  if (const auto found = catalog_.find(file.text, scratch_, matches_); !found) {
    harvest_.problems.push_back({escape_for_display(file.path) + ": " + found.error().text(), true});
    return;
  }
  for (const Match& match : matches_) {
    if (plan_.rules[catalog_.rules().patterns()[match.pattern].rule].on) {
      by_family_[detectors_.of_pattern(match.pattern)].push_back(match);
    }
  }
  harvest_.match_seconds += seconds_since(start);

  const auto detecting = Clock::now();
  std::vector<Finding> raw;
  for (size_t i = 0; i < by_family_.size(); ++i) {
    detectors_.entries()[i].detector->inspect({file, by_family_[i]}, raw);
  }
  harvest_.files.push_back({file.path, static_cast<uint32_t>(file.text.size())});
  harvest_.detect_seconds += seconds_since(detecting);
  if (flow::is_project_file(file.relative)) {
    harvest_.project_files.emplace_back(&target, flow::ProjectFile{file.relative, file.text});
  }
  if (keep_for_flow(target, file, raw)) return;
  const auto finishing = Clock::now();
  finish(target, file, raw);
  harvest_.detect_seconds += seconds_since(finishing);
}

bool Inspector::keep_for_flow(const Target& target, SourceFile& file, std::vector<Finding>& raw) {
  if (!plan_.follows_flow || !syntax::is_lowered(file.language)) return false;
  // Declarations alone: nothing in them runs.
  for (const std::string_view end : {".d.ts", ".d.mts", ".d.cts"}) {
    if (file.relative.ends_with(end)) return false;
  }
  const auto start = Clock::now();
  const std::optional<std::string> other_text = text_for_parser(file);
  auto module = syntax::lower(other_text ? *other_text : file.text, file.language);
  harvest_.parse_seconds += seconds_since(start);
  if (!module) {
    harvest_.problems.push_back(
        {escape_for_display(file.path) + ": its flow was not followed: " + module.error().text(), true});
    return false;
  }
  if (!module->not_understood.empty()) {
    harvest_.problems.push_back(
        {fmt::format("{}:{}: {} of its code could not be parsed; its flow was not followed there",
                     escape_for_display(file.path),
                     LineIndex(file.text).position_of(module->not_understood.front().begin).line,
                     module->not_understood.size() == 1 ? "a part" : "some parts"),
         false});
  }
  harvest_.programs.push_back(std::make_unique<ProgramSource>(
      ProgramSource{&target, std::move(file), std::move(*module), std::move(raw)}));
  return true;
}

bool Inspector::decide(const Target& target, const SourceFile& file, Finding& finding) {
  const Rule* rule = catalog_.rules().find(finding.rule);
  const ScanPlan::RulePlan& rule_plan =
      plan_.rules[static_cast<size_t>(rule - catalog_.rules().rules().data())];
  if (!rule_plan.on) return false;
  if (rule_plan.severity) finding.severity = *rule_plan.severity;
  double least_confidence = plan_.least_confidence;
  const std::string path = target.pattern_prefix + file.relative;
  for (const PathOverride& override : plan_.overrides) {
    if (!matches_any(override.paths, path)) continue;
    if (names_rule(override.off, finding.rule)) return false;
    if (override.severity) finding.severity = std::min(finding.severity, *override.severity);
    if (override.min_confidence) least_confidence = *override.min_confidence;
  }
  if (finding.severity < plan_.least_severity) return false;
  if (finding.confidence < least_confidence) {
    ++harvest_.below_confidence;
    return false;
  }
  return true;
}

void Inspector::finish(const Target& target, const SourceFile& file, std::vector<Finding>& raw) {
  // Somebody else's package does not get to hide its own findings.
  static const std::vector<std::string> kNone;
  std::optional<InlineIgnores> ignores;
  if (!target.is_package) ignores.emplace(file.text, plan_.honor_markers);
  const bool has_ignores = ignores && !ignores->empty();
  if (raw.empty() && !has_ignores) return;

  // Secrets of findings that are not reported are masked too.
  std::vector<Span> secrets;
  for (const Finding& finding : raw) {
    if (finding.secret) secrets.push_back(*finding.secret);
  }
  const Mask mask(file.text, secrets);
  const Mask shown_mask = plan_.show_secrets ? Mask() : mask;
  const LineIndex lines(file.text);
  const ChangedFile* changed = nullptr;
  if (target.changed) {
    const auto it = target.changed->find(file.relative);
    if (it != target.changed->end()) changed = &it->second;
  }

  for (Finding& finding : raw) {
    finding.path = file.path;
    finding.region.begin = lines.position_of(finding.span.begin);
    finding.region.end = lines.position_of(finding.span.end);
    if (changed != nullptr && !has_new_line(*changed, finding.region)) continue;
    // Asked before the thresholds: an ignore of a finding that is below them is not stale.
    if (has_ignores) finding.suppression = ignores->find(finding);
    if (!decide(target, file, finding)) continue;
    finding.snippet = snippet_of(file.text, lines, finding, shown_mask);
    const Span whole_lines{lines.span_of(finding.region.begin.line).begin,
                           lines.span_of(finding.region.end.line).end};
    finding.fingerprint = fingerprint_of(finding, file, masked_text(file.text, whole_lines, mask));
    harvest_.findings.push_back(std::move(finding));
  }
  if (has_ignores && changed == nullptr) {
    for (StaleIgnore& stale : ignores->stale(file.path)) harvest_.stale_ignores.push_back(std::move(stale));
  }
}

}  // namespace sentinel
