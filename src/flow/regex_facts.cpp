#include "flow/regex_facts.h"

#include <bitset>
#include <optional>

namespace sentinel::flow {
namespace {

using Characters = std::bitset<256>;  // bytes above 127 stand for all that is not ASCII

Characters range(unsigned first, unsigned last) {
  Characters out;
  for (unsigned c = first; c <= last && c < 256; ++c) out.set(c);
  return out;
}

Characters words() {
  Characters out = range('a', 'z') | range('A', 'Z') | range('0', '9');
  out.set('_');
  return out;
}

Characters blanks() {
  Characters out;
  for (const char c : {' ', '\t', '\n', '\r', '\f', '\v'}) out.set(static_cast<unsigned char>(c));
  return out;
}

// All characters that may stand anywhere in a match, and those that may stand first.
class Reader {
 public:
  explicit Reader(std::string_view pattern) : text_(pattern) {}

  struct Found {
    Characters any;
    Characters first;
    bool from_start = false;
    bool to_end = false;
    bool may_be_empty = true;
  };

  std::optional<Found> read() {
    skip_flags();
    auto found = alternatives(0);
    if (!found || at_ != text_.size()) return std::nullopt;
    return found;
  }

  // The pattern is nothing but one class (repeated).
  std::optional<Characters> one_class() {
    skip_flags();
    while (more() && peek() == '(') {
      ++at_;
      if (!skip_group_head()) return std::nullopt;
    }
    auto set = atom_class();
    if (!set) return std::nullopt;
    quantifier();
    while (more()) {
      if (peek() == ')') {
        ++at_;
        quantifier();
        continue;
      }
      // a|b|[cd] of single characters
      if (peek() == '|') {
        ++at_;
        const auto other = atom_class();
        if (!other) return std::nullopt;
        *set |= *other;
        quantifier();
        continue;
      }
      return std::nullopt;
    }
    return set;
  }

 private:
  static constexpr int kMostDepth = 30;

  bool more() const { return at_ < text_.size(); }
  char peek() const { return text_[at_]; }

  void skip_flags() {
    if (text_.substr(at_).starts_with("(?") && text_.find(')', at_) != std::string_view::npos) {
      const size_t end = text_.find(')', at_);
      if (text_.substr(at_ + 2, end - at_ - 2).find_first_not_of("aimsuxLU") == std::string_view::npos)
        at_ = end + 1;
    }
  }

  bool skip_group_head() {
    if (!more() || peek() != '?') return true;
    const std::string_view rest = text_.substr(at_);
    if (rest.starts_with("?:")) {
      at_ += 2;
      return true;
    }
    if (rest.starts_with("?P<") ||
        (rest.starts_with("?<") && !rest.starts_with("?<=") && !rest.starts_with("?<!"))) {
      const size_t end = rest.find('>');
      if (end == std::string_view::npos) return false;
      at_ += end + 1;
      return true;
    }
    return false;
  }

  std::optional<Found> alternatives(int depth) {
    if (depth > kMostDepth) return std::nullopt;
    auto out = sequence(depth);
    while (out && more() && peek() == '|') {
      ++at_;
      const auto other = sequence(depth);
      if (!other) return std::nullopt;
      out->any |= other->any;
      out->first |= other->first;
      out->from_start = out->from_start && other->from_start;
      out->to_end = out->to_end && other->to_end;
      out->may_be_empty = out->may_be_empty || other->may_be_empty;
    }
    return out;
  }

  std::optional<Found> sequence(int depth) {
    Found out;
    bool begun = false;
    while (more() && peek() != '|' && peek() != ')') {
      const std::string_view rest = text_.substr(at_);
      if (peek() == '^' || rest.starts_with("\\A")) {
        if (!begun) out.from_start = true;
        at_ += peek() == '^' ? 1 : 2;
        continue;
      }
      if (peek() == '$' || rest.starts_with("\\Z") || rest.starts_with("\\z")) {
        at_ += peek() == '$' ? 1 : 2;
        if (!more() || peek() == '|' || peek() == ')') out.to_end = true;
        continue;
      }
      if (rest.starts_with("\\b") || rest.starts_with("\\B")) {
        at_ += 2;
        continue;
      }
      if (rest.starts_with("(?=") || rest.starts_with("(?!") || rest.starts_with("(?<=") ||
          rest.starts_with("(?<!")) {
        // A look-around takes nothing away from what we know, and adds nothing that we use.
        if (!skip_balanced()) return std::nullopt;
        continue;
      }
      Found part;
      if (peek() == '(') {
        ++at_;
        if (!skip_group_head()) return std::nullopt;
        auto inside = alternatives(depth + 1);
        if (!inside || !more() || peek() != ')') return std::nullopt;
        ++at_;
        part = *inside;
        if (!begun && part.from_start) out.from_start = true;
        out.to_end = part.to_end && (!more() || peek() == '|' || peek() == ')');
      } else {
        const auto set = atom_class();
        if (!set) return std::nullopt;
        part.any = part.first = *set;
        part.may_be_empty = false;
        out.to_end = false;
      }
      if (quantifier()) part.may_be_empty = true;
      out.any |= part.any;
      if (out.may_be_empty) out.first |= part.first;
      out.may_be_empty = out.may_be_empty && part.may_be_empty;
      begun = true;
    }
    return out;
  }

  bool skip_balanced() {
    int open = 0;
    bool in_class = false;
    for (; more(); ++at_) {
      if (peek() == '\\') {
        ++at_;
        continue;
      }
      if (in_class) {
        in_class = peek() != ']';
        continue;
      }
      if (peek() == '[') in_class = true;
      if (peek() == '(') ++open;
      if (peek() == ')' && --open == 0) {
        ++at_;
        return true;
      }
    }
    return false;
  }

  // True when it may match nothing.
  bool quantifier() {
    bool optional = false;
    while (more()) {
      if (peek() == '*' || peek() == '?') {
        optional = true;
        ++at_;
      } else if (peek() == '+') {
        ++at_;
      } else if (peek() == '{') {
        const size_t end = text_.find('}', at_);
        if (end == std::string_view::npos) return optional;
        if (text_.substr(at_ + 1, 1) == "0" || text_.substr(at_ + 1, 1) == ",") optional = true;
        at_ = end + 1;
      } else {
        break;
      }
    }
    return optional;
  }

  std::optional<Characters> escape() {
    if (!more()) return std::nullopt;
    const char c = text_[at_++];
    switch (c) {
      case 'w':
        return words();
      case 'W':
        return ~words();
      case 'd':
        return range('0', '9');
      case 'D':
        return ~range('0', '9');
      case 's':
        return blanks();
      case 'S':
        return ~blanks();
      case 'n':
        return range('\n', '\n');
      case 'r':
        return range('\r', '\r');
      case 't':
        return range('\t', '\t');
      case 'f':
        return range('\f', '\f');
      case 'v':
        return range('\v', '\v');
      case '0':
        return range(0, 0);
      case 'x': {
        unsigned value = 0;
        for (int i = 0; i < 2 && more(); ++i) {
          const char h = text_[at_++];
          value = value * 16 + static_cast<unsigned>(h <= '9' ? h - '0' : (h | 0x20) - 'a' + 10);
        }
        return range(value & 0xFFU, value & 0xFFU);
      }
      case 'u':
      case 'p':
      case 'P': {
        // \uXXXX, \u{...}, \p{...}: something beyond ASCII, or anything
        if (more() && peek() == '{') {
          const size_t end = text_.find('}', at_);
          if (end == std::string_view::npos) return std::nullopt;
          at_ = end + 1;
        } else if (c == 'u') {
          at_ = std::min(at_ + 4, text_.size());
        }
        return c == 'u' ? range(128, 255) : ~Characters();
      }
      default:
        if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '1' && c <= '9')) return std::nullopt;
        return range(static_cast<unsigned char>(c), static_cast<unsigned char>(c));
    }
  }

  std::optional<Characters> atom_class() {
    if (!more()) return std::nullopt;
    const char c = text_[at_++];
    if (c == '\\') return escape();
    if (c == '.') {
      Characters out = ~Characters();
      out.reset('\n');
      return out;
    }
    if (c != '[') {
      if (c == '*' || c == '+' || c == '?' || c == ')' || c == '(' || c == '|') return std::nullopt;
      const auto byte = static_cast<unsigned char>(c);
      return byte >= 128 ? range(128, 255) : range(byte, byte);
    }
    bool negated = false;
    if (more() && peek() == '^') {
      negated = true;
      ++at_;
    }
    Characters out;
    bool first = true;
    while (more() && (peek() != ']' || first)) {
      first = false;
      std::optional<Characters> one;
      unsigned from = static_cast<unsigned char>(peek());
      const bool escaped = peek() == '\\';
      ++at_;
      if (escaped) {
        one = escape();
        if (!one) return std::nullopt;
        if (one->count() == 1) {
          for (unsigned i = 0; i < 256; ++i) {
            if (one->test(i)) from = i;
          }
        }
      }
      if (more() && peek() == '-' && at_ + 1 < text_.size() && text_[at_ + 1] != ']' &&
          (!one || one->count() == 1)) {
        ++at_;
        unsigned to = static_cast<unsigned char>(peek());
        ++at_;
        if (to == '\\') {
          const auto end = escape();
          if (!end || end->count() != 1) {
            to = 255;
          } else {
            for (unsigned i = 0; i < 256; ++i) {
              if (end->test(i)) to = i;
            }
          }
        }
        out |= range(from, to);
      } else {
        out |= one ? *one : (from >= 128 ? range(128, 255) : range(from, from));
      }
    }
    if (!more()) return std::nullopt;
    ++at_;
    return negated ? ~out : out;
  }

  std::string_view text_;
  size_t at_ = 0;
};

// Which dangers no text of these characters has.
Dangers excluded(const Characters& any, const Characters& first) {
  const auto has_any = [&](std::string_view characters) {
    for (const char c : characters) {
      if (any.test(static_cast<unsigned char>(c))) return true;
    }
    return false;
  };
  Dangers out = 0;
  if (!has_any(";&|`$<>(){}\n\r\"'\\!*?[]~#")) out |= kShell;
  if (!first.test('-')) out |= kOption;
  if (!has_any("/\\")) out |= kPath | kClimbs | kAbsolute | kProgram;
  if (!has_any(".")) out |= kClimbs;
  if (!first.test('/') && !first.test('\\') && !has_any(":")) out |= kAbsolute;
  if ((out & (kClimbs | kAbsolute)) == (kClimbs | kAbsolute)) out |= kPath;
  if (!has_any("'\"`;\\ \t\n()")) out |= kSql;
  if (!has_any("{}$'\"()[]:*@|&=<>")) out |= kQuery;
  if (!has_any("(){}[];'\"`=.,\n +")) out |= kCode;
  if (!has_any("{}%$<#")) out |= kTemplate;
  if (!has_any(":/@\\.")) out |= kUrl | kRedirect;
  if (!has_any("<>\"'&")) out |= kHtml | kXml;
  if (!has_any("\r\n")) out |= kHeader | kLog;
  if (!has_any("*+?{}()|[]\\")) out |= kRegex;
  return out;
}

}  // namespace

Dangers excluded_by_match(std::string_view pattern, bool whole) {
  const auto found = Reader(pattern).read();
  if (!found || (!whole && (!found->from_start || !found->to_end))) return 0;
  return excluded(found->any, found->first);
}

Dangers excluded_by_absence(std::string_view pattern) {
  const auto set = Reader(pattern).one_class();
  if (!set) {
    // A test of how a text begins: /^-/.
    if (pattern == "^-" || pattern == "^-+" || pattern == "^--?") return kOption;
    if (pattern == "\\.\\.") return kClimbs;
    return 0;
  }
  const Characters left = ~*set;
  return excluded(left, left);
}

}  // namespace sentinel::flow
