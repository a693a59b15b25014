// The bytes of an archive.
#include "fuzz.h"
#include "source/archive.h"

namespace {

// By what the format begins with; whatever begins otherwise is tried as a tar.
const char* name_of_archive(uint8_t first) {
  switch (first) {
    case 'P':
      return "a.zip";
    case 0x1F:
      return "a.tgz";
    case 'B':
      return "a.tar.bz2";
    case 0xFD:
      return "a.tar.xz";
    case 0x28:
      return "a.tar.zst";
    default:
      return "a.tar";
  }
}

}  // namespace

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace sentinel;
  if (size == 0) return 0;
  const std::string_view bytes = fuzz::text_of(data, size);
  const std::string name = name_of_archive(data[0]);
  const FileEntry entry{name, name, {}, size, true};
  const WalkOptions options;
  // Small bounds, so that a bomb costs the fuzzer milliseconds.
  const ArchiveLimits limits{4U << 20U, 200, 500, 3};
  uint64_t total = 0;
  size_t members = 0;
  read_archive_bytes(
      entry, bytes, options, limits, {},
      [&](SourceFile&& file) {
        total += file.text.size();
        ++members;
        fuzz::require(file.path.contains("!/"), "a member that does not say where it lies");
        fuzz::require(file.text.size() <= 2 * options.max_file_size, "a member over the limit");
      },
      [&](Skip&& skip) { fuzz::require(!skip.path.empty(), "a skip without a path"); });
  // UTF-16 members grow by half when they become UTF-8.
  fuzz::require(total <= limits.total_bytes * 2, "more text than the limit allows");
  fuzz::require(members <= limits.members, "more members than the limit allows");
  return 0;
}
