#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "source/language.h"

namespace sentinel {

// What a file is for, as its path tells. An example is a program that people copy and run; a test is not.
enum class Purpose : uint8_t { kProduct, kExample, kTest };

enum class Encoding : uint8_t { kUtf8, kUtf16Le, kUtf16Be, kLatin1 };

// A file that was read. Owns its text; everybody else holds views and Spans into it, which live as long as it
// does.
struct SourceFile {
  std::string path;                     // as in FileEntry; a member of an archive is "archive.zip!/member"
  std::string relative;                 // as in FileEntry
  std::string text;                     // UTF-8 where the file was UTF-16; otherwise the file's own bytes
  Encoding encoding = Encoding::kUtf8;  // kLatin1: not valid UTF-8; its bytes are read as Latin-1
  Language language = Language::kOther;
  Purpose purpose = Purpose::kProduct;
  bool is_minified = false;   // lines too long to be written by a person
  bool is_generated = false;  // says so at its top
};

// Fills all but path, relative and text from path and text.
void classify(SourceFile& file);

// By `relative`. Tests: tests/, __tests__, fixtures, testdata, *_test.go, test_*.py, *.spec.ts, conftest.py,
// ... Examples: examples/, demo/, samples/, ...
Purpose purpose_of(std::string_view relative);

}  // namespace sentinel
