#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

/// Tables in the languages of shells, as functions that look a key up.
namespace send_bounce {

using Names = std::vector<std::string>;

/// A row of a table: what is looked up, and what is found.
struct Row {
  std::string key;
  Names values;
};
using Rows = std::vector<Row>;

std::string joined(const Names& names, std::string_view between = " ");

/// In single quotes, for every shell.
std::string shell_quoted(std::string_view text);

/// The assignments for a row of values.
using Setter = std::function<std::string(const Names&)>;

/// A function of bash and zsh: a `case` on $1 that sets variables, after `before`.
std::string posix_case(std::string_view function, std::string_view before, const Rows& rows,
                       const Setter& set, std::string_view otherwise = "");
/// One that sets a variable to a list of words.
std::string posix_list(std::string_view function, std::string_view variable, const Names& names);
/// A function of fish that prints the values of the row of its argument, one a line.
std::string fish_switch(std::string_view function, const Rows& rows);
/// One that prints a list.
std::string fish_list(std::string_view function, const Names& names);

/// The first sentence, without its full stop.
std::string in_short(std::string_view documentation);

}  // namespace send_bounce
