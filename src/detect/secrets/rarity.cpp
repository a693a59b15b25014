#include "detect/secrets/rarity.h"

#include <cstddef>

namespace sentinel {
namespace {

constexpr std::string_view kTable =
#include "detect/secrets/rarity_table.inc"
    ;

constexpr size_t kSize = '~' - ' ' + 1;
constexpr double kOtherCost = 4;
static_assert(kTable.size() == kSize * kSize);

bool is_in_table(char c) { return c >= ' ' && c <= '~'; }

}  // namespace

double rarity(std::string_view text) {
  if (text.size() < 2) return 0;
  double bits = 0;
  for (size_t i = 1; i < text.size(); ++i) {
    if (!is_in_table(text[i - 1]) || !is_in_table(text[i])) {
      bits += kOtherCost;
      continue;
    }
    const auto row = static_cast<size_t>(text[i - 1] - ' ');
    const auto column = static_cast<size_t>(text[i] - ' ');
    bits += (kTable[row * kSize + column] - '0') / 4.0;
  }
  return bits / static_cast<double>(text.size() - 1);
}

}  // namespace sentinel
