// The outside world of the program: its streams, environment and folders.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "base/result.h"
#include "net/environment.h"

namespace sentinel {

class Console {
 public:
  explicit Console(Environment environment);

  const Environment& environment() const { return environment_; }
  std::string_view variable(const std::string& name) const;  // empty when unset

  // Standard output, every byte or an error.
  [[nodiscard]] Result<void> print(std::string_view text);
  // Standard error. An error begins with the program's name and is escaped; a note is printed as it is.
  void error(const Error& error);
  void note(std::string_view text);

  bool output_is_terminal() const;
  bool input_is_terminal() const;
  // Colours on standard output: --no-color, NO_COLOR, CLICOLOR_FORCE, TERM=dumb, and whether it is a
  // terminal.
  bool use_color(bool no_color_flag) const;
  int width() const;  // COLUMNS, the terminal's, or 100; 40 to 200

  // Whether a line on standard error can be drawn anew, and how many columns it has there now.
  bool can_redraw_error() const;
  int error_width() const;

  // A question on the terminal; false without one, and for every answer but yes.
  bool confirm(std::string_view question);

  std::filesystem::path cache_folder() const;  // of this program; empty when there is no place for one

 private:
  Environment environment_;
};

}  // namespace sentinel
