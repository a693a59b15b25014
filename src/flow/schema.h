// What a validated value can still carry: schemas that code builds (zod), types that a framework checks.
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "flow/value.h"

namespace sentinel::flow {

struct Schema {
  // What a text that fits can still do; parts have their own.
  Dangers dangers = kEveryDanger;
  std::vector<std::pair<Atom, uint32_t>> fields;  // of an object
  uint32_t element = kNone;                       // of a list or record
  friend bool operator==(const Schema&, const Schema&) = default;
};

class Schemas {
 public:
  uint32_t add(Schema schema);
  const Schema& operator[](uint32_t id) const { return schemas_[id]; }

 private:
  std::vector<Schema> schemas_;
};

}  // namespace sentinel::flow
