// Structure checks: what a format says about its own tokens, asked offline.
//
// An expression finds text of the right shape; a check decodes it. Many formats carry a checksum, an account
// number or a nested document, and a text that fails these is no secret. A rule names its check in `check:`.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/severity.h"
#include "base/span.h"
#include "detect/finding.h"

namespace sentinel {

// What a check may look at: the capture, and the text around it for secrets that go on.
struct CheckInput {
  std::string_view text;
  Span capture;  // inside text

  std::string_view secret() const { return text.substr(capture.begin, capture.size()); }
};

enum class CheckVerdict { kValid, kInvalid };  // kInvalid: no finding

struct CheckResult {
  CheckVerdict verdict = CheckVerdict::kInvalid;
  bool proven = false;               // a checksum that only the issuer's tokens have
  std::optional<double> confidence;  // instead of the rule's
  std::optional<Severity> severity;  // instead of the rule's
  std::optional<Span> secret;        // where it is, when that is more than the capture
  std::string subject;               // instead of the rule's title, in the finding's message
  std::vector<Evidence> evidence;
};

struct Check {
  std::string_view name;
  std::string_view what;  // what it asks, for people who write rules
  CheckResult (*run)(const CheckInput& input);
};

// All of them, sorted by name.
std::span<const Check> all_checks();
const Check* find_check(std::string_view name);

}  // namespace sentinel
