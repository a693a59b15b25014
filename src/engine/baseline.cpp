#include "engine/baseline.h"

#include <algorithm>
#include <ranges>
#include <tuple>
#include <unordered_map>

#include <nlohmann/json.hpp>

#include "base/files.h"
#include "base/text.h"

namespace sentinel {
namespace {

using Json = nlohmann::ordered_json;

std::string text_at(const Json& object, const char* key) {
  const auto it = object.find(key);
  return it != object.end() && it->is_string() ? it->get<std::string>() : std::string();
}

bool is_fingerprint(std::string_view text) {
  return text.size() == 32 && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

}  // namespace

std::string baseline_json(const ScanReport& report) {
  std::vector<BaselineEntry> entries;
  for (const Finding& finding : report.findings) {
    if (finding.suppression && finding.suppression->kind == Suppression::Kind::kInline) continue;
    entries.push_back({finding.fingerprint, finding.rule, finding.path});
  }
  std::sort(entries.begin(), entries.end(), [](const BaselineEntry& a, const BaselineEntry& b) {
    return std::tie(a.path, a.rule, a.fingerprint) < std::tie(b.path, b.rule, b.fingerprint);
  });
  Json out;
  out["baseline_version"] = 1;
  out["findings"] = Json::array();
  for (const BaselineEntry& entry : entries) {
    out["findings"].push_back(
        {{"fingerprint", entry.fingerprint}, {"rule", entry.rule}, {"path", escape_for_display(entry.path)}});
  }
  return out.dump(2) + "\n";
}

Result<std::vector<BaselineEntry>> read_baseline(const std::filesystem::path& file) {
  SENTINEL_ASSIGN_OR_RETURN(const std::string text, read_text_file(file));
  const Json root = Json::parse(text, nullptr, /*allow_exceptions=*/false);
  const auto fault = [&](std::string message) {
    return fail(ErrorKind::kUsage, std::move(message), file.string(),
                "write it anew with `mcp-sentinel baseline create`");
  };
  if (root.is_discarded() || !root.is_object()) return fault("the baseline is not a JSON object");
  if (root.value("baseline_version", Json()) != Json(1)) return fault("not a baseline of version 1");
  const auto findings = root.find("findings");
  if (findings == root.end() || !findings->is_array()) return fault("the baseline has no list \"findings\"");
  std::vector<BaselineEntry> out;
  for (const Json& item : *findings) {
    if (!item.is_object()) return fault("an entry of the baseline is not an object");
    BaselineEntry entry{text_at(item, "fingerprint"), text_at(item, "rule"), text_at(item, "path")};
    if (!is_fingerprint(entry.fingerprint))
      return fault("an entry of the baseline has no fingerprint of 32 hex digits");
    out.push_back(std::move(entry));
  }
  return out;
}

void apply_baseline(const std::vector<BaselineEntry>& baseline, bool whole_project, ScanReport& report) {
  std::unordered_map<std::string_view, size_t> left;
  for (const BaselineEntry& entry : baseline) ++left[entry.fingerprint];
  for (Finding& finding : report.findings) {
    if (finding.suppression) continue;
    const auto it = left.find(finding.fingerprint);
    if (it == left.end() || it->second == 0) continue;
    --it->second;
    finding.suppression = Suppression{Suppression::Kind::kBaseline, "in the baseline"};
  }
  if (!whole_project || !report.is_complete()) return;
  for (const BaselineEntry& entry : baseline | std::views::reverse) {
    size_t& count = left[entry.fingerprint];
    if (count == 0) continue;
    --count;
    report.stale_ignores.push_back({entry.path, 0, entry.rule + " " + entry.fingerprint});
  }
}

}  // namespace sentinel
