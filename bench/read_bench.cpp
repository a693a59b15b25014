// Reading and classifying every file of a tree, and finding the lines of a text.
#include <benchmark/benchmark.h>

#include "bench.h"
#include "source/line_index.h"
#include "source/read.h"
#include "source/walk.h"

namespace {

using namespace sentinel;

void BM_Read(benchmark::State& state) {
  const WalkOptions options;
  const auto found = walk(bench::tree(), options, {});
  if (!found) {
    state.SkipWithError(found.error().text().c_str());
    return;
  }
  size_t bytes = 0;
  for ([[maybe_unused]] auto _ : state) {
    for (const FileEntry& entry : found->files) {
      if (entry.is_archive) continue;
      const ReadOutcome outcome = read_source(entry, options.max_file_size);
      if (const auto* file = std::get_if<SourceFile>(&outcome)) bytes += file->text.size();
    }
  }
  state.SetBytesProcessed(static_cast<int64_t>(bytes));
  state.SetItemsProcessed(static_cast<int64_t>(state.iterations() * found->files.size()));
}
BENCHMARK(BM_Read)->Unit(benchmark::kMillisecond);

void BM_LineIndex(benchmark::State& state) {
  const auto& files = bench::files();
  for ([[maybe_unused]] auto _ : state) {
    for (const SourceFile& file : files) benchmark::DoNotOptimize(LineIndex(file.text).count());
  }
  state.SetBytesProcessed(static_cast<int64_t>(state.iterations() * bench::bytes_of(files)));
}
BENCHMARK(BM_LineIndex)->Unit(benchmark::kMillisecond);

}  // namespace

BENCHMARK_MAIN();
