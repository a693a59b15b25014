// Expected failures as values.
//
// A function that can fail for a reason outside the program returns Result<T>. Exceptions are for
// broken invariants; a library that throws is wrapped in one file and its exception ends there.
#pragma once

#include <string>
#include <utility>

#include <tl/expected.hpp>

namespace sentinel {

// As many values as callers have different things to do about it.
enum class ErrorKind {
  kUsage,        // the request is wrong: exit 2
  kNotFound,     // the named thing does not exist
  kUnreadable,   // it exists and cannot be read
  kMalformed,    // it was read and is not what it should be
  kLimit,        // a bound of ours was reached
  kNetwork,      // a service did not answer, or answered with a failure
  kInterrupted,  // somebody asked us to stop
};

// `message` never holds a secret or the contents of a scanned file.
struct Error {
  ErrorKind kind = ErrorKind::kMalformed;
  std::string message;  // what went wrong, one sentence without a full stop
  std::string where;    // `file`, `file:line:column`, or empty
  std::string hint;     // what to do about it, or empty

  // The same error seen from a caller that knows the place.
  Error within(std::string place) && {
    if (where.empty()) where = std::move(place);
    return std::move(*this);
  }

  // "where: message; hint", as a person reads it.
  std::string text() const {
    std::string out = where.empty() ? message : where + ": " + message;
    if (!hint.empty()) out += "; " + hint;
    return out;
  }
};

template <typename T>
using Result = tl::expected<T, Error>;

inline tl::unexpected<Error> fail(ErrorKind kind, std::string message, std::string where = {},
                                  std::string hint = {}) {
  return tl::unexpected<Error>(Error{kind, std::move(message), std::move(where), std::move(hint)});
}

}  // namespace sentinel

#define SENTINEL_CONCAT_INNER(a, b) a##b
#define SENTINEL_CONCAT(a, b) SENTINEL_CONCAT_INNER(a, b)

// `SENTINEL_ASSIGN_OR_RETURN(auto text, read_file(path));` leaves the function with the error, if there is
// one.
// NOLINTBEGIN(bugprone-macro-parentheses): a declaration in parentheses is none.
#define SENTINEL_ASSIGN_OR_RETURN(declaration, expression)                                           \
  auto SENTINEL_CONCAT(result_, __LINE__) = (expression);                                            \
  if (!SENTINEL_CONCAT(result_, __LINE__))                                                           \
    return tl::unexpected<::sentinel::Error>(std::move(SENTINEL_CONCAT(result_, __LINE__)).error()); \
  declaration = std::move(*SENTINEL_CONCAT(result_, __LINE__))
// NOLINTEND(bugprone-macro-parentheses)

#define SENTINEL_RETURN_IF_ERROR(expression)                                        \
  do {                                                                              \
    if (auto sentinel_status = (expression); !sentinel_status)                      \
      return tl::unexpected<::sentinel::Error>(std::move(sentinel_status).error()); \
  } while (false)
