#pragma once

#include <cstdint>
#include <string>

#include "phantomime/formats/exchange_formats/format.hpp"
#include "phantomime/formats/exchange_formats/tree_building.hpp"

// WireMock's stub mappings (https://wiremock.org/docs/stubbing/), read into and written from stubs of the scenario
// language. What a stub needs and the other language cannot say is an Obstacle.
namespace phantomime::formats {

/// What a mapping without a priority has; lower ones win.
inline constexpr std::int64_t usual_priority = 5;

/// The files of a folder `__files`, which bodies of mappings name.
class WiremockFiles {
 public:
  WiremockFiles(const FileStore& files, std::string folder) : files_{files}, folder_{std::move(folder)} {}
  /// Reports at `name` a path that leaves the folder, or what cannot be read.
  [[nodiscard]] std::optional<std::string> read(const Node& name, Reading& reading) const;

 private:
  const FileStore& files_;
  std::string folder_;
};

/// A request that reaches the stub, made beside it.
struct WiremockExample {
  std::string method = "GET", target = "/", body;
  std::vector<std::pair<std::string, std::string>> headers, query, cookies, form;
  [[nodiscard]] Node node() const;
};

/// `request:` of the stub that a mapping's `request` becomes.
[[nodiscard]] Node request_from_wiremock(const Node& request, Reading& reading, Obstacle& obstacle,
                                         WiremockExample& example);
/// A condition of one field; `sample` becomes a value that satisfies it.
[[nodiscard]] Node condition_from_wiremock(const Node& matcher, Obstacle& obstacle, std::string& sample);
/// `body:` of one item of `bodyPatterns`.
[[nodiscard]] Node body_from_wiremock(const Node& pattern, Obstacle& obstacle, WiremockExample& example);
/// `response:`.
[[nodiscard]] Node response_from_wiremock(const Node& response, const WiremockFiles& files, Reading& reading,
                                          Obstacle& obstacle);
void read_wiremock(const ConversionInput& input, Reading& reading, StubTrees& trees);

/// A mapping's `request`.
[[nodiscard]] Node request_to_wiremock(const Node& request, Losses& losses, Obstacle& obstacle);
[[nodiscard]] Node condition_to_wiremock(const Node& condition, Obstacle& obstacle);
/// Adds to `bodyPatterns`, or puts `formParameters` into the request.
void body_to_wiremock(const Node& body, Node& request, std::vector<Node>& patterns, Obstacle& obstacle);
[[nodiscard]] Node response_to_wiremock(const Node& response, Losses& losses, Obstacle& obstacle);
[[nodiscard]] OutputFiles write_wiremock_stubs(const StubTrees& trees, Layout layout, Losses& losses);
[[nodiscard]] OutputFiles write_wiremock(std::span<const recording::Exchange> exchanges, Layout layout, Losses& losses);
/// The files of a folder `mappings`, or one file of all.
[[nodiscard]] OutputFiles wiremock_files(std::vector<Node> mappings, Layout layout);

}  // namespace phantomime::formats
