// Ctrl-C as a request to stop, so that a partial report can be written.
#pragma once

#include <stop_token>
#include <thread>

namespace sentinel {

// While it lives, SIGINT and SIGTERM request a stop; a second one ends the process at once with 130.
// Construct it before any other thread, for they inherit the signal mask.
class InterruptGuard {
 public:
  InterruptGuard();
  ~InterruptGuard();
  std::stop_token token() const { return source_.get_token(); }

 private:
  std::stop_source source_;
  std::thread waiter_;
};

}  // namespace sentinel
