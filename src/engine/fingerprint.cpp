#include "engine/fingerprint.h"

#include <fmt/format.h>

#include "base/hash.h"

namespace sentinel {
namespace {

std::string fold_white_space(std::string_view text) {
  std::string out;
  bool in_space = true;
  for (const char c : text) {
    const bool is_space = c == ' ' || c == '\t' || c == '\n' || c == '\r';
    if (!is_space) {
      out += c;
    } else if (!in_space) {
      out += ' ';
    }
    in_space = is_space;
  }
  while (out.ends_with(' ')) out.pop_back();
  return out;
}

}  // namespace

std::string fingerprint_of(const Finding& finding, const SourceFile& file, std::string_view lines) {
  const std::string_view path = file.path;
  const std::string_view name = path.substr(path.rfind('/') + 1);  // npos + 1 is 0
  std::string secret;
  if (finding.secret) {
    secret = sha256_hex(std::string_view(file.text).substr(finding.secret->begin, finding.secret->size()))
                 .substr(0, 3);
  }
  return sha256_hex(fmt::format("1\n{}\n{}\n{}\n{}", finding.rule, name, fold_white_space(lines), secret))
      .substr(0, 32);
}

}  // namespace sentinel
