// Text that stands where a secret would stand: documentation values, templates, masks.
#pragma once

#include <string_view>

namespace sentinel {

// True for
//   words of documentation       AKIAIOSFODNN7EXAMPLE, your-key-here, changeme, dummy_token, REDACTED
//   templates and look-ups       ${KEY}, {{ key }}, <token>, %s, process.env.KEY, os.environ["KEY"]
//   masks and fillings           xxxxxxxx, ********, sk-...abc, 000000
//   keyboards and counting       abcdef, 123456, qwerty
//   repetition                   deadbeefdeadbeef, and few distinct characters
// Linear in the text, no allocation. A random token of 40 characters is taken for one in less than 1 of
// 1,000.
bool is_placeholder(std::string_view secret);

}  // namespace sentinel
