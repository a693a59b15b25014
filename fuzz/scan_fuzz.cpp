// A file on its whole way: classified, matched, inspected, masked, suppressed. The first line is its path.
#include <vector>

#include "base/text.h"
#include "engine/follow_flows.h"
#include "fuzz.h"
#include "source/read.h"

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace sentinel;
  if (size > 50'000) return 0;
  static const auto kCatalog = Catalog::load({}, {});
  fuzz::require(kCatalog.has_value(), "the built-in rules do not load");
  static const Detectors kDetectors(kCatalog->rules());
  static const ScanPlan kPlan = [] {
    Settings settings;
    settings.min_confidence = 0;
    settings.honor_markers = {"nosec"};
    ScanPlan made = make_plan(settings, kCatalog->rules());
    made.targets.emplace_back();
    return made;
  }();

  const std::string_view input = fuzz::text_of(data, size);
  const size_t cut = std::min(input.find('\n'), input.size());
  const std::string path(input.substr(0, cut));
  ReadOutcome outcome =
      read_source_bytes(path, path, std::string(input.substr(std::min(cut + 1, input.size()))));
  if (!std::holds_alternative<SourceFile>(outcome)) return 0;
  const SourceFile file = std::get<SourceFile>(outcome);
  Harvest harvest;
  Inspector inspector(kPlan, *kCatalog, kDetectors, harvest);
  inspector.inspect(kPlan.targets.front(), std::get<SourceFile>(std::move(outcome)));
  follow_flows(kPlan, *kCatalog, {}, {&harvest, 1}, inspector);
  for (const Finding& finding : harvest.findings) {
    fuzz::require(finding.span.end <= file.text.size(), "a span past the file");
    fuzz::require(finding.region.begin.line >= 1 && finding.region.end.line >= finding.region.begin.line,
                  "a bad region");
    fuzz::require(finding.fingerprint.size() == 32, "no fingerprint");
    for (const std::string& line : finding.snippet.lines)
      fuzz::require(is_valid_utf8(line), "a snippet that is not UTF-8");
    const Span span = finding.secret.value_or(Span{});
    if (span.size() < 16) continue;
    // A long enough secret must not come back in anything that is kept of the file.
    const std::string secret = file.text.substr(span.begin, span.size());
    for (const std::string& line : finding.snippet.lines) {
      fuzz::require(!line.contains(secret), "a secret in a snippet");
    }
    fuzz::require(!finding.message.contains(secret), "a secret in a message");
    for (const Evidence& evidence : finding.evidence) {
      fuzz::require(!evidence.value.contains(secret), "a secret as evidence");
    }
  }
  return 0;
}
