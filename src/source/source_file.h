#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "source/language.h"

namespace sentinel {

enum class Encoding : uint8_t { kUtf8, kUtf16Le, kUtf16Be, kLatin1 };

// A file that was read. Owns its text; everybody else holds views and Spans into it, which live as long as it
// does.
struct SourceFile {
  std::string path;                     // as in FileEntry; a member of an archive is "archive.zip!/member"
  std::string relative;                 // as in FileEntry
  std::string text;                     // UTF-8 where the file was UTF-16; otherwise the file's own bytes
  Encoding encoding = Encoding::kUtf8;  // kLatin1: not valid UTF-8; its bytes are read as Latin-1
  Language language = Language::kOther;
  bool is_test = false;       // a test, fixture or example by its path
  bool is_minified = false;   // lines too long to be written by a person
  bool is_generated = false;  // says so at its top
};

// Fills language, encoding and the three flags from path and text.
void classify(SourceFile& file);

// By `relative`: tests/, __tests__, fixtures, testdata, examples, *_test.go, test_*.py, *.spec.ts,
// conftest.py, ...
bool is_test_path(std::string_view relative);

}  // namespace sentinel
