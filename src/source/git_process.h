// Runs the git command on repositories that nobody vouches for.
//
// A repository's own configuration can name programs: hooks, filters, text converters, a file system monitor,
// remote helpers for objects that are missing. Only plumbing commands that run none of these are used, and
// what could still start one is switched off for every call. Nothing goes through a shell.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <filesystem>
#include <functional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "net/environment.h"

namespace sentinel {

// A running program with its three pipes. Killed, with all that it started, when the object goes.
class ChildProcess {
 public:
  enum class ErrorOutput { kPipe, kDiscard };

  // `arguments[0]` is the program's path. `variables` ("NAME=value") are its whole environment.
  [[nodiscard]] static Result<ChildProcess> start(const std::vector<std::string>& arguments,
                                                  const std::vector<std::string>& variables,
                                                  ErrorOutput errors);
  ChildProcess(ChildProcess&& other) noexcept;
  ChildProcess& operator=(ChildProcess&& other) noexcept;
  ~ChildProcess();

  int input() const { return input_; }  // a socket; all three do not block, -1 when closed
  int output() const { return output_; }
  int errors() const { return errors_; }
  void close_input();
  // The exit status (128 + signal when killed) once it has ended, else -1.
  int poll_status();

 private:
  ChildProcess() = default;

  pid_t pid_ = -1;
  int status_ = -1;
  int input_ = -1;
  int output_ = -1;
  int errors_ = -1;
};

struct GitCall {
  std::vector<std::string> arguments;  // behind `git` and our own options
  std::string input;
  size_t output_limit = 256U << 20U;
  std::chrono::seconds timeout{300};
  std::function<Result<void>()> watch;  // called about ten times a second; an error ends the call
};

struct GitOutput {
  int status = 0;
  std::string out;
  std::string err;
};

class GitProgram {
 public:
  // Looks in the absolute folders of $PATH. `protocols`: what may be used to reach another repository, as in
  // "https:ssh"; "none" for work on a local one.
  [[nodiscard]] static Result<GitProgram> find(const Environment& environment,
                                               std::string protocols = "none");

  // `git -C folder`: repositories are found from there, and git judges who owns them.
  void set_folder(const std::filesystem::path& folder) { place_ = {"-C", folder.string()}; }
  // `git --git-dir=folder`: a repository that is ours.
  void set_repository(const std::filesystem::path& folder) { place_ = {"--git-dir=" + folder.string()}; }
  void set_index(std::string path) { variables_.push_back("GIT_INDEX_FILE=" + std::move(path)); }

  // Any exit status is a result. Errors: kLimit, kInterrupted, kNetwork (timeout), kNotFound (no git).
  [[nodiscard]] Result<GitOutput> run(const GitCall& call, const std::stop_token& stop) const;
  // The standard output of a call that must succeed.
  [[nodiscard]] Result<std::string> read(const GitCall& call, const std::stop_token& stop) const;
  [[nodiscard]] Result<ChildProcess> start(const std::vector<std::string>& arguments) const;

 private:
  std::vector<std::string> command_line(const std::vector<std::string>& arguments) const;

  std::string program_;
  std::vector<std::string> variables_;
  std::vector<std::string> place_;
};

// What git said on standard error, as an Error: its first "fatal:" line, printable, without passwords.
Error git_error(std::string_view standard_error);

}  // namespace sentinel
