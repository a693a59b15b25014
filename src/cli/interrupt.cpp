#include "cli/interrupt.h"

#include <unistd.h>

#include <csignal>

#include "cli/exit_code.h"

namespace sentinel {
namespace {

// Ends the waiter; no caller uses it for anything else.
constexpr int kWakeUp = SIGUSR2;

sigset_t watched() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGINT);
  sigaddset(&set, SIGTERM);
  sigaddset(&set, kWakeUp);
  return set;
}

}  // namespace

InterruptGuard::InterruptGuard() {
  const sigset_t set = watched();
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  waiter_ = std::thread([this, set] {
    bool asked = false;
    for (int signal = 0; sigwait(&set, &signal) == 0 && signal != kWakeUp;) {
      if (asked) _exit(static_cast<int>(ExitCode::kInterrupted));
      asked = true;
      source_.request_stop();
    }
  });
}

InterruptGuard::~InterruptGuard() {
  pthread_kill(waiter_.native_handle(), kWakeUp);
  waiter_.join();
  const sigset_t set = watched();
  pthread_sigmask(SIG_UNBLOCK, &set, nullptr);
}

}  // namespace sentinel
