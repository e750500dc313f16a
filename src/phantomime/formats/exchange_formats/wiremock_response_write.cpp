#include "phantomime/base/time_text.hpp"
#include "phantomime/formats/exchange_formats/wiremock.hpp"
#include "phantomime/formats/exchange_formats/wiremock_faults.hpp"

namespace phantomime::formats {
namespace {

void put_delay(const Node& delay, Node& response, Obstacle& obstacle) {
  const auto milliseconds_of = [&](const Node& node) {
    const auto duration = parse_duration(node.text());
    if (!duration) obstacle.meet("a delay that is computed");
    return word_node(duration ? std::to_string(duration->count() / 1'000'000) : "0");
  };
  if (delay.is_scalar()) return put(response, "fixedDelayMilliseconds", milliseconds_of(delay));
  Node distribution = mapping_node();
  if (const Node* const range = delay.find("uniform"); range && range->size() == 2) {
    put(distribution, "type", text_node("uniform"));
    put(distribution, "lower", milliseconds_of(range->items()[0]));
    put(distribution, "upper", milliseconds_of(range->items()[1]));
  } else if (const Node* const shape = delay.find("log_normal");
             shape && shape->find("median") && shape->find("sigma")) {
    put(distribution, "type", text_node("lognormal"));
    put(distribution, "median", milliseconds_of(*shape->find("median")));
    put(distribution, "sigma", word_node(shape->find("sigma")->text()));
    if (const Node* const most = shape->find("at_most")) put(distribution, "maxValue", milliseconds_of(*most));
  } else {
    obstacle.meet("a delay of another kind");
  }
  put(response, "delayDistribution", std::move(distribution));
}

void put_fault(const Node& fault, Node& response, Obstacle& obstacle) {
  if (fault.is_scalar()) {
    if (fault.text() == "none") return;
    for (const WiremockFault& name : wiremock_faults)
      if (name.ours == fault.text()) return put(response, "fault", text_node(name.wiremock));
  }
  const Node* const drip = fault.find("drip");
  const Node* const over = drip ? drip->find("over") : nullptr;
  const auto time = over ? parse_duration(over->text()) : Result<std::chrono::nanoseconds>{Error{}};
  if (fault.size() != 1 || !time) return obstacle.meet("a fault that WireMock does not know");
  const Node* const pieces = drip->find("pieces");
  Node dribble = mapping_node("numberOfChunks", word_node(pieces ? pieces->text() : "100"));
  put(dribble, "totalDuration", word_node(std::to_string(time->count() / 1'000'000)));
  put(response, "chunkedDribbleDelay", std::move(dribble));
}

}  // namespace

Node response_to_wiremock(const Node& response, Losses& losses, Obstacle& obstacle) {
  Node result = mapping_node();
  for (std::size_t entry = 0; entry < response.size(); ++entry) {
    const std::string& key = response.key(entry).text();
    const Node& value = response.value(entry);
    if (key == "status")
      put(result, "status", word_node(value.text()));
    else if (key == "reason")
      put(result, "statusMessage", text_node(value.text()));
    else if (key == "headers")
      put(result, "headers", value);
    else if (key == "text")
      put(result, "body", text_node(value.text()));
    else if (key == "base64")
      put(result, "base64Body", text_node(value.text()));
    else if (key == "json")
      put(result, "jsonBody", value);
    else if (key == "delay")
      put_delay(value, result, obstacle);
    else if (key == "fault")
      put_fault(value, result, obstacle);
    else if (key == "chunks")
      losses.add("where chunked bodies are cut");
    else if (key != "without_headers")
      obstacle.meet("the response key '" + key + "'");
  }
  if (!result.find("status")) put(result, "status", word_node("200"));
  return result;
}

}  // namespace phantomime::formats
