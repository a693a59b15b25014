// How unlike written text a string is.
//
// Shannon entropy counts how evenly characters are used, so it cannot tell `getElementsByTagName` from a key.
// This asks instead what each character costs after the one before it, under a model of source text: pairs
// such as `th` and
// `_i` are cheap, `qX` is dear. What it can't do: a passphrase of words looks like words.
//
// The scale, in bits a character (table of 95 x 95 pairs, made by eval/make_rarity_table.py):
//
//   up to 4.5   words, sentences, paths; digits in a row cost 4 to 5
//   4.5 to 6.5  identifiers of all styles, dates, placeholders such as `your-api-key-goes-here`
//   6 to 10     random hexadecimal digits (one in a hundred of 32 digits is below 6.4), UUIDs
//   8 and more  random letters and digits of both cases (one in a thousand of 32 is below 8.4)
//
// Rules ask for 5.5 of hexadecimal digits, for 6.5 to 7 where a prefix names the vendor, and for 8 where
// nothing but the name beside it says what it is. Short strings scatter: below 16 characters the number says
// little.
#pragma once

#include <string_view>

namespace sentinel {

// 0 for less than two characters. A character outside printable ASCII costs what a letter of a word costs,
// for text in other scripts is no token.
double rarity(std::string_view text);

}  // namespace sentinel
