// How foreign text is written down in the formats: nothing that was scanned may end a string, start a command
// or steer a terminal.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

namespace sentinel {

using Json = nlohmann::ordered_json;

// Valid UTF-8: a byte that is not becomes `\xHH`. What JSON strings are made of.
std::string utf8_of(std::string_view text);

// The document as text. Characters that could steer a terminal, reorder a line or command a build server are
// written as `\uXXXX`, so that a report can be shown as it is and still means the same. `indent` < 0: all on
// one line.
std::string dump_json(const Json& value, int indent);

// escape_for_display, and also unable to act as a command in the log of a build server.
std::string shown(std::string_view text, bool keep_tabs = false);

// Build servers take `##[error]` and `##vso[...]` for commands wherever they stand in a line. Puts `instead`
// in the place of their bracket.
std::string without_commands(std::string text, std::string_view instead);

// A path as a relative URI reference (RFC 3986); an absolute path becomes a file URI. Any byte can be told
// back from it.
std::string uri_of(std::string_view path);

// Text of an element or a quoted attribute of XML 1.0. What XML has no way to write is shown escaped.
std::string xml_of(std::string_view text, bool keep_tabs = false);

// "2026-03-01T12:00:00", UTC.
std::string utc_of(std::chrono::system_clock::time_point time);

}  // namespace sentinel
