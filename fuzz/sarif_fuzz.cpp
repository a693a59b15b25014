// Every writer of reports, over a report whose texts are the input: what comes out is UTF-8, steers no
// terminal, and is JSON where it says so.
#include <string>

#include <nlohmann/json.hpp>

#include "base/text.h"
#include "fuzz.h"
#include "report/formatter.h"
#include "rules/catalog.h"

namespace {

sentinel::ScanReport report_of(std::string_view text, const sentinel::RuleSet& rules) {
  using namespace sentinel;
  // The lines of the input go round among the fields.
  const std::vector<std::string_view> lines = split(text, '\n');
  size_t next = 0;
  const auto piece = [&] { return std::string(lines[next++ % lines.size()]); };
  ScanReport report;
  report.targets = {piece()};
  report.root = "/" + piece();
  for (size_t i = 0; i < 3; ++i) {
    Finding finding;
    finding.rule = i == 2 ? piece() : rules.rules()[text.size() % rules.rules().size()].id;
    finding.severity = static_cast<Severity>(text.size() % 5);
    finding.confidence = static_cast<double>(text.size() % 100) / 100;
    finding.message = piece();
    finding.path = piece();
    finding.region = {{1, 1}, {static_cast<uint32_t>(1 + i), 5}};
    finding.snippet.first_line = 1;
    for (size_t line = 0; line < 1 + i; ++line) {
      // Formatters are promised valid UTF-8 here; the engine keeps that promise.
      finding.snippet.lines.push_back(is_valid_utf8(lines[next % lines.size()]) ? piece() : "line");
      finding.snippet.cut_columns.push_back(static_cast<uint32_t>(line));
    }
    finding.evidence = {{piece(), piece()}};
    finding.related = {{piece(), {{1, 1}, {1, 2}}, piece()}};
    finding.fingerprint = "0123456789abcdef0123456789abcdef";
    if (i == 1) finding.suppression = Suppression{Suppression::Kind::kInline, piece()};
    report.findings.push_back(std::move(finding));
  }
  report.files = {{piece(), 10}};
  report.skips = {{piece(), SkipReason::kVanished, piece(), true},
                  {piece() + "/", SkipReason::kIgnored, piece(), false}};
  report.rules = {{piece(), RuleStatus::kOff, piece()}};
  report.stale_ignores = {{piece(), 3, piece()}};
  report.problems = {{piece(), true}};
  return report;
}

}  // namespace

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace sentinel;
  if (size > 10'000) return 0;
  static const auto kCatalog = Catalog::load({}, {});
  fuzz::require(kCatalog.has_value(), "the built-in rules do not load");
  const ScanReport report = report_of(fuzz::text_of(data, size), kCatalog->rules());
  FormatOptions options;
  options.verbose = true;
  options.width = 40 + static_cast<int>(size % 100);
  fuzz::require(!formatters().empty(), "there are no formatters");
  for (const Formatter& formatter : formatters()) {
    const std::string out = formatter.write(report, kCatalog->rules(), options);
    fuzz::require(!out.empty() && out.back() == '\n', "no last newline");
    fuzz::require(is_valid_utf8(out), "not UTF-8");
    for (size_t at = 0; at < out.size();) {
      const CodePoint point = decode_utf8(out, at);
      fuzz::require(point.value == '\n' || point.value == '\t' || !is_unprintable(point.value),
                    "a raw control character");
      at += point.length;
    }
    if (formatter.name == "json" || formatter.name == "sarif" || formatter.name == "gitlab") {
      fuzz::require(nlohmann::json::accept(out), "not JSON");
    }
    if (formatter.name == "jsonl") {
      for (const std::string_view line : split(out, '\n')) {
        fuzz::require(line.empty() || nlohmann::json::accept(line), "not JSON");
      }
    }
  }
  return 0;
}
