#include "phantomime/cli/netrc.hpp"

#include <vector>

#include "phantomime/http/headers.hpp"

namespace phantomime::cli {
namespace {

/// Words, quoted ones with their escapes taken off; comments and macros are none.
std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words;
  bool macro = false;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    std::string_view line = text.substr(0, end);
    text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
    if (macro) {
      macro = line.find_first_not_of(" \t\r") != std::string_view::npos;  // up to an empty line
      continue;
    }
    for (;;) {
      line.remove_prefix(std::min(line.find_first_not_of(" \t\r"), line.size()));
      if (line.empty() || line.front() == '#') break;
      std::string word;
      if (line.front() == '"') {
        std::size_t at = 1;
        for (; at < line.size() && line[at] != '"'; ++at) {
          if (line[at] == '\\' && at + 1 < line.size()) ++at;
          word += line[at];
        }
        line.remove_prefix(std::min(at + 1, line.size()));
      } else {
        const std::size_t stop = std::min(line.find_first_of(" \t\r"), line.size());
        word = line.substr(0, stop);
        line.remove_prefix(stop);
      }
      if (word == "macdef") {
        macro = true;
        break;
      }
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
