#include "flow/value.h"

#include <algorithm>
#include <charconv>
#include <set>
#include <string>

namespace sentinel::flow {
namespace {

// Beyond these a value keeps only the taint of what is in it.
constexpr int kMostDepth = 5;
constexpr size_t kMostFields = 400;
constexpr size_t kMostRefs = 64;
constexpr size_t kMostTaints = 12;

size_t mix(size_t hash, size_t value) { return (hash ^ value) * 0x9E3779B97F4A7C15ULL + (hash >> 29U); }

}  // namespace

Atom Atoms::of(std::string_view text) {
  if (const auto found = ids_.find(text); found != ids_.end()) return found->second;
  texts_.emplace_back(text);
  const auto id = static_cast<Atom>(texts_.size() - 1);
  ids_.emplace(texts_.back(), id);
  return id;
}

OriginId Origins::placeholder(uint32_t index) {
  while (placeholders_.size() <= index) {
    Origin made;
    made.placeholder = static_cast<uint32_t>(placeholders_.size());
    origins_.push_back(made);
    placeholders_.push_back(static_cast<OriginId>(origins_.size() - 1));
  }
  return placeholders_[index];
}

OriginId Origins::source(uint32_t source, Atom name) {
  const auto [place, is_new] =
      sources_.try_emplace((uint64_t{source} << 32U) | name, static_cast<OriginId>(origins_.size()));
  if (is_new) {
    Origin made;
    made.source = source;
    made.field = name;
    origins_.push_back(made);
  }
  return place->second;
}

OriginId Origins::field(OriginId origin, Atom name) {
  if (origins_[origin].depth >= kMostDepth) return origin;
  const auto [place, is_new] =
      fields_.try_emplace((uint64_t{origin} << 32U) | name, static_cast<OriginId>(origins_.size()));
  if (is_new) {
    Origin made;
    made.parent = origin;
    made.field = name;
    made.depth = static_cast<uint8_t>(origins_[origin].depth + 1);
    origins_.push_back(made);
  }
  return place->second;
}

OriginId Origins::root(OriginId origin) const {
  while (origins_[origin].parent != kNone) origin = origins_[origin].parent;
  return origin;
}

OriginId Origins::rebase(OriginId origin, OriginId new_root) {
  if (origins_[origin].parent == kNone) return new_root;
  const Atom name = origins_[origin].field;
  return field(rebase(origins_[origin].parent, new_root), name);
}

Dangers gone(const Facts& facts, const Origins& origins, OriginId origin) {
  if (facts.empty()) return 0;
  Dangers out = 0;
  for (OriginId at = origin;;) {
    const auto found = std::lower_bound(facts.begin(), facts.end(), std::pair<OriginId, Dangers>{at, 0});
    if (found != facts.end() && found->first == at) out |= found->second;
    if (origins[at].parent == kNone || origins.is_decoded(at)) return out;
    at = origins[at].parent;
  }
}

void add_fact(Facts& facts, OriginId origin, Dangers dangers) {
  if (dangers == 0) return;
  const auto place = std::lower_bound(facts.begin(), facts.end(), std::pair<OriginId, Dangers>{origin, 0});
  if (place != facts.end() && place->first == origin) {
    place->second |= dangers;
  } else {
    facts.insert(place, {origin, dangers});
  }
}

Facts both(const Facts& a, const Facts& b) {
  Facts out = a;
  for (const auto& [origin, dangers] : b) add_fact(out, origin, dangers);
  return out;
}

Facts in_common(const Facts& a, const Facts& b) {
  Facts out;
  auto i = a.begin();
  auto j = b.begin();
  while (i != a.end() && j != b.end()) {
    if (i->first < j->first) {
      ++i;
    } else if (j->first < i->first) {
      ++j;
    } else {
      if ((i->second & j->second) != 0) out.emplace_back(i->first, i->second & j->second);
      ++i;
      ++j;
    }
  }
  return out;
}

size_t Values::hash(const Value& value) {
  size_t out = static_cast<size_t>(value.known) * 31 + value.text;
  for (const Taint& t : value.taints) {
    out = mix(out, (uint64_t{t.origin} << 32U) | t.dangers);
    out = mix(out, (uint64_t{t.step} << 8U) | t.flags);
  }
  for (const Ref& r : value.refs) {
    out = mix(out, (uint64_t{r.a} << 32U) | r.b);
    out = mix(out, static_cast<size_t>(r.kind) ^ (std::hash<const void*>()(r.bound) << 3U));
  }
  out = mix(out, value.options);
  for (const auto& [name, part] : value.fields) out = mix(mix(out, name), std::hash<const void*>()(part));
  out = mix(out, std::hash<const void*>()(value.element));
  out = mix(out, value.length);
  for (const auto& [origin, dangers] : value.if_true) out = mix(mix(out, origin), dangers);
  out = mix(out, 7);
  for (const auto& [origin, dangers] : value.if_false) out = mix(mix(out, origin), dangers);
  return out;
}

bool Values::Same::operator()(const Value* a, const Value* b) const {
  return a->known == b->known && a->text == b->text && a->options == b->options && a->length == b->length &&
         a->element == b->element && a->taints == b->taints && a->refs == b->refs && a->fields == b->fields &&
         a->if_true == b->if_true && a->if_false == b->if_false;
}

const Value* Values::make(Value value) {
  if (value.is_empty()) return nullptr;
  if (const auto found = known_.find(&value); found != known_.end()) return *found;
  uint8_t depth = 0;
  const auto below = [&](const Value* part) {
    if (part != nullptr) depth = std::max(depth, static_cast<uint8_t>(part->depth + 1));
  };
  for (const auto& field : value.fields) below(field.second);
  below(value.element);
  for (const Ref& ref : value.refs) below(ref.bound);
  value.depth = depth;
  pool_.push_back(std::move(value));
  known_.insert(&pool_.back());
  return &pool_.back();
}

const Value* Values::known(Known known, Atom text) {
  Value out;
  out.known = known;
  out.text = text;
  return make(std::move(out));
}

const Value* Values::ref(Ref ref) {
  Value out;
  out.refs.push_back(ref);
  return make(std::move(out));
}

const Value* Values::tainted(Taint taint) {
  if (taint.dangers == 0) return nullptr;
  Value out;
  out.taints.push_back(taint);
  return make(std::move(out));
}

void Values::add_taint(std::vector<Taint>& taints, const Taint& taint) {
  const auto place = std::lower_bound(taints.begin(), taints.end(), taint.origin,
                                      [](const Taint& t, OriginId origin) { return t.origin < origin; });
  if (place == taints.end() || place->origin != taint.origin) {
    if (taints.size() < kMostTaints) {
      taints.insert(place, taint);
    } else {
      // The last stands for all that have no place: none of what they may do is lost.
      taints.back().dangers |= taint.dangers;
      taints.back().flags &= taint.flags;
    }
    return;
  }
  // The way that was seen first stays: so that a loop comes to rest.
  place->dangers |= taint.dangers;
  place->flags &= taint.flags;
}

// The texts that either may be; 0 when they are many or not known.
Atom Values::options_of(const Value& a, const Value& b) {
  std::set<std::string> all;
  for (const Value* value : {&a, &b}) {
    if (value->known == Known::kText) {
      all.emplace(atoms_.text(value->text));
      continue;
    }
    std::string_view rest = atoms_.text(value->options);
    if (rest.empty()) return 0;
    while (!rest.empty()) {
      const size_t end = rest.find(kOptionEnd);
      all.emplace(rest.substr(0, end));
      rest.remove_prefix(end + 1);
    }
  }
  constexpr size_t kMost = 4;
  constexpr size_t kLongest = 60;
  std::string out;
  for (const std::string& one : all) {
    if (one.size() > kLongest || one.contains(kOptionEnd)) return 0;
    out += one + kOptionEnd;
  }
  return all.size() > kMost ? 0 : atoms_.of(out);
}

const Value* Values::join(const Value* a, const Value* b, int depth) {
  if (a == b || b == nullptr) return a;
  if (a == nullptr) return b;
  if (depth > kMostDepth) return flattened(a);
  Value out = *a;
  for (const Taint& taint : b->taints) add_taint(out.taints, taint);
  if (a->known != b->known || a->text != b->text || a->options != b->options) {
    out.options = options_of(*a, *b);
    const auto may_be_null = [](Known k) {
      return k == Known::kNull || k == Known::kFalse || k == Known::kMaybe;
    };
    const bool is_maybe =
        (may_be_null(a->known) || may_be_null(b->known)) && (a->says_what() || b->says_what());
    out.known = is_maybe ? Known::kMaybe : Known::kNothing;
    out.text = 0;
    const auto is_text = [](Known k) { return k == Known::kText || k == Known::kPrefix; };
    if (is_text(a->known) && is_text(b->known)) {
      const std::string_view x = atoms_.text(a->text);
      const std::string_view y = atoms_.text(b->text);
      const size_t same = static_cast<size_t>(
          std::mismatch(x.begin(), x.begin() + static_cast<ptrdiff_t>(std::min(x.size(), y.size())),
                        y.begin())
              .first -
          x.begin());
      if (same > 0) {
        out.known = Known::kPrefix;
        out.text = atoms_.of(std::string(x.substr(0, same)));
      }
    }
  }
  for (const Ref& ref : b->refs) {
    const auto same = std::find_if(out.refs.begin(), out.refs.end(), [&](const Ref& r) {
      return r.kind == ref.kind && r.a == ref.a && r.b == ref.b;
    });
    if (same == out.refs.end()) {
      if (out.refs.size() < kMostRefs) {
        out.refs.push_back(ref);
      } else {
        was_cut_ = true;
      }
    } else if (same->bound != ref.bound) {
      same->bound = join(same->bound, ref.bound, depth + 1);
    }
  }
  if (a->length != b->length) {
    // Lists of two lengths: only what any element may be.
    if (a->length != kNone || b->length != kNone) {
      out.length = kNone;
    }
  }
  for (const auto& [name, part] : b->fields) {
    const auto place = std::lower_bound(out.fields.begin(), out.fields.end(), name,
                                        [](const auto& f, Atom n) { return f.first < n; });
    if (place != out.fields.end() && place->first == name) {
      place->second = join(place->second, part, depth + 1);
    } else if (out.fields.size() < kMostFields) {
      out.fields.insert(place, {name, part});
    } else {
      out.element = join(out.element, part, depth + 1);
    }
  }
  out.element = join(out.element, b->element, depth + 1);
  // A null that meets something else: what is proved by its being false stays to be proved by the other.
  const auto truth = [](const Value* v, bool wanted) {
    if (v->known == Known::kNull || v->known == Known::kFalse) return !wanted;
    if (v->known == Known::kTrue) return wanted;
    return true;
  };
  out.if_true = !truth(a, true)   ? b->if_true
                : !truth(b, true) ? a->if_true
                                  : in_common(a->if_true, b->if_true);
  out.if_false = !truth(a, false)   ? b->if_false
                 : !truth(b, false) ? a->if_false
                                    : in_common(a->if_false, b->if_false);
  return make(std::move(out));
}

const Value* Values::meet(const Value* a, const Value* b) {
  if (a == b) return a;
  if (a != nullptr && b != nullptr) return join(a, b);
  Value out = a != nullptr ? *a : *b;
  out.known = out.says_what() ? Known::kMaybe : Known::kNothing;
  out.text = 0;
  out.options = 0;
  out.if_true.clear();
  out.if_false.clear();
  return make(std::move(out));
}

bool Values::has_taint_or_facts(const Value* value) {
  if (value == nullptr) return false;
  if (const auto found = tainted_.find(value); found != tainted_.end()) return found->second;
  bool out = !value->taints.empty();
  for (const auto& field : value->fields) out = has_taint_or_facts(field.second) || out;
  out = has_taint_or_facts(value->element) || out;
  for (const Ref& r : value->refs) out = has_taint_or_facts(r.bound) || out;
  tainted_.emplace(value, out);
  return out;
}

bool Values::is_open(const Value* value) {
  if (value == nullptr) return false;
  if (const auto found = open_.find(value); found != open_.end()) return found->second;
  const auto is_placeholder = [&](const auto& fact) { return origins_.is_placeholder(fact.first); };
  bool out = std::any_of(value->taints.begin(), value->taints.end(),
                         [&](const Taint& taint) { return origins_.is_placeholder(taint.origin); }) ||
             std::any_of(value->if_true.begin(), value->if_true.end(), is_placeholder) ||
             std::any_of(value->if_false.begin(), value->if_false.end(), is_placeholder);
  for (const auto& field : value->fields) out = is_open(field.second) || out;
  out = is_open(value->element) || out;
  for (const Ref& ref : value->refs) out = is_open(ref.bound) || out;
  open_.emplace(value, out);
  return out;
}

bool Values::has_taint(const Value* value) { return has_taint_or_facts(value); }

bool Values::is_hostile(const Value* value, Dangers dangers) {
  if (!has_taint(value)) return false;
  const std::vector<Taint> taints = all_taints(value);
  return std::any_of(taints.begin(), taints.end(),
                     [&](const Taint& t) { return (t.flags & kLocal) == 0 && (t.dangers & dangers) != 0; });
}

const Value* Values::without(const Value* value, Dangers dangers) {
  return map_taints(value, [&](Taint t) {
    t.dangers &= ~dangers;
    return t;
  });
}

const Value* Values::without(const Value* value, const Facts& facts) {
  if (facts.empty()) return value;
  return map_taints(value, [&](Taint t) {
    t.dangers &= ~gone(facts, origins_, t.origin);
    return t;
  });
}

const Value* Values::with_flags(const Value* value, uint8_t set, uint8_t clear) {
  return map_taints(value, [&](Taint t) {
    t.flags = static_cast<uint8_t>((t.flags & ~clear) | set);
    return t;
  });
}

const Value* Values::field(const Value* value, Atom name) {
  if (value == nullptr) return nullptr;
  const auto place = std::lower_bound(value->fields.begin(), value->fields.end(), name,
                                      [](const auto& f, Atom n) { return f.first < n; });
  const bool is_there = place != value->fields.end() && place->first == name;
  const Value* out = is_there ? place->second : value->element;
  if (is_there && value->taints.empty()) return out;
  if (value->taints.empty()) return out;
  // A tainted whole: its fields are tainted too, those that are known apart from it excepted.
  if (is_there) return out;
  Value made;
  for (Taint taint : value->taints) {
    const OriginId field = origins_.field(taint.origin, name);
    if (field == taint.origin) taint.flags |= kPart;
    taint.origin = field;
    add_taint(made.taints, taint);
  }
  return join(make(std::move(made)), out);
}

const Value* Values::any_part(const Value* value) {
  if (value == nullptr) return nullptr;
  const Value* out = value->element;
  for (const auto& field : value->fields) out = join(out, field.second);
  if (!value->taints.empty()) {
    Value made;
    // Tests of each element in turn test the whole.
    for (const Taint& taint : value->taints) add_taint(made.taints, taint);
    out = join(make(std::move(made)), out);
  }
  return out;
}

const Value* Values::shallow(const Value* part) {
  return part != nullptr && part->depth >= kMostDepth ? flattened(part) : part;
}

const Value* Values::with_field(const Value* value, Atom name, const Value* part) {
  part = shallow(part);
  Value out = value == nullptr ? Value() : *value;
  if (out.known != Known::kNothing) {
    out.known = Known::kNothing;
    out.text = 0;
  }
  const auto place = std::lower_bound(out.fields.begin(), out.fields.end(), name,
                                      [](const auto& f, Atom n) { return f.first < n; });
  if (place != out.fields.end() && place->first == name) {
    place->second = part;
  } else if (out.fields.size() < kMostFields) {
    out.fields.insert(place, {name, part});
  } else {
    out.element = join(out.element, part);
  }
  return make(std::move(out));
}

const Value* Values::with_element(const Value* value, const Value* part) {
  part = shallow(part);
  Value out = value == nullptr ? Value() : *value;
  if (out.known != Known::kNothing) {
    out.known = Known::kNothing;
    out.text = 0;
  }
  out.element = join(out.element, part);
  out.length = kNone;
  return make(std::move(out));
}

const Value* Values::appended(const Value* list, const Value* part) {
  part = shallow(part);
  if (list != nullptr && list->length != kNone && list->length < 64) {
    Value out = *list;
    const Atom name = atoms_.of(std::to_string(list->length));
    const auto place = std::lower_bound(out.fields.begin(), out.fields.end(), name,
                                        [](const auto& f, Atom n) { return f.first < n; });
    out.fields.insert(place, {name, part});
    ++out.length;
    return make(std::move(out));
  }
  return with_element(list, part);
}

void Values::collect(const Value* value, int depth, std::vector<Taint>& out) {
  if (value == nullptr || depth > 2 * kMostDepth || !has_taint_or_facts(value)) return;
  for (const Taint& taint : value->taints) add_taint(out, taint);
  for (const auto& field : value->fields) collect(field.second, depth + 1, out);
  collect(value->element, depth + 1, out);
}

std::vector<Taint> Values::all_taints(const Value* value) {
  std::vector<Taint> out;
  collect(value, 0, out);
  return out;
}

const Value* Values::thinned(const Value* value, int levels) {
  if (value->depth == 0) return value;
  if (levels == 0) return flattened(value);
  Value out = *value;
  out.fields.clear();
  constexpr size_t kMost = 40;
  for (const auto& [name, part] : value->fields) {
    if (part == nullptr) continue;
    const Value* thin = thinned(part, levels - 1);
    const bool says_much = thin != nullptr && (!thin->taints.empty() || !thin->refs.empty() ||
                                               !thin->fields.empty() || thin->element != nullptr);
    if (says_much && out.fields.size() < kMost) {
      out.fields.emplace_back(name, thin);
    } else if (says_much) {
      out.element = join(out.element, thin);
    }
  }
  if (out.element != nullptr) out.element = thinned(out.element, levels - 1);
  out.length = kNone;
  return make(std::move(out));
}

const Value* Values::flattened(const Value* value) {
  if (value == nullptr) return nullptr;
  Value out;
  out.taints = all_taints(value);
  out.refs = value->refs;
  for (Ref& ref : out.refs) ref.bound = nullptr;
  return make(std::move(out));
}

}  // namespace sentinel::flow
