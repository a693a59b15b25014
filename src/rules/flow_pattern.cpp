#include "rules/flow_pattern.h"

#include <algorithm>

#include <fmt/format.h>

namespace sentinel {
namespace {

constexpr size_t kLongestPattern = 1000;
constexpr size_t kMostExpansions = 256;
constexpr int kDeepest = 4;  // objects and lists in each other

using Item = FlowPattern::Item;

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '$' || (c >= '0' && c <= '9');
}

// Module names hold these too: "@scope/some-package", "bun:sqlite".
bool is_name_character(char c) {
  return is_letter(c) || c == '.' || c == '/' || c == '-' || c == '@' || c == ':';
}

class PatternParser {
 public:
  explicit PatternParser(std::string_view text) : text_(text) {}

  Result<FlowPattern> parse() {
    if (text_.size() > kLongestPattern) return wrong(fmt::format("at most {} characters", kLongestPattern));
    FlowPattern out;
    out.any_receiver = take("*.");
    if (!read_name(out)) return error();
    skip_space();
    if (peek() == '=') {
      ++at_;
      out.kind = FlowPattern::Kind::kAssignment;
      skip_space();
      Item item;
      if (peek() == '@') {
        read_handler(item);
      } else {
        read_tainted(item);
      }
      if ((item.kind != Item::Kind::kTainted && item.kind != Item::Kind::kTaintedRest &&
           item.kind != Item::Kind::kHandler) ||
          !item.name.empty() || item.whole) {
        complain("what is assigned: `$`, `$*` or `@`");
        return error();
      }
      out.items.push_back(std::move(item));
      skip_space();
    }
    if (take("->")) {
      skip_space();
      out.result = take_while(is_name_character);
      if (!is_dotted_name(out.result)) complain("the name of a type after `->`");
      skip_space();
    }
    if (!failed() && at_ < text_.size()) complain("the end of the pattern");
    if (failed()) return error();
    return out;
  }

 private:
  char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  bool take(std::string_view what) {
    if (!text_.substr(at_).starts_with(what)) return false;
    at_ += what.size();
    return true;
  }
  void skip_space() {
    while (peek() == ' ') ++at_;
  }
  std::string take_while(bool (*wanted)(char)) {
    const size_t begin = at_;
    while (at_ < text_.size() && wanted(text_[at_])) ++at_;
    return std::string(text_.substr(begin, at_ - begin));
  }

  bool failed() const { return !expected_.empty(); }
  // Returns false, so that a reader can end with it. The first complaint counts.
  bool complain(std::string_view expected) {
    if (!failed()) {
      expected_ = expected;
      wrong_at_ = at_;
    }
    return false;
  }
  tl::unexpected<Error> error() const {
    return fail(ErrorKind::kMalformed, fmt::format("character {}: expected {}", wrong_at_ + 1, expected_));
  }
  tl::unexpected<Error> wrong(std::string_view expected) {
    complain(expected);
    return error();
  }

  static bool is_dotted_name(std::string_view name) {
    return !name.empty() && !name.starts_with('.') && !name.ends_with('.') && !name.contains("..") &&
           std::any_of(name.begin(), name.end(), is_letter);
  }

  // Name and arguments. "()" with something after it is a call on the way; the last argument list is the
  // pattern's own.
  bool read_name(FlowPattern& out) {
    while (true) {
      const std::string piece = take_while(is_name_character);
      const bool is_continued = !out.name.empty();
      if (is_continued && !piece.empty() && !piece.starts_with('.')) return complain("`.` or `(`");
      const std::string_view members =
          is_continued && !piece.empty() ? std::string_view(piece).substr(1) : piece;
      if ((!is_continued || !piece.empty()) && !is_dotted_name(members)) return complain("a dotted name");
      append_path(out, members);
      out.name += piece;
      if (peek() != '(') return true;
      ++at_;
      skip_space();
      if (peek() != ')') {
        out.kind = FlowPattern::Kind::kCall;
        return read_items(out.items, ')', 0);
      }
      ++at_;
      if (peek() != '.' && peek() != '(') {
        out.kind = FlowPattern::Kind::kCall;
        return true;
      }
      out.name += "()";
      out.path.emplace_back("()");
    }
  }

  // "github.com/a/b/server.MCPServer.AddTool": dots of a module's path do not part.
  static void append_path(FlowPattern& out, std::string_view members) {
    const size_t slash = members.rfind('/');
    size_t from = slash == std::string_view::npos ? 0 : slash;
    size_t begin = 0;
    while (begin < members.size()) {
      const size_t dot = std::min(members.find('.', from), members.size());
      out.path.emplace_back(members.substr(begin, dot - begin));
      begin = from = dot + 1;
    }
  }

  bool read_items(std::vector<Item>& out, char close, int depth) {
    if (depth > kDeepest) return complain(fmt::format("at most {} objects or lists in each other", kDeepest));
    skip_space();
    if (peek() == close) {
      ++at_;
      return true;
    }
    while (true) {
      Item item;
      const bool is_good = close == '}' ? read_entry(item, depth) : read_argument(item, close == ')', depth);
      if (!is_good) return false;
      out.push_back(std::move(item));
      skip_space();
      if (take(",")) {
        skip_space();
        continue;
      }
      if (peek() == close) {
        ++at_;
        return true;
      }
      return complain(fmt::format("`,` or `{}`", close));
    }
  }

  // One argument, or one element of a list.
  bool read_argument(Item& item, bool may_be_named, int depth) {
    if (text_.substr(at_, 3) == "...") return read_value(item, depth);
    const size_t start = at_;
    const std::string word = take_while(is_letter);
    if (may_be_named && !word.empty() && word.front() != '$' &&
        (peek() == '=' || text_.substr(at_, 2) == "!=")) {
      item.negated = take("!");
      ++at_;
      return word == "this" ? read_receiver(item) : read_named(item, word, depth);
    }
    at_ = start;
    return read_value(item, depth);
  }

  bool read_receiver(Item& item) {
    if (!item.negated && take("$")) {
      item.kind = Item::Kind::kThisTainted;
      return true;
    }
    if (!item.negated && take("&")) {
      item.kind = Item::Kind::kFilledThis;
      return true;
    }
    return complain("`this=$` or `this=&`");
  }

  // {key: value}
  bool read_entry(Item& item, int depth) {
    const std::string key = take_while([](char c) { return is_letter(c) || c == '-' || c == '.'; });
    if (key.empty()) return complain("a key");
    skip_space();
    if (!take(":")) return complain("`:`");
    skip_space();
    return read_named(item, key, depth);
  }

  bool read_named(Item& item, const std::string& name, int depth) {
    if (!read_value(item, depth)) return false;
    item.name = name;
    switch (item.kind) {
      case Item::Kind::kTainted:
        item.kind = Item::Kind::kNamedTainted;
        return true;
      case Item::Kind::kLiteral:
        item.kind = Item::Kind::kNamedLiteral;
        return true;
      case Item::Kind::kTaintedRest:
      case Item::Kind::kLastHandler:
      case Item::Kind::kHandlerRest:
        return complain("one value: what is named is no rest");
      default:
        return true;
    }
  }

  bool read_tainted(Item& item) {
    if (!take("$")) return false;
    if (take("*")) {
      item.kind = Item::Kind::kTaintedRest;
      return true;
    }
    item.kind = Item::Kind::kTainted;
    item.whole = take("$");
    item.name = take_while(is_letter);
    return true;
  }

  bool read_value(Item& item, int depth) {
    if (take("...")) {
      item.kind = Item::Kind::kGap;
      return true;
    }
    if (take("!")) item.negated = true;
    switch (peek()) {
      case '$':
        if (item.negated) break;
        return read_tainted(item);
      case '@':
        if (is_name_after_at()) return read_alternatives(item);
        if (item.negated) break;
        return read_handler(item);
      case '&':
        if (item.negated) break;
        ++at_;
        item.kind = Item::Kind::kFilled;
        return true;
      case '{':
      case '[': {
        if (item.negated) break;
        const char close = peek() == '{' ? '}' : ']';
        ++at_;
        item.kind = close == '}' ? Item::Kind::kObject : Item::Kind::kList;
        return read_items(item.entries, close, depth + 1);
      }
      case '"':
      case '\'':
        return read_alternatives(item);
      case '*':
        if (text_.substr(at_, 2) != "*.") break;
        return read_alternatives(item);
      default:
        if (peek() == '_' && !is_name_character(at_ + 1 < text_.size() ? text_[at_ + 1] : '\0')) {
          ++at_;
          item.kind = Item::Kind::kAny;
          return true;
        }
        if (is_name_character(peek())) return read_alternatives(item);
    }
    return complain("one of `$`, `_`, `@`, `&`, a literal, a name, `{...}`, `[...]`");
  }

  // "@scope/package.Name" is a name; "@" and "@last" are handlers.
  bool is_name_after_at() const {
    const size_t end = std::min(text_.find_first_of(",)}] ", at_), text_.size());
    return text_.substr(at_, end - at_).contains('/');
  }

  bool read_handler(Item& item) {
    ++at_;
    item.kind = Item::Kind::kHandler;
    if (take("*")) {
      item.kind = Item::Kind::kHandlerRest;
    } else if (take("last")) {
      item.kind = Item::Kind::kLastHandler;
    }
    return true;
  }

  // "sh"|"bash", true, 0, a.b|*.c
  bool read_alternatives(Item& item) {
    bool has_names = false;
    bool has_literals = false;
    do {
      if (peek() == '"' || peek() == '\'') {
        const char quote = peek();
        const size_t end = text_.find(quote, at_ + 1);
        if (end == std::string_view::npos) return complain("a closing quote");
        item.literals.emplace_back(text_.substr(at_ + 1, end - at_ - 1));
        at_ = end + 1;
        has_literals = true;
        continue;
      }
      const bool any_before = take("*.");
      const std::string word = take_while(is_name_character);
      const bool is_number = !word.empty() && word.find_first_not_of("-.0123456789") == std::string::npos;
      if (!any_before && (is_number || word == "true" || word == "false" || word == "null")) {
        has_literals = true;
      } else if (is_dotted_name(word)) {
        has_names = true;
      } else {
        return complain("a literal or a name");
      }
      item.literals.push_back(any_before ? "*." + word : word);
    } while (take("|"));
    if (has_names && has_literals) return complain("alternatives that are all literals, or all names");
    item.kind = has_names ? Item::Kind::kName : Item::Kind::kLiteral;
    return true;
  }

  std::string_view text_;
  size_t at_ = 0;
  size_t wrong_at_ = 0;
  std::string expected_;
};

}  // namespace

bool FlowPattern::Item::accepts(std::string_view literal) const {
  return std::any_of(literals.begin(), literals.end(), [&](std::string_view wanted) {
    const bool any_before = wanted.starts_with('*');
    if (any_before) wanted.remove_prefix(1);
    const bool any_after = wanted.ends_with('*');
    if (any_after) wanted.remove_suffix(1);
    if (any_before && any_after) return literal.contains(wanted);
    if (any_before) return literal.ends_with(wanted);
    if (any_after) return literal.starts_with(wanted);
    return literal == wanted;
  });
}

std::vector<const FlowPattern::Item*> FlowPattern::all(bool (*wanted)(Item::Kind)) const {
  std::vector<const Item*> out;
  std::vector<const Item*> pending;
  for (const Item& item : items) pending.push_back(&item);
  for (size_t i = 0; i < pending.size(); ++i) {
    if (wanted(pending[i]->kind)) out.push_back(pending[i]);
    for (const Item& entry : pending[i]->entries) pending.push_back(&entry);
  }
  return out;
}

Result<FlowPattern> parse_flow_pattern(std::string_view text) { return PatternParser(text).parse(); }

Result<std::vector<std::string>> expand_flow_pattern(std::string_view text) {
  if (text.size() > kLongestPattern) {
    return fail(ErrorKind::kMalformed, fmt::format("a pattern has at most {} characters", kLongestPattern));
  }
  std::vector<std::string> out = {{}};
  for (size_t at = 0; at < text.size();) {
    if (text[at] != '{' || (at > 0 && text[at - 1] != '.')) {
      for (std::string& one : out) one += text[at];
      ++at;
      continue;
    }
    const size_t close = text.find('}', at);
    if (close == std::string_view::npos) {
      return fail(ErrorKind::kMalformed, fmt::format("character {}: the alternatives have no `}}`", at + 1));
    }
    std::vector<std::string> grown;
    for (std::string_view rest = text.substr(at + 1, close - at - 1);;) {
      const size_t comma = std::min(rest.find(','), rest.size());
      for (const std::string& one : out) grown.push_back(one + std::string(rest.substr(0, comma)));
      if (comma == rest.size()) break;
      rest.remove_prefix(comma + 1);
    }
    if (grown.size() > kMostExpansions) {
      return fail(ErrorKind::kMalformed,
                  fmt::format("the pattern has more than {} alternatives", kMostExpansions));
    }
    out = std::move(grown);
    at = close + 1;
  }
  return out;
}

}  // namespace sentinel
