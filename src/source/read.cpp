#include "source/read.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>
#include <utility>

#include "base/text.h"
#include "source/regular_file.h"

namespace sentinel {
namespace {

// Spans are 32 bits wide, and UTF-16 grows by half when it becomes UTF-8.
constexpr uint64_t kMaxBytes = 1U << 30U;
constexpr size_t kBinaryProbe = 8192;

// Formats that are no text though their first bytes may hold no NUL.
constexpr std::array<std::string_view, 16> kMagic = {
    "\x89PNG\r\n",
    "\xff\xd8\xff",  // JPEG
    "GIF87a",
    "GIF89a",
    "%PDF-",
    "PK\x03\x04",            // zip
    "\x1f\x8b\x08",          // gzip
    "\xfd\x37\x7a\x58\x5a",  // xz
    "\x28\xb5\x2f\xfd",      // zstd
    "7z\xbc\xaf\x27\x1c",
    "\x7f\x45\x4c\x46",  // ELF
    "wOFF",
    "wOF2",
    "OggS",
    "ID3\x03",
    "\xca\xfe\xba\xbe",  // Java class, Mach-O
};

bool is_binary(std::string_view bytes) {
  return bytes.substr(0, kBinaryProbe).contains('\0') ||
         std::ranges::any_of(kMagic, [&](std::string_view magic) { return bytes.starts_with(magic); });
}

// Nothing when a surrogate stands alone or the last unit is cut.
std::optional<std::string> decode_utf16(std::string_view bytes, bool little_endian) {
  if (bytes.size() % 2 != 0) return std::nullopt;
  auto unit = [&](size_t at) -> char32_t {
    auto first = static_cast<unsigned char>(bytes[at]);
    auto second = static_cast<unsigned char>(bytes[at + 1]);
    return little_endian ? static_cast<char32_t>(second << 8U | first)
                         : static_cast<char32_t>(first << 8U | second);
  };
  std::string text;
  text.reserve(bytes.size() / 2);
  for (size_t at = 0; at < bytes.size(); at += 2) {
    char32_t value = unit(at);
    if (value >= 0xd800 && value <= 0xdfff) {
      if (value >= 0xdc00 || at + 2 == bytes.size()) return std::nullopt;
      const char32_t low = unit(at + 2);
      if (low < 0xdc00 || low > 0xdfff) return std::nullopt;
      value = 0x10000 + ((value - 0xd800) << 10U) + (low - 0xdc00);
      at += 2;
    }
    append_utf8(text, value);
  }
  return text;
}

}  // namespace

ReadOutcome read_source_bytes(std::string path, std::string relative, std::string bytes) {
  if (bytes.size() > kMaxBytes) return too_large(bytes.size(), kMaxBytes);
  SourceFile file;
  file.path = std::move(path);
  file.relative = std::move(relative);
  const std::string_view view = bytes;
  const bool little_endian = view.starts_with("\xff\xfe");
  if (view.starts_with(std::string_view("\xff\xfe\0\0", 4)) ||
      view.starts_with(std::string_view("\0\0\xfe\xff", 4))) {
    return ReadProblem{SkipReason::kBadEncoding, "UTF-32 is not read"};
  }
  if (little_endian || view.starts_with("\xfe\xff")) {
    std::optional<std::string> text = decode_utf16(view.substr(2), little_endian);
    if (!text) return ReadProblem{SkipReason::kBadEncoding, "UTF-16 that is cut or has a lone surrogate"};
    file.text = std::move(*text);
    file.encoding = little_endian ? Encoding::kUtf16Le : Encoding::kUtf16Be;
  } else {
    // A file that an interpreter would run is read whatever its bytes look like.
    const Language language = language_of(file.path, view.substr(0, 256));
    if ((language == Language::kOther || language == Language::kText) && is_binary(view)) {
      return ReadProblem{SkipReason::kBinary, ""};
    }
    file.text = std::move(bytes);
  }
  classify(file);
  return file;
}

ReadOutcome read_source(const FileEntry& entry, uint64_t size_limit) {
  auto file = RegularFile::open(entry.disk);
  if (!file) return std::move(file).error();
  auto bytes = file->read(std::min(size_limit, kMaxBytes));
  if (!bytes) return std::move(bytes).error();
  return read_source_bytes(entry.path, entry.relative, std::move(*bytes));
}

}  // namespace sentinel
