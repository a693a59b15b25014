#include "report/formatter.h"

#include <array>

#include "report/formats.h"

namespace sentinel {

namespace {

constexpr std::array<Formatter, 8> kFormatters = {{
    {"terminal", "for people: findings by file with their code, and a summary", ".txt", write_terminal},
    {"json", "everything in one document (schemas/report.schema.json)", ".json", write_json},
    {"jsonl", "one JSON object a line, the summary last", ".jsonl", write_jsonl},
    {"sarif", "SARIF 2.1.0, for code scanning and editors", ".sarif", write_sarif},
    {"markdown", "for a comment on a pull request or a job summary", ".md", write_markdown},
    {"junit", "JUnit XML, one test case a file", ".xml", write_junit},
    {"gitlab", "GitLab SAST report", ".gitlab.json", write_gitlab},
    {"github", "GitHub Actions annotations", ".github.txt", write_github},
}};

}  // namespace

std::span<const Formatter> formatters() { return kFormatters; }

const Formatter* find_formatter(std::string_view name) {
  for (const Formatter& formatter : kFormatters) {
    if (formatter.name == name) return &formatter;
  }
  return nullptr;
}

}  // namespace sentinel
