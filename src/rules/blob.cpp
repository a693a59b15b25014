#include "rules/blob.h"

#include <bit>
#include <cstdint>
#include <utility>

namespace sentinel {
namespace {

constexpr std::string_view kMagic = "sentinel rules 7";

// One list of fields serves both directions: visit(field) writes it or reads it.
template <typename Visitor>
void visit_fields(Visitor& visit, Taxonomies& t) {
  visit(t.cwe);
  visit(t.owasp_mcp);
  visit(t.owasp_agentic);
  visit(t.atlas);
  visit(t.cosai);
  visit(t.safe_mcp);
}

template <typename Visitor>
void visit_fields(Visitor& visit, Sample& s) {
  visit(s.code);
  visit(s.written);
  visit(s.path);
  visit(s.reason);
}

template <typename Visitor>
void visit_fields(Visitor& visit, RulePattern& p) {
  visit(p.literals);
  visit(p.regex);
  visit(p.ignore_case);
  visit(p.by_literals);
  visit(p.width);
  PatternConditions& c = p.conditions;
  visit(c.min_rarity);
  visit(c.check);
  visit(c.allow);
  visit(c.near);
  visit(c.near_lines);
  visit(c.keep_placeholders);
}

template <typename Visitor>
void visit_fields(Visitor& visit, FlowSink& s) {
  visit(s.language);
  visit(s.pattern);
  visit(s.reaches);
  visit(s.confidence);
  visit(s.markup);
}

template <typename Visitor>
void visit_fields(Visitor& visit, FlowRule& f) {
  visit(f.danger);
  visit(f.reaches);
  visit(f.sinks);
  visit(f.except);
}

template <typename Visitor>
void visit_fields(Visitor& visit, std::pair<std::string, std::string>& p) {
  visit(p.first);
  visit(p.second);
}

template <typename Visitor>
void visit_fields(Visitor& visit, FlowSource& s) {
  visit(s.kind);
  visit(s.values);
  visit(s.clears);
}

template <typename Visitor>
void visit_fields(Visitor& visit, FlowSanitizer& s) {
  visit(s.clears);
  visit(s.calls);
}

template <typename Visitor>
void visit_fields(Visitor& visit, FlowGuard& g) {
  visit(g.clears);
  visit(g.when);
  visit(g.resolved);
  visit(g.calls);
}

template <typename Visitor>
void visit_fields(Visitor& visit, FlowEntry& e) {
  visit(e.kind);
  visit(e.call);
  visit(e.name);
  visit(e.tainted);
  visit(e.trusted);
  visit(e.parameters);
  visit(e.schema);
  visit(e.clears);
}

template <typename Visitor>
void visit_fields(Visitor& visit, FlowModel& m) {
  visit(m.name);
  visit(m.language);
  visit(m.modules);
  visit(m.types);
  visit(m.sources);
  visit(m.sanitizers);
  visit(m.guards);
  visit(m.entries);
  visit(m.propagators);
  visit(m.resolvers);
}

template <typename Visitor>
void visit_fields(Visitor& visit, Rule& r) {
  visit(r.id);
  visit(r.title);
  visit(r.severity);
  visit(r.confidence);
  visit(r.what);
  visit(r.why);
  visit(r.fix);
  visit(r.references);
  visit(r.taxonomies);
  visit(r.languages);
  visit(r.paths);
  visit(r.patterns);
  visit(r.flow);
  visit(r.origin);
  if (visit.with_samples) {
    visit(r.finds);
    visit(r.clean);
  }
}

template <typename Visitor>
void visit_fields(Visitor& visit, Family& f) {
  visit(f.id);
  visit(f.title);
  visit(f.what);
  visit(f.taxonomies);
}

struct Writer {
  std::string out;
  bool with_samples = false;

  void integer(uint64_t value) {
    for (; value >= 0x80; value >>= 7U) out += static_cast<char>(value | 0x80U);
    out += static_cast<char>(value);
  }
  void operator()(std::string& text) {
    integer(text.size());
    out += text;
  }
  void operator()(double& value) {
    const auto bits = std::bit_cast<uint64_t>(value);
    for (unsigned shift = 0; shift < 64; shift += 8) out += static_cast<char>(bits >> shift);
  }
  template <typename T>
  void operator()(std::vector<T>& items) {
    integer(items.size());
    for (T& item : items) (*this)(item);
  }
  template <typename T>
  void operator()(T& value) {
    if constexpr (std::is_class_v<T>) {
      visit_fields(*this, value);
    } else {
      integer(static_cast<uint64_t>(value));  // integers, flags, enumerations
    }
  }
};

struct Reader {
  std::string_view in;
  bool with_samples = false;
  bool failed = false;

  std::string_view take(size_t count) {
    if (count > in.size()) {
      failed = true;
      in = {};
      return {};
    }
    const std::string_view out = in.substr(0, count);
    in.remove_prefix(count);
    return out;
  }
  uint64_t integer() {
    uint64_t value = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
      const std::string_view byte = take(1);
      if (failed) return 0;
      const auto bits = static_cast<unsigned char>(byte[0]);
      value |= static_cast<uint64_t>(bits & 0x7fU) << shift;
      if (bits < 0x80) return value;
    }
    failed = true;
    return 0;
  }
  void operator()(std::string& text) { text = take(integer()); }
  void operator()(double& value) {
    const std::string_view bytes = take(8);
    uint64_t bits = 0;
    for (size_t i = bytes.size(); i-- > 0;) bits = bits << 8U | static_cast<unsigned char>(bytes[i]);
    value = std::bit_cast<double>(bits);
  }
  template <typename T>
  void operator()(std::vector<T>& items) {
    const uint64_t count = integer();
    if (count > in.size()) {  // every item takes a byte at least
      failed = true;
      return;
    }
    items.resize(count);
    for (T& item : items) (*this)(item);
  }
  template <typename T>
  void operator()(T& value) {
    if constexpr (std::is_class_v<T>) {
      visit_fields(*this, value);
    } else {
      value = static_cast<T>(integer());
    }
  }
};

}  // namespace

std::string encode_rules(const RuleBundle& bundle, Samples samples) {
  RuleBundle copy = bundle;  // the visitors take references to either read or write
  Writer writer;
  writer.with_samples = samples == Samples::kKeep;
  writer.out = kMagic;
  writer.integer(writer.with_samples ? 1 : 0);
  writer(copy.families);
  writer(copy.rules);
  writer(copy.models);
  return std::move(writer.out);
}

Result<RuleBundle> decode_rules(std::string_view bytes) {
  Reader reader;
  reader.in = bytes;
  RuleBundle out;
  if (reader.take(kMagic.size()) != kMagic) return fail(ErrorKind::kMalformed, "these bytes are no rules");
  reader.with_samples = reader.integer() == 1;
  reader(out.families);
  reader(out.rules);
  reader(out.models);
  if (reader.failed || !reader.in.empty()) return fail(ErrorKind::kMalformed, "the stored rules are damaged");
  return out;
}

}  // namespace sentinel
