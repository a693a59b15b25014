// What a test proves about what it tests: which dangers an origin has lost where the test came out one way.
//
// A containment test needs three parts (resolve, compare with a root that is not itself tainted, end at a
// separator); what lacks one proves nothing, or only its half (kClimbs, kAbsolute).
#include <algorithm>
#include <cctype>
#include <set>

#include "flow/evaluator.h"
#include "flow/regex_facts.h"

namespace sentinel::flow {
// The part of an address that says which machine is asked.
bool is_host_part(std::string_view name) {
  static const std::set<std::string_view> kNames{"hostname", "host",       "netloc",  "origin",
                                                 "Host",     "Hostname()", "Hostname"};
  return kNames.contains(name);
}

Facts Evaluator::proved_by(Frame& frame, const ClearModel& guard, const std::vector<const Value*>& tested,
                           const ir::Instruction& call) {
  // isPrivate(host): of a whole address it is never true. What it is given, its name says.
  const auto is_address = [&](ir::ValueId id) {
    const ir::Instruction& given = frame.code->code[id];
    std::string_view name;
    if (given.op == ir::Op::kField) name = frame.file->module.name(given.name);
    if (given.op == ir::Op::kLoad)
      name = frame.file->module.name(frame.file->module.variables[given.variable()].name);
    return name == "url" || name == "uri" || name == "href" || name.ends_with("Url") ||
           name.ends_with("URL") || name.ends_with("_url");
  };
  const auto arguments = frame.code->arguments_of(call);
  const bool is_whole =
      guard.clears == kUrl &&
      std::any_of(arguments.begin(), arguments.end(), [&](const auto& a) { return is_address(a.value); });
  Facts facts;
  for (const Value* value : tested) {
    if (is_whole)
      doubt(frame, value, kUrl, "it tests a host, and is given the whole address", call.span);
    else
      prove(facts, value, guard.clears, guard.only_resolved ? guard.clears : 0);
  }
  return facts;
}

const Value* Evaluator::proving(Facts if_true, Facts if_false) {
  Value out;
  out.if_true = std::move(if_true);
  out.if_false = std::move(if_false);
  return values_.make(std::move(out));
}

const Value* Evaluator::both_of(const Value* value, const Value* proof) {
  if (proof == nullptr) return value;
  Value out = value == nullptr ? Value() : *value;
  out.if_true = both(out.if_true, proof->if_true);
  out.if_false = both(out.if_false, proof->if_false);
  return values_.make(std::move(out));
}

void Evaluator::prove(Facts& facts, const Value* value, Dangers dangers, Dangers only_if_resolved) {
  for (const Taint& taint : values_.all_taints(value)) {
    if ((taint.flags & kPart) != 0) continue;
    Dangers proved = dangers;
    if ((taint.flags & kResolved) == 0) proved &= ~only_if_resolved;
    // A danger that the tested text had lost on the way here (its base name, its hash) was not tested.
    proved &= taint.dangers | kClimbs | kAbsolute;
    if ((proved & kPath) != 0) proved |= kClimbs | kAbsolute;
    add_fact(facts, taint.origin, proved);
    const Origin& origin = origins_[taint.origin];
    // What a program opens in a browser is no program once its scheme is the web's.
    if (origin.parent != kNone && (text(origin.field) == "protocol" || text(origin.field) == "scheme"))
      add_fact(facts, origin.parent, proved & (kProgram | kScript));
    if (origin.parent != kNone && is_host_part(text(origin.field)))
      add_fact(facts, origin.parent, proved & (kUrl | kRedirect));
  }
}

namespace {

// An expression that names the own machine or network: /^(127|10|192\\.168)\\./.
bool names_networks(std::string_view expression) {
  return (expression.contains("127") || expression.contains("localhost")) &&
         (expression.contains("192") || expression.contains("169"));
}

}  // namespace

void Evaluator::doubt(Frame& frame, const Value* tested, Dangers about, std::string_view why, Span span,
                      uint8_t unless) {
  constexpr size_t kMost = 5000;
  const std::pair made{WrongGuard{frame.function.file, span, why}, about};
  uint32_t number = kNone;
  for (const Taint& taint : values_.all_taints(tested)) {
    if ((taint.flags & unless) != 0 || (taint.dangers & about) == 0) continue;
    if (number == kNone) {
      number = static_cast<uint32_t>(std::find(doubts_.begin(), doubts_.end(), made) - doubts_.begin());
      if (number == doubts_.size()) {
        if (number >= kMost) return;
        doubts_.push_back(made);
      }
    }
    Doubts& doubts = frame.state.doubts;
    const std::pair own{taint.origin, number};
    const auto place = std::lower_bound(doubts.begin(), doubts.end(), own);
    if (place == doubts.end() || *place != own) doubts.insert(place, own);
  }
}

void Evaluator::doubts_about(const State& state, OriginId origin, Dangers danger,
                             std::vector<uint32_t>& out) const {
  if (state.doubts.empty()) return;
  for (OriginId at = origin; at != kNone; at = origins_[at].parent) {
    auto place =
        std::lower_bound(state.doubts.begin(), state.doubts.end(), std::pair<OriginId, uint32_t>{at, 0});
    for (; place != state.doubts.end() && place->first == at; ++place) {
      const bool is_new = std::find(out.begin(), out.end(), place->second) == out.end();
      if (is_new && (doubts_[place->second].second & danger) != 0) out.push_back(place->second);
    }
  }
}

const Value* Evaluator::test_prefix(Frame& frame, const Value* tested, const Value* prefix, bool is_suffix,
                                    Span span) {
  if (tested == nullptr || !values_.has_taint(tested)) return nullptr;
  Facts if_true;
  Facts if_false;
  constexpr std::string_view kNotResolved = "`..` and links are still in the path when it is compared";
  constexpr std::string_view kNoSeparator =
      "it holds for `/data-evil` too where `/data` is meant: no separator ends the folder's name";
  if (is_suffix) {
    // A host that ends with ".example.com", not an address that does.
    const bool is_domain = prefix != nullptr && !values_.is_hostile(prefix) &&
                           (prefix->known == Known::kText || prefix->known == Known::kPrefix) &&
                           text(prefix->text).starts_with('.');
    for (const Taint& taint : values_.all_taints(tested)) {
      if (!is_domain || !is_host_part(text(origins_[taint.origin].field))) continue;
      add_fact(if_true, taint.origin, kUrl | kRedirect);
      if (origins_[taint.origin].parent != kNone)
        add_fact(if_true, origins_[taint.origin].parent, kUrl | kRedirect);
    }
    if (!if_true.empty()) return proving(if_true, {});
    doubt(frame, tested, kPath | kUrl | kShell, "only the ending is tested", span);
    return nullptr;
  }
  if (values_.is_hostile(prefix, kPath | kUrl)) {
    doubt(frame, tested, kPath | kUrl, "what it is compared with comes from outside as well", span);
    return nullptr;
  }
  const bool is_text =
      prefix != nullptr && (prefix->known == Known::kText || prefix->known == Known::kPrefix);
  const std::string_view start = is_text ? text(prefix->text) : std::string_view();
  const auto comes_from = [&](std::string_view name) {
    return std::any_of(tested->refs.begin(), tested->refs.end(),
                       [&](const Ref& ref) { return ref.kind == RefKind::kExternal && text(ref.a) == name; });
  };
  if (is_text && prefix->known == Known::kText) {
    if (start == "-" || start == "--") {
      if (start == "-") prove(if_false, tested, kOption);
      return proving({}, if_false);
    }
    if (start == ".." || start == "../" || start == "..\\") {
      // Of a path relative to the root: it does not lead out.
      if (comes_from("#relative")) prove(if_false, tested, kPath | kClimbs | kAbsolute);
      return proving({}, if_false);
    }
    // Who lists networks lists the others too.
    if (start.starts_with("192.168.") || start.starts_with("169.254.")) {
      prove(if_false, tested, kUrl);
      return proving({}, if_false);
    }
    if (start == "/" || start == "\\") {
      prove(if_false, tested, kAbsolute);
      return proving({}, if_false);
    }
    const size_t scheme = start.find("://");
    if (scheme != std::string_view::npos) {
      if (start.find_first_of("/?#", scheme + 3) != std::string_view::npos)
        prove(if_true, tested, kUrl | kRedirect);
      else if (start.size() == scheme + 3)
        doubt(frame, tested, kUrl | kRedirect, "only the scheme is tested, not the host", span);
      else
        doubt(frame, tested, kUrl | kRedirect,
              "the host may go on behind it: `https://good.example.evil.example`", span);
      prove(if_true, tested, kScript);
      return proving(if_true, {});
    }
    if (start == "http:" || start == "https:") prove(if_true, tested, kScript);
    // "~/" and the like are no guards.
    const bool is_folder = start.starts_with('/') || start.substr(1, 2) == ":\\";
    const bool ends_at_separator = start.ends_with('/') || start.ends_with('\\');
    if (is_folder)
      doubt(frame, tested, kPath, ends_at_separator ? kNotResolved : kNoSeparator, span,
            ends_at_separator ? kResolved : 0);
    doubt(frame, tested, kSql | kQuery | kCode | kShell | kTemplate,
          "only the beginning is tested: anything may follow, a second statement too", span);
    if (start.size() > 1 && (start.ends_with('/') || start.ends_with('\\')))
      prove(if_true, tested, kPath | kClimbs | kAbsolute, kPath | kClimbs | kAbsolute);
    return proving(if_true, {});
  }
  // A root that the program knows, with a separator behind it.
  const bool ends_at_segment = is_separator(prefix);
  doubt(frame, tested, kPath, ends_at_segment ? kNotResolved : kNoSeparator, span,
        ends_at_segment ? kResolved : 0);
  if (ends_at_segment) prove(if_true, tested, kPath | kClimbs | kAbsolute, kPath | kClimbs | kAbsolute);
  return proving(if_true, {});
}

const Value* Evaluator::test_contains(Frame& frame, const Value* whole, const Value* part, Span span) {
  if (!values_.has_taint(whole) || values_.is_hostile(part) || part == nullptr || part->known != Known::kText)
    return nullptr;
  Facts if_false;
  const std::string_view word = text(part->text);
  if (word == ".." || word == "../") {
    prove(if_false, whole, kClimbs);
    doubt(frame, whole, kPath, "a path from the root has no `..`", span);
  }
  if (word.size() <= 2 && word.find_first_not_of(";&|$`<>\n\"'()-# ") == std::string_view::npos)
    doubt(frame, whole, kShell | kSql | kCode, "it refuses some of the characters that do harm, not all",
          span);
  if (word == "/" || word == "\\") prove(if_false, whole, kAbsolute);
  if (word == "@" || word == ":") return nullptr;
  return proving({}, if_false);
}

const Value* Evaluator::test_member(const Value* element, const Value* set) {
  if (!values_.has_taint(element) || values_.is_hostile(set)) return nullptr;
  // `x in "a text"` tests for a piece of text.
  if (set != nullptr && set->known == Known::kText) {
    if (text(set->text).size() > 80) return nullptr;
  }
  Facts if_true;
  prove(if_true, element, kEveryDanger);
  return proving(if_true, {});
}

const Value* Evaluator::test_regex(Frame& frame, const Value* tested, Atom pattern, bool is_whole,
                                   Span span) {
  if (!values_.has_taint(tested) || pattern == 0) return nullptr;
  Facts if_true;
  Facts if_false;
  const std::string_view expression = text(pattern);
  const Dangers if_it_fits = excluded_by_match(expression, is_whole);
  Dangers if_not_found = excluded_by_absence(expression);
  // A list of the networks that are not to be reached.
  if (names_networks(expression)) if_not_found |= kUrl;
  prove(if_true, tested, if_it_fits);
  prove(if_false, tested, if_not_found);
  constexpr Dangers kTold = kShell | kOption | kProgram | kCode | kSql | kQuery | kPath | kUrl | kTemplate;
  const Dangers left = kTold & ~(if_it_fits | if_not_found);
  const bool fixes_both_ends = is_whole || (expression.starts_with('^') && expression.ends_with('$'));
  // [;&|], not [a-z]
  const bool is_list_of_refused = expression.size() > 2 && expression.front() == '[' &&
                                  expression[1] != '^' &&
                                  std::isalnum(static_cast<unsigned char>(expression[1])) == 0;
  doubt(frame, tested, left,
        is_list_of_refused ? "it refuses some of the characters that do harm, not all"
        : fixes_both_ends  ? "the expression lets pass what does harm here"
                           : "the expression is not fixed at both ends: a part that fits is enough",
        span);
  return proving(if_true, if_false);
}

// ip.is_global, ip.is_private: of an address, so of the host that it was looked up for.
const Value* Evaluator::test_address(const Value* address, std::string_view member) {
  const bool is_good = member == "is_global";
  if ((!is_good && member != "is_private") || !values_.has_taint(address)) return nullptr;
  Facts facts;
  for (const Taint& taint : values_.all_taints(address)) {
    for (OriginId at = taint.origin; at != kNone; at = origins_[at].parent) add_fact(facts, at, kUrl);
  }
  return is_good ? proving(facts, {}) : proving({}, facts);
}

// Of two constants: 3 > 2, "a" == "b", "a" in "abc". Null: not known.
const Value* Evaluator::compare_constants(std::string_view op, const Value* a, const Value* b) {
  const auto is_plain = [](const Value* v, Known known) {
    return v != nullptr && v->known == known && v->taints.empty() && v->refs.empty();
  };
  const auto answer = [&](bool yes) { return values_.known(yes ? Known::kTrue : Known::kFalse); };
  if (is_plain(a, Known::kText) && is_plain(b, Known::kText)) {
    if (op == "==" || op == "!=") return answer((a->text == b->text) == (op == "=="));
    if (op == "in" || op == "not in") return answer(text(b->text).contains(text(a->text)) == (op == "in"));
    return nullptr;
  }
  if (!is_plain(a, Known::kNumber) || !is_plain(b, Known::kNumber)) return nullptr;
  const auto left = number_of(text(a->text));
  const auto right = number_of(text(b->text));
  if (!left || !right) return nullptr;
  if (op == "==") return answer(*left == *right);
  if (op == "!=") return answer(*left != *right);
  if (op == "<") return answer(*left < *right);
  if (op == ">") return answer(*left > *right);
  if (op == "<=") return answer(*left <= *right);
  if (op == ">=") return answer(*left >= *right);
  return nullptr;
}

const Value* Evaluator::compare(Frame& frame, const ir::Instruction& i, const Value* a, const Value* b) {
  const std::string_view op = frame.file->module.name(i.name);
  // What a field holds others may have changed; what a variable of this function holds they have not.
  const auto is_own = [&](ir::ValueId id) {
    const ir::Instruction& from = frame.code->code[id];
    if (from.op == ir::Op::kLoad) {
      const ir::Variable& variable = frame.file->module.variables[from.variable()];
      return !variable.captured && !variable.is_module_level;
    }
    return from.op == ir::Op::kString || from.op == ir::Op::kNumber || from.op == ir::Op::kBinary;
  };
  if (is_own(i.a) && is_own(i.b)) {
    if (const Value* known = compare_constants(op, a, b)) return known;
  }
  if (op == "in" || op == "not in") {
    const Value* out = nullptr;
    if (values_.is_hostile(b) && !values_.is_hostile(a)) {
      out = test_contains(frame, b, a, i.span);
      // `key in tainted` of an object says nothing.
    } else {
      out = test_member(a, b);
    }
    if (out != nullptr && op == "not in") out = proving(out->if_false, out->if_true);
    return out;
  }
  if (op == "instanceof") return nullptr;
  if (op != "==" && op != "!=" && op != "is") return nullptr;
  Facts if_equal;
  Facts if_different;
  const auto look = [&](const Value* value, const Value* other) {
    if (other != nullptr && other->known == Known::kNull) {
      if (value != nullptr) {
        if_equal = both(if_equal, value->if_false);
        if_different = both(if_different, value->if_true);
      }
      return;
    }
    if (other != nullptr && (other->known == Known::kTrue || other->known == Known::kFalse)) {
      if (value != nullptr) {
        const bool yes = other->known == Known::kTrue;
        if_equal = both(if_equal, yes ? value->if_true : value->if_false);
        if_different = both(if_different, yes ? value->if_false : value->if_true);
      }
      return;
    }
    // x.indexOf("..") === -1
    if (other != nullptr && other->known == Known::kNumber && value != nullptr && text(other->text) == "-1") {
      if_equal = both(if_equal, value->if_false);
      if_different = both(if_different, value->if_true);
      return;
    }
    if (!values_.is_hostile(other)) prove(if_equal, value, kEveryDanger);
  };
  // process.platform === "win32": it may be, so `{ shell: process.platform === "win32" }` may be true. Both
  // ways are gone all the same.
  for (const Value* side : {a, b}) {
    if (side == nullptr || (op != "==" && op != "is")) continue;
    for (const Ref& ref : side->refs) {
      const std::string_view name = ref.kind == RefKind::kExternal ? text(ref.a) : std::string_view();
      if (name != "process.platform" && name != "os.platform()" && name != "sys.platform" &&
          name != "os.name" && name != "platform.system()")
        continue;
      Value maybe;
      maybe.known = Known::kTrue;
      maybe.refs.push_back({RefKind::kExternal, atoms_.of("#platform"), 0, nullptr});
      return values_.make(std::move(maybe));
    }
  }
  // typeof x === "number"
  const auto type_test = [&](ir::ValueId value_id, const Value* other) {
    const ir::Instruction& from = frame.code->code[value_id];
    if (from.op != ir::Op::kUnary || frame.file->module.name(from.name) != "typeof") return false;
    if (other == nullptr || other->known != Known::kText) return true;
    const std::string_view type = text(other->text);
    const Value* tested = frame.results[from.a];
    if (type == "number" || type == "boolean" || type == "bigint") prove(if_equal, tested, kEveryDanger);
    if (type == "string") prove(if_equal, tested, kQuery);
    return true;
  };
  if (!type_test(i.a, b) && !type_test(i.b, a)) {
    if (values_.has_taint(a) || (a != nullptr && (!a->if_true.empty() || !a->if_false.empty()))) look(a, b);
    if (values_.has_taint(b) || (b != nullptr && (!b->if_true.empty() || !b->if_false.empty()))) look(b, a);
  }
  return op == "!=" ? proving(if_different, if_equal) : proving(if_equal, if_different);
}

}  // namespace sentinel::flow
