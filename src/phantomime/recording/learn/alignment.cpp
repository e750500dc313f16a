#include <algorithm>
#include <map>

#include "phantomime/http/url.hpp"
#include "phantomime/recording/learn/learn.hpp"
#include "phantomime/recording/learn/members.hpp"
#include "phantomime/recording/learn/value_format.hpp"
#include "phantomime/recording/playing/recorded_scenario.hpp"

namespace phantomime::recording {

std::string request_shape(const Exchange& exchange) {
  return request_shape(exchange.request.method, exchange.request.target);
}

std::string request_shape(std::string_view method, std::string_view target) {
  std::string shape{method};
  shape += ' ';
  for (const std::string& segment : path_segments(target)) shape += '/' + (is_identifier(segment) ? "{}" : segment);
  std::vector<std::string> names;
  for (const http::Field& field : http::parse_fields(http::split_target(target).query)) names.push_back(field.name);
  std::sort(names.begin(), names.end());
  for (std::size_t at = 0; at < names.size(); ++at) shape += (at ? '&' : '?') + names[at];
  return shape;
}

std::vector<Step> align(std::span<const Recording> recordings) {
  std::vector<Step> steps;
  std::map<std::pair<std::string, std::size_t>, std::size_t> places;  // shape and how often it came → step
  for (std::size_t run = 0; run < recordings.size(); ++run) {
    std::map<std::string, std::size_t> counts;
    for (const Exchange& exchange : recordings[run].exchanges) {
      if (!is_playable(exchange)) continue;
      std::string shape = request_shape(exchange);
      const std::size_t count = counts[shape]++;
      const auto [place, added] = places.try_emplace({shape, count}, steps.size());
      if (added) steps.push_back({std::move(shape), std::vector<const Exchange*>(recordings.size(), nullptr)});
      steps[place->second].runs[run] = &exchange;
    }
  }
  return steps;
}

}  // namespace phantomime::recording
