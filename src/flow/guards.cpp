// What a test proves about what it tests: which dangers an origin has lost where the test came out one way.
//
// A containment test needs three parts (resolve, compare with a root that is not itself tainted, end at a
// separator); what lacks one proves nothing, or only its half (kClimbs, kAbsolute).
#include <algorithm>
#include <set>

#include "flow/evaluator.h"
#include "flow/regex_facts.h"

namespace sentinel::flow {
// The part of an address that says which machine is asked.
bool is_host_part(std::string_view name) {
  static const std::set<std::string_view> names{"hostname", "host",       "netloc",  "origin",
                                                "Host",     "Hostname()", "Hostname"};
  return names.contains(name);
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
      add_fact(facts, origin.parent, proved & kProgram);
    if (origin.parent != kNone && is_host_part(text(origin.field)))
      add_fact(facts, origin.parent, proved & (kUrl | kRedirect));
  }
}

const Value* Evaluator::test_prefix(const Value* tested, const Value* prefix, bool is_suffix) {
  if (tested == nullptr || !values_.has_taint(tested)) return nullptr;
  Facts if_true;
  Facts if_false;
  if (is_suffix) return nullptr;
  if (values_.is_hostile(prefix, kPath | kUrl)) return nullptr;
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
    if (start == "/" || start == "\\") {
      prove(if_false, tested, kAbsolute);
      return proving({}, if_false);
    }
    const size_t scheme = start.find("://");
    if (scheme != std::string_view::npos) {
      if (start.find_first_of("/?#", scheme + 3) != std::string_view::npos)
        prove(if_true, tested, kUrl | kRedirect);
      return proving(if_true, {});
    }
    if (start.size() > 1 && (start.ends_with('/') || start.ends_with('\\')))
      prove(if_true, tested, kPath | kClimbs | kAbsolute, kPath | kClimbs | kAbsolute);
    return proving(if_true, {});
  }
  // A root that the program knows, with a separator behind it.
  const bool ends_at_segment =
      prefix != nullptr && std::any_of(prefix->refs.begin(), prefix->refs.end(), [&](const Ref& ref) {
        // The separator alone: the root is the root of the disk, by the program's own choice.
        return ref.kind == RefKind::kExternal &&
               (text(ref.a) == "#separator" || text(ref.a) == "path.sep" || text(ref.a) == "os.sep");
      });
  if (ends_at_segment) prove(if_true, tested, kPath | kClimbs | kAbsolute, kPath | kClimbs | kAbsolute);
  return proving(if_true, {});
}

const Value* Evaluator::test_contains(const Value* whole, const Value* part) {
  if (!values_.has_taint(whole) || values_.is_hostile(part) || part == nullptr || part->known != Known::kText)
    return nullptr;
  Facts if_false;
  const std::string_view word = text(part->text);
  if (word == "..") prove(if_false, whole, kClimbs);
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

const Value* Evaluator::test_regex(const Value* tested, Atom pattern, bool is_whole) {
  if (!values_.has_taint(tested) || pattern == 0) return nullptr;
  Facts if_true;
  Facts if_false;
  prove(if_true, tested, excluded_by_match(text(pattern), is_whole));
  prove(if_false, tested, excluded_by_absence(text(pattern)));
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

const Value* Evaluator::compare(Frame& frame, const ir::Instruction& i, const Value* a, const Value* b) {
  const std::string_view op = frame.file->module.name(i.name);
  if (op == "in" || op == "not in") {
    const Value* out = nullptr;
    if (values_.is_hostile(b) && !values_.is_hostile(a)) {
      out = test_contains(b, a);
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
