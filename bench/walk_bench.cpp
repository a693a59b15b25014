// Listing a tree, with and without ignore files.
#include <benchmark/benchmark.h>

#include "bench.h"
#include "source/walk.h"

namespace {

using namespace sentinel;

void BM_Walk(benchmark::State& state) {
  WalkOptions options;
  options.use_ignore_files = state.range(0) != 0;
  size_t files = 0;
  for ([[maybe_unused]] auto _ : state) {
    auto found = walk(bench::tree(), options, {});
    if (!found) state.SkipWithError(found.error().text().c_str());
    files = found->files.size();
  }
  state.SetItemsProcessed(static_cast<int64_t>(state.iterations() * files));
}
BENCHMARK(BM_Walk)->ArgName("ignore_files")->Arg(0)->Arg(1)->Unit(benchmark::kMillisecond);

}  // namespace

BENCHMARK_MAIN();
