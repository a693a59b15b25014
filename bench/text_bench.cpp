// The detector of deceptive text, on files with and without characters past ASCII.
#include <benchmark/benchmark.h>

#include "bench.h"
#include "detect/detector.h"
#include "rules/catalog.h"

namespace {

using namespace sentinel;

void inspect_all(benchmark::State& state, const std::vector<SourceFile>& files) {
  const auto catalog = Catalog::load({}, {});
  if (!catalog) {
    state.SkipWithError(catalog.error().text().c_str());
    return;
  }
  const auto detector = make_detector("deceptive-text", catalog->rules());
  std::vector<Finding> findings;
  for ([[maybe_unused]] auto _ : state) {
    findings.clear();
    for (const SourceFile& file : files) detector->inspect({file, {}}, findings);
    benchmark::DoNotOptimize(findings);
  }
  state.SetBytesProcessed(static_cast<int64_t>(state.iterations() * bench::bytes_of(files)));
  state.counters["findings"] = static_cast<double>(findings.size());
}

void BM_TextPass(benchmark::State& state) { inspect_all(state, bench::files()); }
BENCHMARK(BM_TextPass)->Unit(benchmark::kMillisecond);

// Prose in one script, as a translation has it: every character has to be looked at.
void BM_TextPassNotAscii(benchmark::State& state) {
  SourceFile file;
  file.path = file.relative = "text.md";
  while (file.text.size() < (1U << 20U)) {
    file.text += "Съешь же ещё этих мягких французских булок, да выпей чаю. 日本語の文章。 مرحبا بالعالم\n";
  }
  classify(file);
  inspect_all(state, {file});
}
BENCHMARK(BM_TextPassNotAscii)->Unit(benchmark::kMillisecond);

}  // namespace

BENCHMARK_MAIN();
