// A report with everything that a format must cope with, for tests.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include "report/formatter.h"

namespace sentinel {

RuleSet test_rules();

// Findings of every severity, suppressed in both ways, skips of every reason, and hostile text wherever text
// can come from a scanned file: control, bidi and escape characters, quotes, markup, commands of build
// servers, bytes that are not UTF-8.
ScanReport test_report();

// Nothing found, everything read.
ScanReport clean_report();

Finding test_finding(std::string rule, Severity severity, std::string path, uint32_t line, std::string code,
                     std::string_view marked);

std::string write_with(std::string_view format, const ScanReport& report, const FormatOptions& options = {});

// Compares with tests/golden/report/`name`. On a difference the text is kept in the build folder for
// tools/approve.py.
void expect_golden(std::string_view name, const std::string& text);

// Runs a validator of tools/; empty if it accepts. Not run, with std::nullopt, where node_modules is not
// installed.
std::optional<std::string> validation_errors(const std::string& command, std::string_view file_name,
                                             const std::string& text);

}  // namespace sentinel
