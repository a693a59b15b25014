// A concrete syntax tree in one flat array, copied out of tree-sitter's in a single pass: a third of the
// memory, and a child costs no search. tree-sitter's own tree is freed before parse() returns.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/span.h"
#include "source/language.h"

struct TSLanguage;

namespace sentinel::syntax {

using Symbol = uint16_t;
using FieldName = uint16_t;  // 0: the child has none

// Names of one grammar (node kinds and fields as its grammar.js has them) as numbers.
class Grammar {
 public:
  // The grammar of Python, JavaScript, TypeScript, TSX or Go. Other languages have none: null.
  static const Grammar* of(Language language);

  std::string_view kind(Symbol symbol) const { return kinds_[symbol]; }
  FieldName field(std::string_view name) const;  // 0 when the grammar has no such field
  size_t symbol_count() const { return kinds_.size(); }
  const TSLanguage* language() const { return language_; }

  explicit Grammar(const TSLanguage* language);

 private:
  const TSLanguage* language_;
  std::vector<std::string_view> kinds_;
};

struct NodeData {
  Symbol symbol = 0;
  FieldName field = 0;  // of this node in its parent
  bool named = false;   // false: a token that the grammar writes as text ("+", "async")
  bool error = false;   // an ERROR or MISSING node
  bool broken = false;  // has such a node somewhere in it
  uint32_t begin = 0;
  uint32_t end = 0;
  uint32_t after = 0;  // number of the node after this one's subtree
};

class Tree;

// A place in a tree; the empty one stands for a child that is not there, and all its answers are empty.
class Node {
 public:
  Node() = default;
  Node(const Tree* tree, uint32_t index) : tree_(tree), index_(index) {}

  explicit operator bool() const { return tree_ != nullptr; }
  Symbol symbol() const;          // UINT16_MAX for the empty node
  std::string_view kind() const;  // "call_expression"; of a token its text
  std::string_view text() const;
  Span span() const;
  bool is_named() const;
  bool is_error() const;
  bool is_broken() const;
  Node child(FieldName field) const;                  // the first with that field name
  Node child_of_kind(std::string_view wanted) const;  // the first, named or token
  Node first_named() const;
  uint32_t index() const { return index_; }
  friend bool operator==(const Node&, const Node&) = default;

  // for (Node child : node.children()), tokens included
  class Iterator {
   public:
    Iterator(const Tree* tree, uint32_t index, bool named_only, uint32_t end);
    Node operator*() const { return {tree_, index_}; }
    Iterator& operator++();
    friend bool operator==(const Iterator& a, const Iterator& b) { return a.index_ == b.index_; }

   private:
    void skip_tokens();
    const Tree* tree_;
    uint32_t index_;
    uint32_t end_;
    bool named_only_;
  };
  struct Range {
    Iterator first, last;
    Iterator begin() const { return first; }
    Iterator end() const { return last; }
  };
  Range children() const { return range(false); }
  Range named_children() const { return range(true); }  // comments are named children too

 private:
  Range range(bool named_only) const;
  const NodeData* data() const;

  const Tree* tree_ = nullptr;
  uint32_t index_ = 0;
};

class Tree {
 public:
  struct Limits {
    double seconds = 5.0;                   // of the processor, for parsing
    size_t bytes_of_memory = 256UL << 20U;  // of tree-sitter while it parses
  };
  // Fails with kLimit when a limit is reached. Broken syntax is no failure: see Node::is_error. `text` must
  // outlive the tree and be shorter than 4 GB. Bytes that are no UTF-8 end up in error nodes. `parsed`, if
  // given, is as long as `text` and what the parser reads in its place.
  [[nodiscard]] static Result<Tree> parse(std::string_view text, const Grammar& grammar, const Limits& limits,
                                          std::string_view parsed = {});

  Node root() const { return {this, 0}; }
  std::string_view text() const { return text_; }
  const Grammar& grammar() const { return *grammar_; }
  const NodeData& data(uint32_t index) const { return nodes_[index]; }
  size_t size() const { return nodes_.size(); }

 private:
  std::string_view text_;
  const Grammar* grammar_ = nullptr;
  std::vector<NodeData> nodes_;
};

}  // namespace sentinel::syntax
