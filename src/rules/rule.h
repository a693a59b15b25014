// The rule model. A rule is one YAML file (docs/contributing.md, "A rule"); this is what it holds after
// loading.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/severity.h"
#include "rules/flow_spec.h"
#include "source/language.h"

namespace sentinel {

// Text that must or must not be found. `code` may hold `<<[A-Z0-9]{20}>>`, which stands for so many
// characters of the class, made up anew at load and always the same for the same sample, and
// `<<base62-crc32>>`, the checksum of the expansion before it: so no working-looking token stands in a rule
// file.
struct Sample {
  std::string code;     // expanded
  std::string written;  // as the file has it: what pages show
  std::string path;     // file name it is tried under; decides language and test status
  std::string reason;   // clean samples: why it must stay clean
};

// Conditions on a match that an expression alone cannot say. All must hold.
struct PatternConditions {
  double min_rarity = 0;           // of the captured text, see detect/secrets/rarity.h; 0: not asked
  std::string check;               // name of a structure check (detect/secrets/checks.h), or empty
  std::vector<std::string> allow;  // expressions; a capture that one of them matches whole is no secret
  std::string near;                // expression that must match within `near_lines` lines, or empty
  int near_lines = 5;
  bool keep_placeholders = false;  // placeholders ("your-key-here", "xxxx") are findings too
};

struct RulePattern {
  std::vector<std::string> literals;
  std::string regex;
  bool ignore_case = false;
  PatternConditions conditions;
  bool by_literals = false;  // see PatternSpec
  uint32_t width = 0;
};

// Ids in other people's lists, by the list's own spelling.
struct Taxonomies {
  std::vector<int> cwe;                    // cwe.mitre.org
  std::vector<std::string> owasp_mcp;      // OWASP MCP Top 10 2025: MCP01..MCP10
  std::vector<std::string> owasp_agentic;  // OWASP Top 10 for Agentic Applications 2026: ASI01..ASI10
  std::vector<std::string> atlas;          // MITRE ATLAS 5.6: AML.T0083
  std::vector<std::string> cosai;          // CoSAI MCP security, WS4: T1..T12
  std::vector<std::string> safe_mcp;       // OpenSSF SAFE-MCP: SAFE-T1206
};

struct Rule {
  std::string id;  // "family/name"; the name says what is found
  std::string title;
  Severity severity = Severity::kMedium;
  double confidence = 0.8;  // 0 to 1, before a detector adjusts it
  std::string what;         // what it finds, one sentence; also the line of the rule list
  std::string why;          // why that matters
  std::string fix;          // what to do
  std::vector<std::string> references;
  Taxonomies taxonomies;
  std::vector<Language> languages;  // empty: all
  std::vector<std::string> paths;   // path patterns; empty: all
  // A rule has patterns, or a flow, or neither: then the family's detector finds it in code.
  std::vector<RulePattern> patterns;
  FlowRule flow;
  std::vector<Sample> finds;
  std::vector<Sample> clean;
  std::string origin;  // file it came from; empty for built-in rules

  std::string_view family() const { return std::string_view(id).substr(0, id.find('/')); }
};

// What all rules of a folder share, from its `family.yaml`.
struct Family {
  std::string id;  // also the detector's name
  std::string title;
  std::string what;
  Taxonomies taxonomies;  // used by rules that do not say otherwise
};

}  // namespace sentinel
