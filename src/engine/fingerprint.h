// A finding's identity across runs: the same while lines move, folders are renamed and rules are reworded;
// another one when the code itself or the secret changes. docs/decisions has the reasons.
#pragma once

#include <string>

#include "detect/finding.h"
#include "source/source_file.h"

namespace sentinel {

// SHA-256, cut to 32 hex digits, over the rule's id, the file's name without its folders, and the lines of
// the finding with white space folded. A secret enters as its masked form and 12 bits of its own digest:
// enough to tell a new secret in an old place, too little to find it by guessing.
std::string fingerprint_of(const Finding& finding, const SourceFile& file, std::string_view lines);

}  // namespace sentinel
