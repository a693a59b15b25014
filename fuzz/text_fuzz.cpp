// A file for the detector of deceptive text. The first line is its path, which decides the language.
#include <vector>

#include "base/text.h"
#include "detect/detector.h"
#include "fuzz.h"
#include "rules/catalog.h"

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace sentinel;
  if (size > 50'000) return 0;
  static const auto kCatalog = Catalog::load({}, {});
  fuzz::require(kCatalog.has_value(), "the built-in rules do not load");
  static const auto kDetector = make_detector("deceptive-text", kCatalog->rules());
  fuzz::require(kDetector != nullptr, "the detector is gone");

  const std::string_view input = fuzz::text_of(data, size);
  const size_t cut = std::min(input.find('\n'), input.size());
  SourceFile file;
  file.path = std::string(input.substr(0, cut));
  file.relative = file.path;
  file.text = std::string(input.substr(std::min(cut + 1, input.size())));
  classify(file);
  std::vector<Finding> findings;
  kDetector->inspect({file, {}}, findings);
  for (const Finding& finding : findings) {
    fuzz::require(finding.span.begin < finding.span.end && finding.span.end <= file.text.size(),
                  "a span past the file");
    fuzz::require(kCatalog->rules().find(finding.rule) != nullptr, "a finding of no rule");
    fuzz::require(finding.confidence >= 0 && finding.confidence <= 1, "a confidence out of bounds");
    fuzz::require(!finding.message.empty(), "a finding without words");
    fuzz::require(is_valid_utf8(finding.message), "a message that is not UTF-8");
  }
  return 0;
}
