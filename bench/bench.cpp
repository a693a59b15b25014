#include "bench.h"

#include <cstdlib>
#include <stdexcept>
#include <variant>

#include "source/read.h"
#include "source/walk.h"

namespace sentinel::bench {

std::filesystem::path tree() {
  const char* named = std::getenv("SENTINEL_BENCH_TREE");
  return named != nullptr ? named : SENTINEL_SOURCE_DIR "/src";
}

const std::vector<SourceFile>& files() {
  static const std::vector<SourceFile> kFiles = [] {
    const WalkOptions options;
    const auto found = walk(tree(), options, {});
    if (!found) throw std::runtime_error(found.error().text());
    std::vector<SourceFile> out;
    size_t total = 0;
    for (const FileEntry& entry : found->files) {
      if (entry.is_archive || total > (64U << 20U)) continue;
      ReadOutcome outcome = read_source(entry, options.max_file_size);
      if (auto* file = std::get_if<SourceFile>(&outcome)) {
        total += file->text.size();
        out.push_back(std::move(*file));
      }
    }
    if (out.empty()) throw std::runtime_error("no file to measure on");
    return out;
  }();
  return kFiles;
}

size_t bytes_of(const std::vector<SourceFile>& files) {
  size_t total = 0;
  for (const SourceFile& file : files) total += file.text.size();
  return total;
}

}  // namespace sentinel::bench
