#include "base/worker_pool.h"

#include <system_error>

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace sentinel {

void run_parallel(size_t count, size_t jobs, std::stop_token stop,
                  const std::function<void(size_t index, size_t worker)>& work) {
  std::atomic<size_t> next = 0;
  std::atomic<bool> failed = false;
  std::exception_ptr first_failure;
  std::mutex failure_mutex;

  auto run = [&](size_t worker) {
    try {
      while (!failed.load(std::memory_order_relaxed) && !stop.stop_requested()) {
        const size_t index = next.fetch_add(1, std::memory_order_relaxed);
        if (index >= count) return;
        work(index, worker);
      }
    } catch (...) {
      const std::scoped_lock lock(failure_mutex);
      if (!first_failure) first_failure = std::current_exception();
      failed = true;
    }
  };

  {
    std::vector<std::jthread> threads;  // joined at the end of this block
    const size_t wanted = std::min(jobs, count);
    for (size_t worker = 1; worker < wanted; ++worker) {
      try {
        threads.emplace_back(run, worker);
      } catch (const std::system_error&) {
        break;  // no more threads to be had; those that run do all the work
      }
    }
    run(0);  // the caller is a worker too
  }
  if (first_failure) std::rethrow_exception(first_failure);
}

}  // namespace sentinel
