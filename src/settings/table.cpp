#include "settings/table.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "base/text.h"

namespace sentinel {

namespace {

constexpr std::array<std::string_view, 4> kLogLevels = {"DEBUG", "INFO", "WARNING", "ERROR"};
constexpr std::array<std::string_view, 2> kLogFormats = {"text", "json"};
constexpr std::array<std::string_view, 6> kFailOn = {"info", "low", "medium", "high", "critical", "never"};
constexpr std::array<std::string_view, 4> kMarkers = {"nosec", "nosemgrep", "gitleaks:allow",
                                                      "pragma: allowlist secret"};

// In the order of the documents: what people change most comes first.
constexpr std::array kRows = {
    SettingRow{.name = "severity",
               .field = &Settings::severity,
               .default_text = "info",
               .example = "medium",
               .summary = "Findings below this severity are not reported.",
               .flag = "--severity SEVERITY",
               .vocabulary = Vocabulary::kChoices,
               .choices = kSeverityNames},
    SettingRow{.name = "min_confidence",
               .field = &Settings::min_confidence,
               .default_text = "0.7",
               .example = "0.5",
               .summary = "Findings below this confidence are not reported.",
               .note = "Lower it to see more, with more false alarms among them.",
               .flag = "--min-confidence NUMBER",
               .minimum = 0,
               .maximum = 1},
    SettingRow{.name = "fail_on",
               .field = &Settings::fail_on,
               .default_text = "high",
               .example = "never",
               .summary = "A finding of this severity or above makes the exit code 1.",
               .note = "`never` keeps the exit code at 0 whatever is found.",
               .flag = "--fail-on SEVERITY",
               .vocabulary = Vocabulary::kChoices,
               .choices = kFailOn},
    SettingRow{.name = "allow_incomplete",
               .field = &Settings::allow_incomplete,
               .default_text = "false",
               .example = "true",
               .summary = "Something in scope that could not be read does not make the exit code 3.",
               .note = "The report lists it all the same.",
               .flag = "--allow-incomplete"},
    SettingRow{.name = "detectors",
               .field = &Settings::detectors,
               .default_text = "[]",
               .example = "[secrets]",
               .summary = "Families of rules to run; empty runs all.",
               .flag = "--detectors FAMILY",
               .vocabulary = Vocabulary::kDetectors},
    SettingRow{
        .name = "include_patterns",
        .field = &Settings::include_patterns,
        .default_text = "[]",
        .example = R"(["src/**", "*.json"])",
        .summary = "Only paths that match one of these are scanned; empty takes all.",
        .note =
            "A pattern with a `/` is matched from the project's root, one without against every part of the "
            "path; `*` stops at `/`, `**` does not.",
        .flag = "--include PATTERN"},
    SettingRow{.name = "exclude_patterns",
               .field = &Settings::exclude_patterns,
               .default_text = "[]",
               .example = "[\"tests/fixtures/\"]",
               .summary = "Paths that match one of these are left out, and listed as such in the report.",
               .note = "Written as `include_patterns`, and stronger than it.",
               .flag = "--exclude PATTERN"},
    SettingRow{.name = "use_ignore_files",
               .field = &Settings::use_ignore_files,
               .default_text = "true",
               .example = "false",
               .summary = "Leave out what `.gitignore` and `.mcpsentinelignore` name.",
               .flag = "--no-ignore"},
    SettingRow{.name = "max_file_size",
               .field = &Settings::max_file_size,
               .default_text = "1MiB",
               .example = "512KiB",
               .summary = "Larger files are left out, and listed as such in the report.",
               .note = "Bytes, or a number with `KB`, `MB`, `GB` (powers of 1000) or `KiB`, `MiB`, `GiB` "
                       "(powers of 1024).",
               .flag = "--max-file-size BYTES",
               .minimum = 1024,
               .maximum = 1U << 30U},
    SettingRow{.name = "max_concurrent_files",
               .field = &Settings::max_concurrent_files,
               .default_text = "10",
               .example = "4",
               .summary = "Files that are read at once.",
               .note = "Never more than the machine has processors.",
               .flag = "--jobs COUNT",
               .minimum = 1,
               .maximum = 100},
    SettingRow{
        .name = "output_format",
        .field = &Settings::output_format,
        .default_text = "[terminal]",
        .example = "[terminal, sarif]",
        .summary = "The formats in which the report is written.",
        .note =
            "A source that sets this and not `output_file` starts with no files again, as the two are read "
            "in step.",
        .flag = "--format FORMAT",
        .vocabulary = Vocabulary::kFormats},
    SettingRow{
        .name = "output_file",
        .field = &Settings::output_file,
        .default_text = "[]",
        .example = "[\"-\", report.sarif]",
        .summary = "Where each format of `output_format` goes, in the same order.",
        .note =
            "`-`, or no entry, is standard output. A project's file can name only files inside the project.",
        .flag = "--output FILE",
        .is_path = true},
    SettingRow{.name = "baseline",
               .field = &Settings::baseline,
               .default_text = "\"\"",
               .example = ".mcp-sentinel-baseline.json",
               .summary = "A file with findings that are known; they do not count.",
               .note = "`mcp-sentinel baseline create` writes it. A project's file can name only one inside "
                       "the project.",
               .flag = "--baseline FILE",
               .is_path = true},
    SettingRow{.name = "rules",
               .field = &Settings::rules,
               .default_text = "[]",
               .example = "[my-rules/]",
               .summary = "Folders and files with rules of your own.",
               .note = "A project's file can name only what lies inside the project.",
               .flag = "--rules PATH",
               .is_path = true},
    SettingRow{.name = "rule_options",
               .field = &Settings::rule_options,
               .default_text = "{}",
               .example = "{secrets/json-web-token: {severity: low}}",
               .summary = "Options of single rules, by their ids.",
               .note = "A later source adds to an earlier one, rule by rule."},
    SettingRow{
        .name = "overrides",
        .field = &Settings::overrides,
        .default_text = "[]",
        .example = "[{paths: [tests/], severity: low}]",
        .summary = "Other settings for the paths that match.",
        .note = "Each entry names `paths` and what changes there. All entries that match a path apply."},
    SettingRow{.name = "honor_markers",
               .field = &Settings::honor_markers,
               .default_text = "[]",
               .example = "[nosec]",
               .summary = "Comments of other tools that hide a finding on their line too.",
               .note = "`mcp-sentinel: ignore[...]` always counts.",
               .flag = "--honor MARKER",
               .vocabulary = Vocabulary::kChoices,
               .choices = kMarkers},
    SettingRow{.name = "log_level",
               .field = &Settings::log_level,
               .default_text = "WARNING",
               .example = "DEBUG",
               .summary = "What is logged on standard error.",
               .flag = "--log-level LEVEL",
               .vocabulary = Vocabulary::kChoices,
               .choices = kLogLevels},
    SettingRow{.name = "log_format",
               .field = &Settings::log_format,
               .default_text = "text",
               .example = "json",
               .summary = "Log lines for people, or one JSON object a line.",
               .flag = "--log-format FORMAT",
               .vocabulary = Vocabulary::kChoices,
               .choices = kLogFormats},
    SettingRow{
        .name = "extends",
        .field = std::monostate{},
        .default_text = "[]",
        .example = "[../shared/mcp-sentinel.yaml]",
        .summary = "Settings files that this one starts from; later ones win, this file over all.",
        .note = "Files only, no addresses. A project's file can name only what lies inside the project.",
        .is_path = true},
    SettingRow{.name = "version",
               .field = std::monostate{},
               .default_text = "1",
               .example = "1",
               .summary = "The version of this file's format.",
               .minimum = 1,
               .maximum = 1},
};

constexpr std::array kOverrideKeys = {
    NestedKey{"paths", "a list of path patterns", "Where this entry applies; written as `include_patterns`."},
    NestedKey{"off", "a list of rule ids, families or \"*\"", "Rules that are not reported there."},
    NestedKey{"severity", "info, low, medium, high, critical",
              "Nothing there is reported above this severity."},
    NestedKey{"min_confidence", "a number from 0 to 1", "Instead of the setting of that name."},
};

constexpr std::array kRuleOptionKeys = {
    NestedKey{"off", "true, false", "The rule does not run."},
    NestedKey{"severity", "info, low, medium, high, critical", "Instead of the rule's own severity."},
};

}  // namespace

std::span<const SettingRow> setting_rows() { return kRows; }

const SettingRow* find_setting(std::string_view name) {
  const auto* const found =
      std::find_if(kRows.begin(), kRows.end(), [&](const SettingRow& row) { return row.name == name; });
  return found == kRows.end() ? nullptr : &*found;
}

std::string environment_name(const SettingRow& row) {
  if (row.is_only_in_files()) return {};
  std::string name = "MCP_SENTINEL_";
  for (const char c : row.name) name += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  return name;
}

std::vector<std::string_view> allowed_words(const SettingRow& row, const KnownNames& known) {
  switch (row.vocabulary) {
    case Vocabulary::kFree:
      return {};
    case Vocabulary::kChoices:
      return {row.choices.begin(), row.choices.end()};
    case Vocabulary::kFormats:
      return {known.formats.begin(), known.formats.end()};
    case Vocabulary::kDetectors:
      return {known.detectors.begin(), known.detectors.end()};
  }
  return {};
}

std::string allowed_text(const SettingRow& row, const KnownNames& known) {
  const std::vector<std::string_view> words = allowed_words(row, known);
  if (!words.empty()) return fmt::format("{}{}", row.is_list() ? "any of " : "", fmt::join(words, ", "));
  struct Text {
    const SettingRow& row;
    std::string operator()(std::monostate /*field*/) const {
      return row.is_extends() ? "a list of files" : "1";
    }
    std::string operator()(int Settings::* /*field*/) const {
      return fmt::format("a whole number from {} to {}", row.minimum, row.maximum);
    }
    std::string operator()(double Settings::* /*field*/) const {
      return fmt::format("a number from {} to {}", row.minimum, row.maximum);
    }
    std::string operator()(uint64_t Settings::* /*field*/) const {
      return fmt::format("a size from {:.0f} bytes to {:.0f} GiB, as 1048576, 512KiB or 2MB", row.minimum,
                         row.maximum / (1U << 30U));
    }
    std::string operator()(bool Settings::* /*field*/) const { return "true, false"; }
    std::string operator()(std::string Settings::* /*field*/) const {
      return row.is_path ? "a file" : "text";
    }
    std::string operator()(std::vector<std::string> Settings::* /*field*/) const {
      if (row.vocabulary == Vocabulary::kFormats) return "a list of formats";
      if (row.vocabulary == Vocabulary::kDetectors) return "a list of families";
      return row.is_path ? "a list of paths" : "a list of path patterns";
    }
    std::string operator()(std::vector<PathOverride> Settings::* /*field*/) const {
      return "a list of maps with paths, off, severity, min_confidence";
    }
    std::string operator()(std::map<std::string, RuleOption> Settings::* /*field*/) const {
      return "a map from rule ids to maps with off, severity";
    }
    // The rest have words.
    std::string operator()(Severity Settings::* /*field*/) const { return {}; }
    std::string operator()(std::optional<Severity> Settings::* /*field*/) const { return {}; }
    std::string operator()(LogLevel Settings::* /*field*/) const { return {}; }
    std::string operator()(LogFormat Settings::* /*field*/) const { return {}; }
  };
  return std::visit(Text{row}, row.field);
}

std::span<const NestedKey> override_keys() { return kOverrideKeys; }
std::span<const NestedKey> rule_option_keys() { return kRuleOptionKeys; }

}  // namespace sentinel
