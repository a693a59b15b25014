// Reads a YAML map by a table of its keys, collecting every fault. The same table makes the JSON Schema.
#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "base/problem.h"
#include "base/yaml.h"

namespace sentinel {

enum class Shape { kText, kNumber, kFlag, kTexts, kTextOrTexts, kNumbers, kTextMap, kMap, kMaps, kSamples };

struct Key {
  std::string_view name;
  Shape shape;
  bool required;
  std::string_view about;
  std::string_view form = {};  // an expression that every value matches
};

// "; did you mean ...?" or "; known are ...".
std::string about_names(std::string_view wrong, std::span<const std::string_view> known);

// Keeps views of all it is given.
class MapReader {
 public:
  // Complains about unknown and missing keys at once. `what` is for messages: "a rule".
  MapReader(const YamlValue& map, std::span<const Key> keys, std::string_view what,
            std::vector<Problem>& problems);

  void complain(YamlMark mark, std::string message) const;

  std::string text(std::string_view key) const;
  std::vector<std::string> texts(std::string_view key) const;
  // The values of a kTexts or kTextOrTexts, for those who complain about one of them.
  std::vector<const YamlValue*> items(std::string_view key) const;
  std::string text_of(const YamlValue& value, std::string_view key) const;
  double number(std::string_view key, double fallback, double least, double most) const;
  double number_of(const YamlValue& value, std::string_view key, double fallback, double least,
                   double most) const;
  bool flag(std::string_view key, bool fallback = false) const;

  const YamlValue* get(std::string_view key) const { return map_.is_map() ? map_.find(key) : nullptr; }
  YamlMark mark_of(std::string_view key) const;

 private:
  const Key* find_key(std::string_view name) const;

  const YamlValue& map_;
  std::span<const Key> keys_;
  std::vector<Problem>& problems_;
};

// `parts` are the schemas of keys that a shape alone does not describe.
nlohmann::ordered_json schema_of(std::span<const Key> keys,
                                 const std::map<std::string_view, nlohmann::ordered_json>& parts);

}  // namespace sentinel
