#include "rules/map_reader.h"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <re2/re2.h>

#include "base/text.h"

namespace sentinel {
namespace {

bool fits(std::string_view form, std::string_view text) {
  return RE2::FullMatch(re2::StringPiece(text.data(), text.size()),
                        RE2(re2::StringPiece(form.data(), form.size())));
}

}  // namespace

std::string about_names(std::string_view wrong, std::span<const std::string_view> known) {
  if (const auto nearest = find_nearest(wrong, known)) return fmt::format("; did you mean \"{}\"?", *nearest);
  return fmt::format("; known are {}", fmt::join(known, ", "));
}

MapReader::MapReader(const YamlValue& map, std::span<const Key> keys, std::string_view what,
                     std::vector<Problem>& problems)
    : map_(map), keys_(keys), problems_(problems) {
  if (!map.is_map()) {
    complain(map.mark, fmt::format("{} must be a map of keys and values", what));
    return;
  }
  std::vector<std::string_view> known;
  for (const Key& key : keys) known.push_back(key.name);
  for (const YamlValue::Entry& entry : map.entries) {
    if (find_key(entry.key) == nullptr) {
      complain(entry.mark,
               fmt::format("\"{}\" is no key of {}{}", entry.key, what, about_names(entry.key, known)));
    }
  }
  for (const Key& key : keys) {
    if (key.required && map.find(key.name) == nullptr) {
      complain(map.mark, fmt::format("\"{}\" is missing: {}", key.name, key.about));
    }
  }
}

void MapReader::complain(YamlMark mark, std::string message) const {
  problems_.push_back({mark.line, mark.column, std::move(message)});
}

std::string MapReader::text(std::string_view key) const {
  const YamlValue* value = get(key);
  return value != nullptr ? text_of(*value, key) : std::string();
}

std::vector<std::string> MapReader::texts(std::string_view key) const {
  std::vector<std::string> out;
  for (const YamlValue* item : items(key)) out.push_back(text_of(*item, key));
  return out;
}

std::vector<const YamlValue*> MapReader::items(std::string_view key) const {
  std::vector<const YamlValue*> out;
  const YamlValue* value = get(key);
  if (value == nullptr) return out;
  const Key* known = find_key(key);
  if (known != nullptr && known->shape == Shape::kTextOrTexts && value->is_scalar()) {
    out.push_back(value);
    return out;
  }
  if (!value->is_list()) {
    complain(value->mark, fmt::format("\"{}\" must be a list", key));
    return out;
  }
  for (const YamlValue& item : value->items) out.push_back(&item);
  return out;
}

double MapReader::number(std::string_view key, double fallback, double least, double most) const {
  const YamlValue* value = get(key);
  return value != nullptr ? number_of(*value, key, fallback, least, most) : fallback;
}

double MapReader::number_of(const YamlValue& value, std::string_view key, double fallback, double least,
                            double most) const {
  double out = fallback;
  const std::string& s = value.scalar;
  const auto [end, error] = std::from_chars(s.data(), s.data() + s.size(), out);
  const bool is_within = out >= least && out <= most;  // which "nan" is not
  if (!value.is_scalar() || error != std::errc() || end != s.data() + s.size() || !is_within) {
    complain(value.mark, fmt::format("\"{}\" must be a number from {} to {}", key, least, most));
    return fallback;
  }
  return out;
}

bool MapReader::flag(std::string_view key, bool fallback) const {
  const YamlValue* value = get(key);
  if (value == nullptr) return fallback;
  if (!value->is_scalar() || (value->scalar != "true" && value->scalar != "false")) {
    complain(value->mark, fmt::format("\"{}\" must be true or false", key));
  }
  return value->scalar == "true";
}

YamlMark MapReader::mark_of(std::string_view key) const {
  const YamlValue* value = get(key);
  return value != nullptr ? value->mark : map_.mark;
}

std::string MapReader::text_of(const YamlValue& value, std::string_view key) const {
  if (!value.is_scalar() || value.scalar.empty()) {
    complain(value.mark, fmt::format("\"{}\" must be text", key));
    return {};
  }
  const Key* known = find_key(key);
  if (known != nullptr && !known->form.empty() && !fits(known->form, value.scalar)) {
    complain(value.mark,
             fmt::format("\"{}\" is no {}: {} (must fit {})", value.scalar, key, known->about, known->form));
  }
  return value.scalar;
}

const Key* MapReader::find_key(std::string_view name) const {
  const auto it = std::find_if(keys_.begin(), keys_.end(), [&](const Key& key) { return key.name == name; });
  return it != keys_.end() ? &*it : nullptr;
}

nlohmann::ordered_json schema_of(std::span<const Key> keys,
                                 const std::map<std::string_view, nlohmann::ordered_json>& parts) {
  using Json = nlohmann::ordered_json;
  Json out;
  out["type"] = "object";
  out["additionalProperties"] = false;
  Json& properties = out["properties"];
  for (const Key& key : keys) {
    Json value;
    Json text = {{"type", "string"}, {"minLength", 1}};
    if (!key.form.empty()) text["pattern"] = fmt::format("^({})$", key.form);
    if (const auto part = parts.find(key.name); part != parts.end()) {
      value = part->second;
    } else {
      switch (key.shape) {
        case Shape::kText:
          value = text;
          break;
        case Shape::kNumber:
          value = {{"type", "number"}};
          break;
        case Shape::kFlag:
          value = {{"type", "boolean"}};
          break;
        case Shape::kTexts:
          value = {{"type", "array"}, {"items", text}};
          break;
        case Shape::kTextOrTexts:
          value = {{"anyOf", Json::array({text, Json{{"type", "array"}, {"items", text}}})}};
          break;
        case Shape::kNumbers:
          value = {{"type", "array"}, {"items", {{"type", "integer"}}}};
          break;
        case Shape::kTextMap:
          value = {{"type", "object"}, {"additionalProperties", text}};
          break;
        default:
          break;
      }
    }
    value["description"] = std::string(key.about);
    properties[std::string(key.name)] = value;
    if (key.required) out["required"].push_back(std::string(key.name));
  }
  return out;
}

}  // namespace sentinel
