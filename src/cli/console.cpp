#include "cli/console.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>

#include "base/files.h"
#include "base/text.h"
#include "base/version.h"

namespace sentinel {

Console::Console(Environment environment) : environment_(std::move(environment)) {}

std::string_view Console::variable(const std::string& name) const {
  const auto it = environment_.variables.find(name);
  return it != environment_.variables.end() ? std::string_view(it->second) : std::string_view();
}

Result<void> Console::print(std::string_view text) {
  return write_all(STDOUT_FILENO, text).map_error([](Error error) {
    return std::move(error).within("standard output");
  });
}

void Console::error(const Error& error) {
  // File names and values come from outside: nothing in them may steer the terminal.
  const std::string text = error.text();
  std::string out = std::string(kProgramName) + ": ";
  for (const std::string_view line : split(text, '\n')) out += escape_for_display(line) + "\n";
  note(out);
}

void Console::note(std::string_view text) {
  // Where standard error is gone, there is nobody to tell.
  [[maybe_unused]] const auto written = write_all(STDERR_FILENO, text);
}

bool Console::output_is_terminal() const { return isatty(STDOUT_FILENO) == 1; }
bool Console::input_is_terminal() const { return isatty(STDIN_FILENO) == 1; }

bool Console::use_color(bool no_color_flag) const {
  if (no_color_flag || !variable("NO_COLOR").empty()) return false;
  if (const std::string_view force = variable("CLICOLOR_FORCE"); !force.empty() && force != "0") return true;
  return output_is_terminal() && variable("TERM") != "dumb";
}

int Console::width() const {
  int columns = 0;
  const std::string_view given = variable("COLUMNS");
  std::from_chars(given.data(), given.data() + given.size(), columns);
  winsize size{};
  if (columns <= 0 && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0) columns = size.ws_col;
  return columns <= 0 ? 100 : std::clamp(columns, 40, 200);
}

bool Console::can_redraw_error() const {
  return isatty(STDERR_FILENO) == 1 && !variable("TERM").empty() && variable("TERM") != "dumb";
}

int Console::error_width() const {
  winsize size{};
  return ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
}

bool Console::confirm(std::string_view question) {
  if (!input_is_terminal()) return false;
  note(std::string(question) + " [y/N] ");
  std::string answer;
  char c = 0;
  while (answer.size() < 16 && read(STDIN_FILENO, &c, 1) == 1 && c != '\n') answer += c;
  answer = to_lower(trim(answer));
  return answer == "y" || answer == "yes";
}

std::filesystem::path Console::cache_folder() const {
  std::filesystem::path base(variable("XDG_CACHE_HOME"));
  if (!base.is_absolute()) {
    if (environment_.home().empty()) return {};
    base = environment_.home() / ".cache";
  }
  return base / kProgramName;
}

}  // namespace sentinel
