#include "settings/read_value.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <optional>
#include <type_traits>

#include <fmt/format.h>

#include "base/text.h"

namespace sentinel {

namespace {

namespace fs = std::filesystem;

// A value as a message shows it: short, and harmless on a terminal.
std::string shown(const YamlValue& value) {
  switch (value.kind) {
    case YamlValue::Kind::kNull:
      return "empty";
    case YamlValue::Kind::kList:
      return "a list";
    case YamlValue::Kind::kMap:
      return "a map";
    case YamlValue::Kind::kScalar:
      break;
  }
  constexpr size_t kLongest = 60;
  std::string text = escape_for_display(std::string_view(value.scalar).substr(0, kLongest));
  if (value.scalar.size() > kLongest) text += "...";
  return '"' + text + '"';
}

// Canonical as far as it exists; empty when links go in circles or a folder may not be entered.
fs::path resolve(const fs::path& path) {
  std::error_code error;
  fs::path out = fs::weakly_canonical(path, error);
  if (error) out.clear();
  return out;
}

bool lies_in(const fs::path& path, const fs::path& root) {
  const fs::path real_path = resolve(path);
  const fs::path real_root = resolve(root);
  if (real_path.empty() || real_root.empty()) return false;
  return std::mismatch(real_root.begin(), real_root.end(), real_path.begin(), real_path.end()).first ==
         real_root.end();
}

template <typename Number>
std::optional<Number> parse_number(std::string_view text) {
  Number number{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

// "1048576", "512KiB", "2 MB".
std::optional<uint64_t> parse_size(std::string_view text) {
  struct Unit {
    std::string_view name;
    uint64_t bytes;
  };
  static constexpr std::array<Unit, 8> kUnits = {{{"", 1},
                                                  {"b", 1},
                                                  {"kb", 1000},
                                                  {"mb", 1'000'000},
                                                  {"gb", 1'000'000'000},
                                                  {"kib", 1U << 10U},
                                                  {"mib", 1U << 20U},
                                                  {"gib", 1U << 30U}}};
  const size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
  const auto number = parse_number<uint64_t>(text.substr(0, digits));
  const std::string_view name = trim(text.substr(digits));
  const auto* const unit = std::find_if(kUnits.begin(), kUnits.end(),
                                        [&](const Unit& u) { return equals_ignoring_case(u.name, name); });
  if (!number || unit == kUnits.end()) return std::nullopt;
  if (*number > std::numeric_limits<uint64_t>::max() / unit->bytes) return std::nullopt;
  return *number * unit->bytes;
}

class Reader {
 public:
  Reader(const SettingRow& row, const ValueContext& context, std::vector<Problem>& problems)
      : row_(row), context_(context), problems_(problems) {}

  void add_problem(YamlMark mark, std::string message) {
    problems_.push_back({mark.line, mark.column, std::move(message)});
  }

  void refuse(const YamlValue& value) {
    const char* why = is_quoted_number_or_switch(value) ? " in quotes" : "";
    add_problem(value.mark, fmt::format("{} is {}{}; allowed: {}", row_.name, shown(value), why,
                                        allowed_text(row_, context_.known)));
  }

  bool read(const YamlValue& value, int& out) {
    const auto number = is_plain(value) ? parse_number<int>(value.scalar) : std::nullopt;
    if (!number || *number < row_.minimum || *number > row_.maximum) return refuse(value), false;
    out = *number;
    return true;
  }

  bool read(const YamlValue& value, double& out) {
    const auto number = is_plain(value) ? parse_number<double>(value.scalar) : std::nullopt;
    const bool fits = number && *number >= row_.minimum && *number <= row_.maximum;
    if (!fits) return refuse(value), false;
    out = *number;
    return true;
  }

  bool read(const YamlValue& value, uint64_t& out) {
    const auto size = value.is_scalar() ? parse_size(value.scalar) : std::nullopt;
    const bool fits =
        size && *size >= static_cast<uint64_t>(row_.minimum) && *size <= static_cast<uint64_t>(row_.maximum);
    if (!fits) return refuse(value), false;
    out = *size;
    return true;
  }

  bool read(const YamlValue& value, bool& out) {
    const auto answer = parse_switch(value);
    if (!answer) return refuse(value), false;
    out = *answer;
    return true;
  }

  bool read(const YamlValue& value, std::string& out) {
    if (value.is_null()) return out.clear(), true;
    if (!value.is_scalar()) return refuse(value), false;
    const auto text = check_path(value);
    if (!text) return false;
    out = *text;
    return true;
  }

  bool read(const YamlValue& value, std::vector<std::string>& out) {
    std::vector<std::string> items;
    bool good = true;
    for_each_item(value, [&](const YamlValue& item) {
      if (!item.is_scalar() || item.scalar.empty()) {
        add_problem(item.mark, fmt::format("{} has an item that is {}; allowed: {}", row_.name, shown(item),
                                           allowed_text(row_, context_.known)));
        good = false;
        return;
      }
      const auto word = row_.vocabulary == Vocabulary::kFree ? check_path(item) : check_word(item);
      if (word) {
        items.push_back(*word);
      } else {
        good = false;
      }
    });
    if (good) out = std::move(items);
    return good;
  }

  bool read(const YamlValue& value, Severity& out) {
    const auto word = check_word(value);
    const auto severity = word ? find_severity(*word) : std::nullopt;
    if (!severity) return false;
    out = *severity;
    return true;
  }

  bool read(const YamlValue& value, std::optional<Severity>& out) {
    const auto word = check_word(value);
    if (!word) return false;
    out = find_severity(*word);  // "never" is none
    return true;
  }

  bool read(const YamlValue& value, LogLevel& out) { return read_index(value, out); }
  bool read(const YamlValue& value, LogFormat& out) { return read_index(value, out); }

  bool read(const YamlValue& value, std::vector<PathOverride>& out) {
    std::vector<PathOverride> overrides;
    const size_t problems_before = problems_.size();
    for_each_item(value, [&](const YamlValue& item) {
      if (!item.is_map()) {
        add_problem(item.mark,
                    fmt::format("an entry of overrides is {}; allowed: a map with paths, off, severity, "
                                "min_confidence",
                                shown(item)));
        return;
      }
      overrides.push_back(read_override(item));
    });
    if (problems_.size() != problems_before) return false;
    out = std::move(overrides);
    return true;
  }

  bool read(const YamlValue& value, std::map<std::string, RuleOption>& out) {
    if (value.is_null()) return true;
    if (!value.is_map()) return refuse(value), false;
    const size_t problems_before = problems_.size();
    std::map<std::string, RuleOption> options;
    for (const auto& [rule, mark, option] : value.entries) {
      if (!context_.known.rules.empty() && !is_rule(rule)) complain_of_rule(mark, rule);
      options[rule] = read_rule_option(rule, option);
    }
    if (problems_.size() != problems_before) return false;
    for (auto& [rule, option] : options) out[rule] = option;
    return true;
  }

  std::optional<std::string> check_path(const YamlValue& value) {
    const std::string& text = value.scalar;
    if (text.contains('\0')) return refuse(value), std::nullopt;
    const bool is_stream = row_.name == "output_file" && text == "-";
    if (!row_.is_path || text.empty() || is_stream) return text;
    fs::path path = text;
    if (!context_.folder.empty()) path = (context_.folder / path).lexically_normal();
    if (!context_.root.empty() && !lies_in(path, context_.root)) {
      add_problem(value.mark,
                  fmt::format("{} is {}, which leads out of the project; a project's file can name only what "
                              "lies inside",
                              row_.name, shown(value)));
      return std::nullopt;
    }
    return path.string();
  }

  // Lists may be written without brackets when they have one item, and nothing is a list of nothing.
  template <typename Use>
  static void for_each_item(const YamlValue& value, Use use) {
    if (value.is_null()) return;
    if (!value.is_list()) return use(value);
    for (const YamlValue& item : value.items) use(item);
  }

 private:
  bool is_plain(const YamlValue& value) const {
    return value.is_scalar() && !(context_.is_file && value.quoted);
  }

  bool is_quoted_number_or_switch(const YamlValue& value) const {
    if (!value.is_scalar() || is_plain(value)) return false;
    return std::holds_alternative<int Settings::*>(row_.field) ||
           std::holds_alternative<double Settings::*>(row_.field) ||
           std::holds_alternative<bool Settings::*>(row_.field);
  }

  std::optional<bool> parse_switch(const YamlValue& value) const {
    if (!is_plain(value)) return std::nullopt;
    const std::string word = to_lower(value.scalar);
    if (word == "true") return true;
    if (word == "false") return false;
    if (context_.is_file) return std::nullopt;
    if (word == "1" || word == "yes" || word == "on") return true;
    if (word == "0" || word == "no" || word == "off") return false;
    return std::nullopt;
  }

  // The allowed word, as the table spells it.
  std::optional<std::string> check_word(const YamlValue& value) {
    const std::vector<std::string_view> words = allowed_words(row_, context_.known);
    if (!value.is_scalar()) return refuse(value), std::nullopt;
    if (words.empty()) return value.scalar;
    for (const std::string_view word : words) {
      if (equals_ignoring_case(word, value.scalar)) return std::string(word);
    }
    add_problem(value.mark,
                fmt::format("{} is {}; allowed: {}{}", row_.name, shown(value),
                            allowed_text(row_, context_.known), nearest_text(value.scalar, words)));
    return std::nullopt;
  }

  // Enums whose values are in the order of their words.
  template <typename Enum>
  bool read_index(const YamlValue& value, Enum& out) {
    const auto word = check_word(value);
    if (!word) return false;
    out =
        static_cast<Enum>(std::find(row_.choices.begin(), row_.choices.end(), *word) - row_.choices.begin());
    return true;
  }

  bool is_rule(std::string_view name) const {
    return std::find(context_.known.rules.begin(), context_.known.rules.end(), name) !=
           context_.known.rules.end();
  }

  void complain_of_rule(YamlMark mark, std::string_view name) {
    std::vector<std::string_view> names(context_.known.rules.begin(), context_.known.rules.end());
    names.insert(names.end(), context_.known.detectors.begin(), context_.known.detectors.end());
    add_problem(mark, fmt::format("\"{}\" is not a rule{}", escape_for_display(name.substr(0, 100)),
                                  nearest_text(name, names)));
  }

  template <size_t N>
  void complain_of_key(YamlMark mark, std::string_view key, std::string_view where,
                       const std::array<std::string_view, N>& keys) {
    add_problem(mark,
                fmt::format("\"{}\" is not a key of {}; allowed: {}{}", escape_for_display(key.substr(0, 60)),
                            where, fmt::join(keys, ", "), nearest_text(key, keys)));
  }

  // A key inside `overrides` or `rule_options` that has the meaning of a setting, read as that setting is.
  template <typename T>
  std::optional<T> read_nested(std::string_view setting, const YamlValue& value) {
    T out{};
    Reader reader(*find_setting(setting), context_, problems_);
    return reader.read(value, out) ? std::optional<T>(std::move(out)) : std::nullopt;
  }

  PathOverride read_override(const YamlValue& map) {
    static constexpr std::array<std::string_view, 4> kKeys = {"paths", "off", "severity", "min_confidence"};
    PathOverride out;
    const size_t problems_before = problems_.size();
    for (const auto& [key, mark, value] : map.entries) {
      if (key == "paths") {
        out.paths = read_texts("paths", "path patterns", value);
      } else if (key == "off") {
        out.off = read_texts("off", "rule ids, families or \"*\"", value);
        if (context_.known.rules.empty()) continue;
        for_each_item(value, [&](const YamlValue& item) {
          if (item.is_scalar() && !item.scalar.empty() && !is_known_rule_name(item.scalar, context_.known)) {
            complain_of_rule(item.mark, item.scalar);
          }
        });
      } else if (key == "severity") {
        out.severity = read_nested<Severity>("severity", value);
      } else if (key == "min_confidence") {
        out.min_confidence = read_nested<double>("min_confidence", value);
      } else {
        complain_of_key(mark, key, "overrides", kKeys);
      }
    }
    if (problems_.size() != problems_before) return out;
    if (out.paths.empty()) {
      add_problem(map.mark, "an entry of overrides has no paths; say where it applies");
    } else if (out.off.empty() && !out.severity && !out.min_confidence) {
      add_problem(map.mark, "an entry of overrides changes nothing; add off, severity or min_confidence");
    }
    return out;
  }

  RuleOption read_rule_option(std::string_view rule, const YamlValue& map) {
    static constexpr std::array<std::string_view, 2> kKeys = {"off", "severity"};
    RuleOption out;
    if (!map.is_map()) {
      add_problem(map.mark, fmt::format("the options of {} are {}; allowed: a map with off, severity",
                                        escape_for_display(rule.substr(0, 100)), shown(map)));
      return out;
    }
    for (const auto& [key, mark, value] : map.entries) {
      if (key == "off") {
        if (const auto answer = parse_switch(value)) {
          out.off = *answer;
        } else {
          add_problem(value.mark, fmt::format("off is {}; allowed: true, false", shown(value)));
        }
      } else if (key == "severity") {
        out.severity = read_nested<Severity>("severity", value);
      } else {
        complain_of_key(mark, key, "rule_options", kKeys);
      }
    }
    return out;
  }

  std::vector<std::string> read_texts(std::string_view key, std::string_view of_what,
                                      const YamlValue& value) {
    std::vector<std::string> out;
    for_each_item(value, [&](const YamlValue& item) {
      if (item.is_scalar() && !item.scalar.empty()) {
        out.push_back(item.scalar);
      } else {
        add_problem(item.mark,
                    fmt::format("{} has an item that is {}; allowed: {}", key, shown(item), of_what));
      }
    });
    return out;
  }

  const SettingRow& row_;
  const ValueContext& context_;
  std::vector<Problem>& problems_;
};

}  // namespace

std::string nearest_text(std::string_view name, std::span<const std::string_view> candidates) {
  const auto nearest = find_nearest(name, candidates);
  return nearest ? fmt::format("; did you mean \"{}\"?", *nearest) : std::string();
}

bool is_known_rule_name(std::string_view name, const KnownNames& known) {
  if (name == "*") return true;
  return std::any_of(known.rules.begin(), known.rules.end(), [&](const std::string& rule) {
    return rule == name || (rule.starts_with(name) && rule.size() > name.size() && rule[name.size()] == '/');
  });
}

void read_value(const SettingRow& row, const YamlValue& value, const ValueContext& context,
                Settings& settings, std::vector<Problem>& problems) {
  Reader reader(row, context, problems);
  if (row.is_extends()) {
    static_cast<void>(read_extends(value, context, problems));
    return;
  }
  std::visit(
      [&](auto field) {
        if constexpr (std::is_same_v<decltype(field), std::monostate>) {
          int version = 0;
          reader.read(value, version);
        } else {
          reader.read(value, settings.*field);
        }
      },
      row.field);
}

std::vector<ExtendedFile> read_extends(const YamlValue& value, const ValueContext& context,
                                       std::vector<Problem>& problems) {
  const SettingRow& row = *find_setting("extends");
  Reader reader(row, context, problems);
  std::vector<ExtendedFile> out;
  Reader::for_each_item(value, [&](const YamlValue& item) {
    if (!item.is_scalar() || item.scalar.empty()) {
      reader.refuse(item);
    } else if (item.scalar.contains("://")) {
      reader.add_problem(item.mark,
                         fmt::format("extends is {}, an address; only files can be extended", shown(item)));
    } else if (const auto path = reader.check_path(item)) {
      out.push_back({*path, item.mark});
    }
  });
  return out;
}

}  // namespace sentinel
