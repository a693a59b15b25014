#include "source/regular_file.h"

#include <sys/stat.h>
#include <sys/syscall.h>
#include <system_error>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include <fmt/format.h>
#include <linux/openat2.h>

namespace sentinel {

Descriptor::~Descriptor() {
  if (number_ >= 0) ::close(number_);
}

ReadProblem problem_of(int error) {
  if (error == ENOENT || error == ENOTDIR || error == ESTALE) {
    return {SkipReason::kVanished, std::generic_category().message(error)};
  }
  if (error == ELOOP) return {SkipReason::kSymlink, "a link has taken its place"};
  return {SkipReason::kUnreadable, std::generic_category().message(error)};
}

ReadProblem too_large(uint64_t size, uint64_t limit) {
  return {SkipReason::kTooLarge, fmt::format("{} bytes, more than {}", size, limit)};
}

namespace {

// Opens without following a link anywhere in `path`, so that a folder that became a link after it was walked
// does not lead out of the root. A kernel before 5.6 guards the last name only.
int open_without_links(int folder, const char* path, int flags) {
  open_how how{};
  how.flags = static_cast<uint64_t>(flags);
  how.resolve = RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS;
  const long descriptor = ::syscall(SYS_openat2, folder, path, &how, sizeof how);
  if (descriptor >= 0 || (errno != ENOSYS && errno != EPERM)) return static_cast<int>(descriptor);
  return ::openat(folder, path, flags);
}

}  // namespace

tl::expected<RegularFile, ReadProblem> RegularFile::open(const std::string& path, Links links, int folder) {
  // O_NONBLOCK: a FIFO that has taken the file's place must not stop us.
  const int flags = O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY | (links == Links::kRefuse ? O_NOFOLLOW : 0);
  RegularFile file;
  file.descriptor_ = Descriptor(links == Links::kRefuse ? open_without_links(folder, path.c_str(), flags)
                                                        : ::openat(folder, path.c_str(), flags));
  if (file.number() < 0) {
    // A socket cannot be opened.
    if (errno == ENXIO) return tl::unexpected(ReadProblem{SkipReason::kSpecial, "not a regular file"});
    return tl::unexpected(problem_of(errno));
  }
  struct stat status{};
  if (::fstat(file.number(), &status) != 0) return tl::unexpected(problem_of(errno));
  if (!S_ISREG(status.st_mode))
    return tl::unexpected(ReadProblem{SkipReason::kSpecial, "not a regular file"});
  file.size_ = static_cast<uint64_t>(std::max<off_t>(status.st_size, 0));
  return file;
}

tl::expected<std::string, ReadProblem> RegularFile::read(uint64_t limit) const {
  if (size_ > limit) return tl::unexpected(too_large(size_, limit));
  std::string text;
  int error = 0;
  // One byte more than expected: it shows the end of a file that has kept its size with a single further
  // call.
  for (uint64_t room = size_ + 1;; room = text.size() + std::max<uint64_t>(text.size(), 4096)) {
    room = std::min(room, limit + 1);
    bool ended = false;
    size_t used = text.size();
    text.resize_and_overwrite(room, [&](char* bytes, size_t) {
      while (used < room) {
        const ssize_t count = ::read(number(), bytes + used, room - used);
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) error = errno;
        ended = count <= 0;
        if (ended) break;
        used += static_cast<size_t>(count);
      }
      return used;
    });
    if (error != 0) return tl::unexpected(problem_of(error));
    if (ended) return text;
    if (text.size() > limit) return tl::unexpected(too_large(text.size(), limit));
  }
}

}  // namespace sentinel
