#include "rules/document.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/text.h"

namespace sentinel {
namespace {

// A table cell or list item: no character may open markup.
std::string inline_text(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '|' || c == '<') out += '\\';
    out += c == '\n' ? ' ' : c;
  }
  return out;
}

// A fence longer than any run of backticks inside.
void append_code(std::string& out, std::string_view code) {
  std::string fence = "```";
  while (code.contains(fence)) fence += '`';
  out += fence + "text\n";
  for (const std::string_view line : split(code, '\n')) out += escape_for_display(line, true) + "\n";
  out += fence + "\n\n";
}

void append_samples(std::string& out, std::string_view heading, const std::vector<Sample>& samples) {
  if (samples.empty()) return;
  out += fmt::format("## {}\n\n", heading);
  for (const Sample& sample : samples) {
    std::string note;
    if (sample.path != "sample.txt") note = fmt::format("In `{}`", sample.path);
    if (!sample.reason.empty()) note += (note.empty() ? "" : ": ") + inline_text(sample.reason);
    if (!note.empty()) out += note + "\n\n";
    append_code(out, sample.written);
  }
}

void append_sinks(std::string& out, const FlowRule& flow) {
  if (flow.is_empty()) return;
  out += "## Where the value must not get\n\n`$` is its place; ";
  out += "[the patterns](../../contributing.md#patterns-of-calls) have resolved names.\n\n";
  for (const auto& [language, title] :
       {std::pair{"python", "Python"}, std::pair{"javascript", "JavaScript and TypeScript"},
        std::pair{"go", "Go"}}) {
    std::vector<std::string> patterns;
    for (const FlowSink& sink : flow.sinks) {
      if (sink.language == language) patterns.push_back(sink.pattern);
    }
    if (patterns.empty()) continue;
    std::sort(patterns.begin(), patterns.end());
    out += fmt::format("{}:\n\n", title);
    append_code(out, join(patterns, "\n"));
  }
}

std::string taxonomy_rows(const Taxonomies& t) {
  std::string out;
  for (int cwe : t.cwe) {
    out += fmt::format("| CWE | [CWE-{0}](https://cwe.mitre.org/data/definitions/{0}.html) |\n", cwe);
  }
  for (const auto& [name, ids] :
       {std::pair{"OWASP MCP Top 10", &t.owasp_mcp}, std::pair{"OWASP Agentic Top 10", &t.owasp_agentic},
        std::pair{"MITRE ATLAS", &t.atlas}, std::pair{"CoSAI", &t.cosai},
        std::pair{"SAFE-MCP", &t.safe_mcp}}) {
    if (!ids->empty()) out += fmt::format("| {} | {} |\n", name, join(*ids, ", "));
  }
  return out;
}

}  // namespace

std::string rule_page_markdown(const Rule& rule, const Family* family) {
  std::string out = fmt::format("# {}\n\n`{}`\n\n{}\n\n", rule.title, rule.id, rule.what);
  out += "| | |\n|---|---|\n";
  if (family != nullptr) out += fmt::format("| Family | {} |\n", family->title);
  out += fmt::format("| Severity | {} |\n| Confidence | {} |\n", name_of(rule.severity), rule.confidence);
  out += taxonomy_rows(rule.taxonomies);
  out += fmt::format("\n## Why it matters\n\n{}\n\n## How to fix it\n\n{}\n\n", rule.why, rule.fix);
  append_samples(out, "Found", rule.finds);
  append_samples(out, "Not found", rule.clean);
  append_sinks(out, rule.flow);
  if (!rule.references.empty()) {
    out += "## References\n\n";
    for (const std::string& reference : rule.references) out += fmt::format("- <{}>\n", reference);
  }
  while (out.ends_with("\n\n")) out.pop_back();
  return out;
}

std::string rule_index_markdown(const RuleSet& rules) {
  std::string out =
      fmt::format("# Rules\n\n{}. This page and those it links to are generated from `rules/`.\n",
                  count_of(rules.rules().size(), "rule"));
  for (const Family& family : rules.families()) {
    out += fmt::format("\n## {}\n\n{}\n\n| rule | severity | what it finds |\n|---|---|---|\n", family.title,
                       family.what);
    for (const Rule& rule : rules.rules()) {
      if (rule.family() != family.id) continue;
      out += fmt::format("| [{0}]({0}.md) | {1} | {2} |\n", rule.id, name_of(rule.severity),
                         inline_text(rule.what));
    }
  }
  return out;
}

}  // namespace sentinel
