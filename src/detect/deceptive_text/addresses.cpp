// Marks that only look like the slashes, dots and colons of an address. In
// "https://github.com[U+2215]login@evil.example" all before the "@" is a user's name, as U+2215 ends no host;
// U+FF0E is a dot to the client, but not to a filter (UTS #46, UTS #36 section 2.7).
//
// The same marks are punctuation elsewhere: in fractions, and in Chinese sentences that end with an address.
// Only the part of an address that names the host counts, and wide punctuation only where it cannot end a
// sentence.
#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "detect/deceptive_text/confusables.h"
#include "detect/deceptive_text/passes.h"

namespace sentinel::deceptive_text {
namespace {

constexpr uint32_t kReach = 256;
constexpr size_t kMaxReading = 200;

bool is_alnum(char c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); }
bool is_letter(char c) { return is_alnum(c) && (c < '0' || c > '9'); }

bool is_host_byte(char c) { return is_alnum(c) || std::string_view("-._~%:@$&+=!*").contains(c); }

bool is_host_character(char32_t value) {
  if (value < 0x80) return value != 0 && is_host_byte(static_cast<char>(value));
  const CharInfo info = info_of(value);
  return info.is_word() || info.kind == CharKind::kSyntax || info.kind == CharKind::kStyled ||
         info.kind == CharKind::kZeroWidth;
}

// Punctuation of Chinese, Japanese and Korean, which nobody takes for ASCII but a client that folds it.
bool is_wide(char32_t value) {
  return (value >= 0x2E80 && value < 0xA000) || (value >= 0xFE10 && value < 0xFFF0);
}

// Only the best-known: what looks like "readme.md" or "1.5" is no host.
bool is_top_domain(std::string_view label) {
  static constexpr std::array<std::string_view, 24> kNames = {
      "com", "org", "net", "io", "dev", "ai", "app", "co", "gov",   "edu", "info", "xyz",
      "me",  "cc",  "ru",  "cn", "de",  "fr", "uk",  "jp", "cloud", "eu",  "zip",  "mov"};
  return std::find(kNames.begin(), kNames.end(), to_lower(label)) != kNames.end();
}

bool is_scheme(std::string_view word) {
  static constexpr std::array<std::string_view, 6> kNames = {"http", "https", "ftp", "ws", "wss", "file"};
  return std::find(kNames.begin(), kNames.end(), to_lower(word)) != kNames.end();
}

class Judge {
 public:
  explicit Judge(FileContext& context) : context_(context), text_(context.text()) {}

  void judge(const Hit& hit) {
    if (hit.offset < reported_until_) return;
    const uint32_t end = hit.offset + hit.length;
    const char next = end < text_.size() ? text_[end] : '\0';
    const std::optional<Authority> authority = authority_around(text_, hit.offset);
    if (hit.kind == CharKind::kStyled) {
      if (authority && authority->has_scheme) {
        report(authority->span, hit, Severity::kMedium, 0.85, "is written in fancy letters");
      }
      return;
    }
    if (is_in_scheme(hit)) {
      report_scheme(hit);
    } else if (authority) {
      if (is_wide(hit.value) ? ends_host(hit, *authority, next) : is_inside(hit, *authority)) {
        report(authority->span, hit, Severity::kHigh, 0.9, "has marks that only look like its separators");
      }
    } else if (!is_wide(hit.value) && !info_of(hit.value).is_word() && is_bare_host(hit, next)) {
      report(bare_host(hit), hit, Severity::kMedium, 0.8, "has marks that only look like its separators");
    }
  }

 private:
  // Something of the host must follow: a mark at its end may be the end of a sentence.
  bool is_inside(const Hit& hit, const Authority& authority) const {
    const uint32_t end = hit.offset + hit.length;
    if (hit.offset == authority.span.begin || end >= authority.span.end) return false;
    const Neighbour next = context_.at(end);
    if (next.value >= 0x80) return next.info.kind == CharKind::kSyntax && !is_wide(next.value);
    const auto follows = [&](size_t at) { return at < text_.size() && is_alnum(text_[at]); };
    return next.value == '@' || next.value == '-' || follows(end) || (next.value == '.' && follows(end + 1));
  }

  bool ends_host(const Hit& hit, const Authority& authority, char next) const {
    const std::string_view before = text_.substr(authority.span.begin, hit.offset - authority.span.begin);
    const std::string_view after =
        text_.substr(hit.offset + hit.length, authority.span.end - hit.offset - hit.length);
    if (before.empty() || !std::all_of(before.begin(), before.end(), &is_host_byte)) return false;
    switch (syntax_of(hit.value)) {
      case '.': {
        // Behind "http://localhost:80" or "https://a.example" it ends a sentence, and the next begins.
        const bool complete = before.find_first_of(".:") != std::string_view::npos || before == "localhost";
        return !complete && is_letter(next) && after.size() > 1 && is_alnum(after[1]);
      }
      case '@':
        return is_alnum(next) && after.contains('.');
      default:
        // "https://evil.example[U+FF0F].bank.example"
        return next == '.' && after.size() > 1 && is_alnum(after[1]);
    }
  }

  // "https[U+A789]//", "https:[U+2215][U+2215]"
  bool is_in_scheme(const Hit& hit) const {
    const char mark = syntax_of(hit.value);
    if (is_wide(hit.value) || (mark != ':' && mark != '/')) return false;
    size_t end = hit.offset;
    if (mark == '/') {
      if (end > 1 && text_[end - 1] == '/') --end;
      if (end == 0 || text_[end - 1] != ':') return false;
      --end;
    } else {
      const Neighbour next = context_.at(hit.offset + hit.length);
      if (next.value != '/' && syntax_of(next.value) != '/') return false;
    }
    size_t begin = end;
    while (begin > 0 && end - begin < 6 && is_letter(text_[begin - 1])) --begin;
    return is_scheme(text_.substr(begin, end - begin));
  }

  void report_scheme(const Hit& hit) {
    size_t begin = hit.offset;
    while (begin > 0 && hit.offset - begin < 8 &&
           (is_letter(text_[begin - 1]) || text_[begin - 1] == ':' || text_[begin - 1] == '/'))
      --begin;
    size_t end = hit.offset;
    while (end < text_.size() && end - hit.offset < kReach) {
      const Neighbour next = context_.at(end);
      if (next.value != '/' && !is_host_character(next.value)) break;
      end += decode_fast(text_, end).length;
    }
    report({static_cast<uint32_t>(begin), static_cast<uint32_t>(end)}, hit, Severity::kMedium, 0.85,
           "begins with marks that only look like \"://\"");
  }

  // "github.com[U+2215]login" and "github[U+2024]com", without anything before it.
  bool is_bare_host(const Hit& hit, char next) const {
    if (!is_alnum(next) || hit.offset == 0) return false;
    const Span host = bare_host(hit);
    const std::string_view before = text_.substr(host.begin, hit.offset - host.begin);
    const size_t dot = before.rfind('.');
    switch (syntax_of(hit.value)) {
      case '/':
        return dot != std::string_view::npos && dot > 0 && is_top_domain(before.substr(dot + 1));
      case '.': {
        const size_t begin = hit.offset + hit.length;
        size_t end = begin;
        while (end < text_.size() && is_alnum(text_[end])) ++end;
        return before.size() - (dot == std::string_view::npos ? 0 : dot + 1) > 1 &&
               is_top_domain(text_.substr(begin, end - begin));
      }
      default:
        return false;
    }
  }

  Span bare_host(const Hit& hit) const {
    const auto is_part = [](char c) { return is_alnum(c) || c == '-' || c == '.'; };
    Span host{hit.offset, hit.offset + hit.length};
    while (host.begin > 0 && hit.offset - host.begin < kReach && is_part(text_[host.begin - 1])) --host.begin;
    while (host.end < text_.size() && host.end - hit.offset < kReach && is_part(text_[host.end])) ++host.end;
    return host;
  }

  void report(Span address, const Hit& hit, Severity severity, double confidence, std::string_view how) {
    reported_until_ = address.end;
    const std::string reading = address_reading(text_.substr(address.begin, address.size()));
    std::vector<char32_t> marks;
    for (size_t i = address.begin; i < address.end;) {
      const CodePoint c = decode_fast(text_, i);
      if (c.valid && c.value >= 0x80 && info_of(c.value).kind == hit.kind) marks.push_back(c.value);
      i += c.length;
    }
    context_.report("disguised-address", severity, confidence,
                    fmt::format("An address that reads \"{}\" {}", reading, how), address,
                    {{"reads as", reading}, {"code points", count_code_points(marks)}});
  }

  FileContext& context_;
  std::string_view text_;
  uint32_t reported_until_ = 0;
};

}  // namespace

std::optional<Authority> authority_around(std::string_view text, uint32_t offset) {
  const auto previous = [&](size_t at) {
    size_t begin = at - 1;
    while (begin > 0 && at - begin < 4 && (static_cast<unsigned char>(text[begin]) & 0xC0U) == 0x80U) --begin;
    return begin;
  };
  const auto fits = [&](size_t at) {
    const CodePoint c = decode_fast(text, at);
    return c.valid && is_host_character(c.value);
  };
  size_t begin = offset;
  while (begin > 0 && offset - begin < kReach && fits(previous(begin))) begin = previous(begin);
  size_t end = offset;
  while (end < text.size() && end - offset < kReach && fits(end)) end += decode_fast(text, end).length;
  const std::string_view front = text.substr(0, begin);
  Authority out{{static_cast<uint32_t>(begin), static_cast<uint32_t>(end)}, false};
  if (front.size() > 3 && front.ends_with("://") && is_letter(front[front.size() - 4])) {
    out.has_scheme = true;
    return out;
  }
  const std::string_view name = text.substr(begin, offset - begin);
  if (name.starts_with("www.")) return out;
  const size_t at = name.rfind('@');
  if (at == std::string_view::npos || at == 0 || !is_alnum(name[at - 1])) return std::nullopt;
  out.span.begin += static_cast<uint32_t>(at) + 1;
  return out;
}

std::string address_reading(std::string_view text) {
  std::string out;
  for (size_t i = 0; i < text.size();) {
    if (out.size() >= kMaxReading) return out + "…";
    const CodePoint c = decode_fast(text, i);
    const char mark = c.valid && c.value >= 0x80 ? syntax_of(c.value) : '\0';
    if (mark != 0) {
      out += mark;
    } else {
      out += ascii_reading(text.substr(i, c.length));
    }
    i += c.length;
  }
  return out;
}

void inspect_addresses(FileContext& context, const std::vector<Hit>& hits) {
  Judge judge(context);
  for (const Hit& hit : hits) judge.judge(hit);
}

}  // namespace sentinel::deceptive_text
