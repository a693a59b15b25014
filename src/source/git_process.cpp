#include "source/git_process.h"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <utility>

#include <fmt/format.h>

#include "base/text.h"

namespace sentinel {

namespace {

using Clock = std::chrono::steady_clock;

constexpr size_t kMaxErrorOutput = 64U << 10U;

// Variables that speak of one repository (git rev-parse --local-env-vars) or change what plumbing prints. Set
// by a hook that runs us, they would lead every call to the wrong repository. GIT_CONFIG_COUNT and
// GIT_CONFIG_PARAMETERS are the user's own settings and stay.
constexpr std::array<std::string_view, 22> kDroppedVariables = {"GIT_ALTERNATE_OBJECT_DIRECTORIES",
                                                                "GIT_COMMON_DIR",
                                                                "GIT_CONFIG",
                                                                "GIT_DIR",
                                                                "GIT_EXTERNAL_DIFF",
                                                                "GIT_DIFF_OPTS",
                                                                "GIT_GLOB_PATHSPECS",
                                                                "GIT_GRAFT_FILE",
                                                                "GIT_ICASE_PATHSPECS",
                                                                "GIT_IMPLICIT_WORK_TREE",
                                                                "GIT_INDEX_FILE",
                                                                "GIT_INTERNAL_SUPER_PREFIX",
                                                                "GIT_LITERAL_PATHSPECS",
                                                                "GIT_NAMESPACE",
                                                                "GIT_NOGLOB_PATHSPECS",
                                                                "GIT_OBJECT_DIRECTORY",
                                                                "GIT_PREFIX",
                                                                "GIT_REPLACE_REF_BASE",
                                                                "GIT_SHALLOW_FILE",
                                                                "GIT_WORK_TREE",
                                                                "GIT_DEFAULT_HASH",
                                                                "GIT_QUARANTINE_PATH"};

constexpr std::array<std::pair<std::string_view, std::string_view>, 7> kFixedVariables = {{
    {"LC_ALL", "C"},
    {"GIT_TERMINAL_PROMPT", "0"},
    {"GIT_OPTIONAL_LOCKS", "0"},      // never writes to the repository
    {"GIT_NO_LAZY_FETCH", "1"},       // a missing object is missing, not fetched
    {"GIT_NO_REPLACE_OBJECTS", "1"},  // refs/replace would show other contents than those that were committed
    {"GIT_ATTR_NOSYSTEM", "1"},
    {"GIT_PAGER", "cat"},
}};

struct Pipe {
  int read_end = -1;
  int write_end = -1;
};

// Away from 0 to 2, so that giving them to the child never meets a descriptor that is still needed.
int raise_above_standard(int descriptor) {
  if (descriptor < 0 || descriptor > 2) return descriptor;
  const int raised = fcntl(descriptor, F_DUPFD_CLOEXEC, 3);
  close(descriptor);
  return raised;
}

void close_all(std::initializer_list<int> descriptors) {
  for (const int descriptor : descriptors) {
    if (descriptor >= 0) close(descriptor);
  }
}

bool open_pipe(Pipe& pipe) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) return false;
  pipe = {raise_above_standard(ends[0]), raise_above_standard(ends[1])};
  return pipe.read_end >= 0 && pipe.write_end >= 0;
}

// A socket, because writing to one whose reader has died can be told not to raise SIGPIPE.
bool open_socket(Pipe& pipe) {
  int ends[2];
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) return false;
  pipe = {raise_above_standard(ends[0]), raise_above_standard(ends[1])};
  return pipe.read_end >= 0 && pipe.write_end >= 0;
}

void do_not_block(int descriptor) {
  if (descriptor >= 0) fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK);
}

// Closes `descriptor` at its end. False when more than `limit` bytes came.
bool read_available(int descriptor, std::string& into, size_t limit, bool& is_open) {
  std::array<char, 65536> buffer;
  while (is_open) {
    const ssize_t count = ::read(descriptor, buffer.data(), buffer.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) return true;
    if (count <= 0) {
      is_open = false;
      return true;
    }
    if (into.size() + static_cast<size_t>(count) > limit) return false;
    into.append(buffer.data(), static_cast<size_t>(count));
  }
  return true;
}

std::string without_passwords(std::string_view text) {
  std::string out;
  for (;;) {
    const size_t scheme = text.find("://");
    if (scheme == std::string_view::npos) return out.append(text);
    out.append(text.substr(0, scheme + 3));
    text.remove_prefix(scheme + 3);
    const size_t end = std::min(text.find_first_of(" \t\n'\""), text.size());
    const size_t at = text.substr(0, end).rfind('@');
    if (at == std::string_view::npos) continue;
    out += "***";
    text.remove_prefix(at);
  }
}

}  // namespace

Result<ChildProcess> ChildProcess::start(const std::vector<std::string>& arguments,
                                         const std::vector<std::string>& variables, ErrorOutput errors) {
  Pipe input;
  Pipe output;
  Pipe error;
  const bool opened =
      open_socket(input) && open_pipe(output) && (errors == ErrorOutput::kDiscard || open_pipe(error));
  const auto close_pipes = [&] {
    close_all({input.read_end, input.write_end, output.read_end, output.write_end, error.read_end,
               error.write_end});
  };
  if (!opened) {
    close_pipes();
    return fail(ErrorKind::kUnreadable, fmt::format("no pipe can be opened: {}", std::strerror(errno)));
  }

  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, input.read_end, STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, output.write_end, STDOUT_FILENO);
  if (errors == ErrorOutput::kDiscard) {
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
  } else {
    posix_spawn_file_actions_adddup2(&actions, error.write_end, STDERR_FILENO);
  }

  // A group of its own, so that what git starts can be ended with it; signals as a fresh program has them.
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  sigset_t signals;
  sigemptyset(&signals);
  posix_spawnattr_setsigmask(&attributes, &signals);
  for (const int number : {SIGPIPE, SIGINT, SIGTERM, SIGHUP, SIGQUIT}) sigaddset(&signals, number);
  posix_spawnattr_setsigdefault(&attributes, &signals);
  posix_spawnattr_setpgroup(&attributes, 0);
  posix_spawnattr_setflags(&attributes,
                           POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);

  const auto pointers = [](const std::vector<std::string>& strings) {
    std::vector<char*> out;
    for (const std::string& text : strings) out.push_back(const_cast<char*>(text.c_str()));
    out.push_back(nullptr);
    return out;
  };
  ChildProcess child;
  const int failure = posix_spawn(&child.pid_, arguments[0].c_str(), &actions, &attributes,
                                  pointers(arguments).data(), pointers(variables).data());
  posix_spawn_file_actions_destroy(&actions);
  posix_spawnattr_destroy(&attributes);
  if (failure != 0) {
    child.pid_ = -1;
    close_pipes();
    return fail(ErrorKind::kUnreadable, fmt::format("cannot be started: {}", std::strerror(failure)),
                arguments[0]);
  }
  close_all({input.read_end, output.write_end, error.write_end});
  child.input_ = input.write_end;
  child.output_ = output.read_end;
  child.errors_ = error.read_end;
  for (const int descriptor : {child.input_, child.output_, child.errors_}) do_not_block(descriptor);
  return child;
}

ChildProcess::ChildProcess(ChildProcess&& other) noexcept { *this = std::move(other); }

ChildProcess& ChildProcess::operator=(ChildProcess&& other) noexcept {
  std::swap(pid_, other.pid_);
  std::swap(status_, other.status_);
  std::swap(input_, other.input_);
  std::swap(output_, other.output_);
  std::swap(errors_, other.errors_);
  return *this;
}

ChildProcess::~ChildProcess() {
  close_all({input_, output_, errors_});
  if (pid_ <= 0) return;
  // Until it is waited for, nobody else can have its number. What outlives a git that ended by itself is
  // meant to (the daemon of a credential helper).
  if (poll_status() < 0) kill(-pid_, SIGKILL);
  while (waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
  }
}

void ChildProcess::close_input() {
  close_all({input_});
  input_ = -1;
}

int ChildProcess::poll_status() {
  siginfo_t info{};
  if (status_ < 0 && waitid(P_PID, static_cast<id_t>(pid_), &info, WEXITED | WNOHANG | WNOWAIT) == 0 &&
      info.si_pid == pid_) {
    status_ = info.si_code == CLD_EXITED ? info.si_status : 128 + info.si_status;
  }
  return status_;
}

Result<GitProgram> GitProgram::find(const Environment& environment, std::string protocols) {
  GitProgram git;
  const std::string path = environment.find("PATH").value_or("/usr/local/bin:/usr/bin:/bin");
  for (const std::string_view folder : split(path, ':')) {
    // A relative folder would be looked up where we stand: in what is scanned.
    if (folder.empty() || folder.front() != '/') continue;
    const std::string candidate = std::string(folder) + "/git";
    if (access(candidate.c_str(), X_OK) == 0) {
      git.program_ = candidate;
      break;
    }
  }
  if (git.program_.empty()) {
    return fail(ErrorKind::kNotFound, "the git command was not found in PATH", {},
                "install git (Debian: git)");
  }

  for (const auto& [name, value] : environment.variables) {
    const bool is_dropped =
        std::ranges::find(kDroppedVariables, name) != kDroppedVariables.end() ||
        name == "GIT_ALLOW_PROTOCOL" ||
        std::ranges::any_of(kFixedVariables, [&](const auto& fixed) { return fixed.first == name; });
    if (!is_dropped) git.variables_.push_back(name + "=" + value);
  }
  for (const auto& [name, value] : kFixedVariables)
    git.variables_.push_back(fmt::format("{}={}", name, value));
  // This list is stronger than any protocol.*.allow of a repository's configuration.
  git.variables_.push_back("GIT_ALLOW_PROTOCOL=" + std::move(protocols));
  if (!environment.find("SSH_ASKPASS")) {
    // ssh must fail rather than wait at a terminal for a password.
    git.variables_.emplace_back("SSH_ASKPASS=/bin/false");
    if (!environment.find("SSH_ASKPASS_REQUIRE")) git.variables_.emplace_back("SSH_ASKPASS_REQUIRE=force");
  }
  return git;
}

std::vector<std::string> GitProgram::command_line(const std::vector<std::string>& arguments) const {
  std::vector<std::string> line = {program_};
  line.insert(line.end(), place_.begin(), place_.end());
  for (const char* option :
       {"--no-pager", "--literal-pathspecs", "-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null",
        "-c", "core.untrackedCache=false", "-c", "gc.auto=0", "-c", "maintenance.auto=false"}) {
    line.emplace_back(option);
  }
  line.insert(line.end(), arguments.begin(), arguments.end());
  return line;
}

Result<ChildProcess> GitProgram::start(const std::vector<std::string>& arguments) const {
  return ChildProcess::start(command_line(arguments), variables_, ChildProcess::ErrorOutput::kDiscard);
}

Result<GitOutput> GitProgram::run(const GitCall& call, const std::stop_token& stop) const {
  SENTINEL_ASSIGN_OR_RETURN(ChildProcess child, ChildProcess::start(command_line(call.arguments), variables_,
                                                                    ChildProcess::ErrorOutput::kPipe));
  GitOutput result;
  const Clock::time_point deadline = Clock::now() + call.timeout;
  Clock::time_point next_watch = Clock::now();
  std::string_view input = call.input;
  if (input.empty()) child.close_input();
  bool output_open = true;
  bool errors_open = true;
  for (;;) {
    if (stop.stop_requested()) return fail(ErrorKind::kInterrupted, "git was stopped");
    if (Clock::now() > deadline) {
      return fail(ErrorKind::kNetwork, fmt::format("git took longer than {} seconds", call.timeout.count()));
    }
    if (call.watch && Clock::now() >= next_watch) {
      SENTINEL_RETURN_IF_ERROR(call.watch());
      next_watch = Clock::now() + std::chrono::milliseconds(100);
    }

    // Asked before the last reading, so that all it wrote is there to be read.
    const int status = child.poll_status();
    if (!read_available(child.output(), result.out, call.output_limit, output_open)) {
      return fail(ErrorKind::kLimit, fmt::format("git printed more than {} bytes", call.output_limit));
    }
    std::string errors;
    read_available(child.errors(), errors, kMaxErrorOutput, errors_open);
    result.err += errors.substr(0, kMaxErrorOutput - std::min(kMaxErrorOutput, result.err.size()));
    if (status >= 0) {
      result.status = status;
      return result;
    }

    while (!input.empty()) {
      const ssize_t sent = send(child.input(), input.data(), input.size(), MSG_NOSIGNAL);
      if (sent < 0 && errno == EINTR) continue;
      if (sent < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) break;
      // A reader that is gone says why on its standard error.
      input.remove_prefix(sent < 0 ? input.size() : static_cast<size_t>(sent));
    }
    if (input.empty() && child.input() >= 0) child.close_input();
    // With both pipes at their end it is about to exit, which no descriptor tells.
    const bool is_ending = !output_open && !errors_open;
    std::array<pollfd, 3> entries{{{output_open ? child.output() : -1, POLLIN, 0},
                                   {errors_open ? child.errors() : -1, POLLIN, 0},
                                   {input.empty() ? -1 : child.input(), POLLOUT, 0}}};
    poll(entries.data(), entries.size(), is_ending ? 1 : 20);
  }
}

Result<std::string> GitProgram::read(const GitCall& call, const std::stop_token& stop) const {
  SENTINEL_ASSIGN_OR_RETURN(GitOutput output, run(call, stop));
  if (output.status != 0) return tl::unexpected(git_error(output.err));
  return std::move(output.out);
}

Error git_error(std::string_view standard_error) {
  std::string message;
  std::string hint;
  for (const std::string_view line : split(standard_error, '\n')) {
    if (message.empty() && line.starts_with("fatal: ")) message = line.substr(7);
    if (line.contains("git config --global --add safe.directory")) {
      hint = fmt::format("if you trust its owner: {}", escape_for_display(trim(line)));
    }
  }
  if (message.empty()) message = trim(standard_error.substr(0, standard_error.find('\n')));
  message = message.empty() ? "it failed without a word" : escape_for_display(without_passwords(message));
  const bool is_missing = message.contains("not a git repository");
  return {is_missing ? ErrorKind::kNotFound : ErrorKind::kUnreadable, "git: " + message, {}, hint};
}

}  // namespace sentinel
