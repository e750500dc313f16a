#include "phantomime/cli/netrc.hpp"

#include <algorithm>
#include <vector>

#include "phantomime/http/headers.hpp"

namespace phantomime::cli {
namespace {

/// Takes the next word of a line, which does not begin with a blank: one in quotes loses them and its escapes.
std::string take_word(std::string_view& line) {
  std::string word;
  if (line.front() != '"') {
    const std::size_t end = std::min(line.find_first_of(" \t\r"), line.size());
    word = line.substr(0, end);
    line.remove_prefix(end);
    return word;
  }
  std::size_t at = 1;
  for (; at < line.size() && line[at] != '"'; ++at) {
    if (line[at] == '\\' && at + 1 < line.size()) ++at;
    word += line[at];
  }
  line.remove_prefix(std::min(at + 1, line.size()));
  return word;
}

/// All words but comments and macros, which last until an empty line.
std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words;
  bool macro = false;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    std::string_view line = text.substr(0, end);
    text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
    if (macro) {
      macro = line.find_first_not_of(" \t\r") != std::string_view::npos;
      continue;
    }
    for (;;) {
      line.remove_prefix(std::min(line.find_first_not_of(" \t\r"), line.size()));
      if (line.empty() || line.front() == '#') break;
      std::string word = take_word(line);
      macro = word == "macdef";
      if (macro) break;
      words.push_back(std::move(word));
    }
  }
  return words;
}

}  // namespace

std::optional<NetrcEntry> find_in_netrc(std::string_view text, std::string_view host) {
  const std::vector<std::string> words = words_of(text);
  bool ours = false, found = false;
  NetrcEntry entry;
  for (std::size_t at = 0; at < words.size(); ++at) {
    const std::string& word = words[at];
    const bool named = word == "machine" && at + 1 < words.size();
    if (named || word == "default") {
      if (found) return entry;
      ours = word == "default" || http::same_name(words[at + 1], host);
      found = ours;
      if (named) ++at;
    } else if ((word == "login" || word == "password" || word == "account") && at + 1 < words.size()) {
      ++at;
      if (ours && word == "login") entry.user = words[at];
      if (ours && word == "password") entry.password = words[at];
    }
  }
  return found ? std::optional{entry} : std::nullopt;
}

}  // namespace phantomime::cli
