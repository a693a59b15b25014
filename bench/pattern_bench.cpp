// The pattern pass: all built-in expressions over all files, on one thread.
#include <benchmark/benchmark.h>

#include "bench.h"
#include "rules/catalog.h"

namespace {

using namespace sentinel;

void BM_LoadCatalog(benchmark::State& state) {
  for ([[maybe_unused]] auto _ : state) {
    auto catalog = Catalog::load({}, {});
    if (!catalog) state.SkipWithError(catalog.error().text().c_str());
    benchmark::DoNotOptimize(catalog);
  }
}
BENCHMARK(BM_LoadCatalog)->Unit(benchmark::kMillisecond);

void BM_PatternPass(benchmark::State& state) {
  const auto catalog = Catalog::load({}, {});
  if (!catalog) {
    state.SkipWithError(catalog.error().text().c_str());
    return;
  }
  auto scratch = catalog->make_scratch();
  const auto& files = bench::files();
  size_t found = 0;
  std::vector<Match> matches;
  for ([[maybe_unused]] auto _ : state) {
    for (const SourceFile& file : files) {
      matches.clear();
      if (auto done = catalog->find(file.text, scratch, matches); !done)
        state.SkipWithError("the automaton failed");
      found += matches.size();
    }
  }
  state.SetBytesProcessed(static_cast<int64_t>(state.iterations() * bench::bytes_of(files)));
  state.counters["matches"] = static_cast<double>(found) / static_cast<double>(state.iterations());
  state.SetLabel(std::string(catalog->variant()));
}
BENCHMARK(BM_PatternPass)->Unit(benchmark::kMillisecond);

}  // namespace

BENCHMARK_MAIN();
