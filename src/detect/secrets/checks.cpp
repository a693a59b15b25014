// Every check reads bytes of a stranger: all loops are bounded by kMaxSecret or by the capture, and nothing
// recurses.
//
// A private key is matched by its first line alone, for no expression should have to span a whole key. The
// check reads on from there and says where the key ends, as do the checks of JSON Web Tokens.
#include "detect/secrets/checks.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>

#include <fmt/format.h>

#include "base/hash.h"
#include "base/text.h"
#include "detect/secrets/rarity.h"
#include "rules/sample.h"

namespace sentinel {
namespace {

// Bytes that a check reads beyond the capture. An RSA key of 16,384 bits has 12,800.
constexpr size_t kMaxSecret = 20'000;

CheckResult invalid() { return {}; }

CheckResult valid() {
  CheckResult result;
  result.verdict = CheckVerdict::kValid;
  return result;
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_alphanumeric(char c) { return is_digit(c) || is_letter(c); }
bool is_base64url(char c) { return is_alphanumeric(c) || c == '-' || c == '_'; }
bool is_space(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }
bool is_hex(char c) { return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }

template <typename Predicate>
bool all_of(std::string_view text, Predicate predicate) {
  return std::all_of(text.begin(), text.end(), predicate);
}

// `body` ends in the checksum of what stands before it.
CheckResult check_base62_checksum(std::string_view body) {
  constexpr size_t kChecksumSize = 6;
  if (body.size() <= kChecksumSize || !all_of(body, is_alphanumeric)) return invalid();
  const std::string_view random = body.substr(0, body.size() - kChecksumSize);
  if (base62_crc32(random) != body.substr(random.size())) return invalid();
  CheckResult result = valid();
  result.proven = true;
  return result;
}

// A token whose checksum holds has been issued. Where the vendor's documents do not say how it is made, a
// wrong one makes the token doubtful, no more.
CheckResult checked(bool holds) {
  constexpr double kDoubtful = 0.75;
  CheckResult result = valid();
  result.proven = holds;
  if (!holds) result.confidence = kDoubtful;
  return result;
}

std::string hex_crc32(std::string_view body) { return fmt::format("{:08x}", crc32(body)); }

// Where the run of `is_member` characters from `begin` ends.
template <typename Predicate>
size_t end_of_run(std::string_view text, size_t begin, Predicate is_member) {
  const size_t limit = std::min(text.size(), begin + kMaxSecret);
  size_t end = begin;
  while (end < limit && is_member(text[end])) ++end;
  return end;
}

Span span_of(size_t begin, size_t end) { return {static_cast<uint32_t>(begin), static_cast<uint32_t>(end)}; }

struct JsonMember {
  std::string key;
  // A string without its quotes, still escaped; a number or word; empty for what is nested.
  std::string value;
};

// The members of one JSON object, copied. Nested values are skipped by counting brackets, so depth costs
// nothing.
class JsonObject {
 public:
  static std::optional<JsonObject> parse(std::string_view text) {
    JsonObject out;
    if (!out.read(text)) return std::nullopt;
    out.text_ = {};
    return out;
  }

  std::optional<std::string_view> find(std::string_view key) const {
    for (const JsonMember& member : members_) {
      if (member.key == key) return member.value;
    }
    return std::nullopt;
  }
  std::string_view string(std::string_view key) const { return find(key).value_or(std::string_view()); }

 private:
  bool read(std::string_view text) {
    text_ = text;
    if (!take('{')) return false;
    if (take('}')) return at_end();
    do {
      JsonMember member;
      if (!read_string(member.key) || !take(':') || !read_value(member.value)) return false;
      members_.push_back(std::move(member));
    } while (take(','));
    return take('}') && at_end();
  }

  void skip_space() {
    while (at_ < text_.size() && is_space(text_[at_])) ++at_;
  }
  bool take(char c) {
    skip_space();
    if (at_ >= text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }
  bool at_end() {
    skip_space();
    return at_ == text_.size();
  }
  bool read_string(std::string& out) {
    if (!take('"')) return false;
    const size_t begin = at_;
    while (at_ < text_.size() && text_[at_] != '"') {
      if (static_cast<unsigned char>(text_[at_]) < 0x20) return false;
      at_ += text_[at_] == '\\' ? 2 : 1;
    }
    if (at_ >= text_.size()) return false;
    out = text_.substr(begin, at_ - begin);
    ++at_;
    return true;
  }
  bool read_value(std::string& out) {
    skip_space();
    if (at_ >= text_.size()) return false;
    const char first = text_[at_];
    if (first == '"') return read_string(out);
    if (first == '{' || first == '[') return skip_nested();
    const size_t begin = at_;
    while (at_ < text_.size() &&
           (is_alphanumeric(text_[at_]) || text_[at_] == '-' || text_[at_] == '+' || text_[at_] == '.')) {
      ++at_;
    }
    out = text_.substr(begin, at_ - begin);
    return at_ > begin;
  }
  bool skip_nested() {
    size_t depth = 0;
    do {
      skip_space();
      if (at_ >= text_.size()) return false;
      const char c = text_[at_];
      if (c == '"') {
        std::string ignored;
        if (!read_string(ignored)) return false;
        continue;
      }
      depth += c == '{' || c == '[' ? 1U : 0U;
      depth -= c == '}' || c == ']' ? 1U : 0U;
      ++at_;
    } while (depth > 0);
    return true;
  }

  std::string_view text_;
  size_t at_ = 0;
  std::vector<JsonMember> members_;
};

// A claim as evidence: short, and printable whatever the token's maker wrote.
void add_claim(CheckResult& result, const JsonObject& object, std::string_view key, std::string_view name) {
  constexpr size_t kLongest = 80;
  const std::optional<std::string_view> value = object.find(key);
  if (!value || value->empty()) return;
  const bool printable = all_of(*value, [](char c) { return c >= ' ' && c <= '~'; });
  if (!printable) return;
  std::string shown(value->substr(0, kLongest));
  if (value->size() > kLongest) shown += "...";
  result.evidence.push_back({std::string(name), std::move(shown)});
}

struct Jwt {
  JsonObject header;
  JsonObject payload;
  Span span;
  bool is_signed = false;
};

std::optional<Jwt> read_jwt(std::string_view text, size_t begin) {
  const size_t first = end_of_run(text, begin, is_base64url);
  if (first >= text.size() || text[first] != '.') return std::nullopt;
  const size_t second = end_of_run(text, first + 1, is_base64url);
  if (second >= text.size() || text[second] != '.') return std::nullopt;
  const size_t third = end_of_run(text, second + 1, is_base64url);
  std::string header_text;
  std::string payload_text;
  if (!base64_decode(text.substr(begin, first - begin), header_text)) return std::nullopt;
  if (!base64_decode(text.substr(first + 1, second - first - 1), payload_text)) return std::nullopt;
  std::optional<JsonObject> header = JsonObject::parse(header_text);
  std::optional<JsonObject> payload = JsonObject::parse(payload_text);
  if (!header || !payload) return std::nullopt;
  return Jwt{std::move(*header), std::move(*payload), span_of(begin, third), third > second + 1};
}

// `ghp_` and its kin: 30 random characters and their checksum (70 for `ghr_`). Installation tokens of 2026
// are `ghs_`, the number of the app, and a JSON Web Token.
CheckResult check_github(const CheckInput& input) {
  const std::string_view secret = input.secret();
  if (secret.starts_with("github_pat_")) {
    // The checksum of fine-grained tokens is not documented; their two parts are.
    const std::string_view body = secret.substr(11);
    const size_t split = body.find('_');
    return split == 22 && body.size() == 82 ? valid() : invalid();
  }
  const std::string_view body = secret.substr(std::min<size_t>(4, secret.size()));
  const size_t app = body.find("_eyJ");
  if (app == std::string_view::npos) return check_base62_checksum(body);
  const std::string_view number = body.substr(0, app);
  if (number.empty() || !all_of(number, is_digit)) return invalid();
  const std::optional<Jwt> jwt = read_jwt(input.text, input.capture.begin + 4 + app + 1);
  if (!jwt || !jwt->is_signed) return invalid();
  CheckResult result = valid();
  result.secret = span_of(input.capture.begin, jwt->span.end);
  result.evidence.push_back({"app", std::string(number)});
  return result;
}

CheckResult check_npm(const CheckInput& input) {
  const std::string_view secret = input.secret();
  if (!secret.starts_with("npm_")) return invalid();
  return check_base62_checksum(secret.substr(4));
}

// `ATATT3…=` and `ATCTT3…=`, then the CRC-32 of all that in eight digits, as is seen in tokens.
CheckResult check_atlassian(const CheckInput& input) {
  constexpr size_t kChecksumSize = 8;
  const std::string_view secret = input.secret();
  if (secret.size() <= kChecksumSize || secret[secret.size() - kChecksumSize - 1] != '=') return invalid();
  const std::string_view body = secret.substr(0, secret.size() - kChecksumSize);
  return checked(hex_crc32(body) == to_lower(secret.substr(body.size())));
}

// `cfut_` and its kin: 40 characters and a CRC-32 in eight digits. That there is one is documented; that it
// is taken over the 40 is seen in tokens.
CheckResult check_cloudflare(const CheckInput& input) {
  constexpr size_t kBodySize = 40;
  const std::string_view secret = input.secret();
  const std::string_view token = secret.substr(std::min(secret.size(), secret.find('_') + 1));
  if (token.size() != kBodySize + 8 || !all_of(token, is_alphanumeric)) return invalid();
  return checked(hex_crc32(token.substr(0, kBodySize)) == token.substr(kBodySize));
}

// Routable tokens, as GitLab's `routable_token.rb` makes them: prefix, payload, `.01.`, the length of the
// payload in two digits of base 36, and the CRC-32 of all that in seven. Tokens without a dot have no
// checksum.
CheckResult check_gitlab(const CheckInput& input) {
  constexpr size_t kChecksumSize = 7;
  static constexpr std::string_view kDigits = "0123456789abcdefghijklmnopqrstuvwxyz";
  const std::string_view secret = input.secret();
  if (!secret.contains('.')) return valid();
  if (secret.size() <= kChecksumSize) return invalid();
  const std::string_view body = secret.substr(0, secret.size() - kChecksumSize);
  std::string checksum(kChecksumSize, '0');
  uint32_t crc = crc32(body);
  for (size_t i = kChecksumSize; i-- > 0; crc /= kDigits.size()) checksum[i] = kDigits[crc % kDigits.size()];
  if (checksum != secret.substr(body.size())) return invalid();
  CheckResult result = valid();
  result.proven = true;
  return result;
}

// The 16 characters after the prefix are base32. Keys made since 2019 hold the account in bits 1 to 40; those
// before, which begin with a letter up to P, hold nothing that can be read.
CheckResult check_aws(const CheckInput& input) {
  const std::string_view secret = input.secret();
  if (secret.size() != 20) return invalid();
  uint64_t bits = 0;
  for (size_t i = 4; i < 20; ++i) {
    const char c = secret[i];
    uint64_t value = 0;
    if (c >= 'A' && c <= 'Z') {
      value = static_cast<uint64_t>(c - 'A');
    } else if (c >= '2' && c <= '7') {
      value = static_cast<uint64_t>(c - '2') + 26;
    } else {
      return invalid();
    }
    if (i < 14) bits = bits << 5U | value;  // 50 bits are more than enough
  }
  CheckResult result = valid();
  const std::string_view kind =
      secret.starts_with("ASIA") ? "Temporary AWS access key id" : "AWS access key id";
  const uint64_t first_48 = bits >> 2U;
  if ((first_48 >> 47U) == 0) {
    result.subject = kind;
    return result;
  }
  constexpr uint64_t kLargestAccount = 999'999'999'999;
  const uint64_t account = (first_48 & 0x7fffffffffff) >> 7U;
  if (account > kLargestAccount) return invalid();
  result.subject = fmt::format("{} of account {:012}", kind, account);
  result.evidence.push_back({"account", fmt::format("{:012}", account)});
  return result;
}

constexpr std::array<std::string_view, 15> kJwtAlgorithms = {"HS256", "HS384", "HS512", "RS256", "RS384",
                                                             "RS512", "ES256", "ES384", "ES512", "ES256K",
                                                             "PS256", "PS384", "PS512", "EdDSA", "none"};

// Claims that RFC 7519 registers. A token without any says neither whose it is nor until when, as in
// examples.
bool has_registered_claim(const Jwt& jwt) {
  constexpr std::array<std::string_view, 7> kClaims = {"iss", "sub", "aud", "exp", "nbf", "iat", "jti"};
  return std::any_of(kClaims.begin(), kClaims.end(),
                     [&](std::string_view claim) { return jwt.payload.find(claim).has_value(); });
}

// Values of manuals: the token of jwt.io and the keys that Supabase's local stack gives everybody.
bool is_documentation(const Jwt& jwt) {
  return jwt.payload.string("sub") == "1234567890" || jwt.payload.string("iss") == "supabase-demo";
}

CheckResult describe_jwt(const Jwt& jwt) {
  CheckResult result = valid();
  result.secret = jwt.span;
  add_claim(result, jwt.header, "alg", "algorithm");
  add_claim(result, jwt.payload, "iss", "issuer");
  add_claim(result, jwt.payload, "exp", "expires");
  return result;
}

CheckResult check_jwt(const CheckInput& input) {
  const std::optional<Jwt> jwt = read_jwt(input.text, input.capture.begin);
  if (!jwt || is_documentation(*jwt)) return invalid();
  const std::string_view algorithm = jwt->header.string("alg");
  if (std::find(kJwtAlgorithms.begin(), kJwtAlgorithms.end(), algorithm) == kJwtAlgorithms.end())
    return invalid();
  // Supabase's `anon` key is made to be public.
  if (jwt->payload.string("iss") == "supabase" && jwt->payload.string("role") == "anon") return invalid();
  const bool unsigned_token = algorithm == "none";
  if (unsigned_token == jwt->is_signed) return invalid();
  CheckResult result = describe_jwt(*jwt);
  constexpr double kExample = 0.5;
  if (!has_registered_claim(*jwt)) result.confidence = kExample;
  // Anybody can write an unsigned token, so it opens little; that somebody accepts it is another matter.
  if (unsigned_token) {
    result.severity = Severity::kLow;
    result.subject = "Unsigned JSON Web Token";
  }
  return result;
}

CheckResult check_supabase_jwt(const CheckInput& input) {
  const std::optional<Jwt> jwt = read_jwt(input.text, input.capture.begin);
  if (!jwt || is_documentation(*jwt) || !jwt->is_signed) return invalid();
  if (jwt->payload.string("iss") != "supabase" || jwt->payload.string("role") != "service_role")
    return invalid();
  CheckResult result = describe_jwt(*jwt);
  add_claim(result, jwt->payload, "ref", "project");
  return result;
}

struct Pem {
  std::string label;    // "RSA PRIVATE KEY"
  std::string headers;  // the lines `Name: value`, joined
  std::string bytes;    // decoded
  Span span;            // from the first dash to the last
};

// In source a key is often one string with `\n` in it, or several strings that are joined. Between the quotes
// of such a join only white space and `+ , ( ) \ .` may stand.
class PemReader {
 public:
  PemReader(std::string_view text, size_t begin) : text_(text), begin_(begin) {}

  std::optional<Pem> read() {
    constexpr std::string_view kBegin = "-----BEGIN ";
    constexpr std::string_view kDashes = "-----";
    if (!text_.substr(begin_).starts_with(kBegin)) return std::nullopt;
    Pem pem;
    const size_t label = begin_ + kBegin.size();
    const size_t label_end = text_.substr(0, std::min(text_.size(), label + 60)).find(kDashes, label);
    if (label_end == std::string_view::npos) return std::nullopt;
    pem.label = text_.substr(label, label_end - label);
    quote_ = begin_ > 0 && (text_[begin_ - 1] == '"' || text_[begin_ - 1] == '\'' || text_[begin_ - 1] == '`')
                 ? text_[begin_ - 1]
                 : '\0';
    at_ = label_end + kDashes.size();
    const std::string end = "-----END " + pem.label + "-----";
    std::string line;
    std::string base64;
    const size_t limit = std::min(text_.size(), at_ + kMaxSecret);
    while (at_ < limit) {
      if (text_.substr(at_).starts_with(kDashes)) {
        if (!text_.substr(at_).starts_with(end)) return std::nullopt;
        base64 += line;
        pem.span = span_of(begin_, at_ + end.size());
        return base64_decode(base64, pem.bytes) ? std::optional(std::move(pem)) : std::nullopt;
      }
      if (skip_line_end()) {
        // The name of a header may hold a dash, a line of base64 may not.
        if (line.contains('-')) return std::nullopt;
        base64 += line;
        line.clear();
        continue;
      }
      if (skip_join()) continue;
      const char c = text_[at_++];
      if (is_space(c)) continue;
      if (c == ':') {  // the line was a header: Proc-Type, DEK-Info, Version
        read_header(line, pem.headers);
        line.clear();
        continue;
      }
      if (!is_alphanumeric(c) && c != '+' && c != '/' && c != '=' && c != '-') return std::nullopt;
      line += c;
    }
    return std::nullopt;
  }

 private:
  // "\n" as a byte or as an escape.
  bool skip_line_end() {
    const size_t start = at_;
    while (at_ < text_.size()) {
      const std::string_view two = text_.substr(at_, 2);
      if (two == "\\n" || two == "\\r") {
        at_ += 2;
      } else if (two[0] == '\n' || two[0] == '\r' || two == "\\\n" || two == "\\\\") {
        ++at_;  // a line end, a continued line, or an escape inside an escape
      } else {
        break;
      }
    }
    return at_ > start;
  }
  bool skip_join() {
    constexpr size_t kLongestJoin = 100;
    if (quote_ == '\0' || text_[at_] != quote_) return false;
    for (size_t i = at_ + 1; i < std::min(text_.size(), at_ + kLongestJoin); ++i) {
      const char c = text_[i];
      if (c == quote_) {
        at_ = i + 1;
        return true;
      }
      if (!is_space(c) && !std::string_view("+,()\\.").contains(c)) return false;
    }
    return false;
  }
  void read_header(std::string_view name, std::string& out) {
    out += name;
    out += ':';
    while (at_ < text_.size() && text_[at_] != '\n' && text_[at_] != '\r' && text_[at_] != '\\' &&
           out.size() < 500) {
      out += text_[at_++];
    }
    out += '\n';
  }

  std::string_view text_;
  size_t begin_;
  size_t at_ = 0;
  char quote_ = '\0';
};

// The content length of a DER SEQUENCE, if `der` is one, whole.
bool is_der_sequence(std::string_view der) {
  const auto byte = [&](size_t i) { return static_cast<unsigned char>(der[i]); };
  if (der.size() < 8 || byte(0) != 0x30) return false;
  size_t header = 2;
  size_t length = byte(1);
  if (length >= 0x80) {
    const size_t count = length & 0x7fU;
    if (count == 0 || count > 3) return false;
    length = 0;
    for (size_t i = 0; i < count; ++i) length = length << 8U | byte(2 + i);
    header += count;
  }
  return header + length == der.size();
}

std::string name_of_pem(std::string_view label, bool encrypted) {
  const auto name = [&]() -> std::string_view {
    if (label == "RSA PRIVATE KEY") return "RSA private key";
    if (label == "EC PRIVATE KEY") return "Elliptic curve private key";
    if (label == "DSA PRIVATE KEY") return "DSA private key";
    return "Private key";
  };
  return encrypted ? fmt::format("{}, encrypted", name()) : std::string(name());
}

CheckResult check_pem(const CheckInput& input) {
  std::optional<Pem> pem = PemReader(input.text, input.capture.begin).read();
  if (!pem) return invalid();
  CheckResult result = valid();
  result.secret = pem->span;
  // RFC 1421 encrypts the bytes in place and says so in a header; PKCS #8 in the label.
  const bool in_place = pem->headers.contains("ENCRYPTED");
  const bool encrypted = in_place || pem->label.starts_with("ENCRYPTED ");
  if (in_place ? pem->bytes.size() < 32 : !is_der_sequence(pem->bytes)) return invalid();
  result.subject = name_of_pem(pem->label, encrypted);
  result.evidence.push_back({"encrypted", encrypted ? "yes" : "no"});
  if (encrypted) result.severity = Severity::kMedium;
  return result;
}

// PROTOCOL.key of OpenSSH: the magic, then cipher, key derivation and options as strings with 32-bit lengths.
CheckResult check_openssh(const CheckInput& input) {
  constexpr std::string_view kMagic("openssh-key-v1\0", 15);
  std::optional<Pem> pem = PemReader(input.text, input.capture.begin).read();
  if (!pem || !pem->bytes.starts_with(kMagic)) return invalid();
  const std::string_view rest = std::string_view(pem->bytes).substr(kMagic.size());
  if (rest.size() < 4) return invalid();
  size_t length = 0;
  for (size_t i = 0; i < 4; ++i) length = length << 8U | static_cast<unsigned char>(rest[i]);
  if (length == 0 || length > 64 || rest.size() < 4 + length) return invalid();
  const std::string_view cipher = rest.substr(4, length);
  if (!all_of(cipher, [](char c) { return c > ' ' && c <= '~'; })) return invalid();
  CheckResult result = valid();
  result.secret = pem->span;
  result.evidence.push_back({"cipher", std::string(cipher)});
  if (cipher != "none") {
    result.subject = "OpenSSH private key, encrypted";
    result.severity = Severity::kMedium;
  }
  return result;
}

// Armoured keys of OpenPGP: headers, an empty line, base64 of packets. The first is a secret key (tag 5).
CheckResult check_pgp(const CheckInput& input) {
  constexpr size_t kLongestHeaders = 500;
  constexpr std::string_view kEnd = "-----END PGP PRIVATE KEY BLOCK-----";
  const std::string_view key = input.text.substr(input.capture.end, kMaxSecret);
  if (!key.starts_with('\n') && !key.starts_with('\r') && !key.starts_with('\\')) return invalid();
  const std::string_view headers = key.substr(0, kLongestHeaders);
  size_t body = std::string_view::npos;
  for (const std::string_view empty_line : {"\n\n", "\r\n\r\n", "\\n\\n"}) {
    if (const size_t at = headers.find(empty_line); at != std::string_view::npos) {
      body = std::min(body, at + empty_line.size());
    }
  }
  if (body == std::string_view::npos) return invalid();
  std::string packet;
  const std::string_view first = key.substr(body, 8);
  if (first.size() < 8 || !base64_decode(first, packet)) return invalid();
  const auto tag = static_cast<unsigned char>(packet[0]);
  const bool is_secret_key = (tag & 0xc0U) == 0xc0U ? (tag & 0x3fU) == 5 : (tag & 0xbcU) == 0x94U;
  if (!is_secret_key) return invalid();
  const size_t dashes = key.find("-----", body);
  if (dashes == std::string_view::npos || !key.substr(dashes).starts_with(kEnd)) return invalid();
  CheckResult result = valid();
  result.secret = span_of(input.capture.begin, input.capture.end + dashes + kEnd.size());
  return result;
}

// PuTTY's key files are lines `Name: value`, with base64 between them.
CheckResult check_putty(const CheckInput& input) {
  constexpr std::string_view kPrivate = "\nPrivate-Lines: ";
  constexpr std::string_view kEncryption = "\nEncryption: ";
  const std::string_view file = input.text.substr(input.capture.end, kMaxSecret);
  // Another file begins where the next head stands.
  const std::string_view key = file.substr(0, file.find("PuTTY-User-Key-File-"));
  const size_t encryption = key.find(kEncryption);
  const size_t lines = key.find(kPrivate);
  if (encryption == std::string_view::npos || lines == std::string_view::npos) return invalid();
  const size_t first = key.find('\n', lines + 1);
  if (first == std::string_view::npos) return invalid();
  const auto is_body = [](char c) {
    return is_alphanumeric(c) || c == '+' || c == '/' || c == '=' || is_space(c);
  };
  size_t last = end_of_run(key, first + 1, is_body);
  // The run goes on into the name of the next line.
  if (last < key.size()) last = std::max(first + 1, key.rfind('\n', last));
  if (last < first + 20) return invalid();
  CheckResult result = valid();
  result.secret = span_of(input.capture.begin, input.capture.end + last);
  const size_t name = encryption + kEncryption.size();
  const std::string_view cipher = trim(key.substr(name, key.find('\n', name) - name));
  if (cipher != "none") {
    result.subject = "PuTTY private key, encrypted";
    result.severity = Severity::kMedium;
  }
  return result;
}

// Google names each key by 40 hexadecimal digits; who makes a file up seldom takes the trouble.
bool has_fake_key_id(std::string_view json) {
  constexpr std::string_view kName = "private_key_id";
  constexpr std::string_view kBetween = "\\\": \t\r\n";
  constexpr size_t kIdSize = 40;
  const size_t name = json.find(kName);
  if (name == std::string_view::npos) return false;
  const size_t begin = json.find_first_not_of(kBetween, name + kName.size());
  if (begin == std::string_view::npos) return true;
  return end_of_run(json, begin, is_hex) - begin != kIdSize;
}

// The key file of a service account is a JSON object; the capture begins the value of `private_key`.
CheckResult check_gcp_service_account(const CheckInput& input) {
  constexpr size_t kReach = 4'000;
  const size_t begin = input.capture.begin > kReach ? input.capture.begin - kReach : 0;
  std::optional<Pem> pem = PemReader(input.text, input.capture.begin).read();
  if (!pem || !is_der_sequence(pem->bytes)) return invalid();
  const size_t end = std::min(input.text.size(), size_t{pem->span.end} + kReach);
  const std::string_view window = input.text.substr(begin, end - begin);
  if (!window.contains("service_account")) return invalid();
  CheckResult result = valid();
  result.secret = pem->span;
  constexpr double kFake = 0.5;
  if (has_fake_key_id(window)) result.confidence = kFake;
  constexpr std::string_view kDomain = ".iam.gserviceaccount.com";
  if (const size_t domain = window.find(kDomain); domain != std::string_view::npos) {
    const auto is_address = [](char c) { return is_alphanumeric(c) || c == '-' || c == '.' || c == '@'; };
    size_t first = domain;
    while (first > 0 && domain - first < 100 && is_address(window[first - 1])) --first;
    result.evidence.push_back(
        {"account", std::string(window.substr(first, domain + kDomain.size() - first))});
  }
  return result;
}

// Slack's tokens are segments between dashes: numbers for the team, the user and the moment, then the secret.
CheckResult check_slack(const CheckInput& input) {
  const std::vector<std::string_view> parts = split(input.secret(), '-');
  if (parts.size() < 3) return invalid();
  const std::string_view kind = parts[0];
  const std::string_view last = parts.back();
  CheckResult result = valid();
  if (kind == "xapp") {
    const bool fits = parts.size() == 5 && parts[1] == "1" && parts[2].size() >= 9 &&
                      all_of(parts[3], is_digit) && last.size() == 64 && all_of(last, is_hex);
    if (!fits) return invalid();
    result.subject = "Slack app-level token";
    return result;
  }
  if (kind.starts_with("xoxe")) {  // xoxe-1-..., xoxe.xoxp-1-...
    if (parts.size() != 3 || !all_of(parts[1], is_digit) || last.size() < 100) return invalid();
    result.subject = "Slack configuration token";
    return result;
  }
  if (parts[1].size() < 9 || last.size() < 18 || !all_of(last, is_alphanumeric)) return invalid();
  for (size_t i = 1; i + 1 < parts.size(); ++i) {
    if (!all_of(parts[i], is_digit)) return invalid();
  }
  if (kind == "xoxb") result.subject = "Slack bot token";
  if (kind == "xoxp") result.subject = "Slack user token";
  return result;
}

// The first segment is the bot's id, a number of 17 to 20 digits, in base64.
CheckResult check_discord(const CheckInput& input) {
  const std::string_view secret = input.secret();
  const size_t dot = secret.find('.');
  std::string id;
  if (dot == std::string_view::npos || !base64_decode(secret.substr(0, dot), id)) return invalid();
  if (id.size() < 17 || id.size() > 20 || !all_of(id, is_digit)) return invalid();
  CheckResult result = valid();
  result.evidence.push_back({"bot", id});
  return result;
}

// 24 characters in old keys, about 99 in those since 2020; letters and digits of both kinds.
CheckResult check_stripe(const CheckInput& input) {
  const std::string_view secret = input.secret();
  constexpr size_t kPrefix = 8;  // sk_live_
  if (secret.size() < kPrefix + 24) return invalid();
  const std::string_view body = secret.substr(kPrefix);
  const bool mixed =
      std::any_of(body.begin(), body.end(), is_digit) && std::any_of(body.begin(), body.end(), is_letter);
  if (!mixed || !all_of(body, is_alphanumeric)) return invalid();
  CheckResult result = valid();
  result.subject =
      secret.starts_with("rk_") ? "Stripe restricted key, live mode" : "Stripe secret key, live mode";
  return result;
}

// 64 bytes in base64. The emulators of Azure Storage and Cosmos DB have one well-known key each.
CheckResult check_azure_storage(const CheckInput& input) {
  std::string bytes;
  const std::string_view secret = input.secret();
  if (secret.size() != 88 || !base64_decode(secret, bytes) || bytes.size() != 64) return invalid();
  if (secret.starts_with("Eby8vdM02xNOcqFl") || secret.starts_with("C2y6yDjf5/R+ob0N")) return invalid();
  return valid();
}

constexpr std::array<std::string_view, 27> kWeakPasswords = {
    "password", "passwd",   "pass",     "pwd",        "secret",     "user",       "username",
    "test",     "testing",  "token",    "mypassword", "mypass",     "dbpassword", "db_password",
    "passw0rd", "p4ssw0rd", "p@ssw0rd", "p%40ss",     "p%40ssword", "pw",         "apikey",
    "api_key",  "api-key",  "key",      "hunter2",    "foobar",     "abc123"};

// Addresses that manuals may use (RFC 2606) and words that stand for one.
constexpr std::array<std::string_view, 17> kDocumentationHosts = {
    "example.com", "example.org", "example.net", "host",     "hostname",     "server",
    "your-host",   "yourhost",    "my-host",     "myhost",   "db-host",      "domain.com",
    "site.com",    "host.com",    "company.com", "acme.com", "mycompany.com"};

bool is_documentation_host(std::string_view host) {
  for (const std::string_view known : kDocumentationHosts) {
    if (host == known) return true;
    if (known.contains('.') && host.ends_with(known) && host[host.size() - known.size() - 1] == '.') {
      return true;
    }
  }
  return host.ends_with(".example") || host.ends_with(".test") || host.ends_with(".invalid");
}

// Names without a dot are those of a compose file's services.
bool is_local_host(std::string_view host) {
  return !host.contains('.') || host.starts_with("127.") || host == "0.0.0.0" || host.ends_with(".local") ||
         host == "host.docker.internal" || host.ends_with(".localhost") || host.starts_with("[");
}

bool is_url_end(char c) {
  return is_space(c) || c == '/' || c == '?' || c == '#' || c == '"' || c == '\'' || c == '`' || c == '<' ||
         c == '>' || c == ')' || c == ',' || c == ';' || c == '\\';
}

// The capture is the password; user and host stand around it.
CheckResult check_url(const CheckInput& input) {
  constexpr size_t kLongest = 300;
  const std::string_view text = input.text;
  const size_t begin = input.capture.begin;
  if (begin == 0 || text[begin - 1] != ':' || input.capture.end >= text.size() ||
      text[input.capture.end] != '@') {
    return invalid();
  }
  const size_t earliest = begin > kLongest ? begin - kLongest : 0;
  const std::string_view before = text.substr(earliest, begin - 1 - earliest);
  const size_t slashes = before.rfind("://");
  if (slashes == std::string_view::npos) return invalid();
  const std::string_view user = before.substr(slashes + 3);
  const size_t host_begin = size_t{input.capture.end} + 1;
  size_t host_end = host_begin;
  while (host_end < text.size() && host_end - host_begin < kLongest && !is_url_end(text[host_end]))
    ++host_end;
  std::string_view authority = text.substr(host_begin, host_end - host_begin);
  // A password with an @ in it: the last one ends it.
  if (const size_t at = authority.rfind('@'); at != std::string_view::npos)
    authority = authority.substr(at + 1);
  const size_t port = authority.starts_with("[") ? authority.find("]:") : authority.find(':');
  const std::string host = to_lower(authority.substr(0, port));
  const std::string password = to_lower(input.secret());
  if (host.empty() || host.find_first_of("{}$%*") != std::string::npos) return invalid();
  // Braces and brackets are of a template or of a grammar, `redis://[[USER:]PASSWORD@]HOST`; a real password
  // has them percent-encoded.
  if (user.find_first_of("{}$<>[]") != std::string_view::npos) return invalid();
  if (password.find_first_of("[]") != std::string::npos) return invalid();
  if (std::find(kWeakPasswords.begin(), kWeakPasswords.end(), password) != kWeakPasswords.end())
    return invalid();
  if (is_documentation_host(host)) return invalid();
  const bool local = is_local_host(host);
  const bool same = password == to_lower(user);
  if (local && same) return invalid();  // postgres:postgres@localhost
  CheckResult result = valid();
  if (local || same) result.severity = Severity::kLow;
  // A word on the machine at hand is the default of somebody's compose file.
  constexpr double kRare = 6.5;
  constexpr double kDefault = 0.5;
  if (local && rarity(input.secret()) < kRare) result.confidence = kDefault;
  if (all_of(host, [](char c) { return c > ' ' && c <= '~'; })) result.evidence.push_back({"host", host});
  return result;
}

constexpr std::array<Check, 18> kChecks = {{
    {"atlassian-token", "ends in the checksum of what stands before", check_atlassian},
    {"aws-access-key", "base32, with a possible account number", check_aws},
    {"azure-storage", "base64 of 64 bytes, and not an emulator's key", check_azure_storage},
    {"cloudflare-token", "ends in the checksum of what stands before", check_cloudflare},
    {"discord-token", "begins with a bot's id in base64", check_discord},
    {"gcp-service-account", "a private key in the JSON of a service account", check_gcp_service_account},
    {"github-token", "ends in the checksum of what stands before", check_github},
    {"gitlab-token", "a routable token ends in the checksum of what stands before", check_gitlab},
    {"jwt", "header and payload are JSON, the algorithm is known", check_jwt},
    {"npm-token", "ends in the checksum of what stands before", check_npm},
    {"openssh-key", "the format of OpenSSH; says whether it is encrypted", check_openssh},
    {"pem-private-key", "base64 of DER; says whether it is encrypted", check_pem},
    {"pgp-private-key", "the first packet is a secret key", check_pgp},
    {"putty-key", "a key file of PuTTY with its private lines", check_putty},
    {"slack-token", "the segments of Slack's tokens", check_slack},
    {"stripe", "length and alphabet of Stripe's keys", check_stripe},
    {"supabase-jwt", "a JSON Web Token of Supabase with the service role", check_supabase_jwt},
    {"url-credentials", "a password between user and host, and no placeholder", check_url},
}};

}  // namespace

std::span<const Check> all_checks() { return kChecks; }

const Check* find_check(std::string_view name) {
  for (const Check& check : kChecks) {
    if (check.name == name) return &check;
  }
  return nullptr;
}

}  // namespace sentinel
