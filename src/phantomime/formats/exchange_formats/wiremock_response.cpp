#include "phantomime/base/base64.hpp"
#include "phantomime/base/utf8.hpp"
#include "phantomime/formats/exchange_formats/conversion.hpp"
#include "phantomime/formats/exchange_formats/wiremock.hpp"
#include "phantomime/formats/exchange_formats/wiremock_faults.hpp"
#include "phantomime/formats/paths.hpp"

namespace phantomime::formats {
namespace {

/// `250` milliseconds as `250ms`.
std::string milliseconds(const Node& number) { return number.text() + "ms"; }

bool is_count(const Node* node) {
  const auto number = node ? node->as_integer() : std::nullopt;
  return number && *number >= 0 && *number <= 1'000'000'000;
}

class ResponseFromWiremock {
 public:
  ResponseFromWiremock(const WiremockFiles& files, Reading& reading, Obstacle& obstacle)
      : files_{files}, reading_{reading}, obstacle_{obstacle} {}

  Node whole(const Node& response) {
    is_template_ = uses_templates(response);
    for (std::size_t entry = 0; entry < response.size() && !obstacle_.met(); ++entry)
      read_key(response.key(entry).text(), response.value(entry));
    const bool has_body = result_.find("text") || result_.find("json") || result_.find("base64");
    if (has_body && !has_content_type_) put(result_, "without_headers", list_node({text_node("Content-Type")}));
    return std::move(result_);
  }

 private:
  static bool uses_templates(const Node& response) {
    const Node* const transformers = response.find("transformers");
    if (!transformers) return false;
    for (const Node& one : transformers->items())
      if (one.text() == "response-template") return true;
    return false;
  }

  void read_key(const std::string& key, const Node& value) {
    if (key == "status") return status(value);
    if (key == "statusMessage") return put(result_, "reason", text_node(value.text()));
    if (key == "headers") return headers(value);
    if (key == "body") return body(value.text());
    if (key == "base64Body") return base64(value);
    if (key == "jsonBody") return json(value);
    if (key == "bodyFileName") return file(value);
    if (key == "fixedDelayMilliseconds") return delay(value);
    if (key == "delayDistribution") return distribution(value);
    if (key == "chunkedDribbleDelay") return dribble(value);
    if (key == "fault") return fault(value);
    if (key == "transformers" || key == "transformerParameters" || key == "fromConfiguredStub") {
      if (!is_template_) reading_.losses().add("response transformers");
      return;
    }
    obstacle_.meet("the response key '" + key + "'");
  }

  void status(const Node& value) {
    const auto number = value.as_integer();
    if (!number || *number < 200 || *number > 599) return obstacle_.meet("a status that is not from 200 to 599");
    put(result_, "status", word_node(value.text()));
  }

  void headers(const Node& value) {
    Node lines = mapping_node();
    for (std::size_t entry = 0; entry < value.size(); ++entry) {
      const Node& one = value.value(entry);
      const std::string& name = value.key(entry).text();
      has_content_type_ = has_content_type_ || http::same_name(name, "Content-Type");
      std::vector<Node> values;
      for (const Node& item : one.is_sequence() ? one.items() : std::span{&one, 1}) {
        if (item.text().find("{{") != std::string::npos) return obstacle_.meet("a header that is a template");
        values.push_back(text_node(item.text()));
      }
      if (values.empty()) continue;
      put(lines, name, values.size() == 1 ? values.front() : list_node(std::move(values)));
    }
    put(result_, "headers", std::move(lines));
  }

  void body(const std::string& text) {
    if (is_template_ && text.find("{{") != std::string::npos) return obstacle_.meet("a body that is a template");
    if (has_body()) return obstacle_.meet("two bodies");
    put(result_, valid_utf8(text) ? "text" : "base64", text_node(valid_utf8(text) ? text : encode_base64(text)));
  }

  void base64(const Node& value) {
    const auto bytes = reading_.base64(value);
    if (has_body()) return obstacle_.meet("two bodies");
    if (bytes) put(result_, "base64", text_node(encode_base64(*bytes)));
  }

  void json(const Node& value) {
    if (has_body()) return obstacle_.meet("two bodies");
    put(result_, "json", value);
  }

  void file(const Node& value) {
    if (value.text().find("{{") != std::string::npos) return obstacle_.meet("a file's name that is a template");
    if (const auto bytes = files_.read(value, reading_)) body(*bytes);
  }

  [[nodiscard]] bool has_body() const { return result_.find("text") || result_.find("json") || result_.find("base64"); }

  void delay(const Node& value) {
    if (!is_count(&value)) return obstacle_.meet("a delay that is no number");
    if (value.as_integer() == 0) return;
    put(result_, "delay", text_node(milliseconds(value)));
  }

  void distribution(const Node& value) {
    const Node* const type = value.find("type");
    const std::string_view kind = type ? std::string_view{type->text()} : "";
    const Node *const low = value.find("lower"), *const high = value.find("upper");
    if (kind == "fixed" && is_count(value.find("milliseconds"))) return delay(*value.find("milliseconds"));
    if (kind == "uniform" && is_count(low) && is_count(high))
      return put(result_, "delay",
                 mapping_node("uniform", list_node({text_node(milliseconds(*low)), text_node(milliseconds(*high))})));
    const Node *const median = value.find("median"), *const sigma = value.find("sigma");
    if (kind != "lognormal" || !is_count(median) || !sigma || !sigma->as_number())
      return obstacle_.meet("a distribution of delays that is not known");
    Node shape = mapping_node("median", text_node(milliseconds(*median)));
    put(shape, "sigma", word_node(sigma->text()));
    if (is_count(value.find("maxValue"))) put(shape, "at_most", text_node(milliseconds(*value.find("maxValue"))));
    put(result_, "delay", mapping_node("log_normal", std::move(shape)));
  }

  void dribble(const Node& value) {
    const Node *const pieces = value.find("numberOfChunks"), *const time = value.find("totalDuration");
    if (!is_count(pieces) || !is_count(time)) return obstacle_.meet("a dribble without chunks or time");
    Node drip = mapping_node("over", text_node(milliseconds(*time)));
    put(drip, "pieces", word_node(pieces->text()));
    put(result_, "fault", mapping_node("drip", std::move(drip)));
  }

  void fault(const Node& value) {
    for (const WiremockFault& name : wiremock_faults)
      if (name.wiremock == value.text()) return put(result_, "fault", text_node(name.ours));
    obstacle_.meet("the fault '" + printable(value.text()) + "'");
  }

  const WiremockFiles& files_;
  Reading& reading_;
  Obstacle& obstacle_;
  Node result_ = mapping_node();
  bool is_template_ = false, has_content_type_ = false;
};

}  // namespace

std::optional<std::string> WiremockFiles::read(const Node& name, Reading& reading) const {
  const auto path = normalise(name.text());
  const auto outside = [&] {
    reading.error(name, ErrorCode::outside_folder, "'" + shorten(name.text(), 80) + "' leads out of the folder __files",
                  "name a file within it");
    return std::nullopt;
  };
  if (!path) return outside();
  const std::string file = join(folder_, *path);
  const auto real = files_.real_path(file), real_folder = files_.real_path(folder_);
  if (real && real_folder && !lies_in(*real, *real_folder)) return outside();
  auto bytes = files_.read(file, max_conversion_bytes);
  if (bytes) return std::move(*bytes);
  reading.error(name, bytes.error().code, bytes.error().what, "the file belongs in " + folder_);
  return std::nullopt;
}

Node response_from_wiremock(const Node& response, const WiremockFiles& files, Reading& reading, Obstacle& obstacle) {
  return ResponseFromWiremock{files, reading, obstacle}.whole(response);
}

}  // namespace phantomime::formats
