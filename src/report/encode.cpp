#include "report/encode.h"

#include <array>
#include <ctime>

#include <fmt/format.h>

#include "base/text.h"

namespace sentinel {

std::string utf8_of(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  size_t copied = 0;
  for (size_t at = find_non_ascii(text); at < text.size();) {
    const CodePoint point = decode_utf8(text, at);
    if (!point.valid) {
      out += text.substr(copied, at - copied);
      out += fmt::format("\\x{:02x}", static_cast<unsigned char>(text[at]));
      copied = at + point.length;
    }
    at = find_non_ascii(text, at + point.length);
  }
  out += text.substr(copied);
  return out;
}

std::string dump_json(const Json& value, int indent) {
  const std::string plain = value.dump(indent, ' ', false, Json::error_handler_t::replace);
  std::string out;
  out.reserve(plain.size());
  const auto append_unit = [&out](uint32_t unit) { out += fmt::format("\\u{:04x}", unit); };
  // Outside of strings JSON is ASCII, and inside them the library has escaped what is below a space.
  for (size_t at = 0; at < plain.size();) {
    const auto byte = static_cast<unsigned char>(plain[at]);
    if (byte < 0x7F) {
      out += plain[at++];
      continue;
    }
    const CodePoint point = decode_utf8(plain, at);
    if (!is_unprintable(point.value)) {
      out += plain.substr(at, point.length);
    } else if (point.value < 0x10000) {
      append_unit(point.value);
    } else {
      append_unit(0xD800 + ((point.value - 0x10000) >> 10U));
      append_unit(0xDC00 + ((point.value - 0x10000) & 0x3FFU));
    }
    at += point.length;
  }
  // Outside of strings there is no '#'.
  return without_commands(std::move(out), "\\u005b");
}

std::string without_commands(std::string text, std::string_view instead) {
  size_t hashes = text.find("##");
  if (hashes == std::string::npos) return text;
  std::string out;
  size_t copied = 0;
  for (; hashes != std::string::npos; hashes = text.find("##", hashes + 1)) {
    size_t end = hashes + 2;
    while (end < text.size() &&
           ((text[end] >= 'a' && text[end] <= 'z') || (text[end] >= 'A' && text[end] <= 'Z')))
      ++end;
    if (end == text.size() || text[end] != '[') continue;
    out.append(text, copied, end - copied);
    out += instead;
    copied = end + 1;
  }
  return out.append(text, copied);
}

std::string shown(std::string_view text, bool keep_tabs) {
  return without_commands(escape_for_display(text, keep_tabs), "\\x5b");
}

std::string uri_of(std::string_view path) {
  if (path.empty()) return ".";
  std::string out = path.starts_with('/') ? "file://" : "";
  for (const char c : path) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       std::string_view("-._~/!@+,=$").contains(c);
    if (plain) {
      out += c;
    } else {
      out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
  }
  return out;
}

std::string xml_of(std::string_view text, bool keep_tabs) {
  // After this no control character and no surrogate is left. U+FFFE and U+FFFF have no place in XML either.
  const std::string shown_text = escape_for_display(text, keep_tabs);
  std::string out;
  out.reserve(shown_text.size());
  for (size_t at = 0; at < shown_text.size(); ++at) {
    switch (shown_text[at]) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&apos;";
        break;
      case '\xEF':
        if (shown_text.compare(at, 3, "\xEF\xBF\xBE") == 0 ||
            shown_text.compare(at, 3, "\xEF\xBF\xBF") == 0) {
          out += shown_text[at + 2] == '\xBE' ? "\\u{fffe}" : "\\u{ffff}";
          at += 2;
          break;
        }
        [[fallthrough]];
      default:
        out += shown_text[at];
    }
  }
  return without_commands(std::move(out), "&#91;");
}

std::string utc_of(std::chrono::system_clock::time_point time) {
  const std::time_t seconds = std::chrono::system_clock::to_time_t(time);
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  std::array<char, 32> buffer{};
  return std::string(buffer.data(), std::strftime(buffer.data(), buffer.size(), "%Y-%m-%dT%H:%M:%S", &parts));
}

}  // namespace sentinel
