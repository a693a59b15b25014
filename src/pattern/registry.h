// All expressions of all rules, searched in one pass over the bytes.
//
// A pass has three steps. (1) One Hyperscan automaton over every expression reports candidate ends; it is
// compiled at build time, for plain x86-64 and for AVX2, and loading it costs well under a millisecond. (2)
// Candidates of one pattern that lie near each other become one window, so that greedy tails are not
// confirmed byte by byte. (3) RE2, which is linear in its input, confirms inside the window and gives span
// and captures; its programs are built when first needed, for most files need none.
//
// Expressions work on bytes. Never HS_FLAG_UTF8: its result on invalid UTF-8 is undefined (Hyperscan manual).
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/span.h"

namespace sentinel {

struct PatternSpec {
  uint32_t id = 0;    // chosen by the caller; comes back in Match
  std::string regex;  // RE2 syntax on bytes; `^` and `$` match at line ends, `.` stops at a newline
  bool ignore_case = false;
  std::vector<std::string> literals;  // at least one occurs in every match (case as `ignore_case`)

  // The automaton looks for the literals instead of the expression. plan_pattern() sets it where the
  // expression is too large or of a kind that Hyperscan does not know.
  bool by_literals = false;
  uint32_t width = 0;  // by plan_pattern(): bytes that a match can take at most
};

struct Match {
  uint32_t pattern = 0;  // PatternSpec::id
  Span span;             // the whole match
  Span capture;          // group `secret` if there is one, else group 1, else the whole match
};

// Platform variants of one compiled automaton, as stored in the program.
struct CompiledPatterns {
  std::string portable;
  std::string wide;  // AVX2
};

// Checks one expression and decides how it is searched. Milliseconds; the result is worth keeping.
[[nodiscard]] Result<void> plan_pattern(PatternSpec& spec);

// Slow (seconds for hundreds). All specs must be planned.
[[nodiscard]] Result<CompiledPatterns> compile_patterns(std::span<const PatternSpec> specs);

class PatternRegistry {
 public:
  // Compiles now: for a user's own rules, and for tests.
  [[nodiscard]] static Result<std::unique_ptr<PatternRegistry>> create(std::vector<PatternSpec> specs);
  // From stored automata; `specs` must be those they were compiled from. The views are needed during this
  // call only. Falls back to compiling when no variant suits this library version and processor.
  [[nodiscard]] static Result<std::unique_ptr<PatternRegistry>> load(std::vector<PatternSpec> specs,
                                                                     std::string_view portable,
                                                                     std::string_view wide);
  ~PatternRegistry();

  // Per-thread working memory; one scratch serves one call at a time.
  class Scratch {
   public:
    ~Scratch();

   private:
    friend class PatternRegistry;
    struct State;
    explicit Scratch(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
  };
  std::unique_ptr<Scratch> make_scratch() const;

  // Appends all matches, sorted by (begin, end, pattern), without overlaps within one pattern. Thread-safe
  // with a scratch of one's own. Fails only when the automaton itself does (out of memory).
  [[nodiscard]] Result<void> find(std::string_view text, Scratch& scratch, std::vector<Match>& out) const;

  std::string_view variant() const;  // "avx2", "portable" or "compiled", for --timings and bug reports

 private:
  struct Impl;
  static int on_candidate(unsigned id, unsigned long long from, unsigned long long to, unsigned flags,
                          void* context);
  explicit PatternRegistry(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace sentinel
