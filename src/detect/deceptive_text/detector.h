// Text that a person does not see, or sees as something else: invisible characters and what they spell,
// bidirectional controls, look-alike letters, terminal escapes, text pushed out of sight.
//
// A character is no crime. Emoji, Arabic, Indic and Southeast Asian scripts, mathematics and translators need
// nearly all of these, so each pass first asks whether the place is one where the character does its job.
// What remains is grouped (one finding for what one hand wrote), decoded where it carries data, and graded by
// that.
#pragma once

#include "detect/detector.h"

namespace sentinel {

class DeceptiveTextDetector : public Detector {
 public:
  // Reports under the rules of the family "deceptive-text" that `rules` has; it must outlive the detector.
  explicit DeceptiveTextDetector(const RuleSet& rules) : rules_(rules) {}
  void inspect(const FileFacts& facts, std::vector<Finding>& out) const override;

 private:
  const RuleSet& rules_;
};

}  // namespace sentinel
