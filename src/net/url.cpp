#include "net/url.h"

#include <algorithm>
#include <charconv>
#include <vector>

#include <fmt/format.h>

#include "base/text.h"

namespace sentinel {

namespace {

constexpr size_t kMaxUrl = 16U << 10U;

bool is_alphanumeric(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// What servers send unencoded although they should not: white space, quotes, bytes past ASCII.
std::string encode_illegal(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte <= 0x20 || byte >= 0x7f || std::string_view("\"<>\\^`{|}").contains(c)) {
      out += fmt::format("%{:02X}", byte);
    } else {
      out += c;
    }
  }
  return out;
}

bool is_valid_host(std::string_view host) {
  if (host.empty() || host.size() > 255) return false;
  if (host.front() == '[') {
    if (host.size() < 4 || host.back() != ']') return false;
    return std::ranges::all_of(host.substr(1, host.size() - 2),
                               [](char c) { return hex_value(c) >= 0 || c == ':' || c == '.'; });
  }
  return host.front() != '.' && std::ranges::all_of(host, [](char c) {
           return is_alphanumeric(c) || c == '-' || c == '.' || c == '_';
         });
}

std::string without_dot_segments(std::string_view path) {
  std::vector<std::string_view> kept;
  const std::vector<std::string_view> segments = split(path.substr(1), '/');
  for (size_t i = 0; i < segments.size(); ++i) {
    const bool last = i + 1 == segments.size();
    if (segments[i] == ".." || segments[i] == ".") {
      if (segments[i] == ".." && !kept.empty()) kept.pop_back();
      if (last) kept.emplace_back();
    } else {
      kept.push_back(segments[i]);
    }
  }
  std::string out;
  for (const std::string_view segment : kept) out.append("/").append(segment);
  return out.empty() ? "/" : out;
}

// Path, query and fragment of `text`, which begins behind the authority.
void take_tail(std::string_view text, Url& url) {
  const size_t hash = text.find('#');
  url.fragment = hash == std::string_view::npos ? "" : std::string(text.substr(hash + 1));
  text = text.substr(0, hash);
  const size_t question = text.find('?');
  url.query = question == std::string_view::npos ? "" : encode_illegal(text.substr(question));
  const std::string path = encode_illegal(text.substr(0, question));
  url.path = path.empty() ? "/" : without_dot_segments(path);
}

}  // namespace

Result<Url> Url::parse(std::string_view text) {
  text = trim(text);
  const auto refuse = [&](std::string_view why) {
    return fail(ErrorKind::kMalformed,
                fmt::format("\"{}\" is not a URL that can be used: {}", redact_url(text), why));
  };
  if (text.size() > kMaxUrl) return refuse("it is too long");

  Url url;
  const size_t colon = text.find("://");
  url.scheme = to_lower(text.substr(0, colon));
  if (colon == std::string_view::npos || (url.scheme != "http" && url.scheme != "https")) {
    return refuse("it begins with neither http:// nor https://");
  }
  const std::string_view rest = text.substr(colon + 3);
  const size_t end = rest.find_first_of("/?#");
  std::string_view authority = rest.substr(0, end);
  const std::string tail = end == std::string_view::npos ? "/" : std::string(rest.substr(end));

  if (authority.contains('\\')) return refuse("a \\ stands where its host should");
  if (const size_t at = authority.rfind('@'); at != std::string_view::npos) {
    const std::string_view credentials = authority.substr(0, at);
    const size_t separator = credentials.find(':');
    url.user = percent_decode(credentials.substr(0, separator));
    if (separator != std::string_view::npos) url.password = percent_decode(credentials.substr(separator + 1));
    authority = authority.substr(at + 1);
  }

  const size_t bracket = authority.rfind(']');
  const size_t port = authority.find(':', bracket == std::string_view::npos ? 0 : bracket);
  url.host = to_lower(authority.substr(0, port));
  if (!is_valid_host(url.host)) return refuse("its host has characters that no host has");
  url.port = url.scheme == "https" ? 443 : 80;
  if (port != std::string_view::npos && port + 1 < authority.size()) {
    const std::string_view digits = authority.substr(port + 1);
    const auto [last, error] = std::from_chars(digits.data(), digits.data() + digits.size(), url.port);
    if (error != std::errc{} || last != digits.data() + digits.size() || url.port == 0) {
      return refuse("its port is no number from 1 to 65535");
    }
  }
  take_tail(tail.front() == '/' ? tail : "/" + tail, url);
  return url;
}

Result<Url> Url::resolve(std::string_view reference) const {
  reference = trim(reference);
  if (reference.size() > kMaxUrl)
    return fail(ErrorKind::kMalformed, "a reference to another URL is too long");
  if (reference.starts_with("//")) return parse(scheme + ":" + std::string(reference));
  const size_t colon = reference.find(':');
  if (colon != std::string_view::npos && colon < reference.find_first_of("/?#")) return parse(reference);

  Url url = *this;
  if (reference.empty() || reference.front() == '#') {
    url.fragment = reference.empty() ? "" : std::string(reference.substr(1));
  } else if (reference.front() == '?') {
    take_tail(path + std::string(reference), url);
  } else if (reference.front() == '/') {
    take_tail(reference, url);
  } else {
    take_tail(path.substr(0, path.rfind('/') + 1) + std::string(reference), url);
  }
  return url;
}

std::string Url::authority() const {
  const bool is_default = port == (scheme == "https" ? 443 : 80);
  return is_default ? host : fmt::format("{}:{}", host, port);
}

std::string Url::origin() const { return scheme + "://" + authority(); }
std::string Url::text() const { return origin() + path + query; }
std::string Url::shown() const { return origin() + path; }

std::string redact_url(std::string_view text) {
  std::string out(text.substr(0, text.find_first_of("?#")).substr(0, 300));
  const size_t scheme = out.find("://");
  const size_t begin = scheme == std::string::npos ? 0 : scheme + 3;
  // Up to the last '@' wherever it stands: a password may hold '/' by mistake.
  if (const size_t at = out.rfind('@'); at != std::string::npos && at >= begin)
    out.replace(begin, at - begin, "***");
  return escape_for_display(out);
}

std::string percent_encode(std::string_view text, std::string_view keep) {
  std::string out;
  for (const char c : text) {
    if (is_alphanumeric(c) || std::string_view("-._~").contains(c) || keep.contains(c)) {
      out += c;
    } else {
      out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
  }
  return out;
}

std::string percent_decode(std::string_view text) {
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size() && hex_value(text[i + 1]) >= 0 && hex_value(text[i + 2]) >= 0) {
      out += static_cast<char>(hex_value(text[i + 1]) * 16 + hex_value(text[i + 2]));
      i += 2;
    } else {
      out += text[i];
    }
  }
  return out;
}

}  // namespace sentinel
