// What is known of a value: where in it tainted text may be, what constant it is, what it refers to, what
// its parts are, and what its truth would prove.
//
// Values are immutable, made once and shared: two equal values are one object, so they compare by
// pointer. The null pointer is the value of which nothing is known and which nobody outside controls.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "base/span.h"
#include "flow/danger.h"

namespace sentinel::flow {

using Atom = uint32_t;  // a name, shared by all files; 0 is the empty one
using OriginId = uint32_t;
using StepId = uint32_t;
inline constexpr uint32_t kNone = UINT32_MAX;

class Atoms {
 public:
  Atoms() { of(""); }
  Atom of(std::string_view text);
  std::string_view text(Atom atom) const { return texts_[atom]; }

 private:
  std::deque<std::string> texts_;
  std::unordered_map<std::string_view, Atom> ids_;
};

// Where a value comes in from outside, as precisely as it is known: the parameter of a handler, or a field of
// one. While a function is summarised, the values that its callers give are placeholders.
struct Origin {
  OriginId parent = kNone;  // of a field: what it is a field of
  Atom field = 0;
  uint32_t placeholder = kNone;
  uint32_t source = kNone;  // index into what the solver keeps about sources
  uint8_t depth = 0;
};

class Origins {
 public:
  OriginId placeholder(uint32_t index);
  OriginId source(uint32_t source, Atom name);
  // A field of it; the origin itself where that would be deeper than kMostDepth.
  OriginId field(OriginId origin, Atom name);
  OriginId root(OriginId origin) const;
  bool is_placeholder(OriginId origin) const { return origins_[root(origin)].placeholder != kNone; }
  const Origin& operator[](OriginId id) const { return origins_[id]; }
  // What a text holds once it is decoded: what was proved of the text says nothing of it.
  OriginId decoded(OriginId origin) { return field(origin, decoded_); }
  bool is_decoded(OriginId origin) const {
    return origins_[origin].parent != kNone && origins_[origin].field == decoded_;
  }
  void set_decoded_name(Atom name) { decoded_ = name; }
  // The same path of fields from another root.
  OriginId rebase(OriginId origin, OriginId new_root);

 private:
  static constexpr uint8_t kMostDepth = 4;
  Atom decoded_ = 0;
  std::vector<Origin> origins_;
  std::unordered_map<uint64_t, OriginId> fields_;
  std::unordered_map<uint64_t, OriginId> sources_;
  std::vector<OriginId> placeholders_;
};

enum TaintFlags : uint8_t {
  kAsGiven = 1,    // as it came in, not made of it
  kPart = 2,       // a piece that has no origin of its own: a test of it says nothing about the whole
  kWeak = 4,       // it went through a call that could not be resolved
  kResolved = 8,   // a path without `..`, made absolute or canonical
  kComposed = 64,  // text that was put together in the function that is being run, or in one that it called
  kLocal = 32,     // chosen by who runs the program, not by a peer: such a root may be tested against
  kFollowed = 16,  // joined behind a directory that the program chose
};

struct Taint {
  OriginId origin = 0;
  Dangers dangers = kEveryDanger;
  uint8_t flags = 0;
  StepId step = 0;
  friend bool operator==(const Taint&, const Taint&) = default;
};

// Dangers that are known to be gone of an origin. Sorted by origin.
using Facts = std::vector<std::pair<OriginId, Dangers>>;

Dangers gone(const Facts& facts, const Origins& origins, OriginId origin);
void add_fact(Facts& facts, OriginId origin, Dangers dangers);
Facts both(const Facts& a, const Facts& b);       // what either proves
Facts in_common(const Facts& a, const Facts& b);  // what both prove

struct Value;

enum class RefKind : uint8_t {
  kFunction,  // a: file, b: function; bound: its receiver
  kPartial,   // a: index into the solver's partial applications
  kClass,     // a: file, b: class
  kInstance,  // a: file, b: class
  kModule,    // a: unit
  kExternal,  // a: name (Atom) of something of a library
  kRegex,     // a: pattern (Atom), b: 1 when a replacement by it replaces every match
  kSchema,    // a: index into the solver's schemas
};

struct Ref {
  RefKind kind = RefKind::kExternal;
  uint32_t a = 0;
  uint32_t b = 0;
  const Value* bound = nullptr;
  friend bool operator==(const Ref&, const Ref&) = default;
};

enum class Known : uint8_t {
  kNothing,
  kText,
  kPrefix,
  kNumber,
  kTrue,
  kFalse,
  kNull,
  kMaybe,  // what its parts or what it refers to say, or null
};

constexpr char kOptionEnd = '\x1f';

struct Value {
  std::vector<Taint> taints;  // sorted by origin, at most one each
  Known known = Known::kNothing;
  Atom text = 0;  // kText, kPrefix (what it begins with), kNumber
  // One of a few texts, where ways meet that have different ones; kOptionEnd ends each. 0: not known.
  Atom options = 0;
  std::vector<Ref> refs;                              // what it may be
  std::vector<std::pair<Atom, const Value*>> fields;  // sorted by name; of a list "0", "1", ...
  const Value* element = nullptr;                     // any other part
  uint32_t length = kNone;                            // of a list whose fields are all its elements
  // What holds when it is true or not. Null (or nil, None) counts as not true.
  Facts if_true;
  Facts if_false;
  uint8_t depth = 0;  // of parts in parts; not part of what makes two values equal

  bool says_what() const { return !refs.empty() || !fields.empty() || element != nullptr || length != kNone; }
  bool is_empty() const {
    return taints.empty() && known == Known::kNothing && options == 0 && refs.empty() && fields.empty() &&
           element == nullptr && length == kNone && if_true.empty() && if_false.empty();
  }
};

class Values {
 public:
  explicit Values(Origins& origins, Atoms& atoms) : origins_(origins), atoms_(atoms) {}

  const Value* make(Value value);  // null when it is empty
  const Value* text(std::string_view text) { return known(Known::kText, atoms_.of(text)); }
  const Value* known(Known known, Atom text = 0);
  const Value* ref(Ref ref);
  const Value* external(std::string_view name) {
    return ref({RefKind::kExternal, atoms_.of(name), 0, nullptr});
  }
  const Value* tainted(Taint taint);

  // Either of two; the null value adds nothing.
  const Value* join(const Value* a, const Value* b, int depth = 0);
  // Where two ways meet: the null value is one of which nothing is known, so neither constant nor proof
  // outlives it.
  const Value* meet(const Value* a, const Value* b);
  // Every taint in it, its parts included, replaced; a taint without dangers goes.
  template <typename Change>
  const Value* map_taints(const Value* value, const Change& change) {
    if (value == nullptr || !has_taint_or_facts(value)) return value;
    Value out = *value;
    std::vector<Taint> taints;
    taints.swap(out.taints);
    for (Taint taint : taints) {
      taint = change(taint);
      if (taint.dangers != 0) add_taint(out.taints, taint);
    }
    for (auto& field : out.fields) field.second = map_taints(field.second, change);
    out.element = map_taints(out.element, change);
    for (Ref& r : out.refs) {
      if (r.bound != nullptr) r.bound = map_taints(r.bound, change);
    }
    return make(std::move(out));
  }
  const Value* without(const Value* value, Dangers dangers);
  const Value* without(const Value* value, const Facts& facts);
  const Value* with_flags(const Value* value, uint8_t set, uint8_t clear);

  const Value* field(const Value* value, Atom name);
  const Value* any_part(const Value* value);  // of an unknown key
  const Value* with_field(const Value* value, Atom name, const Value* part);
  const Value* with_element(const Value* value, const Value* part);  // in addition to what is there
  const Value* appended(const Value* list, const Value* part);

  // All taints in it and its parts, as of one text made of them.
  std::vector<Taint> all_taints(const Value* value);
  const Value* flattened(const Value* value);  // a value with just those taints
  // Without what lies deeper than `levels`: of that only its taint.
  const Value* thinned(const Value* value, int levels);
  // A placeholder stands in it, or in what is proved by it: what a call gives back says more where it is
  // known what it was given.
  bool is_open(const Value* value);
  bool has_taint(const Value* value);
  // Has a taint with one of the dangers that a peer chose.
  bool is_hostile(const Value* value, Dangers dangers = kEveryDanger);

  static void add_taint(std::vector<Taint>& taints, const Taint& taint);
  // Whether, since this was asked last, a value could not hold all that it may be.
  bool was_cut() { return std::exchange(was_cut_, false); }

 private:
  Atom options_of(const Value& a, const Value& b);
  bool has_taint_or_facts(const Value* value);
  const Value* shallow(const Value* part);
  void collect(const Value* value, int depth, std::vector<Taint>& out);
  static size_t hash(const Value& value);
  struct Hash {
    size_t operator()(const Value* value) const { return hash(*value); }
  };
  struct Same {
    bool operator()(const Value* a, const Value* b) const;
  };

  Origins& origins_;
  Atoms& atoms_;
  std::deque<Value> pool_;
  std::unordered_set<const Value*, Hash, Same> known_;
  std::unordered_map<const Value*, bool> tainted_;
  std::unordered_map<const Value*, bool> open_;
  bool was_cut_ = false;
};

}  // namespace sentinel::flow
