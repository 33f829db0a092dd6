#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "send_bounce/model/option_table.h"
#include "send_bounce/values/error.h"

/// The grammar by which the reference splits a command line: CPython's argparse, in the form in
/// which each of its nested parsers takes what it knows and hands the rest on. CLI11 has no
/// abbreviations, no values that begin with a dash and no such hand-over, so words pass through
/// here first and reach it in one plain form (cli/command_line.cpp).
namespace send_bounce {

/// One option as it was met: its full name and the words that belong to it.
struct OptionMatch {
  const Option* option = nullptr;
  std::vector<std::string> values;
};

struct ParsedLevel {
  std::vector<OptionMatch> matches;       ///< in argv order, repeats included
  std::optional<std::string> positional;  ///< the one positional, where a word was taken for it
  bool ended = false;             ///< an OptionKind::Action was met: nothing after it counts
  std::vector<std::string> rest;  ///< what this parser does not know, in argv order
};

enum class Positional : std::uint8_t { None, Required, Optional };

/// Reads `words` with one parser that knows `options` and one positional. ErrorKind::Usage for an
/// ambiguous abbreviation, a missing value, a value where none is taken, or an invalid choice.
Result<ParsedLevel> parse_level(const std::vector<std::string>& words,
                                std::span<const Option* const> options, Positional positional);

}  // namespace send_bounce
