// Text to measure on: the files below SENTINEL_BENCH_TREE, or this project's own sources.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "source/source_file.h"

namespace sentinel::bench {

std::filesystem::path tree();
// At most 64 MiB of classified files, in the order of their paths.
const std::vector<SourceFile>& files();
size_t bytes_of(const std::vector<SourceFile>& files);

}  // namespace sentinel::bench
