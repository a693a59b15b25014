// What the fuzz targets share.
//
// A target is one file that defines LLVMFuzzerTestOneInput. With clang and SENTINEL_FUZZ it becomes a
// libFuzzer program; otherwise replay.cpp runs it over the files of its corpus, as a test.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string_view>
#include <utility>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size);

namespace sentinel::fuzz {

inline std::string_view text_of(const uint8_t* data, size_t size) {
  return size == 0 ? std::string_view() : std::string_view(reinterpret_cast<const char*>(data), size);
}

// Cuts the input at the first line that is "--", for targets that take two texts.
inline std::pair<std::string_view, std::string_view> split_input(std::string_view text) {
  const size_t at = text.find("\n--\n");
  return at == std::string_view::npos ? std::pair{text, std::string_view()}
                                      : std::pair{text.substr(0, at + 1), text.substr(at + 4)};
}

// Holds in every build, other than assert.
inline void require(bool condition, const char* what) {
  if (condition) return;
  std::fprintf(stderr, "fuzz: %s\n", what);
  std::abort();
}

}  // namespace sentinel::fuzz
