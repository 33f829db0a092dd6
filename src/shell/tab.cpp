#include "send_bounce/shell/tab.h"

#include <algorithm>
#include <utility>

#include "send_bounce/text/encoding.h"

namespace send_bounce::shell {
namespace {

constexpr std::pair<std::string_view, Kind> kShells[] = {
    {"bash", Kind::Bash}, {"zsh", Kind::Zsh}, {"fish", Kind::Fish}};

// Nothing where the cursor is still in the name of the command.
std::string behind_command(std::string_view line) {
  const std::vector<LineWord> words = scan_words(line);
  if (words.empty() || !words.front().is_closed) return "";
  return std::string(line.substr(words.front().places.back()));
}

bool is_plain(std::string_view text) {
  return std::none_of(text.begin(), text.end(),
                      [](unsigned char c) { return c < 0x20 || c == 0x7F; });
}

using Candidates = std::vector<const Candidate*>;

Candidates fitting(const std::vector<Candidate>& candidates, std::string_view typed) {
  Candidates kept;
  for (const Candidate& one : candidates) {
    if (fits(one, typed) && is_plain(one.text)) kept.push_back(&one);
  }
  return kept;
}

// From where on readline replaces the line: it cuts words at COMP_WORDBREAKS, outside of quotes.
std::size_t readline_start(std::string_view line, std::string_view breaks) {
  std::size_t start = 0;
  char quote = '\0';
  for (std::size_t i = 0; i < line.size(); ++i) {
    const char c = line[i];
    if (c == '\\' && quote != '\'') {
      ++i;
    } else if (quote != '\0') {
      if (c != quote) continue;
      quote = '\0';
      start = i + 1;
    } else if (c == '\'' || c == '"') {
      quote = c;
      start = i + 1;
    } else if (c == ' ' || c == '\t' || c == '\n' || breaks.find(c) != std::string_view::npos) {
      // It counts these two as the beginning of what follows.
      start = c == '@' || c == '$' ? i : i + 1;
    }
  }
  return start;
}

std::string bash_reply(const TabRequest& request, const LineWord& word, const Candidates& kept) {
  const std::size_t start = readline_start(request.line, request.breaks);
  const bool is_open =
      std::any_of(kept.begin(), kept.end(), [](const Candidate* one) { return one->goes_on; });
  std::string reply = is_open ? "open" : "closed";
  reply += '\0';
  for (const Candidate* one : kept) {
    // What stands before the part that is completed stays as it was typed.
    const std::size_t from = word.places[one->start];
    if (start < from) reply += request.line.substr(start, from - start);
    std::size_t cut = 0;
    while (one->start + cut < word.text.size() && word.places[one->start + cut] < start) ++cut;
    reply += typed_form(std::string_view(one->text).substr(cut), word.open_quote, kBashQuoting);
    reply += '\0';
  }
  // Behind a single candidate readline would close the quote; it does not where there are two.
  if (is_open && kept.size() == 1 && word.open_quote != '\0') {
    const std::size_t first = reply.find('\0') + 1;
    reply += reply.substr(first, reply.size() - first - 1) + "...";
    reply += '\0';
  }
  return reply;
}

std::string zsh_reply(const TabRequest& request, const LineWord& word, const Candidates& kept) {
  if (kept.empty()) return "";
  // One word has one start: what is offered beside each other completes the same part.
  const std::size_t from = word.places[kept.front()->start];
  std::string reply = std::to_string(code_point_count(std::string_view(request.line).substr(from)));
  reply += '\n';
  for (const Candidate* one : kept) {
    if (one->start != kept.front()->start) continue;
    reply += one->goes_on ? '+' : '-';
    for (const char c : one->text) {
      if (c == ':' || c == '\\') reply += '\\';
      reply += c;
    }
    if (!one->help.empty()) reply += ":" + one->help;
    reply += '\n';
  }
  return reply;
}

std::string fish_reply(const TabRequest&, const LineWord& word, const Candidates& kept) {
  // Behind these fish puts no blank by itself.
  constexpr std::string_view kOpenEnds = "/=@:.,-";
  std::string reply;
  for (const Candidate* one : kept) {
    const std::string whole = word.text.substr(0, one->start) + one->text;
    if (!is_plain(whole)) continue;
    reply += whole + "\t" + one->help + "\n";
    // Twice, so that the cursor stays where a comma can follow. Of several nothing is inserted yet,
    // and a list has each once.
    if (kept.size() == 1 && one->goes_on &&
        kOpenEnds.find(whole.back()) == std::string_view::npos) {
      reply += whole + ",\t" + one->help + "\n";
    }
  }
  return reply;
}

}  // namespace

bool fits(const Candidate& candidate, std::string_view word) {
  return candidate.start <= word.size() && candidate.text.starts_with(word.substr(candidate.start));
}

std::optional<TabRequest> tab_request(const std::vector<std::string>& arguments,
                                      const GetVariable& variable) {
  if (arguments.size() != 2 || arguments[0] != kHiddenWord) return std::nullopt;
  const auto line = variable("TAB_LINE");
  for (const auto& [name, shell] : kShells) {
    if (arguments[1] != name || !line) continue;
    return TabRequest{shell, behind_command(*line), variable("TAB_REST").value_or(""),
                      variable("TAB_BREAKS").value_or("")};
  }
  return std::nullopt;
}

std::string tab_reply(const TabRequest& request, const std::vector<Candidate>& candidates) {
  const LineWord word = word_at_end(request.line);
  const Candidates kept = fitting(candidates, word.text);
  switch (request.shell) {
    case Kind::Bash:
      return bash_reply(request, word, kept);
    case Kind::Zsh:
      return zsh_reply(request, word, kept);
    case Kind::Fish:
      return fish_reply(request, word, kept);
  }
  return "";
}

}  // namespace send_bounce::shell
