// An ignore file, "--", and the paths that it is asked about.
#include "base/glob.h"
#include "base/text.h"
#include "fuzz.h"
#include "source/ignore.h"

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace sentinel;
  const auto [patterns, paths] = fuzz::split_input(fuzz::text_of(data, size));
  const IgnoreFile file = IgnoreFile::parse(patterns);
  size_t asked = 0;
  for (const std::string_view path : split(paths, '\n')) {
    if (path.empty() || ++asked > 20) continue;
    const auto as_file = file.match(path, false);
    const auto as_folder = file.match(path, true);
    // A pattern for folders can only add to what is said of a folder.
    if (as_file != IgnoreFile::Verdict::kNone) {
      fuzz::require(as_folder != IgnoreFile::Verdict::kNone, "a file pattern does not match a folder");
    }
    fuzz::require(as_file == file.match(path, false), "two answers to one question");
    for (const std::string_view pattern :
         split(patterns, '\n').size() > 20 ? std::vector<std::string_view>() : split(patterns, '\n')) {
      wildmatch(pattern, path);
      matches_path_pattern(pattern, path);
    }
  }
  return 0;
}
