#include "detect/deceptive_text/confusables.h"

#include <algorithm>

#include "base/text.h"

namespace sentinel {
namespace {

bool is_invisible(const CharInfo& info) {
  switch (info.kind) {
    case CharKind::kTag:
    case CharKind::kVariationSelector:
    case CharKind::kZeroWidth:
    case CharKind::kSoftHyphen:
    case CharKind::kBidiControl:
    case CharKind::kDirectionMark:
      return true;
    default:
      return false;
  }
}

std::string_view ascii_skeleton(char c) {
  switch (c) {
    case '1':
    case 'I':
    case '|':
      return "l";
    case '0':
      return "O";
    case 'm':
      return "rn";
    default:
      return {};
  }
}

bool is_east_asian(Script script) {
  return script == Script::kHan || script == Script::kKana || script == Script::kBopomofo ||
         script == Script::kHangul;
}

}  // namespace

std::string skeleton(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (size_t i = 0; i < text.size();) {
    const CodePoint c = decode_utf8(text, i);
    if (c.value < 0x80) {
      const std::string_view changed = ascii_skeleton(text[i]);
      if (changed.empty()) {
        out += text[i];
      } else {
        out += changed;
      }
    } else if (!c.valid) {
      out += text[i];
    } else if (const std::string_view prototype = skeleton_of(c.value); !prototype.empty()) {
      out += prototype;
    } else if (!is_invisible(info_of(c.value))) {
      out += text.substr(i, c.length);
    }
    i += c.length;
  }
  return out;
}

std::string ascii_reading(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (size_t i = 0; i < text.size();) {
    const CodePoint c = decode_utf8(text, i);
    const std::string_view reading = c.valid && c.value >= 0x80 ? reading_of(c.value) : std::string_view{};
    if (!reading.empty()) {
      out += reading;
    } else if (!c.valid || !is_invisible(info_of(c.value))) {
      out += text.substr(i, c.length);
    }
    i += c.length;
  }
  return out;
}

bool WordLook::is_mixed() const {
  size_t other = 0;
  bool east_asian = false;
  for (const Script script : scripts) {
    if (is_east_asian(script)) {
      east_asian = true;
    } else if (script != Script::kLatin) {
      ++other;
    }
  }
  const bool latin = std::find(scripts.begin(), scripts.end(), Script::kLatin) != scripts.end();
  return other > 1 || (other == 1 && (latin || east_asian));
}

WordLook look_at_word(std::string_view word) {
  WordLook look;
  for (size_t i = 0; i < word.size();) {
    const CodePoint c = decode_utf8(word, i);
    const CharInfo info = c.valid ? info_of(c.value) : CharInfo{};
    if (info.is_letter() && info.script != Script::kCommon && info.script != Script::kInherited) {
      if (std::find(look.scripts.begin(), look.scripts.end(), info.script) == look.scripts.end()) {
        look.scripts.push_back(info.script);
      }
    }
    if (info.is_letter()) ++look.letters;
    if (info.kind == CharKind::kLookAlike) ++look.look_alikes;
    if (c.value >= 0x80 && !is_invisible(info) && (!c.valid || reading_of(c.value).empty())) {
      look.reads_as_ascii = false;
    }
    i += c.length;
  }
  look.reading = ascii_reading(word);
  return look;
}

}  // namespace sentinel
