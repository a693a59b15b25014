#include "base/files.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <ctime>
#include <utility>

#include <fmt/format.h>
#include <pthread.h>

namespace sentinel {

namespace {

class Descriptor {
 public:
  explicit Descriptor(int value) : value_(value) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (value_ >= 0) ::close(value_);
  }

  int get() const { return value_; }
  bool is_open() const { return value_ >= 0; }
  // What a file system on the network says of a write may come only now.
  bool close() { return ::close(std::exchange(value_, -1)) == 0; }

 private:
  int value_;
};

// Keeps SIGPIPE from ending the program while one thread writes, and swallows the one that its own write
// caused.
class SigpipeHeldBack {
 public:
  SigpipeHeldBack() {
    sigemptyset(&sigpipe_);
    sigaddset(&sigpipe_, SIGPIPE);
    sigset_t pending;
    sigpending(&pending);
    was_pending_ = sigismember(&pending, SIGPIPE) == 1;
    pthread_sigmask(SIG_BLOCK, &sigpipe_, &before_);
  }
  SigpipeHeldBack(const SigpipeHeldBack&) = delete;
  SigpipeHeldBack& operator=(const SigpipeHeldBack&) = delete;
  ~SigpipeHeldBack() {
    if (!was_pending_) {
      const timespec now = {0, 0};
      while (sigtimedwait(&sigpipe_, nullptr, &now) == -1 && errno == EINTR) {
      }
    }
    pthread_sigmask(SIG_SETMASK, &before_, nullptr);
  }

 private:
  sigset_t sigpipe_{};
  sigset_t before_{};
  bool was_pending_ = false;
};

std::string system_text(int code) { return std::generic_category().message(code); }

tl::unexpected<Error> write_failure(int code, const std::filesystem::path& path) {
  return fail(ErrorKind::kUsage, fmt::format("cannot be written: {}", system_text(code)), path.string());
}

bool is_regular(const struct stat& status) { return S_ISREG(status.st_mode); }

Result<void> write_and_close(Descriptor& file, std::string_view text, const std::filesystem::path& path) {
  if (auto written = write_all(file.get(), text); !written) {
    return tl::unexpected<Error>(std::move(written).error().within(path.string()));
  }
  if (!file.close()) return write_failure(errno, path);
  return {};
}

Result<void> write_in_place(const std::filesystem::path& path, std::string_view text) {
  Descriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOCTTY, 0666));
  if (!file.is_open()) return write_failure(errno, path);
  return write_and_close(file, text, path);
}

// Devices, pipes, and everything under /dev and /proc: `/dev/stdout` may lead to a regular file, and renaming
// over it would take the name away from everybody.
bool must_be_written_in_place(const std::filesystem::path& path) {
  const std::string absolute = std::filesystem::absolute(path).lexically_normal().string();
  if (absolute.starts_with("/dev/") || absolute.starts_with("/proc/")) return true;
  struct stat status{};
  return ::stat(path.c_str(), &status) == 0 && !is_regular(status) && !S_ISDIR(status.st_mode);
}

}  // namespace

Result<std::string> read_text_file(const std::filesystem::path& path, size_t limit) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY));
  if (!file.is_open()) {
    const int code = errno;
    const bool missing = code == ENOENT || code == ENOTDIR;
    return fail(missing ? ErrorKind::kNotFound : ErrorKind::kUnreadable,
                missing ? "no such file" : fmt::format("cannot be read: {}", system_text(code)),
                path.string());
  }
  std::string text;
  struct stat status{};
  if (::fstat(file.get(), &status) == 0 && is_regular(status) && status.st_size > 0) {
    text.reserve(std::min<size_t>(static_cast<size_t>(status.st_size), limit));
  }
  std::array<char, 1U << 16U> buffer;
  while (true) {
    const ssize_t count = ::read(file.get(), buffer.data(), buffer.size());
    if (count < 0) {
      if (errno == EINTR) continue;
      return fail(ErrorKind::kUnreadable, fmt::format("cannot be read: {}", system_text(errno)),
                  path.string());
    }
    if (count == 0) return text;
    const auto size = static_cast<size_t>(count);
    if (size > limit - text.size()) {
      return fail(ErrorKind::kLimit, fmt::format("is larger than {} bytes", limit), path.string());
    }
    text.append(buffer.data(), size);
  }
}

Result<void> write_file(const std::filesystem::path& path, std::string_view text) {
  if (must_be_written_in_place(path)) return write_in_place(path, text);

  struct stat before{};
  const bool existed = ::lstat(path.c_str(), &before) == 0;
  if (existed && S_ISDIR(before.st_mode)) return write_failure(EISDIR, path);

  // O_EXCL: a name that somebody laid out for us is not taken.
  static std::atomic<unsigned> counter = 0;
  std::filesystem::path beside;
  int descriptor = -1;
  for (int attempt = 0; attempt < 100 && descriptor < 0; ++attempt) {
    beside = path;
    beside += fmt::format(".{}-{}.tmp", ::getpid(), counter.fetch_add(1));
    descriptor = ::open(beside.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (descriptor < 0 && errno != EEXIST) break;
  }
  Descriptor file(descriptor);
  if (!file.is_open()) {
    // The folder may be closed to us though the file is not.
    const int code = errno;
    if (existed && is_regular(before) && (code == EACCES || code == EPERM)) return write_in_place(path, text);
    return write_failure(code, path);
  }
  if (existed && is_regular(before)) static_cast<void>(::fchmod(file.get(), before.st_mode & 0777U));

  auto written = write_and_close(file, text, path);
  if (written && ::rename(beside.c_str(), path.c_str()) != 0) {
    const int code = errno;
    written = write_failure(code, path);
  }
  if (!written) ::unlink(beside.c_str());
  return written;
}

Result<void> write_all(int descriptor, std::string_view text) {
  const SigpipeHeldBack held_back;
  while (!text.empty()) {
    const ssize_t count = ::write(descriptor, text.data(), text.size());
    if (count < 0) {
      if (errno == EINTR) continue;
      if (errno == EAGAIN) {  // another program made the shared pipe or terminal non-blocking
        pollfd ready = {descriptor, POLLOUT, 0};
        ::poll(&ready, 1, -1);
        continue;
      }
      return fail(ErrorKind::kUsage, fmt::format("cannot be written: {}", system_text(errno)));
    }
    text.remove_prefix(static_cast<size_t>(count));
  }
  return {};
}

}  // namespace sentinel
