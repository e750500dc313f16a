#include "phantomime/scenario/near_miss.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "phantomime/scenario/as_get.hpp"
#include "phantomime/scenario/words.hpp"

namespace phantomime::scenario {
namespace {

using matchers::Difference;

constexpr std::size_t most_compared = 48;
constexpr std::size_t header_limit = 512;

// What a difference weighs. A stub on the path with its conditions unmet, or asked with another method, is nearer than
// one on another path; but a slip in the path alone is nearer than a wrong method and wrong fields together.
constexpr double another_path = 0.3, path_distance = 0.5, another_method = 0.25, fields = 0.2;
constexpr double heaviest = another_path + path_distance + another_method + fields;

/// Where a field stands in a request.
std::size_t position(const Difference& difference) {
  constexpr std::array<std::string_view, 6> order = {"method", "path", "query", "header", "cookie", "credentials"};
  const std::string_view field = difference.field;
  const std::string_view word = field.substr(0, field.find(' '));
  const auto* const found = std::find_if(order.begin(), order.end(), [word](std::string_view known) {
    return word == known || (word.size() == known.size() + 1 && word.starts_with(known) && word.back() == 's');
  });
  return static_cast<std::size_t>(found - order.begin());
}

double distance_of(const std::vector<Difference>& differences) {
  double distance = 0, unmet = 0;
  for (const Difference& difference : differences) {
    const double measured = std::clamp(difference.distance, 0.0, 1.0);
    switch (position(difference)) {
      case 0:
        distance += another_method;
        break;
      case 1:
        distance += another_path + path_distance * measured;
        break;
      default:
        unmet += 0.25 + 0.75 * measured;  // each edit counts, the smaller ones less
    }
  }
  return (distance + fields * unmet / (unmet + 1)) / heaviest;
}

/// By method and path alone; the conditions can only add to it.
double least_distance(const Index::Nearby& stub) {
  double distance = stub.right_method ? 0 : another_method;
  if (!stub.on_path) distance += another_path + path_distance * stub.path_distance;
  return distance / heaviest;
}

/// A stub worth explaining.
struct Candidate {
  double distance = 0;      ///< at least
  std::uint32_t place = 0;  ///< in the order of precedence
  // NOLINTNEXTLINE(modernize-use-nullptr): clang-tidy 14 takes what the compiler makes of it for a comparison with 0
  auto operator<=>(const Candidate&) const = default;
};

bool visible(char c) { return c >= ' ' && c <= '~'; }

}  // namespace

std::vector<Difference> differences(const Stub& stub, const http::RequestView& request, const StateGate* gate) {
  std::vector<Difference> found;
  if (request.request().method == "HEAD" && !stub.request.method_matches("HEAD")) {
    const http::Request get = as_get(request.request());
    stub.request.explain(http::RequestView{get}, found);
  } else {
    stub.request.explain(request, found);
  }
  if (gate) gate->explain(stub, request, found);
  if (found.size() < 2) return found;
  std::stable_sort(found.begin(), found.end(),
                   [](const Difference& a, const Difference& b) { return position(a) < position(b); });
  // Three conditions on a body that is no JSON say the same three times.
  std::vector<Difference> told;
  for (Difference& difference : found) {
    const bool known = std::any_of(told.begin(), told.end(), [&](const Difference& earlier) {
      return earlier.field == difference.field && earlier.expected == difference.expected &&
             earlier.actual == difference.actual;
    });
    if (!known) told.push_back(std::move(difference));
  }
  return told;
}

std::string NearMiss::header_line() const {
  std::string text = stub_name + ": ";
  if (differences.empty()) text += "matches";
  for (std::size_t at = 0; at < differences.size() && text.size() <= header_limit; ++at)
    text += (at == 0 ? "" : "; ") + sentence(differences[at]);
  if (text.size() <= header_limit && std::all_of(text.begin(), text.end(), visible)) return text;
  std::string line;
  for (const char c : text) {
    if (visible(c))
      line += c;
    else if ((static_cast<unsigned char>(c) & 0xc0U) != 0x80)  // one mark for a character, however many bytes it has
      line += c == '\n' || c == '\t' ? ' ' : '?';
  }
  if (line.size() > header_limit) line.replace(header_limit - 3, std::string::npos, "...");
  return line;
}

std::vector<NearMiss> near_misses(const Scenario& scenario, const Index& index, const http::RequestView& request,
                                  std::size_t limit, const StateGate* gate) {
  std::vector<Candidate> candidates;
  for (const Index::Nearby& nearby : index.nearby(request, most_compared))
    candidates.push_back({least_distance(nearby), nearby.place});
  std::sort(candidates.begin(), candidates.end());
  std::vector<Candidate> order;  // of misses
  std::vector<NearMiss> misses;
  for (const Candidate& candidate : candidates) {
    // What differs is put into words for those only that may still be among the nearest.
    if (misses.size() == limit && (limit == 0 || order.back() < candidate)) break;
    const std::uint32_t number = index.by_precedence()[candidate.place];
    const Stub& stub = scenario.stubs[number];
    std::vector<Difference> differing = scenario::differences(stub, request, gate);
    const Candidate measured{distance_of(differing), candidate.place};
    const auto before = std::upper_bound(order.begin(), order.end(), measured) - order.begin();
    if (static_cast<std::size_t>(before) == limit) continue;
    order.insert(order.begin() + before, measured);
    misses.insert(misses.begin() + before,
                  NearMiss{number, stub.name, stub.where, std::move(differing), measured.distance});
    if (misses.size() <= limit) continue;
    misses.pop_back();
    order.pop_back();
  }
  return misses;
}

}  // namespace phantomime::scenario
