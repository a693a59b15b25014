#include "detect/deceptive_text/detector.h"

#include "detect/deceptive_text/passes.h"

namespace sentinel {

void DeceptiveTextDetector::inspect(const FileFacts& facts, std::vector<Finding>& out) const {
  using namespace deceptive_text;
  const Survey seen = survey(facts.file.text);
  if (!seen.non_ascii && !seen.control && !seen.lone_return && !seen.backslash && seen.blanks.empty()) return;
  FileContext context(facts.file, rules_);
  const bool c1 = seen.non_ascii && inspect_non_ascii(context);
  if (seen.control || seen.lone_return || c1) inspect_controls(context, seen);
  if (seen.backslash) inspect_written_escapes(context);
  if (!seen.blanks.empty()) inspect_blanks(context, seen.blanks);
  context.move_findings_to(out);
}

}  // namespace sentinel
