// Runs one function over the numbers 0..count-1 on several threads.
//
// File tasks are milliseconds long, so a shared atomic index is all the scheduling they need.
#pragma once

#include <cstddef>
#include <functional>
#include <stop_token>

namespace sentinel {

// `work(index, worker)` is called once for each index unless `stop` is requested; `worker` < jobs names the
// thread, so that callers can keep per-thread state in a vector. Blocks until all are done. The first
// exception thrown by `work` stops the others and is thrown again here.
void run_parallel(size_t count, size_t jobs, std::stop_token stop,
                  const std::function<void(size_t index, size_t worker)>& work);

}  // namespace sentinel
