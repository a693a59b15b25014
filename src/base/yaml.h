// YAML with a position for every key and value, for files that people write for us (settings, rules).
//
// A subset on purpose: one document; no anchors, aliases, tags or merge keys (they let a small file become a
// large one); keys are plain strings and unique. JSON is accepted, as it is YAML.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace sentinel {

struct YamlMark {
  int line = 1;  // 1-based
  int column = 1;
};

struct YamlValue {
  enum class Kind { kNull, kScalar, kList, kMap };
  struct Entry;

  Kind kind = Kind::kNull;
  YamlMark mark;
  std::string scalar;            // kScalar: the text after unquoting
  bool quoted = false;           // kScalar: it was written in quotes or as a block, so it is a string
  std::vector<YamlValue> items;  // kList
  std::vector<Entry> entries;    // kMap, in the order of the file

  const YamlValue* find(std::string_view key) const;  // kMap: the value, or null
  bool is_null() const { return kind == Kind::kNull; }
  bool is_scalar() const { return kind == Kind::kScalar; }
  bool is_list() const { return kind == Kind::kList; }
  bool is_map() const { return kind == Kind::kMap; }
};

struct YamlValue::Entry {
  std::string key;
  YamlMark mark;  // of the key
  YamlValue value;
};

// `name` is the file's name for messages: `name:line:column: what is wrong`. Columns count bytes. An empty
// document is kNull. With `duplicates`, a repeated key is noted there and its first value kept; without, it
// is a failure like others.
[[nodiscard]] Result<YamlValue> parse_yaml(std::string_view text, std::string_view name,
                                           std::vector<Error>* duplicates = nullptr);

}  // namespace sentinel
