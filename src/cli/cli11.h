#pragma once

// CLI11 without <iostream>: libstdc++ makes eight streams and the classic locale for whoever
// includes that, before main() and in every run. CLI11 names two of the streams in App::exit, which
// is not called here; their declarations are enough for it.
#include <istream>
#include <ostream>

#if defined(__GLIBCXX__) && !defined(_GLIBCXX_IOSTREAM)
#define _GLIBCXX_IOSTREAM 1
namespace std {
extern istream cin;
extern ostream cout;
extern ostream cerr;
extern ostream clog;
}  // namespace std
#endif

#include <CLI/CLI.hpp>
