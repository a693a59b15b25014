#include "base/worker_pool.h"

#include <atomic>
#include <mutex>
#include <set>
#include <stdexcept>
#include <vector>

#include <gtest/gtest.h>

namespace sentinel {
namespace {

TEST(WorkerPool, EveryIndexOnce) {
  for (const size_t jobs : {0, 1, 2, 8, 100}) {
    for (const size_t count : {0, 1, 7, 1000}) {
      std::vector<std::atomic<int>> calls(count);
      std::atomic<bool> worker_in_range = true;
      run_parallel(count, jobs, {}, [&](size_t index, size_t worker) {
        ++calls[index];
        if (worker >= std::max<size_t>(jobs, 1)) worker_in_range = false;
      });
      for (const auto& number : calls) EXPECT_EQ(number, 1) << jobs << " jobs, " << count;
      EXPECT_TRUE(worker_in_range);
    }
  }
}

TEST(WorkerPool, AWorkerIsOneThread) {
  std::vector<int> sums(4);  // without a lock: the thread sanitizer would tell
  run_parallel(10'000, sums.size(), {}, [&](size_t, size_t worker) { ++sums[worker]; });
  EXPECT_EQ(sums[0] + sums[1] + sums[2] + sums[3], 10'000);
}

TEST(WorkerPool, FirstExceptionStopsTheOthers) {
  for (const size_t jobs : {1, 4}) {
    std::atomic<size_t> calls = 0;
    auto work = [&](size_t index, size_t) {
      ++calls;
      if (index == 10) throw std::runtime_error("eleven");
    };
    EXPECT_THROW(run_parallel(10'000'000, jobs, {}, work), std::runtime_error);
    EXPECT_GE(calls, 11U);
    EXPECT_LT(calls, 10'000'000U);
  }
}

TEST(WorkerPool, Stop) {
  for (const size_t jobs : {1, 4}) {
    std::stop_source source;
    std::atomic<size_t> calls = 0;
    run_parallel(10'000'000, jobs, source.get_token(), [&](size_t index, size_t) {
      ++calls;
      if (index == 5) source.request_stop();
    });
    EXPECT_GE(calls, 6U);
    EXPECT_LT(calls, 10'000'000U);
  }
}

TEST(WorkerPool, StoppedBefore) {
  const std::stop_source source;
  source.request_stop();
  run_parallel(100, 4, source.get_token(), [](size_t, size_t) { FAIL(); });
}

}  // namespace
}  // namespace sentinel
