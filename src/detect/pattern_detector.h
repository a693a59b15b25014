// Families whose rules are expressions: text that fits a pattern and the conditions beside it. Secrets are
// the first of them; a user's own families are others.
//
// For each match, the cheap questions first: is the rule for such a file, is the capture a placeholder, is it
// rare enough, is it on the rule's allow list; then the structure check, which may decode; then what must
// stand near.
//
// Confidence is the rule's, or the check's where it knows better; less in tests and examples (not much less
// when a checksum proves that the issuer made it) and in minified files.
//
// Where matches of several rules overlap, the most specific one is told: that of the rule with the higher
// confidence, then severity, then the longer text.
#pragma once

#include <memory>
#include <vector>

#include "detect/detector.h"

namespace sentinel {

// What a family's captures are. Secrets are masked, and placeholders are none of them.
enum class Captures { kSecrets, kText };

class PatternDetector : public Detector {
 public:
  // `rules` must outlive it.
  PatternDetector(const RuleSet& rules, std::string_view family, Captures captures);
  ~PatternDetector() override;

  void inspect(const FileFacts& facts, std::vector<Finding>& out) const override;

 private:
  struct Condition;
  struct Candidate;

  bool judge(const SourceFile& file, const Match& match, Candidate& candidate) const;

  const RuleSet& rules_;
  Captures captures_;
  std::vector<std::unique_ptr<Condition>>
      conditions_;  // by pattern number; null for patterns of other families
};

}  // namespace sentinel
