// A settings file.
#include "fuzz.h"
#include "settings/validate.h"

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace sentinel;
  static const KnownNames kKnown = {{"terminal", "json", "sarif"},
                                    {"secrets", "deceptive-text"},
                                    {"secrets/aws-access-key", "deceptive-text/bidi"},
                                    {}};
  const std::string_view text = fuzz::text_of(data, size);
  const std::vector<Problem> problems = validate_settings_file(text, "settings.yaml", kKnown);
  for (const Problem& problem : problems) {
    fuzz::require(problem.line >= 1 && problem.column >= 1, "a place before the file");
    fuzz::require(!problem.message.empty(), "a problem without words");
  }
  // What validation lets pass can be read, and the other way around.
  std::vector<Problem> more;
  if (const auto root = parse_settings_text(text, "settings.yaml", more); root && problems.empty()) {
    Settings settings;
    read_settings_map(*root, ValueContext{kKnown, true, {}, {}}, settings, more);
    fuzz::require(more.empty(), "validated, and then refused");
    fuzz::require(settings.min_confidence >= 0 && settings.min_confidence <= 1, "a confidence out of bounds");
    fuzz::require(settings.max_concurrent_files >= 1 && settings.max_concurrent_files <= 100,
                  "a number out of bounds");
    fuzz::require(settings.max_file_size >= 1024, "a size out of bounds");
  }
  return 0;
}
