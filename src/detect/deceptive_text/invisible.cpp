// Characters that are drawn as nothing: tags, variation selectors, zero-width characters, fillers, soft
// hyphens, private use.
//
// Neighbouring ones form a run. A run whose place gives it a job is dropped: U+200D between two emoji, U+200C
// after an Arabic letter, one selector after a Chinese one. The others are collected by channel; those within
// kNear bytes of one another were written by one hand and make one finding, which shows what they spell.
#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "detect/deceptive_text/hidden_channels.h"
#include "detect/deceptive_text/passes.h"

namespace sentinel::deceptive_text {
namespace {

constexpr uint32_t kNear = 256;
constexpr size_t kFewerIsNoData = 4;       // in a row
constexpr size_t kInterleavedIsData = 16;  // with visible text between them

enum class Channel { kTags, kSelectors, kZeroWidth, kFillers, kSoftHyphens, kPrivate };
constexpr size_t kChannels = 6;

Channel channel_of(CharKind kind) {
  switch (kind) {
    case CharKind::kTag:
      return Channel::kTags;
    case CharKind::kVariationSelector:
      return Channel::kSelectors;
    case CharKind::kFiller:
      return Channel::kFillers;
    case CharKind::kSoftHyphen:
      return Channel::kSoftHyphens;
    case CharKind::kPrivateUse:
      return Channel::kPrivate;
    default:
      return Channel::kZeroWidth;
  }
}

uint32_t end_of(const Hit& hit) { return hit.offset + hit.length; }

struct Run {
  std::span<const Hit> hits;  // adjacent
  Neighbour before;
  Neighbour after;
  uint32_t begin() const { return hits.front().offset; }
  uint32_t end() const { return end_of(hits.back()); }
};

// What one hand wrote on one channel.
struct Group {
  std::vector<char32_t> values;
  Span first;             // the part on the first line
  uint32_t line_end = 0;  // of that line
  uint32_t end = 0;
  size_t longest = 0;   // in a row
  size_t in_words = 0;  // runs between two letters
  size_t in_names = 0;  // of these, inside identifiers of a program
  bool listed = true;   // each run stands alone between quotes or brackets
};

// ---- Places where these characters do their job

// U+1F3F4, the letters of a region such as "gbeng" as tags, U+E007F.
bool is_subdivision_flag(const Run& run) {
  if (run.before.value != 0x1F3F4 || run.hits.size() < 4 || run.hits.size() > 7) return false;
  if (run.hits.back().value != 0xE007F) return false;
  return std::all_of(run.hits.begin(), run.hits.end() - 1, [](const Hit& hit) {
    return (hit.value >= 0xE0030 && hit.value <= 0xE0039) || (hit.value >= 0xE0061 && hit.value <= 0xE007A);
  });
}

// [text or emoji style] [joiner] between two emoji.
bool is_emoji_sequence(const Run& run) {
  size_t i = 0;
  if (run.hits[i].value == 0xFE0E || run.hits[i].value == 0xFE0F) ++i;
  if (i == run.hits.size()) return run.before.value > 0x20 && !run.before.info.is_letter();
  if (run.hits[i].value != 0x200D || i + 1 != run.hits.size()) return false;
  return run.before.info.is_emoji() && run.after.info.is_emoji();
}

// One selector after a base that may have it: standardized variants of symbols, digits and East Asian
// punctuation, ideographic variants, Mongolian ones.
bool is_standard_variant(const Run& run) {
  if (run.hits.size() != 1) return false;
  const char32_t value = run.hits[0].value;
  const CharInfo& base = run.before.info;
  if (value >= 0xE0100 && value <= 0xE01EF) return base.script == Script::kHan;
  if (value >= 0x180B && value <= 0x180F) return base.script == Script::kMongolian;
  if (value > 0xFE06) return false;
  return run.before.value == '0' || (run.before.value >= 0x80 && base.script != Script::kLatin);
}

bool is_script(const Run& run, bool (*fits)(Script)) {
  return fits(run.before.info.script) || fits(run.after.info.script);
}

// Joiners and break marks in scripts that are written with them. Three in a row happen; more do not.
bool is_writing(const Run& run) {
  if (run.hits.size() > 3) return false;
  return std::all_of(run.hits.begin(), run.hits.end(), [&](const Hit& hit) {
    switch (hit.value) {
      case 0x200C:
      case 0x200D:
      case 0x180E:
        return is_script(run, uses_joiners) || is_script(run, writes_without_spaces);
      case 0x200B:
      case 0x2060:
      case 0xFEFF:
        return is_script(run, writes_without_spaces) || is_script(run, is_right_to_left) ||
               is_script(run, uses_joiners);
      case 0x034F:
        return run.before.info.is_mark() || run.after.info.is_mark();
      default:
        return false;
    }
  });
}

bool is_direction_mark(const Hit& hit) { return hit.kind == CharKind::kDirectionMark; }

// Marks that steer the order of mixed text stand beside right-to-left text, if not always touching it.
bool is_direction_help(FileContext& context, const Run& run) {
  if (run.hits.size() > 3 || !std::all_of(run.hits.begin(), run.hits.end(), is_direction_mark)) return false;
  return context.is_locale_file() || context.is_near_right_to_left(run.begin());
}

// Hangul fillers complete a syllable; the blank braille cell is the space of braille and of pictures made of
// it.
bool is_filler_in_place(FileContext& context, const Run& run) {
  if (run.hits[0].value == 0x2800) {
    if (!std::all_of(run.hits.begin(), run.hits.end(), [](const Hit& hit) { return hit.value == 0x2800; }))
      return false;
    return context.is_near_braille(run.begin());
  }
  const auto is_same_writing = [&](const Neighbour& n) {
    return n.info.script == Script::kHangul || n.info.script == Script::kSoutheastAsian;
  };
  return run.hits.size() == 1 && (is_same_writing(run.before) || is_same_writing(run.after));
}

// Where a long name may be broken: "java.|util", "some_|thing", "Some|Thing".
bool is_break_hint(FileContext& context, const Run& run) {
  if (run.hits.size() != 1 || run.hits[0].value != 0x200B || context.is_in_code(run.begin())) return false;
  if (run.before.info.is_lower() && run.after.info.is_upper()) return true;
  constexpr std::u32string_view kBefore = U"._/-:,;&?=";
  return kBefore.contains(run.before.value) && run.after.is_word();
}

bool is_in_place(FileContext& context, const Run& run) {
  switch (channel_of(run.hits[0].kind)) {
    case Channel::kTags:
      return is_subdivision_flag(run);
    case Channel::kSelectors:
      return is_emoji_sequence(run) || is_standard_variant(run);
    case Channel::kZeroWidth:
      return is_emoji_sequence(run) || is_writing(run) || is_direction_help(context, run) ||
             is_break_hint(context, run);
    case Channel::kFillers:
      return is_filler_in_place(context, run);
    case Channel::kSoftHyphens:
    case Channel::kPrivate:
      return false;  // judged by the group
  }
  return false;
}

// ---- Reports

bool is_quote(char32_t c) {
  return c == '"' || c == '\'' || c == '`' || c == '[' || c == ']' || c == '(' || c == ')';
}

class Judge {
 public:
  explicit Judge(FileContext& context) : context_(context) {}

  void take(Channel channel, std::span<const Hit> part, const Run& run) {
    Group& group = groups_[static_cast<size_t>(channel)];
    if (!group.values.empty() && part.front().offset > group.end + kNear) finish(channel);
    const Span span{part.front().offset, end_of(part.back())};
    if (group.values.empty()) {
      group.first = span;
      group.line_end = context_.line_around(span.begin).end;
    } else if (span.end <= group.line_end) {
      group.first.end = span.end;
    }
    group.end = span.end;
    group.longest = std::max(group.longest, part.size());
    for (const Hit& hit : part) group.values.push_back(hit.value);
    if (run.before.is_word() && run.after.is_word()) {
      const bool in_name = context_.is_in_code(span.begin);
      if (in_name) ++group.in_names;
      if (in_name || (run.before.info.is_letter() && run.after.info.is_letter())) ++group.in_words;
    }
    group.listed = group.listed && is_quote(run.before.value) && is_quote(run.after.value);
  }

  void finish_all() {
    for (size_t i = 0; i < kChannels; ++i) finish(static_cast<Channel>(i));
  }

 private:
  void finish(Channel channel) {
    Group& group = groups_[static_cast<size_t>(channel)];
    if (!group.values.empty()) {
      switch (channel) {
        case Channel::kTags:
          judge_tags(group);
          break;
        case Channel::kSelectors:
          judge_selectors(group);
          break;
        case Channel::kZeroWidth:
          judge_zero_width(group);
          break;
        case Channel::kFillers:
          judge_fillers(group);
          break;
        case Channel::kSoftHyphens:
          break;
        case Channel::kPrivate:
          judge_private(group);
          break;
      }
    }
    group = Group{};
  }

  // A table of such characters, or a text about them, names them on the spot; a class of characters lists
  // each once.
  bool is_explained(const Group& group) const {
    if (group.listed && group.values.size() <= 2) return true;
    std::vector<char32_t> sorted = group.values;
    std::sort(sorted.begin(), sorted.end());
    const bool all_different = std::adjacent_find(sorted.begin(), sorted.end()) == sorted.end();
    if (all_different && sorted.size() >= 2 && group.in_words == 0) return true;
    const Span line = context_.line_around(group.first.begin);
    const std::string text = to_lower(context_.text().substr(line.begin, line.size()));
    return text.contains(fmt::format("{:04x}", static_cast<uint32_t>(group.values[0])));
  }

  void report(std::string_view rule, Severity severity, double confidence, std::string message,
              const Group& group, const std::optional<HiddenText>& hidden = std::nullopt) {
    std::vector<Evidence> evidence;
    if (hidden) {
      evidence.push_back({"decoded text", hidden->text});
      evidence.push_back({"encoding", hidden->method});
    }
    evidence.push_back({"code points", count_code_points(group.values)});
    if (!hidden) {
      evidence.push_back(
          {"text without them", visible_text(context_.text(), context_.line_around(group.first.begin))});
    }
    context_.report(rule, severity, confidence, std::move(message), group.first, std::move(evidence));
  }

  static Severity severity_of(const HiddenText& hidden) {
    return is_sentence(hidden.text) ? Severity::kCritical : Severity::kHigh;
  }

  void judge_tags(const Group& group) {
    const std::string count = count_of(group.values.size(), "tag character");
    // All of them in the order of their numbers are a table.
    if (group.values.size() > 8 && std::is_sorted(group.values.begin(), group.values.end())) {
      report("tag-characters", Severity::kInfo, 0.5, fmt::format("{} in alphabetical order", count), group);
      return;
    }
    if (const auto hidden = decode_tags(group.values)) {
      report("tag-characters", severity_of(*hidden), 0.98,
             fmt::format("{} spell text that people cannot see", count), group, hidden);
    } else if (group.values.size() >= kFewerIsNoData) {
      report("tag-characters", Severity::kMedium, 0.9, fmt::format("{} stand in the text unseen", count),
             group);
    } else {
      report("tag-characters", Severity::kLow, 0.7,
             fmt::format("{} in the text, without an emoji flag", count), group);
    }
  }

  void judge_selectors(const Group& group) {
    const std::string count = count_of(group.values.size(), "variation selector");
    if (group.values.size() >= kFewerIsNoData) {
      if (const auto hidden = decode_variation_selectors(group.values)) {
        report("variation-selector-data", severity_of(*hidden), 0.97,
               fmt::format("{} carry text that people cannot see", count), group, hidden);
        return;
      }
    }
    const bool supplementary =
        std::any_of(group.values.begin(), group.values.end(), [](char32_t c) { return c >= 0xE0100; });
    if (is_explained(group)) return;
    if (group.longest >= kFewerIsNoData || group.values.size() >= kInterleavedIsData ||
        (supplementary && group.values.size() >= kFewerIsNoData)) {
      report("variation-selector-data", Severity::kMedium, supplementary ? 0.9 : 0.75,
             fmt::format("{} follow no character that has variants, as hidden data does", count), group);
    } else if (supplementary) {
      report("variation-selector-data", Severity::kLow, 0.6,
             fmt::format("{} after characters that have no variants", count), group);
    }
  }

  void judge_zero_width(const Group& group) {
    const std::string count = count_of(group.values.size(), "zero-width character");
    if (group.values.size() >= kInterleavedIsData) {
      if (const auto hidden = decode_zero_width(group.values)) {
        report("zero-width-data", severity_of(*hidden), 0.97,
               fmt::format("{} are bits of text that people cannot see", count), group, hidden);
        return;
      }
    }
    const bool explained = group.longest < kInterleavedIsData && is_explained(group);
    if (group.in_names > 0) {
      report("zero-width-in-word", Severity::kHigh, 0.9,
             "A name in the code holds a zero-width character, so it is not the name it seems to be", group);
      return;
    }
    const bool two_symbols = std::any_of(group.values.begin(), group.values.end(),
                                         [&](char32_t c) { return c != group.values[0]; });
    if (group.longest >= kFewerIsNoData || (two_symbols && group.values.size() >= kInterleavedIsData)) {
      // One symbol alone carries nothing, and programs pad with it.
      const bool padding = explained || group.listed || (!two_symbols && context_.is_code());
      report("zero-width-data", padding ? Severity::kInfo : Severity::kMedium, padding ? 0.4 : 0.8,
             group.longest >= kFewerIsNoData
                 ? fmt::format("{} zero-width characters in a row hold nothing that a reader could need",
                               group.longest)
                 : fmt::format("{} of several kinds stand between the letters, as hidden data does", count),
             group);
    } else if (group.in_words >= 2 && !explained) {
      report("zero-width-in-word", Severity::kMedium, 0.8,
             fmt::format("Zero-width characters break {} words that look whole", group.in_words), group);
    } else if (group.in_words == 1 && !explained) {
      report("zero-width-in-word", Severity::kLow, 0.6,
             "A zero-width character breaks a word that looks whole", group);
    } else if (!explained) {
      report("stray-zero-width", Severity::kInfo, 0.5, fmt::format("{} without a job in this place", count),
             group);
    }
  }

  void judge_fillers(const Group& group) {
    const std::string count = count_of(group.values.size(), "invisible letter");
    if (group.values.size() >= kInterleavedIsData) {
      if (const auto hidden = decode_zero_width(group.values)) {
        report("invisible-filler", severity_of(*hidden), 0.97,
               fmt::format("{} are bits of text that people cannot see", count), group, hidden);
        return;
      }
    }
    const bool is_name = group.values[0] != 0x2800 && context_.is_in_code(group.first.begin);
    if (is_name) {
      report("invisible-filler", Severity::kHigh, 0.9, "An invisible letter is used as a name in the code",
             group);
    } else if (is_explained(group)) {
      return;
    } else if (group.longest >= 2 * kFewerIsNoData ||
               (group.values[0] != 0x2800 && group.longest >= kFewerIsNoData)) {
      report("invisible-filler", Severity::kMedium, 0.75, fmt::format("{} stand in the text unseen", count),
             group);
    } else {
      report("invisible-filler", Severity::kLow, 0.5, fmt::format("{} in the text", count), group);
    }
  }

  void judge_private(const Group& group) {
    if (group.longest < 2 * kFewerIsNoData) return;  // icons
    if (const auto hidden = decode_private_use(group.values)) {
      report("private-use-text", severity_of(*hidden), 0.9,
             fmt::format("{} spell text by their position in the private use area",
                         count_of(group.values.size(), "private use character")),
             group, hidden);
    } else if (group.longest >= kInterleavedIsData) {
      report("private-use-text", Severity::kInfo, 0.5,
             fmt::format("{} in a row mean only what their author agreed on",
                         count_of(group.longest, "private use character")),
             group);
    }
  }

  FileContext& context_;
  std::array<Group, kChannels> groups_;
};

// One soft hyphen in a word says where it may be broken. One after each letter hides the word from a search.
void inspect_soft_hyphens(FileContext& context, const std::vector<Hit>& hyphens) {
  constexpr size_t kChain = 3;
  for (size_t i = 0; i < hyphens.size();) {
    size_t last = i;
    while (last + 1 < hyphens.size()) {
      const uint32_t from = end_of(hyphens[last]);
      const uint32_t gap = hyphens[last + 1].offset - from;
      if (gap != 0 &&
          (gap > 4 || !context.at(from).info.is_word() || decode_fast(context.text(), from).length != gap)) {
        break;
      }
      ++last;
    }
    const size_t count = last - i + 1;
    const Span span{hyphens[i].offset, end_of(hyphens[last])};
    const bool in_name = context.is_in_code(span.begin) && context.before(span.begin).is_word();
    if (count >= kChain || in_name) {
      context.report("zero-width-in-word", Severity::kMedium, 0.85,
                     count >= kChain
                         ? "A soft hyphen after every letter hides a word from everything but the eye"
                         : "A name in the code holds a soft hyphen",
                     span,
                     {{"text without them", visible_text(context.text(), context.line_around(span.begin))},
                      {"code points", fmt::format("U+00AD × {}", count)}});
    }
    i = last + 1;
  }
}

}  // namespace

void inspect_invisible(FileContext& context, const std::vector<Hit>& hits) {
  Judge judge(context);
  std::vector<Hit> hyphens;
  for (size_t i = 0; i < hits.size();) {
    size_t last = i + 1;
    while (last < hits.size() && hits[last].offset == end_of(hits[last - 1])) ++last;
    const Run run{std::span(hits).subspan(i, last - i), context.before(hits[i].offset),
                  context.at(end_of(hits[last - 1]))};
    if (!is_in_place(context, run)) {
      // A run may mix channels; each is read by itself.
      for (size_t begin = i; begin < last;) {
        const Channel channel = channel_of(hits[begin].kind);
        size_t end = begin + 1;
        while (end < last && channel_of(hits[end].kind) == channel) ++end;
        const auto part = std::span(hits).subspan(begin, end - begin);
        if (channel == Channel::kSoftHyphens) {
          hyphens.insert(hyphens.end(), part.begin(), part.end());
        } else {
          judge.take(channel, part, run);
        }
        begin = end;
      }
    }
    i = last;
  }
  judge.finish_all();
  inspect_soft_hyphens(context, hyphens);
}

}  // namespace sentinel::deceptive_text
