#include "base/yaml.h"

#include <algorithm>
#include <sstream>
#include <unordered_set>

#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

#include "base/text.h"

namespace sentinel {

namespace {

constexpr size_t kLargestText = 16U << 20U;
constexpr size_t kDeepest = 100;
constexpr size_t kMostNodes = 1'000'000;
constexpr size_t kMostDuplicates = 100;

std::string place(std::string_view name, YamlMark mark) {
  return fmt::format("{}:{}:{}", name, mark.line, mark.column);
}

// Ends the parse from inside the library's callbacks; caught in parse_yaml.
struct Refused {
  ErrorKind kind;
  YamlMark mark;
  std::string message;
};

YamlMark to_mark(const YAML::Mark& mark) {
  if (mark.is_null()) return {};
  return {mark.line + 1, mark.column + 1};
}

// Turns the library's events into a tree. `open_` is the path from the root to the list or map being filled;
// addresses on it stay valid because a parent gets no new child while it has an open one.
class Builder final : public YAML::EventHandler {
 public:
  Builder(std::string_view name, std::vector<Error>* duplicates) : name_(name), duplicates_(duplicates) {}

  YamlValue take_root() { return std::move(root_); }

  void OnDocumentStart(const YAML::Mark& mark) override {
    if (++documents_ > 1)
      throw Refused{ErrorKind::kMalformed, to_mark(mark), "a second document is not allowed"};
  }
  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    check(to_mark(mark), "", anchor);
    if (wants_key()) throw Refused{ErrorKind::kMalformed, to_mark(mark), "a key must be a plain string"};
    // The library places an empty value at the token after it; the key says more.
    const bool below_key = !open_.empty() && open_.back().value->is_map();
    place_value(YamlValue::Kind::kNull, below_key ? open_.back().value->entries.back().mark : to_mark(mark));
  }

  void OnAlias(const YAML::Mark& mark, YAML::anchor_t /*anchor*/) override {
    throw Refused{ErrorKind::kMalformed, to_mark(mark), "aliases (*name) are not allowed"};
  }

  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& text) override {
    check(to_mark(mark), tag, anchor);
    if (wants_key()) {
      add_key(to_mark(mark), text, tag == "!");
      return;
    }
    YamlValue* value = place_value(YamlValue::Kind::kScalar, to_mark(mark));
    value->scalar = text;
    value->quoted = tag == "!";
  }

  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value /*style*/) override {
    open(YamlValue::Kind::kList, to_mark(mark), tag, anchor);
  }
  void OnSequenceEnd() override { open_.pop_back(); }

  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value /*style*/) override {
    open(YamlValue::Kind::kMap, to_mark(mark), tag, anchor);
  }
  void OnMapEnd() override { open_.pop_back(); }

 private:
  struct Open {
    YamlValue* value;
    bool has_key = false;                  // a map's key was read and its value is next
    std::unordered_set<std::string> keys;  // of a map
  };

  bool wants_key() const { return !open_.empty() && open_.back().value->is_map() && !open_.back().has_key; }

  void check(YamlMark mark, std::string_view tag, YAML::anchor_t anchor) {
    if (anchor != 0) throw Refused{ErrorKind::kMalformed, mark, "anchors (&name) are not allowed"};
    // "?" is what the library calls no tag, "!" what it calls a quoted or block scalar.
    if (!tag.empty() && tag != "?" && tag != "!") {
      throw Refused{ErrorKind::kMalformed, mark, "tags (!name) are not allowed"};
    }
    if (++nodes_ > kMostNodes) {
      throw Refused{ErrorKind::kLimit, mark, fmt::format("more than {} values", kMostNodes)};
    }
  }

  void add_key(YamlMark mark, const std::string& key, bool quoted) {
    if (key == "<<" && !quoted) throw Refused{ErrorKind::kMalformed, mark, "merge keys (<<) are not allowed"};
    Open& map = open_.back();
    if (!map.keys.insert(key).second) {
      const auto& entries = map.value->entries;
      const auto first =
          std::find_if(entries.begin(), entries.end(), [&](const auto& e) { return e.key == key; });
      const std::string message = fmt::format("\"{}\" is there twice; the first is in line {}",
                                              escape_for_display(key.substr(0, 80)), first->mark.line);
      if (duplicates_ == nullptr || duplicates_->size() >= kMostDuplicates) {
        throw Refused{ErrorKind::kMalformed, mark, message};
      }
      duplicates_->push_back({ErrorKind::kMalformed, message, place(name_, mark), {}});
    }
    map.value->entries.push_back({key, mark, {}});
    map.has_key = true;
  }

  YamlValue* place_value(YamlValue::Kind kind, YamlMark mark) {
    YamlValue* value = &root_;
    if (!open_.empty()) {
      Open& parent = open_.back();
      if (parent.value->is_map()) {
        value = &parent.value->entries.back().value;
        parent.has_key = false;
      } else {
        value = &parent.value->items.emplace_back();
      }
    }
    value->kind = kind;
    value->mark = mark;
    return value;
  }

  void open(YamlValue::Kind kind, YamlMark mark, std::string_view tag, YAML::anchor_t anchor) {
    check(mark, tag, anchor);
    if (wants_key()) {
      // The library also reads a bracket that is never closed as the beginning of a key.
      throw Refused{ErrorKind::kMalformed, mark, "a list or map cannot be a key; or is a bracket left open?"};
    }
    if (open_.size() >= kDeepest) {
      throw Refused{ErrorKind::kLimit, mark, fmt::format("nested deeper than {} levels", kDeepest)};
    }
    open_.push_back({place_value(kind, mark), false, {}});
  }

  std::string_view name_;
  std::vector<Error>* duplicates_;
  YamlValue root_;
  std::vector<Open> open_;
  size_t documents_ = 0;
  size_t nodes_ = 0;
};

YamlMark mark_at(std::string_view text, size_t offset) {
  const std::string_view before = text.substr(0, offset);
  const size_t line_start = before.rfind('\n') + 1;  // npos + 1 is 0
  return {static_cast<int>(std::count(before.begin(), before.end(), '\n')) + 1,
          static_cast<int>(offset - line_start) + 1};
}

// The library guesses encodings from NUL bytes and takes byte 4 for the end of the text, so that only what
// YAML allows may reach it.
Result<void> check_characters(std::string_view text, std::string_view name) {
  for (size_t i = 0; i < text.size();) {
    const CodePoint point = decode_utf8(text, i);
    if (!point.valid) return fail(ErrorKind::kMalformed, "not UTF-8", place(name, mark_at(text, i)));
    const bool is_control =
        (point.value < 0x20 && point.value != '\t' && point.value != '\n' && point.value != '\r') ||
        point.value == 0x7F;
    if (is_control) {
      return fail(ErrorKind::kMalformed,
                  fmt::format("control character {}", escape_for_display(text.substr(i, 1))),
                  place(name, mark_at(text, i)));
    }
    i += point.length;
  }
  return {};
}

void remove_duplicate_keys(YamlValue& root) {
  std::vector<YamlValue*> waiting = {&root};
  while (!waiting.empty()) {
    YamlValue& value = *waiting.back();
    waiting.pop_back();
    std::unordered_set<std::string_view> seen;
    std::vector<YamlValue::Entry> kept;
    kept.reserve(value.entries.size());  // `seen` looks into it
    for (auto& entry : value.entries) {
      if (seen.contains(entry.key)) continue;
      kept.push_back(std::move(entry));
      seen.insert(kept.back().key);
    }
    value.entries = std::move(kept);
    for (auto& item : value.items) waiting.push_back(&item);
    for (auto& entry : value.entries) waiting.push_back(&entry.value);
  }
}

}  // namespace

const YamlValue* YamlValue::find(std::string_view key) const {
  for (const Entry& entry : entries) {
    if (entry.key == key) return &entry.value;
  }
  return nullptr;
}

Result<YamlValue> parse_yaml(std::string_view text, std::string_view name, std::vector<Error>* duplicates) {
  if (text.size() > kLargestText) {
    return fail(ErrorKind::kLimit, fmt::format("larger than {} bytes", kLargestText), std::string(name));
  }
  SENTINEL_RETURN_IF_ERROR(check_characters(text, name));
  try {
    std::istringstream stream{std::string(text)};
    YAML::Parser parser(stream);
    Builder builder(name, duplicates);
    while (parser.HandleNextDocument(builder)) {
    }
    YamlValue root = builder.take_root();
    if (duplicates != nullptr && !duplicates->empty()) remove_duplicate_keys(root);
    return root;
  } catch (const Refused& refused) {
    return fail(refused.kind, refused.message, place(name, refused.mark));
  } catch (const YAML::Exception& exception) {
    return fail(ErrorKind::kMalformed, escape_for_display(exception.msg),
                place(name, to_mark(exception.mark)));
  }
}

}  // namespace sentinel
