#include <unistd.h>

#include <algorithm>
#include <optional>

#include <fmt/format.h>

#include "base/files.h"
#include "base/text.h"
#include "cli/commands.h"
#include "cli/interrupt.h"
#include "cli/output.h"
#include "cli/progress_bar.h"
#include "cli/session.h"
#include "cli/targets.h"
#include "engine/baseline.h"
#include "engine/scan.h"
#include "report/summary.h"
#include "source/package.h"

namespace sentinel {
namespace {

struct Scanned {
  Session session;
  ScanReport report;
};

Result<void> check_arguments(const ScanArguments& arguments, const Settings& settings) {
  if (arguments.show_secrets && settings.output_format != std::vector<std::string>{"terminal"}) {
    return fail(ErrorKind::kUsage, "--show-secrets is for a person at a terminal", {},
                "leave it out, or use --format terminal alone");
  }
  return check_outputs(settings);
}

ProgressStyle progress_style(const ScanArguments& arguments, const Settings& settings,
                             const Console& console) {
  const bool redraws = console.can_redraw_error();
  switch (arguments.progress) {
    case ProgressMode::kNever:
      return ProgressStyle::kHidden;
    case ProgressMode::kAlways:
      return redraws ? ProgressStyle::kBar : ProgressStyle::kLines;
    case ProgressMode::kAuto:
      break;
  }
  // A log that tells of progress would be written into the bar.
  const bool wanted = !arguments.quiet && settings.log_level > LogLevel::kInfo;
  return wanted && redraws ? ProgressStyle::kBar : ProgressStyle::kHidden;
}

std::string first_progress(const ScanArguments& arguments) {
  return std::any_of(arguments.targets.begin(), arguments.targets.end(), is_coordinate)
             ? "Fetching packages ..."
             : "Listing files ...";
}

Result<Scanned> scan_targets(const ScanArguments& arguments, Console& console) {
  const InterruptGuard interrupt;
  SENTINEL_ASSIGN_OR_RETURN(Session session,
                            open_session(arguments, settings_folder(arguments.targets), console));
  SENTINEL_RETURN_IF_ERROR(check_arguments(arguments, session.settings));
  Logger logger(STDERR_FILENO, session.settings.log_level, session.settings.log_format);

  ScanPlan plan = make_plan(session.settings, session.catalog.rules());
  plan.show_secrets = arguments.show_secrets;
  if (!session.settings.baseline.empty()) {
    SENTINEL_ASSIGN_OR_RETURN(plan.baseline, read_baseline(session.settings.baseline));
  }
  Progress progress;
  std::optional<ProgressBar> bar(std::in_place, progress, console,
                                 progress_style(arguments, session.settings, console),
                                 first_progress(arguments));
  SENTINEL_ASSIGN_OR_RETURN(
      Targets targets,
      resolve_targets(arguments, session.settings, console.environment(), logger, interrupt.token()));
  plan.targets = std::move(targets.targets);
  plan.root = targets.root;
  logger.debug("scan", {{"targets", std::to_string(plan.targets.size())},
                        {"jobs", std::to_string(plan.jobs)},
                        {"patterns", std::string(session.catalog.variant())}});

  SENTINEL_ASSIGN_OR_RETURN(ScanReport report, scan(plan, session.catalog, interrupt.token(), progress));
  bar.reset();
  for (const Skip& skip : report.skips) {
    if (is_failure(skip.reason) && logger.is_on(LogLevel::kInfo)) {
      logger.info("not read",
                  {{"path", escape_for_display(skip.path)}, {"reason", std::string(name_of(skip.reason))}});
    }
  }
  return Scanned{std::move(session), std::move(report)};
}

ExitCode exit_code_of(const ScanReport& report, const Settings& settings) {
  if (report.interrupted) return ExitCode::kInterrupted;
  for (const Finding& finding : report.findings) {
    if (!finding.suppression && settings.fail_on && finding.severity >= *settings.fail_on)
      return ExitCode::kFindings;
  }
  return report.is_complete() || settings.allow_incomplete ? ExitCode::kClean : ExitCode::kIncomplete;
}

ExitCode conclude_failed_scan(const Error& error, Console& console) {
  console.error(error);
  return error.kind == ErrorKind::kInterrupted ? ExitCode::kInterrupted : ExitCode::kUsage;
}

// A report on the screen, or in the log of a build, that is written for people.
bool shows_report(const Settings& settings) {
  for (size_t i = 0; i < settings.output_format.size(); ++i) {
    const std::string& format = settings.output_format[i];
    if (output_of(settings, i) == "-" && (format == "terminal" || format == "markdown" || format == "github"))
      return true;
  }
  return false;
}

}  // namespace

ExitCode conclude(const Result<void>& result, Console& console) {
  if (result) return ExitCode::kClean;
  console.error(result.error());
  return ExitCode::kUsage;
}

ExitCode run_scan(const ScanArguments& arguments, Console& console) {
  const auto scanned = scan_targets(arguments, console);
  if (!scanned) return conclude_failed_scan(scanned.error(), console);
  const Settings& settings = scanned->session.settings;
  FormatOptions options;
  options.color = console.use_color(arguments.no_color);
  options.width = console.width();
  options.verbose = arguments.verbose;
  options.quiet = arguments.quiet;
  options.timings = arguments.timings;
  options.reproducible = arguments.reproducible;
  const ExitCode code = exit_code_of(scanned->report, settings);
  options.exit_code = static_cast<int>(code);
  if (const auto written =
          write_reports(scanned->report, scanned->session.catalog.rules(), settings, options, console);
      !written) {
    console.error(written.error());
    return ExitCode::kUsage;
  }
  // A machine reads the report; whoever started the scan should know all the same.
  const std::string incomplete = incomplete_verdict(scanned->report);
  if (!incomplete.empty() && !shows_report(settings)) console.note("mcp-sentinel: " + incomplete + "\n");
  return code;
}

ExitCode run_baseline_create(const BaselineCreateArguments& arguments, Console& console) {
  const auto scanned = scan_targets(arguments, console);
  if (!scanned) return conclude_failed_scan(scanned.error(), console);
  const ScanReport& report = scanned->report;
  if (!report.is_complete() && !scanned->session.settings.allow_incomplete) {
    console.error({ErrorKind::kUnreadable,
                   "something in scope could not be read, so the baseline was not written",
                   {},
                   "see what with `mcp-sentinel scan`, or give --allow-incomplete"});
    return report.interrupted ? ExitCode::kInterrupted : ExitCode::kIncomplete;
  }
  if (const auto written = write_file(arguments.file, baseline_json(report)); !written) {
    console.error(written.error());
    return ExitCode::kUsage;
  }
  if (!arguments.quiet) {
    console.note(
        fmt::format("{} written to {}\n", count_of(report.findings.size(), "finding"), arguments.file));
  }
  return ExitCode::kClean;
}

ExitCode run_baseline_show(const BaselineShowArguments& arguments, Console& console) {
  const auto entries = read_baseline(arguments.file);
  if (!entries) {
    console.error(entries.error());
    return ExitCode::kUsage;
  }
  std::string out;
  for (const BaselineEntry& entry : *entries) {
    out += fmt::format("{}  {}  {}\n", escape_for_display(entry.fingerprint), escape_for_display(entry.rule),
                       escape_for_display(entry.path));
  }
  out += count_of(entries->size(), "finding") + "\n";
  return conclude(console.print(out), console);
}

}  // namespace sentinel
