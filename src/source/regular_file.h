// Opens what claims to be a regular file and believes nothing: no link is followed unless asked for, no FIFO
// is waited for, no device is read.
#pragma once

#include <fcntl.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include <tl/expected.hpp>

#include "source/read.h"

namespace sentinel {

class Descriptor {
 public:
  explicit Descriptor(int number = -1) : number_(number) {}
  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
  }
  ~Descriptor();

  int number() const { return number_; }

 private:
  int number_;
};

class RegularFile {
 public:
  enum class Links { kRefuse, kFollow };

  // `path` is seen from the folder open as `folder`.
  static tl::expected<RegularFile, ReadProblem> open(const std::string& path, Links links = Links::kRefuse,
                                                     int folder = AT_FDCWD);

  // As it was when opened; what `read` finds may be more or less.
  uint64_t size() const { return size_; }
  int number() const { return descriptor_.number(); }

  // From where the descriptor stands to the end. More than `limit` bytes are kTooLarge.
  tl::expected<std::string, ReadProblem> read(uint64_t limit) const;

 private:
  Descriptor descriptor_;
  uint64_t size_ = 0;
};

// What an `errno` of opening or reading means for the ledger.
ReadProblem problem_of(int error);

// "2097152 bytes, more than 1048576".
ReadProblem too_large(uint64_t size, uint64_t limit);

}  // namespace sentinel
