#include "cli/output.h"

#include <set>

#include "base/files.h"

namespace sentinel {

std::string_view output_of(const Settings& settings, size_t index) {
  return index < settings.output_file.size() ? std::string_view(settings.output_file[index]) : "-";
}

Result<void> check_outputs(const Settings& settings) {
  if (settings.output_file.size() > settings.output_format.size()) {
    return fail(ErrorKind::kUsage, "more --output files than --format names", {},
                "give each --output its --format");
  }
  std::set<std::filesystem::path> seen;
  for (size_t i = 0; i < settings.output_format.size(); ++i) {
    const std::string_view output = output_of(settings, i);
    std::error_code error;
    const std::filesystem::path path =
        output == "-" ? output : std::filesystem::absolute(output, error).lexically_normal();
    if (!seen.insert(path).second) {
      return fail(ErrorKind::kUsage,
                  output == "-" ? "two reports for standard output"
                                : "two reports for one file: " + std::string(output),
                  {}, "give each --format its own --output");
    }
    if (output == "-") continue;
    if (std::filesystem::is_directory(path, error)) {
      return fail(ErrorKind::kUsage, "is a folder", std::string(output), "name a file for --output");
    }
    const std::filesystem::path folder = path.parent_path();
    if (!std::filesystem::is_directory(folder, error)) {
      return fail(ErrorKind::kUsage, "no such folder", folder.string(), "create it before the scan");
    }
  }
  return {};
}

Result<void> write_reports(const ScanReport& report, const RuleSet& rules, const Settings& settings,
                           const FormatOptions& options, Console& console) {
  Result<void> out;
  for (size_t i = 0; i < settings.output_format.size(); ++i) {
    const Formatter* formatter = find_formatter(settings.output_format[i]);
    const std::string_view output = output_of(settings, i);
    FormatOptions own = options;
    if (output != "-") own.color = false;
    const std::string text = formatter->write(report, rules, own);
    Result<void> written = output == "-" ? console.print(text) : write_file(output, text);
    if (!written && out) {
      Error error = std::move(written).error();
      error.kind = ErrorKind::kUsage;
      error.message = "the report " + error.message;
      out = tl::unexpected<Error>(std::move(error));
    }
  }
  return out;
}

}  // namespace sentinel
