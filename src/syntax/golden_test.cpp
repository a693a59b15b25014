// testdata/NAME.py (.js, .ts, .tsx, .go) beside NAME.py.ir: what it is lowered to. tools/approve.py accepts a
// change.
#include <filesystem>
#include <fstream>
#include <sstream>

#include <gtest/gtest.h>

#include "source/language.h"
#include "syntax/lower.h"
#include "syntax/print.h"
#include "syntax/verify.h"

namespace sentinel::syntax {
namespace {

namespace fs = std::filesystem;

std::string read(const fs::path& path) {
  const std::ifstream in(path, std::ios::binary);
  std::stringstream out;
  out << in.rdbuf();
  return out.str();
}

TEST(LoweringGolden, SourceAndItsForm) {
  const fs::path folder = fs::path(SENTINEL_SOURCE_DIR) / "src/syntax/testdata";
  size_t seen = 0;
  for (const auto& entry : fs::directory_iterator(folder)) {
    const fs::path& source = entry.path();
    if (source.extension() == ".ir" || source.extension() == ".actual") continue;
    ++seen;
    const auto module = lower(read(source), language_of(source.string()));
    ASSERT_TRUE(module) << module.error().text();
    EXPECT_EQ(ir::find_fault(*module), "") << source;
    const std::string actual = ir::print(*module);
    const fs::path approved = source.string() + ".ir";
    if (actual == read(approved)) continue;
    const fs::path shown = fs::path(SENTINEL_BINARY_DIR) / (source.filename().string() + ".ir.actual");
    std::ofstream(shown, std::ios::binary) << actual;
    ADD_FAILURE() << source << " is lowered to something else; see " << shown;
  }
  EXPECT_GT(seen, 0U);
}

}  // namespace
}  // namespace sentinel::syntax
